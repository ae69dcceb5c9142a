"""Addresses of the big screen and the page of a unit."""

from django.urls import path

from luodi.web.cockpit import units, views

app_name = "cockpit"
urlpatterns = [path("", views.index, name="index"), path("units/<int:unit_id>/", units.unit, name="unit")]
