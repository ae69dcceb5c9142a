"""Splitting a pool: by place or in proportion to points, to the 分, so that the parts make up the pool exactly. Pure."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

from luodi.campaigns.rewards.refusals import PoolNobodyToShare

CENTS = 100


@dataclass(frozen=True, slots=True)
class SplitRule:
    """A way to split: by rank with the shares of each place, or by points."""

    code: str
    zh: str
    en: str
    by: str
    shares: tuple[int, ...] = ()

    def word(self, language: str = "zh") -> str:
        """Name the rule in Chinese ("zh…") or English."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Standing:
    """How a unit stands in the period: its place (None: not ranked) and its points."""

    unit_id: int
    rank: int | None
    points: Decimal


@cache
def split_rules() -> dict[str, SplitRule]:
    """Read the rules of the data file `split_rules.toml`, by code."""
    rows = tomllib.loads(Path(__file__).with_name("split_rules.toml").read_text(encoding="utf-8"))
    return {
        code: SplitRule(code, row["zh"], row["en"], row["by"], tuple(row.get("shares", ())))
        for code, row in rows.items()
    }


def ranks_of(points: dict[int, Decimal | None]) -> tuple[Standing, ...]:
    """Rank units by points, most first; equal points share a place, who has none is not ranked."""
    ranked = sorted((each for each in points.values() if each is not None), reverse=True)
    found = [
        Standing(unit, None if each is None else ranked.index(each) + 1, each or Decimal(0))
        for unit, each in points.items()
    ]
    return tuple(sorted(found, key=lambda each: (each.rank is None, each.rank, each.unit_id)))


def split_pool(amount: Decimal, rule: SplitRule, standings: Sequence[Standing]) -> dict[int, Decimal]:
    """Split an amount of 元 among units; what can't be divided goes by the largest remainder, then to the better place.

    Units that share a place share the parts of all places that they take up. Places that nobody takes up are left out, so
    that the pool is always given out whole.

    :raises PoolNobodyToShare: if nobody is ranked, or nobody has a point
    """
    weights = _by_points(standings) if rule.by == "points" else _by_rank(standings, rule.shares)
    total = sum(weights.values(), Fraction(0))
    if not total:
        raise PoolNobodyToShare()
    cents = int(amount * CENTS)
    exact = {unit: cents * weight / total for unit, weight in weights.items()}
    parts = {unit: int(each) for unit, each in exact.items()}
    place = {each.unit_id: (each.rank or len(standings) + 1, each.unit_id) for each in standings}
    by_rest = sorted(parts, key=lambda unit: (parts[unit] - exact[unit], place[unit]))
    for unit in by_rest[: cents - sum(parts.values())]:
        parts[unit] += 1
    return {unit: Decimal(each) / CENTS for unit, each in parts.items()}


def _by_points(standings: Sequence[Standing]) -> dict[int, Fraction]:
    return {each.unit_id: Fraction(max(each.points, Decimal(0)) if each.rank else 0) for each in standings}


def _by_rank(standings: Sequence[Standing], shares: Sequence[int]) -> dict[int, Fraction]:
    weights = {}
    for each in standings:
        level = [other for other in standings if other.rank == each.rank]
        first = (each.rank or len(shares) + 1) - 1
        weights[each.unit_id] = Fraction(sum(shares[first : first + len(level)]), len(level))
    return weights
