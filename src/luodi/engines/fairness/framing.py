"""What surrounds a phrase and changes its sense: a ban on the government, abolition, watching only, definition, history."""

import re
from dataclasses import dataclass

from .units import Unit

AFTER = 70  # characters after a phrase in which its abolition or criticism is looked for
TRAILING = re.compile(r"[^,;:]*\Z")


@dataclass(frozen=True, slots=True)
class Sense:
    """What a phrase means where it stands: nothing against it, less than it says, or as it says."""

    cleared: bool = False
    weaker: bool = False
    recital: bool = False


class Framing:
    """The frames of one pack, asked about phrases of one text."""

    def __init__(self, frames: dict[str, re.Pattern[str]]) -> None:
        self.frames = frames

    def sense(self, unit: Unit, following: Unit | None, start: int, end: int, outer: bool) -> Sense:
        """Say how the phrase at `start` to `end` of the unit's whole is meant.

        `outer`: the phrase is itself a ban on the firm, so that only a ban before it, aimed at the government, clears it.
        """
        whole = unit.whole
        kept = bool(self.frames["goes_on"].search(whole))
        cleared = (
            self._banned(unit, start, end, outer)
            or bool(unit.block.heading and self.frames["banned_heading"].search(unit.block.heading))
            or self._watched(unit, following, outer)
            or (not kept and self._abolished(whole, end, following, unit))
            or self._defined(whole)
        )
        history = bool(self.frames["history"].search(whole, 0, start)) and not kept and "现" not in whole[:start]
        return Sense(
            cleared, history or bool(self.frames["exception"].search(whole)), bool(self.frames["recital"].search(whole))
        )

    def clean(self, unit: Unit) -> bool:
        """Tell whether the sentence itself keeps competition clean ("不得设置歧视性条件")."""
        return bool(self.frames["clean"].search(unit.whole))

    def _banned(self, unit: Unit, start: int, end: int, outer: bool) -> bool:
        whole, lead = unit.whole, len(unit.lead)
        for ban in self.frames["prohibit"].finditer(whole, 0, start if outer else end):
            if ban.end() > start:
                if not outer:
                    return True
                continue
            between = whole[ban.end() : min(start, max(lead, ban.end())) if ban.end() <= lead else start]
            if not self.frames["reset"].search(between) and not self._denial_on_condition(
                whole, ban.start(), ban.end()
            ):
                return True
        denial = self.frames["denial"].search(whole, 0, start)
        return bool(
            denial
            and not outer
            and not self.frames["conditional"].search(whole, 0, denial.start())
            and not self.frames["reset"].search(whole[denial.end() : start])
        )

    def _denial_on_condition(self, whole: str, start: int, end: int) -> bool:
        """Tell whether a "not" only refuses money to whoever misses a condition ("未迁入的,不予兑付")."""
        denial = self.frames["denial"].match(whole, start)
        return bool(denial and self.frames["conditional"].search(whole, 0, start))

    def _watched(self, unit: Unit, following: Unit | None, outer: bool) -> bool:
        if outer:
            return False
        if self.frames["watch"].search(unit.whole):
            return True
        return self._refers_back(unit, following) and bool(
            self.frames["watch"].search(following.text if following else "")
        )

    def _abolished(self, whole: str, end: int, following: Unit | None, unit: Unit) -> bool:
        if self.frames["after"].search(whole, end, min(len(whole), end + AFTER)):
            return True
        return self._refers_back(unit, following) and bool(
            self.frames["after"].search(following.text if following else "")
        )

    def _refers_back(self, unit: Unit, following: Unit | None) -> bool:
        return bool(following and following.block is unit.block and self.frames["back"].search(following.text))

    def _defined(self, whole: str) -> bool:
        return bool(self.frames["definition"].search(whole)) and not re.search(
            r"\d+%|百分之|[一二三四五六七八九]成", whole
        )
