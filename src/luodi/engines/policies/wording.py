"""A clause in words, Chinese or English, from its tree: what has to hold, how much, how it is rounded and held."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .fields import all_fields
from .kinds import money_words, shown
from .shape import Clause
from .tree import (
    Band,
    Choice,
    Compare,
    Constant,
    Extreme,
    Floor,
    Junction,
    Member,
    Negative,
    Node,
    Not,
    Param,
    Product,
    Quotient,
    Ref,
    Span,
    Sum,
    Tier,
    Today,
    conjuncts,
)

SIGNS = {"<=": "≤", ">=": "≥", "==": "=", "!=": "≠"}
SPANS = {"days": ("天数", "days"), "months": ("整月数", "whole months"), "years": ("整年数", "whole years")}
HOW = {
    "in": ("属于", "is one of"), "under": ("归属", "begins with one of"), "has": ("具有", "has one of"),
}  # fmt: skip
MODES = {
    "confirm": ("免申即享", "automatic, to be confirmed"), "instant": ("即申即享", "instant on application"),
    "apply": ("申报", "on application"),
}  # fmt: skip


def in_words(node: Node, language: str = "zh") -> str:
    """Write an expression for people."""
    return WRITERS[type(node)](node, language)


def words(clause: Clause, language: str = "zh") -> str:
    """Say in a few lines what a clause gives, to whom, and what holds it."""
    chinese = language.startswith("zh")
    title = clause.title if chinese else clause.title_en or clause.title
    validity = f"{clause.valid_from.isoformat()} – {clause.valid_to.isoformat()}"
    lines = [
        f"{title}（{clause.id} v{clause.version}，{validity}）"
        if chinese
        else f"{title} ({clause.id} v{clause.version}, {validity})"
    ]
    if clause.industries:
        codes = "、".join(clause.industries)
        lines.append(f"适用行业：{codes}" if chinese else f"Industries: {codes}")
    lines.append("须同时满足：" if chinese else "All of this has to hold:")
    lines += [f"  · {in_words(part, language)}" for part in conjuncts(clause.when)]
    lines.append(f"{'金额' if chinese else 'Amount'}{'：' if chinese else ': '}{in_words(clause.amount, language)}")
    return "\n".join(lines + _holds(clause, chinese))


def _holds(clause: Clause, chinese: bool) -> list[str]:
    """Word rounding, caps, group, envelope and how it is claimed."""
    unit = money_words(clause.round_fen, "zh" if chinese else "en")
    up = clause.round_mode == "half_up"
    lines = [
        f"取整：到 {unit}，{'四舍五入' if up else '舍去零头'}"
        if chinese
        else f"Rounded to {unit}, {'half up' if up else 'down'}"
    ]
    for cap, zh, en in (
        (clause.cap_year, "每家每年封顶", "At most per firm and year"),
        (clause.cap_lifetime, "每家累计封顶", "At most per firm"),
    ):
        if cap is not None:
            lines.append(f"{zh}：{money_words(cap)}" if chinese else f"{en}: {money_words(cap, 'en')}")
    for value, zh, en in ((clause.group, "叠加类别", "Group"), (clause.envelope, "资金", "Envelope")):
        if value:
            lines.append(f"{zh}：{value}" if chinese else f"{en}: {value}")
    zh, en = MODES[clause.mode]
    days = clause.notice_days
    lines.append(f"{zh}，公示 {days} 个工作日" if chinese else f"Paid {en}; published for {days} working days")
    return lines


def field_words(column: str, language: str = "zh") -> str:
    """Name a column: 研发费用, 上年研发费用, 前2年研发费用."""
    code, _, back = column.partition("@-")
    field = all_fields()[code]
    if not back:
        return field.name(language)
    if language.startswith("zh"):
        return f"上年{field.zh}" if back == "1" else f"前{back}年{field.zh}"
    return f"{field.en} of the year before" if back == "1" else f"{field.en} {back} years before"


def _chinese(language: str) -> bool:
    return language.startswith("zh")


def _constant(node: Constant, language: str) -> str:
    return shown(node.value, node.kind, language)


def _inner(node: Node, language: str) -> str:
    """Write an operand, in brackets where it is a sum or a choice."""
    text = in_words(node, language)
    return f"({text})" if isinstance(node, Sum | Choice | Junction | Compare) else text


def _sum(node: Sum, language: str) -> str:
    right = in_words(node.right, language) if node.sign > 0 else _inner(node.right, language)
    return f"{in_words(node.left, language)} {'+' if node.sign > 0 else '−'} {right}"


def _extreme(node: Extreme, language: str) -> str:
    parts = [in_words(part, language) for part in node.parts]
    if _chinese(language):
        return f"{'较高者' if node.most else '较低者'}（{'，'.join(parts)}）"
    return f"the {'higher' if node.most else 'lower'} of ({', '.join(parts)})"


def _span(node: Span, language: str) -> str:
    left, right = in_words(node.left, language), in_words(node.right, language)
    zh, en = SPANS[node.unit]
    return f"{left}至{right}的{zh}" if _chinese(language) else f"{en} from {left} to {right}"


def _compare(node: Compare, language: str) -> str:
    return f"{in_words(node.left, language)} {SIGNS.get(node.op, node.op)} {in_words(node.right, language)}"


def _member(node: Member, language: str) -> str:
    kind = node.one.kind
    items = [str(item) if isinstance(item, str) else shown(item, kind, language) for item in node.items]
    zh, en = HOW[node.how]
    return f"{in_words(node.one, language)} {zh if _chinese(language) else en} {'、'.join(items) if _chinese(language) else ', '.join(items)}"


def _junction(node: Junction, language: str) -> str:
    word = (" 且 " if node.every else " 或 ") if _chinese(language) else (" and " if node.every else " or ")
    return word.join(
        f"({in_words(part, language)})" if isinstance(part, Junction) else in_words(part, language)
        for part in node.parts
    )


def _not(node: Not, language: str) -> str:
    return f"{'非' if _chinese(language) else 'not'} {_inner(node.one, language)}"


def _choice(node: Choice, language: str) -> str:
    parts = [in_words(each, language) for each in (node.condition, node.then, node.otherwise)]
    return "如果 {} 则 {}，否则 {}".format(*parts) if _chinese(language) else "if {} then {}, else {}".format(*parts)


def band_words(band: Band, language: str) -> str:
    """Word the bounds of a step."""
    chinese = _chinese(language)
    low = "" if band.low is None else ("自 " if chinese else "from ") + in_words(band.low, language)
    name = ("不超过 " if band.closed else "低于 ") if chinese else ("up to " if band.closed else "below ")
    high = "" if band.high is None else name + in_words(band.high, language)
    return " ".join(part for part in (low, high) if part) or ("其余" if chinese else "else")


def _tier(node: Tier, language: str) -> str:
    steps = [f"{band_words(band, language)}：{in_words(band.value, language)}" for band in node.bands]
    name = (
        ("超额累进" if node.marginal else "分档")
        if _chinese(language)
        else ("slices of" if node.marginal else "steps by")
    )
    text = "；".join(steps)
    return f"按{in_words(node.measure, language)}{name}（{text}）" if _chinese(language) else (
        f"{name} {in_words(node.measure, language)} ({'; '.join(steps).replace('：', ': ')})"
    )  # fmt: skip


WRITERS: dict[type[Node], Callable[[Any, str], str]] = {
    Constant: _constant,
    Ref: lambda node, language: field_words(node.column, language),
    Param: lambda node, language: node.name,
    Today: lambda node, language: "基准日" if _chinese(language) else "the day asked for",
    Negative: lambda node, language: f"−{_inner(node.one, language)}",
    Sum: _sum,
    Product: lambda node, language: f"{_inner(node.left, language)} × {_inner(node.right, language)}",
    Quotient: lambda node, language: f"{_inner(node.left, language)} ÷ {_inner(node.right, language)}",
    Floor: lambda node, language: f"{'取整' if _chinese(language) else 'whole of '}({in_words(node.one, language)})",
    Extreme: _extreme, Span: _span, Compare: _compare, Member: _member, Junction: _junction, Not: _not, Choice: _choice,
    Tier: _tier,
}  # fmt: skip

__all__ = ["band_words", "field_words", "in_words", "words"]
