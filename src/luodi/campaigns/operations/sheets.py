"""Tasks and issues from Excel: every row is checked and named with its field; all or nothing, or the good rows only."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from luodi.campaigns import refusals
from luodi.campaigns.models import Plan
from luodi.campaigns.operations.issues import NewIssue, write_issue
from luodi.campaigns.operations.planning import NewTask, write_task
from luodi.campaigns.permissions import require_plan, require_report, seen_plan
from luodi.campaigns.sheet_columns import issue_columns, task_columns
from luodi.engines.sheets import BAD, Column, SheetRow, read_rows, read_workbook_confined
from luodi.journal.operations import record
from luodi.people.queries.unit_names import unit_finder
from luodi.values.actor import Actor
from luodi.values.refusal import Refusal

MOST_ROWS = 500
MODES = ("all", "good_rows")


@dataclass(frozen=True, slots=True)
class SheetRowResult:
    """What became of a row: written, left (good, but another was not), or refused with each field and its sentences."""

    number: int
    title: str
    outcome: str
    findings: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SheetResult:
    """What became of a sheet, row by row."""

    rows: tuple[SheetRowResult, ...]

    @property
    def written(self) -> int:
        """Count the rows that were written."""
        return sum(row.outcome == "written" for row in self.rows)


class _NotAll(Exception):
    """Undo what was written: one row was refused."""


@transaction.atomic
def take_in_tasks(*, plan_id: int, data: bytes, file_name: str, mode: str, by: Actor, at: datetime) -> SheetResult:
    """Plan the tasks of a sheet; `mode` "all" writes nothing unless every row is good, "good_rows" leaves the bad out.

    :raises CampaignSheetTooLong: beyond 500 rows
    :raises Refusal: of `engines.sheets` for a file that is no such sheet
    """
    plan = seen_plan(by, plan_id)
    require_plan(by, plan.office_id)
    lines, units = dict(plan.lines.values_list("name", "pk")), unit_finder()

    def write(row: SheetRow) -> None:
        text = row.cells
        helpers = [each for each in text.get("helpers", "").replace("，", "、").replace(",", "、").split("、") if each]
        write_task(plan, NewTask(
            line_id=_line(lines, text.get("line", "")), title=text.get("title", ""),
            lead_id=_unit(units, text.get("lead", "")), due_date=_day(row, "due"),
            proof=str(row.values.get("proof") or "text"),
            helper_ids=tuple(_unit(units, each.strip()) for each in helpers),
        ), by, at)  # fmt: skip

    return _taken_in(plan, data, file_name, mode, task_columns(list(lines)), write, by, at)


@transaction.atomic
def take_in_issues(*, plan_id: int, data: bytes, file_name: str, mode: str, by: Actor, at: datetime) -> SheetResult:
    """Register the issues of a sheet, each as one by hand would be; photos are added on the issue's page.

    :raises CampaignSheetTooLong: beyond 500 rows
    :raises Refusal: of `engines.sheets` for a file that is no such sheet
    """
    plan = seen_plan(by, plan_id)
    require_report(by, plan.office_id, *by.unit_ids)
    lines, units = dict(plan.lines.values_list("name", "pk")), unit_finder()

    def write(row: SheetRow) -> None:
        text, unit = row.cells, _unit(units, row.cells.get("unit", ""))
        require_report(by, unit, plan.office_id)
        write_issue(plan, NewIssue(
            line_id=_line(lines, text.get("line", "")), source=str(row.values.get("source") or ""),
            level=str(row.values.get("level") or "general"), unit_id=unit, place=text.get("place", ""),
            what=text.get("what", ""), found_date=_day(row, "found"), due_date=_day(row, "due"), grid=text.get("grid", ""),
        ), by, at)  # fmt: skip

    return _taken_in(plan, data, file_name, mode, issue_columns(list(lines)), write, by, at)


def _taken_in(
    plan: Plan, data: bytes, file_name: str, mode: str, columns: tuple[Column, ...],
    write: Callable[[SheetRow], None], by: Actor, at: datetime,
) -> SheetResult:  # fmt: skip
    if mode not in MODES:
        raise refusals.CampaignChoiceUnknown(text=mode[:20])
    read = read_rows(read_workbook_confined(data), columns, file_name)
    if len(read.rows) > MOST_ROWS:
        raise refusals.CampaignSheetTooLong(rows=len(read.rows), limit=MOST_ROWS)
    rows: list[SheetRowResult] = []
    try:
        with transaction.atomic():
            rows = [_row(row, columns, write) for row in read.rows]
            if mode == "all" and any(row.outcome == "refused" for row in rows):
                raise _NotAll()
    except _NotAll:
        rows = [SheetRowResult(row.number, row.title, "left") if row.outcome == "written" else row for row in rows]
    found = SheetResult(tuple(rows))
    if found.written:
        facts = {"written": found.written, "refused": len(rows) - found.written}
        record(
            "campaign.sheet_taken_in",
            plan,
            by=by,
            at=at,
            label=file_name[:200],
            owner_unit_id=plan.office_id,
            facts=facts,
        )
    return found


def _row(row: SheetRow, columns: tuple[Column, ...], write: Callable[[SheetRow], None]) -> SheetRowResult:
    title = row.cells.get("title") or row.cells.get("place") or "—"
    names = {column.key: column.names[0] for column in columns}
    bad = tuple(_faults(row, columns, names))
    if bad:
        return SheetRowResult(row.number, title, "refused", bad)
    try:
        with transaction.atomic():
            write(row)
    except Refusal as refusal:
        field = names.get(FIELDS.get(type(refusal).__name__, ""), "")
        return SheetRowResult(row.number, title, "refused", ((field, refusal.sentence("zh"), refusal.sentence("en")),))
    return SheetRowResult(row.number, title, "written")


def _faults(row: SheetRow, columns: tuple[Column, ...], names: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Name what is wrong with the cells themselves: what is needed and empty, what can't be read."""
    for column in columns:
        if column.needed and not row.cells.get(column.key, "").strip():
            missing = refusals.CampaignWordsMissing(field=column.names[0], field_en=column.names[0])
            yield column.names[0], missing.sentence("zh"), missing.sentence("en")
    for each in row.findings:
        if each.severity == BAD:
            yield names.get(each.field, ""), each.sentence("zh"), each.sentence("en")


FIELDS = {
    "PlanLineUnknown": "line", "PlanDayWrong": "due", "PlanTaskThereAlready": "title", "StreetNotOfPlan": "unit",
    "IssueStandsAlready": "place", "IssueDayWrong": "due", "CampaignChoiceUnknown": "source",
}  # fmt: skip


def _line(lines: dict[str, int], name: str) -> int:
    found = lines.get(name.strip())
    if found is None:
        raise refusals.PlanLineUnknown(line=name.strip() or "—", known=list(lines))
    return found


def _unit(units: Callable[[str], int | None], name: str) -> int:
    found = units(name.strip())
    if found is None:
        raise refusals.PlanUnitUnknown(unit=name.strip() or "—")
    return found


def _day(row: SheetRow, key: str) -> date | None:
    value = row.values.get(key)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
