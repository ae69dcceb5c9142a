"""What a list declares: its columns, its filters, its paging. Views build these; the components draw them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

WIDTHS = {"xs": 64, "sm": 88, "md": 116, "ml": 136, "lg": 160, "xl": 224, "grow": 168}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    `kind` decides alignment and writing: text, link, number, yi, wan, yuan, percent, day, moment, count, badge.
    `width` is a step of the width scale: "xs" 64, "sm" 88, "md" 116, "ml" 136, "lg" 160, "xl" 224 px, "grow" the rest.
    `sort` is the name used in `?sort=`; empty means not sortable. `unit` stands in the header.
    `href` names the row's attribute that holds the address of the number's source or of the linked page.
    `card` is the place in the card of a phone: "title", "line", "wide" or "hidden".
    `roomy` keeps a column that one can do without for screens of 1700 px and more (and for the cards).
    """

    key: str
    label: object
    kind: str = "text"
    width: str = "grow"
    sort: str = ""
    unit: object = ""
    href: str = ""
    hint: object = ""
    card: str = "line"
    roomy: bool = False

    @property
    def numeric(self) -> bool:
        """Tell whether the column holds figures, which stand at the right in tabular digits."""
        return self.kind in {"number", "yi", "wan", "yuan", "percent", "count"}

    @property
    def css(self) -> str:
        """Give the classes of the column's cells."""
        return f"ld-w-{self.width} ld-card-{self.card}" + " ld-end" * self.numeric + " ld-roomy" * self.roomy


def table_width(columns: Sequence[Column]) -> int:
    """Give the least width in px at which a table's columns stay readable, as a step of the scale 480, 600 … 1320."""
    needed = sum(WIDTHS[column.width] for column in columns if not column.roomy)
    return min(1320, max(480, -(-needed // 120) * 120))


@dataclass(frozen=True, slots=True)
class Filter:
    """One declared filter. `kind` is select, text, date, month, dates (name_from, name_to) or check; `options` are (value, label)."""

    name: str
    label: object
    kind: str = "select"
    options: Sequence[tuple[Any, object]] = ()
    placeholder: object = ""
    width: str = "md"

    @property
    def names(self) -> tuple[str, ...]:
        """Give the query names that the filter reads."""
        return (f"{self.name}_from", f"{self.name}_to") if self.kind == "dates" else (self.name,)

    def worded(self, params: Mapping[str, Any]) -> str:
        """Put the filter's present value into words for its chip; empty when the filter is not set."""
        values = [str(params.get(name) or "") for name in self.names]
        if not any(values):
            return ""
        if self.kind == "dates":
            return f"{values[0] or '…'} → {values[1] or '…'}"
        if self.kind == "select":
            return next((str(label) for value, label in self.options if str(value) == values[0]), values[0])
        return "✓" if self.kind == "check" else values[0]


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a list stands. Keyset paging sets `next_after`/`previous_before`; page numbers set `page` and `pages`.

    `total` may be capped: more than `cap` is shown as "1000+"; `exact_href` then leads to the exact count.
    """

    total: int | None = None
    shown: int = 0
    cap: int = 1000
    page: int | None = None
    pages: int | None = None
    next_after: str = ""
    previous_before: str = ""
    exact_href: str = ""

    @property
    def window(self) -> list[int | None]:
        """List the page numbers to offer; None stands for a gap."""
        if not self.page or not self.pages:
            return []
        near = {1, self.pages, *range(max(1, self.page - 2), min(self.pages, self.page + 2) + 1)}
        listed: list[int | None] = []
        for number in sorted(near):
            if listed and listed[-1] is not None and number - listed[-1] > 1:
                listed.append(None)
            listed.append(number)
        return listed


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a line of stages: its code ("P7"), its word, and the codes it gathers in a compact line."""

    code: str
    label: object
    codes: tuple[str, ...] = field(default=())


def standing(stages: Sequence[Stage], claimed: str, confirmed: str) -> list[tuple[Stage, str, bool]]:
    """Say of each stage whether it is confirmed, claimed or ahead, and whether it is the last reached.

    `claimed` and `confirmed` are stage codes ("" for none). What is confirmed is never shown as claimed.
    """

    def place(code: str) -> int:
        return next((index for index, stage in enumerate(stages) if code and code in (stage.code, *stage.codes)), -1)

    sure, said = place(confirmed), place(claimed)
    reached = max(sure, said)
    return [
        (stage, "confirmed" if index <= sure else "claimed" if index <= said else "ahead", index == reached)
        for index, stage in enumerate(stages)
    ]
