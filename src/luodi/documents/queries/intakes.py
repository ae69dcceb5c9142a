"""Reading intakes and their rows: the list, one import, its rows by verdict, one row as the source of a number."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from luodi.documents import storage
from luodi.documents.models import Intake, Progress, Row
from luodi.documents.permissions import seen_document
from luodi.people.visibility import sees
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

PAGE = 50
SENSITIVE_COLUMNS = frozenset(("amount", "rate"))


@dataclass(frozen=True, slots=True)
class IntakeLine:
    """An import in the list."""

    id: int
    file_name: str
    state: str
    mode: str
    total: int
    good: int
    doubtful: int
    bad: int
    done: int
    unit: str
    started_by: str
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """How far long work has come."""

    step: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class IntakePage:
    """One import: its state, columns, findings on the sheet as a whole, and how many rows stand where."""

    line: IntakeLine
    document_id: int
    unit_id: int
    person_id: int | None
    version: int
    columns: dict
    options: dict
    findings: list[dict]
    progress: Step | None
    answered: int


@dataclass(frozen=True, slots=True)
class WaitingIntake:
    """An import that waits for work in the background: checking or running."""

    id: int
    state: str
    person_id: int | None


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row as it stood, what was read from it, and what became of it; `hidden` says that amounts were left out."""

    id: int
    number: int
    cells: dict[str, str]
    read: dict
    known: dict
    findings: list[dict]
    verdict: str
    choice: str
    reason: str
    unit_id: int | None
    object_kind: str
    object_id: int | None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class RowSource:
    """A row as the source of a figure: the row, its sheet, and who took it in."""

    row: RowLine
    intake: IntakeLine
    document_id: int
    columns: dict
    sheet: str


def intakes(*, viewer: Actor, limit: int = 50) -> list[IntakeLine]:
    """Give the newest imports that the viewer may see; one SQL statement."""
    found = Intake.objects.visible_to(viewer).select_related("document", "unit", "started_by").order_by("-pk")
    return [_line(intake) for intake in found[:limit]]


def intake(*, intake_id: int, viewer: Actor) -> IntakePage:
    """Give one import; three SQL statements.

    :raises NotFound: if there is none, or it is not the viewer's to see
    """
    found = (
        Intake.objects.visible_to(viewer).select_related("document", "unit", "started_by").filter(pk=intake_id).first()
    )
    if found is None:
        raise NotFound()
    step = Progress.objects.filter(pk=intake_id).values_list("step", "done", "total").first()
    answered = found.rows.filter(verdict="doubtful").exclude(choice="").count()
    return IntakePage(
        line=_line(found), document_id=found.document_id, unit_id=found.unit_id, person_id=found.started_by_id,
        version=found.version, columns=found.columns, options=found.options, findings=found.findings,
        progress=Step(*step) if step else None, answered=answered,
    )  # fmt: skip


def _line(found: Intake) -> IntakeLine:
    return IntakeLine(
        id=found.pk, file_name=found.document.file_name, state=found.state, mode=found.mode, total=found.total, good=found.good,
        doubtful=found.doubtful, bad=found.bad, done=found.done, unit=found.unit.short_name or found.unit.name,
        started_by=found.started_by.name if found.started_by else "", started_at=found.started_at, finished_at=found.finished_at,
    )  # fmt: skip


def intakes_waiting(*, since: datetime, viewer: Actor) -> list[WaitingIntake]:
    """Give the imports that have been waiting for background work since before an instant; one SQL statement."""
    quiet = Progress.objects.filter(at__gte=since).values("intake_id")
    found = (
        Intake.objects.visible_to(viewer)
        .filter(state__in=["checking", "running"], started_at__lt=since)
        .exclude(pk__in=quiet)
    )
    return [WaitingIntake(*row) for row in found.order_by("pk").values_list("id", "state", "started_by_id")]


def intake_rows(*, intake_id: int, viewer: Actor, verdict: str = "", page: int = 1, size: int = PAGE) -> list[RowLine]:
    """Give a page of an import's rows in the order of the sheet, all or those of one verdict; two SQL statements.

    `verdict` may also be "open": doubtful rows that nobody has answered yet, or "taken": what became of something.

    :raises NotFound: if the import is not the viewer's to see
    """
    if not Intake.objects.visible_to(viewer).filter(pk=intake_id).exists():
        raise NotFound()
    found = Row.objects.filter(intake_id=intake_id)
    if verdict == "open":
        found = found.filter(verdict="doubtful", choice="")
    elif verdict == "taken":
        found = found.exclude(object_id=None)
    elif verdict:
        found = found.filter(verdict=verdict)
    start = (max(page, 1) - 1) * size
    return [_row(row, viewer) for row in found.order_by("number")[start : start + size]]


def every_row(*, intake_id: int, viewer: Actor) -> Iterator[RowLine]:
    """Give all rows of an import in the order of the sheet, read in portions.

    :raises NotFound: if the import is not the viewer's to see
    """
    if not Intake.objects.visible_to(viewer).filter(pk=intake_id).exists():
        raise NotFound()
    for row in Row.objects.filter(intake_id=intake_id).order_by("number").iterator(chunk_size=2000):
        yield _row(row, viewer)


def row_source(*, row_id: int, viewer: Actor) -> RowSource:
    """Give one row as the source of a number, to whoever sees the responsible unit's rows or the import; two SQL statements.

    Amounts are left out for those who see no sensitive values of the unit.

    :raises NotFound: if there is none, or it is not the viewer's to see
    """
    row = (
        Row.objects.visible_to(viewer).filter(pk=row_id).first()
        or Row.objects.filter(pk=row_id, intake__in=Intake.objects.visible_to(viewer)).first()
    )
    if row is None:
        raise NotFound()
    found = Intake.objects.select_related("document", "unit", "started_by").get(pk=row.intake_id)
    return RowSource(_row(row, viewer), _line(found), found.document_id, found.columns, found.options.get("sheet", ""))


def rows_of_objects(*, kind: str, ids: list[int], viewer: Actor) -> dict[int, int]:
    """Give the row behind each object, as object id → row id, where the viewer may see the row; one SQL statement."""
    found = Row.objects.visible_to(viewer).filter(object_kind=kind, object_id__in=ids)
    return dict(found.order_by("pk").values_list("object_id", "pk"))


def _row(row: Row, viewer: Actor) -> RowLine:
    cells, read = row.values.get("cells", {}), row.values.get("read", {})
    hidden = row.unit_id is not None and not sees(viewer, "sensitive", row.unit_id)
    findings = row.findings
    if hidden:
        cells = {key: text for key, text in cells.items() if key not in SENSITIVE_COLUMNS}
        read = {key: value for key, value in read.items() if key not in SENSITIVE_COLUMNS}
        findings = [each for each in findings if each["field"] not in SENSITIVE_COLUMNS]
    return RowLine(
        row.pk, row.number, cells, read, row.values.get("known", {}), findings, row.verdict, row.choice, row.reason, row.unit_id,
        row.object_kind, row.object_id, hidden,
    )  # fmt: skip


def ledger_bytes(*, document_id: int, viewer: Actor) -> tuple[str, bytes]:
    """Give the name and the bytes of a ledger's file, checked against their digest.

    :raises NotFound: if the document is not the viewer's to see
    :raises FileMissing: if the bytes are gone or damaged
    """
    document = seen_document(document_id, viewer)
    return document.file_name, storage.open_bytes(document.file_id, document.file_name)
