"""Judging 10⁴, 10⁵ and 10⁶ promises with ten observations each: against SQL and Polars written by hand, with the same verdicts.

The engine reads a Parquet snapshot batch by batch in a process of its own and also gives the forecast with its interval, which the
peers do not. PostgreSQL has the tables loaded, the covering index, vacuumed, 512 MB of work_mem and no parallel workers, so that
CPU stands against CPU; each verdict and completion is compared. Polars is put beside the environment (it is no requirement; it
uses all cores). Spark, where the extra and Java are there, judges 10⁵ with every verdict equal; its figures hold the JVM's start.
BENCH_LARGE=0 leaves out the last size.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

SIZES = (10_000, 100_000, 1_000_000)
SPARK_SIZE = 100_000


def run() -> list[dict]:
    """Measure at each size, then the growth and one appended observation at the last."""
    from bench.scratch import empty_database

    sizes = SIZES if os.environ.get("BENCH_LARGE", "1") != "0" else SIZES[:-1]
    figures: list[dict] = []
    engine: dict[int, dict] = {}
    with empty_database():
        for size in sizes:
            with tempfile.TemporaryDirectory() as place:
                folder = Path(place)
                _apart("make", folder, size)
                engine[size] = _apart("evaluated", folder)
                figures += _against(size, folder, engine[size])
                if size == SPARK_SIZE and find_spec("pyspark") and shutil.which("java"):
                    figures += _on_spark(size, folder, engine[size])
                if size == sizes[-1]:
                    figures += _appended(size, folder)
    return figures + _growth(sizes, engine)


def _apart(name: str, *arguments: object):
    """Run a function of promises_made in a fresh process and give what it returns."""
    from bench import promises_made

    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(getattr(promises_made, name), arguments)


def _against(size: int, folder: Path, ours: dict) -> list[dict]:
    from bench import promises_peers

    sql = promises_peers.postgresql(folder)
    name = f"verdicts of {size:,} promises"
    figures = [
        _figure(f"{name}, CPU", ours["cpu"], "s", "PostgreSQL by hand, CPU", sql["cpu"]),
        _figure(f"{name}, wall", ours["wall"], "s", "PostgreSQL by hand, wall", sql["wall"]),
        _figure(f"{name}, peak memory", ours["memory"], "MB", None, None),
    ]
    if polars := promises_peers.with_polars(folder):
        figures.append(_figure(f"{name}, CPU", ours["cpu"], "s", "Polars by hand, CPU", polars["cpu"]))
        figures.append(_figure(f"{name}, wall", ours["wall"], "s", "Polars by hand, wall", polars["wall"]))
    for figure in figures:
        print(f"  {figure}", file=sys.stderr, flush=True)
    return figures


def _on_spark(size: int, folder: Path, ours: dict) -> list[dict]:
    spark, name = _apart("on_spark", folder), f"Spark local[2] equals embedded, {size:,} promises"
    return [
        _figure(f"{name}, CPU", spark["cpu"], "s", "embedded, CPU", ours["cpu"]),
        _figure(f"{name}, wall", spark["wall"], "s", "embedded, wall", ours["wall"]),
    ]


def _appended(size: int, folder: Path) -> list[dict]:
    took = _apart("appended", folder)
    return [
        _figure(f"one observation among {size * 10:,}, median", took["median"], "ms", None, None),
        _figure(f"one observation among {size * 10:,}, slowest", took["slowest"], "ms", None, None),
    ]


def _growth(sizes: tuple[int, ...], engine: dict[int, dict]) -> list[dict]:
    """Give the exponent by which CPU time grows between neighbouring sizes: 1 is in proportion."""
    return [
        _figure(f"growth from {low:,} to {high:,}", math.log10(engine[high]["cpu"] / engine[low]["cpu"])
                / math.log10(high / low), "exponent", None, None)
        for low, high in zip(sizes, sizes[1:], strict=False)
    ]  # fmt: skip


def _figure(name: str, value: float, unit: str, baseline: str | None, baseline_value: float | None) -> dict:
    ratio = round(value / baseline_value, 3) if baseline_value else None
    return {
        "name": name, "value": round(value, 3), "unit": unit, "baseline": baseline, "baseline_value": baseline_value, "ratio": ratio,
    }  # fmt: skip
