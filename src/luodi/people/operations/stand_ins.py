"""Writing stand-ins during leave, and the decision that somebody's open work passes to somebody else."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from luodi.journal.operations import record
from luodi.people.locking import locked_person, units_of
from luodi.people.models import AdminDuty, Post, StandIn
from luodi.people.permissions import require
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound, Refusal


class StandInDaysWrong(Refusal):
    """A stand-in begins today or later and ends after it begins."""

    code = "stand_in_days_wrong"


class StandInNeedsAReason(Refusal):
    """It has to be said why somebody is stood in for."""

    code = "stand_in_needs_a_reason"


class StandInForOneself(Refusal):
    """Nobody stands in for themselves, and nobody takes on another's rights by their own hand."""

    code = "stand_in_for_oneself"


class StandInOverlaps(Refusal):
    """Somebody stands in for this person on some of these days already."""

    code = "stand_in_overlaps"


class AdministratorStandsInForNobody(Refusal):
    """An administrator takes on no post of the district's business, and an administrator's duty has no stand-in."""

    code = "administrator_stands_in_for_nobody"


class HandOverToSamePerson(Refusal):
    """Work is handed over from one person to another."""

    code = "hand_over_to_same_person"


@transaction.atomic
def arrange_stand_in(
    *, absent_id: int, substitute_id: int, from_date: date, to_date: date, reason: str, by: Actor, at: datetime
) -> StandIn:
    """Let one person act for another on the days [from_date, to_date): by the absent one, or the head of their unit.

    :raises NotAllowed: if the actor is neither the absent person nor the head of a unit of theirs
    :raises StandInForOneself: if the actor would give themselves another's rights
    """
    today = timezone.localtime(at).date()
    units = units_of(absent_id, today)
    _require_arranges(by, absent_id, units)
    if substitute_id in (absent_id, by.person_id):
        raise StandInForOneself()
    if not (today <= from_date < to_date):
        raise StandInDaysWrong(today=today)
    if not reason.strip():
        raise StandInNeedsAReason()
    absent, substitute = locked_person(absent_id), locked_person(substitute_id)
    if AdminDuty.objects.filter(person_id__in=[absent_id, substitute_id]).exists():
        raise AdministratorStandsInForNobody()
    overlapping = StandIn.objects.filter(absent=absent, from_date__lt=to_date, to_date__gt=from_date, ended_at=None)
    if overlapping.exists():
        raise StandInOverlaps(name=absent.name)
    row = StandIn(absent=absent, substitute=substitute, from_date=from_date, to_date=to_date, reason=reason.strip())
    fitting(row).save()
    facts = {"from_date": from_date, "to_date": to_date, "reason": row.reason}
    personal = {"substitute": substitute.name}
    owner = next(iter(sorted(units)), None)
    record(
        "stand_in.arranged", row, by=by, at=at, label=absent.name, facts=facts, personal=personal, owner_unit_id=owner
    )
    return row


@transaction.atomic
def end_stand_in(*, stand_in_id: int, by: Actor, at: datetime) -> StandIn:
    """End a stand-in before its day; the substitute's rights end with the next request."""
    found = StandIn.objects.select_for_update(of=("self",)).select_related("absent", "substitute")
    row = found.filter(pk=stand_in_id, ended_at=None).first()
    if row is None:
        raise NotFound()
    units = units_of(row.absent_id, timezone.localtime(at).date())
    if by.person_id != row.substitute_id:
        _require_arranges(by, row.absent_id, units)
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    personal = {"substitute": row.substitute.name}
    owner = next(iter(sorted(units)), None)
    record("stand_in.ended", row, by=by, at=at, label=row.absent.name, personal=personal, owner_unit_id=owner)
    return row


def _require_arranges(by: Actor, absent_id: int, units: set[int]) -> None:
    if by.kind == "system" or (by.person_id is not None and by.person_id == absent_id):
        return
    require(by, "people.stand_in")
    if absent_id in by.standing_in_for or not (units & by.unit_ids or "promotion_bureau" in by.roles):
        raise NotAllowed(permission="people.stand_in")


@transaction.atomic
def decide_hand_over(*, from_person_id: int, to_person_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Decide that the open work of one person passes to another of a unit that the actor heads; the parts that hold
    work move it in the same transaction.

    :raises NotAllowed: if the actor doesn't head a unit of the person
    """
    require(by, "people.hand_over")
    if from_person_id == to_person_id:
        raise HandOverToSamePerson()
    giver, taker = locked_person(from_person_id), locked_person(to_person_id)
    units = set(Post.objects.filter(person=giver).values_list("unit_id", flat=True))
    if by.kind != "system" and "promotion_bureau" not in by.roles and not units & by.unit_ids:
        raise NotAllowed(permission="people.hand_over")
    personal = {"taker": taker.name}
    facts = {"reason": reason.strip()[:300], "to": to_person_id}
    owner = next(iter(sorted(units & by.unit_ids) or sorted(units)), None)
    record(
        "work.handed_over", giver, by=by, at=at, label=giver.name, facts=facts, personal=personal, owner_unit_id=owner
    )
