"""Pages of agreements: the list, one agreement, and those of a project."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.agreements import queries
from luodi.agreements.queries import AgreementFilter, AgreementRow
from luodi.people.permissions import require
from luodi.people.queries.units import unit_choices
from luodi.projects.queries.headings import project_heading
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.agreements import words
from luodi.web.exporting import Export, exported, most_rows
from luodi.web.projects.tabs import project_tabs
from luodi.web.promises import paid
from luodi.web.promises import words as promise_words
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging
from luodi.web.tasks.views import timeline

SIZE = 50


@permitted("agreements.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the agreements that the viewer may see, by kind."""
    viewer, today = actor_of(request), timezone.localdate()
    page, sort = number_of(request.GET.get("page"), 1), request.GET.get("sort", "-changed")
    found = queries.agreements(viewer, _filter(request), today=today, sort=sort, page=page, size=SIZE)
    pages = max(1, -(-found.total // SIZE))
    context = {
        "rows": [listed(row, today) for row in found.rows],
        "columns": columns(),
        "filters": _filters(viewer),
        "tabs": _tabs(request, found.counts),
        "paging": Paging(total=found.total, shown=len(found.rows), page=min(page, pages), pages=pages),
        "sort": sort,
        "narrowed": any(request.GET.get(name) for name in ("kind", "state", "unit", "due", "q")),
        "may_draft": viewer.may("agreements.edit"),
        "may_export": viewer.may("projects.export"),
    }
    return render(request, "agreements/index.html", context)


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the agreements as they are filtered as an Excel file."""
    viewer, today = actor_of(request), timezone.localdate()
    require(viewer, "agreements.view")
    found = queries.agreements(viewer, _filter(request), today=today, size=most_rows())
    sheet = [
        SheetColumn(_("编号"), width=20), SheetColumn(_("协议"), width=44), SheetColumn(_("类别"), width=12),
        SheetColumn(_("项目"), width=32), SheetColumn(_("企业"), width=32), SheetColumn(_("责任单位"), width=16),
        SheetColumn(_("状态"), width=10), SheetColumn(_("签署日期"), "day", 12), SheetColumn(_("期满"), "day", 12),
        SheetColumn(_("最近到期"), "day", 12),
    ]  # fmt: skip
    kinds, states = dict(words.kinds()), dict(words.states())
    rows = [
        [row.number, row.title, kinds[row.kind], row.project_name, row.firms, row.unit_name, states[row.state],
         row.signed_date, row.valid_to, row.next_due]
        for row in found.rows
    ]  # fmt: skip
    fields = ["number", "title", "kind", "project", "firms", "unit", "state", "signed_date", "valid_to", "next_due"]
    return exported(request, Export("agreements", _("协议"), sheet, fields), rows, _filters(viewer))


@permitted("agreements.view")
def project(request: HttpRequest, project_id: int) -> HttpResponse:
    """List a project's agreements."""
    viewer, today = actor_of(request), timezone.localdate()
    heading = project_heading(project_id=project_id, viewer=viewer)
    rows = [listed(row, today) for row in queries.agreements_of_project(viewer, project_id, today=today)]
    context = {
        "heading": heading,
        "project_tabs": project_tabs(viewer, project_id, "agreements:project"),
        "rows": rows,
        "columns": [each for each in columns() if each.key not in ("project", "unit")],
        "may_draft": viewer.may("agreements.edit") and heading.may_edit,
    }
    return render(request, "agreements/project.html", context)


@permitted("agreements.view")
def detail(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Show one agreement: clauses left, what is watched and what is paid for right, each by itself."""
    return shown(request, agreement_id)


def shown(request: HttpRequest, agreement_id: int, refusal: Refusal | None = None) -> HttpResponse:
    """Render one agreement, with the refusal of what was just tried."""
    viewer, today = actor_of(request), timezone.localdate()
    page = queries.agreement(viewer, agreement_id, today=today)
    checked = queries.check(viewer, agreement_id) if "check" in request.GET and page.readable else None
    context = {
        "page": page,
        "row": page.row,
        "words": words,
        "state_word": dict(words.states())[page.row.state],
        "kind_word": dict(words.kinds())[page.row.kind],
        "steps": [word for code, word in words.states() if code in words.STATE_ORDER],
        "step": words.STATE_ORDER.index(page.row.state) + 1 if page.row.state in words.STATE_ORDER else 5,
        "clause_words": dict(words.clause_kinds()),
        "measure_words": dict(words.measures()),
        "duty_words": dict(words.duty_kinds()),
        "supplements": [listed(each, today) for each in page.supplements],
        "checked": checked,
        "severity_words": dict(words.severities()),
        "today": today,
        "entered": request.POST,
        "refusal": refusal.sentence(get_language() or "zh") if refusal else "",
        "lines": timeline(("agreements.agreement", agreement_id)),
    } | _ledger(viewer, page)
    return render(request, "agreements/detail.html", context, status=refusal.status if refusal else 200)


def _ledger(viewer, page) -> dict:
    """Give the card of an agreement's promises, once it is signed and to who reads it."""
    row, sees = page.row, viewer.may("promises.view") and page.readable
    if not sees or row.kind == "legacy" or row.state not in ("signed", "in_force", "ended", "terminated"):
        return {"promised": None}
    found = queries.ledger_of(viewer, row.id, today=timezone.localdate())
    return {
        "promised": [
            (promise_words.shown(each), [paid.shown(stage) for stage in found.payments.get(each.id, ())])
            for each in found.rows
        ],
        "may_take": viewer.may("promises.make") and row.state in ("signed", "in_force") and not found.complete,
    }  # fmt: skip


def columns() -> tuple[Column, ...]:
    """Give the columns of a list of agreements."""
    return (
        Column("title", _("协议"), "link", "grow", sort="title", card="title"),
        Column("kind", _("类别"), "badge", "md"),
        Column("project", _("项目"), width="xl", card="wide"),
        Column("firms", _("企业"), width="lg", card="wide"),
        Column("unit", _("责任单位"), width="md"),
        Column("state", _("状态"), width="md"),
        Column("signed", _("签署日期"), "day", "md", sort="signed"),
        Column("due", _("最近到期"), "day", "md", sort="due"),
    )


def listed(row: AgreementRow, today) -> dict:
    """Give a row as the list's template takes it."""
    soon = row.next_due is not None and (row.next_due - today).days <= 30
    project_href = reverse("projects:detail", kwargs={"project_id": row.project_id}) if row.project_id else ""
    return asdict(row) | {
        "page": reverse("agreements:detail", kwargs={"agreement_id": row.id}),
        "project_href": project_href,
        "kind_word": dict(words.kinds())[row.kind],
        "state_word": dict(words.states())[row.state],
        "state_badge": words.STATE_BADGES[row.state],
        "due_soon": soon and row.state in ("signed", "in_force"),
    }


def unit_options() -> list[tuple[int | str, str]]:
    """List the units for a form, none of them first."""
    return [("", _("请选择")), *unit_choices()]


def number_of(text: str | None, otherwise: int) -> int:
    """Read a number of an address; `otherwise` for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _filter(request: HttpRequest) -> AgreementFilter:
    asked = request.GET
    return AgreementFilter(
        kind=asked.get("kind", "") if asked.get("kind") in dict(words.kinds()) else "",
        state=asked.get("state", "") if asked.get("state") in dict(words.states()) else "",
        unit_id=number_of(asked.get("unit"), 0) or None,
        due=asked.get("due", ""),
        words=asked.get("q", "").replace("\x00", "").strip()[:60],
    )


def _filters(viewer) -> tuple[Filter, ...]:
    return (
        Filter("state", _("状态"), options=words.states(), width="sm"),
        Filter("unit", _("责任单位"), options=queries.units_of_agreements(viewer)),
        Filter("due", _("到期"), options=words.dues()),
        Filter("q", _("关键词"), kind="text", placeholder=_("名称、编号或企业")),
    )


def _tabs(request: HttpRequest, counts: dict[str, int]) -> list[tuple]:
    chosen, others, found = request.GET.get("kind", ""), request.GET.copy(), []
    for code, word, count in [
        ("", _("全部"), sum(counts.values())),
        *((c, w, counts.get(c, 0)) for c, w in words.kinds()),
    ]:
        for name in ("kind", "page"):
            others.pop(name, None)
        if code:
            others["kind"] = code
        found.append((word, f"{reverse('agreements:index')}?{others.urlencode()}", chosen == code, count))
    return found
