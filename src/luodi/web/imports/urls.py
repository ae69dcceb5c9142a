"""Addresses of the import pages."""

from django.urls import path

from luodi.web.imports import acts, views

app_name = "imports"
urlpatterns = [
    path("", views.index, name="index"),
    path("template.xlsx", views.template, name="template"),
    path("upload", views.upload, name="upload"),
    path("<int:intake_id>/", views.detail, name="detail"),
    path("<int:intake_id>/findings.xlsx", views.findings, name="findings"),
    path("<int:intake_id>/answers", acts.answer, name="answer"),
    path("<int:intake_id>/accept", acts.accept, name="accept"),
    path("<int:intake_id>/run", acts.run, name="run"),
    path("<int:intake_id>/drop", acts.drop, name="drop"),
    path("<int:intake_id>/undo", acts.undo, name="undo"),
    path("rows/<int:row_id>/", views.row, name="row"),
]
