"""Why a firm gets it or not, how far it is off, in both languages; and what a clause and its new version say in words."""

import json
from datetime import date
from pathlib import Path

import pytest
from tests.engines.policies.scenes import pack_text

from luodi.engines.policies import dependants, differences, explain, load_pack, read_pack
from luodi.engines.policies.wording import words

DAY = date(2025, 7, 1)


@pytest.fixture(scope="module")
def pack():
    return load_pack(Path(__file__).with_name("packs"))


def test_a_firm_reads_which_condition_fails_and_by_how_much(pack):
    facts = {
        "rd_spend": 63_000_000,
        "rd_spend@-1": 50_000_000,
        "discredited": False,
        "major_accident": False,
        "fraud": False,
    }
    found = explain(pack, "c01-rd-spend", facts, DAY)
    assert found.judgement.status == "no"
    assert "  ✗ 研发费用 ≥ 100万元（实为 63万元），相差 37万元" in found.lines("zh")
    assert "  ✗ R&D expense (audited) ≥ CNY 1,000,000.00 (is CNY 630,000.00), by CNY 370,000.00" in found.lines("en")


def test_each_step_of_the_amount_is_shown_down_to_the_facts(pack):
    case = next(clause for clause in pack.clauses if clause.id == "c05-rent").cases[0]
    lines = explain(pack, "c05-rent", case.given, DAY).lines("zh")
    assert lines[0] == "租金补助：可享 35.04万元"
    assert "        较低者（租赁面积，1000㎡） = 800㎡" in lines and "      落入“不超过 1”档 = 100%" in lines
    assert lines[-1] == "  取整为 35.04万元"


def test_what_is_not_known_stands_as_such_and_all_of_it_goes_into_json(pack):
    found = explain(pack, "c01-rd-spend", {"rd_spend": 200_000_000}, DAY)
    kept = json.loads(json.dumps(found.as_json(), ensure_ascii=False))
    assert kept["status"] == "maybe" and kept["missing"] == ["discredited", "major_accident", "fraud", "rd_spend@-1"]
    assert kept["conditions"][0]["value"] is None and kept["conditions"][1]["value"] is True
    assert kept["amount"]["value"] is None
    with pytest.raises(KeyError):
        explain(pack, "c01-rd-spend", {}, date(2030, 1, 1))


def test_a_changed_fact_touches_only_the_clauses_that_read_it(pack):
    assert [clause.id for clause in dependants(pack, ["revenue"])] == [
        "c08-first-scale",
        "c09-growth",
        "c14-headquarters",
    ]
    assert [clause.id for clause in dependants(pack, ["fraud"])] == ["c01-rd-spend"]


def test_a_new_version_is_told_in_sentences():
    old, new = (
        read_pack({"p.toml": pack_text(when, amount, caps=caps)}).clauses[0]
        for when, amount, caps in (
            ("营业收入 >= 1亿元", "20万元", '{ firm_year = "30万元" }'),
            ("营业收入 >= 2亿元 and 总部企业", "30万元", ""),
        )
    )
    assert differences(old, new) == (
        "删除条件“营业收入 ≥ 1亿元”。", "新增条件“营业收入 ≥ 2亿元”。", "新增条件“总部企业”。", "金额由“20万元”改为“30万元”。",
        "每年封顶由“30万元”改为“无”。",
    )  # fmt: skip
    assert differences(old, new, "en")[3] == "Amount: “CNY 200,000.00” becomes “CNY 300,000.00”."
    assert differences(old, old) == ()
    assert "每家每年封顶：30万元" in words(old) and "  · revenue ≥ CNY 100,000,000.00" in words(old, "en")
