"""Addresses of firms."""

from django.urls import path

from luodi.web.companies import merging, views

app_name = "companies"
urlpatterns = [
    path("", views.index, name="index"),
    path("export/", views.export, name="export"),
    path("new/", views.new, name="new"),
    path("mergers/<int:merger_id>/undo/", merging.undo, name="undo_merger"),
    path("<int:company_id>/merge/", merging.merge, name="merge"),
    path("<int:company_id>/", views.detail, name="detail"),
    path("<int:company_id>/edit/", views.edit, name="edit"),
    path("<int:company_id>/alias/", views.alias, name="alias"),
]
