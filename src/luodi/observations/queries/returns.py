"""Reading returns: the desk's list, and one return with its rows."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from luodi.observations.models import Return, ReturnRow
from luodi.observations.permissions import is_oneself, sees_value
from luodi.people.permissions import acts_for
from luodi.values.actor import Actor
from luodi.values.indicator import indicators
from luodi.values.refusal import NotFound

JOINED = ("unit", "sent_by", "decided_by")
FIRM_KINDS = ("company", "project")
TELLING = ("size_doubtful", "observation_negative", "observation_too_fine", "return_cell_wrong")  # name the value


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """A return in the list."""

    id: int
    unit_id: int
    unit: str
    valid_from: date
    valid_to: date
    file_name: str
    sha256: str
    state: str
    good: int
    doubtful: int
    bad: int
    sent_by: str
    sent_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision_note: str
    version: int


@dataclass(frozen=True, slots=True)
class ReturnRowLine:
    """A row of a return; values that the viewer does not see are left out, with what the file and the check say of them."""

    number: int
    subject: str
    code: str
    indicator: str
    value: Decimal | None
    filled: str
    source: str
    answer: str
    verdict: str
    findings: tuple[dict, ...]
    masked: bool


@dataclass(frozen=True, slots=True)
class ReturnDetail:
    """A return with its rows, and whether the viewer may decide it."""

    line: ReturnLine
    rows: tuple[ReturnRowLine, ...]
    may_decide: bool


def returns(
    viewer: Actor, *, page: int = 1, size: int = 50, unit_id: int | None = None
) -> tuple[list[ReturnLine], int]:
    """List the returns that the viewer may see, of a unit or all, newest quarter first, and their number; two SQL statements."""
    found = Return.objects.visible_to(viewer)
    if unit_id is not None:
        found = found.filter(unit_id=unit_id)
    first = (max(page, 1) - 1) * size
    rows = found.select_related(*JOINED).order_by("-valid_from", "-pk")[first : first + size]
    return [_line(each) for each in rows], found.count()


def return_detail(viewer: Actor, return_id: int) -> ReturnDetail:
    """Give one return with its rows; two SQL statements.

    :raises NotFound: if there is none that the viewer may see
    """
    found = Return.objects.visible_to(viewer).select_related(*JOINED).filter(pk=return_id).first()
    if found is None:
        raise NotFound()
    rows = found.rows.select_related("subject").order_by("number")
    decides = viewer.may("observations.verify") and acts_for(viewer, found.unit_id)
    return ReturnDetail(
        _line(found), tuple(_row(each, found.unit_id, viewer) for each in rows),
        decides and found.state == "checked" and not is_oneself(viewer, found.sent_by_id),
    )  # fmt: skip


def _line(found: Return) -> ReturnLine:
    return ReturnLine(
        id=found.pk, unit_id=found.unit_id, unit=found.unit.name, valid_from=found.valid_from, valid_to=found.valid_to,
        file_name=found.file_name, sha256=found.sha256, state=found.state, good=found.good, doubtful=found.doubtful,
        bad=found.bad, sent_by=found.sent_by.name if found.sent_by else "", sent_at=found.sent_at,
        decided_by=found.decided_by.name if found.decided_by else "", decided_at=found.decided_at,
        decision_note=found.decision_note, version=found.version,
    )  # fmt: skip


def _row(row: ReturnRow, unit_id: int, viewer: Actor) -> ReturnRowLine:
    measured = indicators().get(row.indicator)
    single = row.subject is not None and row.subject.kind in FIRM_KINDS
    data_class = measured.data_class if measured and single else "internal"
    shown = sees_value(viewer, data_class, unit_id)
    filled = f"{row.cells.get('value', '')} {row.cells.get('unit', '')}".strip()
    return ReturnRowLine(
        number=row.number, subject=row.subject.name if row.subject else row.cells.get("name", ""), code=row.indicator,
        indicator=measured.zh if measured else row.cells.get("indicator", ""), value=row.value if shown else None,
        filled=filled if shown else "", source=row.cells.get("source", "") if shown else "",
        answer=row.cells.get("answer", "") if shown else "", verdict=row.verdict,
        findings=tuple(each for each in row.findings if shown or each["code"] not in TELLING), masked=not shown,
    )  # fmt: skip
