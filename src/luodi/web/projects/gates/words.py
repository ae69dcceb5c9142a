"""Words of gates in the reader's language: opinions, special matters, reasons, what a gate says."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from luodi.engines.gates.items import ITEMS
from luodi.engines.gates.judging import Missing, Verdict
from luodi.values.actor import Actor
from luodi.web.projects.filters import stage_word

BADGES = {"pass": "green", "conditional": "amber", "veto": "red", "withdrawn": "grey"}
ORIGIN_PAGES = {
    "reviews.review": ("reviews:detail", "review_id", "reviews.view"),
    "leads.registration": ("leads:detail", "registration_id", "leads.view"),
    "agreements.agreement": ("agreements:detail", "agreement_id", "agreements.view"),
    "meetings.item": ("meetings:item", "item_id", "meetings.view"),
}


def language() -> str:
    """Give the reader's language, "zh" or "en"."""
    return "zh" if (translation.get_language() or "zh").startswith("zh") else "en"


def verdicts() -> dict[str, str]:
    """Give the kinds of opinion in words."""
    return {"pass": _("通过"), "conditional": _("附条件通过"), "veto": _("否决"), "withdrawn": _("撤回")}


def kinds() -> dict[str, str]:
    """Give the kinds of rounds in words."""
    return {"joint": _("准入联审"), "legal": _("合法性审查")}


def paths() -> dict[str, str]:
    """Give the ways of a project in words."""
    return {"land": _("用地项目"), "leased": _("租赁（轻资产）项目")}


def marks() -> dict[str, str]:
    """Give the special matters in words."""
    return {
        "energy": _("高耗能"), "equity": _("基金出资"), "beyond_policy": _("超出已公布政策"), "sensitive": _("敏感事项"),
    }  # fmt: skip


def reasons() -> dict[str, str]:
    """Give the reasons for which projects leave the line in words."""
    return {
        "price": _("政策、价格不匹配"), "site": _("没有合适空间"), "market": _("市场变化"), "funding": _("资金不到位"),
        "permit": _("审批或要素受限"), "competitor": _("落户其他地区"), "investor": _("投资方主动放弃"), "other": _("其他"),
    }  # fmt: skip


def item_word(code: str) -> str:
    """Name a kind of evidence."""
    return ITEMS[code].name(language()) if code in ITEMS else code


def items_by_hand() -> list[tuple[str, str]]:
    """List the kinds of evidence that a person may enter."""
    return [(code, item.name(language())) for code, item in ITEMS.items() if item.by_hand]


def gate_word(code: str) -> str:
    """Name a gate: "P4 准入联审"."""
    return f"{code} {stage_word(code)}"


def origin_word(kind: str) -> str:
    """Say which act made a line of evidence."""
    return {
        "projects.round": _("由征求意见形成"), "reviews.review": _("由公平竞争审查形成"), "leads.registration": _("由首谈报备形成"),
        "agreements.agreement": _("由协议签署形成"), "meetings.item": _("由会议决定形成"),
    }.get(kind, _("由办理环节形成"))  # fmt: skip


def origin_href(viewer: Actor, kind: str, origin_id: int | None) -> str:
    """Give the address of the act that made a line of evidence, "" where the viewer has no business there."""
    if kind == "projects.round":
        return "#opinions"
    page, key, permission = ORIGIN_PAGES.get(kind, ("", "", ""))
    return reverse(page, kwargs={key: origin_id}) if origin_id and page and viewer.may(permission) else ""


def holder_word(missing: Missing) -> str:
    """Say who holds what is missing."""
    return missing.holder[0 if language() == "zh" else 1]


def body_words(verdict: Verdict) -> str:
    """Name the bodies that decide at a gate."""
    return _("、").join(zh if language() == "zh" else en for _code, zh, en in verdict.bodies)


def why_shut(verdict: Verdict, *, may_pass: bool, own_claim: bool) -> str:
    """Say in one sentence why a gate cannot be passed by this person now, "" if it can."""
    if not verdict.gate:
        return _("已到最后一个阶段，没有下一个关口。")
    if verdict.halted:
        return _("项目处于“%(state)s”，恢复推进后才能通过关口。") % {"state": stage_word(verdict.halted)}
    if verdict.vetoes:
        return _("有单位否决，须由该单位重新出具意见。")
    lacking = len(verdict.missing) + len(verdict.conditions)
    if lacking:
        return _("还缺 %(n)s 项。") % {"n": lacking}
    if verdict.unclaimed:
        return _("责任单位还没有自报到这个阶段。")
    if own_claim:
        return _("这个阶段是您自报的，须由另一位有权限的人通过。")
    if not may_pass:
        return _("材料齐备，等投资促进局或区领导通过。")
    return ""
