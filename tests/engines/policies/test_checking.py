"""A pack that reads well can still be wrong; each fault has its name."""

from pathlib import Path

import pytest
from tests.engines.policies.scenes import HEAD, pack_text

from luodi.engines.policies import check, load_pack, read_pack

CASE = "[[clause.case]]\nname = 'x'\ngiven = { 总部企业 = true }\nexpect = { status = 'eligible', amount = '1元' }\n"
GROUP = HEAD + "[groups.g]\nrule = 'max'\n"


def codes(*texts, cases=True):
    files = {f"{at}.toml": text for at, text in enumerate(texts)}
    return [each.code for each in check(read_pack(files)) if cases or each.code not in {"policy_no_case"}]


@pytest.mark.parametrize(
    ("when", "amount", "more", "expected"),
    [
        ("总部企业", "1元", {"group": '"g"'}, ["policy_group_unknown"]),
        ("总部企业", "1元", {"envelope": '"e"'}, ["policy_envelope_unknown"]),
        ("总部企业", "50万元", {"caps": '{ firm_year = "20万元" }'}, ["policy_cap_below_amount"]),
        ("设备投资额 >= 500万元", "8% * 设备投资额", {"caps": '{ firm_year = "39万元" }'}, ["policy_cap_below_amount"]),
        ("设备投资额 >= 500万元", "8% * 设备投资额", {"caps": '{ firm_year = "40万元" }'}, []),
        ("总部企业", "1元", {"caps": '{ firm_year = "20万元", lifetime = "10万元" }'}, ["policy_caps_reversed"]),
        ("总部企业", "tier(营业收入; up to 5亿元: 1元; below 5亿元: 2元)", {}, ["policy_tier_unreachable"]),
        ("总部企业", "tier(营业收入; else: 1元; below 5亿元: 2元)", {}, ["policy_tier_unreachable"]),
        ("总部企业", "tier(营业收入; below 5亿元: 1元; from 3亿元 below 6亿元: 2元)", {}, ["policy_tier_overlaps"]),
        ("总部企业", "tier(营业收入; up to 5亿元: 1元; from 5亿元 below 6亿元: 2元)", {}, ["policy_tier_overlaps"]),
        ("总部企业", "tier(营业收入; below 5亿元: 1元; from 6亿元: 2元)", {}, ["policy_tier_gap"]),
        ("总部企业", "tier(营业收入; below 5亿元: 1元; from 5亿元: 2元)", {}, []),
        ("研发费用 / 营业收入 >= 3%", "1元", {}, ["policy_division_by_zero"]),
        ("营业收入 > 0元 and 研发费用 / 营业收入 >= 3%", "1元", {}, []),
        ("营业收入 > 1亿元 and 营业收入 < 1亿元", "1元", {}, ["policy_never_holds"]),
        ("总部企业", "0元", {}, ["policy_amount_never"]),
        ("总部企业", "营业收入 * 参保人数", {}, ["policy_overflow"]),
        ("总部企业", "min(1亿元, 营业收入 * 参保人数)", {}, []),
        ("纳税额 >= 1000万元", "1元", {}, ["policy_driver"]),
        ("总部企业", "5% * 区级贡献", {}, ["policy_not_payable"]),
        ("迁入日期 >= 2025-01-01 and 企业名单", "1元", {}, ["policy_driver", "policy_driver"]),
    ],
)
def test_each_fault_has_its_name(when, amount, more, expected):
    assert codes(pack_text(when, amount, **more), cases=False) == expected


def test_examples_that_differ_and_clauses_without_any_are_named():
    assert codes(pack_text("总部企业", "1元", CASE)) == []
    assert codes(pack_text("总部企业", "2元", CASE)) == ["policy_case_differs"]
    assert codes(pack_text("总部企业", "2元")) == ["policy_no_case"]


def test_versions_may_neither_overlap_nor_leave_a_gap():
    first = pack_text("总部企业", "1元", CASE, valid="{ from = 2025-01-01, to = 2025-12-31 }")
    for since, expected in (
        ("2025-12-31", ["policy_versions_overlap"]),
        ("2026-01-01", []),
        ("2026-02-01", ["policy_versions_gap"]),
    ):
        head = HEAD.replace('"p"', '"q"')
        second = pack_text("总部企业", "1元", CASE, head=head, version="2", valid=f"{{ from = {since} }}")
        assert codes(first, second) == expected


def test_a_fault_is_placed_at_its_character_and_says_what_would_be_right():
    text = pack_text("总部企业", "tier(营业收入; below 5亿元: 1元; from 6亿元: 2元)", head=GROUP)
    problem = next(each for each in check(read_pack({"p.toml": text})) if each.code == "policy_tier_gap")
    line = text.split("\n")[problem.line - 1]
    assert line[problem.column - 1 :].startswith("2元") and problem.right("zh") == "from 应等于 5亿元。"


def test_the_fifteen_clauses_have_only_growth_without_a_guard():
    found = check(load_pack(Path(__file__).with_name("packs")))
    assert [(each.clause, each.code, each.grade) for each in found] == [
        ("c08-first-scale", "policy_division_by_zero", "warning")
    ]
