"""Addresses of promises: the list, one promise, and what is written about it."""

from django.urls import path

from luodi.web.promises import forms, lists, plans, project, views

app_name = "promises"
urlpatterns = [
    path("promises/", lists.index, name="index"),
    path("promises/export", lists.export, name="export"),
    path("plans/", plans.index, name="plans"),
    path("plans/upload", plans.upload, name="plan_upload"),
    path("plans/template", plans.template, name="plan_template"),
    path("plans/<int:unit_id>/<int:year>/<str:kind>", plans.book, name="plan_book"),
    path("promises/<int:promise_id>/", views.detail, name="detail"),
    path("promises/<int:promise_id>/supplement", forms.supplement, name="supplement"),
    path(
        "promises/<int:promise_id>/supplements/<int:supplement_id>", forms.decide_supplement, name="decide_supplement"
    ),
    path("promises/<int:promise_id>/terms/<int:term_id>", forms.propose, name="propose"),
    path("promises/<int:promise_id>/acts/<int:act_id>", forms.decide, name="decide"),
    path("promises/<int:promise_id>/paid", forms.paid, name="paid"),
    path("projects/<int:project_id>/promises/", project.project, name="project"),
    path("promises/new/<int:subject_id>/", forms.new, name="new"),
]
