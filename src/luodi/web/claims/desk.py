"""The claims desk: by step with its clock, filtered, sorted, paged and exported; publishing what is ready in one go."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.claims import operations, queries
from luodi.claims.queries import SORTS, ClaimFilter
from luodi.people.permissions import require
from luodi.values.actor import Actor
from luodi.web.access import actor_of, permitted
from luodi.web.answering import done, whole
from luodi.web.claims import words
from luodi.web.exporting import Export, exported, most_rows
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging

SIZE = 50
TILES = ("submitted", "checked", "crossed", "published", "approved", "committed")


@permitted("claims.view")
def index(request: HttpRequest) -> HttpResponse:
    """Show the claims that the viewer may see, with how many stand at which step and late."""
    viewer, today = actor_of(request), timezone.localdate()
    page, sort, asked = whole(request.GET.get("page")) or 1, _sort(request), _asked(request)
    found = queries.claims(viewer, asked, today=today, sort=sort, page=page, size=SIZE)
    pages = max(1, -(-found.total // SIZE))
    stages = words.stages()
    context = {
        "rows": [words.shown(row, today) for row in found.rows], "columns": columns(), "filters": _filters(viewer),
        "tiles": [(stages[code], code, found.counts[code]) for code in TILES], "late": found.late, "sort": sort,
        "paging": Paging(total=found.total, shown=len(found.rows), page=min(page, pages), pages=pages),
        "narrowed": asked != ClaimFilter(), "may_export": viewer.may("projects.export"), "tabs": tabs(request, viewer),
        "may_invite": viewer.may("claims.invite"),
        "may_publish": viewer.may("claims.publish") and asked.stage == "crossed" and bool(found.rows),
    }  # fmt: skip
    return render(request, "claims/index.html", context)


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the claims as they are filtered as an Excel file."""
    viewer, today = actor_of(request), timezone.localdate()
    require(viewer, "claims.view")
    found = queries.claims(viewer, _asked(request), today=today, sort=_sort(request), size=most_rows())
    sheet = [
        SheetColumn(_("编号"), "count", 8), SheetColumn(_("企业"), width=36), SheetColumn(_("条款"), width=30),
        SheetColumn(_("年度"), width=8), SheetColumn(_("方式"), width=10), SheetColumn(_("主管部门"), width=16),
        SheetColumn(_("资金池"), width=20), SheetColumn(_("环节"), width=14), SheetColumn(_("到期"), "day", 12),
        SheetColumn(_("测算（元）"), "yuan", 16), SheetColumn(_("核定（元）"), "yuan", 16),
        SheetColumn(_("应付（元）"), "yuan", 16), SheetColumn(_("未处理疑点"), "count", 10),
    ]  # fmt: skip
    stages, modes = words.stages(), words.modes()
    rows = [
        [row.id, row.company, row.clause, str(row.year), modes[row.mode], row.unit, row.envelope, stages[row.stage],
         row.stage_due, _yuan(row.asked_fen), _yuan(row.granted_fen), _yuan(row.payable_fen), row.doubts]
        for row in found.rows
    ]  # fmt: skip
    fields = ["id", "company", "clause", "year", "mode", "unit", "envelope", "stage", "stage_due", "asked_fen",
              "granted_fen", "payable_fen", "doubts"]  # fmt: skip
    return exported(request, Export("claims", _("兑现工作台"), sheet, fields), rows, _filters(viewer))


@permitted("claims.publish", methods=("POST",))
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the chosen claims together."""
    chosen = [each for each in map(whole, request.POST.getlist("claim")) if each]
    return done(
        request,
        lambda: operations.publish_claims(
            claim_ids=chosen, title=request.POST.get("title", ""), contact=request.POST.get("contact", ""),
            by=actor_of(request), at=timezone.now(),
        ),
        _("已公示，公示期满且没有未答复的异议后可以审批。"), "claims:index",
    )  # fmt: skip


def columns() -> tuple[Column, ...]:
    """Give the columns of a list of claims."""
    return (
        Column("company", _("企业"), "link", "grow", sort="company", card="title"),
        Column("clause_word", _("条款"), width="xl", sort="clause"),
        Column("year", _("年度"), width="sm", roomy=True),
        Column("amount", _("金额"), "number", "md", sort="amount", unit=_("元")),
        Column("stage", _("环节"), "badge", "ml"),
        Column("due", _("时限"), width="ml", sort="due"),
        Column("unit", _("主管部门"), width="md", sort="unit"),
        Column("flags", _("提示"), "badge", "ml", card="wide"),
    )


def tabs(request: HttpRequest, viewer: Actor) -> list[tuple]:
    """Give the tabs over the pages of payouts."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    pages = [
        ("claims:index", _("兑现工作台"), "claims.view"), ("claims:envelopes", _("资金池"), "claims.view"),
        ("claims:batches", _("支付批次"), "claims.view"), ("claims:accounts", _("收款账户"), "claims.pay"),
        ("claims:sign_ups", _("企业代表"), "claims.sign_up"), ("claims:applications", _("企业申请"), "claims.sign_up"), ("claims:published", _("公示"), "claims.view"),
    ]  # fmt: skip
    return [(word, reverse(page), here == page, None) for page, word, needed in pages if viewer.may(needed)]


def _sort(request: HttpRequest) -> str:
    sort = request.GET.get("sort", "due")
    return sort if sort in SORTS else "due"


def _asked(request: HttpRequest) -> ClaimFilter:
    stage = request.GET.get("stage", "")
    return ClaimFilter(
        stage=stage if stage in (*words.stages(), "open") else "", unit_id=whole(request.GET.get("unit")),
        envelope_id=whole(request.GET.get("envelope")), company_id=whole(request.GET.get("company")),
        year=whole((request.GET.get("year") or "")[:4]), late=request.GET.get("late") == "1",
        words=request.GET.get("q", "").strip()[:60].replace("\x00", ""),
    )  # fmt: skip


def _filters(viewer: Actor) -> tuple[Filter, ...]:
    return (
        Filter("stage", _("环节"), options=(("open", _("在办")), *words.stages().items()), width="sm"),
        Filter("unit", _("主管部门"), options=queries.units_of_claims(viewer)),
        Filter("envelope", _("资金池"), options=queries.envelopes_of_claims(viewer)),
        Filter("late", _("只看逾期"), kind="check"),
        Filter("q", _("关键词"), kind="text", placeholder=_("企业或条款")),
    )


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen) / 100
