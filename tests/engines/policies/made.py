"""Random clauses and firms: well-typed expressions over a few fields, values at and beside every threshold, gaps."""

from datetime import date, timedelta
from functools import cache

import pyarrow as pa
from hypothesis import strategies as st
from tests.engines.policies.scenes import HEAD

from luodi.engines.policies.kinds import EPOCH, NEVER, day_of

DAY = date(2025, 7, 1)
LINES = (0, 1, 99, 100, 10_000, 1_000_000, 99_999_999, 10**8, 10**12)  # 分
MONEYS = ("revenue", "rd_spend", "profit")
COUNTS = ("employees", "talent_d")
DATES = ("registered", "listed")
FLAGS = ("headquarters", "open_call", "discredited")
CODES = ("industry", "size")
SETS = ("certificates",)
ARROW = {
    "money": pa.int64(), "count": pa.int32(), "rate": pa.int64(), "date": pa.date32(), "flag": pa.bool_(), "code": pa.string(),
    "set": pa.list_(pa.string()), "area": pa.int64(), "price": pa.int64(),
}  # fmt: skip


def literal(fen: int) -> str:
    return f"{fen}分"


money_lines = st.sampled_from(LINES).map(literal)
rates = st.sampled_from(["5%", "33.33%", "1‰", "100%", "energy_saved", "half"])
money_fields = st.sampled_from([*MONEYS, "prev(revenue)", "prev(rd_spend)"])


def joined(form: str, *parts: st.SearchStrategy) -> st.SearchStrategy:
    return st.tuples(*parts).map(lambda values: form.format(*values))


@cache
def moneys(depth: int) -> st.SearchStrategy:
    base = st.one_of(money_lines, money_fields)
    if not depth:
        return base
    one, truth = moneys(depth - 1), st.deferred(lambda: truths(depth - 1))
    return st.one_of(
        base,
        joined("({} + {})", one, one), joined("({} - {})", one, one), joined("{} * {}", rates, one),
        joined("min({}, {})", one, one), joined("max({}, {}, 0元)", one, one), joined("-{}", one),
        joined("{} * 3万元", st.sampled_from(COUNTS)), joined("(if {} then {} else {})", truth, one, one),
        joined("tier({}; below 100分: {}; up to 1000000分: {}; else: {})", one, one, one, one),
        joined("tier({}; from 1元 below 100万元: {})", one, one),
        joined("marginal({}; up to 1万元: {}; below 1亿元: 3‰; else: 1‰)", one, rates),
        joined("{} / employees", one), joined("floor({} / {}) * 1万元", one, money_fields), joined("{} / 3", one),
        joined("({} / {}) * {}", one, money_fields, one),
        st.just("(10 - years(listed, as_of)) * 1万元"), st.just("lease_area * rent_price * 365天"), st.just("min(lease_area, 1000㎡) * 1.25元/㎡·天 * 365天"),
    )  # fmt: skip


@cache
def truths(depth: int) -> st.SearchStrategy:
    sign = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
    base = st.one_of(
        joined("{} {} {}", money_fields, sign, money_lines), st.sampled_from(FLAGS),
        joined('industry under ["{}", "I6"]', st.sampled_from(["C", "C27", "M"])),
        st.sampled_from(['size == "大型"', 'size in ["小型", "微型"]', 'certificates has ["高企", "专精特新"]', "employees in [0, 7]"]),
        joined("{} {} {}", st.sampled_from(DATES), sign, st.sampled_from(["2025-07-01", "2024-02-29", "as_of"])),
        joined("{}({}, as_of) {} 3", st.sampled_from(["days", "months", "years"]), st.sampled_from(DATES), sign),
        joined("listed {} registered", sign), joined("{}(listed, registered) {} as_of", st.sampled_from(["min", "max"]), sign),
        joined("{} / {} {} {}", money_fields, money_fields, sign, st.sampled_from(["3%", "half", "1"])),
        joined("revenue / prev(revenue) - 1 {} 15%", sign), st.just("headquarters == open_call"),
    )  # fmt: skip
    if not depth:
        return base
    one = truths(depth - 1)
    return st.one_of(
        base, joined("({} and {})", one, one), joined("({} or {})", one, one), joined("not ({})", one),
        joined("{} {} {}", moneys(1), sign, moneys(1)),
    )  # fmt: skip


ROUNDS = [("分", "floor"), ("元", "half_up"), ("百元", "half_up"), ("万元", "floor")]


@st.composite
def clauses(draw: st.DrawFn, number: int) -> str:
    to, mode = draw(st.sampled_from(ROUNDS))
    lines = [
        "[[clause]]", f'id = "c{number}"', "version = 1", 'title = "t"', 'kind = "award"', "valid = { from = 2025-01-01 }",
        f"when = '{draw(truths(2))}'", f"amount = '{draw(moneys(2))}'", f'round = {{ to = "{to}", mode = "{mode}" }}',
    ]  # fmt: skip
    if draw(st.booleans()):
        lines.append("scope = { industries = ['C2', 'I'], negative_list = false }")
    if draw(st.booleans()):
        lines.append("caps = { firm_year = '1234567.89元', lifetime = '9000000元' }")
    lines.append(f'group = "{draw(st.sampled_from(["", "highest", "added", "topped"]))}"')
    lines.append(f'envelope = "{draw(st.sampled_from(["", "shared", "first"]))}"')
    return "\n".join(lines) + "\n"


PACK = (
    HEAD
    + """
[negative]
when = "discredited"
[parameters.half]
title = "h"
values = [{ from = 2025-01-01, value = "50%", source = "s" }, { from = 2026-01-01, value = "60%", source = "s" }]
[caps]
firm_year = [{ when = "headquarters", amount = "300万元" }, { when = "size == '小型'", amount = "20万元" }, { amount = "100万元" }]
[groups.highest]
rule = "max"
[groups.added]
rule = "sum"
[groups.topped]
rule = "difference"
[envelopes.shared]
year = 2025
amount = "12345.67元"
[envelopes.first]
year = 2025
amount = "54321.01元"
over = "first_come"
"""
)
packs = st.integers(1, 4).flatmap(lambda count: st.tuples(*(clauses(at) for at in range(count)))).map(
    lambda parts: PACK + "\n".join(parts)
)  # fmt: skip

near = st.tuples(st.sampled_from(LINES), st.integers(-1, 1)).map(sum)
VALUES = {
    **dict.fromkeys([*MONEYS, "revenue@-1", "rd_spend@-1"], near), **dict.fromkeys(COUNTS, st.sampled_from([0, 1, 6, 7, 8])),
    **dict.fromkeys(DATES, st.sampled_from([date(2025, 7, 1), date(2024, 2, 29), date(2022, 7, 1), date(2022, 7, 2), date(1999, 12, 31), day_of(NEVER)])),
    **dict.fromkeys(FLAGS, st.booleans()), "industry": st.sampled_from(["C27", "C", "I65", "M7", ""]),
    "size": st.sampled_from(["大型", "小型", "微型"]), "energy_saved": st.sampled_from([0, 1, 333_333, 10**6]),
    "certificates": st.sampled_from([[], ["高企"], ["绿色", "专精特新"]]), "lease_area": st.sampled_from([0, 1, 29_999, 10**9]),
    "rent_price": st.sampled_from([0, 120, 151]),
}  # fmt: skip
firms = st.fixed_dictionaries({name: st.one_of(values, values, values, st.none()) for name, values in VALUES.items()})
paids = st.fixed_dictionaries(
    {key: st.sampled_from([0, 1, 10**6, 10**9]) for key in ("c0", "c0@year", "c1", "topped", "highest", "*")}
)


def table_of(rows: list[dict], fields: dict) -> pa.Table:
    """Lay firms out as columns."""
    columns = {"firm": pa.array([f"F{at:06}" for at in range(len(rows))])}
    for name in sorted({name for row in rows for name in row}):
        values = [row.get(name) for row in rows]
        if all(value is None for value in values):
            continue  # a column that isn't there
        columns[name] = pa.array(values, type=ARROW[fields[name.partition("@")[0]].kind.key])
    return pa.table(columns)


def day(number: int) -> date:
    return EPOCH + timedelta(days=number)
