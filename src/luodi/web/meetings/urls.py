"""Addresses of meetings: the list, one meeting, a batch with its places, and corrections."""

from django.urls import path

from luodi.web.meetings import acting, by_hand, item_acts, item_views, views

app_name = "meetings"
urlpatterns = [
    path("", views.index, name="index"),
    path("export", views.export_meetings, name="export_meetings"),
    path("<int:meeting_id>/", views.detail, name="detail"),
    path("<int:meeting_id>/correct", acting.correct_meeting, name="correct"),
    path("new", by_hand.new, name="new"),
    path("<int:meeting_id>/minutes", by_hand.write_minutes, name="write_minutes"),
    path("<int:meeting_id>/matters", by_hand.hear, name="hear"),
    path("<int:meeting_id>/resolutions", by_hand.resolve, name="resolve"),
    path("<int:meeting_id>/findings", by_hand.find_on_trip, name="find_on_trip"),
    path("matters/<int:heard_id>/change", by_hand.change_matter, name="change_matter"),
    path("resolutions/<int:resolution_id>/correct", by_hand.correct_resolution, name="correct_resolution"),
    path("resolutions/<int:resolution_id>/follow-ups", by_hand.follow_up_resolution, name="follow_up_resolution"),
    path("trip-findings/<int:trip_finding_id>/correct", by_hand.correct_trip_finding, name="correct_trip_finding"),
    path("trip-findings/<int:trip_finding_id>/actions", by_hand.act_on_finding, name="act_on_finding"),
    path("items/", item_views.index, name="items"),
    path("items/export", item_views.export, name="export_items"),
    path("items/new", item_acts.put, name="put_item"),
    path("items/agenda", item_views.agenda, name="agenda"),
    path("items/<int:item_id>/", item_views.detail, name="item"),
    path("items/<int:item_id>/edit", item_acts.edit, name="edit_item"),
    path("items/<int:item_id>/withdraw", item_acts.withdraw, name="withdraw_item"),
    path("items/<int:item_id>/decide", item_acts.decide, name="decide"),
    path("items/<int:item_id>/follow-up", item_acts.follow_up, name="follow_up"),
    path("items/<int:item_id>/decisions/<int:decision_id>/approve", item_acts.approve, name="approve_decision"),
    path("items/<int:item_id>/decisions/<int:decision_id>/refuse", item_acts.refuse, name="refuse_decision"),
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
