"""A year's target plans from one Excel file: every row is checked, and either all become promises or none."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from luodi.journal.operations import record
from luodi.observations.operations import subject_of_unit
from luodi.observations.working_out import worked_out
from luodi.people.permissions import require
from luodi.people.queries.unit_names import unit_finder
from luodi.promises import refusals
from luodi.promises.models import Promise
from luodi.promises.operations.making import Basis, Drawn, Manner, Parties, make_promise
from luodi.promises.permissions import require_make
from luodi.promises.plan_sheet import PlannedRow, planned_rows
from luodi.values.actor import Actor
from luodi.values.indicator import Indicator, Kind, indicator
from luodi.values.period import Period
from luodi.values.refusal import Refusal

MOST_ROWS = 2_000
MOST_FAULTS = 50
MEASURES = {Kind.FLOW: "sum", Kind.STOCK: "level", Kind.RATE: "rate"}


def reference_of(year: int) -> str:
    """Name the plan of a year as the basis of its promises."""
    return f"{year} 年招商引资目标计划书"


@transaction.atomic
def take_in_plan(*, year: int, data: bytes, file_name: str, by: Actor, at: datetime) -> int:
    """Make the promises of a year's target plans from the sheet, all or none; give how many there are.

    :raises PlanEmpty, PlanTooLong: for a sheet without targets, or with too many
    :raises PlanRowsWrong: naming each row that can't be taken and why; then nothing is taken
    """
    require(by, "promises.make")
    rows = planned_rows(data, file_name)
    if not rows or len(rows) > MOST_ROWS:
        raise refusals.PlanTooLong(rows=len(rows), limit=MOST_ROWS) if rows else refusals.PlanEmpty()
    find, met, faults = unit_finder(), _planned(year), []
    for row in rows:
        try:
            with transaction.atomic():
                _take(row, year, find(row.cells["owner"]), met, by, at)
        except Refusal as refusal:
            faults.append((row.number, refusal.sentence("zh"), refusal.sentence("en")))
    if faults:
        raise refusals.PlanRowsWrong(
            wrong=len(faults), rows=len(rows), what="；".join(f"第 {n} 行：{zh}" for n, zh, _ in faults[:MOST_FAULTS]),
            what_en="; ".join(f"row {n}: {en}" for n, _, en in faults[:MOST_FAULTS]),
        )  # fmt: skip
    facts = {"year": year, "rows": len(rows), "file": file_name[:200]}
    record("promise.plan_taken_in", None, by=by, at=at, owner_unit_id=by.unit_id, facts=facts)
    return len(rows)


def note_book_taken(*, unit_id: int, year: int, kind: str, by: Actor, at: datetime) -> None:
    """Note that somebody took a unit's task book of a year as a file; who sees the plan may."""
    require(by, "promises.view")
    record(
        "promise.book_taken",
        ("people.unit", unit_id),
        by=by,
        at=at,
        owner_unit_id=unit_id,
        facts={"year": year, "kind": kind},
    )


def _planned(year: int) -> set[tuple[int, str]]:
    """Give (unit, indicator) of what is planned for the year already."""
    found = Promise.objects.filter(basis_kind="target_plan", terms__valid_from=date(year, 1, 1))
    return set(found.values_list("promisor_unit_id", "indicator"))


def _take(row: PlannedRow, year: int, unit_id: int | None, met: set[tuple[int, str]], by: Actor, at: datetime) -> None:
    if row.problem:
        raise refusals.PlanCellWrong(what=row.problem, what_en=row.problem_en)
    if unit_id is None:
        raise refusals.PlanUnitUnknown(unit=row.cells["owner"])
    require_make(by, unit_id)
    measured = indicator(row.cells["indicator"])
    if (unit_id, measured.code.text) in met:
        raise refusals.PlanTwice(unit=row.cells["owner"], indicator=measured.zh, year=year)
    subject = subject_of_unit(unit_id=unit_id, by=by, at=at)
    make_promise(
        parties=Parties(promisor_unit_id=unit_id),
        basis=Basis("target_plan", f"{reference_of(year)}{row.cells['clause']}"[:200]), subject_id=subject.pk,
        indicator_code=measured.code.text,
        manner=Manner(MEASURES[measured.kind], time_unit="months", weight=_weight(row)),
        terms=[_term(row, year, measured)], by=by, at=at,
    )  # fmt: skip
    met.add((unit_id, measured.code.text))


def _target(row: PlannedRow, measured: Indicator) -> Decimal:
    value = row.number_in("target")
    if value is None:
        raise refusals.PlanCellWrong(
            what=f"年度目标“{row.cells['target']}”不是数字", what_en=f"the target “{row.cells['target']}” is no number"
        )
    return worked_out(measured, value, row.cells["unit"])


def _weight(row: PlannedRow) -> Decimal:
    if not row.cells["weight"]:
        return Decimal(1)
    value = row.number_in("weight")
    if value is None or not 0 < value < 1000 or value != round(value, 2):
        raise refusals.PlanCellWrong(
            what=f"权重“{row.cells['weight']}”须是大于 0、小于 1000 的数，最多两位小数",
            what_en=f"the weight “{row.cells['weight']}” has to be above 0, below 1000, with two decimals at most",
        )
    return value


def _term(row: PlannedRow, year: int, measured: Indicator) -> Drawn:
    """Draw up the year's term; a deadline within the year ends its period, so that nothing later counts."""
    whole, target = Period.of_year(year), _target(row, measured)
    due = date.fromisoformat(row.cells["due"][:10]) if row.cells["due"] else None
    if due is None or due >= whole.last_day:
        return Drawn(whole, target, due)
    if due <= whole.start:
        raise refusals.PlanCellWrong(
            what=f"完成期限 {due} 不在 {year} 年内", what_en=f"the deadline {due} does not lie within {year}"
        )
    return Drawn(Period(whole.start, due + timedelta(days=1)), target, due)
