"""Imports of the project ledger: upload, check, answers, import, undo; a row as the source of a figure."""

from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Form, Query, Router, Schema, UploadedFile
from pydantic import Field

from luodi.api.contract import Asked, Id, Page, Reason, Size, Version, actor_of, made, offer
from luodi.documents.operations.intakes import drop_intake
from luodi.documents.queries import intakes as queries
from luodi.journeys import import_ledger

router = Router()


class Intake(Schema):
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


class IntakeStep(Schema):
    """How far the work in the background has come."""

    step: str
    done: int
    total: int


class IntakeDetail(Schema):
    """One import where it stands; `findings` are those on the sheet as a whole."""

    line: Intake
    document_id: int
    unit_id: int
    version: int
    findings: list[dict[str, Any]]
    progress: IntakeStep | None
    answered: int


class Row(Schema):
    """A row as it stood (`cells`), what was read from it, what was found, and what became of it."""

    id: int
    number: int
    cells: dict[str, Any]
    read: dict[str, Any]
    findings: list[dict[str, Any]]
    verdict: str
    choice: str
    reason: str
    unit_id: int | None
    object_kind: str
    object_id: int | None
    hidden: bool


class RowSource(Schema):
    """A row as the source of a figure, with its sheet."""

    row: Row
    intake: Intake
    document_id: int
    sheet: str


class Uploaded(Asked):
    """How the import works: all good rows, or all rows or none."""

    mode: Literal["good_rows", "all_or_none"]


class RowsAsked(Asked):
    """Which rows: all, by verdict, unanswered ones ("open"), or those that became something ("taken")."""

    verdict: Literal["", "good", "doubtful", "bad", "open", "taken"] = ""
    page: Page = 1
    size: Size = 50


class Answers(Asked):
    """Answers to doubtful rows, as row id → answer ("" takes one back)."""

    version: Version
    answers: dict[Id, str] = Field(max_length=5000)
    reason: str = Field("", max_length=200)


class IntakeActed(Asked):
    """The version that was read."""

    version: Version


class Undone(Asked):
    """Why an import is undone."""

    reason: Reason


@offer(router, "GET", "/intakes", permission="projects.import", answer=list[Intake], summary="Imports")
def intakes(request: HttpRequest):
    """List the newest imports that the caller may see."""
    return queries.intakes(viewer=actor_of(request))


@offer(
    router, "POST", "/intakes", permission="projects.import", answer=IntakeDetail, status=201, summary="Upload a ledger"
)
def upload(request: HttpRequest, said: Form[Uploaded], file: File[UploadedFile]):
    """Take a ledger (.xlsx) in; up to 300 rows are checked at once, more in the background."""
    intake_id = import_ledger.take_in_ledger(
        data=file.read(settings.UPLOAD_LIMIT + 1), file_name=file.name or "", mode=said.mode, by=actor_of(request),
        at=timezone.now(),
    )  # fmt: skip
    return made(_detail(request, intake_id))


def _detail(request: HttpRequest, intake_id: int) -> queries.IntakePage:
    return queries.intake(intake_id=intake_id, viewer=actor_of(request))


@offer(router, "GET", "/intakes/{intake_id}", permission="projects.import", answer=IntakeDetail, summary="One import")
def intake(request: HttpRequest, intake_id: Id):
    """Give one import where it stands."""
    return _detail(request, intake_id)


@offer(
    router,
    "GET",
    "/intakes/{intake_id}/rows",
    permission="projects.import",
    answer=list[Row],
    summary="Rows of an import",
)
def rows(request: HttpRequest, intake_id: Id, asked: Query[RowsAsked]):
    """List rows in the order of the sheet."""
    return queries.intake_rows(
        intake_id=intake_id, viewer=actor_of(request), verdict=asked.verdict, page=asked.page, size=asked.size
    )


@offer(router, "GET", "/rows/{row_id}", permission="projects.view", answer=RowSource, summary="The row behind a figure")
def row(request: HttpRequest, row_id: Id):
    """Give one row of a sheet as the source of a project's figures."""
    return queries.row_source(row_id=row_id, viewer=actor_of(request))


@offer(
    router,
    "POST",
    "/intakes/{intake_id}/answers",
    permission="projects.import",
    answer=IntakeDetail,
    summary="Answer rows",
)
def answer(request: HttpRequest, intake_id: Id, given: Answers):
    """Keep answers to doubtful rows."""
    import_ledger.answer_rows(intake_id=intake_id, **given.model_dump(), by=actor_of(request), at=timezone.now())
    return _detail(request, intake_id)


@offer(
    router, "POST", "/intakes/{intake_id}/accept", permission="projects.import", answer=IntakeDetail,
    summary="Accept all hints",
)  # fmt: skip
def accept(request: HttpRequest, intake_id: Id, acted: IntakeActed):
    """Say yes to every row that only asks to look at a value again."""
    import_ledger.accept_hints(intake_id=intake_id, version=acted.version, by=actor_of(request), at=timezone.now())
    return _detail(request, intake_id)


@offer(router, "POST", "/intakes/{intake_id}/run", permission="projects.import", answer=IntakeDetail, summary="Import")
def run(request: HttpRequest, intake_id: Id, acted: IntakeActed):
    """Import the chosen rows, up to 300 at once, more in the background."""
    import_ledger.start_run(intake_id=intake_id, version=acted.version, by=actor_of(request), at=timezone.now())
    return _detail(request, intake_id)


@offer(
    router,
    "POST",
    "/intakes/{intake_id}/drop",
    permission="projects.import",
    answer=IntakeDetail,
    summary="Give an import up",
)
def drop(request: HttpRequest, intake_id: Id):
    """Give up an import before anything was taken in."""
    drop_intake(intake_id=intake_id, by=actor_of(request), at=timezone.now())
    return _detail(request, intake_id)


@offer(
    router,
    "POST",
    "/intakes/{intake_id}/undo",
    permission="imports.undo",
    answer=IntakeDetail,
    summary="Undo an import",
)
def undo(request: HttpRequest, intake_id: Id, undone: Undone):
    """Undo a finished import, unless later work hangs on it."""
    import_ledger.undo_import(intake_id=intake_id, reason=undone.reason, by=actor_of(request), at=timezone.now())
    return _detail(request, intake_id)
