"""Tables of meetings: what documents report of them, and what is put before them and decided."""

from luodi.meetings.models.items import BODIES, LEGAL_OPINIONS, OUTCOMES, Decision, Item, Material
from luodi.meetings.models.meetings import (
    BATCH_KINDS,
    MEETING_KINDS,
    SLOT_SOURCES,
    Attendance,
    Batch,
    BatchFinding,
    Meeting,
    Meetings,
    OfMeeting,
    Site,
    Slot,
    Surplus,
)
from luodi.meetings.models.proceedings import FollowUp, Heard, HeardMaterial, Resolution, TripFinding

__all__ = [
    "BATCH_KINDS",
    "BODIES",
    "LEGAL_OPINIONS",
    "MEETING_KINDS",
    "OUTCOMES",
    "SLOT_SOURCES",
    "Attendance",
    "Batch",
    "BatchFinding",
    "Decision",
    "FollowUp",
    "Heard",
    "HeardMaterial",
    "Item",
    "Material",
    "Meeting",
    "Meetings",
    "OfMeeting",
    "Resolution",
    "Site",
    "Slot",
    "Surplus",
    "TripFinding",
]
