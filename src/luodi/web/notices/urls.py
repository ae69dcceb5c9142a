"""Addresses of one's notices: the inbox, opening one, marking all as read."""

from django.urls import path

from luodi.web.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.index, name="index"),
    path("read/", views.read_all, name="read_all"),
    path("<int:notice_id>/open/", views.follow, name="open"),
]
