"""Addresses of units, persons, accounts, and one's own account."""

from django.urls import path

from luodi.web.people import accounts, me, persons, stand_ins, units

app_name = "people"
urlpatterns = [
    path("", units.index, name="index"),
    path("units/export", units.export, name="export_units"),
    path("units/add/", units.add, name="add_unit"),
    path("units/<int:unit_id>/", units.detail, name="unit"),
    path("units/<int:unit_id>/edit/", units.edit, name="edit_unit"),
    path("units/<int:unit_id>/rename/", units.rename, name="rename_unit"),
    path("units/<int:unit_id>/move/", units.move, name="move_unit"),
    path("units/<int:unit_id>/merge/", units.merge, name="merge_unit"),
    path("persons/", persons.index, name="persons"),
    path("persons/export", persons.export, name="export_persons"),
    path("persons/add/", persons.add, name="add_person"),
    path("persons/<int:person_id>/", persons.detail, name="person"),
    path("persons/<int:person_id>/edit/", persons.edit, name="edit_person"),
    path("persons/<int:person_id>/reveal/", persons.reveal, name="reveal"),
    path("persons/<int:person_id>/post/", persons.give_post, name="give_post"),
    path("persons/<int:person_id>/post/<int:post_id>/end/", persons.end_post, name="end_post"),
    path("persons/<int:person_id>/duty/", accounts.give_duty, name="give_duty"),
    path("persons/<int:person_id>/duty/end/", accounts.end_duty, name="end_duty"),
    path("persons/<int:person_id>/account/", accounts.open_account, name="open_account"),
    path("persons/<int:person_id>/account/close/", accounts.close, name="close_account"),
    path("persons/<int:person_id>/account/reopen/", accounts.reopen, name="reopen_account"),
    path("persons/<int:person_id>/account/code/", accounts.issue_code, name="issue_code"),
    path("persons/<int:person_id>/stand-in/", stand_ins.arrange, name="arrange_stand_in"),
    path("persons/<int:person_id>/hand-over/", stand_ins.hand_over, name="hand_over"),
    path("stand-ins/<int:stand_in_id>/end/", stand_ins.end, name="end_stand_in"),
    path("me/", me.index, name="me"),
    path("me/tokens/", me.issue_token, name="issue_token"),
    path("me/tokens/<int:token_id>/revoke/", me.revoke_token, name="revoke_token"),
]
