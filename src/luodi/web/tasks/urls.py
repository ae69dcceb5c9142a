"""Addresses of tasks: the list, one task, and what is done with it."""

from django.urls import path

from luodi.web.tasks import acting, views

app_name = "tasks"
urlpatterns = [
    path("", views.index, name="index"),
    path("export", views.export, name="export"),
    path("new", acting.new, name="new"),
    path("<int:task_id>/", views.detail, name="detail"),
    path("<int:task_id>/assign", acting.assign, name="assign"),
    path("<int:task_id>/accept", acting.accept, name="accept"),
    path("<int:task_id>/finish", acting.finish, name="finish"),
    path("<int:task_id>/drop", acting.drop, name="drop"),
    path("<int:task_id>/reopen", acting.reopen, name="reopen"),
]
