"""Reading a workbook in a process of its own with limited memory, processor time and patience.

A workbook is untrusted: what it makes the parser do must not take the worker with it. The child knows no Django and
no database; it answers in JSON, never in a format that could run code.
"""

import json
import resource
import subprocess
import sys
from datetime import date, datetime, time, timedelta

from luodi.values.refusal import Refusal

from . import refusals
from .refusals import SheetBroken, SheetTooHeavy
from .workbook import Merged, Sheet, read_workbook

SECONDS, MEGABYTES = 60, 1024


def read_workbook_confined(data: bytes, *, seconds: int = SECONDS, megabytes: int = MEGABYTES) -> list[Sheet]:
    """Read a workbook as `read_workbook` does, in a child process with limits.

    :raises SheetTooHeavy: when the child runs out of memory or time
    :raises Refusal: whatever `read_workbook` raises
    """
    command = [sys.executable, "-I", "-m", "luodi.engines.sheets", str(seconds), str(megabytes)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds + 5, check=False)
    except subprocess.TimeoutExpired as late:
        raise SheetTooHeavy(seconds=seconds, megabytes=megabytes) from late
    if done.returncode:
        raise SheetTooHeavy(seconds=seconds, megabytes=megabytes)
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise _refusal(answer["refused"], answer["params"])
    return [_sheet_of(each) for each in answer["sheets"]]


def answer_on_stdout(seconds: int, megabytes: int) -> None:
    """Be the child: take limits, read a workbook from standard input, write the answer as JSON to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024 * 1024,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    try:
        answer: dict = {"sheets": [_json_of(sheet) for sheet in read_workbook(data)]}
    except Refusal as refusal:
        answer = {"refused": type(refusal).__name__, "params": refusal.params}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True, default=_cell))


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, time | timedelta):
        return str(value)
    raise TypeError(type(value).__name__)


def _cell_of(stored: dict) -> object:
    return datetime.fromisoformat(stored["t"]) if "t" in stored else date.fromisoformat(stored["d"])


def _json_of(sheet: Sheet) -> list:
    places = [sorted(sheet.formulas), sorted(sheet.unanswered)]
    areas = [(each.top, each.left, each.bottom, each.right) for each in sheet.merged]
    return [sheet.name, sheet.visible, sheet.rows, *places, areas, sheet.hidden_rows]


def _sheet_of(stored: list) -> Sheet:
    name, visible, rows, formulas, unanswered, areas, hidden_rows = stored
    for row in rows:
        for at, cell in enumerate(row):
            if cell.__class__ is dict:
                row[at] = _cell_of(cell)
    return Sheet(
        name,
        visible,
        rows,
        frozenset(map(tuple, formulas)),
        frozenset(map(tuple, unanswered)),
        tuple(Merged(*area) for area in areas),
        hidden_rows,
    )


def _refusal(name: str, params: dict) -> Refusal:
    from luodi.engines import files

    kind = getattr(refusals, name, None) or getattr(files, name, None)
    return kind(**params) if kind else SheetBroken(reason=name)
