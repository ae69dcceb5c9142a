"""The list of imports, the template, the upload, the page of one import, its findings as Excel, one row as a source."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.documents.operations.intakes import note_download
from luodi.documents.queries import intakes
from luodi.documents.queries.intakes import IntakePage
from luodi.journeys import import_ledger
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.imports import findings_sheet, shown
from luodi.web.imports.template_sheet import template_workbook
from luodi.web.sheets import sheet_response
from luodi.web.tables import Column, Paging

MIB = 1024 * 1024


class NoFileChosen(Refusal):
    """The form came without a file."""

    code = "import_no_file"


def list_columns() -> tuple[Column, ...]:
    """Declare the columns of the list of imports."""
    return (
        Column("file_name", _("文件"), "link", "grow", card="title"),
        Column("state", _("状态"), width="md"),
        Column("total", _("行数"), "count", "sm"),
        Column("good", _("合格"), "count", "sm"),
        Column("doubtful", _("存疑"), "count", "sm"),
        Column("bad", _("不合格"), "count", "sm"),
        Column("done", _("已导入"), "count", "sm"),
        Column("started_by", _("上传人"), width="md"),
        Column("started_at", _("上传时间"), "moment", "lg", card="wide"),
    )


def row_columns(page: IntakePage) -> tuple[Column, ...]:
    """Declare the columns of the table of rows."""
    last = (
        (Column("choice", _("选择"), width="xl", card="wide"),)
        if page.line.state == "checked"
        else (Column("object_id", _("结果"), width="lg"),)
    )
    return (
        Column("number", _("行"), "count", "xs"),
        Column("verdict", _("判定"), width="sm"),
        Column("name", _("项目名称"), width="xl", card="title"),
        Column("unit", _("责任单位"), width="md"),
        Column("amount", page.columns.get("written", {}).get("amount", _("计划总投资")), "text", "md"),
        Column("stage", _("阶段"), width="sm"),
        Column("findings", _("发现的问题"), width="grow", card="wide"),
        *last,
    )


@permitted("projects.import")
def index(request: HttpRequest) -> HttpResponse:
    """Show the imports of one's unit, and the place to put a ledger in."""
    rows = intakes.intakes(viewer=actor_of(request))
    return render(request, "imports/index.html", {"rows": rows, "columns": list_columns(), "shown": shown, **_form({})})


def _form(given: dict, refusal: str = "") -> dict:
    return {"given": given, "refusal": refusal, "limit_mb": settings.UPLOAD_LIMIT // MIB or 1}


@permitted("projects.import", methods=("POST",))
def upload(request: HttpRequest) -> HttpResponse:
    """Take a ledger in and go to its page; a refusal comes back with the form."""
    actor, file = actor_of(request), request.FILES.get("file")
    try:
        if file is None:
            raise NoFileChosen()
        intake_id = import_ledger.take_in_ledger(
            data=_bytes(file), file_name=file.name or "", mode=request.POST.get("mode", ""), by=actor, at=timezone.now()
        )
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        context = {"rows": intakes.intakes(viewer=actor), "columns": list_columns(), "shown": shown}
        form = _form(request.POST.dict(), refusal.sentence(shown.language()))
        return render(request, "imports/index.html", {**context, **form}, status=refusal.status)
    return HttpResponseRedirect(reverse("imports:detail", kwargs={"intake_id": intake_id}))


def _bytes(file) -> bytes:
    """Read an upload, but no more than one byte above the limit: what is larger is refused by its size alone."""
    return file.read(settings.UPLOAD_LIMIT + 1)


@permitted("projects.import")
def template(request: HttpRequest) -> HttpResponse:
    """Give the template to fill in, with the lists of one's own district."""
    body = template_workbook(by=actor_of(request), today=timezone.localdate())
    return sheet_response(_("项目台账导入模板.xlsx"), body)


@permitted("projects.import")
def detail(request: HttpRequest, intake_id: int) -> HttpResponse:
    """Show an import where it stands: progress, check with answers, result, refusal."""
    actor = actor_of(request)
    page = intakes.intake(intake_id=intake_id, viewer=actor)
    under_way = page.line.state in shown.UNDER_WAY
    if request.headers.get("HX-Request") and request.GET.get("poll") and not under_way:
        return HttpResponse(headers={"HX-Redirect": reverse("imports:detail", kwargs={"intake_id": intake_id})})
    return render(request, "imports/detail.html", detail_context(request, page, actor))


def detail_context(request: HttpRequest, page: IntakePage, actor: Actor, refusal: str = "") -> dict:
    """Give what the page of an import needs; `refusal` is what was refused just now."""
    verdict = request.GET.get("verdict", "")
    verdict = verdict if verdict in ("good", "doubtful", "bad", "open", "taken") else ""
    number = int(request.GET["page"]) if request.GET.get("page", "").isdecimal() else 1
    under_way = page.line.state in shown.UNDER_WAY
    counts = {"": page.line.total, "good": page.line.good, "doubtful": page.line.doubtful, "bad": page.line.bad,
              "open": page.line.doubtful - page.answered, "taken": page.line.done}  # fmt: skip
    found = [] if under_way else intakes.intake_rows(intake_id=page.line.id, viewer=actor, verdict=verdict, page=number)
    pages = max(1, -(-counts[verdict] // intakes.PAGE))
    return {
        "page": page, "line": page.line, "shown": shown, "rows": [shown.shown_row(row) for row in found], "counts": counts,
        "columns": row_columns(page), "verdict": verdict, "under_way": under_way,
        "findings": [shown.finding_line(each) for each in page.findings], "refusal": refusal,
        "paging": Paging(total=counts[verdict], shown=len(found), cap=100_000, page=number, pages=pages),
        "may_undo": actor.may("imports.undo"), "refresh_seconds": 2 if under_way else None,
        "note": shown.step_word(page.progress.step) if page.progress else _("排队等待"),
    }  # fmt: skip


@permitted("projects.import")
def findings(request: HttpRequest, intake_id: int) -> HttpResponse:
    """Give the checked rows as Excel: the cells as they stood, the verdict, what was found, what became of each."""
    actor, now = actor_of(request), timezone.now()
    page = intakes.intake(intake_id=intake_id, viewer=actor)
    rows = list(intakes.every_row(intake_id=intake_id, viewer=actor))
    line_id = note_download(intake_id=intake_id, file_name=page.line.file_name, rows=len(rows), by=actor, at=now)
    body = findings_sheet.findings_workbook(page=page, rows=rows, number=line_id, by=actor, at=now)
    stem = page.line.file_name.rsplit(".", 1)[0]
    return sheet_response(_("%(name)s-检查结果.xlsx") % {"name": stem}, body)


@permitted("projects.view")
def row(request: HttpRequest, row_id: int) -> HttpResponse:
    """Show one row of a sheet as the source of a project's figures."""
    actor = actor_of(request)
    source = intakes.row_source(row_id=row_id, viewer=actor)
    context = {
        "source": source, "line": source.intake, "row": shown.shown_row(source.row), "shown": shown,
        "cells": shown.labelled_cells(source.row, source.columns), "may_import": actor.may("projects.import"),
    }  # fmt: skip
    return render(request, "imports/row.html", context)
