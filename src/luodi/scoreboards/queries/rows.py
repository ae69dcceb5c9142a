"""Frozen rows that queries of scoreboards give."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from luodi.engines import scoreboards as engine
from luodi.scoreboards.sources import Source


@dataclass(frozen=True, slots=True)
class PackRow:
    """A formula pack as it is kept; `in_force` says that boards of today are made by it."""

    id: int
    code: str
    year: int
    title: str
    title_en: str
    digest: str
    example: bool
    state: str
    valid_from: date | None
    made_by: str
    made_at: datetime
    approved_by: str
    decided_at: datetime | None
    decision_note: str
    in_force: bool
    may_check: bool


@dataclass(frozen=True, slots=True)
class PackPage:
    """A pack with its text, what the engine read from it, and where each figure comes from."""

    row: PackRow
    text: str
    pack: engine.Pack
    sources: Mapping[str, Source]
    may_keep: bool


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit on a board, by the code under which the engine knows it."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands behind one figure: the promise and term, or the figure's row, with its words.

    `corrected` says that a figure typed in or accepted after an appeal stands before that of the pack's source.
    """

    kind: str
    of: str
    actual: Decimal | None
    target: Decimal | None
    base: Decimal | None
    faults: int = 0
    missed: bool = False
    promise_id: int | None = None
    term_id: int | None = None
    used: int = 0
    figure_id: int | None = None
    source: str = ""
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A board as it stands: the engine's board, the units and what is behind each figure, by unit code and indicator."""

    board: engine.Board
    units: Mapping[str, UnitRow]
    cells: Mapping[tuple[str, str], Cell]
    as_of: date
    known: date


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A board in a list; `open_appeals` counts those of all units."""

    id: int
    title: str
    title_en: str
    pack_id: int
    pack_code: str
    unit_class: str
    period_kind: str
    as_of: date
    state: str
    made_at: datetime
    shown_at: datetime | None
    appeals_until: date | None
    frozen_at: datetime | None
    open_appeals: int
    version: int
    example: bool


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What a list of boards is narrowed to; empty fields narrow nothing."""

    unit_class: str = ""
    state: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class BoardPage:
    """A board with its standing; `digest` is that of its snapshot, `frozen_view` says that the snapshot is shown.

    `own_units` and `sees_all` say of which units the viewer may open what is behind the figures.
    """

    row: BoardRow
    standing: Standing
    digest: str
    frozen_view: bool
    siblings: tuple[tuple[str, int], ...]
    may_keep: bool
    may_show: bool
    may_freeze: bool
    own_units: frozenset[int]
    sees_all: bool


@dataclass(frozen=True, slots=True)
class AppealRow:
    """An appeal with its answer."""

    id: int
    board_id: int
    unit_id: int
    unit: str
    indicator: str
    reason: str
    evidence: str
    document_id: int | None
    state: str
    made_by: str
    made_at: datetime
    answered_by: str
    answered_at: datetime | None
    answer: str
    figure_id: int | None
    may_answer: bool


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure that was typed in, counted or corrected."""

    id: int
    unit_id: int
    unit: str
    indicator: str
    day: date
    kind: str
    actual: Decimal | None
    target: Decimal | None
    base: Decimal | None
    faults: int
    missed: bool
    source: str
    reason: str
    document_id: int | None
    state: str
    made_by: str
    made_at: datetime
    approved_by: str
    decided_at: datetime | None
    decision_note: str
    may_check: bool


@dataclass(frozen=True, slots=True)
class AdjustmentRow:
    """A bonus, penalty or veto."""

    id: int
    unit_id: int
    unit: str
    kind: str
    veto: str
    indicator: str
    points: Decimal
    day: date
    reason: str
    reference: str
    document_id: int | None
    state: str
    made_by: str
    made_at: datetime
    approved_by: str
    decided_at: datetime | None
    decision_note: str
    may_check: bool


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit on a board: its place with the reason, its figures, adjustments and appeals."""

    page: BoardPage
    unit: UnitRow
    place: engine.Place
    appeals: tuple[AppealRow, ...]
    adjustments: tuple[AdjustmentRow, ...]
    figures: tuple[FigureRow, ...]
    may_appeal: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """A unit's place and total as frozen and as it would be as known today."""

    unit: UnitRow
    rank_frozen: int | None
    rank_now: int | None
    total_frozen: Decimal | None
    total_now: Decimal | None
    apart: tuple[tuple[str, Decimal, Decimal], ...]
