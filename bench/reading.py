"""Reading of one page: milliseconds, against one plain regular expression over the same text in the same run.

The baseline finds numbers, dates and money by a single alternation and nothing else: the least that any reader must do.
"""

import json
import re
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from luodi.engines.reading import read

PAGE = Path(__file__).resolve().parent.parent / "src" / "luodi" / "demo" / "sample-page.txt"
PLAIN = re.compile(
    r"\d{1,2}月\d{1,2}日|\d+(?:\.\d+)?(?:万|亿)?元|\d+[个家名位项]|“[^”]{1,30}”|《[^》]{1,40}》"
    r"|区[\u4e00-\u9fff]{1,8}?(?:局|办|委|院|街道)|[\u4e00-\u9fff]{2,6}(?:书记|区长|主任|局长)[\u4e00-\u9fff]{2,3}"
)
ROUNDS = 15
PIECES = ("区", "、", "张三、", "“", "1", "1亿元项目、", "区商务局、", "\t1\t", "10个")


def run() -> list[dict]:
    """Measure one page (warm and scaled), one JSON-able dict per figure."""
    page = PAGE.read_text(encoding="utf-8")
    issue = date(2025, 3, 8)
    first = _median_ms(lambda: read(page, issue_date=issue), rounds=1)
    one = _median_ms(lambda: read(page, issue_date=issue))
    plain = _median_ms(lambda: list(PLAIN.finditer(page)))
    ten = _median_ms(lambda: read(page * 10, issue_date=issue), rounds=3)
    worst, longest = max(_growth(piece, issue) for piece in PIECES)
    return [
        _figure("reading.four_times_a_repeated_piece", worst, "times", f"four, for the worst piece {longest!r}", 4.0),
        _figure(
            "reading.first_page",
            first,
            "ms",
            "one plain regex over the same page (first page: patterns compiled)",
            plain,
        ),
        _figure("reading.page", one, "ms", "one plain regex over the same page", plain),
        _figure("reading.ten_pages", ten, "ms", "ten times one page", 10 * one),
        _figure(
            "reading.chars_per_second", len(page) / one * 1000, "chars/s", "one plain regex", len(page) / plain * 1000
        ),
    ]


def _growth(piece: str, issue: date) -> tuple[float, str]:
    """Say how many times longer four times a repeated piece takes: near four where the reader is linear."""
    head = "临潮区招商大会召开\n\n本报讯(记者 邵一鸣)"
    short = _median_ms(lambda: read(head + piece * 1000, issue_date=issue), rounds=3)
    long = _median_ms(lambda: read(head + piece * 4000, issue_date=issue), rounds=3)
    return long / max(short, 0.01), piece


def _median_ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def _figure(name: str, value: float, unit: str, baseline: str, baseline_value: float) -> dict:
    return {
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "baseline": baseline,
        "baseline_value": round(baseline_value, 3),
        "ratio": round(value / baseline_value, 2),
    }


if __name__ == "__main__":
    for figure in run():
        print(json.dumps(figure, ensure_ascii=False))
