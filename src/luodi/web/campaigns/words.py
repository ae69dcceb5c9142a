"""How plans, tasks, issues and months are put into words on pages."""

from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.campaigns.issue_words import LEVELS, SOURCES, level_word, source_word
from luodi.campaigns.queries import IssueRow, PlanRow, StepRow, TaskRow

BADGES = {
    "open": "plain", "reported": "brand", "returned": "amber", "accepted": "green", "withdrawn": "plain", "closing": "brand",
    "closed": "green",
}  # fmt: skip


def language() -> str:
    """Give the reader's language."""
    return get_language() or "zh"


def task_states() -> dict[str, str]:
    """Give the states of a task with their words."""
    return {
        "open": _("进行中"), "reported": _("待验收"), "returned": _("已退回"), "accepted": _("已验收"), "withdrawn": _("已撤销"),
    }  # fmt: skip


def issue_states() -> dict[str, str]:
    """Give the states of an issue with their words."""
    return {"open": _("待整改"), "closing": _("待核查"), "closed": _("已销号"), "withdrawn": _("已撤销")}


def proofs() -> dict[str, str]:
    """Give the kinds of proof with their words."""
    return {"text": _("文字"), "document": _("文件"), "photo": _("照片")}


def steps() -> dict[str, str]:
    """Give the kinds of step with their words."""
    return {
        "set": _("下达"), "found": _("发现"), "moved": _("改期"), "reported": _("报告完成"), "returned": _("退回"),
        "accepted": _("通过"), "reopened": _("反弹重开"), "shown": _("补充照片"), "withdrawn": _("撤销"),
    }  # fmt: skip


def sources() -> list[tuple[str, str]]:
    """List the sources of issues with their words."""
    return [(code, source_word(code, language())) for code in SOURCES]


def levels() -> list[tuple[str, str]]:
    """List the levels of issues with their words."""
    return [(code, level_word(code, language())) for code in LEVELS]


def task_shown(row: TaskRow) -> dict:
    """Give a task as tables take it."""
    word = _("逾期") if row.overdue else task_states()[row.state]
    return {
        "id": row.id, "line": row.line, "title": row.title, "lead": row.lead, "helpers": "、".join(row.helpers),
        "due": row.due_date, "proof": proofs()[row.proof], "lamp": row.lamp, "word": word, "state": task_states()[row.state],
        "version": row.version, "page": reverse("campaigns:task", kwargs={"plan_task_id": row.id}),
    }  # fmt: skip


def issue_shown(row: IssueRow) -> dict:
    """Give an issue as tables take it."""
    return {
        "id": row.id, "line": row.line, "source": source_word(row.source, language()),
        "level": level_word(row.level, language()), "unit": row.unit, "unit_id": row.unit_id, "place": row.place,
        "grid": row.grid, "what": row.what, "found": row.found_date, "due": row.due_date, "closed": row.closed_date,
        "times": row.times, "state": _("逾期") if row.overdue else issue_states()[row.state],
        "badge": "red" if row.overdue else BADGES[row.state], "version": row.version, "late": row.overdue,
        "page": reverse("campaigns:issue", kwargs={"issue_id": row.id}),
    }  # fmt: skip


def step_shown(row: StepRow) -> dict:
    """Give a step as tables take it."""
    return {
        "kind": steps()[row.kind], "day": row.day, "due": row.due_date, "words": row.words, "by": row.by, "at": row.at,
        "document": reverse("documents:detail", kwargs={"document_id": row.document_id}) if row.document_id else "",
    }  # fmt: skip


def month_of(text: str, plan: PlanRow) -> date:
    """Read a month ("2025-03"); the running one, or the last of the plan's year, where it is none of that year."""
    try:
        found = date.fromisoformat(f"{text.strip()}-01")
    except ValueError:
        found = timezone.localdate().replace(day=1)
    return found if found.year == plan.year else date(plan.year, 12 if found.year > plan.year else 1, 1)


def months(plan: PlanRow) -> list[tuple[str, str]]:
    """List the months of a plan's year for a choice."""
    return [(f"{plan.year}-{month:02}", f"{plan.year}-{month:02}") for month in range(1, 13)]


def known_at(day: date | None) -> datetime:
    """Give the end of a past day, or now."""
    now = timezone.now()
    if day is None or day >= timezone.localdate(now):
        return now
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
