"""Address of the waiting list."""

from django.urls import path

from luodi.web.waiting import views

app_name = "waiting"
urlpatterns = [path("", views.index, name="index")]
