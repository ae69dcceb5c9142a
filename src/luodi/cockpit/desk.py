"""The desk: what a person holds, what waits for them, and what changed around them."""

from dataclasses import dataclass
from datetime import date

from luodi.documents.queries import DocumentRow, documents
from luodi.documents.queries.intakes import IntakeLine, intakes
from luodi.journal import queries as journal
from luodi.journal.queries import LineRow
from luodi.meetings.queries import BatchRow, batch_rows
from luodi.people.visibility import sees_all
from luodi.projects.queries import ProjectFilter, board
from luodi.tasks.queries import DeskTasks, desk_tasks
from luodi.values.actor import Actor

LONGEST = 8
BUSINESS = (
    "documents.document", "documents.fact", "documents.intake", "projects.project", "companies.company", "meetings.meeting",
    "meetings.batch", "meetings.slot", "campaigns.campaign", "tasks.task",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Desk:
    """A person's desk. A part is None where the person has no permission for it.

    `claimed` counts projects whose claimed stage nobody confirmed yet; `batches` are the first of those with nameless
    places, `batches_total` how many there are; `to_read` are pages with facts that wait for a decision, filed or not.
    """

    tasks: DeskTasks | None
    to_read: tuple[DocumentRow, ...] | None
    to_read_total: int
    intakes: tuple[IntakeLine, ...] | None
    claimed: int | None
    projects: int | None
    batches: tuple[BatchRow, ...] | None
    batches_total: int
    changes: tuple[LineRow, ...]


def desk(*, viewer: Actor, today: date, language: str = "zh") -> Desk:
    """Give the desk of a person in a fixed number of SQL statements, whatever lies on it."""
    pages = (
        documents(viewer=viewer, state="to_decide", kind="page", limit=LONGEST)
        if viewer.may("documents.view")
        else None
    )
    pipeline = board(viewer=viewer, filters=ProjectFilter()) if viewer.may("projects.view") else None
    calls = [row for row in batch_rows(viewer) if row.named < row.stated_count] if viewer.may("meetings.view") else None
    waiting = (
        [line for line in intakes(viewer=viewer, limit=20) if line.state == "checked"]
        if viewer.may("projects.import")
        else None
    )
    return Desk(
        tasks=desk_tasks(viewer, today=today) if viewer.may("tasks.view") else None,
        to_read=pages.rows if pages else None,
        to_read_total=pages.total if pages else 0,
        intakes=tuple(waiting) if waiting is not None else None,
        claimed=pipeline.total(confirmed=False).projects if pipeline else None,
        projects=pipeline.total().projects if pipeline else None,
        batches=tuple(calls[:LONGEST]) if calls is not None else None,
        batches_total=len(calls or ()),
        changes=tuple(_changes(viewer, language)),
    )


def _changes(viewer: Actor, language: str) -> list[LineRow]:
    if not viewer.may("documents.view"):
        return []
    everything = sees_all(viewer, "internal")
    return journal.lines(
        language=language,
        kinds=BUSINESS,
        owner_units=None if everything else viewer.unit_ids,
        classes=frozenset({"public", "internal"}),
        limit=10,
    )
