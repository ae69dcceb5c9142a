"""How tasks are put into words on pages."""

from datetime import date

from django.utils.translation import gettext as _

from luodi.tasks.queries import ChainStep, FollowUp, FollowUpRow, TaskRow
from luodi.web import formats
from luodi.web.jinja import url_or_none

ORIGINS = {
    "meetings.meeting": ("meetings:detail", "meeting_id"),
    "meetings.batch": ("meetings:batch", "batch_id"),
    "meetings.item": ("meetings:item", "item_id"),
    "documents.document": ("documents:detail", "document_id"),
    "reviews.review": ("reviews:detail", "review_id"),
    "counting.question": ("counting:question", "question_id"),
    "projects.project": ("projects:detail", "project_id"),
}
STEP_BADGES = {"done": "brand", "returned": "amber", "closed": "green", "reopened": "amber"}
TILES = {"over": "red", "soon": "amber", "reported": "claimed"}
BADGES = {"demand": "plain", "follow_up": "brand", "list_call": "amber", "finding": "red", "instruction": "brand"}


def kinds() -> list[tuple[str, str]]:
    """List the kinds of tasks with their words."""
    return [
        ("follow_up", _("督办")), ("demand", _("要求")), ("list_call", _("索要名单")), ("finding", _("疑点")),
        ("instruction", _("批示")),
    ]  # fmt: skip


def states() -> list[tuple[str, str]]:
    """List the states of tasks with their words."""
    return [("open", _("办理中")), ("done", _("已办结")), ("dropped", _("已终止"))]


def dues() -> list[tuple[str, str]]:
    """List the ways to narrow a list by the due date."""
    return [("late", _("已逾期")), ("soon", _("七天内到期")), ("set", _("有期限")), ("none", _("未定期限"))]


def lamp_word(row: TaskRow, today: date) -> str:
    """Say how a task stands: late by so many days, so many left, no day, or how it was closed."""
    if row.state != "open":
        return dict(states())[row.state]
    if row.reported_at is not None:
        return _("已报结，待销号")
    if row.due_date is None:
        return _("未定期限")
    days = (row.due_date - today).days
    if days < 0:
        return _("逾期 %(n)s 天") % {"n": -days}
    return _("今天到期") if days == 0 else _("剩 %(n)s 天") % {"n": days}


def standings() -> dict[str, str]:
    """Give how follow-ups stand, with their words."""
    return {
        "on_time": _("按期"), "soon": _("临期"), "over": _("逾期"), "reported": _("已报结，待销号"), "closed": _("已了结"),
    }  # fmt: skip


def standing_word(row: FollowUpRow, today: date) -> str:
    """Say how a follow-up stands: days left or over, waiting for its asker, closed or dropped."""
    if row.state != "open":
        return _("已终止") if row.state == "dropped" else _("已销号")
    if row.standing == "reported":
        return _("已报结，待销号")
    days = (row.due_date - today).days
    if days < 0:
        return _("逾期 %(n)s 天") % {"n": -days}
    return _("今天到期") if days == 0 else _("剩 %(n)s 天") % {"n": days}


def step_words() -> dict[str, str]:
    """Give the overdue steps with their words."""
    return {"reminded": _("已提醒"), "to_head": _("已报单位负责人"), "to_leader": _("已报区领导")}


def coming_words() -> dict[str, str]:
    """Give the overdue steps that are still to come, with their words."""
    return {"reminded": _("提醒承办人"), "to_head": _("报单位负责人"), "to_leader": _("报投促局和区领导")}


def step_kinds() -> dict[str, str]:
    """Give every kind of step with its word."""
    return {
        "progress": _("进展"), "done": _("报办结"), "returned": _("退回"), "closed": _("销号"), "dropped": _("终止"),
        "reopened": _("重新打开"), **step_words(),
    }  # fmt: skip


def chain_word(step: ChainStep, follow_up: FollowUp) -> str:
    """Say when an overdue step comes or came, and by which rule of the district."""
    days = {"reminded": follow_up.days.remind, "to_head": follow_up.days.head, "to_leader": follow_up.days.leader}[
        step.kind
    ]
    rule = (_("到期前 %(n)s 天") if step.kind == "reminded" else _("逾期 %(n)s 天")) % {"n": days}
    return f"{rule} · {formats.day(step.taken or step.day)}"


def origin_href(row: TaskRow) -> str:
    """Give the address of what a task came from, or "" where it has no page."""
    name, key = ORIGINS.get(row.origin_kind, ("", ""))
    return (url_or_none(name, **{key: row.origin_id}) or "") if name and row.origin_id else ""


def holder_word(row: TaskRow) -> str:
    """Name who holds a task; a wording of the source stands in quotation marks, and nobody is said so."""
    if row.person_name and row.unit_name:
        return f"{row.person_name} · {row.unit_name}"
    if row.person_name or row.unit_name:
        return row.person_name or row.unit_name
    return _("“%(text)s”，待分派") % {"text": row.assignee_text} if row.assignee_text else _("待分派")
