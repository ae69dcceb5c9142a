"""Writing meetings, batches and their places. One module an area; callers import from here."""

from luodi.meetings.operations.batches import correct_batch, correct_meeting, drop_batch
from luodi.meetings.operations.decisions import Decided, approve_decision, record_decision, refuse_decision
from luodi.meetings.operations.filing import FiledMeeting, Origin, file_meetings
from luodi.meetings.operations.findings import recheck_batches, settle_finding
from luodi.meetings.operations.items import ItemContent, edit_item, follow_up_item, put_item, withdraw_item
from luodi.meetings.operations.opening import (
    Matter,
    NewMeeting,
    change_matter,
    hear,
    open_meeting,
    withdraw_matter,
    write_minutes,
)
from luodi.meetings.operations.resolving import (
    Found,
    Resolved,
    Wanted,
    act_on_finding,
    correct_resolution,
    correct_trip_finding,
    find_on_trip,
    follow_up_resolution,
    resolve,
)
from luodi.meetings.operations.slots import empty_slot, empty_slots, fill_slot, fill_slots, name_slot, name_slots
from luodi.meetings.placing import Filled, Filling

__all__ = [
    "Matter",
    "NewMeeting",
    "change_matter",
    "hear",
    "open_meeting",
    "withdraw_matter",
    "write_minutes",
    "Found",
    "Resolved",
    "Wanted",
    "act_on_finding",
    "correct_resolution",
    "correct_trip_finding",
    "find_on_trip",
    "follow_up_resolution",
    "resolve",
    "Decided",
    "ItemContent",
    "approve_decision",
    "edit_item",
    "follow_up_item",
    "put_item",
    "record_decision",
    "refuse_decision",
    "withdraw_item",
    "FiledMeeting",
    "Filled",
    "Filling",
    "Origin",
    "correct_batch",
    "correct_meeting",
    "drop_batch",
    "empty_slot",
    "empty_slots",
    "file_meetings",
    "fill_slot",
    "fill_slots",
    "name_slot",
    "name_slots",
    "recheck_batches",
    "settle_finding",
]
