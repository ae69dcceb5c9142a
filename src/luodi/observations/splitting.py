"""How credit divides when a subject passes on: pure arithmetic over units, roles and millionths (handbook §3.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from luodi.values.period import months_after
from luodi.values.share import ALL, WHOLE, Share, made_whole, with_assist


@dataclass(frozen=True, slots=True)
class UnitShare:
    """A unit's part of one credit: originator (引荐), lander (承接) or assist (协助), in millionths."""

    unit_id: int
    role: str
    ppm: int

    @property
    def percent(self) -> Decimal:
        """Give the part as an exact percentage: 360000 → 36."""
        return Decimal(self.ppm) / 10_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of months in which shares don't change: from the first day of a month, up to but not including another."""

    valid_from: date
    valid_to: date | None
    shares: tuple[UnitShare, ...]


@dataclass(frozen=True, slots=True)
class Parties:
    """The units between which a credit divides. The originator may be the lander itself; a helper is neither."""

    originator_id: int
    lander_id: int
    helper_id: int | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """What the split table says of one group: the originator's part, for how many years (None: without end)."""

    originator: Share
    years: int | None


def next_month(day: date) -> date:
    """Give the first day of the month after a day: the earliest from which shares may change."""
    return months_after(day.replace(day=1), 1)


def standard_stretches(parties: Parties, *, rate: Rate, assist: Share, first: date) -> tuple[Stretch, ...]:
    """Divide one group by the split table from a month on; when the years are over, all of it is the lander's.

    40 · 60 with an assist of 10 % is 36 · 54 · 10. What cannot be divided goes to the lander.
    """
    whole = (UnitShare(parties.lander_id, "lander", ALL.ppm),)
    if parties.originator_id == parties.lander_id and parties.helper_id is None:
        return (Stretch(first, None, whole),)
    shares = _divided(parties, rate, assist)
    if rate.years is None:
        return (Stretch(first, None, shares),)
    until = months_after(first, 12 * rate.years)
    return (Stretch(first, until, shares), Stretch(until, None, whole))


def _divided(parties: Parties, rate: Rate, assist: Share) -> tuple[UnitShare, ...]:
    lander, originator, helper = parties.lander_id, parties.originator_id, parties.helper_id
    parts = {lander: ALL} if originator == lander else {
        originator: rate.originator, lander: Share(WHOLE - rate.originator.ppm),
    }  # fmt: skip
    if helper is not None:
        parts = with_assist(parts, helper=helper, assist=assist, lander=lander)
    roles = {lander: "lander", originator: "originator"} | {lander: "lander"}
    order = {"originator": 0, "lander": 1, "assist": 2}
    found = [UnitShare(unit, roles.get(unit, "assist"), part.ppm) for unit, part in parts.items()]
    return tuple(sorted(found, key=lambda share: order[share.role]))


def offered(shares: Sequence[UnitShare]) -> tuple[UnitShare, ...]:
    """Give the nearest shares in the same proportion that make up exactly one; the remainder goes to the lander."""
    lander = next((share.unit_id for share in shares if share.role == "lander"), shares[-1].unit_id)
    whole = made_whole({share.unit_id: Share(min(share.ppm, WHOLE)) for share in shares}, remainder_to=lander)
    return tuple(UnitShare(share.unit_id, share.role, whole[share.unit_id].ppm) for share in shares)
