"""The monthly report 招商月报: what a month brought, against plans, last month and last year, with the rows behind each figure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone
from django.utils.timezone import localdate

from luodi.alerts.queries import WarnedRow, warned_between
from luodi.cockpit.reports import Source, figure_words, sources_of, templates
from luodi.cockpit.standing import Standing, standing
from luodi.counting.queries.inflows import InflowKnown, inflows_known_at
from luodi.engines.promises import Verdict
from luodi.meetings.queries import BatchRow, batch_rows
from luodi.people.permissions import require
from luodi.promises.queries import PromiseRow, TermReading
from luodi.values.actor import Actor
from luodi.values.indicator import Joining, indicator
from luodi.values.period import Period, months_after
from luodi.values.refusal import Refusal

LAYOUT = "city_monthly"
PAID = {"domestic": "内资到位", "foreign": "外资到位", "other": "其他到位"}
FAILING = (Verdict.BREACHED.name.lower(), Verdict.IN_CURE.name.lower())
MOST = 8


class MonthNotReportable(Refusal):
    """The month is none, has not begun, or the day on which it shall be known lies before it or ahead."""

    code = "month_not_reportable"


@dataclass(frozen=True, slots=True)
class Row:
    """A row behind a figure: what it is, whose, its day, its amount in 元 (None: unknown or hidden), and its page's name."""

    name: str
    unit: str
    day: date
    amount: Decimal | None
    confirmed: bool
    page: str
    key: int


@dataclass(frozen=True, slots=True)
class Sum:
    """Rows added up: those the ledger states, and of them the confirmed; `without` counts rows with no amount to add."""

    rows: tuple[Row, ...]

    @property
    def number(self) -> int:
        """Count the rows."""
        return len(self.rows)

    @property
    def confirmed(self) -> int:
        """Count the confirmed ones."""
        return sum(each.confirmed for each in self.rows)

    @property
    def without(self) -> int:
        """Count the rows with no amount that could be added."""
        return sum(each.amount is None for each in self.rows)

    def amount(self, *, confirmed: bool = False) -> Decimal | None:
        """Add up the amounts, of all or the confirmed; None where there are rows and none has an amount."""
        rows = [each for each in self.rows if each.confirmed or not confirmed]
        known = [each.amount for each in rows if each.amount is not None]
        return None if rows and not known else sum(known, Decimal(0))


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure in the month, the month before, the same month of last year, and the year until the month's end."""

    code: str
    zh: str
    month: Sum
    before: Sum
    last_year: Sum
    year: Sum


@dataclass(frozen=True, slots=True)
class Target:
    """An indicator over all units' target plans. Figures are None where they don't add up, or one of them is hidden."""

    indicator: str
    target: Decimal | None
    actual: Decimal | None
    lamps: dict[str, int]
    rows: tuple[PromiseRow, ...]

    @property
    def completion(self) -> Fraction | None:
        """Give how much of the target is reached."""
        return Fraction(self.actual) / Fraction(self.target) if self.target and self.actual is not None else None


@dataclass(frozen=True, slots=True)
class Monthly:
    """The report: `on` is the last day it looks at, `known` the instant until which what was written counts.

    A part is None where the viewer has no permission for it.
    """

    month: date
    on: date
    known: datetime
    elapsed: Fraction
    headlines: tuple[Headline, ...]
    targets: tuple[Target, ...] | None
    standing: Standing
    failing: tuple[tuple[PromiseRow, TermReading], ...] | None
    warnings: tuple[WarnedRow, ...]
    batches: tuple[BatchRow, ...] | None


def month_of(text: str) -> date:
    """Read a month as "2025-03".

    :raises MonthNotReportable: if it is none
    """
    try:
        return datetime.strptime(text.strip(), "%Y-%m").date()
    except ValueError as error:
        raise MonthNotReportable(month=text.strip()[:20]) from error


def monthly(viewer: Actor, *, month: date, now: datetime, day: date | None = None) -> Monthly:
    """Fill the report of a month, as known at the end of a day (None: now); a fixed number of SQL statements.

    Promises, plans, boards, campaigns and money paid in are as they were known then; of projects those registered by then,
    their stages and amounts as the ledger has them now, like follow-ups and the names of batches.

    :raises NotAllowed: without the permission to report
    :raises MonthNotReportable: for a month that has not begun, or a day before it or ahead
    """
    require(viewer, "projects.report")
    today, period = localdate(now), Period.of_month(month.year, month.month)
    if period.start > today or (day is not None and not period.start <= day <= today):
        raise MonthNotReportable(month=f"{month:%Y-%m}")
    known = now if day is None or day == today else _end_of(day)
    on = min(period.last_day, localdate(known))
    stood = standing(viewer, on=on, known=known, day=localdate(known), most=MOST)
    return Monthly(
        month=period.start, on=on, known=known, elapsed=Period.of_year(month.year).elapsed(on),
        headlines=tuple(_headlines(viewer, period, known)), targets=_targets(stood), standing=stood,
        failing=_failing(stood), warnings=tuple(warned_between(viewer, period.start, on, known=known)),
        batches=tuple(batch_rows(viewer)) if viewer.may("meetings.view") else None,
    )  # fmt: skip


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time())) - timedelta(microseconds=1)


def _headlines(viewer: Actor, period: Period, known: datetime) -> list[Headline]:
    """Read the two years that are compared once and cut them into months."""
    first = date(period.start.year - 1, 1, 1)
    layout = templates()[LAYOUT]
    projects = sources_of(viewer, layout, first, period.end, known=known)
    found = [
        _headline(code, figure_words()[code], [_project(each) for each in projects if each.figure == code], period)
        for code in layout.figures
    ]
    if viewer.may("counting.view"):
        paid = inflows_known_at(viewer, first=first, end=period.end, known=known)
        found += [
            _headline(f"paid_{code}", zh, [_paid(each) for each in paid if each.capital_class == code], period)
            for code, zh in PAID.items()
        ]
    return found


def _headline(code: str, zh: str, rows: list[Row], period: Period) -> Headline:
    before, year_ago = months_after(period.start, -1), months_after(period.start, -12)

    def between(first: date, end: date) -> Sum:
        return Sum(tuple(each for each in rows if first <= each.day < end))

    return Headline(
        code, zh, between(period.start, period.end), between(before, period.start),
        between(year_ago, months_after(year_ago, 1)), between(date(period.start.year, 1, 1), period.end),
    )  # fmt: skip


def _project(each: Source) -> Row:
    return Row(
        f"{each.code} {each.name}", each.unit, each.day, each.amount, each.confirmed, "projects:detail", each.project_id
    )


def _paid(each: InflowKnown) -> Row:
    return Row(
        f"到资 {each.id} · {each.project}", each.unit, each.day, each.amount, each.confirmed, "counting:project",
        each.project_id,
    )  # fmt: skip


def _targets(stood: Standing) -> tuple[Target, ...] | None:
    if stood.plans is None:
        return None
    by_code: dict[str, list[PromiseRow]] = {}
    for plan in stood.plans:
        for row in plan.rows:
            by_code.setdefault(row.indicator, []).append(row)
    return tuple(_target(code, rows) for code, rows in sorted(by_code.items()))


def _target(code: str, rows: list[PromiseRow]) -> Target:
    terms = [each.running for each in rows if each.running]
    adds = indicator(code).over_subjects == Joining.SUM
    lamps = {lamp: sum(each.lamp == lamp for each in terms) for lamp in ("green", "yellow", "red", "grey")}
    return Target(
        code, _added([each.target for each in terms]) if adds else None,
        _added([each.actual for each in terms if each.hidden or each.actual is not None]) if adds else None, lamps, tuple(rows),
    )  # fmt: skip


def _added(values: list[Decimal | None]) -> Decimal | None:
    known = [each for each in values if each is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(values) else None


def _failing(stood: Standing) -> tuple[tuple[PromiseRow, TermReading], ...] | None:
    """Give every term that is breached or in its cure, also of years that are over."""
    if stood.verdicts is None:
        return None
    found = [(row, term) for row in stood.verdicts.rows for term in row.terms if term.verdict in FAILING]
    return tuple(sorted(found, key=lambda pair: (pair[1].due, pair[0].id)))
