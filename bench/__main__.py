"""`python -m bench [NAME…] [--json]`: measure, each figure against a baseline taken in the same run.

A module of this folder with a function `run() -> list[dict]` is one benchmark. A figure has the keys name, value, unit,
baseline, baseline_value and ratio (value / baseline_value; smaller is better for times). Every figure becomes one JSON
line in var/bench/, with the day, the machine and the commit.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pkgutil
import platform
import subprocess
import sys
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
KEYS = ("name", "value", "unit", "baseline", "baseline_value", "ratio")


def names() -> list[str]:
    """Name the benchmarks of this folder."""
    return sorted(
        info.name
        for info in pkgutil.iter_modules([str(FOLDER)])
        if info.name != "__main__" and "\ndef run(" in (FOLDER / f"{info.name}.py").read_text(encoding="utf-8")
    )


def circumstances() -> dict:
    """Describe what the figures were taken on."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=FOLDER, capture_output=True, text=True, check=False
    ).stdout.strip()
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit or None,
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }


def measure(name: str) -> list[dict]:
    """Run one benchmark and return its figures, each with the circumstances.

    :raises ValueError: if a figure lacks a key
    """
    about = circumstances()
    figures = importlib.import_module(f"bench.{name}").run()
    for figure in figures:
        if missing := [key for key in KEYS if key not in figure]:
            raise ValueError(f"{name}: the figure {figure.get('name')} lacks {', '.join(missing)}")
    return [{"benchmark": name, **figure, **about} for figure in figures]


def row(figure: dict) -> str:
    """Write a figure as one line of the table."""
    against = (
        ""
        if figure["baseline"] is None
        else f"{figure['ratio']:>8.2f} × {figure['baseline']} ({_number(figure['baseline_value'])})"
    )
    return f"  {figure['name']:<46} {_number(figure['value']):>12} {figure['unit']:<8} {against}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.3g}"


def main() -> int:
    """Run the benchmarks asked for, or all; end with 1 if one of them broke."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(names()) or 'none yet'}")
    parser.add_argument("--json", action="store_true", help="print the JSON lines instead of a table")
    wish = parser.parse_args()
    if unknown := sorted({*wish.names} - {*names()}):
        parser.error(f"no benchmark named {', '.join(unknown)}; there are: {', '.join(names())}")
    asked = wish.names or names()
    if len(asked) > 1:  # each in a process of its own: what one keeps in memory of its database is wrong for the next
        again = [sys.executable, "-m", "bench", *(["--json"] if wish.json else [])]
        return max(subprocess.run([*again, name], check=False).returncode for name in asked)
    return _alone(asked[0], wish.json)


def _alone(name: str, as_json: bool) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi.wiring.settings")
    from luodi.wiring import embedded, places
    from luodi.wiring.command import load_django

    target = places.make_var() / "bench" / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{name}.jsonl"
    target.parent.mkdir(exist_ok=True)
    began = time.monotonic()
    with embedded.running(), target.open("w", encoding="utf-8") as file:
        load_django()
        try:
            figures = measure(name)
        except Exception:
            traceback.print_exc()
            print(f"broken: {name}", file=sys.stderr)
            return 1
        lines = [json.dumps(figure, ensure_ascii=False) for figure in figures]
        file.write("".join(line + "\n" for line in lines))
    if as_json:
        print(*lines, sep="\n", flush=True)
    else:
        print(f"{name} ({time.monotonic() - began:.0f} s)", *map(row, figures), sep="\n", flush=True)
    print(f"figures: {target}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
