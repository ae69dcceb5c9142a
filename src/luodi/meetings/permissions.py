"""Who may file, correct and fill what hangs on a meeting, and whose amounts a viewer sees."""

from django.db.models import Q

from luodi.meetings.models import Batch, Decision, Item, Meeting
from luodi.people.permissions import acts_for, require
from luodi.people.visibility import sees, sights
from luodi.projects.permissions import amount_units
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound


def require_file(by: Actor, unit_id: int | None) -> None:
    """Refuse unless the actor may make records of a document of this unit.

    :raises NotAllowed: naming the permission
    """
    require(by, "documents.file", unit_id=unit_id)


def may_edit(by: Actor, unit_id: int | None) -> bool:
    """Tell whether the actor may correct a meeting of this unit, its batches and slots."""
    return by.may("meetings.edit") and unit_id is not None and acts_for(by, unit_id)


def require_edit(by: Actor, unit_id: int | None) -> None:
    """Refuse unless the actor may correct a meeting of this unit.

    :raises NotAllowed: naming the permission
    """
    if not may_edit(by, unit_id):
        raise NotAllowed(permission="meetings.edit")


def require_fill(by: Actor, batch: Batch, source_kind: str) -> None:
    """Refuse unless the actor may fill a batch: by a ledger row with the right to import, else with the right to edit.

    :raises NotAllowed: naming the permission
    """
    if source_kind == "row":
        require(by, "projects.import")
    elif not may_edit(by, batch.meeting.unit_id):
        raise NotAllowed(permission="meetings.edit")


def seen_batch(by: Actor, batch_id: int, *, lock: bool = False) -> Batch:
    """Give a batch that the actor sees, locked if it is to be changed.

    :raises NotFound: if there is none, or it is not the actor's to see
    """
    found = Batch.objects.visible_to(by).select_related("meeting")
    batch = (found.select_for_update(of=("self",)) if lock else found).filter(pk=batch_id).first()
    if batch is None:
        raise NotFound()
    return batch


def seen_meeting(by: Actor, meeting_id: int) -> Meeting:
    """Give a meeting that the actor sees, locked.

    :raises NotFound: if there is none, or it is not the actor's to see
    """
    meeting = Meeting.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=meeting_id).first()
    if meeting is None:
        raise NotFound()
    return meeting


def amounts_seen(viewer: Actor, prefix: str = "project") -> Q:
    """Give the condition for slots whose project's amount (class sensitive) the viewer sees."""
    units = amount_units(viewer)
    return Q() if units is None else Q(**{f"{prefix}__unit_id__in": units})


def may_put(by: Actor, unit_id: int) -> bool:
    """Tell whether the actor may put projects of this unit before a meeting, and record what it decided."""
    return by.may("meetings.edit") and acts_for(by, unit_id)


def require_put(by: Actor, unit_id: int) -> None:
    """Refuse unless the actor may put projects of this unit before a meeting.

    :raises NotAllowed: naming the permission
    """
    if not may_put(by, unit_id):
        raise NotAllowed(permission="meetings.edit")


def may_check(by: Actor, decision: Decision) -> bool:
    """Tell whether the actor may approve a recorded decision: by right, and not who recorded it."""
    own = {by.person_id, *by.standing_in_for} - {None}
    return by.may("meetings.decide") and decision.recorded_by_id not in own


def seen_item(by: Actor, item_id: int, *, lock: bool = False) -> Item:
    """Give an item that the actor sees, with its project, locked if it is to be changed.

    :raises NotFound: if there is none, or it is not the actor's to see
    """
    found = Item.objects.visible_to(by).select_related("project")
    item = (found.select_for_update(of=("self",)) if lock else found).filter(pk=item_id).first()
    if item is None:
        raise NotFound()
    return item


def sees_words(viewer: Actor, unit_id: int) -> bool:
    """Tell whether the viewer reads conditions, dissent and the text of an item (class sensitive) that they may open."""
    put = any(sight.scope == "put" for sight in sights(viewer, "sensitive"))
    return viewer.kind == "system" or put or sees(viewer, "sensitive", unit_id)
