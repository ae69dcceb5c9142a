"""The big screen: batches stated against named, the pipeline by stage and unit, tasks; each figure with its source."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from luodi.cockpit.standing import Standing, standing
from luodi.engines.gates.stages import STAGES, STEPS
from luodi.journal import queries as journal
from luodi.meetings.queries import BatchRow, batch_rows
from luodi.projects.queries import Board, BoardCell, board
from luodi.projects.queries.shares import SIGNED, TrackShare, signed_shares
from luodi.tasks.queries import DeskTasks, desk_tasks
from luodi.values.actor import Actor

STAGES_OF_STEP = {step: tuple(code for code, stage in STAGES.items() if stage.step == step) for step in STEPS}


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit's projects: those of each step (number, confirmed of them), all of them, and their sum in 元."""

    id: int
    name: str
    kind: str
    steps: tuple[tuple[int, int], ...]
    projects: int
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the pipeline: projects that claim it and those of them that are confirmed there."""

    step: str
    claimed: BoardCell
    confirmed: BoardCell


@dataclass(frozen=True, slots=True)
class Screen:
    """All that the big screen shows. `newest` is the instant of the last thing done that the figures contain."""

    batches: tuple[BatchRow, ...]
    steps: tuple[StepLine, ...]
    units: tuple[UnitLine, ...]
    tracks: tuple[tuple[str, int, Decimal | None], ...]
    bindings: dict[str, tuple[int, Decimal | None]]
    signed: BoardCell
    signed_confirmed: BoardCell
    projects: int
    elsewhere: int | None
    sides: dict[str, int]
    tasks: DeskTasks | None
    newest: datetime | None
    ledger: Standing

    @property
    def stated(self) -> int:
        """Add up the places that batches state."""
        return sum(row.stated_count for row in self.batches)

    @property
    def named(self) -> int:
        """Add up the places that have a name."""
        return sum(row.named for row in self.batches)

    @property
    def signing(self) -> BatchRow | None:
        """Give the newest batch of signings, the one that the congress is remembered by."""
        signings = [row for row in self.batches if row.kind == "signing"]
        return max(signings, key=lambda row: (row.held_date or date.min, row.id), default=None)


def screen(*, viewer: Actor, today: date, now: datetime) -> Screen:
    """Give the big screen of what the viewer may see, in a fixed number of SQL statements."""
    pipeline = board(viewer=viewer)
    shares = signed_shares(viewer=viewer)
    last = journal.lines(kinds=("projects.project", "meetings.batch", "documents.document"), limit=1)
    return Screen(
        batches=tuple(batch_rows(viewer)) if viewer.may("meetings.view") else (),
        steps=tuple(_step(pipeline, step) for step in STEPS),
        units=tuple(_units(pipeline)),
        tracks=tuple(_tracks(shares)),
        bindings={
            binding: _share([row for row in shares if row.binding == binding])
            for binding in ("binding", "framework", "unknown")
        },
        signed=pipeline.total(stages=SIGNED),
        signed_confirmed=pipeline.total(stages=SIGNED, confirmed=True),
        projects=pipeline.total().projects,
        elsewhere=pipeline.elsewhere,
        sides=pipeline.sides,
        tasks=desk_tasks(viewer, today=today) if viewer.may("tasks.view") else None,
        newest=last[0].at if last else None,
        ledger=standing(viewer, on=today, known=now, day=today),
    )


def _step(pipeline: Board, step: str) -> StepLine:
    stages = STAGES_OF_STEP[step]
    return StepLine(step, pipeline.total(stages=stages, confirmed=False), pipeline.total(stages=stages, confirmed=True))


def _units(pipeline: Board) -> list[UnitLine]:
    lines = []
    for unit in pipeline.units:
        steps = tuple(
            (pipeline.total(unit_id=unit.id, stages=stages).projects,
             pipeline.total(unit_id=unit.id, stages=stages, confirmed=True).projects)
            for stages in STAGES_OF_STEP.values()
        )  # fmt: skip
        whole = pipeline.total(unit_id=unit.id)
        lines.append(UnitLine(unit.id, unit.short_name, unit.kind, steps, whole.projects, whole.amount))
    return lines


def _share(rows: list[TrackShare]) -> tuple[int, Decimal | None]:
    hidden = any(row.amount is None for row in rows)
    return sum(row.projects for row in rows), None if hidden else sum(
        (row.amount or Decimal(0) for row in rows), Decimal(0)
    )


def _tracks(shares: list[TrackShare]) -> list[tuple[str, int, Decimal | None]]:
    names = list(dict.fromkeys(row.track for row in shares))
    found = [(name, *_share([row for row in shares if row.track == name])) for name in names]
    return sorted(found, key=lambda row: (row[2] or Decimal(0), row[1]), reverse=True)
