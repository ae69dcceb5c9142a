"""Judging many firms by a pack and dividing its envelopes: what screenings and simulations are made of. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from luodi.engines.policies import Clause, Judgement, Pack, judge
from luodi.engines.policies.envelopes import divide, first_come
from luodi.engines.policies.judging import CONDITION, conditions, judge_clause
from luodi.engines.policies.tree import refs
from luodi.engines.policies.valuing import Scene, value_of

BY = ("sector", "size", "street")


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm with what is known of it, by column, as the engine reads it."""

    company_id: int
    unit_id: int
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Pair:
    """A clause and a firm that is eligible, maybe, or one condition short (near). Amounts in 分."""

    company_id: int
    unit_id: int
    clause: str
    version: int
    status: str
    amount_fen: int
    granted_fen: int
    reason: str
    reason_en: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fund:
    """What became of an envelope: due, paid, and after how many claims it was exhausted (None: never)."""

    id: str
    title: str
    title_en: str
    over: str
    amount_fen: int
    due_fen: int
    paid_fen: int
    ratio_ppm: int
    claims: int
    exhausted_after: int | None


@dataclass
class Reckoned:
    """The outcome of a pack over some firms."""

    pairs: list[Pair]
    payable: dict[tuple[int, str], int]
    funds: list[Fund] = field(default_factory=list)

    def of_firm(self) -> dict[int, int]:
        """Sum what each firm is paid."""
        found: dict[int, int] = defaultdict(int)
        for (company_id, _clause), fen in self.payable.items():
            found[company_id] += fen
        return found


def pairs_of(pack: Pack, firm: Firm, as_of: date) -> list[Pair]:
    """Judge one firm by every clause in force; what is not due and more than one condition away is left out."""
    clauses = {each.id: each for each in pack.on(as_of)}
    found = []
    scene = Scene(firm.facts, pack.fields, pack.parameters, as_of)
    for each in judge(pack, firm.facts, as_of):
        status = each.status
        if status == "no":
            if each.reasons[0].code != CONDITION or not _one_short(pack, clauses[each.clause], scene):
                continue
            status = "near"
        found.append(_pair(firm, each, status))
    return found


def pair_alone(pack: Pack, clause: Clause, firm: Firm, as_of: date) -> Pair | None:
    """Judge one firm by one clause: as `pairs_of` where no other clause matters, for it may be or is near."""
    scene = Scene(firm.facts, pack.fields, pack.parameters, as_of)
    each = judge_clause(pack, clause, scene, {})
    if each.status != "no":
        return _pair(firm, each, each.status)
    near = each.reasons[0].code == CONDITION and _one_short(pack, clause, scene)
    return _pair(firm, each, "near") if near else None


def _one_short(pack: Pack, clause: Clause, scene: Scene) -> bool:
    """Tell whether exactly one condition fails and all others are known to hold."""
    failing = 0
    for _code, condition, wanted in conditions(pack, clause):
        holds = value_of(condition, scene)
        if holds is None:
            return False
        failing += holds is not wanted
    return failing == 1


def _pair(firm: Firm, each: Judgement, status: str) -> Pair:
    reasons = each.reasons[:2]
    return Pair(
        firm.company_id, firm.unit_id, each.clause, each.version, status, each.amount_fen, each.granted_fen,
        "；".join(reason.sentence("zh") for reason in reasons)[:200], "; ".join(reason.sentence("en") for reason in reasons)[:300],
        each.missing,
    )  # fmt: skip


def reckon(pack: Pack, firms: Sequence[Firm], as_of: date) -> Reckoned:
    """Judge firms and let the envelopes pay, firm by firm in the order given."""
    pairs = [pair for firm in firms for pair in pairs_of(pack, firm, as_of)]
    return paid(pack, pairs, as_of)


def paid(pack: Pack, pairs: list[Pair], as_of: date) -> Reckoned:
    """Let the envelopes pay eligible pairs: pro rata, or in their order while the fund lasts."""
    envelope_of = {each.id: each.envelope for each in pack.on(as_of)}
    due = [each for each in pairs if each.status == "eligible"]
    payable = {(each.company_id, each.clause): each.granted_fen for each in due}
    funds = []
    for envelope in pack.envelopes.values():
        members = [each for each in due if envelope_of.get(each.clause) == envelope.id]
        amounts = [each.granted_fen for each in members]
        if not amounts:
            continue
        ppm, got = divide(amounts, envelope.amount_fen) if envelope.over == "pro_rata" else (
            1_000_000, first_come(amounts, envelope.amount_fen)
        )  # fmt: skip
        for each, fen in zip(members, got.tolist(), strict=True):
            payable[each.company_id, each.clause] = fen
        funds.append(Fund(
            envelope.id, envelope.title, envelope.title_en, envelope.over, envelope.amount_fen, sum(amounts), int(got.sum()), ppm,
            len(amounts), exhausted(amounts, envelope.amount_fen),
        ))  # fmt: skip
    return Reckoned(pairs, payable, funds)


def exhausted(amounts: Sequence[int], fund: int) -> int | None:
    """Give after how many claims a fund is spent, None where it suffices."""
    running = 0
    for place, amount in enumerate(amounts, 1):
        running += amount
        if running > fund:
            return place
    return None


def doubles(
    pack: Pack, pairs: Sequence[Pair], firms: Mapping[int, Firm], as_of: date
) -> list[tuple[str, int, list[str], str, int]]:
    """List what may be paid for twice, as (kind, firm, clauses, field, 分): negative checks, for a person to judge.

    `groups`: two clauses that don't exclude each other are measured by the same money of a firm. `levels`: a clause is
    measured by money for which state or province paid the firm a grant in the same year.
    """
    clauses = {each.id: each for each in pack.on(as_of)}
    measured = {key: money_of(pack, each) for key, each in clauses.items()}
    of_firm: dict[int, list[Pair]] = defaultdict(list)
    for each in pairs:
        if each.status == "eligible" and each.granted_fen > 0:
            of_firm[each.company_id].append(each)
    found = []
    for company_id, mine in of_firm.items():
        for code in sorted({code for each in mine for code in measured[each.clause]}):
            same = [each for each in mine if code in measured[each.clause]]
            groups = {clauses[each.clause].group or each.clause for each in same}
            if len(groups) > 1:
                found.append(
                    ("groups", company_id, [each.clause for each in same], code, sum(each.granted_fen for each in same))
                )
        grant = firms[company_id].facts.get("grant_received")
        spent = [each for each in mine if "rd_spend" in measured[each.clause]]
        if isinstance(grant, int) and grant > 0 and spent:
            total = sum(each.granted_fen for each in spent)
            found.append(("levels", company_id, [each.clause for each in spent], "grant_received", total))
    return found


def money_of(pack: Pack, clause: Clause) -> set[str]:
    """Give the amounts of money that a clause's amount is measured by."""
    return {ref.field for ref in refs(clause.amount).values() if pack.fields[ref.field].kind.key == "money"}
