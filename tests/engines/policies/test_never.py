"""An event known not to have happened: no comparison holds, nothing is paid by time since it, and the words say so."""

import pytest
from tests.engines.policies.made import DAY, table_of
from tests.engines.policies.scenes import HEAD

from luodi.engines.policies import explain, judge, read_pack
from luodi.engines.policies.kinds import NEVER
from luodi.engines.policies.screening import screen

CLAUSE = """[[clause]]
id = "one"
version = 1
title = "示例"
kind = "award"
valid = {{ from = 2025-01-01 }}
when = '{when}'
amount = '{amount}'
"""
FIRM = {"listed": NEVER, "registered": 18_000}


def pack(when: str, amount: str = "1万元"):
    return read_pack({"p.toml": HEAD + CLAUSE.format(when=when, amount=amount)})


def status(when: str, amount: str = "1万元") -> str:
    """Judge by both readers, which have to agree."""
    found = pack(when, amount)
    (one,) = judge(found, FIRM, DAY)
    rows = screen(found, table_of([FIRM], found.fields), DAY).results.to_pylist()
    assert [row["status"] for row in rows] == [one.status] * (one.status != "no")
    return one.status


@pytest.mark.parametrize(
    "when",
    [
        "上市日期 >= 2025-01-01", "上市日期 <= 基准日", "上市日期 > 成立日期", "上市日期 < 成立日期", "上市日期 == 上市日期",
        "years(上市日期, 基准日) < 10年", "years(上市日期, 基准日) >= 0年", "max(上市日期, 成立日期) >= 2000-01-01",
    ],
)  # fmt: skip
def test_no_comparison_with_it_holds(when):
    assert status(when) == "no"


def test_what_asks_for_its_absence_holds():
    assert status("not (上市日期 <= 基准日)") == "eligible"
    assert status("上市日期 != 2025-01-01") == "eligible"
    assert status("min(上市日期, 成立日期) <= 基准日") == "eligible"


def test_an_amount_by_the_time_since_it_cant_be_told():
    assert status("成立日期 <= 基准日", "years(上市日期, 基准日) * 1万元") == "maybe"
    assert judge(pack("成立日期 <= 基准日", "years(上市日期, 基准日) * 1万元"), FIRM, DAY)[0].missing == ("listed",)


def test_the_words_say_that_it_has_not_happened():
    for when in ("上市日期 >= 2025-01-01", "years(上市日期, 基准日) < 10年"):
        told = explain(pack(when), "one", FIRM, DAY)
        assert any("未发生" in line for line in told.lines("zh")) and any(
            "has not happened" in line for line in told.lines("en")
        )


def test_a_case_of_a_clause_may_say_it():
    found = read_pack({"p.toml": HEAD + CLAUSE.format(when="上市日期 <= 基准日", amount="1万元") + """
[[clause.case]]
name = "未上市"
given = { "上市日期" = "未发生" }
expect = { status = "no" }
"""})  # fmt: skip
    assert found.clauses[0].cases[0].given["listed"] == NEVER
