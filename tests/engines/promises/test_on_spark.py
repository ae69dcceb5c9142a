"""Spark gives what the embedded run gives, to the last bit. Skipped without pyspark or Java, unless LUODI_SPARK=1 asks for it."""

import os
import shutil
import sys

import numpy as np
import pytest
from bench import promises_made

from luodi.engines.promises import READING, Asked, evaluate
from luodi.engines.promises.on_spark import judged_on_spark, local_folder

pytestmark = pytest.mark.filterwarnings("ignore")
TABLES = ("promises", "terms", "acts", "observations")
BATCHES = 3
QUICK = {  # so little work is not worth a plan: no interface, no second thoughts, no compiling
    "ui.enabled": "false", "driver.bindAddress": "127.0.0.1", "driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "sql.adaptive.enabled": "false", "sql.shuffle.partitions": "2", "sql.codegen.wholeStage": "false",
    "sql.autoBroadcastJoinThreshold": "-1", "sql.execution.arrow.maxRecordsPerBatch": "100",
}  # fmt: skip


@pytest.fixture(scope="module")
def session():
    if os.environ.get("LUODI_SPARK") != "1":
        pytest.importorskip("pyspark", reason="the extra luodi[spark] is not installed")
        if not shutil.which("java"):
            pytest.skip("there is no Java")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # the workers need Luodi too
    from pyspark.sql import SparkSession

    wish = SparkSession.builder.master("local[2]")
    for name, value in QUICK.items():
        wish = wish.config(f"spark.{name}", value)
    session = wish.getOrCreate()
    yield session
    session.stop()


def test_spark_gives_the_embedded_verdicts_to_the_last_bit(session, tmp_path, monkeypatch):
    monkeypatch.setattr(promises_made, "BATCH", 400)
    promises_made.make(tmp_path, BATCHES * 400)
    today, rules = promises_made.TODAY, promises_made.RULES
    found = judged_on_spark(session, local_folder(tmp_path), today=today, rules=rules).toArrow().sort_by("term")
    read = zip(*(promises_made.read(tmp_path, name) for name in TABLES), strict=True)
    here = [evaluate(Asked(*tables[:2], today, rules, tables[2]), tables[3]) for tables in read]
    for name in READING:
        ours = np.concatenate([each.columns[name] for each in here])
        assert np.array_equal(found[name].to_numpy(), ours), name
    assert found["used"].to_pylist() == [each.used(row) for each in here for row in range(len(each))]
