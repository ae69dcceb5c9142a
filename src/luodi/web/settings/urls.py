"""Addresses of the settings: set-up from Excel, dictionaries, dated parameters."""

from django.urls import path

from luodi.web.settings import set_up, views

app_name = "settings"
urlpatterns = [
    path("", views.index, name="index"),
    path("dictionaries/<slug:code>/", views.dictionary, name="dictionary"),
    path("dictionaries/<slug:code>/add/", views.add_entry, name="add_entry"),
    path("dictionaries/entries/<int:entry_id>/reword/", views.reword_entry, name="reword_entry"),
    path("dictionaries/entries/<int:entry_id>/end/", views.end_entry, name="end_entry"),
    path("parameters/", views.parameters, name="parameters"),
    path("parameters/set/", views.set_parameter, name="set_parameter"),
    path("set-up/", set_up.index, name="set_up"),
    path("set-up/template/", set_up.template, name="set_up_template"),
    path("set-up/<int:roster_id>/", set_up.detail, name="roster"),
    path("set-up/<int:roster_id>/bring-in/", set_up.bring_in, name="bring_in"),
]
