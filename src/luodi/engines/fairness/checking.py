"""Checking a rule pack that somebody brings, before anything is read with it."""

import re

from .matching import grammar
from .pack import Pack, PackFaulty, load_pack, parse_pack
from .reviewing import review

SAMPLE = "第一条　甲方按乙方缴纳税收的50%给予奖励。\n第二条　乙方十年内不得迁离本区。\n"


def checked_pack(files: tuple[tuple[str, str], ...]) -> Pack:
    """Read a pack, compile all that finds its rules, and review a sample with it.

    It has to hold every rule of the pack that comes with the engine: structured checks and stored findings name them.

    :raises PackFaulty: naming the file and what is wrong with it
    """
    pack = parse_pack(files)
    lost = sorted(set(load_pack().rules) - set(pack.rules))
    if lost:
        raise PackFaulty("rules", ", ".join(lost))
    try:
        grammar(pack)
        review(SAMPLE, pack=pack)
    except (KeyError, ValueError, TypeError, AttributeError, re.error, RecursionError) as wrong:
        raise PackFaulty("find", f"{type(wrong).__name__} {wrong}") from None
    return pack
