"""The list of registrations, its export, one registration, and those of one project."""

from dataclasses import asdict

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.journal import queries as journal
from luodi.leads import operations, queries
from luodi.leads.queries import RegistrationFilter, RegistrationRow
from luodi.projects.queries import project_heading
from luodi.values.refusal import NotAllowed
from luodi.web.access import actor_of, permitted
from luodi.web.answering import whole
from luodi.web.exporting import Export, exported
from luodi.web.formats import moment
from luodi.web.leads import words
from luodi.web.projects.tabs import project_tabs
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging

SIZE = 50


@permitted("leads.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the registrations that the viewer may see, with the clock that presses each."""
    viewer, today = actor_of(request), timezone.localdate()
    page, sort = whole(request.GET.get("page")) or 1, request.GET.get("sort", "-registered")
    found = queries.registrations(viewer, asked(request), today=today, sort=sort, page=page, size=SIZE)
    pages = max(1, -(-found.total // SIZE))
    context = {
        "rows": [listed(row) for row in found.rows],
        "columns": columns(),
        "filters": filters(viewer),
        "tabs": _tabs(request, found.counts),
        "paging": Paging(total=found.total, shown=len(found.rows), page=min(page, pages), pages=pages),
        "sort": sort,
        "narrowed": any(request.GET.get(name) for name in ("unit", "press", "q", "mine", "state")),
        "may_register": viewer.may("leads.register"),
        "may_export": viewer.may("projects.export"),
    }
    return render(request, "leads/index.html", context)


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the registrations as they are filtered as an Excel file; phones are left out."""
    viewer, today = actor_of(request), timezone.localdate()
    if not viewer.may("leads.view"):
        raise NotAllowed(permission="leads.view")
    found = queries.registrations(viewer, asked(request), today=today, size=settings.EXPORT_ROW_LIMIT + 1)
    sheet = [
        SheetColumn(_("编号"), width=16), SheetColumn(_("项目"), width=40), SheetColumn(_("投资方"), width=30),
        SheetColumn(_("报备单位"), width=18), SheetColumn(_("状态"), width=10), SheetColumn(_("行业代码"), width=10),
        SheetColumn(_("产品"), width=20), SheetColumn(_("投资额(万元)"), "wan", 14), SheetColumn(_("报备时间"), "moment", 17),
        SheetColumn(_("保护至"), "day", 12), SheetColumn(_("未接洽天数"), "count", 10), SheetColumn(_("时钟"), width=20),
    ]  # fmt: skip
    fields = [
        "number",
        "title",
        "investor",
        "unit",
        "state",
        "sector",
        "product",
        "amount",
        "registered",
        "until",
        "silent",
        "clock",
    ]
    state_words = dict(words.states())
    rows = [
        [
            row.number, row.title, row.investor, row.unit_name, state_words[row.state], row.sector_code, row.product, row.amount,
            row.registered_at, row.protected_until, row.silent, words.clock_word(row),
        ]
        for row in found.rows
    ]  # fmt: skip
    return exported(request, Export("leads", _("线索与首谈"), sheet, fields), rows, filters(viewer))


@permitted("leads.view")
def detail(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Show one registration: what it says, its clocks, its contacts, and what the viewer may do with it."""
    return shown(request, registration_id)


def shown(
    request: HttpRequest, registration_id: int, refused: str = "", status: int = 200, revealed: tuple = ()
) -> HttpResponse:
    """Render one registration, with the refusal of what was just tried or the value that was opened."""
    viewer = actor_of(request)
    found = queries.registration(viewer, registration_id, today=timezone.localdate())
    if found.row.confidential and not found.row.hidden and not refused:
        operations.note_opened(registration_id=registration_id, by=viewer, at=timezone.now())
    context = {
        "found": found,
        "row": listed(found.row),
        "evidence_word": dict(words.evidence_kinds())[found.evidence_kind],
        "evidence_kinds": words.evidence_kinds(),
        "district_word": words.in_district(found.row.in_district),
        "conflict_words": dict(words.conflict_states()),
        "lines": timeline(("leads.registration", registration_id)),
        "entered": request.POST if refused else {},
        "refused": refused,
        "revealed": revealed,
        "today": timezone.localdate().isoformat(),
        "may_see_project": viewer.may("projects.view"),
    }
    return render(request, "leads/detail.html", context, status=status)


@permitted("leads.view")
def project(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show the registrations of one project, as one of its pages."""
    viewer = actor_of(request)
    heading = project_heading(project_id=project_id, viewer=viewer)
    rows = queries.registrations_of(viewer, project_id, today=timezone.localdate())
    live = any(row.state in ("waiting", "active") for row in rows)
    context = {
        "heading": heading,
        "project_tabs": project_tabs(viewer, project_id, "leads:project"),
        "rows": [listed(row) for row in rows],
        "columns": [column for column in columns() if column.key not in ("unit_name",)],
        "may_register": heading.may_edit and viewer.may("leads.register") and not live,
    }
    return render(request, "leads/project.html", context)


def timeline(object_of: tuple[str, object]) -> list[dict]:
    """Give the journal lines of an object as the timeline component takes them."""
    lines = journal.lines(language=get_language() or "zh", object_of=object_of, limit=30)
    return [
        {"at": moment(each.at), "sentence": each.sentence, "by": each.actor, "unit": each.unit}
        for each in lines
        if each.event != "lead.looked_up"
    ]


def asked(request: HttpRequest) -> RegistrationFilter:
    """Read what the list is narrowed to."""
    state = request.GET.get("state", "")
    press = request.GET.get("press", "")
    return RegistrationFilter(
        states=(state,) if state in dict(words.states()) else (),
        unit_id=whole(request.GET.get("unit")),
        press=press if press in dict(words.presses()) else "",
        words=request.GET.get("q", "").strip()[:60],
        mine=bool(request.GET.get("mine")),
    )


def columns() -> tuple[Column, ...]:
    """Declare the list's columns."""
    return (
        Column("title", _("项目"), "link", "grow", sort="title", card="title"),
        Column("investor", _("投资方"), width="xl"),
        Column("unit_name", _("报备单位"), width="md"),
        Column("state", _("状态"), "badge", "sm"),
        Column("clock", _("时钟"), width="lg", sort="until"),
        Column("amount", _("投资额"), "yi", "sm", unit=_("亿元")),
        Column("registered_at", _("报备时间"), "day", "md", sort="registered", roomy=True),
    )


def filters(viewer) -> tuple[Filter, ...]:
    """Declare the list's filters."""
    return (
        Filter("press", _("时钟"), options=words.presses(), width="sm"),
        Filter("unit", _("报备单位"), options=queries.units_of_registrations(viewer)),
        Filter("q", _("关键词"), kind="text", placeholder=_("项目、编号或投资方")),
        Filter("mine", _("只看我经办的"), kind="check"),
    )


def _tabs(request: HttpRequest, counts: dict[str, int]) -> list[tuple]:
    chosen, others = request.GET.get("state", ""), request.GET.copy()
    shown_tabs = []
    for state, word in [("", _("全部")), *words.states()]:
        if state in ("rejected", "released", "taken_over") and not counts.get(state):
            continue
        for name in ("state", "page"):
            others.pop(name, None)
        if state:
            others["state"] = state
        count = counts.get(state, 0) if state else sum(counts.values())
        shown_tabs.append((word, f"{reverse('leads:index')}?{others.urlencode()}", chosen == state, count))
    return shown_tabs


def listed(row: RegistrationRow) -> dict:
    """Give a registration as the templates draw it."""
    return asdict(row) | {
        "page": reverse("leads:detail", kwargs={"registration_id": row.id}),
        "state_word": dict(words.states())[row.state],
        "badge": words.BADGES[row.state],
        "clock_word": words.clock_word(row),
        "district_word": words.in_district(row.in_district),
    }
