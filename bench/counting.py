"""The district's figures, the rows behind one, and a check of one project among 100,000 and 1,000,000 projects.

BENCH_LARGE=0 leaves out the last size. Pages run through Django's handler, signed in as the promotion bureau; the figures
are held against raw SQL that sums the counted rows, as one would without the sums that triggers keep. The counted rows
of the filled projects are made inside the database in the shape that a check gives them; 2,000 projects are checked
through the product's own path.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

SIZES = (100_000, 1_000_000)
ROUNDS, CHECKED = 7, 2000
FILL = """
INSERT INTO counting_counted (project_id, measure, "column", unit_id, track, date, claimed_amount, counts, number, amount,
                              confirmed, why, route, rules_version, known_at)
SELECT p.id, m.measure, CASE WHEN m.measure = 'signed' THEN p.binding ELSE 'started' END, p.unit_id, p.track, p.signed_date,
       p.amount, p.binding <> 'unknown' AND p.id %% 20 > 0, (p.binding <> 'unknown' AND p.id %% 20 > 0)::int,
       CASE WHEN p.binding <> 'unknown' AND p.id %% 20 > 0 THEN COALESCE(p.amount, 0) ELSE 0 END,
       p.stage_confirmed IS NOT NULL,
       CASE WHEN p.binding = 'unknown' THEN 'column_unknown' WHEN p.id %% 20 = 0 THEN 'late_entry' ELSE '' END, '', %s, %s
FROM projects_project p CROSS JOIN (VALUES ('signed', 7), ('started', 10)) AS m (measure, stage)
WHERE p.id > %s AND p.withdrawn_at IS NULL AND substr(p.stage_claimed, 2)::int >= m.stage
"""
BY_HAND = """
SELECT measure, "column", unit_id, counts, confirmed, why, COUNT(*), SUM(number), SUM(amount), SUM(claimed_amount)
FROM counting_counted WHERE date >= DATE '2024-01-01' AND date < DATE '2025-01-01' GROUP BY 1, 2, 3, 4, 5, 6
"""
ROWS_BY_HAND = """
SELECT c.id, p.code, p.name, u.name, c.date, c.claimed_amount, c.amount FROM counting_counted c
JOIN projects_project p ON p.id = c.project_id JOIN people_unit u ON u.id = p.unit_id
WHERE c.measure = 'signed' AND c."column" = 'binding' AND c.counts AND c.confirmed ORDER BY c.date DESC, c.id DESC LIMIT 50
"""


def run() -> list[dict]:
    """Fill a database of its own step by step and measure the figures, their rows and a check at each size."""
    from django.test.utils import override_settings

    from bench import many_projects
    from bench.scratch import scratch_database

    sizes = SIZES if os.environ.get("BENCH_LARGE", "1") != "0" else SIZES[:-1]
    figures: list[dict] = []
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with scratch_database(), override_settings(PASSWORD_HASHERS=hashers):
        place, filled = many_projects.district(), 0
        figures.append(_checking(place))
        for size in sizes:
            print(f"  filling to {size:,} …", file=sys.stderr, flush=True)
            many_projects.grow(place, size)
            filled = _fill(filled)
            figures += _at(size, place)
    return figures


def _fill(after: int) -> int:
    from django.db import connection, connections

    from luodi.counting import operations
    from luodi.values.actor import system

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM counting_counted WHERE project_id > %s", [after])
        cursor.execute(FILL, ["bench", datetime.now(UTC), after])
        cursor.execute("SELECT MAX(id) FROM projects_project")
        last = cursor.fetchone()[0]
    operations.fold_counts(by=system("bench"), at=datetime.now(UTC))
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE counting_counted")
        cursor.execute("VACUUM ANALYZE counting_tally")
    return last


def _checking(place) -> dict:
    """Check projects through the product's own path and give the time for each."""
    from django.db import connection

    from luodi.counting import operations
    from luodi.people.operations import load_initial_parameters
    from luodi.values.actor import system

    by, at = system("bench"), datetime.now(UTC)
    load_initial_parameters(by=by, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM projects_project ORDER BY id LIMIT %s", [CHECKED])
        ids = [row[0] for row in cursor.fetchall()]
    began = time.perf_counter()
    for start in range(0, len(ids), 1000):
        operations.recheck(project_ids=ids[start : start + 1000], by=by, at=at)
    took = (time.perf_counter() - began) * 1000 / len(ids)
    return _figure("check of one project in a bulk", took, "ms", None, None)


def _at(size: int, place) -> list[dict]:
    from tests.given.browsing import signed_in

    from luodi.counting import operations
    from luodi.values.actor import system

    client, by = signed_in(place.bureau), system("bench")
    one = _one_project()

    def page(address: str) -> Callable[[], object]:
        def get() -> None:
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)

        return get

    rows = "/counting/counts/rows?measure=signed&column=binding&standing=confirmed"
    questions = [
        ("figures of a year by unit, page", page("/counting/counts/?year=2024"), _raw(BY_HAND)),
        ("rows behind a figure, page", page(rows), _raw(ROWS_BY_HAND)),
    ]
    figures = []
    for name, ours, raw in questions:
        took, by_hand = _median(ours), _median(raw)
        print(f"  {name} of {size:,}: {took:.1f} ms, raw SQL {by_hand:.1f}", file=sys.stderr, flush=True)
        figures.append(_figure(f"{name} of {size:,}", took, "ms", "raw SQL over the rows", by_hand))
    took = _median(lambda: operations.recheck(project_ids=[one], by=by, at=datetime.now(UTC)))
    print(f"  check of one project among {size:,}: {took:.1f} ms", file=sys.stderr, flush=True)
    return [*figures, _figure(f"check of one project among {size:,}", took, "ms", None, None)]


def _one_project() -> int:
    """Give a project of an ordinary investor: with a dozen others at most."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT MIN(id) FROM projects_project WHERE company_name <> '' GROUP BY company_name, matching_name"
            " ORDER BY COUNT(*), 1 LIMIT 1"
        )
        return cursor.fetchone()[0]


def _raw(sql: str) -> Callable[[], object]:
    from django.db import connection

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            cursor.fetchall()

    return ask


def _median(work: Callable[[], object]) -> float:
    work()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(times), 2)


def _figure(name: str, value: float, unit: str, baseline: str | None, baseline_value: float | None) -> dict:
    ratio = round(value / baseline_value, 3) if baseline_value else None
    return {
        "name": name, "value": round(value, 3), "unit": unit, "baseline": baseline, "baseline_value": baseline_value, "ratio": ratio,
    }  # fmt: skip
