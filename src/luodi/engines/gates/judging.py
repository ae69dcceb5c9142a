"""Judging a project at its next gate: what is missing and who holds it, what stands in the way, who decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from luodi.engines.clocks import Due, working_days_after
from luodi.engines.gates.bodies import BODIES, MEETINGS, not_decided
from luodi.engines.gates.definition import RECORD, Ask, Decide, Definition
from luodi.engines.gates.stages import MAIN_CODES, STAGES

DECISION = "meeting_decision"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Amounts in 元 from which a higher body decides: support (`t1`, `t2`) and the total (`t3`); lengths of clocks."""

    t1: Decimal | None = None
    t2: Decimal | None = None
    t3: Decimal | None = None
    days: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Veto:
    """A department's standing no; `late` if it came after the gate that it belongs to had been passed."""

    unit: str
    gate: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Open:
    """A condition that is not met yet: what, whose, and the gate before which it has to be."""

    id: int
    text: str
    unit: str
    before: str
    reported: bool = False


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is known of a project on a day. `reached` is the confirmed stage ("": none), `claimed` the claimed one.

    `taken_over` is the stage that was confirmed without gates (from an older ledger): what earlier gates ask for is not
    asked again. `items` maps the evidence that stands to the day that starts its clock. `facts` are the filled fields,
    `decided` the bodies of which a passing decision stands.
    """

    reached: str = ""
    claimed: str = "P0"
    taken_over: str = ""
    side: str = ""
    path: str = ""
    binding: str = "unknown"
    marks: frozenset[str] = frozenset()
    amount: Decimal | None = None
    support: Decimal | None = None
    facts: frozenset[str] = frozenset()
    items: Mapping[str, date] = field(default_factory=dict)
    vetoes: tuple[Veto, ...] = ()
    open: tuple[Open, ...] = ()
    decided: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a gate asks for and that is not there, or whose clock still runs until `due`.

    Of a decision `bodies` are the meetings whose decision lacks, as (code, zh, en), and `wrong` those that decided but
    cannot decide this.
    """

    ask: Ask
    holder: tuple[str, str]
    due: Due | None = None
    bodies: tuple[tuple[str, str, str], ...] = ()
    wrong: tuple[tuple[str, str, str], ...] = ()

    def name(self, language: str = "zh") -> str:
        """Name what is missing; of a decision also whose it has to be, and whose does not do."""
        if not self.bodies:
            return self.ask.name(language)
        if language.startswith("zh"):
            wrong = f"，{_joined(self.wrong, 1, '、')}的决定不能代替" if self.wrong else ""
            return f"{self.ask.name(language)}：须由{_joined(self.bodies, 1, '、')}作出{wrong}"
        wrong = f"; that of {_joined(self.wrong, 2, ', ')} does not stand for it" if self.wrong else ""
        return f"{self.ask.name(language)} of {_joined(self.bodies, 2, ', then ')}{wrong}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement at a gate. `gate` is "" when the line has ended. `ready` when nothing stands in the way."""

    gate: str
    missing: tuple[Missing, ...] = ()
    met: tuple[Ask, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    conditions: tuple[Open, ...] = ()
    bodies: tuple[tuple[str, str, str], ...] = ()
    halted: str = ""
    unclaimed: bool = False

    @property
    def ready(self) -> bool:
        """Tell whether the gate may be passed."""
        stopped = self.missing or self.vetoes or self.conditions or self.halted or self.unclaimed
        return bool(self.gate) and not stopped


def next_gate(reached: str) -> str:
    """Give the gate after a confirmed stage ("": the first), or "" at the end of the line."""
    place = MAIN_CODES.index(reached) + 1 if reached else 0
    return MAIN_CODES[place] if place < len(MAIN_CODES) else ""


def judge(
    dossier: Dossier, definition: Definition, *, on: date, limits: Thresholds, gate: str | None = None
) -> Verdict:
    """Judge a project at its next gate (or at `gate`), as the definition and the limits of the day say.

    More evidence never makes more missing; what an earlier gate asked for is asked again, since it may have been
    withdrawn. A gate beyond the next one cannot be judged and counts as the next.
    """
    wanted = next_gate(dossier.reached) if gate is None else gate
    if not wanted:
        return Verdict("", halted=dossier.side)
    bodies = deciding(dossier, definition, limits)
    known = true_of(dossier, limits) | ({"meeting"} if any(rule.body in MEETINGS for rule in bodies) else set())
    missing, met = [], []
    for ask in definition.asks:
        if not _asked(ask, wanted, dossier.taken_over, known):
            continue
        lack = _undecided(ask, dossier, definition, bodies) or _lack(ask, dossier, definition, on, limits)
        met.append(ask) if lack is None else missing.append(lack)
    order = STAGES[wanted].order
    return Verdict(
        gate=wanted,
        missing=tuple(missing),
        met=tuple(met),
        vetoes=dossier.vetoes if order >= STAGES["P4"].order else (),
        conditions=tuple(each for each in dossier.open if STAGES[each.before].order <= order),
        bodies=_named([rule for rule in bodies if rule.stage == wanted], definition),
        halted=dossier.side,
        unclaimed=STAGES[dossier.claimed].order < order,
    )


def _asked(ask: Ask, gate: str, taken_over: str, known: set[str]) -> bool:
    order = STAGES[ask.stage].order
    if order > STAGES[gate].order or (taken_over and order <= STAGES[taken_over].order):
        return False
    return _holds(ask, known)


def _holds(rule: Ask | Decide, known: set[str]) -> bool:
    return all(name in known for name in rule.when) and not any(name in known for name in rule.unless)


def _lack(ask: Ask, dossier: Dossier, definition: Definition, on: date, limits: Thresholds) -> Missing | None:
    """Say what lacks: nothing, the thing itself, or days on its clock."""
    holder = definition.holders[ask.holder]
    if ask.field:
        return None if ask.field in dossier.facts else Missing(ask, holder)
    since = dossier.items.get(ask.item)
    if since is None:
        return Missing(ask, holder)
    days = limits.days.get(ask.clock, 0) if ask.clock else 0
    if days < 1:
        return None
    due = working_days_after(since, days)
    return None if due.day <= on else Missing(ask, holder, due)


def _undecided(ask: Ask, dossier: Dossier, definition: Definition, rules: list[Decide]) -> Missing | None:
    """Say whose decision lacks, where a decision is there but of another body than the matrix names (handbook §2.2)."""
    if ask.item != DECISION:
        return None
    codes = list(dict.fromkeys(rule.body for rule in rules if rule.body in MEETINGS and rule.stage == ask.stage))
    needed = _highest(codes)
    lacking = not_decided(needed, dossier.decided)
    if not lacking:
        return None
    wrong = sorted(dossier.decided & MEETINGS - set(needed), key=lambda code: BODIES[code].rank)
    return Missing(
        ask, definition.holders[ask.holder], bodies=tuple((code, *definition.bodies[code]) for code in lacking),
        wrong=tuple((code, BODIES[code].zh, BODIES[code].en) for code in wrong),
    )  # fmt: skip


def _highest(codes: list[str]) -> list[str]:
    """Leave out the special meeting where a higher one decides anyway."""
    return [code for code in codes if code != "special" or len(MEETINGS & set(codes)) == 1]


def _joined(bodies: tuple[tuple[str, str, str], ...], place: int, mark: str) -> str:
    return mark.join(body[place] for body in bodies)


def true_of(dossier: Dossier, limits: Thresholds) -> set[str]:
    """Name the conditions that are true of a project, the deciding body's apart."""
    found = {dossier.path, dossier.binding, *dossier.marks} & {"land", "leased", "binding", "framework", *dossier.marks}
    for name, value, limit in (
        ("support_t1", dossier.support, limits.t1), ("support_t2", dossier.support, limits.t2),
        ("amount_t3", dossier.amount, limits.t3),
    ):  # fmt: skip
        if value is not None and limit is not None and value >= limit:
            found.add(name)
    return found


def deciding(dossier: Dossier, definition: Definition, limits: Thresholds) -> list[Decide]:
    """Give the rules that name a deciding body for this project, of all gates, each body once a gate."""
    known, found, seen = true_of(dossier, limits), [], set()
    for rule in definition.decides:
        if _holds(rule, known) and (rule.stage, rule.body) not in seen:
            seen.add((rule.stage, rule.body))
            found.append(rule)
    return found


def _named(rules: list[Decide], definition: Definition) -> tuple[tuple[str, str, str], ...]:
    """Name the bodies as (code, zh, en); a higher meeting stands for the special one; without a rule the unit decides."""
    codes = _highest(list(dict.fromkeys(rule.body for rule in rules)))
    return tuple((code, *definition.bodies[code]) for code in codes or [RECORD])
