"""What a draft would cost, who gains and loses, how sharp a threshold is, who is one condition short."""

from datetime import date

import pyarrow as pa
import pytest
from tests.engines.policies.scenes import pack_text

from luodi.engines.policies import (
    compare,
    doubles,
    nearly,
    read_clause,
    read_pack,
    screen,
    sensitivity,
    simulate,
    with_clause,
)

DAY = date(2025, 7, 1)
YUAN = 100


@pytest.fixture(scope="module")
def pack():
    return read_pack({"p.toml": pack_text("营业收入 >= 100元 and 总部企业", "10% * 营业收入", round='{ to = "分" }')})


@pytest.fixture(scope="module")
def table():
    return pa.table(
        {
            "firm": ["A", "B", "C", "D", "E"], "revenue": [100 * YUAN, 200 * YUAN, 99 * YUAN, 300 * YUAN, None],
            "headquarters": [True, True, True, False, True], "street": ["x", "y", "x", "x", None], "size": ["大型"] * 5,
        }
    )  # fmt: skip


def test_the_cost_is_broken_down_and_adds_up(pack, table):
    found = simulate(pack, table, DAY)
    assert found.cost_fen == 30 * YUAN and found.by_firm.tolist() == [1000, 2000, 0, 0, 0]
    assert [(each.key, each.firms, each.payable_fen) for each in found.breakdown["street"]] == [
        ("y", 1, 2000),
        ("x", 1, 1000),
    ]
    assert (
        sum(each.payable_fen for each in found.breakdown["size"]) == found.cost_fen and found.breakdown["sector"] == ()
    )


def test_a_draft_names_its_winners_and_losers(pack, table):
    draft = read_clause(pack_text("营业收入 >= 150元", "15元", head="", round='{ to = "分" }'), pack)
    found = compare(simulate(pack, table, DAY), simulate(with_clause(pack, draft), table, DAY))
    assert (found.cost_before, found.cost_after, found.winners, found.losers) == (3000, 3000, 1, 2)
    assert found.most_gained == (("D", 1500),) and found.most_lost == (("A", 1000), ("B", 500))
    assert found.by_clause == (("one", 3000, 3000),)


def test_a_threshold_is_moved_and_its_cost_told(pack, table):
    found = [(each.moved_to, each.eligible, each.payable_fen) for each in sensitivity(pack, table, DAY, "one")]
    assert found == [("100元", 2, 3000), ("80元", 3, 3990), ("90元", 3, 3990), ("110元", 1, 2000), ("120元", 1, 2000)]


def test_who_is_one_condition_short_is_named_with_it(pack, table):
    found = [(each.firm, each.condition, each.known) for each in nearly(pack, table, DAY, "one")]
    assert found == [("C", "营业收入 ≥ 100元", True), ("D", "总部企业", True), ("E", "营业收入 ≥ 100元", False)]


def test_spending_paid_for_twice_is_named_unless_a_group_lets_only_one_stand(table):
    one = pack_text("总部企业", "10% * 营业收入", round='{ to = "分" }', group='"a"')
    other = pack_text(
        "营业收入 > 0元", "min(5元, 3% * 营业收入)", head="", id='"two"', round='{ to = "分" }', group='"b"'
    )
    groups = "[groups.a]\nrule = 'max'\n[groups.b]\nrule = 'max'\n"
    pack = read_pack({"p.toml": one.replace("[[clause]]", groups + "[[clause]]", 1) + other})
    (found,) = doubles(pack, screen(pack, table, DAY))
    assert (found.field, found.one, found.other, found.firms) == ("revenue", "one", "two", ("A", "B", "C"))
    assert found.at_stake_fen == 300 + 500 + 297
    same = read_pack({"p.toml": one.replace("[[clause]]", groups + "[[clause]]", 1) + other.replace('"b"', '"a"')})
    assert doubles(same, screen(same, table, DAY)) == ()
