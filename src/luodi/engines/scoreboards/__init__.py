"""Scoreboards 考核榜: figures become points by a year's formula pack, exactly; places with reasons; frozen with a digest."""

from .freezing import Snapshot, canonical, checked, frozen, made_with
from .pack import Indicator, Pack, load_pack, pack_names, read_pack
from .ranking import Board, Change, Place, change_in_words, ranked, what_if, why
from .refusals import PackFault, PackNotUsable
from .scoring import Figure, Score, Total, Unit, rounded, scored

__all__ = [
    "Board", "Change", "Figure", "Indicator", "Pack", "PackFault", "PackNotUsable", "Place", "Score", "Snapshot", "Total",
    "Unit", "canonical", "change_in_words", "checked", "frozen", "load_pack", "made_with", "pack_names", "ranked",
    "read_pack", "rounded", "scored", "what_if", "why",
]  # fmt: skip
