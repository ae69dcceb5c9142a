"""Addresses of saved filters: all of them, saving one, dropping one."""

from django.urls import path

from luodi.web.filters import views

app_name = "filters"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/<slug:place>/", views.save, name="save"),
    path("<int:filter_id>/drop/", views.drop, name="drop"),
]
