"""A cluster gives the totals and pairs of one machine, to the 分, however the firms are cut into batches."""

import os
import pickle
import random
import shutil
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from tests.engines.policies.made import table_of

from luodi.engines.policies import load_pack, read_pack, screen
from luodi.engines.policies.columns import FirmTwice
from luodi.engines.policies.depending import columns_of_pack
from luodi.engines.policies.on_spark import (
    COLUMNS,
    paid_in_piece,
    result_batches,
    results_in_files,
    results_on_spark,
    total_batches,
    totals_in_files,
    totals_on_spark,
)
from luodi.engines.policies.parquet_pieces import opened, pieces_of
from luodi.engines.policies.summing import FirstComeOnCluster, Sum, added, apart, in_order, told

DAY = date(2025, 7, 1)


@pytest.fixture(scope="module")
def pack():
    return load_pack(Path(__file__).with_name("packs"))


@pytest.fixture(scope="module")
def table(pack):
    """Give the firms of all examples, each ten times over; then the fund of 3,000万元 is not enough."""
    given = [dict(case.given) for clause in pack.clauses for case in clause.cases]
    chosen = random.Random(5)
    rich = {"rd_spend": 30 * 10**8, "rd_spend@-1": 10**8, "discredited": False, "major_accident": False, "fraud": False}
    return table_of([*(chosen.choice(given) for _ in range(300)), *(dict(rich) for _ in range(200))], pack.fields)


def sorted_rows(rows: pa.Table) -> list[dict]:
    return sorted(rows.select(COLUMNS).to_pylist(), key=lambda each: (each["firm"], each["clause"]))


def test_batches_of_any_cut_add_up_to_the_same(pack, table):
    here = screen(pack, table, DAY)
    assert here.envelopes[0].ratio_ppm < 1_000_000
    sent = pickle.loads(pickle.dumps(pack))  # noqa: S301  what Spark does with it
    batches, count = table.to_batches(max_chunksize=37), len(pack.on(DAY))
    parts = [batches[:2], batches[2:9], batches[9:]]
    sums = added((row for part in parts for row in total_batches(part, sent, DAY)), count)
    totals = told(sent, DAY, sums)
    assert (totals.clauses, totals.envelopes) == (here.clauses, here.envelopes)
    found = [row for part in parts for row in result_batches(part, sent, DAY, totals)]
    rows = pa.Table.from_batches(found)
    assert sorted_rows(rows) == sorted_rows(here.results)


def test_a_fund_in_order_that_is_not_enough_is_refused():
    text = (Path(__file__).with_name("packs") / "fifteen.toml").read_text(encoding="utf-8")
    pack = read_pack({"p.toml": text.replace("pro_rata", "first_come").replace("3000万元", "1元")})
    with pytest.raises(FirstComeOnCluster):
        told(pack, DAY, [Sum([1] * 5 + [200])] * len(pack.on(DAY)))


def in_order_of(pack):
    """Let the pack's envelopes pay in order instead."""
    envelopes = {name: replace(each, over="first_come") for name, each in pack.envelopes.items()}
    return replace(pack, envelopes=envelopes)


def test_a_fund_paid_in_order_ends_in_the_same_place_however_the_firms_are_cut_into_pieces(pack, table):
    pack = in_order_of(pack)
    here, count = screen(pack, table, DAY), len(pack.on(DAY))
    assert here.envelopes[0].exhausted
    for sizes in ([500], [1, 499], [120, 0, 190, 190]):
        ends = [sum(sizes[: at + 1]) for at in range(len(sizes))]
        parts = [
            table.slice(end - size, size).to_batches(max_chunksize=37) for end, size in zip(ends, sizes, strict=True)
        ]
        sums = added((row for at, part in enumerate(parts) for row in total_batches(part, pack, DAY, at)), count)
        asked = []

        def paid_in(piece, envelope, left, parts=parts, asked=asked):
            asked.append(piece)
            return paid_in_piece(parts[piece], pack, DAY, envelope, left)

        totals = told(pack, DAY, sums, in_order(pack, DAY, sums, len(parts), paid_in))
        assert (totals.clauses, totals.envelopes) == (here.clauses, here.envelopes)
        assert len(asked) == 1
        found = [row for at, part in enumerate(parts) for row in result_batches(part, pack, DAY, totals, at)]
        assert sorted_rows(pa.Table.from_batches(found)) == sorted_rows(here.results)


def test_what_each_envelope_pays_follows_from_sums_and_rests_for_any_share():
    chosen = random.Random(8)
    amounts = [chosen.randrange(5 * 10**8) for _ in range(500)] + [1_000_000] * 9
    halves = (np.array(amounts[:200]), np.array(amounts[200:]))
    one = Sum([0] * 5 + [sum(amounts)], [np.unique(each % 1_000_000, return_counts=True) for each in halves])
    for ppm in (0, 1, 333_333, 999_999, 1_000_000):
        assert one.payable(ppm) == sum(each * ppm // 1_000_000 for each in amounts)


def test_pieces_of_files_are_read_by_themselves_and_a_firm_in_two_of_them_is_seen(pack, table, tmp_path):
    import pyarrow.parquet

    table = table.sort_by("firm")
    path, again = tmp_path / "firms.parquet", tmp_path / "again.parquet"
    pyarrow.parquet.write_table(table, path, row_group_size=150)
    pyarrow.parquet.write_table(table.slice(140, 20), again)
    wanted = ["firm", *columns_of_pack(pack)]

    def rows_of(*paths):
        return pa.Table.from_batches(
            batch for piece in pieces_of(paths) for batch in total_batches(opened(piece, wanted, 64), pack, DAY)
        )

    here, found = screen(pack, table, DAY), rows_of(path)
    assert len(pieces_of([path])) == 4
    totals = told(pack, DAY, added(found.to_batches(), len(pack.on(DAY))))
    assert (totals.clauses, totals.envelopes) == (here.clauses, here.envelopes)
    assert apart(found)
    assert not apart(rows_of(path, again))


@pytest.mark.filterwarnings("ignore")
def test_spark_gives_the_same(pack, table, tmp_path):
    if os.environ.get("LUODI_SPARK") != "1":
        pytest.importorskip("pyspark", reason="the extra luodi[spark] is not installed")
        if not shutil.which("java"):
            pytest.skip("there is no Java")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    import pyarrow.parquet
    from pyspark.sql import SparkSession

    pyarrow.parquet.write_table(table, tmp_path / "firms.parquet", row_group_size=200)
    wish = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    wish = wish.config("spark.driver.bindAddress", "127.0.0.1").config(
        "spark.sql.execution.arrow.maxRecordsPerBatch", "100"
    )
    session = wish.getOrCreate()
    try:
        frame = session.read.parquet((tmp_path / "firms.parquet").resolve().as_uri()).repartition(3)
        here, totals = screen(pack, table, DAY), totals_on_spark(frame, pack, DAY)
        assert (totals.clauses, totals.envelopes) == (here.clauses, here.envelopes)
        assert sorted_rows(results_on_spark(frame, pack, DAY, totals).toArrow()) == sorted_rows(here.results)
        pieces = pieces_of([tmp_path / "firms.parquet"])
        for each in (pack, in_order_of(pack)):
            here, totals = screen(each, table, DAY), totals_in_files(session, pieces, each, DAY)
            assert (totals.clauses, totals.envelopes) == (here.clauses, here.envelopes)
            found = results_in_files(session, pieces, each, DAY, totals).toArrow()
            assert sorted_rows(found) == sorted_rows(here.results)
        pyarrow.parquet.write_table(table.slice(0, 7), tmp_path / "again.parquet")
        with pytest.raises(FirmTwice):
            totals_in_files(session, [*pieces, *pieces_of([tmp_path / "again.parquet"])], pack, DAY)
    finally:
        session.stop()
