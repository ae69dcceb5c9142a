"""Addresses of projects."""

from django.urls import path

from luodi.web.projects import pages, views
from luodi.web.projects.gates import acts
from luodi.web.projects.gates.pages import gates

app_name = "projects"
urlpatterns = [
    path("", views.index, name="index"),
    path("board/", views.board, name="board"),
    path("export/", views.export, name="export"),
    path("new/", pages.new, name="new"),
    path("<int:project_id>/", pages.detail, name="detail"),
    path("<int:project_id>/edit/", pages.edit, name="edit"),
    path("<int:project_id>/claim/", pages.claim, name="claim"),
    path("<int:project_id>/confirm/", pages.confirm, name="confirm"),
    path("<int:project_id>/state/", pages.side_state, name="side_state"),
    path("<int:project_id>/gates/", gates, name="gates"),
    path("<int:project_id>/gates/pass/", acts.pass_gate, name="pass_gate"),
    path("<int:project_id>/gates/route/", acts.set_route, name="set_route"),
    path("<int:project_id>/gates/evidence/", acts.put_evidence, name="put_evidence"),
    path("<int:project_id>/gates/evidence/<int:evidence_id>/", acts.withdraw_evidence, name="withdraw_evidence"),
    path("<int:project_id>/gates/opinions/", acts.ask_opinions, name="ask_opinions"),
    path("<int:project_id>/gates/opinions/<int:round_id>/", acts.give_opinion, name="give_opinion"),
    path("<int:project_id>/gates/opinions/<int:round_id>/cancel/", acts.cancel_round, name="cancel_round"),
    path(
        "<int:project_id>/gates/conditions/<int:condition_id>/report/", acts.report_condition, name="report_condition"
    ),
    path(
        "<int:project_id>/gates/conditions/<int:condition_id>/answer/", acts.answer_condition, name="answer_condition"
    ),
    path("<int:project_id>/gates/failure/", acts.write_failure, name="write_failure"),
    path("<int:project_id>/gates/failure/<int:failure_id>/", acts.answer_failure, name="answer_failure"),
]
