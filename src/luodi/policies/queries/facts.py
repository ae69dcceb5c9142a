"""What is known of a firm in a year: the newest row of each field, as it was known at an instant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from luodi.companies.models import Company
from luodi.engines.policies import all_fields
from luodi.policies.fact_values import class_of, value_of
from luodi.policies.models import Fact, Register
from luodi.policies.queries.registers import complete_columns, not_there_text


@dataclass(frozen=True, slots=True)
class FactRow:
    """A field's value in canonical form with its source; `data_class` says who may see it."""

    id: int
    field: str
    year: int
    value: str
    state: str
    data_class: str
    unit_id: int
    source_kind: str
    source_id: int | None
    source: str
    known_at: datetime
    register_id: int | None = None


def known_facts(at: datetime | None = None) -> QuerySet[Fact]:
    """Narrow to what was known at an instant (None: is known now): written by then and by then not replaced."""
    if at is None:
        return Fact.objects.filter(replaced_by__isnull=True)
    later = Fact.objects.filter(replaces=OuterRef("pk"), known_at__lte=at)
    return Fact.objects.filter(~Exists(later), known_at__lte=at)


def facts_of(firm_id: int, year: int, at: datetime | None = None) -> dict[str, FactRow]:
    """Give what is known of a firm for a basis year, by field; three SQL statements.

    A value of an earlier year stands as `field@-1`, `field@-2`; of a standing fact (per_year = false) the newest counts.
    What was written of a firm that was merged into this one counts as long as the firm itself has nothing of that field and
    year. Disputed values are left out: not known. What a complete list says of a firm that is not on it counts as known.
    """
    absorbed = Company.objects.filter(merged_into_id=firm_id).values("pk")
    rows = known_facts(at).filter(year__gte=OLDEST).order_by("-year", "pk")
    mine = [*rows.filter(company_id=firm_id), *rows.filter(company_id__in=absorbed)]
    found = {column: _row(each) for column, each in by_column(_sure(mine), year).items()}
    there = by_column(mine, year)
    lists = complete_columns(year, at)
    return found | {column: _absent(each) for column, each in lists.items() if column not in there}


def _sure(rows: Iterable[Fact]) -> list[Fact]:
    return [each for each in rows if each.state != "disputed"]


def by_column(rows: Iterable[Fact], year: int) -> dict[str, Fact]:
    """Name the columns of one firm's facts for a basis year; of two for one column the first given counts."""
    found: dict[str, Fact] = {}
    fields = all_fields()
    for each in rows:
        field = fields.get(each.field)
        if field is None:
            continue
        if not field.per_year:
            found.setdefault(each.field, each)
        elif year - YEARS_BACK <= each.year <= year:
            found.setdefault(column_of(each.field, each.year - year), each)
    return found


YEARS_BACK, OLDEST = 3, 1949


def engine_facts(rows: Mapping[str, FactRow]) -> dict[str, object]:
    """Give facts as the engine judges by them: stored values by column; what is no field any more is left out."""
    found = {column: value_of(row.field, row.value) for column, row in rows.items()}
    return {column: value for column, value in found.items() if value is not None}


def column_of(field: str, back: int) -> str:
    """Name the column of a field, `back` years from the basis year (0 or less)."""
    return f"{field}@{back}" if back else field


def _absent(each: Register) -> FactRow:
    return FactRow(
        id=0, field=each.field, year=each.year or each.complete_on.year, value=not_there_text(each.field), state="verified",
        data_class=class_of(each.field), unit_id=each.unit_id, source_kind="register", source_id=each.pk, source=each.source,
        known_at=each.declared_at, register_id=each.pk,
    )  # fmt: skip


def _row(each: Fact) -> FactRow:
    return FactRow(
        id=each.pk, field=each.field, year=each.year, value=each.value, state=each.state, data_class=each.data_class,
        unit_id=each.unit_id, source_kind=each.source_kind, source_id=each.source_id, source=each.source, known_at=each.known_at,
    )  # fmt: skip
