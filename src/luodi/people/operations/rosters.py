"""Keeping a checked workbook of units and people until it is brought in, once."""

from datetime import datetime

from django.db import transaction

from luodi.journal.operations import record
from luodi.people.models import Roster
from luodi.people.permissions import require
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Refusal


class RosterModeUnknown(Refusal):
    """It was not chosen beforehand whether all rows or only the good ones are brought in."""

    code = "roster_mode_unknown"


class RosterIsDone(Refusal):
    """The workbook was brought in already."""

    code = "roster_is_done"


@transaction.atomic
def keep_roster(*, file_name: str, mode: str, rows: list[dict], by: Actor, at: datetime) -> Roster:
    """Keep the checked rows of a workbook; `mode` is "all" (all or none) or "good" (the good rows).

    :raises RosterModeUnknown: for any other mode
    """
    require(by, "people.set_up")
    if mode not in ("all", "good"):
        raise RosterModeUnknown()
    roster = fitting(Roster(file_name=file_name[-200:], mode=mode, rows=rows, made_by_id=by.person_id, made_at=at))
    roster.save()
    record("roster.checked", roster, by=by, at=at, label=roster.file_name, facts={"rows": len(rows)})
    return roster


@transaction.atomic
def take_roster(*, roster_id: int, by: Actor, at: datetime) -> Roster:
    """Lock a workbook that is about to be brought in.

    :raises NotFound: if the actor did not make it
    :raises RosterIsDone: if it was brought in already
    """
    require(by, "people.set_up")
    roster = Roster.objects.select_for_update(of=("self",)).filter(pk=roster_id, made_by_id=by.person_id).first()
    if roster is None:
        raise NotFound()
    if roster.done_at is not None:
        raise RosterIsDone()
    return roster


@transaction.atomic
def finish_roster(*, roster_id: int, result: dict, by: Actor, at: datetime) -> Roster:
    """Note what was brought in, and empty the rows, which hold phones and addresses."""
    require(by, "people.set_up")
    roster = Roster.objects.select_for_update(of=("self",)).get(pk=roster_id)
    roster.rows, roster.result, roster.done_at = [], result, at
    roster.save(update_fields=["rows", "result", "done_at"])
    record("roster.brought_in", roster, by=by, at=at, label=roster.file_name, facts=result)
    return roster
