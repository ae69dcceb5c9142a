"""Addresses of landing times: the curves, the projects behind a figure, the units as Excel."""

from django.urls import path

from luodi.web.landing_time import views

app_name = "landing_time"
urlpatterns = [
    path("", views.index, name="index"),
    path("projects", views.projects, name="projects"),
    path("export", views.export, name="export"),
]
