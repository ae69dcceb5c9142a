"""A rule pack: versioned data with legal base, rules and the vocabularies by which its rules are found in a text."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "packs"
CURRENT = "fcr-2025"
NEEDED = ("rules", "words", "frames", "entry", "flow", "cost", "conduct")
WEIGHTS = {"F", "R", "N", "F/R", "R/F", "gate"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it is called, on which articles it rests, how heavy it is, why, and what to write instead.

    `severity` is F, R, N, "F/R", "R/F" (the clause decides) or "gate" (a process rule, answered by the workflow).
    """

    id: str
    articles: tuple[str, ...]
    severity: str
    title: str
    title_en: str
    reason: str
    reason_en: str
    rewrite: str
    rewrite_en: str
    excuse: str
    confidence: str
    confirmed: bool

    @property
    def article(self) -> str:
        """Name the articles in one line."""
        return "·".join(self.articles)

    @property
    def of_process(self) -> bool:
        """Tell whether the rule is about the process of review, not about a clause."""
        return self.id.startswith("P")


@dataclass(frozen=True, slots=True)
class Law:
    """A law of the pack's legal base."""

    title: str
    number: str
    in_force: date
    articles: str


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground on which an exception may rest (条例 art. 12)."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, eq=False, slots=True)
class Pack:
    """A rule pack, read once. Compared by identity: there is one object for each version."""

    code: str
    version: str
    title: str
    title_en: str
    valid_from: date
    valid_until: date | None
    legal_base: tuple[Law, ...]
    grounds: tuple[Ground, ...]
    rules: dict[str, Rule]
    parts: dict[str, dict[str, Any]]
    texts: tuple[tuple[str, str], ...]

    def clause_rules(self) -> tuple[Rule, ...]:
        """Give the rules that a clause can show."""
        return tuple(rule for rule in self.rules.values() if not rule.of_process)

    def process_rules(self) -> tuple[Rule, ...]:
        """Give the rules that the workflow answers."""
        return tuple(rule for rule in self.rules.values() if rule.of_process)


def pack_names() -> tuple[str, ...]:
    """Name the packs that are installed."""
    return tuple(sorted(path.name for path in FOLDER.iterdir() if (path / "rules.toml").exists()))


@cache
def load_pack(name: str = CURRENT) -> Pack:
    """Read a rule pack of the installation.

    :raises KeyError: if there is no pack of that name
    """
    if name not in pack_names():
        raise KeyError(name)
    return parse_pack(tuple(sorted(pack_files(name).items())))


def pack_files(name: str = CURRENT) -> dict[str, str]:
    """Give the texts of an installed pack by the names of its files, without ".toml"."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((FOLDER / name).glob("*.toml"))}


class PackFaulty(ValueError):
    """Some texts are no rule pack; `where` names the file and what is wrong there."""

    def __init__(self, where: str, why: object) -> None:
        super().__init__(f"{where}: {why}")
        self.where, self.why = where, str(why)


@lru_cache(maxsize=8)
def parse_pack(files: tuple[tuple[str, str], ...]) -> Pack:
    """Read a rule pack from the texts of its files (name without ".toml", text); the same texts give the same object.

    :raises PackFaulty: naming the file that cannot be read, and why
    """
    parts: dict[str, dict[str, Any]] = {}
    for name, text in files:
        try:
            parts[name] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as wrong:
            raise PackFaulty(name, wrong) from None
    for name in NEEDED:
        if name not in parts:
            raise PackFaulty(name, "missing")
    try:
        return _pack(parts, files)
    except (KeyError, TypeError, AttributeError, ValueError) as wrong:
        raise PackFaulty("rules", wrong) from None


def _pack(parts: dict[str, dict[str, Any]], texts: tuple[tuple[str, str], ...]) -> Pack:
    head = parts["rules"]["pack"]
    rules = {code: _rule(code, row) for code, row in parts["rules"]["rules"].items()}
    unknown = {rule.severity for rule in rules.values()} - WEIGHTS
    days = (head["valid_from"], head.get("valid_until"))
    if unknown or not all(isinstance(day, date) for day in days if day is not None) or not str(head["version"]).strip():
        raise ValueError(", ".join(sorted(unknown)) or "version, valid_from")
    return Pack(
        code=head["code"], version=head["version"], title=head["title"], title_en=head["title_en"],
        valid_from=head["valid_from"], valid_until=head.get("valid_until"),
        legal_base=tuple(Law(**law) for law in head["legal_base"]),
        grounds=tuple(Ground(**ground) for ground in head["grounds"]), rules=rules, parts=parts,
        texts=texts,
    )  # fmt: skip


def read_toml(name: str, part: str) -> dict[str, Any]:
    """Return one file of a pack."""
    return tomllib.loads((FOLDER / name / f"{part}.toml").read_text(encoding="utf-8"))


def _rule(code: str, row: dict[str, Any]) -> Rule:
    return Rule(
        id=code,
        articles=tuple(row["articles"]),
        severity=row["severity"],
        title=row["title"],
        title_en=row["title_en"],
        reason=row["reason"],
        reason_en=row["reason_en"],
        rewrite=row["rewrite"],
        rewrite_en=row["rewrite_en"],
        excuse=row.get("excuse", ""),
        confidence=row.get("confidence", ""),
        confirmed=row.get("confirmed", False),
    )
