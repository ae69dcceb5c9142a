"""One reading: how a term stands, in numbers, and the sentence that explains it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from .layout import NONE, WHOLE, Columns, Verdict

Show = Callable[[int], str]
DAY_ONE = date(1970, 1, 1)
VERDICTS = {
    Verdict.NOT_DUE: ("未到期", "not due"),
    Verdict.ON_TRACK: ("进展正常", "on track"),
    Verdict.AT_RISK: ("有风险", "at risk"),
    Verdict.MET: ("已兑现", "met"),
    Verdict.BREACHED: ("未兑现", "breached"),
    Verdict.IN_CURE: ("整改期内", "in cure"),
    Verdict.CURED: ("整改后达标", "cured"),
    Verdict.WAIVED: ("已免除", "waived"),
    Verdict.NO_DATA: ("无数据", "no data"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold one row of READING; a value that does not exist is NONE. `used` names the observations it rests on."""

    term: int
    promise: int
    window_start: int
    window_end: int
    due: int
    target: int
    actual: int
    count: int
    completion_ppm: int
    time_ppm: int
    progress_ppm: int
    verdict: int
    lamp: int
    moved: int
    cure_until: int
    cured_by: int
    forecast: int
    forecast_low: int
    forecast_high: int
    last_known: int
    used: tuple[int, ...] = ()

    @classmethod
    def of_row(cls, columns: Columns, row: int, used: list[int]) -> Reading:
        """Take one row out of the columns."""
        return cls(**{name: int(values[row]) for name, values in columns.items()}, used=tuple(used))

    def sentence(self, language: str = "zh", show: Show = "{:,}".format) -> str:
        """Explain the verdict in one sentence: what was due when, what was observed, what follows.

        :param show: writes an amount in the words of its indicator: 分 as 万元, ppm as percent
        """
        return _chinese(self, show) if language.startswith("zh") else _english(self, show)


def day_of(day: int) -> date:
    """Give the calendar day of a day number."""
    return DAY_ONE + timedelta(days=day)


def day_number(day: date) -> int:
    """Give the number under which the engine knows a day: days since 1970-01-01."""
    return (day - DAY_ONE).days


def percent(ppm: int) -> str:
    """Write ppm as a percentage with one decimal, rounded down, so that 99.99 % never reads as 100 %."""
    tenths = ppm * 1000 // WHOLE
    return f"{'-' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10}%"


def _chinese(one: Reading, show: Show) -> str:
    window = f"{day_of(one.window_start)}至{day_of(one.window_end - 1)}"
    head = f"{window}应达{show(one.target)}，{day_of(one.due)}到期"
    if one.moved > 0:
        head += f"（经认定顺延{one.moved}天）"
    seen = "尚无可计入的实绩" if one.count == 0 else (
        f"依据{one.count}笔实绩，已达{show(one.actual)}，完成{percent(one.completion_ppm)}"
    )  # fmt: skip
    verdict = Verdict(one.verdict)
    tail = VERDICTS[verdict][0]
    if verdict in (Verdict.ON_TRACK, Verdict.AT_RISK):
        tail += f"：时间过去{percent(one.time_ppm)}，为应有进度的{percent(one.progress_ppm)}"
        if one.forecast != NONE:
            tail += f"，按现有进度期末约{show(one.forecast)}"
        if one.forecast_low != NONE:
            tail += f"（{show(one.forecast_low)}至{show(one.forecast_high)}）"
    elif verdict == Verdict.IN_CURE:
        tail += f"：整改至{day_of(one.cure_until)}"
    elif verdict == Verdict.CURED:
        tail += "：整改期内复核达标" if one.cured_by == one.term else f"：后续约定期（编号{one.cured_by}）累计补足"
    return f"{head}；{seen}；{tail}。"


def _english(one: Reading, show: Show) -> str:
    window = f"{day_of(one.window_start)} to {day_of(one.window_end - 1)}"
    head = f"{show(one.target)} promised for {window}, due {day_of(one.due)}"
    if one.moved > 0:
        head += f" (moved by {one.moved} days, with its ground)"
    entries = "1 observation" if one.count == 1 else f"{one.count} observations"
    seen = "nothing observed that counts" if one.count == 0 else (
        f"{show(one.actual)} reached by {entries}, {percent(one.completion_ppm)} of the target"
    )  # fmt: skip
    verdict = Verdict(one.verdict)
    tail = VERDICTS[verdict][1]
    if verdict in (Verdict.ON_TRACK, Verdict.AT_RISK):
        tail += f": {percent(one.time_ppm)} of the time is over, {percent(one.progress_ppm)} of what should be there"
        if one.forecast != NONE:
            tail += f"; at this pace about {show(one.forecast)} at the end"
        if one.forecast_low != NONE:
            tail += f" ({show(one.forecast_low)} to {show(one.forecast_high)})"
    elif verdict == Verdict.IN_CURE:
        tail += f" until {day_of(one.cure_until)}"
    elif verdict == Verdict.CURED:
        tail += " within its period" if one.cured_by == one.term else f" by the later term {one.cured_by}"
    return f"{head}; {seen}; {tail}."
