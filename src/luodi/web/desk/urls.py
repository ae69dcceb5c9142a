"""Address of the desk."""

from django.urls import path

from luodi.web.desk import views

app_name = "desk"
urlpatterns = [path("", views.index, name="index")]
