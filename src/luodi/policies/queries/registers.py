"""Lists of firms that were declared complete: what a firm that is not on one is known not to be."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from luodi.engines.policies import Field, all_fields, kinds
from luodi.people.permissions import acts_for
from luodi.policies.fact_values import text_of
from luodi.policies.models import Register
from luodi.values.actor import Actor

KINDS = ("flag", "set", "date")
YEARS_BACK = 3
NOT_THERE: dict[str, object] = {"flag": False, "set": frozenset(), "date": kinds.NEVER}


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A list as its page shows it; `ended_at` when it was taken back."""

    id: int
    field: str
    year: int | None
    complete_on: date
    listed: int
    source: str
    source_kind: str
    reason: str
    unit: str
    declared_by: str
    declared_at: datetime
    end_reason: str
    ended_by: str
    ended_at: datetime | None
    may_end: bool


def standing_registers(at: datetime | None) -> QuerySet[Register]:
    """Narrow to the lists that were declared complete by an instant and not taken back by then (None: now)."""
    if at is None:
        return Register.objects.filter(end__isnull=True)
    return Register.objects.filter(declared_at__lte=at).exclude(end__ended_at__lte=at)


def complete_columns(year: int, at: datetime | None) -> dict[str, Register]:
    """Give the columns of a basis year for which a complete list stands, each with the newest; one SQL statement.

    A list of a year counts for that year. A list without one counts for the year of its day and those before it: of what
    happened after its day it says nothing.
    """
    found: dict[str, Register] = {}
    for each in standing_registers(at).order_by("-complete_on", "-pk"):
        column = _column(each, year)
        if column:
            found.setdefault(column, each)
    return found


def _column(row: Register, year: int) -> str:
    field = all_fields().get(row.field)
    if field is None:
        return ""
    if row.year is None:
        return row.field if row.complete_on.year >= year and not field.per_year else ""
    back = row.year - year
    return "" if not -YEARS_BACK <= back <= 0 else f"{row.field}@{back}" if back else row.field


def not_there(code: str) -> object:
    """Give the stored value of who is not on a complete list: no, the empty set, the day that never came."""
    return NOT_THERE[all_fields()[code].kind.name]


def not_there_text(code: str) -> str:
    """Give it as canonical text."""
    return text_of(all_fields()[code], not_there(code))


def fields_with_lists() -> list[Field]:
    """Give the fields for which a list may be complete: yes or no, sets, days of events."""
    return [each for each in all_fields().values() if each.kind.name in KINDS and each.payable]


def registers(viewer: Actor) -> list[RegisterRow]:
    """List the lists that were declared complete, the newest first; one SQL statement."""
    found = Register.objects.visible_to(viewer).select_related("unit", "declared_by", "end", "end__ended_by")
    return [_row(each, viewer) for each in found.order_by("-pk")[:500]]


def lacking(present: Collection[tuple[str, int]], rows: Iterable[Register]) -> list[Register]:
    """Give the lists that a firm is not on, by the (field, year) that are known of it; the newest of each field and year."""
    fields = {field for field, _ in present}
    found: dict[tuple[str, int | None], Register] = {}
    for each in rows:
        there = each.field in fields if each.year is None else (each.field, each.year) in present
        if not there:
            found.setdefault((each.field, each.year), each)
    return list(found.values())


def newest_first(at: datetime | None) -> QuerySet[Register]:
    """Give the lists that stand, the newest first."""
    return standing_registers(at).order_by("-complete_on", "-pk")


def _row(each: Register, viewer: Actor) -> RegisterRow:
    end = getattr(each, "end", None)
    return RegisterRow(
        each.pk, each.field, each.year, each.complete_on, each.listed, each.source, each.source_kind, each.reason,
        each.unit.short_name or each.unit.name, each.declared_by.name if each.declared_by else "", each.declared_at,
        end.reason if end else "", end.ended_by.name if end and end.ended_by else "", end.ended_at if end else None,
        end is None and viewer.may("facts.complete") and acts_for(viewer, each.unit_id),
    )  # fmt: skip


__all__ = [
    "RegisterRow", "complete_columns", "fields_with_lists", "lacking", "newest_first", "not_there", "not_there_text", "registers",
    "standing_registers",
]  # fmt: skip
