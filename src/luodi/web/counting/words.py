"""How counting is put into words on pages."""

from datetime import date

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.counting.queries import FindingRow, QuestionRow
from luodi.engines import counting as engine
from luodi.values.actor import Actor

STATE_BADGES = {
    "open": "amber", "answered": "brand", "accepted": "red", "dismissed": "plain", "upheld": "red", "explained": "plain",
    "gone": "plain",
}  # fmt: skip


def language() -> str:
    """Give the reader's language as the engine takes it."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def rule_name(code: str) -> str:
    """Name a rule; a person's own question stands under a name of its own."""
    return engine.rules()[code].name(language()) if code in engine.rules() else _("人工质疑")


def rule_options() -> list[tuple[str, str]]:
    """List the rules for a filter."""
    return [(code, f"{rule.number} {rule.name(language())}") for code, rule in engine.rules().items()]


def finding_text(row: FindingRow) -> str:
    """Word a finding with the numbers that it saw, as far as the viewer may see them."""
    if row.rule not in engine.rules():
        return _("有人对这个数据提出质疑")
    return engine.finding_text(row.rule, row.seen, language(), amounts=row.amounts)


def measures() -> dict[str, str]:
    """Name the measures."""
    return {"signed": _("签约"), "inflow": _("到资"), "landed": _("已落地"), "started": _("开工")}


def columns() -> dict[str, str]:
    """Name the columns in which something is counted."""
    return {
        "binding": _("合同"), "framework": _("框架协议"), "unknown": _("未注明性质"), "domestic": _("内资"), "foreign": _("外资"),
        "other": _("其他资金"), "landed": _("已落地"), "started": _("开工"), "compared": _("落地（对照口径）"),
    }  # fmt: skip


def block_title(measure: str, column: str) -> str:
    """Name a block of figures: signed contracts, foreign inflow, landed…"""
    if measure in ("landed", "started"):
        return columns()[column]
    return f"{measures()[measure]} · {columns()[column]}"


def why_word(why: str) -> str:
    """Say why something is left out."""
    others = {
        "ended": _("流失或终止"),
        "column_unknown": _("未注明合同或框架"),
        "no_route": _("未达到落地口径"),
        "asked": _("质疑成立"),
    }
    return others.get(why) or (rule_name(why) if why else "")


def standings() -> dict[str, str]:
    """Name the standings of a figure."""
    return {"confirmed": _("计入 · 已核"), "claimed": _("计入 · 自报"), "out": _("不计入")}


def finding_states() -> list[tuple[str, str]]:
    """List the states of findings."""
    return [
        ("open", _("待处理")),
        ("answered", _("已答复")),
        ("accepted", _("疑点成立")),
        ("dismissed", _("已说明")),
        ("gone", _("已消失")),
    ]


def question_states() -> dict[str, str]:
    """Name the states of questions."""
    return {"open": _("待答复"), "answered": _("待审核"), "upheld": _("疑点成立"), "explained": _("答复认可")}


def step_words() -> dict[str, str]:
    """Name what happens to a finding or a question."""
    return {
        "found": _("发现"), "changed": _("数据变化"), "asked": _("提出质疑"), "answered": _("答复"), "accepted": _("认定成立"),
        "dismissed": _("认可说明"), "vanished": _("疑点消失"), "returned": _("再次出现"), "asked_again": _("再次质疑"),
        "upheld": _("认定成立"), "explained": _("认可答复"),
    }  # fmt: skip


def lamp_word(row: QuestionRow, today: date) -> str:
    """Say how a question stands: late by so many days, so many left, or its state."""
    if row.state != "open":
        return question_states()[row.state]
    days = (row.due_date - today).days
    if days < 0:
        return _("逾期 %(n)s 天") % {"n": -days}
    return _("今天到期") if days == 0 else _("剩 %(n)s 天") % {"n": days}


def landmarks() -> dict[str, str]:
    """Name the dated facts of landing and starting."""
    return {
        "land_won": _("土地摘牌"), "title_changed": _("产权过户"), "lease_signed": _("签订租约"), "firm_registered": _("企业注册"),
        "first_payroll": _("首次参保发薪"), "first_revenue": _("首笔营收"), "statistics_entered": _("统计入库"),
        "construction_permit": _("施工许可"), "foundation": _("基础施工"), "equipment_delivered": _("设备到场"),
    }  # fmt: skip


def classes() -> list[tuple[str, str]]:
    """List the classes of inflows."""
    return [("domestic", _("内资")), ("foreign", _("外资")), ("other", _("其他"))]


def forms() -> list[tuple[str, str]]:
    """List the forms of inflows."""
    return [("paid_in", _("实缴到账")), ("in_kind", _("实物出资")), ("registered", _("认缴（不计）"))]


def inflow_states() -> list[tuple[str, str]]:
    """List the states of inflows."""
    return [("claimed", _("自报")), ("confirmed", _("已核")), ("withdrawn", _("已撤回"))]


def marks() -> list[tuple[str, str]]:
    """List the marks of a sector by hand."""
    return [
        ("", _("按行业代码")),
        ("industry", _("产业项目")),
        ("real_estate", _("房地产")),
        ("infrastructure", _("基础设施")),
    ]


def origins() -> list[tuple[str, str]]:
    """List where a firm comes from."""
    return [("", _("未知")), ("new", _("新设")), ("outside", _("区外迁入")), ("in_district", _("区内迁移"))]


def answers() -> list[tuple[str, str]]:
    """List yes, no and unknown."""
    return [("", _("未知")), ("yes", _("是")), ("no", _("否"))]


def tabs(viewer: Actor, current: str) -> list[tuple[str, str, bool, int | None]]:
    """List the pages of counting as tabs; `current` is the name of the one shown."""
    pages = [
        ("index", _("数据质疑")), ("findings", _("疑点")), ("counts", _("计数")), ("inflows", _("到资台账")), ("definitions", _("落地口径")),
        ("rules", _("计数规则")), ("statistics", _("质疑统计")),
    ]  # fmt: skip
    return [(label, reverse(f"counting:{name}"), name == current, None) for name, label in pages]
