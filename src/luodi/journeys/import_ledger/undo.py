"""Undoing a whole import by compensating lines: nothing is deleted, and later work is never destroyed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from luodi.companies.operations import withdraw_companies
from luodi.companies.queries import untouched_companies_of_rows
from luodi.documents.operations.intakes import close_as_undone, wait_for_other_imports
from luodi.documents.queries.intakes import RowLine, every_row
from luodi.documents.queries.intakes import intake as intake_page
from luodi.meetings.operations.slots import empty_slots
from luodi.meetings.queries import places_held_otherwise
from luodi.people.permissions import require
from luodi.projects.operations import withdraw_projects
from luodi.projects.queries.later_work import firms_in_use, later_work
from luodi.values.actor import Actor
from luodi.values.refusal import Refusal, sentence_of

from .collecting import without_collecting
from .run import PROJECT

NAMED = 20


class UndoNeedsReason(Refusal):
    """An undo says why."""

    code = "import_undo_needs_reason"


class LaterWorkHangs(Refusal):
    """Later work hangs on rows of the import. Params: count, rows (worded: row, project, what)."""

    code = "import_later_work"


@dataclass(frozen=True, slots=True)
class Hanging:
    """A row of an import on which later work hangs, and what kind of work."""

    row: int
    code: str
    name: str
    what: str

    def worded(self, language: str = "zh") -> str:
        """Name the row, the project and the work, in Chinese or English."""
        params = {"row": self.row, "code": self.code, "name": self.name}
        return sentence_of(f"import_hangs_{self.what}", params, language)


def hanging_work(*, intake_id: int, viewer: Actor) -> list[Hanging]:
    """List the rows of a finished import on which later work hangs, in the order of the sheet; none of any other.

    :raises NotFound: if the import is not the viewer's to see
    """
    line = intake_page(intake_id=intake_id, viewer=viewer).line
    if line.state != "done" or line.finished_at is None:
        return []
    return _hanging(_made_by(intake_id, viewer), line.finished_at, None)


def _hanging(rows: Sequence[RowLine], since: datetime, undone_at: datetime | None) -> list[Hanging]:
    by_project = {row.object_id: row for row in rows}
    ids = [row.object_id for row in rows if row.object_id]
    work = later_work(ids=ids, since=since, undone_at=undone_at)
    found = [Hanging(by_project[each.project_id].number, each.code, each.name, each.what) for each in work]
    named = {each.row for each in found}
    for project_id, ordinal in places_held_otherwise(project_ids=ids, row_ids=[row.id for row in rows]):
        row = by_project[project_id]
        if row.number not in named:
            found.append(Hanging(row.number, str(ordinal), row.read.get("name", ""), "place"))
    return sorted(found, key=lambda each: each.row)


def _made_by(intake_id: int, viewer: Actor) -> list[RowLine]:
    """Give the rows that became projects of their own; rows linked to older projects made nothing."""
    rows = every_row(intake_id=intake_id, viewer=viewer)
    return [row for row in rows if row.object_kind == PROJECT and not row.choice.startswith("link:")]


@without_collecting()
@transaction.atomic
def undo_import(*, intake_id: int, reason: str, by: Actor, at: datetime) -> int:
    """Undo an import as a whole and give how many projects were withdrawn: projects and firms are withdrawn, places
    emptied, each with its line in the journal. The file, the rows and what was found stay.

    :raises NotAllowed: if `by` may not undo imports
    :raises UndoNeedsReason: without a reason
    :raises LaterWorkHangs: naming the rows on which later work hangs; nothing is undone then
    :raises IntakeNotOpen: if it is not done, or was undone already
    """
    require(by, "imports.undo")
    reason = reason.strip()
    if not reason:
        raise UndoNeedsReason()
    wait_for_other_imports(by=by, at=at)
    since = intake_page(intake_id=intake_id, viewer=by).line.finished_at or at
    rows = [row for row in every_row(intake_id=intake_id, viewer=by) if row.object_id]
    made = [row for row in rows if not row.choice.startswith("link:")]
    close_as_undone(intake_id=intake_id, withdrawn=len(made), reason=reason, by=by, at=at)
    _refuse_later_work(_hanging(made, since, None))
    empty_slots(source_kind="row", source_ids=[row.id for row in rows], reason=reason, by=by, at=at)
    withdrawn = withdraw_projects(ids=[row.object_id for row in made if row.object_id], reason=reason, by=by, at=at)
    _refuse_later_work(_hanging(made, since, at))
    _withdraw_firms(made, reason, by, at)
    return withdrawn


def _refuse_later_work(hanging: Sequence[Hanging]) -> None:
    """Refuse, and take back what was done so far: asked before the projects are locked, and again under their locks."""
    if hanging:
        raise LaterWorkHangs(count=len(hanging), rows=[each.worded() for each in hanging[:NAMED]])


def _withdraw_firms(made: Sequence[RowLine], reason: str, by: Actor, at: datetime) -> None:
    """Withdraw the firms that the import registered, where nobody edited them and no other project stands on them."""
    fresh = untouched_companies_of_rows(row_ids=[row.id for row in made])
    unused = sorted(set(fresh) - firms_in_use(company_ids=fresh))
    if unused:
        withdraw_companies(ids=unused, reason=reason, by=by, at=at)
