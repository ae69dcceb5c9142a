"""The inflow ledger with Excel out and in, and the definitions of landing."""

from dataclasses import asdict

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.counting import operations, queries
from luodi.counting.queries import DefinitionRow, InflowFilter, InflowRow
from luodi.engines.counting import LANDMARKS
from luodi.journeys.enter_inflows import inflow_template, take_in_inflows
from luodi.projects import queries as projects
from luodi.values.actor import Actor
from luodi.values.money import Money
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, done, sentence, whole
from luodi.web.counting import words
from luodi.web.counting.views import SIZE, may_export, page_of, paging, require_view
from luodi.web.exporting import Export, exported
from luodi.web.sheets import SheetColumn, sheet_response
from luodi.web.tables import Column, Filter

ROUTES = 4


@permitted("counting.view")
def inflows(request: HttpRequest) -> HttpResponse:
    """List the inflows: what came in when, in which class, on which slip, confirmed or not, counted or not."""
    viewer, page = actor_of(request), page_of(request)
    sort = request.GET.get("sort", "-paid")
    found = queries.inflows(viewer, _asked(request), sort=sort, page=page, size=SIZE)
    rows = [inflow_line(row) for row in found.rows]
    context = {
        "tabs": words.tabs(viewer, "inflows"),
        "rows": rows,
        "columns": inflow_columns(),
        "filters": _filters(viewer),
        "paging": paging(found.total, len(rows), page),
        "sort": sort,
        "narrowed": any(request.GET.get(name) for name in ("class", "state", "unit", "q", "paid_from", "paid_to")),
        "may_export": may_export(viewer),
        "may_enter": viewer.may("projects.edit"),
    }
    return render(request, "counting/inflows.html", context)


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the inflows as they are filtered as an Excel file."""
    viewer = actor_of(request)
    require_view(viewer)
    found = queries.inflows(viewer, _asked(request), size=settings.EXPORT_ROW_LIMIT + 1)
    columns = [
        SheetColumn(_("编号"), "count", 10), SheetColumn(_("项目编号"), width=16), SheetColumn(_("项目"), width=36),
        SheetColumn(_("责任单位"), width=18), SheetColumn(_("收款企业"), width=28), SheetColumn(_("类别"), width=8),
        SheetColumn(_("到资日期"), "day", 12), SheetColumn(_("金额（万元）"), "wan", 14), SheetColumn(_("币种"), width=8),
        SheetColumn(_("原币金额"), "yuan", 16), SheetColumn(_("汇率"), width=10), SheetColumn(_("汇率日期"), "day", 12),
        SheetColumn(_("回单号"), width=18), SheetColumn(_("付款方"), width=28), SheetColumn(_("状态"), width=10),
        SheetColumn(_("不计原因"), width=20),
    ]  # fmt: skip
    kinds = dict(words.classes())
    rows = [
        [row.id, row.project_code, row.project_name, row.unit_name, row.company_name, kinds[row.capital_class], row.paid_date,
         row.amount, row.currency, row.original_amount, str(row.rate or ""), row.rate_date, row.slip, row.payer,
         _state(row), words.why_word(row.why)]
        for row in found.rows
    ]  # fmt: skip
    fields = [
        "id",
        "project",
        "company",
        "class",
        "paid_date",
        "amount",
        "currency",
        "original_amount",
        "rate",
        "slip",
        "payer",
    ]
    return exported(request, Export("inflows", _("到资台账"), columns, fields), rows, _filters(viewer))


@permitted("projects.edit")
def template(request: HttpRequest) -> HttpResponse:
    """Give the Excel sheet to fill in."""
    require_view(actor_of(request))
    return sheet_response(_("到资登记表.xlsx"), inflow_template())


@permitted("projects.edit", methods=("POST",))
def take_in(request: HttpRequest) -> HttpResponse:
    """Enter the inflows of an Excel sheet, all or none."""
    viewer, file = actor_of(request), request.FILES.get("file")
    require_view(viewer)
    try:
        if file is None:
            messages.error(request, _("请先选择文件。"))
            return redirect("counting:inflows")
        if (file.size or 0) > settings.UPLOAD_LIMIT:
            raise NotAllowed(permission="projects.edit")
        ids = take_in_inflows(data=file.read(), file_name=file.name or "", by=viewer, at=timezone.now())
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("已登记 %(n)s 笔到资，等待另一人确认。") % {"n": len(ids)})
    return redirect("counting:inflows")


def inflow_line(row: InflowRow) -> dict:
    """Give an inflow as a list draws it."""
    return asdict(row) | {
        "page": reverse("counting:project", kwargs={"project_id": row.project_id}) + "#inflows",
        "class_word": dict(words.classes())[row.capital_class], "form_word": dict(words.forms())[row.form], "state_word": _state(row),
        "state": "rejected" if row.withdrawn_at else "confirmed" if row.confirmed_at else "claimed",
        "why_word": words.why_word(row.why),
    }  # fmt: skip


def inflow_columns() -> tuple[Column, ...]:
    """Declare the columns of the inflow ledger."""
    return (
        Column("project_name", _("项目"), "link", "grow", card="title"), Column("paid_date", _("到资日期"), "day", "md", sort="paid"),
        Column("class_word", _("类别"), width="sm"), Column("amount", _("金额"), "wan", "md", sort="amount", unit=_("万元")),
        Column("slip", _("回单号"), width="lg"), Column("payer", _("付款方"), width="lg", roomy=True),
        Column("unit_name", _("责任单位"), width="md"), Column("state", _("核定"), width="md"), Column("why", _("计入与否"), width="lg"),
    )  # fmt: skip


def _state(row: InflowRow) -> str:
    states = dict(words.inflow_states())
    return states["withdrawn" if row.withdrawn_at else "confirmed" if row.confirmed_at else "claimed"]


def _asked(request: HttpRequest) -> InflowFilter:
    given = request.GET
    kind, state = given.get("class", ""), given.get("state", "")
    return InflowFilter(
        capital_class=kind if kind in dict(words.classes()) else "", state=state if state in dict(words.inflow_states()) else "",
        unit_id=whole(given.get("unit")), words=given.get("q", "").strip()[:60], paid_from=day_of(given.get("paid_from", "")),
        paid_to=day_of(given.get("paid_to", "")),
    )  # fmt: skip


def _filters(viewer: Actor) -> tuple[Filter, ...]:
    return (
        Filter("class", _("类别"), options=words.classes(), width="sm"),
        Filter("state", _("核定"), options=words.inflow_states(), width="sm"),
        Filter("unit", _("单位"), options=[(unit.id, unit.name) for unit in projects.units_offered(viewer=viewer)]),
        Filter("paid", _("到资日期"), kind="dates"),
        Filter("q", _("关键词"), kind="text", placeholder=_("项目、编号或回单号")),
    )


@permitted("counting.view")
def definitions(request: HttpRequest) -> HttpResponse:
    """Show what counts as landed in each year, with its routes and sources."""
    viewer = actor_of(request)
    context = {
        "tabs": words.tabs(viewer, "definitions"),
        "rows": [_definition(row) for row in queries.definition_rows(viewer)],
        "may_set": viewer.may("parameters.edit"),
        "landmarks": [(kind, words.landmarks()[kind]) for kind in LANDMARKS],
        "routes": range(1, ROUTES + 1),
        "year": timezone.localdate().year,
    }
    return render(request, "counting/definitions.html", context)


def _definition(row: DefinitionRow) -> dict:
    routes = []
    for raw in row.routes:
        name = (raw.get("en") if words.language() == "en" else raw.get("zh")) or raw["code"]
        needs = [" / ".join(words.landmarks()[kind] for kind in each) for each in raw["needs"]]
        limits = (
            (_("计划总投资不低于"), "total_from"),
            (_("一个季度内入库不低于"), "entered_from"),
            (_("到资不低于"), "paid_in_from"),
        )
        needs += [
            f"{label} {Money.parse(str(raw[key]), '元').amount / 10_000:,.0f} {_('万元')}"
            for label, key in limits
            if raw.get(key)
        ]
        routes.append((name, needs))
    return asdict(row) | {
        "named_routes": routes,
        "counts_href": f"{reverse('counting:counts')}?year={row.year}&definition={row.id}",
    }


@permitted("parameters.edit", methods=("POST",))
def set_definition(request: HttpRequest) -> HttpResponse:
    """Set a definition of landing."""

    def act() -> object:
        return operations.set_definition(
            title=request.POST.get("title", ""), year=whole(request.POST.get("year")) or 0, routes=_routes(request),
            source=request.POST.get("source", ""), by=actor_of(request), at=timezone.now(),
        )  # fmt: skip

    return done(request, act, _("落地口径已设定；已有落地事实的项目按新口径重新计算。"), "counting:definitions")


def _routes(request: HttpRequest) -> list[dict]:
    """Read up to four routes: a name, the landmarks that are all needed, and least amounts in 万元."""
    routes = []
    for place in range(1, ROUTES + 1):
        needs = [[kind] for kind in request.POST.getlist(f"needs_{place}") if kind in LANDMARKS]
        if not needs:
            continue
        name = request.POST.get(f"name_{place}", "").strip()[:40]
        route: dict = {
            "code": f"route_{place}",
            "zh": name or f"路径 {place}",
            "en": name or f"route {place}",
            "needs": needs,
        }
        for key in ("total_from", "entered_from", "paid_in_from"):
            if text := request.POST.get(f"{key}_{place}", "").strip():
                route[key] = str(Money.parse_in(text, "万元")[0].amount)
        routes.append(route)
    return routes


@permitted("parameters.edit", methods=("POST",))
def retire_definition(request: HttpRequest, definition_id: int) -> HttpResponse:
    """Retire a definition of landing."""

    def act() -> object:
        return operations.retire_definition(
            definition_id=definition_id, reason=request.POST.get("reason", ""), by=actor_of(request), at=timezone.now()
        )

    return done(request, act, _("口径已停用。"), "counting:definitions")
