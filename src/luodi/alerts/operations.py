"""Looking for early warnings and telling those whom a rule names, each of each thing once."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from luodi.alerts.models import Warned
from luodi.alerts.rules import ROLES, Rule, rules
from luodi.alerts.sources import SOURCES, Day, Situation
from luodi.journal.operations import record
from luodi.notices.operations import NewNotice, notify
from luodi.people.models import Post
from luodi.people.queries.settings import parameters_in_force
from luodi.people.queries.units import current
from luodi.values.actor import Actor

LOCK = "SELECT pg_advisory_xact_lock(7135001)"


@transaction.atomic
def look_out(*, by: Actor, at: datetime) -> dict[str, int]:
    """Find what the rules are about today and tell whom they name; give how many new warnings each rule brought.

    A stage of one thing is told once for ever: the second run of a day, or of two at once, tells nothing.
    """
    today = localdate(at)
    day, posts, given = Day(today), _posts(today), parameters_in_force("alerts.", on=today)
    found: dict[str, int] = {}
    told = 0
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(LOCK)
    for rule in rules().values():
        fresh = _fresh(rule, list(SOURCES[rule.source](day, int(given[rule.days]) if rule.days else 0)))
        notices = [(each, _told(rule, each, posts)) for each in fresh]
        Warned.objects.bulk_create(
            Warned(
                rule=rule.code, object_kind=each.object_kind, object_id=each.object_id, step=each.step,
                unit_id=each.unit_id, persons=len(persons), day=today, at=at,
            )
            for each, persons in notices
        )  # fmt: skip
        told += sum(len(persons) for _, persons in notices)
        notify(notices=[_notice(rule, each, person) for each, persons in notices for person in persons], by=by, at=at)
        found[rule.code] = len(fresh)
    if any(found.values()):
        record("alerts.looked", None, by=by, at=at, facts={"found": sum(found.values()), "persons": told})
    return found


def _fresh(rule: Rule, situations: list[Situation]) -> list[Situation]:
    """Leave out what was told before; of two situations of one stage the first holds."""
    seen = set(
        Warned.objects.filter(rule=rule.code, object_id__in={each.object_id for each in situations}).values_list(
            "object_kind", "object_id", "step"
        )
    )
    fresh = []
    for each in situations:
        key = (each.object_kind, each.object_id, each.step)
        if key not in seen:
            seen.add(key)
            fresh.append(each)
    return fresh


def _posts(today) -> list[tuple[int, int, str]]:
    found = Post.objects.filter(current(today), person__active=True)
    return list(found.order_by("person_id").values_list("person_id", "unit_id", "role"))


def _told(rule: Rule, situation: Situation, posts: list[tuple[int, int, str]]) -> list[int]:
    """Name the persons of a warning; of secret things only the responsible unit's own."""
    wanted = rule.to if situation.data_class != "secret" else [each for each in rule.to if each.startswith("unit")]
    persons = set()
    for person_id, unit_id, role in posts:
        own = unit_id == situation.unit_id
        for each in wanted:
            if (
                (each == "unit" and own)
                or (each == "unit_head" and own and role == ROLES[each])
                or (each in ("bureau", "leader") and role == ROLES[each])
            ):
                persons.add(person_id)
    return sorted(persons)


def _notice(rule: Rule, situation: Situation, person_id: int) -> NewNotice:
    return NewNotice(
        person_id, f"alert.{rule.code}", situation.params, situation.page, situation.object_kind, situation.object_id,
        situation.data_class,
    )  # fmt: skip
