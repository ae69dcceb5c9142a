"""Addresses of the gates' rules, the board at the gates and the honest-failure reviews."""

from django.urls import path

from luodi.web.gates import board, failures, rules

app_name = "gates"
urlpatterns = [
    path("", rules.index, name="index"),
    path("versions/<int:definition_id>/", rules.version, name="version"),
    path("define/", rules.define, name="define"),
    path("board/", board.board, name="board"),
    path("board/<int:project_id>/claim/", board.claim, name="claim"),
    path("board/<int:project_id>/pass/", board.pass_on, name="pass_on"),
    path("failures/", failures.index, name="failures"),
    path("failures/export/", failures.export, name="export_failures"),
]
