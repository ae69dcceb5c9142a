"""Firms: the list, one firm with its names and projects, the forms, the export."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from luodi.companies import operations, queries
from luodi.engines.gates.stages import STAGES
from luodi.people.permissions import require
from luodi.projects import queries as projects
from luodi.values.refusal import NotAllowed, NotFound, Refusal, Stale
from luodi.web.access import actor_of, permitted
from luodi.web.exporting import Export, exported, most_rows, refuse_too_many
from luodi.web.filters.views import kept
from luodi.web.projects.filters import stage_word
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging

SIZE = 50
FIELDS = ("name", "credit_code", "foreign_number", "country", "group_name")
FIELD_OF = {
    "company_name_missing": "name", "company_known": "name", "company_code_taken": "credit_code",
    "company_reason_missing": "reason",
}  # fmt: skip


def _words() -> dict[str, str]:
    return {
        "name": _("企业名称"), "credit_code": _("统一社会信用代码"), "foreign_number": _("境外注册号"), "country": _("国别"),
        "group_name": _("所属集团"), "reason": _("修改理由"), "alias": _("别名"),
    }  # fmt: skip


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", _("企业"), "link", "grow", sort="name", card="title"),
        Column("credit_code", _("统一社会信用代码"), width="xl", sort="credit_code", card="wide"),
        Column("group_name", _("所属集团"), width="lg"),
        Column("country", _("国别"), width="sm"),
        Column("aliases", _("别名"), "count", "sm"),
        Column("registered_at", _("登记日期"), "day", "md", sort="id"),
    )


def _filters() -> tuple[Filter, ...]:
    return (
        Filter("q", _("名称或代码"), kind="text", placeholder=_("名称、别名、代码、拼音首字母"), width="lg"),
        Filter("group", _("所属集团"), kind="text"),
    )


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def _list(request: HttpRequest, size: int, page: int, exact: bool) -> queries.CompanyList:
    return queries.company_list(
        viewer=actor_of(request), text=request.GET.get("q", "")[:60], group=request.GET.get("group", "").strip()[:160],
        sort=request.GET.get("sort", "-id"), page=page, size=size, exact=exact,
    )  # fmt: skip


@permitted("companies.view")
def index(request: HttpRequest) -> HttpResponse:
    """Show a page of the district's firms."""
    viewer = actor_of(request)
    exact = bool(request.GET.get("exact"))
    found = _list(request, SIZE, _page(request), exact)
    params = request.GET.copy()
    params["exact"] = "1"
    context = {
        "rows": found.rows,
        "columns": _columns(),
        "filters": _filters(),
        "sort": request.GET.get("sort", "-id"),
        "paging": Paging(
            total=found.total, shown=len(found.rows), cap=found.total if exact else 1000, page=found.page,
            pages=found.pages, exact_href="?" + params.urlencode(),
        ),
        "may_edit": viewer.may("companies.edit"),
        "may_export": viewer.may("projects.export"),
        "active": bool(request.GET.get("q") or request.GET.get("group")),
    }  # fmt: skip
    return render(request, "companies/index.html", context | kept(viewer, "companies"))


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the firms as they are filtered as an Excel file; the journal keeps who, filter, rows and fields.

    :raises ExportTooLarge: beyond the district's limit of rows
    """
    require(actor_of(request), "companies.view")
    found = _list(request, most_rows(), 1, True)
    refuse_too_many(found.total)
    columns = [
        SheetColumn(_("企业"), width=40), SheetColumn(_("统一社会信用代码"), width=22), SheetColumn(_("所属集团"), width=24),
        SheetColumn(_("国别"), width=10), SheetColumn(_("别名数"), "count", 8), SheetColumn(_("登记时间"), "moment", 17),
    ]  # fmt: skip
    rows = (
        [row.name, row.credit_code, row.group_name, row.country, row.aliases, row.registered_at] for row in found.rows
    )
    fields = [*FIELDS[:2], "group_name", "country", "aliases", "registered_at"]
    return exported(request, Export("companies", _("企业库"), columns, fields), rows, _filters())


@permitted("companies.view")
def detail(request: HttpRequest, company_id: int) -> HttpResponse:
    """Show one firm: names, recognitions, group, firms that may be the same, and its projects that the reader may see."""
    return _detail(request, company_id)


def _detail(request: HttpRequest, company_id: int, refusal: Refusal | None = None) -> HttpResponse:
    viewer = actor_of(request)
    page = queries.company_page(company_id=company_id, viewer=viewer)
    found = None
    if viewer.may("projects.view"):
        found = projects.project_list(viewer=viewer, filters=projects.ProjectFilter(company_id=company_id), size=SIZE)
    context = {
        "page": page,
        "source": projects.source_of(page.source_kind, page.source_id, viewer, page.registered_at),
        "projects": found,
        "words": _words(),
        "may_observe": viewer.may("observations.view"),
        "may_edit": viewer.may("companies.edit"),
        "may_merge": viewer.may("companies.merge"),
        "mergers": queries.mergers_of(company_id),
        "stage_word": stage_word,
        "stages": STAGES,
        "key": uuid.uuid4().hex,
        "refused": refusal.sentence(translation.get_language() or "zh") if refusal else "",
    }
    return render(request, "companies/detail.html", context, status=refusal.status if refusal else 200)


@permitted("companies.edit", methods=("POST",))
def alias(request: HttpRequest, company_id: int) -> HttpResponse:
    """Give a firm another name."""
    try:
        operations.add_alias(
            company_id=company_id, name=request.POST.get("alias", ""), by=actor_of(request), at=timezone.now()
        )
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        return _detail(request, company_id, refusal)
    return redirect("companies:detail", company_id=company_id)


@permitted("companies.edit", methods=("GET", "HEAD", "POST"))
def edit(request: HttpRequest, company_id: int) -> HttpResponse:
    """Show the edit form of a firm; posted, correct what differs, with the reason."""
    page = queries.company_page(company_id=company_id, viewer=actor_of(request))
    before = {name: getattr(page, name) or "" for name in FIELDS}
    if request.method != "POST":
        return _form(request, before, page=page)
    texts = {name: request.POST[name].strip()[:2000] for name in FIELDS if name in request.POST}
    version = request.POST.get("version", "")
    try:
        if not (version.isascii() and version.isdecimal() and len(version) < 10):
            raise Stale()
        operations.edit_company(
            company_id=company_id, changes={name: text for name, text in texts.items() if text != before[name]},
            reason=request.POST.get("reason", ""), version=int(version), by=actor_of(request), at=timezone.now(),
        )  # fmt: skip
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        return _form(request, texts, page=page, refusal=refusal)
    return redirect("companies:detail", company_id=company_id)


@permitted("companies.edit", methods=("GET", "HEAD", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Show the form of a new firm; posted, register it."""
    if request.method != "POST":
        return _form(request, {"country": "中国"})
    texts = {name: request.POST.get(name, "").strip()[:2000] for name in FIELDS}
    try:
        company = operations.register_company(
            name=texts["name"], credit_code=texts["credit_code"] or None, foreign_number=texts["foreign_number"] or None,
            country=texts["country"] or "中国", group_name=texts["group_name"], by=actor_of(request), at=timezone.now(),
        )  # fmt: skip
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _form(request, texts, refusal=refusal)
    return redirect("companies:detail", company_id=company.pk)


def _form(
    request: HttpRequest,
    texts: dict[str, str],
    *,
    page: queries.CompanyPage | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    sentence = refusal.sentence(translation.get_language() or "zh") if refusal else ""
    field = ""
    if refusal:
        known = "credit_code" if refusal.code.startswith("credit_code") else str(refusal.params.get("field", ""))
        field = FIELD_OF.get(refusal.code) or known
    context = {
        "page": page,
        "texts": texts,
        "words": _words(),
        "errors": {field: sentence} if field else {},
        "refused": sentence,
        "reason": request.POST.get("reason", "")[:300],
        "version": request.POST.get("version") or (page.version if page else ""),
        "key": uuid.uuid4().hex,
    }
    return render(request, "companies/form.html", context, status=refusal.status if refusal else 200)
