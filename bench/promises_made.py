"""Invented promises with ten observations each, as a Parquet snapshot; and the engine's runs, each in a process of its own.

A process of its own, so that its peak memory is what the run needed and nothing else.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow
from pyarrow import parquet

from luodi.engines.promises import (
    ACTS,
    OBSERVATIONS,
    PROMISES,
    TERMS,
    Act,
    Asked,
    Direction,
    Ledger,
    Measure,
    Rules,
    evaluate,
)

TABLES = {"promises": PROMISES, "terms": TERMS, "acts": ACTS, "observations": OBSERVATIONS}
BATCH = 20_000  # promises in one batch of the snapshot
TODAY = 20_270  # 2025-07-01
RULES = Rules(
    green_ppm=1_000_000, yellow_ppm=800_000, at_risk_below_ppm=800_000, silence_days=100, interval_ppm=800_000
)
APPENDED = 200


def make(folder: Path, size: int) -> None:
    """Write a snapshot of so many promises, batch by batch; each batch holds all observations of its subjects.

    It is sorted, as the query that makes a snapshot gives it; the peers have their index, or read the same files.
    """
    for first in range(0, size, BATCH):
        for name, columns in _batch(first, min(BATCH, size - first)).items():
            parquet.write_table(
                pyarrow.table(columns), folder / f"{name}-{first:07}.parquet", compression="lz4", use_dictionary=False
            )


def read(folder: Path, name: str) -> Iterator[pyarrow.Table]:
    """Read a table of the snapshot batch by batch."""
    for path in sorted(folder.glob(f"{name}-*.parquet")):
        yield parquet.read_table(path)


def evaluated(folder: Path) -> dict:
    """Evaluate the whole snapshot, one batch after the other; give time, memory, and the answers as a file."""
    warm = {name: next(read(folder, name)).slice(0, 100) for name in TABLES}  # what is loaded at first use
    evaluate(Asked(warm["promises"], warm["terms"].slice(0, 0), TODAY, RULES), warm["observations"])
    wall, cpu = time.perf_counter(), time.process_time()
    answers = []
    for tables in zip(*(read(folder, name) for name in TABLES), strict=True):
        asked = Asked(tables[0], tables[1], TODAY, RULES, tables[2])
        columns = evaluate(asked, tables[3], with_used=False).columns
        answers.append(np.column_stack([columns[name] for name in ("term", "verdict", "completion_ppm")]))
    took = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    np.save(folder / "answers.npy", np.concatenate(answers))
    return took | {"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def on_spark(folder: Path) -> dict:
    """Judge the snapshot once more on Spark on two cores, hold every verdict against `evaluated`; the JVM's CPU counts."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    from pyspark.sql import SparkSession

    from luodi.engines.promises.on_spark import judged_on_spark, local_folder

    wall, cpu = time.perf_counter(), time.process_time()
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    frame = judged_on_spark(session, local_folder(folder), today=TODAY, rules=RULES, with_used=False)
    found = frame.select("term", "verdict", "completion_ppm").toArrow().sort_by("term")
    took = time.perf_counter() - wall
    ours = np.load(folder / "answers.npy")
    theirs = np.column_stack([column.to_numpy() for column in found.columns])
    assert np.array_equal(theirs, ours[np.argsort(ours[:, 0], kind="stable")]), "Spark judges differently"
    gateway = session.sparkContext._gateway
    session.stop()
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"wall": took, "cpu": time.process_time() - cpu + used.ru_utime + used.ru_stime}


def appended(folder: Path) -> dict:
    """Hold all readings of the snapshot and append observations one by one; give the median and the slowest time."""
    whole = {name: pyarrow.concat_tables(read(folder, name)) for name in TABLES}
    asked = Asked(whole["promises"], whole["terms"], TODAY, RULES, whole["acts"])
    ledger = Ledger(asked, whole["observations"])
    seen = whole["observations"]
    chosen = np.random.default_rng(5).integers(0, seen.num_rows, APPENDED)
    rows = seen.take(pyarrow.array(chosen)).to_pylist()
    times = []
    for number, row in enumerate(rows):
        row |= {"observation": 2**40 + number, "value": row["value"] + 1, "known_at": TODAY, "state": 2}
        began = time.perf_counter()
        changed = ledger.append(row)
        times.append((time.perf_counter() - began) * 1000)
        assert len(changed) == 1
    times.sort()
    return {"median": times[len(times) // 2], "slowest": times[-1]}


def _batch(first: int, count: int) -> dict[str, dict[str, np.ndarray]]:
    random = np.random.default_rng(first + 1)
    ids = np.arange(first, first + count)
    measure = random.choice([int(each) for each in Measure], count, p=[0.4, 0.15, 0.1, 0.25, 0.1])
    flow = np.isin(measure, (Measure.SUM, Measure.CUMULATIVE))
    lower = random.random(count) < 0.15
    start = TODAY - random.integers(30, 700, count)
    mean = random.integers(10_000, 10_000_000, count)
    target = (mean * np.where(flow, 10, 1) * random.uniform(0.7, 1.4, count)).astype(np.int64)
    nothing = np.zeros(count, dtype=np.int64)
    promises = {
        "promise": ids, "subject": ids, "indicator": ids % 12, "measure": measure,
        "direction": np.where(lower, int(Direction.LOWER), int(Direction.HIGHER)),
        "tolerance_ppm": np.where(random.random(count) < 0.3, 50_000, 0),
    }  # fmt: skip
    end = start + 365
    terms = {"term": ids, "promise": ids, "start": start, "end": end, "due": end + random.integers(0, 31, count),
             "target": target, "known_at": nothing}  # fmt: skip
    return {
        "promises": promises, "terms": terms, "acts": _acts(random, terms),
        "observations": _observations(random, promises, terms, mean),
    }  # fmt: skip


def _acts(random: np.random.Generator, terms: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Move every twentieth due date, give a cure to every twentieth term, waive every fiftieth."""
    rows = []
    for kind, share, late in ((Act.MOVED, 0.05, 60), (Act.CURE_UNTIL, 0.05, 200), (Act.WAIVED, 0.02, 0)):
        chosen = np.flatnonzero(random.random(len(terms["term"])) < share)
        rows.append(np.column_stack((terms["term"][chosen], np.full(len(chosen), int(kind)),
                                     terms["due"][chosen] + late, terms["due"][chosen])))  # fmt: skip
    table = np.concatenate(rows)
    act = terms["term"][0] * 4 + np.arange(len(table))
    return {"act": act, "term": table[:, 0], "kind": table[:, 1], "day": table[:, 2], "known_at": table[:, 3]}


def _observations(random: np.random.Generator, promises: dict, terms: dict, mean: np.ndarray) -> dict:
    """Observe nine months, correct one of them; some claims, some disputes, some known only later than today."""
    count, months = len(mean), np.arange(10) * 30
    months[9] = 120
    size = count * 10
    start = (terms["start"][:, None] + months).ravel()
    known_at = start + 30 + random.integers(1, 40, size) + np.tile(np.where(np.arange(10) == 9, 60, 0), count)
    table = {
        "observation": terms["term"][0] * 10 + np.arange(size), "subject": np.repeat(promises["subject"], 10),
        "indicator": np.repeat(promises["indicator"], 10), "origin": np.zeros(size, dtype=np.int64), "start": start,
        "end": start + 30, "value": (np.repeat(mean, 10) * random.uniform(0.5, 1.5, size)).astype(np.int64),
        "known_at": known_at, "state": random.choice([1, 2, 3], size, p=[0.05, 0.93, 0.02]),
    }  # fmt: skip
    order = np.lexsort([table[name] for name in ("observation", "known_at", "start", "subject")])
    return {name: values[order] for name, values in table.items()}
