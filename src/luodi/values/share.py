"""Shares: who is credited with how much of one thing, in whole millionths, so that they add up exactly."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from luodi.values.refusal import Refusal

Who = TypeVar("Who", bound=Hashable)
WHOLE = 1_000_000


class ShareOutOfRange(Refusal):
    """A share lies between nothing and all; `percent` is what was asked for."""

    code = "share_out_of_range"


class SharesDoNotSumToOne(Refusal):
    """The shares of one credit leave a gap or exceed the whole; `total` and `difference` are percentages."""

    code = "shares_do_not_sum_to_one"


@dataclass(frozen=True, slots=True, order=True)
class Share:
    """Hold a part of a whole as `ppm`, whole millionths from 0 to 1,000,000.

    :raises ShareOutOfRange: if it is less than nothing or more than all
    """

    ppm: int

    def __post_init__(self) -> None:
        if not 0 <= self.ppm <= WHOLE:
            raise ShareOutOfRange(percent=_percent(self.ppm))

    @classmethod
    def of(cls, part: Fraction | Decimal | int) -> "Share":
        """Give the share nearest below a part of one: `Share.of(Decimal("0.36"))`, `Share.of(Fraction(1, 3))`."""
        return cls(int(Fraction(part) * WHOLE // 1))

    @classmethod
    def percent(cls, percent: Decimal | int | str) -> "Share":
        """Give the share nearest below a percentage: `Share.percent(36)`."""
        return cls.of(Fraction(percent) / 100)

    @property
    def fraction(self) -> Fraction:
        """Give the exact part of one."""
        return Fraction(self.ppm, WHOLE)

    def __str__(self) -> str:
        return _percent(self.ppm)


NOTHING, ALL = Share(0), Share(WHOLE)


def shares_sum_to_one(shares: Iterable[Share]) -> bool:
    """Tell whether the shares make up exactly the whole."""
    return sum(share.ppm for share in shares) == WHOLE


def require_sum_to_one(shares: Iterable[Share]) -> None:
    """Let pass only shares that make up exactly the whole.

    :raises SharesDoNotSumToOne: with the total and what is missing or too much
    """
    total = sum(share.ppm for share in shares)
    if total != WHOLE:
        raise SharesDoNotSumToOne(total=_percent(total), difference=_percent(WHOLE - total))


def split_evenly(whos: Iterable[Who], lander: Who) -> dict[Who, Share]:
    """Split one credit evenly; what cannot be divided goes to the lander.

    :raises ValueError: if the lander is not among those who share, or someone stands there twice
    """
    names = list(whos)
    if lander not in names or len(set(names)) != len(names):
        raise ValueError("the lander is one of those who share, and everybody stands there once")
    each = WHOLE // len(names)
    return {who: Share(each + (WHOLE - each * len(names) if who == lander else 0)) for who in names}


def with_assist(shares: Mapping[Who, Share], *, helper: Who, assist: Share, lander: Who) -> dict[Who, Share]:
    """Take a helper's share off the top and shrink the others alike; the remainder goes to the lander.

    40 · 60 with an assist of 10 % becomes 36 · 54 · 10. A helper who already has a share gets the assist in addition.

    :raises SharesDoNotSumToOne: if the given shares are not whole
    """
    require_sum_to_one(shares.values())
    left = WHOLE - assist.ppm
    ppm = {who: share.ppm * left // WHOLE for who, share in shares.items()}
    ppm[helper] = ppm.get(helper, 0) + assist.ppm
    ppm[lander] = ppm.get(lander, 0) + WHOLE - sum(ppm.values())
    return {who: Share(part) for who, part in ppm.items()}


def made_whole(parts: Mapping[Who, Share], *, remainder_to: Who) -> dict[Who, Share]:
    """Stretch or shrink shares in proportion until they make up the whole; what cannot be divided goes to one of them.

    33 · 33 · 33 becomes 33.3333 · 33.3333 · 33.3334.

    :raises ValueError: if all of them are nothing, or the one who takes the remainder is not among them
    """
    total = sum(share.ppm for share in parts.values())
    if not total or remainder_to not in parts:
        raise ValueError("shares that are all nothing can't be stretched, and the remainder needs somebody")
    ppm = {who: share.ppm * WHOLE // total for who, share in parts.items()}
    ppm[remainder_to] += WHOLE - sum(ppm.values())
    return {who: Share(part) for who, part in ppm.items()}


def _percent(ppm: int) -> str:
    """Write millionths as an exact percentage: 365000 → "36.5%"."""
    return f"{(Decimal(ppm) / 10_000).normalize():f}%"
