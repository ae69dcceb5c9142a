"""Lists, board, search and registering among 10,000, 100,000 and 1,000,000 projects (BENCH_LARGE=0 leaves out the last).

Every figure is a whole page through Django's handler with session, permissions and HTML, signed in as the promotion
bureau, held against raw SQL (the same question by hand over one open connection) and against a naive Django: model
instances, exact count, `icontains`, OFFSET, a Django template, on a copy of the table that has only the indexes which
Django makes by itself. Medians of wall time in ms, all in one run; `cpu` is that of this process per page.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS, NAIVE_ROUNDS = 11, 3
COMMON, RARE = ("生物", "医药产", "生物医药"), ("澄望", "澄望园", "澄望总部")
NAIVE_TABLE = """
DROP TABLE IF EXISTS projects_naive;
CREATE TABLE projects_naive AS SELECT id, code, name, unit_id, officer_id, track, company_id, company_name, amount, binding,
    stage_claimed, stage_confirmed, side_state, signed_date, changed_at, withdrawn_at FROM projects_project;
ALTER TABLE projects_naive ADD PRIMARY KEY (id);
ALTER TABLE projects_naive ADD UNIQUE (code);
CREATE INDEX ON projects_naive (unit_id); CREATE INDEX ON projects_naive (officer_id); CREATE INDEX ON projects_naive (company_id);
ANALYZE projects_naive;
"""
COLUMNS = "id, code, name, unit_id, track, company_name, amount, binding, stage_claimed, stage_confirmed, signed_date, changed_at"


def run() -> list[dict]:
    """Fill a database of its own step by step and measure each question at each size."""
    from django.test.utils import override_settings

    from bench import many_projects
    from bench.scratch import scratch_database

    sizes = SIZES if os.environ.get("BENCH_LARGE", "1") != "0" else SIZES[:-1]
    figures: list[dict] = []
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with scratch_database(), override_settings(PASSWORD_HASHERS=hashers):
        place = many_projects.district()
        figures.append(_figure("bulk path: 10,000 projects", place.bulk_seconds, "s", None, None))
        small: dict[str, float] = {}
        for size in sizes:
            if size > place.rows:
                print(f"  filling to {size:,} …", file=sys.stderr, flush=True)
                many_projects.grow(place, size)
            figures += _at(size, place, small)
    return figures


def _at(size: int, place, small: dict[str, float]) -> list[dict]:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(NAIVE_TABLE)
        cursor.execute("GRANT SELECT, INSERT ON projects_naive TO " + cursor.db.ops.quote_name(_application_role()))
    figures = []
    for name, ours, raw, naive in _questions(place):
        took, cpu = _median(ours, ROUNDS)
        by_hand, _ = _median(raw, ROUNDS)
        simple, simple_cpu = _median(naive, NAIVE_ROUNDS)
        label = f"{name} of {size:,}"
        print(f"  {label}: {took:.1f} ms, raw SQL {by_hand:.1f}, naive {simple:.1f}", file=sys.stderr, flush=True)
        figures.append(_figure(label, took, "ms", "raw SQL", by_hand) | {"cpu": cpu})
        figures.append(_figure(label, took, "ms", "naive Django", simple) | {"cpu": cpu, "baseline_cpu": simple_cpu})
        if name not in small:
            small[name] = took
        else:
            figures.append(_figure(label, took, "ms", "itself at 10,000", small[name]))
    return figures


def _application_role() -> str:
    from django.conf import settings

    return settings.APPLICATION_ROLE


def _median(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    work()
    times, cpus = [], []
    for _ in range(rounds):
        cpu, began = time.process_time(), time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    return round(statistics.median(times), 2), round(statistics.median(cpus), 2)


def _figure(name: str, value: float, unit: str, baseline: str | None, baseline_value: float | None) -> dict:
    ratio = round(value / baseline_value, 3) if baseline_value else None
    return {
        "name": name, "value": round(value, 2), "unit": unit, "baseline": baseline, "baseline_value": baseline_value, "ratio": ratio,
    }  # fmt: skip


def _questions(place) -> list[tuple[str, Callable, Callable, Callable]]:
    """Give each question as (name, the product's page, raw SQL, naive Django)."""
    from tests.given.browsing import signed_in

    from bench.naive import pages as naive_pages
    from luodi.projects import queries

    client, naive = signed_in(place.bureau), naive_pages(place.bureau)
    viewer = _actor(place.bureau)

    def page(address: str) -> Callable[[], object]:
        def get() -> None:
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)

        return get

    three = f"?unit={place.unit_id}&track=数字经济&stage=P7"
    far = queries.project_list(viewer=viewer, page=max(1, place.rows // 100)).after
    far_id = queries.project_list(viewer=viewer, page=max(1, place.rows // 100)).rows[-1].id
    found = [
        ("list of 50, three filters", page(f"/projects/{three}"), _raw_three(place), naive(f"/list{three}")),
        ("deep page by key", page(f"/projects/?after={far.replace('+', '%2B')}"), _raw_deep(far), naive(f"/list?page={place.rows // 100}")),
        ("deep page by number (100th)", page("/projects/?page=100"), _raw_offset(4950), naive("/list?page=100")),
        ("project page", page(f"/projects/{far_id}/"), _raw_one(far_id), naive(f"/projects/{far_id}")),
        ("board", page("/projects/board/"), _raw_board(), naive("/board")),
    ]  # fmt: skip
    for kind, words in (("common", COMMON), ("rare", RARE)):
        found += [
            (
                f"search of {len(text)} characters, {kind}",
                page(f"/projects/?q={text}"),
                _raw_search(text),
                naive(f"/list?q={text}"),
            )
            for text in words
        ]
    return [
        *found,
        ("create with validation", _create(client, place), _raw_create(place), naive(f"/create?unit={place.unit_id}")),
    ]


def _actor(account):
    from django.utils import timezone

    from luodi.people.queries import actor_of

    return actor_of(account=account, today=timezone.localdate())


def _fetch(*statements: tuple[str, list]) -> Callable[[], object]:
    from django.db import connection

    def fetch() -> None:
        with connection.cursor() as cursor:
            for sql, params in statements:
                cursor.execute(sql, params)
                cursor.fetchall()

    return fetch


def _listed(where: str, params: list, tail: str) -> Callable[[], object]:
    return _fetch(
        (f"SELECT {COLUMNS} FROM projects_project WHERE withdrawn_at IS NULL{where} {tail}", params),
        (
            f"SELECT COUNT(*) FROM (SELECT 1 FROM projects_project WHERE withdrawn_at IS NULL{where} LIMIT 1001) AS t",
            params,
        ),
    )


def _raw_one(project_id: int) -> Callable[[], object]:
    return _fetch((f"SELECT {COLUMNS} FROM projects_project WHERE id = %s", [project_id]))


NEWEST = "ORDER BY changed_at DESC, id DESC LIMIT 50"


def _raw_three(place) -> Callable[[], object]:
    return _listed(" AND unit_id = %s AND track = %s AND stage_claimed = %s", [place.unit_id, "数字经济", "P7"], NEWEST)


def _raw_deep(key: str) -> Callable[[], object]:
    instant, _, pk = key.rpartition("~")
    sql = f"SELECT {COLUMNS} FROM projects_project WHERE withdrawn_at IS NULL AND (changed_at, id) < (%s, %s) {NEWEST}"
    return _fetch((sql, [datetime.fromisoformat(instant), int(pk)]))


def _raw_offset(offset: int) -> Callable[[], object]:
    return _listed("", [], f"{NEWEST} OFFSET {offset}")


def _raw_board() -> Callable[[], object]:
    return _fetch((
        "SELECT unit_id, stage_claimed, stage_confirmed = stage_claimed, COUNT(*), SUM(amount) FROM projects_project"
        " WHERE withdrawn_at IS NULL GROUP BY 1, 2, 3", [],
    ))  # fmt: skip


def _raw_search(text: str) -> Callable[[], object]:
    return _listed(" AND (name LIKE %s OR company_name LIKE %s)", [f"%{text}%"] * 2, NEWEST)


def _create(client, place) -> Callable[[], object]:
    counter = iter(range(10**9))

    def post() -> None:
        form = {
            "name": f"新登记示例{time.time_ns()}{next(counter)}号", "unit_id": place.unit_id, "track": "新能源", "amount": "1.2亿元",
            "binding": "framework", "stage_claimed": "P7", "company_name": "某示例测量有限公司", "signed_date": "2025-03-07",
        }  # fmt: skip
        answer = client.post("/projects/new/", form)
        assert answer.status_code == 302, answer.content.decode()[:2000]

    return post


def _raw_create(place) -> Callable[[], object]:
    from django.db import connection

    sql = (
        "INSERT INTO projects_project (code, name, matching_name, pinyin, unit_id, track, company_name, binding,"
        " original_currency, stage_claimed, side_state, site, note, source_kind, registered_at, changed_at, grams, version)"
        " VALUES (%s, %s, %s, '', %s, '新能源', '', 'framework', 'CNY', 'P7', '', '', '', 'demo', now(), now(), '{}', 1)"
    )

    def insert() -> None:
        name = f"裸写示例{time.time_ns()}"
        with connection.cursor() as cursor:
            cursor.execute(sql, [str(time.time_ns())[-20:], name, name, place.unit_id])

    return insert
