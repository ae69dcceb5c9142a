"""Reading formula packs and boards. Callers import from here."""

from luodi.scoreboards.queries.boards import (
    appeal_on,
    appeals_of,
    board_page,
    board_title,
    boards,
    differences,
    open_boards,
    unit_page,
    waiting_rows,
)
from luodi.scoreboards.queries.packs import pack_page, packs
from luodi.scoreboards.queries.rows import (
    AdjustmentRow,
    AppealRow,
    BoardFilter,
    BoardPage,
    BoardRow,
    Cell,
    Difference,
    FigureRow,
    PackPage,
    PackRow,
    Standing,
    UnitPage,
    UnitRow,
)

__all__ = [
    "AdjustmentRow", "AppealRow", "BoardFilter", "BoardPage", "BoardRow", "Cell", "Difference", "FigureRow", "PackPage",
    "PackRow", "Standing", "UnitPage", "UnitRow", "appeal_on", "appeals_of", "board_page", "board_title", "boards", "differences",
    "open_boards",
    "pack_page", "packs", "unit_page", "waiting_rows",
]  # fmt: skip
