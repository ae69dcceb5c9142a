"""Who controls whom: stakes, followed upwards as long as each is large enough to control."""

from collections.abc import Iterable
from dataclasses import dataclass

from .names import core_key

LONGEST = 12


@dataclass(frozen=True, slots=True)
class Stake:
    """Somebody holds part of a firm; `percent` None means: named as its actual controller."""

    holder: str
    held: str
    percent: float | None = None


def top_controllers(name: str, stakes: Iterable[Stake], *, control: float = 50) -> frozenset[str]:
    """Give the core keys of those who control a firm in the end, itself included where nobody does.

    A stake controls from `control` percent (domain.md §3.3: same controller ≥ 50 %); a closed circle stands for itself.
    """
    above: dict[str, set[str]] = {}
    for stake in stakes:
        if stake.percent is None or stake.percent >= control:
            holder, held = core_key(stake.holder), core_key(stake.held)
            if holder and held and holder != held:
                above.setdefault(held, set()).add(holder)
    own = core_key(name)
    reached = _reached(own, above) | ({own} - {""})
    tops = frozenset(key for key in reached if not above.get(key))
    return tops or frozenset({min(key for key in reached if key in _reached(key, above))} if reached else ())


def _reached(key: str, above: dict[str, set[str]]) -> set[str]:
    """Give all that lies above a firm; in a circle that includes itself."""
    found: set[str] = set()
    open_ones = above.get(key, set())
    for _ in range(LONGEST):
        found |= open_ones
        open_ones = {higher for each in open_ones for higher in above.get(each, ())} - found
        if not open_ones:
            break
    return found


def same_group(one: str, other: str, stakes: Iterable[Stake], *, control: float = 50) -> bool:
    """Tell whether two firms end at a common controller, or one controls the other."""
    known = list(stakes)
    return bool(top_controllers(one, known, control=control) & top_controllers(other, known, control=control))
