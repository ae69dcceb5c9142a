"""What the rules find: each source gives the situations that stand on a day, whether told before or not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from luodi.agreements.models import Agreement
from luodi.alerts.models import Warned
from luodi.observations.models import Consent, Return, Subject
from luodi.promises.models import Supplement
from luodi.promises.queries import Standing, standings
from luodi.values.indicator import indicator
from luodi.values.period import Period

RED = {"at_risk": ("有风险", "at risk"), "breached": ("未兑现", "breached")}
OPEN = RED | {
    "on_track": ("进展正常", "on track"),
    "no_data": ("无数据", "without data"),
    "not_due": ("未开始", "not begun"),
}
DONE_RETURNS = ["checked", "approved"]


@dataclass(frozen=True, slots=True)
class Situation:
    """Something that a rule is about: the object, its stage, whose it is, and what the warning says."""

    object_kind: str
    object_id: int
    step: str
    unit_id: int
    page: str
    params: dict = field(default_factory=dict)
    data_class: str = "internal"


@dataclass(slots=True)
class Day:
    """A day under examination; promises are judged once, however many rules ask."""

    today: date
    _standings: list[Standing] | None = None

    def standings(self) -> list[Standing]:
        """Give how every promise stands."""
        if self._standings is None:
            self._standings = list(standings(today=self.today))
        return self._standings


Source = Callable[[Day, int], Iterator[Situation]]


def promises_due(day: Day, days: int) -> Iterator[Situation]:
    """Promises whose running term falls due within so many days and is not met."""
    for each in day.standings():
        left = (each.due - day.today).days
        if 0 <= left <= days and each.verdict in OPEN:
            yield _promise(each, f"{each.term_id}", days=left)


def promises_red(day: Day, days: int) -> Iterator[Situation]:
    """Promises at risk or breached."""
    for each in day.standings():
        if each.verdict in RED:
            yield _promise(each, f"{each.term_id}:{each.verdict}")


def promises_still_red(day: Day, days: int) -> Iterator[Situation]:
    """Promises that a warning called red so many days ago, and that are red still."""
    red = {f"{each.term_id}:{each.verdict}": each for each in day.standings() if each.verdict in RED}
    told = Warned.objects.filter(rule="promise_red", day__lte=day.today - timedelta(days=days))
    for step, first in told.order_by("pk").values_list("step", "day"):
        if step in red:
            yield _promise(red[step], step, days=(day.today - first).days)


def promises_silent(day: Day, days: int) -> Iterator[Situation]:
    """Promises of which nothing was observed for longer than the rules allow."""
    for each in day.standings():
        if each.verdict == "no_data":
            yield _promise(each, f"{each.term_id}")


def supplements_waiting(day: Day, days: int) -> Iterator[Situation]:
    """Supplements that have waited so many days for another person's decision."""
    found = Supplement.objects.filter(state="proposed", made_at__date__lte=day.today - timedelta(days=days))
    for each in found.select_related("promise__subject").order_by("pk"):
        params = {"label": each.promise.subject.name, "number": each.number, "days": days}
        yield Situation(
            "promises.promise", each.promise_id, f"{each.pk}", each.promise.unit_id, "promises:detail", params,
            each.promise.data_class,
        )  # fmt: skip


def returns_missing(day: Day, days: int) -> Iterator[Situation]:
    """Units that hold projects or firms and sent no return so many days after a quarter's end."""
    quarter = _last_quarter(day.today)
    late = (day.today - quarter.last_day).days
    if late < days:
        return
    sent = Return.objects.filter(state__in=DONE_RETURNS, valid_from=quarter.start).values("unit_id")
    units = Subject.objects.filter(kind__in=["project", "company"], opened_at__date__lt=quarter.end, unit__active=True)
    for unit_id, name in sorted(set(units.exclude(unit_id__in=sent).values_list("unit_id", "unit__name"))):
        params = {"label": name, "period": quarter.label(), "days": late}
        yield Situation("people.unit", unit_id, quarter.start.isoformat(), unit_id, "observed:returns", params)


def consents_ending(day: Day, days: int) -> Iterator[Situation]:
    """Authorisations in force that end within so many days."""
    until = day.today + timedelta(days=days)
    found = Consent.objects.filter(state="signed", until_date__gte=day.today, until_date__lte=until)
    for each in found.select_related("subject").order_by("pk"):
        params = {"label": each.subject.name, "days": (each.until_date - day.today).days}
        yield Situation(
            "observations.subject", each.subject_id, f"{each.pk}", each.subject.unit_id, "observed:subject", params
        )


def agreements_ending(day: Day, days: int) -> Iterator[Situation]:
    """Agreements in force whose last day lies within so many days."""
    until = day.today + timedelta(days=days)
    found = Agreement.objects.filter(state="in_force", valid_to__gte=day.today, valid_to__lte=until)
    for each in found.order_by("pk"):
        params = {"label": each.title, "days": (each.valid_to - day.today).days}
        yield Situation(
            "agreements.agreement", each.pk, each.valid_to.isoformat(), each.unit_id, "agreements:detail", params,
            each.data_class,
        )  # fmt: skip


SOURCES: dict[str, Source] = {
    each.__name__: each
    for each in (
        promises_due, promises_red, promises_still_red, promises_silent, supplements_waiting, returns_missing,
        consents_ending, agreements_ending,
    )
}  # fmt: skip


def _promise(each: Standing, step: str, days: int = 0) -> Situation:
    measured, (zh, en) = indicator(each.indicator), OPEN[each.verdict]
    params = {
        "label": each.subject, "indicator": measured.label("zh"), "indicator_en": measured.label("en"), "days": days,
        "verdict": zh, "verdict_en": en,
    }  # fmt: skip
    return Situation(
        "promises.promise", each.promise_id, step, each.unit_id, "promises:detail", params, each.data_class
    )


def _last_quarter(today: date) -> Period:
    number = (today.month + 2) // 3 - 1
    return Period.of_quarter(today.year, number) if number else Period.of_quarter(today.year - 1, 4)
