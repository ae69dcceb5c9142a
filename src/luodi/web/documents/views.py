"""The list of documents, putting one in, the reading page, filing and reading again."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.documents import queries
from luodi.documents.permissions import OFFERED_CLASSES
from luodi.engines.files import FileTooLarge
from luodi.journeys import file_page, read_page
from luodi.people.permissions import require
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.values.spoken_dates import parse_day
from luodi.web.access import actor_of, permitted
from luodi.web.documents import shown
from luodi.web.documents.pages import page_context
from luodi.web.exporting import Export, exported, most_rows
from luodi.web.filters.views import kept
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging

MIB = 1024 * 1024


class NothingUploaded(Refusal):
    """Neither a file nor pasted text came."""

    code = "nothing_uploaded"


class TwoInputs(Refusal):
    """Both a file and pasted text came."""

    code = "two_inputs"


class DateEntryWrong(Refusal):
    """A day of issue that is no day. Params: text."""

    code = "date_entry_wrong"


def columns() -> tuple[Column, ...]:
    """Declare the columns of the list."""
    return (
        Column("title", _("文档"), "link", "grow", card="title"),
        Column("issue", _("出版日期"), "day", "md"),
        Column("outlet", _("来源"), width="ml"),
        Column("state", _("状态"), width="sm"),
        Column("progress", _("已核 / 事实"), "number", "md"),
        Column("unit", _("单位"), width="sm", roomy=True),
        Column("added", _("放入"), width="md", roomy=True),
    )


def filters(units: list[tuple[int, str]]) -> tuple[Filter, ...]:
    """Declare the filters of the list."""
    states = [(state, shown.state_word(state)) for state in ("to_decide", "decided", "filed")]
    kinds = [("page", _("版面")), ("ledger", _("台账")), ("photo", _("照片")), ("other", _("其他"))]
    return (
        Filter("q", _("搜索"), "text", placeholder=_("标题、来源、正文"), width="lg"),
        Filter("state", _("状态"), options=states, width="sm"),
        Filter("kind", _("类别"), options=kinds, width="sm"),
        Filter("unit", _("单位"), options=units),
        Filter("issue", _("出版日期"), "dates"),
    )


@permitted("documents.view")
def index(request: HttpRequest) -> HttpResponse:
    """Show the documents that the reader may see, and the place to put one in."""
    actor, params = actor_of(request), request.GET
    found = queries.documents(
        viewer=actor, **_asked(request), after=_number(params.get("after")), before=_number(params.get("before"))
    )
    units = queries.units_of_documents(actor)
    paging = Paging(total=found.total, shown=len(found.rows), next_after=found.after, previous_before=found.before)
    context = {
        "rows": found.rows, "columns": columns(), "filters": filters(units), "paging": paging, "shown": shown,
        "may_upload": actor.may("documents.upload"), "may_export": actor.may("projects.export"), **upload_context(actor, {}),
        "any_filter": any(params.get(name) for each in filters(units) for name in each.names),
    }  # fmt: skip
    return render(request, "documents/index.html", context | kept(actor, "documents"))


def _asked(request: HttpRequest) -> dict[str, Any]:
    params = request.GET
    return {
        "text": params.get("q", "")[:100], "state": params.get("state", ""), "kind": params.get("kind", ""),
        "unit_id": _number(params.get("unit")), "issue_from": _day(params.get("issue_from")),
        "issue_to": _day(params.get("issue_to")),
    }  # fmt: skip


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the documents as they are filtered as an Excel file."""
    actor = actor_of(request)
    require(actor, "documents.view")
    found = queries.documents(viewer=actor, **_asked(request), limit=most_rows())
    columns = [
        SheetColumn(_("文档"), width=50), SheetColumn(_("出版日期"), "day", 12), SheetColumn(_("来源"), width=18),
        SheetColumn(_("状态"), width=10), SheetColumn(_("已核"), "count", 8), SheetColumn(_("事实"), "count", 8),
        SheetColumn(_("密级"), width=10), SheetColumn(_("单位"), width=16), SheetColumn(_("放入人"), width=12),
        SheetColumn(_("放入时间"), "moment", 17),
    ]  # fmt: skip
    rows = [
        [row.title, row.issue_date, row.outlet, shown.state_word(row.state), row.facts - row.proposed, row.facts,
         shown.class_word(row.data_class), row.unit, row.added_by, row.added_at]
        for row in found.rows
    ]  # fmt: skip
    fields = [
        "title",
        "issue_date",
        "outlet",
        "state",
        "decided",
        "facts",
        "data_class",
        "unit",
        "added_by",
        "added_at",
    ]
    return exported(
        request, Export("documents", _("文档"), columns, fields), rows, filters(queries.units_of_documents(actor))
    )


def upload_context(actor: Actor, given: dict[str, Any]) -> dict[str, Any]:
    """Give what the form that puts a page in needs, with what was entered before."""
    classes = [(each, shown.class_word(each)) for each in OFFERED_CLASSES]
    return {
        "given": given,
        "classes": classes,
        "limit_mb": settings.UPLOAD_LIMIT // MIB or 1,
        "unit_name": actor.unit_name,
    }


@permitted("documents.upload", methods=("GET", "HEAD", "POST"))
def upload(request: HttpRequest) -> HttpResponse:
    """Show the form, or take a page in and go to its reading page; a refusal comes back with the form as it was."""
    actor = actor_of(request)
    if request.method != "POST":
        return render(request, "documents/upload.html", {**upload_context(actor, {}), "refusal": None, "there": ""})
    try:
        document_id = read_page.read_page(**_page(request), by=actor, at=timezone.now())
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        there = refusal.params.get("document_id")
        context = {
            **upload_context(actor, request.POST.dict()), "refusal": refusal.sentence(get_language() or "zh"),
            "there": reverse("documents:detail", kwargs={"document_id": there}) if there else "",
        }  # fmt: skip
        return render(request, "documents/upload.html", context, status=refusal.status)
    return redirect("documents:detail", document_id=document_id)


def _page(request: HttpRequest) -> dict[str, Any]:
    """Read the form: the file or the pasted text, and what is said about it."""
    file, text = request.FILES.get("file"), request.POST.get("text", "")
    if file is None and not text.strip():
        raise NothingUploaded()
    if file is not None and text.strip():
        raise TwoInputs()
    if file is not None:
        if file.size > settings.UPLOAD_LIMIT:
            raise FileTooLarge(
                filename=file.name, size_mb=f"{file.size / MIB:.1f}", limit_mb=f"{settings.UPLOAD_LIMIT / MIB:.1f}"
            )
        data, name = file.read(), file.name
    else:
        data = text.replace("\r\n", "\n").encode("utf-8", "replace")
        name = _("粘贴的文字") + ".txt"
    entered = request.POST.get("issue_date", "").strip()
    try:
        issue_date = parse_day(entered) if entered else None
    except Refusal as refusal:
        raise DateEntryWrong(text=entered) from refusal
    said = {key: request.POST.get(key, "").strip() for key in ("title", "outlet")}
    return {
        "data": data,
        "file_name": name,
        "issue_date": issue_date,
        "data_class": request.POST.get("data_class") or "internal",
        **said,
    }


@permitted("documents.view")
def detail(request: HttpRequest, document_id: int) -> HttpResponse:
    """Show the reading page: text with marks, facts beside it, what filing would make."""
    page = queries.reading_page(document_id, actor_of(request))
    correcting = _number(request.GET.get("correct"))
    context = page_context(request, page, correcting=correcting)
    return render(request, "documents/page.html" if page.kind == "page" else "documents/kept.html", context)


@permitted("documents.file", methods=("POST",))
def file(request: HttpRequest, document_id: int) -> HttpResponse:
    """Make the records that follow from the confirmed facts, and show what was made."""
    actor = actor_of(request)
    try:
        file_page.file_page(document_id=document_id, by=actor, at=timezone.now())
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        page = queries.reading_page(document_id, actor)
        return render(
            request, "documents/page.html", page_context(request, page, refusal=refusal), status=refusal.status
        )
    return HttpResponseRedirect(reverse("documents:detail", kwargs={"document_id": document_id}) + "#filed")


@permitted("documents.upload", methods=("POST",))
def read_again(request: HttpRequest, document_id: int) -> HttpResponse:
    """Read the page anew with the reader as it is now; decided facts stay."""
    read_page.read_again(document_id=document_id, by=actor_of(request), at=timezone.now())
    return redirect("documents:detail", document_id=document_id)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
