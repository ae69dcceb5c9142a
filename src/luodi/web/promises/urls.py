"""Addresses of promises: the list and one promise."""

from django.urls import path

from luodi.web.promises import views

app_name = "promises"
urlpatterns = [
    path("", views.index, name="index"),
    path("export", views.export, name="export"),
    path("<int:promise_id>/", views.detail, name="detail"),
]
