"""A policy pack as values: policies, clauses with their trees, envelopes, groups, parameters, caps and cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property

from .kinds import Kind
from .tree import TRUE, Node

POLICY_KINDS = ("umbrella", "sector", "special")
CLAUSE_KINDS = (
    "award", "ratio", "increment", "rent", "talent", "interest", "match", "step", "procurement", "voucher",
)  # fmt: skip
GROUP_RULES = ("max", "sum", "difference")
OVERS = ("pro_rata", "first_come")
MODES = ("confirm", "instant", "apply")
ROUND_TO = {"分": 1, "元": 100, "百元": 10_000, "万元": 1_000_000}
ROUND_MODES = ("half_up", "floor")


@dataclass(frozen=True, slots=True)
class Field:
    """A fact about a firm: `code` is its column, `zh` its name in expressions; `low` and `high` as stored (分, ppm, 0.01 ㎡)."""

    code: str
    zh: str
    en: str
    kind: Kind
    unit: str = ""
    low: int = 0
    high: int = 0
    values: tuple[str, ...] = ()
    driver: str = ""
    payable: bool = True
    per_year: bool = True

    def name(self, language: str = "zh") -> str:
        """Give its name in Chinese or English."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Envelope:
    """A fund of one year; `over` says what happens when more is due than it holds."""

    id: str
    title: str
    year: int
    amount_fen: int
    over: str
    budget_line: str = ""
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Clauses that don't simply add up: the highest only (max), all (sum), or what is missing to the highest (difference)."""

    id: str
    title: str
    rule: str
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated parameter: (from, value, source) in the order of time; between its values the earlier holds on."""

    id: str
    title: str
    kind: Kind
    values: tuple[tuple[date, Fraction, str], ...]
    title_en: str = ""

    def on(self, day: date) -> Fraction | None:
        """Give the value of a day; None before the first."""
        return next((value for since, value, _ in reversed(self.values) if since <= day), None)


@dataclass(frozen=True, slots=True)
class FirmCap:
    """The most that one firm gets in a year over the whole pack, where `when` holds."""

    amount_fen: int
    when: Node = TRUE
    text: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A paper that proves facts."""

    name: str
    proves: tuple[str, ...] = ()
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """An example beside the clause: given these facts, expect this; run as a test."""

    name: str
    given: Mapping[str, object]
    status: str
    amount_fen: int | None = None
    granted_fen: int | None = None
    paid: Mapping[str, int] = field(default_factory=dict)
    as_of: date | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands in its file: line and column of its first character, both from 1."""

    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause in one version. Money in 分; `valid_to` is the last day."""

    id: str
    version: int
    title: str
    kind: str
    valid_from: date
    valid_to: date
    when: Node
    amount: Node
    when_text: str
    amount_text: str
    policy: str = ""
    title_en: str = ""
    industries: tuple[str, ...] = ()
    negative_list: bool = True
    round_fen: int = 100
    round_mode: str = "half_up"
    cap_year: int | None = None
    cap_lifetime: int | None = None
    envelope: str = ""
    group: str = ""
    evidence: tuple[Evidence, ...] = ()
    department: str = ""
    mode: str = "apply"
    notice_days: int = 5
    share_ppm: Mapping[str, int] = field(default_factory=dict)
    text: Mapping[str, object] = field(default_factory=dict)
    fairness: Mapping[str, object] = field(default_factory=dict)
    cases: tuple[Case, ...] = ()
    source: str = ""
    file: str = ""
    places: Mapping[str, Place] = field(default_factory=dict)

    def valid_on(self, day: date) -> bool:
        """Say whether this version is in force on a day."""
        return self.valid_from <= day <= self.valid_to


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy document: umbrella, sector or special."""

    id: str
    kind: str
    title: str
    title_en: str = ""
    document: str = ""
    released: date | None = None
    department: str = ""
    file: str = ""
    envelopes: Mapping[str, Envelope] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    firm_caps: tuple[FirmCap, ...] = ()
    negative: Node | None = None
    negative_text: str = ""
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, eq=False)
class Pack:
    """All policies together. `digest` changes with every character of every file."""

    policies: tuple[Policy, ...]
    fields: Mapping[str, Field]
    digest: str
    envelopes: Mapping[str, Envelope]
    groups: Mapping[str, Group]
    parameters: Mapping[str, Parameter]
    firm_caps: tuple[FirmCap, ...]
    negative: Node | None

    @cached_property
    def runners(self) -> dict:
        """This will keep what was compiled for a day (see `compiling`)."""
        return {}

    @cached_property
    def plans(self) -> dict:
        """This will keep what was made ready for columns on a day (see `blocks`)."""
        return {}

    @cached_property
    def words(self) -> dict:
        """This will keep how its nodes are worded (see `explaining`)."""
        return {}

    def __getstate__(self) -> dict:
        return {key: value for key, value in self.__dict__.items() if key not in ("runners", "plans", "words")}

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """This will give every version of every clause, in the order of the files."""
        return tuple(clause for policy in self.policies for clause in policy.clauses)

    def on(self, day: date) -> tuple[Clause, ...]:
        """This will give the clauses in force on a day, one version of each."""
        found: dict[str, Clause] = {}
        for clause in self.clauses:
            if clause.valid_on(day) and (clause.id not in found or found[clause.id].version < clause.version):
                found[clause.id] = clause
        return tuple(found.values())
