"""Addresses of the daily work: lists over all projects, a project's own page, and what is done there."""

from django.urls import path

from luodi.web.contacts import acting, lists, pages, people

app_name = "contacts"
urlpatterns = [
    path("contacts/", lists.index, name="index"),
    path("contacts/export/", lists.export, name="export"),
    path("contacts/overdue/", lists.overdue, name="overdue"),
    path("contacts/overdue/export/", lists.export_overdue, name="export_overdue"),
    path("contacts/drafts/", acting.draft, name="draft"),
    path("contacts/visits/<int:visit_id>/correct/", acting.correct_visit, name="correct_visit"),
    path("contacts/progress/<int:progress_id>/correct/", acting.correct_progress, name="correct_progress"),
    path("contacts/comments/<int:comment_id>/edit/", acting.edit_comment, name="edit_comment"),
    path("contacts/instructions/<int:instruction_id>/report/", acting.report_back, name="report_back"),
    path("contacts/instructions/<int:instruction_id>/close/", acting.close_instruction, name="close_instruction"),
    path("contacts/people/<int:contact_id>/edit/", people.edit, name="edit_person"),
    path("contacts/people/<int:contact_id>/retire/", people.retire, name="retire_person"),
    path("contacts/people/<int:contact_id>/reveal/", people.reveal, name="reveal"),
    path("projects/<int:project_id>/contacts/", pages.project, name="project"),
    path("projects/<int:project_id>/contacts/visit/", acting.visit, name="visit"),
    path("projects/<int:project_id>/contacts/progress/", acting.progress, name="progress"),
    path("projects/<int:project_id>/contacts/comment/", acting.comment, name="comment"),
    path("projects/<int:project_id>/contacts/instruction/", acting.instruction, name="instruction"),
    path("projects/<int:project_id>/contacts/people/", people.add, name="add_person"),
]
