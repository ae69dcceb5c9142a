"""A table of firms against a pack: bad tables are refused or doubted by name, envelopes pay to the 分."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from tests.engines.policies.scenes import HEAD, pack_text

from luodi.engines.policies import read_pack, screen
from luodi.engines.policies.columns import ColumnMissing, ColumnWrong, FirmTwice

DAY = date(2025, 7, 1)
SOURCE = str(Path(__file__).resolve().parents[3] / "src")


def pack(over="pro_rata", fund="100.01元"):
    head = HEAD + f'[envelopes.e]\nyear = 2025\namount = "{fund}"\nover = "{over}"\n'
    return read_pack(
        {"p.toml": pack_text("revenue >= 1元", "10% * revenue", head=head, envelope='"e"', round='{ to = "分" }')}
    )


def table(revenue, firms=None):
    firms = firms or [f"F{at}" for at in range(len(revenue))]
    return pa.table({"firm": firms, "revenue": pa.array(revenue, pa.int64())})


def test_a_fund_that_is_short_pays_pro_rata_or_the_first():
    shared = screen(pack(), table([100_000, 33_333, 100_000]), DAY)
    assert shared.results["payable_fen"].to_pylist() == [4286, 1428, 4286] and shared.envelopes[0].ratio_ppm == 428_620
    assert set(shared.results["reason"].to_pylist()) == {"policy_reason_envelope"} and shared.envelopes[0].exhausted
    first = screen(pack("first_come"), table([50_000, 33_333, 100_000]), DAY)
    assert first.results["payable_fen"].to_pylist() == [5000, 3333, 1668] and first.envelopes[0].left_fen == 0


def test_a_negative_revenue_is_doubted_and_taken_as_unknown():
    found = screen(pack(), table([-5, 200, None, 10**17]), DAY)
    assert found.results["status"].to_pylist() == ["eligible", "maybe", "maybe", "maybe"]
    (doubt,) = found.doubts
    assert (doubt.column, doubt.count, doubt.firms) == ("revenue", 2, ("F0", "F3"))
    assert doubt.sentence("zh") == "“revenue”有 2 个值超出合理范围，按未知处理：F0、F3。"


def test_a_missing_column_is_named_and_nobody_is_refused_for_it():
    found = screen(
        read_pack({"p.toml": pack_text("not 自有用房 or 总部企业", "1元")}), pa.table({"firm": ["A", "B"]}), DAY
    )
    assert found.clauses[0].maybe == 2 and [each.column for each in found.doubts] == ["headquarters", "own_building"]
    found = screen(pack(), pa.table({"firm": ["A", "B"]}), DAY)
    assert found.clauses[0].maybe == 2 and found.doubts[0].code == "policy_doubt_column_missing"


@pytest.mark.parametrize(
    ("made", "refusal"),
    [
        (table([1, 2, 3], ["A", "B", "A"]), FirmTwice),
        (table([1, 2], ["A", None]), FirmTwice),
        (pa.table({"revenue": [1]}), ColumnMissing),
        (pa.table({"firm": ["A"], "revenue": [1.5]}), ColumnWrong),
    ],
)
def test_tables_that_cannot_be_read_are_refused(made, refusal):
    with pytest.raises(refusal) as caught:
        screen(pack(), made, DAY)
    assert caught.value.sentence("en")


def test_no_firms_give_nothing():
    found = screen(pack(), table([]), DAY)
    assert (found.firms, found.payable_fen, found.results.num_rows) == (0, 0, 0)


def test_amounts_beyond_64_bits_on_the_way_are_exact():
    made = read_pack({"p.toml": pack_text("revenue >= 1元", "min(1亿元, revenue * energy_saved * energy_saved)")})
    rows = pa.table({"firm": ["A", "B"], "revenue": [10**14, 10**6 + 1], "energy_saved": [999_999, 500_000]})
    assert screen(made, rows, DAY).results["amount_fen"].to_pylist() == [10**10, 250_000]


def test_a_page_that_judges_one_firm_does_not_load_arrow():
    said = "import sys, luodi.engines.policies as p; p.judge; print('pyarrow' in sys.modules); p.screen; print('pyarrow' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", said], capture_output=True, text=True, check=True, env={"PYTHONPATH": SOURCE}
    )
    assert done.stdout.split() == ["False", "True"]
