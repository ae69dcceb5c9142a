"""How agreements are put into words on pages."""

from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.agreements.drivers import drivers
from luodi.engines.wording import plain_money
from luodi.values.indicator import of_agreements
from luodi.values.money import Money

STATE_BADGES = {
    "draft": "plain", "in_review": "amber", "approved": "brand", "signed": "brand", "in_force": "green", "ended": "grey",
    "terminated": "grey",
}  # fmt: skip
STATE_ORDER = ("draft", "in_review", "approved", "signed", "in_force")
SEVERITY_BADGES = {"forbid": "red", "review": "amber", "note": "plain"}


def kinds() -> list[tuple[str, str]]:
    """List the kinds of agreements with their words."""
    return [
        ("framework", _("框架协议")), ("investment", _("投资协议")), ("supplement", _("补充协议")), ("legacy", _("存量协议")),
    ]  # fmt: skip


def states() -> list[tuple[str, str]]:
    """List the states of agreements with their words."""
    return [
        ("draft", _("起草中")), ("in_review", _("审查中")), ("approved", _("已批准")), ("signed", _("已签署")),
        ("in_force", _("履行中")), ("ended", _("已期满")), ("terminated", _("已解除")),
    ]  # fmt: skip


def dues() -> list[tuple[str, str]]:
    """List the ways to narrow a list by what is due."""
    return [
        ("soon", _("30 天内有到期事项")), ("quarter", _("90 天内有到期事项")), ("ending", _("90 天内期满")),
        ("none", _("没有到期事项")),
    ]  # fmt: skip


def clause_kinds() -> list[tuple[str, str]]:
    """List the kinds of clauses with their words."""
    return [
        ("scope", _("项目与范围")), ("term", _("监测指标")), ("payment", _("付款")), ("duty", _("区方义务")),
        ("remedy", _("整改与责任")), ("dispute", _("争议")), ("confidential", _("保密与公开")), ("validity", _("生效与变更")),
        ("other", _("其他")), ("head", _("首部")), ("signature", _("签署")),
    ]  # fmt: skip


def measures() -> list[tuple[str, str]]:
    """List the measures of terms with their words."""
    return [
        ("sum", _("期内合计")), ("level", _("期末时点")), ("average", _("期内平均")), ("cumulative", _("累计")),
        ("date", _("按日期")),
    ]  # fmt: skip


def duty_kinds() -> list[tuple[str, str]]:
    """List the kinds of the district's duties with their words."""
    return [
        ("land", _("用地")), ("permit", _("审批")), ("payment", _("付款")), ("service", _("服务")), ("other", _("其他")),
    ]  # fmt: skip


def touches() -> dict[str, str]:
    """Give what a change touches, in words."""
    return {
        "money": _("金额"), "term": _("期限"), "indicator": _("指标"), "party": _("当事方"), "other": _("其他文字"),
    }  # fmt: skip


def ways() -> list[tuple[str, str]]:
    """List the ways to deal with a legacy clause."""
    return [
        ("undecided", _("待定")), ("keep_until_end", _("保留至期满")), ("amend", _("修改")), ("stop", _("停止执行")),
        ("compensate", _("补偿后终止")), ("no_issue", _("无需处理")),
    ]  # fmt: skip


def clean_up_states() -> list[tuple[str, str]]:
    """List the states of clean-ups with their words."""
    return [("open", _("待处理")), ("in_progress", _("处理中")), ("done", _("已办结"))]


def severities() -> list[tuple[str, str]]:
    """List the severities of findings with their words."""
    return [("forbid", _("禁止")), ("review", _("需研判")), ("note", _("提示"))]


def indicator_choices() -> list[tuple[str, str]]:
    """List what may be watched: the indicators and milestones."""
    language = get_language() or "zh"
    return [(code, each.label(language)) for code, each in of_agreements().items()] + [("milestone", _("里程碑"))]


def indicator_word(code: str) -> str:
    """Name an indicator or a milestone."""
    return dict(indicator_choices()).get(code, code)


def driver_choices() -> list[tuple[str, str]]:
    """List what a payment may follow; what the law forbids is not offered."""
    return [(code, driver_word(code)) for code, each in drivers().items() if each.lawful]


def driver_word(code: str) -> str:
    """Name what a payment follows."""
    found = drivers().get(code)
    return code if found is None else found.en if (get_language() or "zh").startswith("en") else found.zh


def amount(value: Decimal | None) -> str:
    """Write an amount in 元 as agreements do: 1200万元."""
    return plain_money(Money(value)) if value is not None else ""


def target(value: Decimal | None, unit_word: str) -> str:
    """Write a target: an amount of money, or a number with its unit."""
    if value is None:
        return ""
    return amount(value) if unit_word == "元" else f"{value.normalize():f}{unit_word}"


def percent(ppm: int) -> str:
    """Write millionths as a percentage."""
    return f"{(Decimal(ppm) / 10_000).normalize():f}%"
