"""A district with very many invented projects: the first ten thousand through the product's own bulk path, the rest made
inside the database under the same constraints and triggers, with the same search tokens.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, connections

STREETS = 18
TRACKS = ("数字经济", "生命健康", "高端制造", "新能源", "文化时尚", "现代物流", "科技服务", "绿色环保")
KINDS = (
    "总部",
    "研发中心",
    "产业园",
    "智能工厂",
    "创新中心",
    "数据中心",
    "制造基地",
    "生物医药产业园",
    "科技创新中心",
    "供应链平台",
)
ENDS = ("项目", "项目二期", "扩产项目", "增资项目", "建设项目", "技改项目")
SYLLABLES = "澄望青云北拓听钱远星恒嘉瑞启明宏泰盛博雅鼎丰禾源卓信安和诚润长景元科智慧联创新达华中海天力同方正大元光"
FIRST = 10_000

FILL = """
INSERT INTO projects_project (
    code, name, matching_name, pinyin, unit_id, track, company_name, amount, binding, original_currency, stage_claimed,
    stage_confirmed, side_state, signed_date, site, note, source_kind, registered_at, changed_at, grams, version)
SELECT 'LD-2025-' || to_char(nextval('projects_code'), 'FM000000000'), f.text || k.text || e.text, f.text || k.text || e.text,
       f.pinyin || k.pinyin || e.pinyin, r.unit_id, r.track, f.text || '科技有限公司', r.amount, r.binding, 'CNY',
       'P' || r.stage, CASE WHEN r.sure THEN 'P' || r.stage WHEN r.stage > 7 AND r.half THEN 'P7' END, r.side,
       CASE WHEN r.stage >= 7 THEN DATE '2019-01-01' + r.day END, '', '', 'demo', r.at, r.at,
       f.pairs || k.pairs || e.pairs || c.pairs || ARRAY[right(f.text, 1) || left(k.text, 1), right(k.text, 1) || left(e.text, 1),
           right(f.pinyin, 1) || left(k.pinyin, 1), right(k.pinyin, 1) || left(e.pinyin, 1), right(f.text, 1) || '科']::varchar(20)[],
       1
FROM (
    SELECT n, 1 + floor(random() * %(firms)s)::int AS firm, 1 + floor(random() * %(kinds)s)::int AS kind,
           1 + floor(power(random(), 2) * %(ends)s)::int AS ending,
           (%(units)s::bigint[])[1 + floor(random() * %(unit_count)s)::int] AS unit_id,
           (%(tracks)s::text[])[1 + floor(power(random(), 1.5) * %(track_count)s)::int] AS track,
           CASE WHEN random() < 0.92 THEN round((500 + power(random(), 4) * 500000)::numeric) * 10000 END AS amount,
           (ARRAY['binding', 'framework', 'unknown'])[1 + floor(random() * 3)::int] AS binding,
           floor(power(random(), 1.3) * 15)::int AS stage, random() < 0.5 AS sure, random() < 0.5 AS half,
           CASE WHEN random() < 0.94 THEN '' ELSE (ARRAY['hold', 'transferred', 'lost', 'terminated'])[1 + floor(random() * 4)::int] END AS side,
           floor(random() * 2500)::int AS day, TIMESTAMPTZ '2019-01-01' + n * INTERVAL '190 seconds' AS at
    FROM generate_series(%(start)s, %(stop)s) AS n
) AS r
JOIN bench_word AS f ON f.kind = 'firm' AND f.number = r.firm
JOIN bench_word AS k ON k.kind = 'kind' AND k.number = r.kind
JOIN bench_word AS e ON e.kind = 'end' AND e.number = r.ending
CROSS JOIN (SELECT pairs FROM bench_word WHERE kind = 'company') AS c
"""


@dataclass(slots=True)
class Place:
    """What a benchmark needs of the district: a bureau's account, a street's account, and the streets' ids."""

    bureau: object
    street: object
    unit_id: int
    rows: int = 0
    bulk_seconds: float = 0.0


def district() -> Place:
    """Set up the small district with eighteen streets, words for names, and ten thousand projects."""
    from tests.given import people

    from luodi.people import operations as people_operations
    from luodi.projects import operations
    from luodi.values.money import Money

    scene = people.district()
    for number in range(STREETS - 2):
        people_operations.add_unit(
            name=f"示例{number}街道", kind="street", parent_id=scene.root.pk, by=people.SET_UP, at=people.NOW
        )
    _words()
    units, chance = _streets(), random.Random(7)
    firms = _firm_names(chance)
    rows = [
        operations.NewProject(
            name=f"{firms[n % len(firms)]}{chance.choice(KINDS)}{chance.choice(ENDS)}", unit_id=chance.choice(units),
            track=chance.choice(TRACKS), company_name=f"{firms[n % len(firms)]}科技有限公司",
            amount=Money(Decimal(chance.randrange(500, 500_000)) * 10_000), stage_claimed=f"P{chance.randrange(15)}",
            source_kind="demo",
        )
        for n in range(FIRST)
    ]  # fmt: skip
    began = time.perf_counter()
    operations.register_projects(rows=rows, by=people.SET_UP, at=people.NOW)
    place = Place(scene.accounts["bureau"], scene.accounts["river"], scene.units["临河街道"].pk, FIRST)
    place.bulk_seconds = time.perf_counter() - began
    tidy()
    return place


def _streets() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM people_unit WHERE kind = 'street' ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def _firm_names(chance: random.Random, number: int = 4000) -> list[str]:
    return ["".join(chance.choices(SYLLABLES, k=4)) for _ in range(number)]


def _words() -> None:
    from luodi.companies.naming import initials, tokens

    words = [("firm", text) for text in _firm_names(random.Random(7))]
    words += [("kind", text) for text in KINDS] + [("end", text) for text in ENDS]
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE bench_word (kind text, number int, text text, pinyin text, pairs varchar(20)[])")
        seen: dict[str, int] = {}
        with cursor.copy("COPY bench_word FROM STDIN") as copy:
            for kind, text in words:
                seen[kind] = seen.get(kind, 0) + 1
                copy.write_row([kind, seen[kind], text, initials(text), tokens(initials(text), text)])
            copy.write_row(["company", 1, "科技有限公司", "", tokens("", "科技有限公司")])


def grow(place: Place, size: int) -> float:
    """Bring the ledger to `size` projects and give the seconds it took, indexes and statistics included."""
    began = time.perf_counter()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET work_mem = '128MB'; SET maintenance_work_mem = '512MB'")
        indexes = _drop_indexes(cursor)
        units = _streets()
        params = {
            "firms": 4000, "kinds": len(KINDS), "ends": len(ENDS), "units": units, "unit_count": len(units),
            "tracks": list(TRACKS), "track_count": len(TRACKS),
        }  # fmt: skip
        for start in range(place.rows + 1, size + 1, 100_000):
            cursor.execute(FILL, params | {"start": start, "stop": min(start + 99_999, size)})
        for definition in indexes:
            cursor.execute(definition)
    place.rows = size
    tidy()
    return time.perf_counter() - began


def _drop_indexes(cursor) -> list[str]:
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'projects_project'"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _, definition in found]


def tidy() -> None:
    """Fold the tally and gather statistics, as the jobs of a running district do."""
    from tests.given.people import NOW

    from luodi.projects.operations import fold_tally

    fold_tally(at=NOW)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE projects_project")
        cursor.execute("VACUUM ANALYZE projects_tally")
