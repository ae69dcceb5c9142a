"""The finds of a pack, compiled once: an expression, what has to stand near it, what excuses it."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from .expressions import Expression, any_of, expanded, needed, vocabularies
from .pack import Pack, read_toml
from .shape import Severity

PARTS = ("entry", "flow", "cost", "conduct")
ONE_WORD = re.compile(r"\{([A-Z_]+)\}\Z")


@dataclass(frozen=True, slots=True)
class Near:
    """Something that has to stand, or may not stand, near a phrase: a vocabulary by name, or an expression of its own."""

    word: str
    expression: Expression


@dataclass(frozen=True, slots=True)
class Find:
    """One way in which a clause shows a rule (an entry [[find]] of the pack)."""

    rule: str
    group: str
    at: Expression
    needed: frozenset[frozenset[str]]
    with_: tuple[Near, ...]
    block: tuple[Near, ...]
    without: Expression | None
    weaker: Expression | None
    outer: bool
    severity: Severity
    intent: Severity | None
    confidence: float

    @property
    def name(self) -> str:
        """Name the find: rule and group."""
        return f"{self.rule}:{self.group}"


@dataclass(frozen=True, slots=True)
class Grammar:
    """Everything compiled: finds, the vocabularies that are marked once over the whole text, frames, preferences."""

    finds: tuple[Find, ...]
    marked: dict[str, re.Pattern[str]]
    neutral: re.Pattern[str]
    frames: dict[str, re.Pattern[str]]
    drops: dict[str, frozenset[str]]


@cache
def grammar(pack: Pack) -> Grammar:
    """Compile a pack's vocabularies and finds; done once for each pack."""
    name = pack.code.lower()
    base = read_toml(name, "words")
    parts = {part: read_toml(name, part) for part in PARTS}
    listed = dict(base["words"])
    for part in parts.values():
        listed |= part["words"]
    words = vocabularies(listed)
    rows = [row for part in parts.values() for row in part["find"]]
    finds = tuple(_find(row, pack, words) for row in rows)
    wanted = (
        {"INTENT"}
        | {word for find in finds for way in find.needed for word in way}
        | {near.word for find in finds for near in (*find.with_, *find.block) if near.word}
    )
    frames = read_toml(name, "frames")["frames"]
    return Grammar(
        finds=finds,
        marked={word: re.compile(words[word]) for word in sorted(wanted)},
        neutral=any_of(base["neutral"]["phrases"], words).pattern,
        frames={frame: any_of(pieces, words).pattern for frame, pieces in frames.items()},
        drops=_drops(parts["conduct"]["prefer"]),
    )


def _drops(rows: list[dict[str, Any]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["keep"], set()).update(row["drop"])
    return {keep: frozenset(drop) for keep, drop in found.items()}


def _find(row: dict[str, Any], pack: Pack, words: dict[str, str]) -> Find:
    rule = pack.rules[row["rule"]]
    usual: Severity = "review" if rule.severity in ("R", "N") else "forbid"
    return Find(
        rule=rule.id,
        group=row.get("group", ""),
        at=Expression(expanded(row["at"], words)),
        needed=needed(row["at"]),
        with_=tuple(_near(each, words) for each in row.get("with", ())),
        block=tuple(_near(each, words) for each in row.get("block", ())),
        without=any_of(row["without"], words) if row.get("without") else None,
        weaker=any_of(row["weaker"], words) if row.get("weaker") else None,
        outer=row.get("negation") == "outer",
        severity=row.get("severity", usual),
        intent=row.get("intent"),
        confidence=row["confidence"],
    )


def _near(expression: str, words: dict[str, str]) -> Near:
    one = ONE_WORD.match(expression)
    return Near(one[1] if one else "", Expression(expanded(expression, words)))
