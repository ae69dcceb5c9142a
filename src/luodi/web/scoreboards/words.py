"""How packs, boards, places and what is behind a figure are put into words on pages."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse
from django.utils.translation import gettext as _

from luodi.engines import scoreboards as engine
from luodi.scoreboards.queries import AdjustmentRow, BoardPage, BoardRow, Cell, FigureRow, UnitRow
from luodi.scoreboards.sources import Source, choices, source_of
from luodi.values.indicator import indicators
from luodi.values.period import Period
from luodi.web.observed.words import amount, language

LAMPS = {"green": "green", "yellow": "amber", "red": "red", "grey": "grey"}
STATE_BADGES = {"draft": "plain", "shown": "amber", "frozen": "green", "proposed": "amber", "approved": "green", "rejected": "red",
                "open": "amber", "accepted": "green", "refused": "red"}  # fmt: skip


def chinese() -> bool:
    """Tell whether the reader reads Chinese."""
    return language().startswith("zh")


def titled(named) -> str:
    """Give the title of an indicator, class or veto in the reader's language."""
    return named.title if chinese() else named.title_en


def lamps() -> dict[str, str]:
    """Name the lamps."""
    return {"green": _("绿灯"), "yellow": _("黄灯"), "red": _("红灯"), "grey": _("灰灯")}


def board_states() -> dict[str, str]:
    """Name where a board stands."""
    return {"draft": _("草稿"), "shown": _("公示中"), "frozen": _("已定榜")}


def decisions() -> dict[str, str]:
    """Name how far packs, figures, adjustments and appeals have come."""
    return {
        "proposed": _("待批准"), "approved": _("已批准"), "rejected": _("已驳回"), "open": _("待答复"), "accepted": _("已采纳"),
        "refused": _("不予采纳"),
    }  # fmt: skip


def classes() -> dict[str, str]:
    """Name the kinds of units that can be ranked."""
    return {
        "street": _("街道"), "platform": _("平台与国企"), "department": _("部门"), "park": _("园区"), "bureau": _("投促局"),
        "district": _("区"),
    }  # fmt: skip


def adjustments() -> dict[str, str]:
    """Name the kinds of adjustments."""
    return {"bonus": _("加分"), "penalty": _("扣分"), "veto": _("一票否决")}


def figure_kinds() -> dict[str, str]:
    """Name how a figure came here."""
    return {"typed": _("填报"), "counted": _("计数"), "appeal": _("申诉更正")}


def score_states() -> dict[str, str]:
    """Say what a score's state means."""
    return {
        "scored": "", "no_data": _("没有数据，按公式包计分"), "not_applicable": _("计划书没有这一项，权重按公式包处理"),
        "not_due": _("还没到时点"), "vetoed": _("一票否决"),
    }  # fmt: skip


def formulas() -> dict[str, str]:
    """Say how points come about."""
    return {
        "progress": _("按时间进度"), "level": _("按完成率"), "lower": _("越低越好"), "deduction": _("扣分制"),
    }  # fmt: skip


def period(row: BoardRow) -> str:
    """Name a board's period, with its day where that is not the period's last."""
    year, month = row.as_of.year, row.as_of.month
    span = {
        "month": lambda: Period.of_month(year, month), "quarter": lambda: Period.of_quarter(year, (month + 2) // 3),
        "year": lambda: Period.of_year(year),
    }[row.period_kind]()  # fmt: skip
    label = span.label(language())
    return (
        label if span.last_day == row.as_of else _("%(period)s（截至 %(day)s）") % {"period": label, "day": row.as_of}
    )


def title(row: BoardRow) -> str:
    """Name a board: its pack, class and period."""
    named = row.title if chinese() else row.title_en
    return f"{named} · {classes()[row.unit_class]} · {period(row)}"


def listed(row: BoardRow) -> dict:
    """Give a board as the list takes it."""
    return {
        "id": row.id, "page": reverse("scoreboards:board", args=[row.id]), "title": row.title if chinese() else row.title_en,
        "unit_class": classes()[row.unit_class], "period": period(row), "as_of": row.as_of,
        "state": board_states()[row.state], "badge": STATE_BADGES[row.state], "appeals_until": row.appeals_until,
        "open_appeals": row.open_appeals, "frozen_at": row.frozen_at, "example": row.example,
    }  # fmt: skip


def number(value: Decimal | Fraction | None, places: int = 2) -> str:
    """Write points or a share with fixed decimals."""
    return "" if value is None else f"{engine.rounded(Fraction(value), places):,}"


def plain(value: Decimal | None) -> str:
    """Write a figure without needless zeros."""
    return "" if value is None else f"{value.normalize():,f}"


def figure(cell: Cell | None, value: Decimal | None) -> str:
    """Write a figure in the unit of its indicator; what is typed in has none."""
    if cell is None or value is None:
        return ""
    code = source_of(f"{cell.kind}:{cell.of}").promised if cell.kind != "typed" else ""
    return amount(indicators()[code], value) if code in indicators() else plain(value)


def source(of: Source) -> str:
    """Name where a figure comes from."""
    if of.kind == "typed":
        return _("填报")
    if of.kind == "count":
        return _("计数：%(what)s") % {"what": indicators()[of.promised].label(language())}
    if of.kind == "credited":
        return _("项目归集：%(what)s") % {"what": indicators()[of.of].label(language())}
    return _("目标计划：%(what)s") % {"what": indicators()[of.of].label(language())}


def source_choices() -> list[tuple[str, str]]:
    """List the sources that a form offers."""
    return [(each, source(source_of(each))) for each in choices()]


def lamps_of(total: engine.Total, words: Mapping[str, str]) -> str:
    """Count a unit's lamps, named by `words`."""
    counted = Counter(score.lamp for score in total.scores)
    return " ".join(f"{word}{counted[lamp]}" for lamp, word in words.items() if counted[lamp])


def behind(page: BoardPage, unit: UnitRow, score: engine.Score) -> dict:
    """Give what stands behind one score of a unit: target, actual, progress, points raw and capped, and its source."""
    pack, cell = page.standing.board.pack, page.standing.cells.get((unit.code, score.indicator))
    one = pack.indicators[score.indicator]
    opens = page.sees_all or unit.id in page.own_units
    return {
        "code": score.indicator, "indicator": titled(one), "formula": formulas()[one.formula], "weight": number(score.weight, 2),
        "target": figure(cell, cell.target if cell else None), "actual": figure(cell, cell.actual if cell else None),
        "progress": "" if score.progress is None else f"{number(score.progress * 100, 1)}%",
        "raw": number(score.raw, pack.places), "points": number(score.points, pack.places), "lamp": LAMPS[score.lamp],
        "lamp_word": lamps()[score.lamp], "why": score_states()[score.state],
        "faults": cell.faults if cell else 0, "missed": bool(cell and cell.missed), "corrected": bool(cell and cell.corrected),
        "source": _source_words(cell), "source_href": _source_page(page, unit, cell) if opens and cell else "",
    }  # fmt: skip


def _source_words(cell: Cell | None) -> str:
    if cell is None:
        return ""
    words = source(source_of(f"{cell.kind}:{cell.of}" if cell.kind != "typed" else "typed"))
    if cell.kind == "promise" and not cell.corrected:
        return words + (_("（%(n)s 条实绩）") % {"n": cell.used} if cell.promise_id else _("（没有这项目标计划）"))
    if cell.kind == "credited" and not cell.corrected:
        return words + _("（%(n)s 个项目和企业）") % {"n": cell.used}
    return f"{words} · {cell.source}" if cell.source else words


def _source_page(page: BoardPage, unit: UnitRow, cell: Cell) -> str:
    if cell.figure_id and (cell.corrected or cell.kind == "typed"):
        return f"#figure-{cell.figure_id}"
    if cell.kind == "count":
        year = page.row.as_of.year
        return reverse("counting:rows") + f"?measure={cell.of}&standing=confirmed&year={year}&unit={unit.id}"
    if cell.kind == "credited":
        return reverse("observed:totals") + f"?indicator={cell.of}&period={page.row.as_of.year}"
    return reverse("promises:detail", args=[cell.promise_id]) if cell.promise_id else ""


def typed(each: FigureRow, pack: engine.Pack) -> dict:
    """Give a figure that was typed in, counted or corrected."""
    one = pack.indicators.get(each.indicator)
    parts = [(_("实绩"), each.actual), (_("目标"), each.target), (_("基数"), each.base)]
    said = "，".join(f"{label} {plain(value)}" for label, value in parts if value is not None)
    extra = [_("扣分 %(n)s 次") % {"n": each.faults}] * bool(each.faults) + [_("任务未完成")] * each.missed
    return {
        "id": each.id, "unit": each.unit, "indicator": titled(one) if one else each.indicator, "day": each.day,
        "kind": figure_kinds()[each.kind], "figures": "，".join([said, *extra] if said else extra), "source": each.source,
        "reason": each.reason, "state": decisions()[each.state], "badge": STATE_BADGES[each.state], "made_by": each.made_by,
        "approved_by": each.approved_by, "note": each.decision_note, "may_check": each.may_check,
    }  # fmt: skip


def adjusted(each: AdjustmentRow, pack: engine.Pack) -> dict:
    """Give a bonus, penalty or veto."""
    words = adjustments()[each.kind]
    if each.kind == "veto":
        veto, one = pack.vetoes.get(each.veto), pack.indicators.get(each.indicator)
        words += "：" + (titled(veto) if veto else each.veto) + (f"（{titled(one)}）" if one else "")
    points = {"bonus": f"+{each.points}", "penalty": f"−{each.points}", "veto": ""}[each.kind]
    return {
        "id": each.id, "unit": each.unit, "kind": words, "points": points, "reason": each.reason, "reference": each.reference,
        "state": decisions()[each.state], "badge": STATE_BADGES[each.state], "made_by": each.made_by, "day": each.day,
        "approved_by": each.approved_by, "note": each.decision_note, "may_check": each.may_check,
    }  # fmt: skip


def plain_fraction(value: Fraction | None) -> str:
    """Write a cap or floor."""
    return "" if value is None else f"{engine.rounded(value, 4).normalize():f}"


def rules(pack: engine.Pack) -> list[tuple[str, str]]:
    """Say a pack's common rules: lamps, bounds, ties, missing data."""
    choice = {
        "zero": _("不得分"), "redistribute": _("权重按比例分给其他指标"), "drop": _("不计，总分相应减少"),
    }  # fmt: skip
    ties = [titled(pack.indicators[each]) if each in pack.indicators else _("先完成的在前") for each in pack.ties]
    return [
        (_("绿灯"), _("进度达到 %(share)s") % {"share": f"{number(pack.green * 100, 0)}%"}),
        (_("黄灯"), _("进度达到 %(share)s") % {"share": f"{number(pack.yellow * 100, 0)}%"}),
        (_("没有数据"), choice[pack.no_data]), (_("不适用"), choice[pack.not_applicable]),
        (_("加分上限"), number(pack.most_bonus, 0) or _("不设")), (_("扣分上限"), number(pack.most_penalty, 0) or _("不设")),
        (_("同分时"), _("依次比较：") + "、".join([*ties, _("并列")])), (_("出处"), pack.source),
    ]  # fmt: skip
