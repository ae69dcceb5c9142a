"""How first contact is put into words on pages."""

from django.utils.translation import gettext as _

from luodi.leads.queries import RegistrationRow

BADGES = {
    "waiting": "amber", "active": "brand", "shadow": "plain", "rejected": "red", "lapsed": "plain", "released": "plain",
    "taken_over": "plain",
}  # fmt: skip
CONFLICT_BADGES = {"open": "amber", "heard": "amber", "ruled": "brand", "appealed": "red", "final": "plain"}


def states() -> list[tuple[str, str]]:
    """List the states of registrations with their words."""
    return [
        ("waiting", _("待受理")), ("active", _("首谈有效")), ("shadow", _("协作")), ("rejected", _("已退回")), ("lapsed", _("已失效")),
        ("released", _("已释放")), ("taken_over", _("已转出")),
    ]  # fmt: skip


def presses() -> list[tuple[str, str]]:
    """List the clocks by which a list is narrowed."""
    return [("due", _("受理到期")), ("silent", _("久未接洽")), ("ending", _("两周内到期"))]


def evidence_kinds() -> list[tuple[str, str]]:
    """List the kinds of evidence."""
    return [
        ("invitation", _("邀请函")), ("minutes", _("会谈纪要")), ("letter", _("往来函件")), ("message", _("邮件或消息")),
        ("visit", _("考察、拜访记录")), ("other", _("其他")),
    ]  # fmt: skip


def end_kinds() -> dict[str, str]:
    """Give the words of why a right ended."""
    return {
        "silence": _("久未接洽"), "expired": _("保护期届满"), "lost": _("项目流失"), "withdrawn": _("项目撤回"), "released": _("主动释放"),
        "shadow": _("退出协作"), "taken": _("已认领"), "ruled": _("裁定转出"), "rejected": _("退回"),
    }  # fmt: skip


def in_district(kind: str) -> str:
    """Say why an investor is taken as a firm of the district already."""
    return {
        "landed": _("该企业在本区已有落地项目，可能属于区内迁移"),
        "registered": _("该企业登记在本区，可能属于区内迁移"),
    }.get(kind, "")  # fmt: skip


def conflict_states() -> list[tuple[str, str]]:
    """List the states of conflicts with their words."""
    return [
        ("open", _("待协调")), ("heard", _("待裁定")), ("ruled", _("已裁定")), ("appealed", _("复核中")), ("final", _("已终结")),
    ]  # fmt: skip


def grounds() -> dict[str, str]:
    """Give the steps of the order in which a conflict is ruled."""
    return {
        "registered": _("报备日期"), "evidence": _("接洽证据时间"), "choice": _("投资方书面选择"), "office": _("招商部门按适配度裁定"),
    }  # fmt: skip


def step_kinds() -> dict[str, str]:
    """Give the words of what happens in a conflict."""
    return {
        "opened": _("提出冲突"), "heard": _("协调会"), "ruled": _("裁定"), "appealed": _("申请复核"), "decided": _("复核决定"),
    }  # fmt: skip


def sides() -> dict[str, str]:
    """Give the words of both sides."""
    return {"first": _("原首谈方"), "second": _("提出方"), "": _("不分先后")}


def fields() -> dict[str, str]:
    """Give the labels of the form's fields."""
    return {
        "unit_id": _("报备单位"), "title": _("项目名称"), "investor_name": _("投资方法定名称"), "credit_code": _("统一社会信用代码"),
        "foreign_number": _("境外注册号"), "controller": _("实际控制人"), "controller_share": _("其持股比例"),
        "sector_code": _("行业代码"), "product": _("产品"), "site": _("意向地点"), "need": _("用地或空间需求"), "amount": _("投资额"),
        "amount_checked": _("金额已核对，单位无误"), "ranked": _("500强企业"), "confidential": _("投资方暂不公开"),
        "contact_name": _("投资方联系人"), "contact_phone": _("联系电话"), "evidence_kind": _("证据种类"), "evidence_text": _("证据说明"),
        "evidence_document_id": _("证据文档"), "evidence_at": _("证据形成时间"), "track": _("赛道"), "assist_wish": _("愿意提供的协作"),
        "apart_reason": _("与本单位已报备项目的不同之处"), "project_id": _("已有项目编号"),
    }  # fmt: skip


def clock_word(row: RegistrationRow) -> str:
    """Say which clock presses a registration, and how many days are left."""
    if row.clock == "accept" and row.acceptance_due:
        return _("%(day)s 前受理") % {"day": f"{row.acceptance_due:%m-%d}"}
    if row.clock == "silence":
        return _("已 %(n)s 天没有接洽") % {"n": row.silent}
    if row.clock == "protect":
        return _("保护还剩 %(n)s 天") % {"n": row.days_left}
    return end_kinds().get(row.end_kind, "")
