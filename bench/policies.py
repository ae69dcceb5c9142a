"""Screening firms with the demo pack's clauses: 10⁵, 10⁶ and, where the memory is there, 10⁷ firms (BENCH_LARGE=0 leaves out the last).

Against OpenFisca-Core patched to whole numbers of 64 bits, given the same clauses as hand-written formulas (bench/policies_peer.py) and
10⁶ firms; every count and total has to be equal. CPU seconds of one thread; memory is what is needed above the loaded table. Then one
firm, without and with explanations, one group of clauses again over all firms; and Spark on the largest file, where Java is there.
"""

from __future__ import annotations

import json
import math
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (100_000, 1_000_000, 10_000_000)
PEER_SIZE = 1_000_000
SPARK_SIZE = SIZES[1] if os.environ.get("BENCH_LARGE", "1") == "0" else SIZES[2]
AS_OF = date(2025, 7, 1)
OPENFISCA = ("openfisca-core==46.0.1", "pyarrow")
WAN = 1_000_000


def run() -> list[dict]:
    """Measure each size in a process of its own, then the peer, one firm and one group."""
    figures, spent = [], {}
    for size in SIZES if os.environ.get("BENCH_LARGE", "1") != "0" else SIZES[:-1]:
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "firms.parquet")
            _apart(_write, size, path)
            ours = _apart(_screened, path)
            peer = _peer(path) if size == PEER_SIZE else None
            figures += _on_spark(path, size) if size == SPARK_SIZE else []
        spent[size] = ours["cpu"]
        figures.append(_figure(f"{size:,} firms × {ours['clauses']} clauses, CPU", ours["cpu"], "s"))
        figures.append(_figure(f"{size:,} firms, wall", ours["wall"], "s"))
        figures.append(_figure(f"{size:,} firms, memory above the table", ours["memory_mb"], "MB"))
        if peer:
            _agree(ours["totals"], peer)
            for key, unit, name in (("cpu", "s", "CPU"), ("wall", "s", "wall"), ("memory_mb", "MB", "memory")):
                figures.append(
                    _figure(
                        f"{size:,} firms against OpenFisca, {name}",
                        ours[key],
                        unit,
                        f"OpenFisca int64, {name}",
                        peer[key],
                    )
                )
    low, high = min(spent), max(spent)
    growth = math.log(spent[high] / spent[low]) / math.log(high / low)
    figures.append(_figure(f"growth from {low:,} to {high:,}", growth, "exponent"))
    return figures + _apart(_one_firm, 2_000) + _apart(_one_group, PEER_SIZE)


def _on_spark(path: str, size: int) -> list[dict]:
    """Screen the file in one process and on Spark, both reading it themselves; left out where Spark or Java isn't there."""
    from bench import policies_spark

    if not policies_spark.available():
        return []
    with tempfile.TemporaryDirectory() as folder:
        small = str(Path(folder) / "small.parquet")
        _apart(_write, 10_000, small)
        ours, spark = _apart(policies_spark.embedded, path, AS_OF), _apart(policies_spark.on_spark, small, path, AS_OF)
    if ours["found"] != spark["found"]:
        raise AssertionError("Spark's totals are not those of one process")
    name = f"Spark local[2], {size:,} firms from a file"
    return [
        _figure(f"{name}, CPU", spark["cpu"], "s", "embedded, CPU", ours["cpu"]),
        _figure(f"{name}, wall", spark["wall"], "s", "embedded, wall", ours["wall"]),
        _figure("Spark's start with a job of 10,000 firms, CPU", spark["start_cpu"], "s"),
    ]


def _figure(name: str, value: float, unit: str, baseline: str | None = None, other: float | None = None) -> dict:
    ratio = round(value / other, 4) if other else None
    shown = None if other is None else round(other, 4)
    figure = {
        "name": name,
        "value": round(value, 4),
        "unit": unit,
        "baseline": baseline,
        "baseline_value": shown,
        "ratio": ratio,
    }
    print(f"  {figure}", file=sys.stderr, flush=True)
    return figure


def _apart(work, *given):
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, given)


def _memory() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _screened(path: str) -> dict:
    """Screen a loaded table three times; the median's seconds, the totals, and the memory that it took."""
    import pyarrow.parquet as pq

    from luodi.engines.policies import load_pack
    from luodi.engines.policies.screening import screen

    table = pq.read_table(path)
    pack = load_pack(ROOT / "policies")
    _let_go()
    base = _memory_now()
    runs = []
    for _ in range(3):
        wall, cpu = time.perf_counter(), time.process_time()
        found = screen(pack, table, AS_OF, rows=False)
        runs.append((time.process_time() - cpu, time.perf_counter() - wall))
    cpu, wall = sorted(runs)[1]
    totals = {
        "eligible": {each.clause: each.eligible for each in found.clauses}, "raw": {each.clause: each.raw_fen for each in found.clauses},
        "granted": {each.clause: each.grouped_fen for each in found.clauses},
        "funds": {each.envelope: each.due_fen for each in found.envelopes}, "cut": {each.envelope: each.payable_fen for each in found.envelopes},
    }  # fmt: skip
    return {"cpu": cpu, "wall": wall, "memory_mb": _memory() - base, "clauses": len(found.clauses), "totals": totals}


def _write(size: int, path: str) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from bench.policies_firms import firms

    writer = None
    for place, first in enumerate(range(0, size, 1_000_000)):
        piece = firms(min(1_000_000, size - first), seed=25 + place)
        piece = piece.set_column(
            0, "firm", pa.array([f"F{number:09}" for number in range(first, first + piece.num_rows)])
        )
        writer = writer or pq.ParquetWriter(path, piece.schema)
        writer.write_table(piece)
    if writer:
        writer.close()


def _let_go() -> None:
    """Give back what loading left over, so that it isn't there for the taking, and let the peak count anew (Linux)."""
    import ctypes

    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")


def _memory_now() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_048_576


def _peer(path: str) -> dict | None:
    """Let OpenFisca compute the same firms in its own environment; None where it can't be installed."""
    from bench import beside
    from luodi.engines.policies import load_pack

    python = beside.environment(*OPENFISCA)
    if python is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        about = Path(folder) / "about.json"
        about.write_text(json.dumps(_about(load_pack(ROOT / "policies"))), encoding="utf-8")
        peer = Path(__file__).with_name("policies_peer.py")
        runs = [json.loads(subprocess.run([str(python), str(peer), path, str(about)], capture_output=True, text=True, check=True).stdout) for _ in range(3)]  # fmt: skip
    return sorted(runs, key=lambda each: each["cpu"])[1]


def _about(pack) -> dict:
    """Tell the peer the clauses in their order with group and fund, the columns, and the places of codes in their lists."""
    from bench.policies_firms import CERTIFICATES, INDUSTRIES, LISTED, firms

    sorts = {"int64": "number", "bool": "flag", "date32[day]": "number"}
    inputs = {}
    for field in firms(1).schema:
        if str(field.type) in sorts:
            inputs[field.name.replace("@-", "_")] = sorts[str(field.type)]
        elif field.name in ("industry", *LISTED):
            inputs[field.name] = "code"
    inputs |= dict.fromkeys(CERTIFICATES, "certificate")
    lists = {"industry": INDUSTRIES, **LISTED}
    wanted = {"lab_level": ("national", "provincial"), "building_grade": ("A", "B"), "size": ("小型", "微型")}
    order = [
        {
            "id": clause.id, "group": clause.group, "rule": pack.groups[clause.group].rule if clause.group else "", "envelope": clause.envelope,
            "industries": [place for place, code in enumerate(INDUSTRIES) if code.startswith(clause.industries)] if clause.industries else [],
        }
        for clause in pack.clauses
    ]  # fmt: skip
    return {
        "clauses": order, "inputs": inputs, "lists": lists, "cap_hq": 2000 * WAN, "cap": 500 * WAN,
        "codes": {name: [lists[name].index(word) for word in words] for name, words in wanted.items()},
        "envelopes": {name: {"amount": each.amount_fen, "over": each.over} for name, each in pack.envelopes.items()},
    }  # fmt: skip


def _agree(ours: dict, peer: dict) -> None:
    names = list(ours["eligible"])
    for key in ("eligible", "raw", "granted"):
        theirs = dict(zip(names, peer[key], strict=True))
        if differing := {name: (ours[key][name], theirs[name]) for name in names if ours[key][name] != theirs[name]}:
            raise AssertionError(f"{key}: not the same totals (ours, OpenFisca): {differing}")
    for key in ("funds", "cut"):
        if ours[key] != peer[key]:
            raise AssertionError(f"{key}: {ours[key]} ours, {peer[key]} OpenFisca")


def _one_firm(count: int) -> list[dict]:
    """Judge firms one by one, and explain every clause of some."""
    from bench.policies_firms import firms
    from luodi.engines.policies import judge, load_pack
    from luodi.engines.policies.explaining import explain, explain_all

    pack = load_pack(ROOT / "policies")
    facts = [{name: value for name, value in row.items() if name != "firm"} for row in firms(count).to_pylist()]
    for row in facts:
        row["certificates"] = frozenset(row["certificates"])
    alone = _each(lambda row: judge(pack, row, AS_OF), facts)
    told = _each(lambda row: explain_all(pack, row, AS_OF), facts[:200])
    one = _each(lambda row: explain(pack, "rd-spend", row, AS_OF), facts[:200])
    return [
        _figure(f"one firm × {len(pack.clauses)} clauses, {label}, {part}", _part(times, part) * scale, unit)
        for times, scale, unit, label in (
            (alone, 1e6, "µs", "alone"),
            (told, 1e3, "ms", "all explained"),
            (one, 1e3, "ms", "one clause explained"),
        )
        for part in ("median", "p95")
    ]


def _each(work, rows: list) -> list[float]:
    for row in rows[:50]:
        work(row)
    times = []
    for row in rows:
        began = time.perf_counter()
        work(row)
        times.append(time.perf_counter() - began)
    return times


def _part(times: list[float], part: str) -> float:
    return statistics.median(times) if part == "median" else sorted(times)[int(len(times) * 0.95)]


def _one_group(size: int) -> list[dict]:
    """Screen one group of clauses again over all firms, as the simulator's slider does."""
    from bench.policies_firms import firms
    from luodi.engines.policies import load_pack
    from luodi.engines.policies.columns import Population
    from luodi.engines.policies.screening import screen

    pack, table = load_pack(ROOT / "policies"), Population(firms(size))
    group = frozenset(clause.id for clause in pack.clauses if clause.group == "green")
    times = _each(lambda _: screen(pack, table, AS_OF, rows=False, clauses=group), list(range(9)))
    return [
        _figure(f"a group of {len(group)} clauses again over {size:,} firms", statistics.median(times) * 1000, "ms")
    ]
