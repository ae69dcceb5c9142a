"""Addresses of tasks: the list, one task, and what is done with it."""

from django.urls import path

from luodi.web.tasks import acting, follow_ups, following, views

app_name = "tasks"
urlpatterns = [
    path("", views.index, name="index"),
    path("export", views.export, name="export"),
    path("new", acting.new, name="new"),
    path("follow-ups/", follow_ups.desk, name="desk"),
    path("follow-ups/export", follow_ups.export, name="export_desk"),
    path("follow-ups/new", follow_ups.ask, name="ask"),
    path("<int:task_id>/", views.detail, name="detail"),
    path("<int:task_id>/report", following.report, name="report"),
    path("<int:task_id>/done", following.report_done, name="report_done"),
    path("<int:task_id>/return", following.send_back, name="send_back"),
    path("<int:task_id>/close", following.close, name="close"),
    path("<int:task_id>/withdraw", following.withdraw, name="withdraw"),
    path("<int:task_id>/ask-again", following.ask_again, name="ask_again"),
    path("<int:task_id>/assign", acting.assign, name="assign"),
    path("<int:task_id>/accept", acting.accept, name="accept"),
    path("<int:task_id>/finish", acting.finish, name="finish"),
    path("<int:task_id>/drop", acting.drop, name="drop"),
    path("<int:task_id>/reopen", acting.reopen, name="reopen"),
]
