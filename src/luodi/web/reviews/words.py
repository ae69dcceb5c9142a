"""How reviews are put into words on pages."""

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

LAMPS = {"open": "amber", "reopened": "red", "concluded": "green", "withdrawn": "grey"}
BADGES = {"forbid": "red", "review": "amber", "note": "blue"}


def kinds() -> list[tuple[str, str]]:
    """List the kinds of texts."""
    return [("agreement", _("协议")), ("policy", _("政策措施")), ("other", _("其他文件"))]


def kind_choices() -> list[tuple[str, str, str]]:
    """List the kinds of texts with what each means."""
    return [
        ("agreement", _("协议"), _("投资协议、框架协议、备忘录、补充协议等与经营者签订的文件。")),
        ("policy", _("政策措施"), _("规范性文件、实施细则、申报指南等；作结论前须听取经营者、协会或公众意见。")),
        ("other", _("其他文件"), _("会议纪要、招标文件等涉及经营者经济活动的文字。")),
    ]


def issuer_choices() -> list[tuple[str, str, str]]:
    """List who issues a text, with who reviews it then (条例 arts. 13, 14)."""
    return [
        ("department", _("本单位出台"), _("由本单位审查，起草人与审查人不能是同一人（条例第十三条）。")),
        ("joint", _("多个单位联合出台"), _("由牵头单位审查。")),
        ("government", _("区政府出台或签订"), _("起草单位先初审，再由市场监管部门审查（条例第十四条）。")),
    ]


def states() -> list[tuple[str, str]]:
    """List the states of reviews."""
    return [
        ("open", _("审查中")),
        ("reopened", _("需重新处理")),
        ("concluded", _("已有结论")),
        ("withdrawn", _("已撤回")),
    ]


def severities() -> dict[str, str]:
    """Give the words for how heavy a finding is."""
    return {"forbid": _("禁止"), "review": _("需审查"), "note": _("提示")}


def finding_states() -> dict[str, str]:
    """Give the words for how a finding stands."""
    return {
        "open": _("待答复"), "answered": _("已答复"), "accepted": _("审查单位已同意"), "exempt": _("适用例外"),
        "gone": _("已不在文本中"),
    }  # fmt: skip


def answer_kinds() -> dict[str, str]:
    """Give the words for what was said to a finding."""
    return {
        "explained": _("说明"), "not_applicable": _("不适用"), "accepted": _("同意"), "refused": _("退回"),
        "exempted": _("适用例外"), "reopened": _("重新打开"), "rewritten": _("改写"),
    }  # fmt: skip


def grounds() -> list[tuple[str, str]]:
    """List the grounds of an exemption (条例 art. 12)."""
    return [
        ("security", _("维护国家安全和发展利益")), ("science", _("促进科学技术进步、增强自主创新能力")),
        ("public_good", _("节约能源、保护环境、救灾救助等公共利益")), ("other_law", _("法律、行政法规规定的其他情形")),
    ]  # fmt: skip


def heard() -> list[tuple[str, str]]:
    """List who may be heard."""
    return [
        ("operators", _("经营者")), ("associations", _("行业协会商会")), ("public", _("社会公众")), ("experts", _("专家")),
        ("none", _("不需听取（写明理由）")),
    ]  # fmt: skip


def results() -> dict[str, str]:
    """Give the words for conclusions."""
    return {"passed": _("可以出台"), "passed_with_exemption": _("适用例外，可以出台")}


def classes() -> list[tuple[str, str]]:
    """List the data classes that a text under review may have."""
    return [("sensitive", _("敏感（商谈中的金额和条件）")), ("internal", _("内部")), ("public", _("公开"))]


def differences() -> dict[str, str]:
    """Give the words for what a new rule pack changes."""
    return {"new": _("新增"), "changed": _("变化"), "gone": _("消失")}


def reason_of(finding) -> str:
    """Give why something was found, in the reader's language."""
    return finding.reason if _chinese() else finding.reason_en


def rewrite_of(finding) -> str:
    """Give what to write instead, in the reader's language; the wording offered stays Chinese."""
    return finding.rewrite if _chinese() else finding.rewrite_en


def end_word(row, today: date) -> str:
    """Say when an exemption ends."""
    if row.ended_at is not None:
        return _("已终止")
    if row.until_date is None:
        return _("至条件成就")
    days = (row.until_date - today).days
    if days < 0:
        return _("已过期 %(n)s 天") % {"n": -days}
    return _("剩 %(n)s 天") % {"n": days}


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")
