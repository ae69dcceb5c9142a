"""The pages of a scoreboard among many promises (BENCH_PROMISES, 1,000,000 at first): 18 streets, seven indicators, eleven months.

The board runs through Django's handler, signed in as the promotion bureau: with nothing changed since it was last asked for,
after an observation was verified, and frozen; then a street's page on it and the list of boards. They are held against raw SQL
that sums the target plans alone. The promises around them are put in as rows, in the shape that the product gives them; their
promisors are the same 18 streets, so that nothing but the index of target plans tells them apart.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

PROMISES = int(os.environ.get("BENCH_PROMISES", "1000000"))
STREETS, MONTHS, ROUNDS = 18, 12, 9
AT = datetime.fromisoformat("2025-12-01T10:00:00+08:00")
CODES = ("signed_projects", "landed_projects", "fixed_assets", "foreign_capital", "paid_in", "tax", "space_activated")
FILL = """
INSERT INTO promises_promise (promisor_unit_id, basis_kind, basis_reference, subject_id, indicator, measure, direction, tolerance_ppm,
  cumulative_cure, time_unit, weight, pays, remedy, data_class, unit_id, made_at, version)
SELECT (%(units)s)[1 + n %% %(streets)s], 'own_duty', '量测', s.id, (ARRAY['signed_projects', 'fixed_assets', 'paid_in'])[1 + n %% 3], 'sum', 'higher',
  0, 0, 'days', 1, false, '', 'internal', (%(units)s)[1 + n %% %(streets)s], %(at)s, 1
FROM generate_series(1, %(count)s) n CROSS JOIN (SELECT MAX(id) id FROM observations_subject) s
"""
TERMS = """
INSERT INTO promises_term (promise_id, valid_from, valid_to, due_date, target, known_at)
SELECT id, '2025-01-01', '2026-01-01', '2025-12-31', 1000, made_at FROM promises_promise WHERE basis_kind = 'own_duty'
"""
BY_HAND = """
SELECT p.promisor_unit_id, p.indicator, t.target, SUM(o.value) FROM promises_promise p
JOIN promises_term t ON t.promise_id = p.id JOIN observations_series s ON s.subject_id = p.subject_id AND s.indicator = p.indicator
JOIN observations_observation o ON o.series_id = s.id AND o.state = 'verified'
WHERE p.basis_kind = 'target_plan' AND s.valid_to <= '2025-12-01' GROUP BY 1, 2, 3
"""


def run() -> list[dict]:
    """Fill a database of its own and measure the page of a board; milliseconds, medians."""
    from django.test.utils import override_settings

    from bench.scratch import scratch_database

    with scratch_database(), override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        return _measured()


def _measured() -> list[dict]:
    from django.db import connection
    from tests.given import scored
    from tests.given.browsing import signed_in
    from tests.given.people import SET_UP, district

    from luodi.people import operations as people
    from luodi.scoreboards import operations
    from luodi.values.period import Period

    scene = district()
    scored.people(scene)
    units = [scene.units["临河街道"].pk, scene.units["望山街道"].pk]
    units += [
        people.add_unit(name=f"量测{n}街道", kind="street", parent_id=scene.root.pk, by=SET_UP, at=AT).pk
        for n in range(STREETS - 2)
    ]
    board = scored.board(scene, scored.pack(scene, sources=_sources()), period=Period.of_month(2025, 11), at=AT)
    observed = [_plans(unit) for unit in units]
    _fill(units)
    client = signed_in(scene.accounts["bureau"])

    def page(path: str = f"{board.pk}/") -> None:
        assert client.get(f"/scoreboards/{path}").status_code == 200

    def by_hand() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BY_HAND)
            cursor.fetchall()

    def changed() -> None:
        observed[0]()
        page()

    alone, kept = _median(by_hand), _median(page)
    unit, listed = _median(lambda: page(f"{board.pk}/units/{units[0]}/")), _median(lambda: page(""))
    fresh = _median(changed) - _median(observed[0])
    operations.show_board(board_id=board.pk, version=1, by=scene.actor("bureau"), at=AT)
    operations.freeze_board(board_id=board.pk, version=2, by=scene.actor("bureau2"), at=AT + timedelta(days=14))
    frozen = _median(page)
    names = {
        "page of a board": kept, "page after an observation": fresh, "page of a frozen board": frozen,
        "page of a street on it": unit, "list of boards": listed,
    }  # fmt: skip
    return [
        {
            "name": f"{name}, {PROMISES:,} promises", "value": round(value, 1), "unit": "ms", "baseline": "sums in raw SQL",
            "baseline_value": round(alone, 2), "ratio": round(value / alone, 2),
        }
        for name, value in names.items()
    ]  # fmt: skip


def _sources() -> dict[str, str]:
    from tests.given.scored import SOURCES

    return SOURCES | {"landing_rate": "promise:landed_projects", "leads": "promise:space_activated"}


def _plans(unit_id: int) -> Callable[[], None]:
    """Promise a street's plan and observe eleven months of it; give what verifies one more observation."""
    from tests.given.people import SET_UP

    from luodi.observations.models import Observation, Series
    from luodi.observations.operations import subject_of_unit
    from luodi.promises.operations import Basis, Drawn, Manner, Parties, make_promise
    from luodi.values.period import Period

    start = datetime.fromisoformat("2025-01-03T10:00:00+08:00")
    subject = subject_of_unit(unit_id=unit_id, by=SET_UP, at=start)
    for code in CODES:
        make_promise(
            parties=Parties(promisor_unit_id=unit_id), basis=Basis("target_plan", "计划书"), subject_id=subject.pk,
            indicator_code=code, manner=Manner("sum"), terms=[Drawn(Period.of_year(2025), Decimal(1000))], by=SET_UP, at=start,
        )  # fmt: skip
    months = [Period.of_month(2025, month) for month in range(1, MONTHS)]
    series = Series.objects.bulk_create(
        Series(subject=subject, indicator=code, valid_from=month.start, valid_to=month.end, data_class="internal", opened_at=start)
        for code in CODES
        for month in months
    )  # fmt: skip
    at = datetime.fromisoformat("2025-12-01T09:00:00+08:00")
    Observation.objects.bulk_create([_seen(each, 70 + unit_id % 9, at) for each in series])
    later = iter([(subject, code, Period.of_month(year, 12)) for year in range(2025, 2030) for code in CODES])

    def one_more() -> None:
        of, code, month = next(later)
        row = Series.objects.create(
            subject=of, indicator=code, valid_from=month.start, valid_to=month.end, data_class="internal", opened_at=AT
        )
        Observation.objects.bulk_create([_seen(row, 71, AT)])

    return one_more


def _seen(series, value: int, at: datetime):
    from luodi.observations.models import Observation
    from luodi.people.models import Person

    return Observation(
        series=series,
        value=value,
        state="verified",
        known_at=at,
        source_kind="form",
        source="量测",
        checked_by=Person.objects.order_by("pk").first(),
    )


def _fill(units: list[int]) -> None:
    from django.db import connection, connections

    with connection.cursor() as cursor:
        cursor.execute(FILL, {"units": units, "streets": len(units), "count": PROMISES, "at": AT})
        cursor.execute(TERMS)
    with connections["owner"].cursor() as cursor:
        for table in ("promises_promise", "promises_term", "observations_series", "observations_observation"):
            cursor.execute(f"VACUUM ANALYZE {table}")


def _median(act: Callable[[], None]) -> float:
    act()
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)
