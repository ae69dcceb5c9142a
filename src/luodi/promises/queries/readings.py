"""From rows to the engine's columns and back: how promises stand on a day, as known on a day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils.timezone import localdate

from luodi.engines import promises as engine
from luodi.engines.promises import NEVER, NONE, Asked, Reading, Rules, Verdict, day_number, evaluate
from luodi.observations.queries import indicator_numbers, statement_columns
from luodi.people.queries.settings import parameters_in_force
from luodi.promises.models import Act, Promise, Term
from luodi.promises.permissions import sees_figures
from luodi.values.actor import Actor
from luodi.values.indicator import indicator
from luodi.values.money import Money
from luodi.values.period import Period

PERCENT = 10_000
JOINED = (
    "subject__unit", "unit", "promisor_unit", "promisor_company", "beneficiary_unit", "beneficiary_company",
)  # fmt: skip
ACTS = {
    "moved": engine.Act.MOVED, "waived": engine.Act.WAIVED, "cure_until": engine.Act.CURE_UNTIL, "noticed": engine.Act.NOTICED,
}  # fmt: skip
SORTS = ("id", "subject", "indicator", "due", "verdict")
ORDERS = {
    "id": ("pk",), "-id": ("-pk",), "subject": ("subject__name", "pk"), "-subject": ("-subject__name", "-pk"),
    "indicator": ("indicator", "pk"), "-indicator": ("-indicator", "-pk"),
}  # fmt: skip
OWN_DUTY = Q(beneficiary_company__isnull=False) | Q(basis_kind="own_duty") | Q(promisor_unit__kind="district")
WHO = {
    "firm": Q(promisor_company__isnull=False), "unit": Q(promisor_unit__isnull=False) & ~OWN_DUTY,
    "district": Q(promisor_unit__isnull=False) & OWN_DUTY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TermReading:
    """How one term stands. Figures are in the indicator's unit, None where there are none or the viewer sees them not.

    `amount` is the stage of a payment that hangs on it, in 元.
    """

    term_id: int
    period: Period
    due: date
    target: Decimal
    amount: Decimal | None
    verdict: str
    lamp: str
    hidden: bool
    actual: Decimal | None
    completion_ppm: int | None
    time_ppm: int
    forecast: Decimal | None
    forecast_low: Decimal | None
    forecast_high: Decimal | None
    moved_days: int
    cure_until: date | None
    zh: str
    en: str
    used: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise with its running term's reading (the first that is not over, else the last); None before it was made.

    `who` promised: a "firm", a "unit" to the district, or the "district" itself, to a firm or as its own duty.
    """

    id: int
    promisor: str
    beneficiary: str
    basis_kind: str
    basis_reference: str
    subject_id: int
    subject: str
    unit_id: int
    unit: str
    indicator: str
    measure: str
    pays: bool
    weight: Decimal
    data_class: str
    version: int
    terms: tuple[TermReading, ...]
    running: TermReading | None
    who: str
    promisor_unit_id: int | None


@dataclass(frozen=True, slots=True)
class PromiseFilter:
    """What a list of promises is narrowed to; empty fields narrow nothing. `side` is "promisor" or "beneficiary".

    `who` is "firm", "unit" or "district"; `unit_id` the unit that promised or is responsible.
    """

    indicator: str = ""
    basis: str = ""
    lamp: str = ""
    verdict: str = ""
    side: str = ""
    subject_id: int | None = None
    promise_id: int | None = None
    words: str = ""
    who: str = ""
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class PromisePage:
    """One page of the list and the number of all its rows."""

    rows: list[PromiseRow]
    total: int


def promises_known_at(
    viewer: Actor, filters: PromiseFilter, *, today: date, known: date | None = None, sort: str = "id", page: int = 1,
    size: int = 50,
) -> PromisePage:  # fmt: skip
    """List the promises that the viewer may see and how they stand on a day, as known on a day (None: that day).

    Five or six SQL statements whatever their number. Lamps are judged, not stored: a list narrowed or sorted by lamp, verdict
    or due date judges all that is visible first; any other judges its page only.
    """
    day, first = known or today, (max(page, 1) - 1) * size
    made = Promise.objects.visible_to(viewer).filter(_narrowed(filters, viewer), made_at__date__lte=day)
    if not filters.lamp and not filters.verdict and (order := ORDERS.get(sort)):
        paged = list(made.select_related(*JOINED).order_by(*order)[first : first + size])
        whole = len(paged) + first if paged and len(paged) < size else made.count()
        return PromisePage(read_promises(paged, viewer, today, day), whole)
    rows = read_promises(list(made.select_related(*JOINED).order_by("pk")), viewer, today, day)
    kept = [each for each in rows if _suits(each, filters)]
    kept.sort(key=_key(sort.removeprefix("-")), reverse=sort.startswith("-"))
    return PromisePage(kept[first : first + size], len(kept))


def promises_based_on(viewer: Actor, bases: dict[str, list[int]], *, today: date) -> list[PromiseRow]:
    """List the promises that rest on some clauses or duties, given as kind → ids of what lies above; five SQL statements."""
    resting = Q(pk__in=[])
    for kind, ids in bases.items():
        resting |= Q(basis_kind=kind, basis_id__in=ids)
    found = Promise.objects.visible_to(viewer).filter(resting, made_at__date__lte=today)
    return read_promises(list(found.select_related(*JOINED).order_by("pk")), viewer, today, today)


def rules_on(day: date) -> Rules:
    """Give the rules of judging in force on a day, from the dated parameters; one SQL statement."""
    found = parameters_in_force("promises.", on=day)
    return Rules(
        green_ppm=_ppm(found["promises.green_percent"]), yellow_ppm=_ppm(found["promises.yellow_percent"]),
        at_risk_below_ppm=_ppm(found["promises.at_risk_percent"]), silence_days=int(found["promises.silence_days"]),
        interval_ppm=_ppm(found["promises.interval_percent"]),
    )  # fmt: skip


def read_promises(promises: list[Promise], viewer: Actor, today: date, day: date) -> list[PromiseRow]:
    """Judge promises on a day as known on a day; four SQL statements, whatever their number."""
    by_id = {each.pk: each for each in promises}
    until = {"known_at__date__lte": day}
    over = Q(known_until__isnull=True) | Q(known_until__date__gt=day)
    terms = list(Term.objects.filter(over, promise_id__in=by_id, **until).order_by("promise_id", "valid_from", "pk"))
    acts = list(
        Act.objects.filter(term_id__in=[each.pk for each in terms], state="approved", decided_at__date__lte=day)
    )
    statements = statement_columns(subject_ids=sorted({each.subject_id for each in promises}))
    asked = Asked(
        promise_columns(promises), term_columns(terms, by_id), day_number(today), rules_on(today), act_columns(acts),
        known=day_number(day),
    )  # fmt: skip
    result = evaluate(asked, statements)
    read: dict[int, list[TermReading]] = {pk: [] for pk in by_id}
    for place, term in enumerate(terms):
        promise = by_id[term.promise_id]
        read[promise.pk].append(_reading(result.reading(place), term, promise, sees_figures(viewer, promise)))
    return [_row(each, tuple(read[each.pk]), today) for each in promises]


def promise_columns(promises: list[Promise]) -> dict[str, list[int]]:
    """Give promises as the engine's table PROMISES."""
    numbers = indicator_numbers()
    return {
        "promise": [each.pk for each in promises],
        "subject": [each.subject_id for each in promises],
        "indicator": [numbers[each.indicator] for each in promises],
        "measure": [int(engine.Measure[each.measure.upper()]) for each in promises],
        "direction": [int(engine.Direction[each.direction.upper()]) for each in promises],
        "tolerance_ppm": [each.tolerance_ppm for each in promises],
        "cumulative_cure": [each.cumulative_cure for each in promises],
        "time_unit": [int(engine.Time[each.time_unit.upper()]) for each in promises],
    }


def term_columns(terms: list[Term], by_id: dict[int, Promise]) -> dict[str, list[int]]:
    """Give terms as the engine's table TERMS; all of them are known."""
    places = {each.pk: indicator(by_id[each.promise_id].indicator).places for each in terms}
    return {
        "term": [each.pk for each in terms],
        "promise": [each.promise_id for each in terms],
        "start": [day_number(each.valid_from) for each in terms],
        "end": [day_number(each.valid_to) for each in terms],
        "due": [day_number(each.due_date) for each in terms],
        "target": [int(each.target.scaleb(places[each.pk])) for each in terms],
        "base": [NONE if each.base is None else int(each.base.scaleb(places[each.pk])) for each in terms],
        "known_at": [0 for _ in terms],
        "known_until": [NEVER for _ in terms],
    }


def act_columns(acts: list[Act]) -> dict[str, list[int]]:
    """Give decided acts as the engine's table ACTS."""
    return {
        "act": [each.pk for each in acts],
        "term": [each.term_id for each in acts],
        "kind": [int(ACTS[each.kind]) for each in acts],
        "day": [day_number(each.day) for each in acts],
        "known_at": [day_number(localdate(each.decided_at)) for each in acts],
    }


def _reading(found: Reading, term: Term, promise: Promise, shown: bool) -> TermReading:
    measured = indicator(promise.indicator)

    def figure(value: int) -> Decimal | None:
        return Decimal(value).scaleb(-measured.places) if shown and value != NONE else None

    def words(language: str) -> Callable[[int], str]:
        def word(value: int) -> str:
            exact = Decimal(value).scaleb(-measured.places)
            return Money(exact).format(language=language) if measured.is_money else f"{exact:,f}{measured.unit}"

        return word

    return TermReading(
        term_id=term.pk, period=Period(term.valid_from, term.valid_to), due=engine.day_of(found.due), target=term.target, amount=term.amount,
        verdict=Verdict(found.verdict).name.lower(), lamp=engine.Lamp(found.lamp).name.lower(), hidden=not shown,
        actual=figure(found.actual), completion_ppm=found.completion_ppm if shown and found.count else None,
        time_ppm=found.time_ppm, forecast=figure(found.forecast), forecast_low=figure(found.forecast_low),
        forecast_high=figure(found.forecast_high), moved_days=found.moved,
        cure_until=engine.day_of(found.cure_until) if found.cure_until > 0 else None,
        zh=found.sentence("zh", words("zh")) if shown else "", en=found.sentence("en", words("en")) if shown else "",
        used=found.used if shown else (),
    )  # fmt: skip


def _row(promise: Promise, terms: tuple[TermReading, ...], today: date) -> PromiseRow:
    running = next((each for each in terms if each.period.last_day >= today), terms[-1] if terms else None)
    return PromiseRow(
        id=promise.pk, promisor=_name(promise.promisor_unit or promise.promisor_company),
        beneficiary=_name(promise.beneficiary_unit or promise.beneficiary_company), basis_kind=promise.basis_kind,
        basis_reference=promise.basis_reference, subject_id=promise.subject_id, subject=promise.subject.name,
        unit_id=promise.unit_id, unit=_name(promise.unit), indicator=promise.indicator, measure=promise.measure,
        pays=promise.pays, weight=promise.weight, data_class=promise.data_class, version=promise.version, terms=terms, running=running,
        who=_who(promise), promisor_unit_id=promise.promisor_unit_id,
    )  # fmt: skip


def _narrowed(filters: PromiseFilter, viewer: Actor) -> Q:
    condition = Q()
    for value, lookup in (
        (filters.indicator, "indicator"), (filters.basis, "basis_kind"), (filters.subject_id, "subject_id"),
        (filters.promise_id, "pk"),
    ):  # fmt: skip
        if value:
            condition &= Q(**{lookup: value})
    if filters.side in ("promisor", "beneficiary"):
        condition &= Q(**{f"{filters.side}_unit__in": viewer.unit_ids})
    condition &= WHO.get(filters.who, Q())
    if filters.unit_id:
        condition &= Q(promisor_unit=filters.unit_id) | Q(unit=filters.unit_id)
    if filters.words:
        condition &= Q(subject__name__icontains=filters.words) | Q(basis_reference__icontains=filters.words)
    return condition


def _suits(row: PromiseRow, filters: PromiseFilter) -> bool:
    lamp, verdict = (row.running.lamp, row.running.verdict) if row.running else ("grey", "not_due")
    return filters.lamp in ("", lamp) and filters.verdict in ("", verdict)


def _key(sort: str):
    late = date.max - timedelta(days=1)
    keys = {
        "subject": lambda row: (row.subject, row.id),
        "indicator": lambda row: (row.indicator, row.id),
        "due": lambda row: (row.running.due if row.running else late, row.id),
        "verdict": lambda row: (row.running.verdict if row.running else "", row.id),
    }
    return keys.get(sort, lambda row: row.id)


def _name(named) -> str:
    return (getattr(named, "short_name", "") or named.name) if named else ""


def _who(promise: Promise) -> str:
    if promise.promisor_unit is None:
        return "firm"
    own = promise.basis_kind == "own_duty" or promise.promisor_unit.kind == "district"
    return "district" if own or promise.beneficiary_company_id else "unit"


def _ppm(percent: object) -> int:
    return int(Decimal(str(percent)) * PERCENT)
