"""Addresses of campaigns: the list, one campaign, linking a unit."""

from django.urls import path

from luodi.web.campaigns import views

app_name = "campaigns"
urlpatterns = [
    path("", views.index, name="index"),
    path("export", views.export, name="export"),
    path("<int:campaign_id>/", views.detail, name="detail"),
    path("<int:campaign_id>/parts/<int:part_id>/link", views.link, name="link"),
]
