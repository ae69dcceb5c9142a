"""Reading the rules of early warning with what they found."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max

from luodi.alerts.models import Warned
from luodi.alerts.rules import rules
from luodi.people.permissions import require
from luodi.people.queries.settings import parameters_in_force
from luodi.people.visibility import sees_all, sights
from luodi.values.actor import Actor


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in words: how early or late, whom it tells, how often it struck, when last."""

    code: str
    title: str
    parameter: str
    days: int | None
    to: tuple[str, ...]
    struck: int
    last: date | None


@dataclass(frozen=True, slots=True)
class WarnedRow:
    """Something that was warned of: under which rule, when, of what, and of which unit; no figures."""

    rule: str
    title: str
    day: date
    object_kind: str
    object_id: int
    unit_id: int | None
    unit: str


def warned_between(
    viewer: Actor, first: date, last: date, *, known: datetime | None = None, unit_id: int | None = None
) -> list[WarnedRow]:
    """List what was warned of from a day to a day, about units whose internal rows the viewer sees; one SQL statement."""
    rows = Warned.objects.filter(day__gte=first, day__lte=last).select_related("unit").order_by("day", "pk")
    if not sees_all(viewer, "internal"):
        own = any(sight.scope == "own" for sight in sights(viewer, "internal"))
        rows = rows.filter(unit_id__in=viewer.unit_ids if own else [])
    if known is not None:
        rows = rows.filter(at__lte=known)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    words, key = rules(), "en" if viewer.language.startswith("en") else "zh"
    return [
        WarnedRow(
            each.rule, getattr(words[each.rule], key) if each.rule in words else each.rule, each.day, each.object_kind,
            each.object_id, each.unit_id, (each.unit.short_name or each.unit.name) if each.unit else "",
        )
        for each in rows
    ]  # fmt: skip


def rule_rows(viewer: Actor, *, today: date) -> list[RuleRow]:
    """List the rules; two SQL statements.

    :raises NotAllowed: for who has no desk
    """
    require(viewer, "desk.view")
    given = parameters_in_force("alerts.", on=today)
    struck = {code: (n, last) for code, n, last in Warned.objects.values_list("rule").annotate(Count("pk"), Max("day"))}
    return [
        RuleRow(
            each.code, each.en if viewer.language.startswith("en") else each.zh, each.days,
            int(given[each.days]) if each.days else None, each.to, *struck.get(each.code, (0, None)),
        )
        for each in rules().values()
    ]  # fmt: skip
