"""Address of the big screen."""

from django.urls import path

from luodi.web.cockpit import views

app_name = "cockpit"
urlpatterns = [path("", views.index, name="index")]
