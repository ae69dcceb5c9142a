"""Addresses of meetings: the list, one meeting, a batch with its places, and corrections."""

from django.urls import path

from luodi.web.meetings import acting, views

app_name = "meetings"
urlpatterns = [
    path("", views.index, name="index"),
    path("export", views.export_meetings, name="export_meetings"),
    path("<int:meeting_id>/", views.detail, name="detail"),
    path("<int:meeting_id>/correct", acting.correct_meeting, name="correct"),
    path("batches/", views.batches, name="batches"),
    path("batches/export", views.export_batches, name="export"),
    path("batches/<int:batch_id>/", views.batch, name="batch"),
    path("batches/<int:batch_id>/correct", acting.correct_batch, name="correct_batch"),
    path("batches/<int:batch_id>/drop", acting.drop_batch, name="drop_batch"),
    path("batches/<int:batch_id>/names", acting.name_slots, name="name_slots"),
    path("batches/<int:batch_id>/slots/<int:ordinal>/", views.slot, name="slot"),
    path("batches/<int:batch_id>/slots/<int:ordinal>/name", acting.name_slot, name="name_slot"),
    path("batches/<int:batch_id>/slots/<int:ordinal>/empty", acting.empty_slot, name="empty_slot"),
    path("batches/<int:batch_id>/findings/<int:finding_id>/settle", acting.settle, name="settle"),
]
