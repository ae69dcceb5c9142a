"""Opening subjects, keeping them current, and passing a merged unit's shares to its successor."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from luodi.journal.operations import Entry, record, record_many
from luodi.observations.groups import GROUP_CODES
from luodi.observations.models import CreditShare, Subject
from luodi.observations.operations import splits
from luodi.observations.permissions import require_report
from luodi.observations.queries.shares import stretches_from
from luodi.observations.splitting import Stretch, UnitShare, next_month
from luodi.people.models import Unit
from luodi.people.permissions import require
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound
from luodi.values.share import WHOLE

SINCE_EVER = date(1900, 1, 1)


@transaction.atomic
def open_subject(
    *, kind: str, name: str, unit_id: int, company_id: int | None = None, data_class: str = "internal", by: Actor,
    at: datetime,
) -> Subject:  # fmt: skip
    """Open a subject for something that its owner, which lies above, has just decided to follow; no own right is needed.

    Until shares change, its unit is credited with all of it, for every month since ever.
    """
    subject = Subject.objects.create(
        kind=kind, name=name[:200], unit_id=unit_id, company_id=company_id, data_class=data_class, opened_at=at
    )
    whole = (Stretch(SINCE_EVER, None, (UnitShare(unit_id, "lander", WHOLE),)),)
    splits.write(subject, dict.fromkeys(GROUP_CODES, whole), "", by, at)
    record(
        "subject.opened", subject, by=by, at=at, label=subject.name, owner_unit_id=unit_id, data_class=data_class,
        facts={"kind": kind},
    )  # fmt: skip
    return subject


@transaction.atomic
def subject_of_unit(*, unit_id: int, by: Actor, at: datetime) -> Subject:
    """Give the subject that stands for a unit itself, for its target plan and its own duties; open it when first needed.

    :raises NotAllowed: for who may report for another unit only; NotFound for no active unit
    """
    require_report(by, unit_id)
    unit = Unit.objects.select_for_update(of=("self",)).filter(pk=unit_id, active=True).first()
    if unit is None:
        raise NotFound()
    found = Subject.objects.filter(kind="unit", unit_id=unit_id).order_by("pk").first()
    return found or open_subject(kind="unit", name=unit.name, unit_id=unit_id, by=by, at=at)


@transaction.atomic
def keep_subject(
    *, subject_id: int, name: str | None = None, unit_id: int | None = None, by: Actor, at: datetime
) -> Subject:
    """Bring a subject's name or responsible unit up to date with its owner; shares are not touched by it.

    :raises NotFound: if there is none
    """
    subject = Subject.objects.select_for_update(of=("self",)).filter(pk=subject_id).first()
    if subject is None:
        raise NotFound()
    before = {"name": subject.name, "unit": subject.unit_id}
    subject.name = name[:200] if name else subject.name
    subject.unit_id = unit_id or subject.unit_id
    after = {"name": subject.name, "unit": subject.unit_id}
    if before != after:
        subject.version += 1
        subject.save(update_fields=["name", "unit", "version"])
        record(
            "subject.kept", subject, by=by, at=at, label=subject.name, owner_unit_id=subject.unit_id,
            data_class=subject.data_class, personal={"before": before["name"], "after": after["name"]},
            facts={"unit_before": before["unit"], "unit_after": after["unit"]},
        )  # fmt: skip
    return subject


@transaction.atomic
def move_unit(*, from_unit_id: int, to_unit_id: int, reason: str, by: Actor, at: datetime) -> int:
    """Pass a merged unit's shares to its successor from the next month on; how many subjects it concerned.

    What the merged unit was credited with until then stays with it.
    """
    require(by, "units.edit")
    first = next_month(localdate(at))
    held = CreditShare.objects.filter(unit_id=from_unit_id).values("split__subject_id")
    subjects = list(Subject.objects.select_for_update(of=("self",)).filter(pk__in=held).order_by("pk"))
    touched, entries = 0, []
    for subject in subjects:
        running = stretches_from(subject.pk, first=first)
        moved = {
            group: [_moved(each, from_unit_id, to_unit_id) for each in several]
            for group, several in running.items()
            if any(share.unit_id == from_unit_id for each in several for share in each.shares)
        }
        if moved:
            splits.write(subject, moved, reason, by, at)
            touched += 1
            facts = {"valid_from": first, "reason": reason[:300]}
            entries.append(
                Entry("credit.split", subject, label=subject.name, data_class=subject.data_class, facts=facts)
            )
        if subject.unit_id == from_unit_id:
            keep_subject(subject_id=subject.pk, unit_id=to_unit_id, by=by, at=at)
    record_many(entries, by=by, at=at)
    return touched


def _moved(stretch: Stretch, from_unit_id: int, to_unit_id: int) -> Stretch:
    """Give the successor what the merged unit has; where it has a share of its own, both become one."""
    parts: dict[int, UnitShare] = {}
    order = {"lander": 0, "originator": 1, "assist": 2}
    for share in stretch.shares:
        unit = to_unit_id if share.unit_id == from_unit_id else share.unit_id
        known = parts.get(unit)
        role = min(share.role, known.role, key=order.__getitem__) if known else share.role
        parts[unit] = UnitShare(unit, role, share.ppm + (known.ppm if known else 0))
    return replace(stretch, shares=tuple(parts.values()))
