"""The demo pack over a Parquet file of firms on Spark `local[2]` against one process: the same file, the same totals, CPU of all processes.

Workers open the pieces of the file themselves (`totals_in_files`). CPU is that of the driver, the Java machine and its Python
workers together, read from /proc before and after the job; a small job before it starts them, and its figure holds that start.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from bench import beside

ROOT = Path(__file__).resolve().parent.parent
TICK = os.sysconf("SC_CLK_TCK")
NEEDED = ("pyspark", "pandas")


def available() -> bool:
    """Say whether Spark and Java are there; the packages of the extra are put beside the environment where they aren't in it."""
    if not shutil.which("java"):
        return False
    pinned = (ROOT / "requirements-spark.txt").read_text(encoding="utf-8").split()
    return beside.importable(*(next(each for each in pinned if each.startswith(f"{name}==")) for name in NEEDED))


def embedded(path: str, as_of: date) -> dict:
    """Read what the pack needs of the file and screen it in this process, on one thread."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from luodi.engines.policies import load_pack
    from luodi.engines.policies.columns import FIRM
    from luodi.engines.policies.depending import columns_of_pack
    from luodi.engines.policies.screening import screen

    pack = load_pack(ROOT / "policies")
    wanted = [FIRM, *columns_of_pack(pack)]
    pa.set_cpu_count(1)

    def work() -> Any:
        found = screen(pack, pq.read_table(path, columns=wanted, use_threads=False), as_of, rows=False)
        return found.clauses, found.envelopes

    return _took(work)


def on_spark(small: str, path: str, as_of: date) -> dict:
    """Run the small file's job, then the large one's; give the seconds of both and the large one's totals."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if not available():
        raise RuntimeError("Spark or Java is not there")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "src"), *sys.path[-1:]])
    from pyspark.sql import SparkSession

    from luodi.engines.policies import load_pack
    from luodi.engines.policies.on_spark import totals_in_files
    from luodi.engines.policies.parquet_pieces import pieces_of

    pack = load_pack(ROOT / "policies")

    def begun() -> Any:
        wish = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
        for name in ("spark.driver.bindAddress", "spark.driver.host"):
            wish = wish.config(name, "127.0.0.1")
        session = wish.getOrCreate()
        totals_in_files(session, pieces_of([small]), pack, as_of)
        return session

    first = _took(begun)
    session = first["found"]
    found = _took(lambda: totals_in_files(session, pieces_of([path]), pack, as_of))
    session.stop()
    totals = found["found"]
    return found | {"found": (totals.clauses, totals.envelopes), "start_cpu": first["cpu"]}


def _took(work: Callable[[], Any]) -> dict:
    wall, cpu = time.perf_counter(), _tree_cpu()
    found = work()
    return {"found": found, "wall": time.perf_counter() - wall, "cpu": _tree_cpu() - cpu}


def _tree_cpu() -> float:
    """Add up the CPU seconds of this process and all beneath it, those that ended and were waited for included."""
    parents, seconds = {}, {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            rest = place.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        pid = int(place.parent.name)
        parents[pid], seconds[pid] = int(rest[1]), sum(map(int, rest[11:15])) / TICK
    mine = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in mine} - mine:
        mine |= more
    return sum(seconds.get(pid, 0.0) for pid in mine)
