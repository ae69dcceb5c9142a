"""Addresses of the component gallery."""

from django.urls import path

from luodi.web.gallery import views

app_name = "gallery"
urlpatterns = [path("", views.gallery, name="index"), path("screen", views.screen, name="screen")]
