"""What waits for one person: a list of sources, each a function of its own.

A part that has something waiting adds one function here and its name to `SOURCES`; the page shows it by itself. A source
answers in a fixed number of SQL statements and gives nothing to whom it does not concern.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from luodi.engines.gates.stages import STAGES
from luodi.projects import queries as projects
from luodi.tasks.queries import desk_tasks
from luodi.values.actor import Actor

LONGEST = 20
MOST = 60


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: its title, what is to be done (a code with values), the page that does it, since and until.

    `page` and `at` name the address and its parts ({"project_id": 7}); `anchor` the place on it; `late` a passed day.
    """

    title: str
    what: str
    values: dict[str, object]
    page: str
    at: dict[str, int]
    anchor: str = ""
    since: datetime | None = None
    due_date: date | None = None
    late: bool = False
    ready: bool = False


@dataclass(frozen=True, slots=True)
class Pile:
    """What waits for one reason: a code that the page words, the first of it, and how much there is."""

    code: str
    rows: tuple[Waiting, ...]
    total: int


Source = Callable[[Actor, date], Pile]


def waiting(*, viewer: Actor, today: date) -> list[Pile]:
    """Give everything that waits for the viewer, pile by pile, empty piles left out."""
    return [pile for source in SOURCES if (pile := source(viewer, today)).total]


def pile(code: str, rows: list[Waiting], total: int | None = None) -> Pile:
    """Make a pile of what a source found; it shows the first and says how much there is."""
    return Pile(code, tuple(rows[:LONGEST]), len(rows) if total is None else total)


def opinions_to_give(viewer: Actor, today: date) -> Pile:
    """Opinions asked of the viewer's unit, the most urgent first."""
    rows = [
        Waiting(
            each.project, "give_opinion", {"unit": each.unit, "kind": each.kind}, "projects:gates",
            {"project_id": each.project_id}, "opinions", each.asked_at, each.due_date, each.due_date < today,
        )
        for each in projects.opinions_owed(viewer=viewer, limit=MOST)
    ]  # fmt: skip
    return pile("opinions", rows)


def gates_to_pass(viewer: Actor, today: date) -> Pile:
    """Gates that the viewer may pass: the ready ones first, the others with how much is missing."""
    rows = []
    for card in projects.gates_to_pass(viewer=viewer, today=today, limit=MOST):
        verdict = card.verdict
        lacking = len(verdict.missing) + len(verdict.conditions) + len(verdict.vetoes)
        values = {
            "gate": verdict.gate,
            "stage": STAGES[verdict.gate].zh,
            "stage_en": STAGES[verdict.gate].en,
            "n": lacking,
        }
        what = "pass_gate" if verdict.ready else "gate_lacks"
        rows.append(
            Waiting(
                card.name, what, values, "projects:gates", {"project_id": card.id}, "pass", card.changed_at,
                ready=verdict.ready,
            )
        )  # fmt: skip
    return pile("gates", rows)


def claims_to_confirm(viewer: Actor, today: date) -> Pile:
    """Claims of projects from older ledgers that wait for somebody to confirm them on evidence."""
    rows = [
        Waiting(
            name, "confirm_claim", {"stage": STAGES[claimed].zh, "stage_en": STAGES[claimed].en}, "projects:detail",
            {"project_id": pk}, "confirm", at,
        )
        for pk, name, claimed, _, at in projects.claims_to_confirm(viewer=viewer, limit=MOST)
    ]  # fmt: skip
    return pile("claims", rows)


def conditions_to_accept(viewer: Actor, today: date) -> Pile:
    """Conditions reported as met, for the department that set them."""
    rows = [
        Waiting(
            each.project, "accept_condition", {"text": each.text}, "projects:gates", {"project_id": each.project_id},
            "opinions", each.reported_at,
        )
        for each in projects.conditions_waiting(viewer=viewer, reported=True, limit=MOST)
    ]  # fmt: skip
    return pile("conditions_to_accept", rows)


def conditions_to_meet(viewer: Actor, today: date) -> Pile:
    """Conditions that the viewer's unit has to meet before a gate."""
    rows = [
        Waiting(
            each.project, "meet_condition", {"text": each.text, "unit": each.unit, "gate": each.before},
            "projects:gates", {"project_id": each.project_id}, "opinions",
        )
        for each in projects.conditions_waiting(viewer=viewer, reported=False, limit=MOST)
    ]  # fmt: skip
    return pile("conditions_to_meet", rows)


def failures_to_approve(viewer: Actor, today: date) -> Pile:
    """Honest-failure reviews that wait for somebody to approve them."""
    rows = [
        Waiting(name, "approve_failure", {}, "projects:gates", {"project_id": pk}, "failure", at)
        for pk, name, at in projects.failures_to_approve(viewer=viewer, limit=MOST)
    ]
    return pile("failures", rows)


def tasks_to_do(viewer: Actor, today: date) -> Pile:
    """Open tasks that the viewer or the viewer's unit holds."""
    if not viewer.may("tasks.view"):
        return pile("tasks", [])
    found = desk_tasks(viewer, today=today, limit=LONGEST)
    held = {row.id: row for row in (*found.overdue, *found.mine, *found.waiting)}
    rows = [
        Waiting(
            row.title, "do_task", {"unit": row.unit_name}, "tasks:detail", {"task_id": row.id}, "", row.opened_at,
            row.due_date, row.due_date is not None and row.due_date < today,
        )
        for row in held.values()
    ]  # fmt: skip
    return pile("tasks", rows, max(len(rows), found.counts["mine"] + found.counts["waiting"]))


SOURCES: tuple[Source, ...] = (
    opinions_to_give,
    gates_to_pass,
    conditions_to_accept,
    conditions_to_meet,
    claims_to_confirm,
    failures_to_approve,
    tasks_to_do,
)
