"""Pages of campaigns: the list, and one with its units, papers and sources."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.campaigns import operations, queries
from luodi.people.permissions import require
from luodi.tasks.queries import units_to_give_to
from luodi.values.actor import Actor
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.exporting import Export, exported, most_rows
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging
from luodi.web.tasks.views import timeline

SIZE = 50


def roles() -> dict[str, str]:
    """Give the words for a unit's part in a campaign."""
    return {"lead": _("牵头"), "support": _("配合"), "explain": _("解读"), "speak": _("交流发言")}


def papers() -> dict[str, str]:
    """Give the words for the kinds of papers."""
    return {"plan": _("实施方案"), "incentive": _("激励方案"), "policy": _("政策"), "other": _("其他文件")}


@permitted("campaigns.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the campaigns that the viewer may see."""
    viewer, page = actor_of(request), _number(request.GET.get("page"), 1)
    words, year = _asked(request)
    found = queries.campaigns(viewer, words=words, year=year, page=page, size=SIZE)
    rows = [
        asdict(row) | {
            "page": reverse("campaigns:detail", kwargs={"campaign_id": row.id}),
            "leads": "、".join(row.leads),
            "source": reverse("documents:source", kwargs={"fact_id": row.fact_id}) if row.fact_id else "",
        }
        for row in found.rows
    ]  # fmt: skip
    pages = max(1, -(-found.total // SIZE))
    context = {
        "rows": rows,
        "columns": _columns(),
        "filters": _filters(viewer),
        "paging": Paging(total=found.total, shown=len(rows), page=min(page, pages), pages=pages),
        "narrowed": bool(words or year),
        "may_export": viewer.may("projects.export"),
        "plans": queries.plans(viewer),
        "may_plan": viewer.may("campaigns.plan"),
    }
    return render(request, "campaigns/index.html", context)


def _asked(request: HttpRequest) -> tuple[str, int | None]:
    return request.GET.get("q", "").strip()[:60], _number(request.GET.get("year"), 0) or None


def _filters(viewer: Actor) -> tuple[Filter, ...]:
    return (
        Filter("q", _("名称"), kind="text"),
        Filter("year", _("年度"), options=[(each, each) for each in queries.years(viewer)], width="sm"),
    )


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the campaigns as they are filtered as an Excel file."""
    viewer = actor_of(request)
    require(viewer, "campaigns.view")
    words, year = _asked(request)
    found = queries.campaigns(viewer, words=words, year=year, size=most_rows())
    columns = [
        SheetColumn(_("专项行动"), width=44), SheetColumn(_("年度"), width=8), SheetColumn(_("牵头单位"), width=40),
        SheetColumn(_("文件"), "count", 8), SheetColumn(_("单位"), "count", 8),
    ]  # fmt: skip
    rows = [[row.name, row.year, "、".join(row.leads), row.papers, row.units] for row in found.rows]
    sheet = Export("campaigns", _("专项行动"), columns, ["name", "year", "leads", "papers", "units"])
    return exported(request, sheet, rows, _filters(viewer))


@permitted("campaigns.view")
def detail(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Show one campaign."""
    return _shown(request, campaign_id)


@permitted("meetings.edit", methods=("POST",))
def link(request: HttpRequest, campaign_id: int, part_id: int) -> HttpResponse:
    """Say which unit of the district a wording means."""
    try:
        operations.link_part(
            part_id=part_id, unit_id=_number(request.POST.get("unit"), 0), reason=request.POST.get("reason", ""),
            by=actor_of(request), at=timezone.now(),
        )  # fmt: skip
    except Refusal as said:
        if said.status in (403, 404):
            raise
        return _shown(request, campaign_id, said)
    return redirect("campaigns:detail", campaign_id=campaign_id)


def _shown(request: HttpRequest, campaign_id: int, refusal: Refusal | None = None) -> HttpResponse:
    viewer = actor_of(request)
    campaign = queries.campaign(viewer, campaign_id)
    by_role = [(word, [part for part in campaign.parts if part.role == role]) for role, word in roles().items()]
    context = {
        "campaign": campaign,
        "row": campaign.row,
        "by_role": [(word, parts) for word, parts in by_role if parts],
        "papers": [(papers()[paper.kind], paper) for paper in campaign.papers],
        "unlinked": [part for part in campaign.parts if part.unit_id is None] if campaign.may_edit else [],
        "units": units_to_give_to(viewer) if campaign.may_edit else [],
        "refusal": refusal.sentence(get_language() or "zh") if refusal else "",
        "lines": timeline(("campaigns.campaign", campaign_id)),
        "plans": queries.plans(viewer, campaign_id=campaign_id),
    }
    return render(request, "campaigns/detail.html", context, status=refusal.status if refusal else 200)


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", _("专项行动"), "link", "xl", href="page", card="title"),
        Column("year", _("年度"), width="sm"),
        Column("leads", _("牵头单位"), width="grow"),
        Column("papers", _("文件"), "count", "sm", href="page"),
        Column("units", _("单位"), "count", "sm", href="page"),
        Column("source", _("出处"), width="xs"),
    )


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
