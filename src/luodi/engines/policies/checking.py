"""What is wrong with a pack that reads well: funds and groups that aren't there, steps nobody reaches, caps below the amount,
versions with gaps, divisors of zero, and facts that fairness doesn't let money depend on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from .bounding import never_holds, refined
from .cases import CaseResult, run_case, run_cases
from .judging import conditions
from .kinds import money_words, shown
from .lowering import Lowering
from .plan import Op
from .problems import ERROR, WARNING, Problem
from .settling import CEILING
from .shape import Clause, Pack
from .tree import Node, Param, Quotient, Ref, Tier, walk
from .valuing import Scene, edges, is_constant
from .wording import in_words

ARTICLES = {
    "tax_paid": "公平竞争审查条例第10条第1项·C05", "statistics": "公平竞争审查条例第10条·C10", "registered_place": "公平竞争审查条例第10条第2项·C04",
    "moved_in": "公平竞争审查条例第10条第2项·C04", "named_firm": "公平竞争审查条例第10条第2项·C02", "ownership": "公平竞争审查条例第10条第2项·C03",
}  # fmt: skip


def check(pack: Pack) -> tuple[Problem, ...]:
    """Check a pack that could be read; errors keep it from being published, warnings ask for a second look."""
    found = [problem for clause in pack.clauses for problem in check_clause(pack, clause)]
    return tuple(found + list(_versions(pack)) + list(_unused(pack)))


def check_clause(pack: Pack, clause: Clause) -> tuple[Problem, ...]:
    """Check one clause against its pack, its examples included."""
    found = [*_names(pack, clause), *_tiers(pack, clause), *_drivers(pack, clause)]
    if not any(each.grade == ERROR for each in found):
        found += [*_bounds(pack, clause), *_cases(pack, clause)]
    return tuple(found)


def _problem(
    clause: Clause, code: str, key: str = "", node: Node | None = None, grade: str = ERROR, **params: Any
) -> Problem:
    place = clause.places.get(key or "when")
    line, column = (place.line, place.column) if place else (0, 0)
    if key and node is not None and place:
        text = (clause.when_text if key == "when" else clause.amount_text)[: node.start]
        line += text.count("\n")
        column = node.start - text.rfind("\n") if "\n" in text else column + node.start
    return Problem(code, params, clause.file, clause.id, line, column, grade)


def _expressions(clause: Clause) -> Iterator[tuple[str, Node]]:
    """Give every node of the clause with the key it stands under."""
    for key, tree in (("when", clause.when), ("amount", clause.amount)):
        for node in walk(tree):
            yield key, node


def _names(pack: Pack, clause: Clause) -> Iterator[Problem]:
    """Name a group or fund that isn't declared, a parameter that has no value yet, caps that contradict each other."""
    if clause.group and clause.group not in pack.groups:
        yield _problem(clause, "policy_group_unknown", name=clause.group, known=sorted(pack.groups))
    if clause.envelope and clause.envelope not in pack.envelopes:
        yield _problem(clause, "policy_envelope_unknown", name=clause.envelope, known=sorted(pack.envelopes))
    for key, node in _expressions(clause):
        if isinstance(node, Param) and pack.parameters[node.name].on(clause.valid_from) is None:
            day = pack.parameters[node.name].values[0][0].isoformat()
            yield _problem(clause, "policy_parameter_not_yet", key, node, name=node.name, day=day)
    if clause.cap_year is not None and clause.cap_lifetime is not None and clause.cap_lifetime < clause.cap_year:
        caps: dict[str, Any] = {"year": money_words(clause.cap_year), "lifetime": money_words(clause.cap_lifetime)}
        yield _problem(clause, "policy_caps_reversed", **caps)


def _tiers(pack: Pack, clause: Clause) -> Iterator[Problem]:
    """Name steps that overlap, leave a gap, or are never reached."""
    scene = Scene({}, pack.fields, pack.parameters, clause.valid_from)
    for key, node in _expressions(clause):
        steps = edges(node, scene) if isinstance(node, Tier) else None
        if not isinstance(node, Tier) or steps is None:
            continue
        last: Any = None
        for at, (band, (low, high, closed)) in enumerate(zip(node.bands, steps, strict=True)):
            before = steps[at - 1] if at else None
            params: dict[str, Any] = {"step": at + 1, "bound": "" if last is None else shown(last, node.measure.kind)}
            if (
                before is not None
                and before[1] is None
                or before is not None
                and high is not None
                and (high, closed) <= (last, before[2])
            ):
                yield _problem(clause, "policy_tier_unreachable", key, band.value, **params)
            elif before is not None and band.low is not None and low < last:
                yield _problem(clause, "policy_tier_overlaps", key, band.value, **params)
            elif before is not None and band.low is not None and (low > last or (low == last and before[2])):
                code = "policy_tier_gap" if low > last else "policy_tier_overlaps"
                yield _problem(clause, code, key, band.value, **params)
            last = high if high is not None else last


def _drivers(pack: Pack, clause: Clause) -> Iterator[Problem]:
    """Name facts that fairness doesn't let money depend on, and those that may never be paid for."""
    for key, node in _expressions(clause):
        if not isinstance(node, Ref):
            continue
        field = pack.fields[node.field]
        words: dict[str, Any] = {"field": field.zh, "field_en": field.en}
        if key == "amount" and not field.payable:
            yield _problem(clause, "policy_not_payable", key, node, **words)
        elif field.driver:
            article = ARTICLES.get(field.driver, "")
            yield _problem(clause, "policy_driver", key, node, WARNING, driver=field.driver, article=article, **words)


def _bounds(pack: Pack, clause: Clause) -> Iterator[Problem]:
    """Prove from the fields' bounds: no condition that can't hold, no divisor of zero, no cap below, no overflow."""
    bounds = refined(clause.when, pack.fields, pack.parameters, clause.valid_from)
    if never_holds(bounds):
        yield _problem(clause, "policy_never_holds", "when", clause.when)
        return
    lowering = Lowering(pack.fields, pack.parameters, clause.valid_from, bounds)
    for key, node in _expressions(clause):
        if isinstance(node, Quotient) and not is_constant(node.right):
            divisor: Op = lowering.number(node.right).op
            if divisor.low <= 0:
                grade = ERROR if divisor.high <= 0 else WARNING
                yield _problem(clause, "policy_division_by_zero", key, node.right, grade, text=in_words(node.right))
    amount = lowering.rounded(clause)
    cap = min((each for each in (clause.cap_year, clause.cap_lifetime) if each is not None), default=None)
    if cap is not None and amount.low > cap:
        words: dict[str, Any] = {"cap": money_words(cap), "amount": money_words(amount.low)}
        yield _problem(clause, "policy_cap_below_amount", "amount", clause.amount, **words)
    if amount.high >= CEILING:
        yield _problem(clause, "policy_overflow", "amount", clause.amount)
    if amount.high <= 0:
        yield _problem(clause, "policy_amount_never", "amount", clause.amount)


def _cases(pack: Pack, clause: Clause) -> Iterator[Problem]:
    """Name examples that don't come out, and a clause without any."""
    if not clause.cases:
        yield _problem(clause, "policy_no_case", grade=WARNING)
    for case in clause.cases:
        result = run_case(pack, clause, case)
        if not result.passed:
            params: dict[str, Any] = {
                "name": case.name,
                "status": result.status,
                "amount": money_words(result.amount_fen),
            }
            yield _problem(clause, "policy_case_differs", **params).at(line=case.line, column=1)


def _versions(pack: Pack) -> Iterator[Problem]:
    """Name versions of a clause that overlap or leave days without one."""
    by_id: dict[str, list[Clause]] = {}
    for clause in pack.clauses:
        by_id.setdefault(clause.id, []).append(clause)
    for versions in by_id.values():
        versions.sort(key=lambda each: (each.valid_from, each.version))
        for one, other in zip(versions, versions[1:], strict=False):
            params: dict[str, Any] = {
                "one": one.version,
                "other": other.version,
                "until": one.valid_to.isoformat(),
                "since": other.valid_from.isoformat(),
            }
            if other.valid_from <= one.valid_to:
                yield _problem(other, "policy_versions_overlap", **params)
            elif other.valid_from > one.valid_to + timedelta(days=1):
                yield _problem(other, "policy_versions_gap", grade=WARNING, **params)


def _unused(pack: Pack) -> Iterator[Problem]:
    """Name groups and funds that no clause uses."""
    used = {name for clause in pack.clauses for name in (clause.group, clause.envelope)}
    for policy in pack.policies:
        for name in (*policy.groups, *policy.envelopes):
            if name not in used:
                yield Problem("policy_unused", {"name": name}, policy.file, grade=WARNING)


def reads(pack: Pack, clause: Clause) -> tuple[str, ...]:
    """Give the drivers of the facts that a clause's condition or amount reads, for the specific-operator test."""
    nodes = [node for _, tree, _ in conditions(pack, clause) for node in walk(tree)] + list(walk(clause.amount))
    drivers = (pack.fields[node.field].driver for node in nodes if isinstance(node, Ref))
    return tuple(dict.fromkeys(driver for driver in drivers if driver))


__all__ = ["CaseResult", "check", "check_clause", "reads", "run_case", "run_cases"]
