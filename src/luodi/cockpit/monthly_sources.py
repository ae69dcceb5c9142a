"""The numbered sources of a report: each figure with the rows, promises or passages that it comes from, and their pages."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from luodi.engines.papers import Block, Cell, Paragraph, Run, Table
from luodi.promises.queries import PromiseRow, TermReading
from luodi.values.indicator import indicator
from luodi.values.money import Money

NONE = "—"
VERDICTS = {
    "not_due": "未到期", "on_track": "进展正常", "at_risk": "有风险", "met": "已兑现", "breached": "未兑现", "in_cure": "整改期内",
    "cured": "整改后达标", "waived": "已免除", "no_data": "无数据",
}  # fmt: skip
LONGEST = 300  # rows under one number; the list's own page has them all


@dataclass(frozen=True, slots=True)
class Source:
    """A row behind a figure, as words, with the address of its page within Luodi."""

    what: str
    who: str
    day: str
    value: str
    state: str
    page: str


@dataclass(frozen=True, slots=True)
class _Entry:
    what: str
    value: str
    rows: tuple[Source, ...]
    page: str


class Book:
    """Collects sources and gives each figure its number, from 1."""

    def __init__(self) -> None:
        self.entries: list[_Entry] = []

    def source(self, what: str, value: str, rows: list[Source], page: str) -> int:
        """Keep what stands behind a figure; `page` is the list that shows the same rows, empty where there is none."""
        self.entries.append(_Entry(what, value, tuple(rows), page))
        return len(self.entries)

    def blocks(self) -> list[Block]:
        """Arrange the list of sources."""
        if not self.entries:
            return [Paragraph("本报告没有需要列出来源的数字。")]
        rows: list[tuple] = []
        for number, entry in enumerate(self.entries, 1):
            title = [
                Run(f"〔{number}〕 {entry.what}：{entry.value}", "bold"),
                Run(f"　{len(entry.rows)} 条　{entry.page}", "quiet"),
            ]
            rows.append((Cell(title, span=6),))
            rows += [
                (each.what, each.who, each.day, Cell(each.value, align="right"), each.state, each.page)
                for each in entry.rows[:LONGEST]
            ]
            if len(entry.rows) > LONGEST:
                rows.append((Cell(f"另有 {len(entry.rows) - LONGEST} 条，见清单页。", span=6),))
        head = (("来源", "单位", "日期", "数值", "状态", "落地内地址"),)
        return [Table(rows=rows, head=head, widths=(7, 4, 4, 4, 3, 6))]


def amount(code: str, value: Decimal | None) -> str:
    """Write a value of an indicator with its unit, or a dash."""
    measured = indicator(code)
    if value is None:
        return NONE
    return Money(value).format() if measured.is_money else f"{value:,.{measured.places}f}{measured.unit}"


def of_promise(row: PromiseRow) -> Source:
    """Give a promise with its running term as a source."""
    if row.running is None:
        page = reverse("promises:detail", kwargs={"promise_id": row.id})
        return Source(f"承诺 {row.id} · {row.subject}", row.promisor, "", "", "", page)
    return of_term(row, row.running)


def of_term(row: PromiseRow, term: TermReading) -> Source:
    """Give a term of a promise as a source: its reading with the observations it used, which its page shows."""
    used = f"，观测 {'、'.join(map(str, term.used))}" if term.used else ""
    return Source(
        f"承诺 {row.id} · {row.subject} · {indicator(row.indicator).zh}（{row.basis_reference}{used}）", row.promisor,
        f"{term.due:%Y-%m-%d}", f"{amount(row.indicator, term.actual)} / {amount(row.indicator, term.target)}",
        VERDICTS[term.verdict], reverse("promises:detail", kwargs={"promise_id": row.id}),
    )  # fmt: skip
