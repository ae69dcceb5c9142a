"""How target plans stand: what each unit promised of some indicators for a day's year, and what was reached by that day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Q

from luodi.engines.promises import NONE, Asked, Result, day_number, day_of, evaluate
from luodi.observations.queries import statement_columns
from luodi.promises.models import Act, Promise, Term
from luodi.promises.queries.readings import act_columns, promise_columns, rules_on, term_columns
from luodi.values.indicator import indicator

STAMP = """
WITH plan AS (
    SELECT p.id, p.subject_id, p.indicator, p.version, p.made_at FROM promises_promise p
    WHERE p.basis_kind = 'target_plan' AND p.promisor_unit_id = ANY(%(units)s) AND p.indicator = ANY(%(codes)s)
), term AS (
    SELECT t.id, t.target, t.known_at, t.known_until FROM promises_term t WHERE t.promise_id IN (SELECT id FROM plan)
), seen AS (
    SELECT o.id, o.value, o.known_at FROM observations_series s JOIN observations_observation o ON o.series_id = s.id
    WHERE (s.subject_id, s.indicator) IN (SELECT subject_id, indicator FROM plan)
)
SELECT (SELECT ROW(COUNT(*), MAX(id), SUM(version), MAX(made_at))::text FROM plan),
       (SELECT ROW(COUNT(*), MAX(id), SUM(target), MAX(known_at), MAX(known_until))::text FROM term),
       (SELECT ROW(COUNT(*), MAX(id), SUM(value), MAX(known_at))::text FROM seen),
       (SELECT ROW(COUNT(*), MAX(id))::text FROM people_parameter WHERE code LIKE 'promises.%%')
"""


@dataclass(frozen=True, slots=True)
class PlanReading:
    """A term of a unit's target plan, in the indicator's unit; `actual` None: no data. `reached` is the last day that
    was needed to reach the target, None where it is not reached."""

    promise_id: int
    term_id: int
    indicator: str
    target: Decimal
    base: Decimal | None
    actual: Decimal | None
    used: int
    reached: date | None


def target_plans_known_at(
    *, unit_ids: list[int], codes: list[str], on: date, known: date
) -> dict[tuple[int, str], PlanReading]:
    """Read the units' target plans as of a day, as known on another; five SQL statements whatever their number.

    A plan is a promise of the unit about itself, based on a target plan; of several the newest that has begun counts. What
    was observed for days after `on` is left out. For evaluation by the system: boards have a door of their own.
    """
    plans = Promise.objects.filter(
        basis_kind="target_plan", promisor_unit__in=unit_ids, indicator__in=codes, subject__kind="unit",
        made_at__date__lte=known,
    )  # fmt: skip
    by_id = {each.pk: each for each in plans.order_by("pk")}
    over = Q(known_until__isnull=True) | Q(known_until__date__gt=known)
    terms = list(Term.objects.filter(over, promise_id__in=by_id, known_at__date__lte=known).order_by("promise_id", "valid_from", "pk"))  # fmt: skip
    acts = list(Act.objects.filter(term__promise_id__in=by_id, state="approved", decided_at__date__lte=known))
    held = {each.pk for each in terms}
    asked = Asked(
        promise_columns(list(by_id.values())), term_columns(terms, by_id), day_number(on), rules_on(on),
        act_columns([each for each in acts if each.term_id in held]), known=day_number(known),
    )  # fmt: skip
    statements = _until(statement_columns(subject_ids=sorted({each.subject_id for each in by_id.values()})), on)
    result = evaluate(asked, statements)
    ends = dict(zip(statements["observation"], statements["end"], strict=True))
    return {
        key: _reading(result, place, terms[place], by_id[terms[place].promise_id], ends)
        for key, place in _chosen(terms, by_id, on).items()
    }


def target_plans_stamp(*, unit_ids: list[int], codes: list[str]) -> tuple[str, ...]:
    """Give what changes whenever something does that the readings of these plans rest on; one SQL statement.

    Observations are only ever added, terms and promises count their changes: equal stamps mean equal readings.
    """
    with connection.cursor() as cursor:
        cursor.execute(STAMP, {"units": unit_ids, "codes": codes})
        return tuple(cursor.fetchone())


def _until(columns: dict[str, list[int]], on: date) -> dict[str, list[int]]:
    last = day_number(on + timedelta(days=1))
    kept = [place for place, end in enumerate(columns["end"]) if end <= last]
    return {name: [values[place] for place in kept] for name, values in columns.items()}


def _chosen(terms: list[Term], by_id: dict[int, Promise], on: date) -> dict[tuple[int, str], int]:
    """Choose for each unit and indicator the place of the term of the newest plan that has begun, the latest begun."""
    found: dict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    for place, term in enumerate(terms):
        promise = by_id[term.promise_id]
        if term.valid_from <= on and term.valid_to > date(on.year, 1, 1):
            found[promise.promisor_unit_id, promise.indicator][promise.pk] = place
    return {key: places[max(places)] for key, places in found.items()}


def _reading(result: Result, place: int, term: Term, promise: Promise, ends: dict[int, int]) -> PlanReading:
    scale = -indicator(promise.indicator).places
    actual, target, count = (int(result.columns[name][place]) for name in ("actual", "target", "count"))
    met = count and (actual <= target if promise.direction == "lower" else actual >= target)
    used = result.used(place)
    return PlanReading(
        promise_id=promise.pk, term_id=term.pk, indicator=promise.indicator, target=Decimal(target).scaleb(scale),
        base=term.base, actual=Decimal(actual).scaleb(scale) if count and actual != NONE else None, used=len(used),
        reached=day_of(max(ends[each] for each in used) - 1) if met and used else None,
    )  # fmt: skip
