"""Addresses of reports: the preview and filing."""

from django.urls import path

from luodi.web.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("file/", views.file, name="file"),
    path("monthly/", views.file_monthly, name="file_monthly"),
]
