"""Checking a ledger: read the sheet, hold each row against the district and the ledger, keep what was found."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from luodi.documents.operations.intakes import fail_intake, store_check
from luodi.documents.queries.intakes import intake as intake_page
from luodi.documents.queries.intakes import ledger_bytes
from luodi.engines.sheets import BAD, Finding, Read, read_rows, read_workbook_confined
from luodi.projects.operations import note_occupied
from luodi.values.actor import Actor
from luodi.values.refusal import Refusal

from ..ledger_columns import columns
from .collecting import without_collecting
from .draft import Draft
from .fields import district, judge_fields
from .firms import judge_firms
from .repeats import judge_known_projects, judge_repeats
from .slots import judge_slots

Progressed = Callable[[str, int, int], None]


def silent(step: str, done: int, total: int) -> None:
    """Tell nobody how far the work has come."""


def read_ledger(data: bytes, filename: str) -> Read:
    """Read a ledger's rows in a process of its own.

    :raises Refusal: for a workbook or header that is not as it should be
    """
    return read_rows(read_workbook_confined(data), columns(), filename)


def judge(drafts: Sequence[Draft], *, by: Actor, at: datetime, progressed: Progressed = silent) -> list[Finding]:
    """Hold rows against the district, each other and the ledger, in place; give what concerns the sheet as a whole."""
    total = len(drafts)
    around = district(by=by, today=timezone.localtime(at).date())
    for number, draft in enumerate(drafts):
        judge_fields(draft, around)
        if number % 1000 == 999:
            progressed("fields", number + 1, total)
    judge_repeats(drafts)
    return judge_again(drafts, by=by, at=at, progressed=progressed)


def judge_again(drafts: Sequence[Draft], *, by: Actor, at: datetime, progressed: Progressed = silent) -> list[Finding]:
    """Hold rows against what may change from one hour to the next: firms, projects, places of batches.

    Looks at other units' projects, of which only "occupied" is told, leave a journal line each.
    """
    progressed("firms", 0, len(drafts))
    judge_firms(drafts)
    progressed("projects", 0, len(drafts))
    hinted = judge_known_projects(drafts, by)
    findings = judge_slots(drafts, by)
    if hinted:
        note_occupied(ids=list(dict.fromkeys(hinted)), by=by, at=at)
    return findings


@without_collecting()
def check_intake(
    *, intake_id: int, by: Actor, at: datetime, read: Read | None = None, progressed: Progressed = silent
) -> None:
    """Check an uploaded ledger and keep the rows with their findings; a sheet that is refused fails the intake.

    Again on an intake that was checked already it does nothing, so that a job may come twice. `read` spares reading
    the file again.
    """
    page = intake_page(intake_id=intake_id, viewer=by)
    if page.line.state != "checking":
        return
    try:
        read = read or _read(page.document_id, by, progressed)
    except Refusal as refusal:
        finding = Finding(refusal.code, BAD, "", {key: _plain(value) for key, value in refusal.params.items()})
        fail_intake(intake_id=intake_id, finding=finding.as_json(), by=by, at=at)
        return
    drafts = [Draft.of_sheet(row) for row in read.rows]
    with transaction.atomic():
        findings = [*read.findings, *judge(drafts, by=by, at=at, progressed=progressed)]
        progressed("keeping", len(drafts), len(drafts))
        store_check(
            intake_id=intake_id,
            columns={"order": list(read.header.places), "units": read.header.units, "written": read.header.written},
            options={"sheet": read.sheet, "header_row": read.header.row},
            findings=[each.as_json() for each in findings],
            rows=[draft.as_checked() for draft in drafts],
            by=by,
            at=at,
        )


def _read(document_id: int, by: Actor, progressed: Progressed) -> Read:
    name, data = ledger_bytes(document_id=document_id, viewer=by)
    progressed("reading", 0, 0)
    return read_ledger(data, name)


def _plain(value: object) -> object:
    return value if isinstance(value, int | str | list) else str(value)
