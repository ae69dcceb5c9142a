"""Figures that no ledger holds, and points added or taken: typed in by one person, approved by another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from luodi.documents.permissions import seen_document
from luodi.journal.operations import record
from luodi.people.models import Unit
from luodi.people.permissions import require
from luodi.people.texts import fitting
from luodi.scoreboards.models import ADJUSTMENT_KINDS, Adjustment, Board, Figure
from luodi.scoreboards.permissions import locked_board, require_check, require_keep
from luodi.scoreboards.queries.standing import engine_pack, sources_of, units_of_class
from luodi.scoreboards.refusals import BoardStepWrong, FigureNotTyped, ScoreboardNeedsWords, UnitNotOnBoard
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

LARGEST = Decimal(10) ** 17
MOST_POINTS = Decimal(1000)
WORDS = {"bonus": "加分", "penalty": "扣分", "veto": "一票否决"}


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed in of one figure; empty fields leave what the pack's source gives."""

    actual: Decimal | None = None
    target: Decimal | None = None
    base: Decimal | None = None
    faults: int = 0
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """An adjustment: bonus or penalty with its points, or a veto of the pack, of all indicators ("") or one."""

    kind: str
    points: Decimal = Decimal(0)
    veto: str = ""
    indicator: str = ""


@transaction.atomic
def type_figure(
    *, board_id: int, unit_id: int, indicator: str, typed: Typed, source: str, reason: str, document_id: int | None = None,
    by: Actor, at: datetime,
) -> Figure:  # fmt: skip
    """Type in a unit's figure for a board's day with its source and reason; it counts once another person approves it.

    :raises UnitNotOnBoard, FigureNotTyped: for a unit, indicator or number that can't be
    :raises ScoreboardNeedsWords: without source or reason
    """
    require_keep(by)
    board = locked_board(board_id, by)
    unit = unit_of(board, unit_id)
    row = written_figure(board, unit_id, indicator, typed, "typed", by, at)
    row.source, row.reason = in_words(source), in_words(reason)
    if document_id is not None:
        row.document_id = seen_document(document_id, by).pk
    fitting(row).save(force_insert=True)
    note("scoreboard.figure_typed", row, unit, by, at, indicator=title_of(board, indicator), reason=row.reason)
    return row


@transaction.atomic
def decide_figure(*, figure_id: int, approve: bool, note_text: str = "", by: Actor, at: datetime) -> Figure:
    """Approve a figure as another person than who typed it in, or reject it saying why.

    :raises ScoreboardCheckerIsMaker: for who typed it in
    """
    row = _decided(Figure, figure_id, approve, note_text, by, at)
    state = "approved" if approve else "rejected"
    note(f"scoreboard.figure_{state}", row, row.unit.name, by, at, indicator=row.indicator, note=row.decision_note)
    return row


@transaction.atomic
def take_counts(*, board_id: int, counts: Iterable[tuple[int, str, int]], by: Actor, at: datetime) -> int:
    """Note what was counted for a board's units, as (unit, measure, number); only what changed is written.

    A unit for which nothing was counted has a count of nothing: counting leaves no gaps.

    The counts come from a ledger that keeps no past; written down, they can be asked for as known on any day.

    :raises BoardStepWrong: for a frozen board
    """
    require_keep(by)
    board = locked_board(board_id, by)
    if board.state == "frozen":
        raise BoardStepWrong()
    codes = {source.of: code for code, source in sources_of(board.pack).items() if source.kind == "count"}
    held = _newest_counts(board)
    given = {(each.id, code): 0 for each in units_of_class(board.unit_class).values() for code in codes.values()}
    given |= {
        key: number for unit, measure, number in counts if measure in codes and (key := (unit, codes[measure])) in given
    }
    fresh = [
        Figure(
            unit_id=unit, pack_code=board.pack.code, indicator=code, day=board.as_of, kind="counted", actual=number,
            source="计数（已核）", reason="按计数规则", state="approved", made_at=at, decided_at=at, made_by_id=by.person_id,
        )
        for (unit, code), number in given.items()
        if held.get((unit, code)) != number
    ]  # fmt: skip
    Figure.objects.bulk_create(fresh)
    if fresh:
        record("scoreboard.counts_taken", board, by=by, at=at, label=board.pack.title, facts={"count": len(fresh)})
    return len(fresh)


@transaction.atomic
def propose_adjustment(
    *, board_id: int, unit_id: int, given: Points, reason: str, reference: str, document_id: int | None = None, by: Actor,
    at: datetime,
) -> Adjustment:  # fmt: skip
    """Propose a bonus, a penalty or a veto for a unit from a board's day on, with its reason and document.

    :raises FigureNotTyped: for a kind, veto or number of points that can't be
    """
    require_keep(by)
    board = locked_board(board_id, by)
    unit, pack = unit_of(board, unit_id), engine_pack(board.pack)
    if given.kind not in ADJUSTMENT_KINDS:
        raise FigureNotTyped(field="类型", given=given.kind[:40])
    if given.kind == "veto" and (given.veto not in pack.vetoes or given.indicator not in ("", *pack.indicators)):
        raise FigureNotTyped(field="否决项", given=(given.veto or given.indicator)[:40])
    if given.kind != "veto" and not (given.points.is_finite() and 0 < given.points <= MOST_POINTS):
        raise FigureNotTyped(field="分值", given=str(given.points)[:40])
    vetoed = given.kind == "veto"
    row = fitting(Adjustment(
        unit_id=unit_id, pack_code=board.pack.code, kind=given.kind, veto=given.veto if vetoed else "",
        indicator=given.indicator if vetoed else "", points=Decimal(0) if vetoed else round(given.points, 2),
        day=board.as_of, reason=in_words(reason), reference=in_words(reference), made_by_id=by.person_id, made_at=at,
        document_id=seen_document(document_id, by).pk if document_id is not None else None,
    ))  # fmt: skip
    row.save(force_insert=True)
    note("scoreboard.adjustment_proposed", row, unit, by, at, kind=WORDS[row.kind], reason=row.reason)
    return row


@transaction.atomic
def decide_adjustment(*, adjustment_id: int, approve: bool, note_text: str = "", by: Actor, at: datetime) -> Adjustment:
    """Approve an adjustment as another person than who proposed it, or reject it saying why.

    :raises ScoreboardCheckerIsMaker: for who proposed it
    """
    row = _decided(Adjustment, adjustment_id, approve, note_text, by, at)
    state, facts = "approved" if approve else "rejected", {"kind": WORDS[row.kind], "reason": row.reason}
    note(f"scoreboard.adjustment_{state}", row, row.unit.name, by, at, **facts, note=row.decision_note)
    return row


def written_figure(
    board: Board, unit_id: int, indicator: str, typed: Typed, kind: str, by: Actor, at: datetime
) -> Figure:
    """Give a figure that is not saved yet, after checking its numbers.

    :raises FigureNotTyped: naming what can't be
    """
    pack = engine_pack(board.pack)
    if indicator not in {each.code for each in pack.of_class(board.unit_class)}:
        raise FigureNotTyped(field="指标", given=indicator[:40])
    numbers = {"实绩": typed.actual, "目标": typed.target, "基数": typed.base}
    if all(value is None for value in numbers.values()) and not typed.faults and not typed.missed:
        raise FigureNotTyped(field="实绩", given="—")
    for field, value in numbers.items():
        fits = value is None or (value.is_finite() and abs(value) < LARGEST and value == round(value, 4))
        if not fits or (value is not None and value < 0 and field != "实绩"):
            raise FigureNotTyped(field=field, given=str(value)[:40])
    if not 0 <= typed.faults <= 100_000:
        raise FigureNotTyped(field="扣分次数", given=str(typed.faults))
    return Figure(
        unit_id=unit_id, pack_code=board.pack.code, indicator=indicator, day=board.as_of, kind=kind, actual=typed.actual,
        target=typed.target, base=typed.base, faults=typed.faults, missed=typed.missed, made_by_id=by.person_id, made_at=at,
    )  # fmt: skip


def unit_of(board: Board, unit_id: int) -> str:
    """Name a unit of a board.

    :raises UnitNotOnBoard: if it is not on it
    """
    found = next((each for each in units_of_class(board.unit_class).values() if each.id == unit_id), None)
    if found is None:
        raise UnitNotOnBoard(unit=Unit.objects.filter(pk=unit_id).values_list("name", flat=True).first() or "?")
    return found.name


def title_of(board: Board, indicator: str) -> str:
    """Name an indicator of a board's pack; what it doesn't have stays a code."""
    found = engine_pack(board.pack).indicators.get(indicator)
    return found.title if found else indicator


def in_words(text: str) -> str:
    """Give words as they are kept.

    :raises ScoreboardNeedsWords: if there are none
    """
    if not text.strip():
        raise ScoreboardNeedsWords()
    return text.strip()


def note(event: str, row: Figure | Adjustment, label: str, by: Actor, at: datetime, **facts: object) -> None:
    """Write the journal line of a figure or an adjustment."""
    record(event, row, by=by, at=at, label=label, owner_unit_id=row.unit_id, facts=facts)


def _newest_counts(board: Board) -> dict[tuple[int, str], Decimal]:
    rows = Figure.objects.filter(pack_code=board.pack.code, kind="counted", day=board.as_of).order_by(
        "decided_at", "pk"
    )
    return {(row.unit_id, row.indicator): row.actual for row in rows}


def _decided(model, pk: int, approve: bool, words: str, by: Actor, at: datetime):
    require(by, "scoreboards.approve")
    row = model.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=pk).first()
    if row is None:
        raise NotFound()
    require_check(by, row)
    row.decision_note = words.strip() if approve else in_words(words)
    row.state, row.approved_by_id, row.decided_at = "approved" if approve else "rejected", by.person_id, at
    fitting(row).save()
    return row
