"""Addresses of the journal."""

from django.urls import path

from luodi.web.journal import views

app_name = "journal"
urlpatterns = [
    path("", views.index, name="index"),
    path("export/", views.export, name="export"),
    path("verify/", views.verify, name="verify"),
]
