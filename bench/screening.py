"""Screening all firms of the database with the demonstration's pack: 10⁵ firms with realistic facts (BENCH_LARGE=0: 10⁴).

From the facts as rows to stored results, envelopes divided; against the same firms read and judged one by one, as it was
done before and as most systems would, taken on 1,000 of them in the same run and scaled. Then the pages over the results,
through Django's handler, held against the hand-written SQL of the same page.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

SIZES = (10_000, 100_000)
BASE_FIRMS, ROUNDS, KNOWN = 1_000, 5, 0.85
YEAR, AS_OF = 2024, date(2025, 7, 1)
FIRMS = """INSERT INTO companies_company (name, matching_name, pinyin, country, group_name, source_kind, registered_at, grams, version)
SELECT '量测' || n || '有限公司', '量测' || n || '有限公司', '', '中国', '', 'demo', %(at)s, '{}', 1 FROM generate_series(1, %(size)s) AS n"""
COLUMNS = "company_id, unit_id, field, year, value, data_class, state, known_at, source_kind, source, answer, reason"


def run() -> list[dict]:
    """Fill a database of its own, screen it, look at it."""
    from bench.scratch import scratch_database

    size = SIZES[1] if os.environ.get("BENCH_LARGE", "1") != "0" else SIZES[0]
    with scratch_database():
        return _measured(size)


def _measured(size: int) -> list[dict]:
    from tests.given import policies as given
    from tests.given.people import NOW, SET_UP, district

    from luodi.policies import operations
    from luodi.policies.models import Screening, ScreeningResult

    scene = district()
    given.people(scene)
    _publish(scene, NOW)
    rows = _fill(scene, size, NOW)
    at = NOW + timedelta(hours=2)
    naive = _one_by_one(at) * size / BASE_FIRMS
    began, cpu = time.perf_counter(), time.process_time()
    before = _memory()
    row = operations.start_screening(year=YEAR, as_of=AS_OF, by=scene.actor("bureau"), at=at)
    operations.screen_all(screening_id=row.pk, by=SET_UP, at=at)
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    memory = _memory() - before
    row = Screening.objects.get(pk=row.pk)
    assert (row.state, row.done) == ("done", size), row.problem
    stored = ScreeningResult.objects.count()
    label = f"{size:,} firms × {_clauses(at)} clauses"
    figures = [
        _figure(f"{label}: {rows:,} facts screened, {stored:,} results stored", took, "s", "read and judged one by one", naive),
        _figure(f"{label}: processor time of the worker", cpu, "s"),
        _figure(f"{label}: memory above the start", memory, "MB"),
        _figure(f"{label}: a simulation of one draft", _simulated(scene, at), "s"),
    ]  # fmt: skip
    return figures + _pages(scene, row.pk)


def _publish(scene, at: datetime) -> None:
    """Publish the demonstration's pack."""
    from luodi.demo import policies as demo
    from luodi.policies import operations

    files = {path.name: path.read_text(encoding="utf-8") for path in sorted(demo.FOLDER.glob("*.toml"))}
    taken = operations.import_pack(files=files, by=scene.actor("bureau"), at=at)
    demo.publish(taken, scene.actor("bureau"), scene.actor("bureau2"), lambda *_: at, at.date())


def _clauses(at: datetime) -> int:
    from luodi.policies.queries import published_pack

    return len(published_pack(at).on(AS_OF))


def _fill(scene, size: int, at: datetime) -> int:
    """Write firms and what is known of each, field by field; give how many facts."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.csv as pa_csv
    from django.db import connection, connections

    from bench.policies_firms import firms
    from luodi.policies.fact_values import class_of

    table, unit = firms(size, known=KNOWN), scene.units["临河街道"].pk
    with connection.cursor() as cursor:
        cursor.execute(FIRMS, {"size": size, "at": at})
        cursor.execute("SELECT min(id) FROM companies_company WHERE name LIKE '量测%%'")
        first = cursor.fetchone()[0]
    numbers, count = np.arange(first, first + size), 0
    for name in table.column_names[1:]:
        code, _, back = name.partition("@")
        values, known = _texts(table.column(name).combine_chunks())
        same = {
            "field": code, "year": YEAR + int(back or 0), "data_class": class_of(code), "state": "verified", "known_at": at.isoformat(),
            "source_kind": "row", "source": "部门数据共享表", "answer": "", "reason": "",
        }  # fmt: skip
        columns = {"company_id": numbers[known], "unit_id": np.full(len(values), unit), "value": values} | {
            key: pa.array([value] * len(values)) for key, value in same.items()
        }
        names = COLUMNS.split(", ")
        buffer = pa.BufferOutputStream()
        rows = pa.table({key: columns[key] for key in names})
        pa_csv.write_csv(rows, buffer, pa_csv.WriteOptions(include_header=False))
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY policies_fact ({COLUMNS}) FROM STDIN (FORMAT csv)") as copy,
        ):
            copy.write(buffer.getvalue().to_pybytes())
        count += len(values)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE policies_fact; ANALYZE companies_company")
    return count


def _texts(column) -> tuple:
    """Give the canonical text of each known value, and which are known."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    known = column.is_valid().to_numpy(zero_copy_only=False)
    column = column.drop_null()
    if pa.types.is_list(column.type):
        full = pc.list_value_length(column).to_numpy(zero_copy_only=False) > 0
        known[known] = full
        return pc.binary_join(column.filter(pa.array(full)), ","), known
    return column.cast(pa.string()), known


def _one_by_one(at: datetime) -> float:
    """Read and judge firms one by one; seconds."""
    from luodi.policies.queries import published_pack
    from luodi.policies.queries.population import firm_ids_with_facts, firms_of
    from luodi.policies.reckoning import pairs_of

    pack, ids = published_pack(at), firm_ids_with_facts(at)[:BASE_FIRMS]
    began = time.perf_counter()
    for start in range(0, BASE_FIRMS, 200):
        for firm in firms_of(YEAR, at, ids[start : start + 200]):
            pairs_of(pack, firm, AS_OF)
    return time.perf_counter() - began


def _simulated(scene, at: datetime) -> float:
    from luodi.policies import operations, queries
    from luodi.policies.models import ClauseVersion

    bureau = scene.actor("bureau")
    row = ClauseVersion.objects.get(clause_id="rd-spend", state="published")
    number = queries.next_version("rd-spend")
    text = row.text.replace(f"version = {row.version}", f"version = {number}").replace(
        "研发费用 >= 100万元", "研发费用 >= 50万元"
    )
    draft = operations.draft_clause(policy_id=row.policy_id, text=text, by=bureau, at=at)
    wish = operations.start_simulation(title="量测", year=YEAR, clause_pks=[draft.pk], as_of=AS_OF, by=bureau, at=at)
    began = time.perf_counter()
    done = operations.run_simulation(simulation_id=wish.pk, by=bureau, at=at)
    assert done.state == "done", done.problem
    return time.perf_counter() - began


def _pages(scene, number: int) -> list[dict]:
    from django.db import connection
    from tests.given.browsing import signed_in

    from luodi.policies.models import ClauseVersion

    client = signed_in(scene.accounts["bureau"])
    clause = ClauseVersion.objects.get(clause_id="rd-spend", state="published").pk
    rows = "SELECT * FROM policies_screeningresult WHERE screening_id = %s"
    questions = {
        "the screening": (f"/screenings/{number}/", "SELECT * FROM policies_screening WHERE id = %s"),
        "first page of results": ("results", f"{rows} ORDER BY payable_fen DESC, id DESC LIMIT 50"),
        "one clause's": (f"results?clause={clause}", f"{rows} AND clause_id = {clause} ORDER BY payable_fen DESC, id DESC LIMIT 50"),
        "those that may be": ("results?status=maybe", f"{rows} AND status = 'maybe' ORDER BY payable_fen DESC, id DESC LIMIT 50"),
        "page 2,000": ("results?page=2000", f"{rows} ORDER BY payable_fen DESC, id DESC LIMIT 50 OFFSET 99950"),
        "by name": ("results?sort=company", f"{rows} ORDER BY company_id, id LIMIT 50"),
        "a firm's name": ("results?q=量测4321有限", f"{rows} AND company_id = (SELECT id FROM companies_company WHERE name = '量测4321有限公司')"),
    }  # fmt: skip
    figures = []
    for name, (page, statement) in questions.items():
        address = page if page.startswith("/") else f"/screenings/{number}/{page}"

        def asked(statement: str = statement) -> None:
            with connection.cursor() as cursor:
                cursor.execute(statement, [number])
                cursor.fetchall()

        def seen(address: str = address) -> None:
            assert client.get(address).status_code == 200, address

        took, raw = _median(seen), _median(asked)
        print(f"  {name}: {took:.0f} ms, SQL {raw:.1f}", file=sys.stderr, flush=True)
        figures.append(_figure(f"page: {name}", took, "ms", "its SQL by hand", raw))
    began = time.perf_counter()
    answer = client.get(f"/screenings/{number}/export?status=eligible")
    assert answer.status_code in (200, 302), answer.status_code
    figures.append(_figure("export of the eligible", time.perf_counter() - began, "s"))
    return figures


def _median(work: Callable[[], None]) -> float:
    work()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _memory() -> float:
    """Give the most memory that this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _figure(
    name: str, value: float, unit: str, baseline: str | None = None, baseline_value: float | None = None
) -> dict:
    ratio = round(value / baseline_value, 4) if baseline_value else None
    return {
        "name": name, "value": round(value, 2), "unit": unit, "baseline": baseline, "baseline_value": baseline_value, "ratio": ratio,
    }  # fmt: skip
