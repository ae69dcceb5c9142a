"""Landed (落地) by a dated definition: several routes of evidence, each with what it needs; the first one met counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .cases import Case, Inflow, Landmark

LANDMARKS = (
    "land_won", "title_changed", "lease_signed", "firm_registered", "first_payroll", "first_revenue",
    "statistics_entered", "construction_permit", "foundation", "equipment_delivered",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Route:
    """One way of having landed. Each of `needs` is a set of landmarks of which one is enough; amounts in 元.

    `total_from`: least planned total; `entered_from`: least sum entered in statistics within one quarter;
    `paid_in_from`: least sum of inflows.
    """

    code: str
    zh: str
    en: str
    needs: tuple[tuple[str, ...], ...]
    total_from: Decimal | None = None
    entered_from: Decimal | None = None
    paid_in_from: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Landing:
    """When a project landed and by which route; confirmed if all the evidence that bears it is."""

    day: date
    route: str
    confirmed: bool


def route_of(raw: Mapping[str, object]) -> Route:
    """Read a route as it is stored.

    :raises ValueError: for a landmark that does not exist, an amount that is none, or a route that needs nothing
    """
    needs = tuple(tuple(each) for each in raw.get("needs", ()))  # type: ignore[attr-defined]
    unknown = [kind for each in needs for kind in each if kind not in LANDMARKS]
    if unknown or not needs or not all(needs) or not str(raw.get("code", "")):
        raise ValueError(f"route {raw.get('code')}: {unknown or 'needs nothing'}")
    amounts = {name: _amount(raw.get(name)) for name in ("total_from", "entered_from", "paid_in_from")}
    return Route(str(raw["code"]), str(raw.get("zh", "")), str(raw.get("en", "")), needs, **amounts)


def _amount(value: object) -> Decimal | None:
    if value in (None, ""):
        return None
    amount = Decimal(str(value))
    if not amount.is_finite() or amount < 0:
        raise ValueError(f"{value} is no amount")
    return amount


def landed(case: Case, routes: Sequence[Route]) -> Landing | None:
    """Give the day and route by which a project landed, or None; of several routes the earliest day counts."""
    met = [landing for route in routes if (landing := _by(case, route))]
    return min(met, key=lambda each: (each.day, not each.confirmed)) if met else None


def _by(case: Case, route: Route) -> Landing | None:
    if route.total_from is not None and (case.amount is None or case.amount < route.total_from):
        return None
    days: list[tuple[date, bool]] = []
    for kinds in route.needs:
        marks = [mark for mark in case.landmarks if mark.kind in kinds]
        if not marks:
            return None
        first = min(marks, key=lambda mark: (mark.day, not mark.confirmed))
        days.append((first.day, first.confirmed))
    for limit, sums in ((route.entered_from, _entered(case.landmarks)), (route.paid_in_from, _paid(case.inflows))):
        if limit is not None:
            reached = next(((day, sure) for day, total, sure in sums if total >= limit), None)
            if reached is None:
                return None
            days.append(reached)
    return Landing(max(day for day, _ in days), route.code, all(sure for _, sure in days))


def _entered(marks: Sequence[Landmark]) -> list[tuple[date, Decimal, bool]]:
    """Give the running sums entered in statistics, begun anew in each quarter."""
    running: dict[tuple[int, int], tuple[Decimal, bool]] = {}
    sums = []
    for mark in sorted((each for each in marks if each.kind == "statistics_entered"), key=lambda each: each.day):
        quarter = (mark.day.year, (mark.day.month - 1) // 3)
        total, sure = running.get(quarter, (Decimal(0), True))
        running[quarter] = (total + (mark.amount or 0), sure and mark.confirmed)
        sums.append((mark.day, *running[quarter]))
    return sums


def _paid(inflows: Sequence[Inflow]) -> list[tuple[date, Decimal, bool]]:
    total, sure, sums = Decimal(0), True, []
    for inflow in sorted(inflows, key=lambda each: (each.day, each.id)):
        if inflow.form != "registered" and inflow.slip:
            total, sure = total + inflow.amount, sure and inflow.confirmed
            sums.append((inflow.day, total, sure))
    return sums
