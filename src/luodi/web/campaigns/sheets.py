"""Tasks and issues by Excel: the templates, the tasks as a sheet, and what became of every row of an upload."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.campaigns import operations, queries
from luodi.campaigns.operations import SheetResult
from luodi.campaigns.sheet_columns import issue_columns, sheet_template, task_columns
from luodi.people.permissions import require
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import sentence
from luodi.web.campaigns import words
from luodi.web.campaigns.plans import sheet_of
from luodi.web.exporting import Export, exported
from luodi.web.sheets import SheetColumn, sheet_response
from luodi.web.tables import Column


@permitted("campaigns.export")
def export_tasks(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Give the tasks of a plan as an Excel file whose columns may come in again."""
    viewer = actor_of(request)
    require(viewer, "campaigns.view")
    found = queries.tasks_of(viewer, plan_id, today=timezone.localdate())
    columns = [
        SheetColumn(_("战线"), width=12), SheetColumn(_("任务"), width=44), SheetColumn(_("牵头单位"), width=22),
        SheetColumn(_("配合单位"), width=30), SheetColumn(_("完成期限"), "day"), SheetColumn(_("佐证"), width=8),
        SheetColumn(_("状态"), width=10),
    ]  # fmt: skip
    names = ("line", "title", "lead", "helpers", "due", "proof", "word")
    rows = [[each[name] for name in names] for each in map(words.task_shown, found)]
    return exported(request, Export("campaign_tasks", _("任务计划"), columns, names), rows, ())


@permitted("campaigns.plan")
def task_template(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Give the empty sheet of tasks."""
    body = sheet_template("任务", task_columns(_lines(request, plan_id)))
    return sheet_response(_("任务计划模板.xlsx"), body)


@permitted("campaigns.report")
def issue_template(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Give the empty sheet of issues."""
    body = sheet_template("问题", issue_columns(_lines(request, plan_id)))
    return sheet_response(_("问题清单模板.xlsx"), body)


@permitted("campaigns.plan", methods=("GET", "HEAD", "POST"))
def bring_in_tasks(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show where to put a sheet of tasks in; posted, take it in and say what became of each row."""
    return _brought_in(request, plan_id, "tasks", operations.take_in_tasks)


@permitted("campaigns.report", methods=("GET", "HEAD", "POST"))
def bring_in_issues(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show where to put a sheet of issues in; posted, take it in and say what became of each row."""
    return _brought_in(request, plan_id, "issues", operations.take_in_issues)


def _brought_in(request: HttpRequest, plan_id: int, what: str, take_in: Callable[..., SheetResult]) -> HttpResponse:
    by, result, refused = actor_of(request), SheetResult(()), ""
    wall = queries.wall(by, plan_id, today=timezone.localdate())
    mode = request.POST.get("mode", "all")
    if request.method == "POST":
        try:
            data, name = sheet_of(request)
            result = take_in(plan_id=plan_id, data=data, file_name=name, mode=mode, by=by, at=timezone.now())
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            refused = sentence(refusal)
    outcomes = {"written": (_("已导入"), "green"), "left": (_("未导入"), "plain"), "refused": (_("有错"), "red")}
    place = 1 if words.language().startswith("zh") else 2
    rows = [
        {
            "number": row.number, "title": row.title, "outcome": outcomes[row.outcome][0], "badge": outcomes[row.outcome][1],
            "finding": "；".join(f"{each[0]}：{each[place]}" if each[0] else each[place] for each in row.findings),
        }
        for row in result.rows
    ]  # fmt: skip
    columns = (
        Column("number", _("行"), "count", "xs"), Column("title", _("内容"), width="xl", card="title"),
        Column("outcome", _("结果"), "badge", "md"), Column("finding", _("检查结果"), width="grow", card="wide"),
    )  # fmt: skip
    context = {
        "plan": wall.plan, "what": what, "rows": rows, "columns": columns, "written": result.written, "mode": mode,
        "refusal": refused, "bad": sum(row.outcome == "refused" for row in result.rows),
    }  # fmt: skip
    return render(request, "campaigns/bring_in.html", context, status=422 if refused else 200)


def _lines(request: HttpRequest, plan_id: int) -> list[str]:
    return [line.name for line in queries.wall(actor_of(request), plan_id, today=timezone.localdate()).lines]
