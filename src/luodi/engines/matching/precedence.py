"""Which of two claims to first contact precedes, in the order of domain.md §3.3 no. 4, each step with its result.

Day of registration → time of the evidence → the investor's written choice → the promotion office by fit. A step decides
only where those before it left a tie; the office decides only where all others did.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

WORDS = {
    "registered": ("报备日期", "day of registration"),
    "evidence": ("接洽证据时间", "time of the evidence"),
    "choice": ("投资方书面选择", "the investor's written choice"),
    "office": ("招商部门按适配度裁定", "the office's ruling by fit"),
}
ORDER = tuple(WORDS)


@dataclass(frozen=True, slots=True)
class Claim:
    """One side: when it was entered, when its evidence arose (None: no evidence that holds)."""

    entered_at: datetime
    evidence_at: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the order: whom it favours ("first", "second", "" for a tie), and whether it decided."""

    ground: str
    favours: str
    decides: bool

    def words(self, language: str = "zh") -> str:
        """Name the step in Chinese or English."""
        return WORDS[self.ground][not language.startswith("zh")]


@dataclass(frozen=True, slots=True)
class Precedence:
    """Who precedes ("first", "second", "" while the office has to rule), on which ground, and all steps."""

    winner: str
    ground: str
    steps: tuple[Step, ...]


def precede(first: Claim, second: Claim, *, tie_days: int = 0, choice: str = "", office: str = "") -> Precedence:
    """Order two claims. Registrations at most `tie_days` apart count as one day (0: the same day).

    `choice` and `office` are "first", "second" or "" (none). Days are those of the instants' own time zone.
    """
    days = abs((first.entered_at.date() - second.entered_at.date()).days)
    by_day = "" if days <= tie_days else _earlier(first.entered_at, second.entered_at)
    favours = {
        "registered": by_day, "evidence": _by_evidence(first.evidence_at, second.evidence_at), "choice": choice,
        "office": office,
    }  # fmt: skip
    ground = next((each for each in ORDER if favours[each]), "")
    steps = tuple(Step(each, favours[each], each == ground) for each in ORDER)
    return Precedence(favours.get(ground, ""), ground, steps)


def _earlier(first: datetime, second: datetime) -> str:
    return "first" if first < second else "second"


def _by_evidence(first: datetime | None, second: datetime | None) -> str:
    """Compare the evidence to the minute; a side without evidence that holds comes after one that has it."""
    if first is None and second is None:
        return ""
    if first is None or second is None:
        return "second" if first is None else "first"
    return "" if abs(first - second) < timedelta(minutes=1) else _earlier(first, second)
