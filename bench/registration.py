"""Registering first contact with its duplicate search among 10,000, 100,000 and 1,000,000 firms and as many projects
(BENCH_LARGE=0 leaves out the last): the search alone, and the whole registration with project, evidence and journal.

Server time in ms, median and 95th percentile over different investors: known ones, known ones written otherwise, unknown
ones, and names of common words; a registration is timed without the look-up that the form made before, and searches
again itself. Held against raw SQL (the exact keys only, by the same indexes) and against a naive
Django: `icontains` over names of firms and projects, on the same tables, in the same run.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS, NAIVE_ROUNDS, WRITES = 60, 8, 20
FIRMS = """
INSERT INTO companies_company (name, matching_name, pinyin, country, group_name, source_kind, registered_at, grams, version)
SELECT n.name, n.name, '', '中国', '', 'demo', now(),
       (SELECT array_agg(DISTINCT substr(n.name, g, 2)) FROM generate_series(1, length(n.name) - 1) AS g)::varchar(20)[], 1
FROM (SELECT w.text || (ARRAY['生物医药', '数据科技', '智能装备', '新能源', '供应链'])[1 + floor(random() * 5)::int] || v.text || '有限公司' AS name
      FROM generate_series(%(start)s, %(stop)s) AS s
      JOIN bench_word AS w ON w.kind = 'firm' AND w.number = 1 + (s::bigint * 7919) %% 4000
      JOIN bench_word AS v ON v.kind = 'firm' AND v.number = 1 + (s::bigint * 104729) %% 4000) AS n
"""


def run() -> list[dict]:
    """Fill a database of its own step by step and measure the search and the registration at each size."""
    from django.test.utils import override_settings

    from bench import many_projects
    from bench.scratch import scratch_database

    sizes = SIZES if os.environ.get("BENCH_LARGE", "1") != "0" else SIZES[:-1]
    figures: list[dict] = []
    with scratch_database(), override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        place = many_projects.district()
        firms = 0
        for size in sizes:
            if size > place.rows:
                print(f"  filling to {size:,} …", file=sys.stderr, flush=True)
                many_projects.grow(place, size)
            firms = _fill_firms(firms, size)
            figures += _at(size, place)
    return figures


def _fill_firms(start: int, size: int) -> int:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        for first in range(start + 1, size + 1, 100_000):
            cursor.execute(FIRMS, {"start": first, "stop": min(first + 99_999, size)})
        cursor.execute("VACUUM ANALYZE companies_company")
        cursor.execute("VACUUM ANALYZE leads_registration")
    return size


def _at(size: int, place) -> list[dict]:
    names = _names()
    search, raw, naive = _search(place), _raw(), _naive()
    ours = _times(search, names, ROUNDS)
    by_hand, simple = _times(raw, names, ROUNDS), _times(naive, names, NAIVE_ROUNDS)
    register = _register(place)
    writes = [register(name) for name in _fresh(size)][1:]
    figures = []
    for label, times, base in (("duplicate search", ours, True), ("registration with search", writes, False)):
        for part, value in (("median", statistics.median(times)), ("p95", _p95(times))):
            name = f"{label} of {size:,}, {part}"
            print(f"  {name}: {value:.1f} ms", file=sys.stderr, flush=True)
            against = [("naive icontains", simple)] + ([("raw SQL, exact keys only", by_hand)] if base else [])
            for baseline, taken in against:
                other = statistics.median(taken) if part == "median" else _p95(taken)
                figures.append({
                    "name": name, "value": round(value, 2), "unit": "ms", "baseline": baseline,
                    "baseline_value": round(other, 2), "ratio": round(value / other, 3),
                })  # fmt: skip
    return figures


def _p95(times: list[float]) -> float:
    return sorted(times)[max(0, round(len(times) * 0.95) - 1)]


def _times(work: Callable[[str], object], names: list[str], rounds: int) -> list[float]:
    work(names[-1])
    times = []
    for number in range(rounds):
        began = time.perf_counter()
        work(names[number % len(names)])
        times.append((time.perf_counter() - began) * 1000)
    return times


def _names() -> list[str]:
    """Take names of each kind: as known, written otherwise, unknown, and of common words only."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM companies_company ORDER BY id LIMIT 400")
        known = [name for (name,) in cursor.fetchall()]
    chance, unknown = random.Random(11), "雨棠鸢桐槿荻蔚岚"
    names = []
    for name in known[::20]:
        names += [name, f"浙江{name.replace('有限公司', '集团有限责任公司')}", name[:3] + name[4:]]
        names += ["".join(chance.choices(unknown, k=4)) + "科技有限公司", "生物医药数据科技有限公司"]
    return names


def _asked(name: str, place):
    from luodi.leads.queries import AskedInvestor

    return AskedInvestor(name, controller="示例控股集团", product="储能电池", site="东港数谷", unit_id=place.unit_id)


def _search(place) -> Callable[[str], object]:
    from tests.given.people import NOW

    from luodi.leads.queries import candidates
    from luodi.leads.rules import rules_on

    viewer, rules = _actor(place.street), rules_on(NOW.date())
    return lambda name: candidates(_asked(name, place), viewer=viewer, rules=rules)


def _actor(account):
    from django.utils import timezone

    from luodi.people.queries import actor_of

    return actor_of(account=account, today=timezone.localdate())


def _register(place) -> Callable[[str], float]:
    from datetime import timedelta

    from tests.given.people import NOW

    from luodi.leads import operations
    from luodi.leads.operations import NewLead
    from luodi.values.money import Money

    by = _actor(place.street)

    def register(name: str) -> float:
        lead = NewLead(
            unit_id=place.unit_id, investor_name=name, controller=f"{name}控股", sector_code="C3841", product=f"{name}产品",
            need="厂房", amount=Money(200_000_000), contact_name="某", contact_phone="13700000000", evidence_text="纪要",
            evidence_at=NOW - timedelta(days=1),
        )  # fmt: skip
        seen = operations.look_up(asked=lead.asked, by=by, at=NOW).seal  # the form's own request, while typing
        began = time.perf_counter()
        operations.register_lead(lead=lead, seen=seen, by=by, at=NOW)
        return (time.perf_counter() - began) * 1000

    return register


def _fresh(size: int) -> list[str]:
    chance = random.Random(size)
    return ["".join(chr(chance.randrange(0x4E00, 0x9000)) for _ in range(6)) + "有限公司" for _ in range(WRITES + 1)]


def _raw() -> Callable[[str], object]:
    from django.db import connection

    from luodi.values.names import normalised

    def fetch(name: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM companies_company WHERE matching_name = %s", [normalised(name)])
            ids = [pk for (pk,) in cursor.fetchall()]
            cursor.execute("SELECT id, name FROM projects_project WHERE company_id = ANY(%s) LIMIT 300", [ids])
            cursor.fetchall()
            cursor.execute("SELECT id FROM leads_registration WHERE matching_key = %s", [normalised(name)])
            cursor.fetchall()

    return fetch


def _naive() -> Callable[[str], object]:
    from django.db.models import Q

    from luodi.companies.models import Company
    from luodi.engines.matching import core_key
    from luodi.projects.models import Project

    def fetch(name: str) -> None:
        core = core_key(name)
        list(Company.objects.filter(name__icontains=core)[:50])
        list(Project.objects.filter(Q(name__icontains=core) | Q(company_name__icontains=core))[:50])

    return fetch
