"""The handbook's fifteen clauses and its worked stacking, to the 分."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from luodi.engines.policies import judge, load_pack
from luodi.engines.policies.cases import run_cases
from luodi.engines.policies.envelopes import divide, first_come
from luodi.engines.policies.reading import names_of
from luodi.engines.policies.reading_clauses import facts_of

PACKS = Path(__file__).with_name("packs")
WAN = 1_000_000  # 分 in 万元


@pytest.fixture(scope="module")
def pack():
    return load_pack(PACKS)


def test_every_example_of_the_fifteen_clauses_comes_out(pack):
    results = run_cases(pack)
    assert [each.sentence("en") for each in results if not each.passed] == []
    assert len(pack.on(date(2025, 7, 1))) == 16 and len(results) >= 45  # clause 12 has two steps


def test_the_worked_stacking_is_185_04_and_in_a_fund_of_nine_tenths_166_54(pack):
    given = {
        "租赁面积": "800㎡", "租金单价": "1.2元/㎡·天", "楼宇等级": "A", "自有用房": False, "租赁年度": 1, "行业代码": "I65",
        "研发费用": "2600万元", "prev(研发费用)": "1800万元", "小巨人公布日期": date(2025, 3, 1),
        "严重失信": False, "重大安全环保事故": False, "骗补": False,
    }  # fmt: skip
    found = judge(pack, facts_of(given, names_of(pack)), date(2025, 7, 1))
    granted = {each.clause: each.granted_fen for each in found if each.granted_fen}
    assert granted == {"c01-rd-spend": 100 * WAN, "c02-little-giant": 50 * WAN, "c05-rent": 3504 * WAN // 100}
    total = sum(granted.values())
    assert total == 18504 * WAN // 100
    ppm, (paid,) = divide([total], total * 9 // 10)
    assert (ppm, paid) == (900_000, 166_536_000)  # 166.536万, in the handbook 166.54


def test_what_is_unknown_is_named_with_the_paper_that_would_prove_it(pack):
    facts = facts_of({"研发费用": "200万元", "严重失信": False, "重大安全环保事故": False}, names_of(pack))
    one = judge(pack, facts, date(2025, 7, 1))[0]
    assert (one.status, one.amount_fen, one.possible_fen) == ("maybe", 0, None)
    assert one.missing == ("fraud", "rd_spend@-1")
    assert one.evidence == ("加计扣除备案", "专项审计报告")
    assert one.reasons[0].sentence() == "待核：骗补、研发费用（前1年）。"


def test_a_fund_pays_never_a_fen_more_than_it_holds():
    amounts = np.array([333_33, 333_33, 333_35, 7])
    ppm, shared = divide(amounts, 50_000)
    assert ppm == 499_960 and shared.sum() <= 50_000
    assert first_come(amounts, 50_000).tolist() == [33333, 16667, 0, 0]
    assert divide([9 * 10**18 // 4] * 4, 10**18)[1].sum() <= 10**18
