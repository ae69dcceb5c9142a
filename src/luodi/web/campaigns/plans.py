"""Plans of a year: starting one, its wall, its targets, its tasks and what is written about each."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.campaigns import operations, queries
from luodi.campaigns.operations import NewTask
from luodi.campaigns.refusals import CampaignFileMissing
from luodi.campaigns.rounds import OBSERVED
from luodi.engines.files.refusals import FileTooLarge
from luodi.journeys.campaign_photos import with_file
from luodi.people.queries.units import unit_choices
from luodi.values.indicator import indicators
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, done, sentence, whole
from luodi.web.campaigns import words
from luodi.web.observed.acting import decimal_of
from luodi.web.tables import Column
from luodi.web.tasks.views import timeline

MB = 1024 * 1024
USUAL_LINES = "蓝天\n碧水\n净土\n清废\n街容\n工地\n停车"


@permitted("campaigns.plan", methods=("GET", "HEAD", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Show the form of a plan, and start it."""
    given, refused = request.POST, ""
    if request.method == "POST":
        try:
            plan = operations.start_plan(
                campaign_id=whole(given.get("campaign")), name=given.get("name", ""), year=whole(given.get("year")) or 0,
                office_id=whole(given.get("office")) or 0, lines=given.get("lines", "").splitlines(),
                street_ids=[pk for each in given.getlist("streets") if (pk := whole(each))], by=actor_of(request),
                at=timezone.now(),
            )  # fmt: skip
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            refused = sentence(refusal)
        else:
            messages.success(request, _("已建立年度计划；接着定目标、下达任务。"))
            return redirect("campaigns:plan", plan_id=plan.pk)
    viewer, chosen = actor_of(request), given.getlist("streets")
    context = {
        "refusal": refused, "entered": given, "chosen": chosen, "units": unit_choices(), "lines": given.get("lines", USUAL_LINES),
        "year": given.get("year") or timezone.localdate().year, "office": given.get("office") or viewer.unit_id or "",
        "campaigns": [(row.id, row.name) for row in queries.campaigns(viewer, size=200).rows],
    }  # fmt: skip
    return render(request, "campaigns/new_plan.html", context, status=422 if refused else 200)


@permitted("campaigns.view")
def wall(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show the wall of a plan: lines and tasks with their lamps, issues open and overdue, the ranking of the month."""
    viewer, today = actor_of(request), timezone.localdate()
    found = queries.wall(viewer, plan_id, today=today)
    month = words.month_of("", found.plan)
    ranking = queries.monthly_ranking(viewer, plan_id, month=month, known=timezone.now())
    tasks = [task for line in found.lines for task in line.tasks]
    context = {
        "plan": found.plan, "wall": found, "month": f"{month:%Y-%m}",
        "lines": [(line, [words.task_shown(task) for task in line.tasks]) for line in found.lines],
        "places": ranking.places, "line_choices": [(line.id, line.name) for line in found.lines], "units": unit_choices(), "proofs": list(words.proofs().items()),
        "counts": {
            "tasks": len(tasks), "accepted": sum(task.state == "accepted" for task in tasks),
            "late": sum(task.overdue for task in tasks), "open": sum(line.issues_open for line in found.lines),
            "issues_late": sum(line.issues_overdue for line in found.lines),
        },
    }  # fmt: skip
    return render(
        request, "campaigns/wall.html", context | {"columns": _task_columns(), "place_columns": _place_columns()}
    )


def _task_columns() -> tuple[Column, ...]:
    return (
        Column("title", _("任务"), "link", "grow", href="page", card="title"), Column("lamp", _("灯"), width="md"),
        Column("lead", _("牵头单位"), width="lg"), Column("due", _("完成期限"), "day", "md"),
    )  # fmt: skip


def _place_columns() -> tuple[Column, ...]:
    return (
        Column("rank", _("名次"), "number", "xs"), Column("unit", _("街道"), width="grow", card="title"),
    )  # fmt: skip


@permitted("campaigns.plan", methods=("POST",))
def new_task(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Set a task."""
    given = request.POST
    task = NewTask(
        line_id=whole(given.get("line")) or 0, title=given.get("title", ""), lead_id=whole(given.get("lead")) or 0,
        due_date=day_of(given.get("due", "")), proof=given.get("proof", ""),
        helper_ids=tuple(pk for each in given.getlist("helpers") if (pk := whole(each))),
    )  # fmt: skip
    return done(
        request, lambda: operations.add_task(plan_id=plan_id, task=task, by=actor_of(request), at=timezone.now()),
        _("已下达任务。"), "campaigns:plan", plan_id=plan_id,
    )  # fmt: skip


@permitted("campaigns.plan", methods=("GET", "HEAD", "POST"))
def targets(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show the monthly targets of the streets, and set one."""
    viewer, given, refused = actor_of(request), request.POST, ""
    if request.method == "POST":
        try:
            operations.set_target(
                plan_id=plan_id, unit_id=whole(given.get("unit")) or 0, indicator_code=given.get("indicator", ""),
                value=decimal_of(given.get("value", "")), source=given.get("source", ""), by=viewer, at=timezone.now(),
            )  # fmt: skip
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            refused = sentence(refusal)
        else:
            messages.success(request, _("已定目标，从现在起按新目标计算。"))
            return redirect("campaigns:targets", plan_id=plan_id)
    found = queries.wall(viewer, plan_id, today=timezone.localdate())
    known = queries.targets_of(viewer, plan_id)
    rows = [
        {"unit": name} | {code: known.get(unit_id, {}).get(code, ("", ""))[0] for code in OBSERVED}
        | {"source": "；".join(dict.fromkeys(source for _value, source in known.get(unit_id, {}).values()))}
        for unit_id, name in found.streets
    ]  # fmt: skip
    names = [(code, indicators()[code].label(words.language())) for code in OBSERVED]
    columns = (
        Column("unit", _("街道"), width="lg", card="title"),
        *(Column(code, label, "number", "ml", unit=indicators()[code].unit) for code, label in names),
        Column("source", _("依据"), width="grow", card="wide"),
    )
    context = {
        "plan": found.plan, "rows": rows, "columns": columns, "streets": found.streets, "indicators": names, "entered": given,
        "refusal": refused, "codes": OBSERVED,
    }  # fmt: skip
    return render(request, "campaigns/targets.html", context, status=422 if refused else 200)


@permitted("campaigns.view")
def task(request: HttpRequest, plan_task_id: int) -> HttpResponse:
    """Show one task with its steps and what may be done."""
    found = queries.task_detail(actor_of(request), plan_task_id, today=timezone.localdate())
    context = {
        "found": found, "task": words.task_shown(found.task), "plan": found.plan, "proof": found.task.proof,
        "steps": [words.step_shown(each) for each in found.steps], "columns": step_columns(),
        "lines": timeline(("campaigns.plantask", plan_task_id)), "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "campaigns/task.html", context)


@permitted("campaigns.report", methods=("POST",))
def report(request: HttpRequest, plan_task_id: int) -> HttpResponse:
    """Report a task as done, with its proof."""
    given, by, at = request.POST, actor_of(request), timezone.now()
    found = queries.task_detail(by, plan_task_id, today=timezone.localdate())
    kind = "photo" if found.task.proof == "photo" else "other"

    def act() -> object:
        return with_file(
            lambda document_id: operations.report_task(
                task_id=plan_task_id, version=whole(given.get("version")) or 0, words=given.get("words", ""),
                document_id=document_id, day=day_of(given.get("day", "")), by=by, at=at,
            ),
            **uploaded(request, "file"), title=found.task.title, kind=kind, by=by, at=at,
        )  # fmt: skip

    return done(request, act, _("已报告，等办公室验收。"), "campaigns:task", plan_task_id=plan_task_id)


@permitted("campaigns.check", methods=("POST",))
def check(request: HttpRequest, plan_task_id: int) -> HttpResponse:
    """Accept a task, or return it saying why."""
    accept = request.POST.get("answer") == "accept"
    return _act(
        request, plan_task_id,
        lambda **of: operations.check_task(accept=accept, words=request.POST.get("reason", ""), **of),
        _("已验收。") if accept else _("已退回。"),
    )  # fmt: skip


@permitted("campaigns.plan", methods=("POST",))
def change(request: HttpRequest, plan_task_id: int) -> HttpResponse:
    """Move a task's deadline or withdraw it, saying why."""
    given = request.POST
    if given.get("answer") == "withdraw":
        return _act(
            request,
            plan_task_id,
            lambda **of: operations.withdraw_task(reason=given.get("reason", ""), **of),
            _("已撤销。"),
        )
    return _act(
        request, plan_task_id,
        lambda **of: operations.move_task(due_date=day_of(given.get("due", "")), reason=given.get("reason", ""), **of),
        _("已改期。"),
    )  # fmt: skip


def step_columns() -> tuple[Column, ...]:
    """Declare the columns of steps."""
    return (
        Column("day", _("日期"), "day", "md", card="title"), Column("kind", _("环节"), width="md"),
        Column("words", _("说明"), width="grow", card="wide"), Column("due", _("期限"), "day", "md"),
        Column("by", _("经办"), width="md"), Column("at", _("记录时间"), "moment", "lg"),
    )  # fmt: skip


def uploaded(request: HttpRequest, name: str) -> dict:
    """Give the uploaded file as `with_file` takes it, None where there is none.

    :raises FileTooLarge: beyond the limit of uploads
    """
    file = request.FILES.get(name)
    if file is None:
        return {"data": None, "file_name": ""}
    if file.size > settings.UPLOAD_LIMIT:
        raise FileTooLarge(
            filename=file.name, size_mb=f"{file.size / MB:.1f}", limit_mb=f"{settings.UPLOAD_LIMIT / MB:.1f}"
        )
    return {"data": file.read(), "file_name": file.name or _("附件")}


def sheet_of(request: HttpRequest) -> tuple[bytes, str]:
    """Give the uploaded sheet and its name.

    :raises CampaignFileMissing: without a file
    """
    file = uploaded(request, "file")
    if file["data"] is None:
        raise CampaignFileMissing()
    return file["data"], file["file_name"]


def _act(request: HttpRequest, plan_task_id: int, act: Callable[..., object], said: str) -> HttpResponse:
    version = whole(request.POST.get("version")) or 0
    return done(
        request, lambda: act(task_id=plan_task_id, version=version, by=actor_of(request), at=timezone.now()), said,
        "campaigns:task", plan_task_id=plan_task_id,
    )  # fmt: skip
