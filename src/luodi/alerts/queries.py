"""Reading the rules of early warning with what they found."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max

from luodi.alerts.models import Warned
from luodi.alerts.rules import rules
from luodi.people.permissions import require
from luodi.people.queries.settings import parameters_in_force
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
