"""The same judgement on a cluster: Apache Spark hands whole subjects to `evaluate`, Arrow batch by Arrow batch.

`mapInArrow` takes one table, the engine five. So each subject becomes one row that holds its promises, terms, decisions,
plan and observations as lists; Spark never cuts a row, therefore a batch always holds all that its verdicts rest on,
however Spark cuts the batches. Not imported by the package: it needs the extra `luodi[spark]` and Java 17 (decision 0026).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import pyarrow

from .evaluating import Asked, evaluate
from .layout import ACTS, OBSERVATIONS, PLAN, PROMISES, READING, TERMS, Rules

TABLES = {"promises": PROMISES, "terms": TERMS, "acts": ACTS, "plan": PLAN, "observations": OBSERVATIONS}
SCHEMA = ", ".join([*(f"`{name}` bigint" for name in READING), "used array<bigint>"])


def judged_on_spark(
    session: Any, snapshot: str, *, today: int, rules: Rules, known: int | None = None, with_used: bool = True
) -> Any:
    """Judge a Parquet snapshot as of a day, and give a Spark data frame: the columns of READING, and `used`.

    Nothing is computed before the frame is written or collected; the order of its rows is Spark's.

    :param session: a SparkSession; Luodi has to be installed where its workers run
    :param snapshot: a folder with `promises-*.parquet`, `terms-*`, `observations-*`, and `acts-*`, `plan-*` if there are any
    :param today: the day judged, as a day number; `known`: as known on which day, None: the same
    """
    tables = _tables(session, snapshot)
    judge = _judge(today, rules, known, with_used)
    return _by_subject(tables).mapInArrow(judge, SCHEMA)


def judged_batches(
    batches: Iterable[pyarrow.RecordBatch], today: int, rules: Rules, known: int | None, with_used: bool
) -> Iterator[pyarrow.RecordBatch]:
    """Judge batches of subjects; what a worker runs, and what needs no Spark to be tried."""
    for batch in batches:
        given = {name: _rows(batch, name) for name in TABLES}
        asked = Asked(given["promises"], given["terms"], today, rules, given["acts"], given["plan"], known)
        result = evaluate(asked, given["observations"], with_used=with_used)
        used = pyarrow.ListArray.from_arrays(result.offsets.astype("int32"), pyarrow.array(result.observations))
        yield pyarrow.RecordBatch.from_pydict({name: result.columns[name] for name in READING} | {"used": used})


def _judge(today: int, rules: Rules, known: int | None, with_used: bool) -> Callable[..., Any]:
    def judge(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        return judged_batches(batches, today, rules, known, with_used)

    return judge


def _rows(batch: pyarrow.RecordBatch, name: str) -> dict[str, pyarrow.Array] | None:
    """Lay the lists of a column end to end, and take its fields apart."""
    if name not in batch.schema.names:
        return None
    rows = batch.column(name).flatten()
    return {field.name: values for field, values in zip(rows.type, rows.flatten(), strict=True)}


def _tables(session: Any, snapshot: str) -> dict[str, Any]:
    """Read the tables that the snapshot has, with the columns that the layout names."""
    optional = {"acts", "plan"}
    found = {}
    for name, layout in TABLES.items():
        if name in optional and not _has(session, snapshot, name):
            continue
        table = session.read.option("pathGlobFilter", f"{name}-*.parquet").parquet(snapshot)
        found[name] = table.select([column for column in layout if column in table.columns])
    return found


def _has(session: Any, snapshot: str, name: str) -> bool:
    """Ask the file system of the snapshot, be it a disk, HDFS or an object store."""
    path = session._jvm.org.apache.hadoop.fs.Path(f"{snapshot.rstrip('/')}/{name}-*.parquet")
    matches = path.getFileSystem(session._jsc.hadoopConfiguration()).globStatus(path)
    return matches is not None and len(matches) > 0


def _by_subject(tables: dict[str, Any]) -> Any:
    """Give one row for each subject with a promise: `subject`, and a list of rows of each table."""
    from pyspark.sql import functions as sql

    whose = tables["promises"].select("promise", sql.col("subject").alias("of_subject"))
    terms = tables["terms"].join(whose, "promise")
    whose_term = terms.select("term", "of_subject").distinct()
    placed = {
        "promises": tables["promises"].withColumn("of_subject", sql.col("subject")),
        "terms": terms,
        "observations": tables["observations"].withColumn("of_subject", sql.col("subject")),
    } | {name: tables[name].join(whose_term, "term") for name in ("acts", "plan") if name in tables}
    gathered = [
        rows.groupBy("of_subject").agg(sql.collect_list(sql.struct(*tables[name].columns)).alias(name))
        for name, rows in placed.items()
    ]
    return reduce(lambda left, right: left.join(right, "of_subject", "left"), gathered)


def local_folder(path: Path) -> str:
    """Give the address under which Spark knows a folder of this machine."""
    return path.resolve().as_uri()
