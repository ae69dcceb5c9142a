"""Addresses of the theme and language switches."""

from django.urls import path

from luodi.web.appearance import views

app_name = "appearance"
urlpatterns = [
    path("theme/", views.switch_theme, name="theme"),
    path("language/", views.switch_language, name="language"),
]
