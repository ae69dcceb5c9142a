"""A cluster gives the totals and pairs of one machine, to the 分, however the firms are cut into batches."""

import os
import pickle
import random
import shutil
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from tests.engines.policies.made import table_of

from luodi.engines.policies import load_pack, read_pack, screen
from luodi.engines.policies.on_spark import (
    COLUMNS,
    FirstComeOnCluster,
    added,
    result_batches,
    results_on_spark,
    shares_of,
    told,
    total_batches,
    totals_on_spark,
)

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

    def phase(shares):
        return added((row for part in parts for row in total_batches(part, sent, DAY, shares)), count)

    shares = shares_of(sent, DAY, phase({}))
    assert told(sent, DAY, phase(shares), shares) == (here.clauses, here.envelopes)
    found = [row for part in parts for row in result_batches(part, sent, DAY, shares)]
    rows = pa.Table.from_batches(found)
    assert sorted_rows(rows) == sorted_rows(here.results)


def test_a_fund_in_order_that_is_not_enough_is_refused():
    text = (Path(__file__).with_name("packs") / "fifteen.toml").read_text(encoding="utf-8")
    pack = read_pack({"p.toml": text.replace("pro_rata", "first_come").replace("3000万元", "1元")})
    with pytest.raises(FirstComeOnCluster):
        shares_of(pack, DAY, [[1] * 5 + [200, 0]] * len(pack.on(DAY)))


@pytest.mark.filterwarnings("ignore")
def test_spark_gives_the_same(pack, table, tmp_path):
    if os.environ.get("LUODI_SPARK") != "1":
        pytest.importorskip("pyspark", reason="the extra luodi[spark] is not installed")
        if not shutil.which("java"):
            pytest.skip("there is no Java")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    import pyarrow.parquet
    from pyspark.sql import SparkSession

    pyarrow.parquet.write_table(table, tmp_path / "firms.parquet")
    wish = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    wish = wish.config("spark.driver.bindAddress", "127.0.0.1").config(
        "spark.sql.execution.arrow.maxRecordsPerBatch", "100"
    )
    session = wish.getOrCreate()
    try:
        frame = session.read.parquet((tmp_path / "firms.parquet").resolve().as_uri()).repartition(3)
        here = screen(pack, table, DAY)
        clauses, envelopes = totals_on_spark(frame, pack, DAY)
        assert (clauses, envelopes) == (here.clauses, here.envelopes)
        assert sorted_rows(results_on_spark(frame, pack, DAY, envelopes).toArrow()) == sorted_rows(here.results)
    finally:
        session.stop()
