"""Reckoning each night how long each part of the way takes, for all tracks and for each."""

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from luodi.counting.models import Pace
from luodi.counting.queries.definitions import landing_definition
from luodi.counting.queries.spells import MILESTONES, SpellGroup, spell_groups
from luodi.engines.forecast import Spell, kaplan_meier
from luodi.people.permissions import require
from luodi.values.actor import Actor

KINDS = ("claimed", "confirmed")


@transaction.atomic
def reckon_paces(*, by: Actor, at: datetime) -> int:
    """Reckon the curves of all parts anew from what is known today; give how many there are.

    Derived figures of the district, the same for everybody: the journal keeps what they are made of.
    """
    require(by, "parameters.edit")
    today = localdate(at)
    definition = landing_definition(on=today)
    number = definition.id if definition else None
    rows: list[Pace] = []
    for kind in KINDS:
        for stages in (True, False):
            rows += _paces(
                spell_groups(today=today, stages=stages, kind=kind, definition_id=number), kind, number, today
            )
    Pace.objects.all().delete()
    Pace.objects.bulk_create(rows)
    return len(rows)


def _paces(groups: list[SpellGroup], kind: str, definition: int | None, today: date) -> list[Pace]:
    found: dict[tuple[str, str], list[Spell]] = defaultdict(list)
    for group in groups:
        spell = Spell(group.entered, group.ended, group.happened, group.number)
        for track in {"", group.track}:
            found[group.part, track].append(spell)
    return [_pace(part, kind, track, spells, definition, today) for (part, track), spells in sorted(found.items())]


def _pace(part: str, kind: str, track: str, spells: list[Spell], definition: int | None, today: date) -> Pace:
    curve = kaplan_meier(spells)
    milestone = part in MILESTONES
    steps = [[step.day, step.waiting] for step in curve.steps] if milestone and not track else []
    median = curve.median
    return Pace(
        part=part, kind=kind, track=track, definition_id=definition if milestone else None, median=median.day,
        lower=median.lower, upper=median.upper, spells=curve.spells, events=curve.events, last=curve.last, steps=steps,
        reckoned_date=today,
    )  # fmt: skip
