"""Addresses of promises: the list, one promise, and what is written about it."""

from django.urls import path

from luodi.web.promises import forms, views

app_name = "promises"
urlpatterns = [
    path("", views.index, name="index"),
    path("export", views.export, name="export"),
    path("<int:promise_id>/", views.detail, name="detail"),
    path("<int:promise_id>/supplement", forms.supplement, name="supplement"),
    path("<int:promise_id>/supplements/<int:supplement_id>", forms.decide_supplement, name="decide_supplement"),
    path("<int:promise_id>/terms/<int:term_id>", forms.propose, name="propose"),
    path("<int:promise_id>/acts/<int:act_id>", forms.decide, name="decide"),
    path("new/<int:subject_id>/", forms.new, name="new"),
]
