"""The components that a list draws by the hundred, written in Python: five times as fast as the same macros.

Templates import them like any other component (`{% from "components/tables.html" import td %}`).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from html import escape as escaped
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from luodi.web import formats
from luodi.web.static_addresses import static
from luodi.web.tables import Column

LAMPS = {
    "red": gettext_lazy("逾期"),
    "amber": gettext_lazy("临期"),
    "green": gettext_lazy("正常"),
    "blue": gettext_lazy("进行中"),
    "grey": gettext_lazy("无数据"),
}
STATES = {"confirmed": gettext_lazy("已核"), "claimed": gettext_lazy("自报"), "unknown": gettext_lazy("未知")}
WRITTEN: dict[str, Callable[[Any], Any]] = {
    "yi": formats.yi,
    "wan": formats.wan,
    "yuan": formats.yuan,
    "percent": formats.percent,
    "count": formats.count,
    "day": formats.day,
    "moment": formats.moment,
}


def escape(value: Any) -> str:
    """Give a value as text that is safe in HTML and its attributes; markup stays as it is."""
    return value if isinstance(value, Markup) else escaped(str(value))


class Prepared:
    """A column made ready for its cells: the opening of the tag is written once for the whole list."""

    __slots__ = ("column", "css", "grows", "head", "label", "numeric", "unit")

    def __init__(self, column: Column) -> None:
        self.column, self.numeric, self.grows = column, column.numeric, column.width == "grow"
        self.css, self.label, self.unit = column.css, column.label, column.unit
        unit = f" ({column.unit})" if column.unit else ""
        self.head = f'<td class="{column.css}" data-label="{escape(column.label)}{escape(unit)}"'


def prepared(columns: Sequence[Column]) -> dict[str, Prepared]:
    """Make a list's columns ready, by key."""
    return {column.key: Prepared(column) for column in columns}


def td(
    column: Prepared | Column,
    value: Any = "",
    href: str = "",
    note: str = "",
    title: str = "",
    caller: Callable[[], Markup] | None = None,
) -> Markup:
    """Write one cell; its column decides alignment, width and the label on a phone. A call block may fill it."""
    ready = column if isinstance(column, Prepared) else Prepared(column)
    named = title or (value if ready.grows and isinstance(value, str) else "")
    opening = f'{ready.head} title="{escape(named)}">' if named else f"{ready.head}>"
    body: str
    if caller is not None:
        body = caller()
    elif value is None or value == "":
        body = formats.none_as_dash(None)
    elif href:
        css = ' class="ld-num ld-num-link"' if ready.numeric else ' class="ld-underlined"' if note else ""
        body = f'<a{css} href="{escape(href)}">{escape(value)}</a>'
    else:
        body = escape(value)
    after = f'<small class="ld-cell-note">{escape(note)}</small>' if note else ""
    return Markup(f"{opening}{body}{after}</td>")  # noqa: S704  (every part is escaped above)


def auto_cell(column: Prepared | Column, row: Any) -> Markup:
    """Write the cell that a column's kind asks for, from a row's attribute or key."""
    declared = column.column if isinstance(column, Prepared) else column
    value = part_of(row, declared.key)
    if value is None or value == "":
        return td(column, None)
    if declared.kind == "badge":
        return td(column, caller=lambda: badge(value))
    href = part_of(row, declared.href) if declared.href else ""
    return td(column, WRITTEN[declared.kind](value) if declared.kind in WRITTEN else value, href or "")


def part_of(row: Any, name: str) -> Any:
    """Give a row's value by name, whether it is a mapping or an object."""
    return row[name] if isinstance(row, Mapping) else getattr(row, name)


def icon(name: str, label: Any = "", size: str = "") -> Markup:
    """Write an icon of the sprite: silent beside a word, spoken when it stands alone with `label`."""
    return _icon(static("luodi/icons.svg"), name, str(label), size)


@lru_cache(maxsize=1024)
def _icon(sprite: str, name: str, label: str, size: str) -> Markup:
    css = f"ld-icon ld-icon-{escape(size)}" if size else "ld-icon"
    spoken = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return Markup(f'<svg class="{css}" {spoken}><use href="{escape(sprite)}#{escape(name)}"/></svg>')  # noqa: S704


def lamp(state: str, word: Any = "") -> Markup:
    """Write a lamp and a word, never the lamp alone; `state` is red, amber, green, blue or grey (no data)."""
    return Markup(f'<span class="ld-lamp ld-lamp-{escape(state)}">{escape(word or LAMPS[state])}</span>')  # noqa: S704


def badge(word: Any, kind: str = "plain", icon_name: str = "", href: str = "", title: Any = "") -> Markup:
    """Write a short word on a soft ground; with `href` it leads somewhere."""
    picture = icon(icon_name) if icon_name else ""
    tag, link = ("a", f' href="{escape(href)}"') if href else ("span", "")
    named = f' title="{escape(title)}"' if title else ""
    opening = f'<{tag} class="ld-badge ld-badge-{escape(kind)}"{link}{named}>'
    return Markup(f"{opening}{picture}{escape(word)}</{tag}>")  # noqa: S704


def stage_mark(label: Any, state: str = "confirmed") -> Markup:
    """Write a stage with the word that says whether it is confirmed, claimed or unknown."""
    word = escape(STATES[state])
    css = f"ld-stage-mark ld-mark-{escape(state)}"
    return Markup(f'<span class="{css}" title="{word}">{escape(label)}<small>{word}</small></span>')  # noqa: S704


def number(text: Any, href: str = "", unit: Any = "", state: str = "", label: Any = "") -> Markup:
    """Write a figure that opens its source; what is not known is a dash that leads nowhere."""
    css = f"ld-num ld-num-{escape(state)}" if state else "ld-num"
    if text is None or text == "":
        return Markup(f'<span class="{css}">{formats.none_as_dash(None)}</span>')  # noqa: S704
    measure = f'<span class="ld-unit">{escape(unit)}</span>' if unit else ""
    if not href:
        return Markup(f'<span class="{css}">{escape(text)}{measure}</span>')  # noqa: S704
    named = f' aria-label="{escape(label)}"' if label else ""
    opening = f'<a class="{css.replace("ld-num", "ld-num ld-num-link", 1)}" href="{escape(href)}"{named}>'
    return Markup(f"{opening}{escape(text)}{measure}</a>")  # noqa: S704


def select_cell(name: str, row: Any, index: int) -> Markup:
    """Write the cell with the box that chooses a row."""
    label = escape(_("选择第 %(n)s 行") % {"n": index})
    box = f'<input type="checkbox" name="{escape(name)}" value="{escape(part_of(row, "id"))}" data-select aria-label="{label}">'
    return Markup(f'<td class="ld-w-check ld-card-check">{box}</td>')  # noqa: S704
