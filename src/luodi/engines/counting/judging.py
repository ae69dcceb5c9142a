"""Judging a project by all rules, and deciding what of it counts, in which column, and why not otherwise."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from . import money, signing, substance
from .cases import SIGNED, STARTED, Case, Hit, Inflow, Settings
from .catalogue import rules
from .landing import Landing, Route, landed

Judge = Callable[[Case, Sequence[Case], Settings], list[Hit]]
JUDGES: dict[str, Judge] = {
    "resigned": signing.resigned,
    "framework": signing.framework,
    "phases": signing.phases,
    "increment": signing.increment,
    "moved": signing.moved,
    "shared": signing.shared,
    "two_classes": money.two_classes,
    "round_trip": money.round_trip,
    "registered_capital": money.registered_capital,
    "excluded_class": substance.excluded_class,
    "late_entry": substance.late_entry,
    "ratio": substance.ratio,
    "edited_after_ranking": substance.edited_after_ranking,
    "exchange_rate": money.exchange_rate,
    "start_without_permit": substance.start_without_permit,
    "shell": substance.shell,
}
MEASURES = ("signed", "inflow", "landed", "started")
COLUMNS = ("binding", "framework", "unknown", "domestic", "foreign", "other", "landed", "started")
LANDED_STAGE = 9
ENDED = ("lost", "terminated")


@dataclass(frozen=True, slots=True)
class Standing:
    """A finding as it stands: `state` is open, answered, accepted (upheld) or dismissed (explained).

    A person's question to one measure stands as the rule "asked": it takes the measure out once it is upheld.
    """

    finding_id: int
    rule: str
    state: str
    inflow_id: int | None = None
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """What one row brings to a measure: claimed and counted apart, in one column, or left out with the reason.

    `number` is 1 for a project that counts as one, 0 for money only. `why` is "" when it counts, else a rule's code or
    ended, column_unknown, no_route. `day` places it in a period.
    """

    measure: str
    column: str
    day: date | None
    claimed_amount: Decimal | None
    counts: bool
    number: int
    amount: Decimal
    confirmed: bool
    why: str = ""
    finding_id: int | None = None
    inflow_id: int | None = None
    definition_id: int | None = None
    route: str = ""


def judge(case: Case, peers: Sequence[Case], settings: Settings) -> list[Hit]:
    """Find everything that the sixteen rules see on a project; `peers` are the others that may concern it."""
    others = [each for each in peers if each.id != case.id]
    return [hit for judged in JUDGES.values() for hit in judged(case, others, settings)]


def count(case: Case, standings: Iterable[Standing], definitions: Mapping[int, Sequence[Route]]) -> list[Counted]:
    """Decide what a project brings to each measure, given its findings as they stand and the definitions of landing."""
    held = list(standings)
    found = [_signed(case, held)] if case.signed else []
    found += [_inflow(case, inflow, held) for inflow in case.inflows]
    found += [each for pk, routes in definitions.items() if (each := _landed(case, pk, routes, held))]
    if case.started_date is not None or case.stage >= STARTED:
        found.append(_started(case, held))
    return found


def _against(measure: str, held: Sequence[Standing], inflow_id: int | None = None) -> tuple[str, int | None]:
    """Give the first finding that keeps a row out of a measure: one that holds or is upheld, and is not explained."""
    for each in sorted(held, key=_order):
        rule = rules().get(each.rule)
        bears_on = rule.bears_on if rule else (each.measure,)
        concerns = each.inflow_id == inflow_id if measure == "inflow" and each.inflow_id else each.inflow_id is None
        if measure not in bears_on or not concerns or each.state == "dismissed":
            continue
        if each.state == "accepted" or (rule and rule.effect == "holds"):
            return each.rule, each.finding_id
    return "", None


def _order(standing: Standing) -> tuple[int, int]:
    rule = rules().get(standing.rule)
    return (rule.number if rule else 99), standing.finding_id


def _worth(case: Case) -> tuple[int, Decimal]:
    """Give what a project counts for: itself and its total, or for an increase no project and the increment alone."""
    if case.increment_of is not None:
        return 0, case.increment_amount or Decimal(0)
    return 1, case.amount or Decimal(0)


def _project_row(
    case: Case, measure: str, column: str, day: date | None, confirmed: bool, held: Sequence[Standing], **more
) -> Counted:
    otherwise = more.pop("otherwise", "")
    why, finding_id = _against(measure, held)
    why = why or otherwise
    if case.side_state in ENDED:
        why, finding_id = "ended", None
    number, amount = (0, Decimal(0)) if why else _worth(case)
    return Counted(
        measure, column, day, case.amount, not why, number, amount, confirmed, why, finding_id, **more
    )  # fmt: skip


def _signed(case: Case, held: Sequence[Standing]) -> Counted:
    otherwise = "column_unknown" if case.binding == "unknown" else ""
    sure = case.confirmed >= SIGNED
    return _project_row(case, "signed", case.binding, case.signed_date, sure, held, otherwise=otherwise)


def _inflow(case: Case, inflow: Inflow, held: Sequence[Standing]) -> Counted:
    why, finding_id = _against("inflow", held, inflow.id)
    counted = Decimal(0) if why else inflow.amount
    return Counted(
        "inflow", inflow.capital_class, inflow.day, inflow.amount, not why, 0 if why else 1, counted, inflow.confirmed,
        why, finding_id, inflow.id,
    )  # fmt: skip


def _landed(case: Case, definition_id: int, routes: Sequence[Route], held: Sequence[Standing]) -> Counted | None:
    landing: Landing | None = landed(case, routes)
    claimed = case.landed_date is not None or case.stage >= LANDED_STAGE
    if landing is None:
        return (
            _project_row(
                case, "landed", "landed", case.landed_date, False, held, otherwise="no_route",
                definition_id=definition_id,
            )
            if claimed else None
        )  # fmt: skip
    return _project_row(
        case, "landed", "landed", landing.day, landing.confirmed, held, definition_id=definition_id, route=landing.route
    )  # fmt: skip


def _started(case: Case, held: Sequence[Standing]) -> Counted:
    marks = [mark for mark in case.landmarks if mark.kind in substance.START_EVIDENCE]
    day = case.started_date or (min(mark.day for mark in marks) if marks else None)
    sure = case.confirmed >= STARTED or any(mark.confirmed for mark in marks)
    return _project_row(case, "started", "started", day, sure, held)
