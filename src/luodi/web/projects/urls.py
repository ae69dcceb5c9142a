"""Addresses of projects."""

from django.urls import path

from luodi.web.projects import handing, merging, pages, views

app_name = "projects"
urlpatterns = [
    path("", views.index, name="index"),
    path("board/", views.board, name="board"),
    path("export/", views.export, name="export"),
    path("new/", pages.new, name="new"),
    path("hand-over/", handing.hand_over, name="hand_over"),
    path("mergers/", merging.waiting, name="mergers"),
    path("mergers/<int:merger_id>/agree/", merging.agree, name="agree_merger"),
    path("mergers/<int:merger_id>/refuse/", merging.refuse, name="refuse_merger"),
    path("mergers/<int:merger_id>/undo/", merging.undo, name="undo_merger"),
    path("<int:project_id>/merge/", merging.merge, name="merge"),
    path("<int:project_id>/", pages.detail, name="detail"),
    path("<int:project_id>/edit/", pages.edit, name="edit"),
    path("<int:project_id>/claim/", pages.claim, name="claim"),
    path("<int:project_id>/confirm/", pages.confirm, name="confirm"),
    path("<int:project_id>/state/", pages.side_state, name="side_state"),
]
