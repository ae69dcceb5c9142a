"""Packs, boards, figures, adjustments and appeals. Callers import from here."""

from luodi.scoreboards.operations.appeals import accept_appeal, appeal, refuse_appeal
from luodi.scoreboards.operations.boards import draw_up_board, freeze_board, show_board
from luodi.scoreboards.operations.figures import (
    Points,
    Typed,
    decide_adjustment,
    decide_figure,
    propose_adjustment,
    take_counts,
    type_figure,
)
from luodi.scoreboards.operations.packs import approve_pack, load_example_packs, reject_pack, set_sources, upload_pack

__all__ = [
    "Points", "Typed", "accept_appeal", "appeal", "approve_pack", "decide_adjustment", "decide_figure", "draw_up_board",
    "freeze_board", "load_example_packs", "propose_adjustment", "refuse_appeal", "reject_pack", "set_sources", "show_board",
    "take_counts", "type_figure", "upload_pack",
]  # fmt: skip
