"""Addresses of one's notices: the inbox, opening one, marking all as read."""

from django.urls import path

from luodi.web.notices import channels, views

app_name = "notices"
urlpatterns = [
    path("", views.index, name="index"),
    path("read/", views.read_all, name="read_all"),
    path("channels/", channels.channels, name="channels"),
    path("channels/<int:channel_id>/switch/", channels.switch, name="switch"),
    path("channels/<int:channel_id>/try/", channels.try_out, name="try"),
    path("rules/", channels.rules, name="rules"),
    path("<int:notice_id>/open/", views.follow, name="open"),
]
