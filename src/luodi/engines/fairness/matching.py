"""The finds of a pack, compiled once: an expression, what has to stand near it, what excuses it."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from .expressions import Expression, Slots, any_of, expanded, needed, shared, vocabularies
from .pack import Pack
from .shape import Severity

PARTS = ("entry", "flow", "cost", "conduct")
MEANINGS = tuple(f"{part}_meanings" for part in PARTS)  # the same rules by what a sentence holds, in any order
ONE_WORD = re.compile(r"\{([A-Z_]+)\}\Z")


@dataclass(frozen=True, slots=True)
class Near:
    """Something that has to stand, or may not stand, near a phrase: a vocabulary by name, or an expression of its own."""

    word: str
    expression: Expression


@dataclass(frozen=True, slots=True)
class Find:
    """One way in which a clause shows a rule (an entry [[find]] of the pack).

    What excuses it are vocabularies, which are marked over the text already, and expressions of its own.
    """

    rule: str
    group: str
    at: Expression | Slots
    needed: frozenset[frozenset[str]]
    with_: tuple[Near, ...]
    block: tuple[Near, ...]
    excuses: frozenset[str]
    without: Expression | None
    weaker: Expression | None
    outer: bool
    severity: Severity
    intent: Severity | None
    confidence: float

    @property
    def by_meaning(self) -> bool:
        """Tell whether it looks for slots in any order; a phrase is surer."""
        return isinstance(self.at, Slots)

    @property
    def name(self) -> str:
        """Name the find: rule and group."""
        return f"{self.rule}:{self.group}"


@dataclass(frozen=True, slots=True)
class Marked:
    """A vocabulary to mark: it stands where its own pieces stand, or one of the vocabularies that it takes in whole."""

    own: re.Pattern[str]
    takes_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """Everything compiled: finds, the vocabularies that are marked once over the whole text, frames, preferences."""

    finds: tuple[Find, ...]
    marked: dict[str, Marked]
    neutral: re.Pattern[str]
    frames: dict[str, re.Pattern[str]]
    drops: dict[str, frozenset[str]]


@cache
def grammar(pack: Pack) -> Grammar:
    """Compile a pack's vocabularies and finds; done once for each pack."""
    base = pack.parts["words"]
    parts = {part: pack.parts.get(part, {}) for part in (*PARTS, *MEANINGS)}
    listed = dict(base["words"])
    for part in parts.values():
        listed |= part.get("words", {})
    words = vocabularies(listed)
    rows = [row for part in parts.values() for row in part.get("find", ())]
    finds = tuple(_find(row, pack, words) for row in rows)
    wanted = (
        {"INTENT"}
        | {word for find in finds for way in find.needed for word in way}
        | {near.word for find in finds for near in (*find.with_, *find.block) if near.word}
        | {word for find in finds for word in find.excuses}
    )
    frames = pack.parts["frames"]["frames"]
    return Grammar(
        finds=finds,
        marked=_marked(wanted, listed, words),
        neutral=any_of(base["neutral"]["phrases"], words).pattern,
        frames={frame: any_of(pieces, words).pattern for frame, pieces in frames.items()},
        drops=_drops(parts["conduct"]["prefer"]),
    )


def _marked(wanted: set[str], listed: dict[str, list[str]], words: dict[str, str]) -> dict[str, Marked]:
    """Make what is marked, in the order of the lists: a vocabulary comes after those that it takes in."""
    taken = {name: tuple(each[1] for each in map(ONE_WORD.match, pieces) if each) for name, pieces in listed.items()}
    for name in reversed(listed):
        if name in wanted:
            wanted |= set(taken[name])
    return {
        name: Marked(any_of([each for each in pieces if not ONE_WORD.match(each)], words).pattern, taken[name])
        for name, pieces in listed.items()
        if name in wanted
    }


def _drops(rows: list[dict[str, Any]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["keep"], set()).update(row["drop"])
    return {keep: frozenset(drop) for keep, drop in found.items()}


def _find(row: dict[str, Any], pack: Pack, words: dict[str, str]) -> Find:
    rule = pack.rules[row["rule"]]
    usual: Severity = "review" if rule.severity in ("R", "N") else "forbid"
    at, asked = _at(row, words)
    return Find(
        rule=rule.id,
        group=row.get("group", ""),
        at=at,
        needed=asked,
        with_=tuple(_near(each, words) for each in row.get("with", ())),
        block=tuple(_near(each, words) for each in row.get("block", ())),
        excuses=frozenset(each[1] for each in map(ONE_WORD.match, row.get("without", ())) if each),
        without=_excuse([each for each in row.get("without", ()) if not ONE_WORD.match(each)], words),
        weaker=any_of(row["weaker"], words) if row.get("weaker") else None,
        outer=row.get("negation") == "outer",
        severity=row.get("severity", usual),
        intent=row.get("intent"),
        confidence=row["confidence"],
    )


def _at(row: dict[str, Any], words: dict[str, str]) -> tuple[Expression | Slots, frozenset[frozenset[str]]]:
    """Make what a find looks for, and name the vocabularies that it needs."""
    if "slots" not in row:
        return Expression(expanded(row["at"], words)), needed(row["at"])
    slots = Slots(tuple(shared(expanded(each, words)) for each in row["slots"]), row["within"])
    alone = [needed(each) for each in row["slots"]]
    every = frozenset().union(*(next(iter(ways)) for ways in alone if len(ways) == 1))
    return slots, frozenset({every})


def _excuse(expressions: list[str], words: dict[str, str]) -> Expression | None:
    return any_of(expressions, words) if expressions else None


def _near(expression: str, words: dict[str, str]) -> Near:
    one = ONE_WORD.match(expression)
    return Near(one[1] if one else "", shared(expanded(expression, words)))
