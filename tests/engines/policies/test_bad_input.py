"""What a policy owner gets wrong is refused by name, at the character, with what would be right."""

import pytest
from tests.engines.policies.scenes import HEAD, pack_text

from luodi.engines.policies import PolicyRefused, read_clause, read_pack

FAULTS = [
    ("营业收 >= 1亿元", "1元", "policy_field_unknown", 1, "是否为：营业收入？"),
    ("营业收入 >= 15%", "1元", "policy_compare_differ", 6, "两边要同一单位，例如 营业收入 >= 2000万元。"),
    ("营业收入 >= 1000000000000000元", "1元", "policy_amount_too_large", 9, "金额上限 100万亿元，其他数上限 1万亿。"),
    (
        "1亿元 <= 营业收入 < 5亿元",
        "1元",
        "policy_chained_comparison",
        13,
        "请写作 1亿元 <= 营业收入 and 营业收入 < 5亿元。",
    ),
    ("企业规模 in ['大']", "1元", "policy_code_unknown", 10, "可用：大型、中型、小型、微型。"),
    ("企业规模 in ['大型'", "1元", "policy_ends_early", 14, "还应有：]。"),
    ("营业收入", "1元", "policy_type_wrong", 1, ""),
    ("prev(成立日期) > 2020-01-01", "1元", "policy_prev_of_standing_fact", 6, ""),
    ("成立日期 > 2020-02-30", "1元", "policy_date_unknown", 8, ""),
    ("营业收入 > 3公里", "1元", "policy_unit_unknown", 9, None),
    ("__import__('os')", "1元", "policy_field_unknown", 1, None),
    ("(" * 100 + "总部企业", "1元", "policy_too_deep", 41, "请去掉多余的括号，或拆成两个条款。"),
    ("(" * 1_000_000 + "总部企业", "1元", "policy_text_too_long", 4001, ""),
    ("总部企业 and " * 900 + "总部企业", "1元", "policy_text_too_long", 4001, ""),
]


@pytest.mark.parametrize(("when", "amount", "code", "column", "right"), FAULTS, ids=range(len(FAULTS)))
def test_a_faulty_condition_is_named_at_its_character(when, amount, code, column, right):
    text = pack_text(when.replace("'", '"'), amount)
    with pytest.raises(PolicyRefused) as caught:
        read_pack({"p.toml": text})
    (problem,) = caught.value.problems
    line = next(number for number, each in enumerate(text.split("\n"), 1) if each.startswith("when"))
    assert (problem.code, problem.file, problem.line, problem.clause) == (code, "p.toml", line, "one")
    assert problem.column == len("when = '") + column
    assert problem.sentence("zh") and problem.sentence("en") and "{" not in problem.sentence("en")
    assert right is None or problem.right("zh") == right


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("营业收入 * 研发费用", "policy_times_wrong"),
        ("5%", "policy_type_wrong"),
        ("研发费用 + 5%", "policy_add_differ"),
        ("研发费用 / 0", "policy_division_by_zero"),
        ("max(研发费用, 5)", "policy_types_differ"),
        ("tier(营业收入; up to 300㎡: 1元)", "policy_types_differ"),
        ("marginal(营业收入; up to 3亿元: 1元)", "policy_marginal_needs_rate"),
        ("floor(研发费用)", "policy_floor_needs_number"),
        ("-" * 3000 + "1元 +", "policy_text_too_long"),
        ("1元" + " + 1元" * 200, "policy_too_deep"),
    ],
)
def test_units_that_do_not_go_together_are_refused(amount, code):
    with pytest.raises(PolicyRefused) as caught:
        read_pack({"p.toml": pack_text("总部企业", amount)})
    assert [each.code for each in caught.value.problems] == [code]


def test_every_fault_of_a_file_is_named_at_once():
    text = pack_text(
        "营业收 > 1元", "5%", "caps = { firm_years = '1元' }\nshare = { city = '50%' }\nmodus = 1\n", mode='"auto"'
    )
    with pytest.raises(PolicyRefused) as caught:
        read_pack({"p.toml": text})
    codes = {each.code for each in caught.value.problems}
    assert codes == {
        "policy_field_unknown", "policy_type_wrong", "policy_key_unknown", "policy_share_not_whole", "policy_word_unknown",
    }  # fmt: skip
    assert "处问题" in str(caught.value) and all(each.line > 1 for each in caught.value.problems)


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"p.toml": "[policy"}, "policy_toml_broken"),
        ({"p.toml": "x = " + "[" * 100_000}, "policy_too_deep"),
        ({"p.toml": 'x = "' + '\\"' * 500_000}, "policy_toml_broken"),
        ({"p.toml": "x" * 3_000_000}, "policy_file_too_large"),
        ({"a.toml": pack_text("总部企业", "1元"), "b.toml": pack_text("总部企业", "1元")}, "policy_named_twice"),
        ({"p.toml": HEAD + "[parameters.a]\nvalues = [{ from = 2025-01-01, value = 'b + 1%', source = 's' }]\n"
          "[parameters.b]\nvalues = [{ from = 2025-01-01, value = 'a * 2', source = 's' }]\n"}, "policy_parameter_circular"),
        ({"p.toml": HEAD + "[parameters.a]\nvalues = [{ from = 2025-01-01, value = '3%' }]\n"}, "policy_parameter_value"),
        ({"p.toml": HEAD + "[parameters.revenue]\nvalues = [{ from = 2025-01-01, value = '3%', source = 's' }]\n"}, "policy_named_twice"),
        ({"p.toml": HEAD + "[parameters.a]\nvalues = [{ from = 2025-01-01, value = 'b * 2', source = 's' }]\n",
          "q.toml": HEAD.replace('"p"', '"q"') + "[parameters.b]\nvalues = [{ from = 2025-01-01, value = 'a', source = 's' }]\n"},
         "policy_parameter_circular"),
        ({"p.toml": HEAD + "[groups.g]\nrule = 'most'\n"}, "policy_word_unknown"),
        ({"p.toml": HEAD + "[envelopes.e]\namount = '3000'\nyear = 2025\n"}, "policy_money_wanted"),
        ({"p.toml": HEAD}, None),
    ],
)  # fmt: skip
def test_faults_of_files_are_named(files, code):
    if code is None:
        assert read_pack(files).clauses == ()
        return
    with pytest.raises(PolicyRefused) as caught:
        read_pack(files)
    assert code in {each.code for each in caught.value.problems}


def test_one_clause_is_read_for_the_editor():
    pack = read_pack({"p.toml": HEAD})
    clause = read_clause(pack_text("总部企业", "100万元", head=""), pack)
    assert (clause.id, clause.version, clause.source.startswith("[[clause]]")) == ("one", 1, True)
    with pytest.raises(PolicyRefused) as caught:
        read_clause(pack_text("总部企业", "100万", head=""), pack)
    assert caught.value.problems[0].code == "policy_type_wrong"
