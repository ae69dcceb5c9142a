"""Incentive pools of a plan: those there are, one with every street's part, proposing and deciding."""

from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.campaigns import operations, queries
from luodi.campaigns.operations import NewPool
from luodi.campaigns.permissions import runs
from luodi.campaigns.queries import PoolRow
from luodi.campaigns.rewards.splitting import split_rules
from luodi.people.permissions import require
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import done, sentence, whole
from luodi.web.campaigns import words
from luodi.web.exporting import Export, exported
from luodi.web.observed.acting import decimal_of
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column
from luodi.web.tasks.views import timeline

BADGES = {"proposed": "amber", "approved": "green", "rejected": "plain"}


def pool_states() -> dict[str, str]:
    """Give the states of a pool with their words."""
    return {"proposed": _("待批准"), "approved": _("已批准并封存"), "rejected": _("已驳回")}


def month_day(text: str) -> date | None:
    """Read a month ("2025-03") as its first day; None where it is none."""
    try:
        return date.fromisoformat(f"{text.strip()}-01")
    except ValueError:
        return None


@permitted("campaigns.view")
def pools(request: HttpRequest, plan_id: int) -> HttpResponse:
    """List the pools of a plan, with the form of a new one for its office."""
    return _pools(request, plan_id)


@permitted("campaigns.plan", methods=("POST",))
def new_pool(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Propose a pool; its shares are worked out at once."""
    given, nothing = request.POST, date(1900, 1, 1)
    try:
        new = NewPool(
            title=given.get("title", ""), first=month_day(given.get("first", "")) or nothing,
            last=month_day(given.get("last", "")) or nothing, amount=decimal_of(given.get("amount", "")),
            rule=given.get("rule", ""), basis=given.get("basis", ""),
        )  # fmt: skip
        row = operations.propose_pool(plan_id=plan_id, pool=new, by=actor_of(request), at=timezone.now())
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        return _pools(request, plan_id, sentence(refusal))
    messages.success(request, _("已提出，等另一位有权限的人批准。"))
    return redirect("campaigns:pool", pool_id=row.pk)


def _pools(request: HttpRequest, plan_id: int, refused: str = "") -> HttpResponse:
    viewer, given = actor_of(request), request.POST
    plan = queries.plan_head(viewer, plan_id)
    context = {
        "plan": plan, "rows": [_shown(row) for row in queries.pools(viewer, plan_id)], "columns": _columns(),
        "may_plan": runs(viewer, plan.office_id), "refusal": refused, "entered": given, "months": words.months(plan),
        "rules": [(each.code, each.word(words.language())) for each in split_rules().values()],
    }  # fmt: skip
    return render(request, "campaigns/pools.html", context, status=422 if refused else 200)


@permitted("campaigns.view")
def pool(request: HttpRequest, pool_id: int) -> HttpResponse:
    """Show a pool: what every street gets and why, what it rests on, and whether it is as it was frozen."""
    found = queries.pool_detail(actor_of(request), pool_id)
    shares = [
        {"unit": each.unit, "rank": each.rank, "points": each.points, "amount": each.amount,
         "part": each.amount / found.pool.amount} for each in found.shares
    ]  # fmt: skip
    context = {
        "found": found, "pool": _shown(found.pool), "plan_id": found.pool.plan_id, "shares": shares,
        "columns": _share_columns(), "months": _month_pages(found.pool), "may_export": actor_of(request).may("campaigns.export"),
        "total": sum((each.amount for each in found.shares), Decimal(0)),
        "lines": timeline(("campaigns.pool", pool_id)),
    }  # fmt: skip
    return render(request, "campaigns/pool.html", context)


@permitted("campaigns.export")
def export_pool(request: HttpRequest, pool_id: int) -> HttpResponse:
    """Give a pool's shares as an Excel file."""
    viewer = actor_of(request)
    require(viewer, "campaigns.view")
    found = queries.pool_detail(viewer, pool_id)
    heads = [
        SheetColumn(_("名次"), "count", 8), SheetColumn(_("街道"), width=24), SheetColumn(_("得分"), "yuan", 12),
        SheetColumn(_("奖补（元）"), "yuan", 18),
    ]  # fmt: skip
    rows = [[each.rank, each.unit, each.points, each.amount] for each in found.shares]
    title = f"{found.pool.title}（{pool_states()[found.pool.state]}）"
    return exported(request, Export("campaign_pool", title, heads, ["rank", "unit", "points", "amount"]), rows, [])


@permitted("campaigns.approve", methods=("POST",))
def decide_pool(request: HttpRequest, pool_id: int) -> HttpResponse:
    """Approve a pool, which freezes it, or reject it saying why."""
    approve = request.POST.get("answer") == "approve"
    return done(
        request,
        lambda: operations.decide_pool(
            pool_id=pool_id, version=whole(request.POST.get("version")) or 0, approve=approve,
            words=request.POST.get("reason", ""), by=actor_of(request), at=timezone.now(),
        ),
        _("已批准并封存。") if approve else _("已驳回。"), "campaigns:pool", pool_id=pool_id,
    )  # fmt: skip


def _shown(row: PoolRow) -> dict:
    period = f"{row.first_month:%Y-%m}"
    return {
        "id": row.id, "title": row.title, "amount": row.amount, "rule": split_rules()[row.rule].word(words.language()),
        "period": period if row.first_month == row.last_month else f"{period} — {row.last_month:%Y-%m}", "basis": row.basis,
        "state": pool_states()[row.state], "badge": BADGES[row.state], "made_by": row.made_by, "decided_by": row.decided_by,
        "decided_at": row.decided_at, "note": row.decision_note, "known": row.known_at, "version": row.version,
        "campaign": row.campaign, "year": row.year, "page": reverse("campaigns:pool", kwargs={"pool_id": row.id}),
    }  # fmt: skip


def _month_pages(row: PoolRow) -> list[tuple[str, str]]:
    page = reverse("campaigns:month", kwargs={"plan_id": row.plan_id})
    known = timezone.localdate(row.known_at)
    return [
        (f"{row.year}-{month:02}", f"{page}?month={row.year}-{month:02}&known={known}")
        for month in range(row.first_month.month, row.last_month.month + 1)
    ]


def _columns() -> tuple[Column, ...]:
    return (
        Column("title", _("名称"), "link", "grow", href="page", card="title"), Column("period", _("月份"), width="lg"),
        Column("amount", _("金额"), "number", "lg", unit=_("元")), Column("rule", _("分配办法"), width="lg"),
        Column("state", _("状态"), "badge", "md"), Column("made_by", _("提出"), width="md"),
        Column("decided_by", _("批准"), width="md"),
    )  # fmt: skip


def _share_columns() -> tuple[Column, ...]:
    return (
        Column("rank", _("名次"), "number", "xs"), Column("unit", _("街道"), width="grow", card="title"),
        Column("points", _("得分"), "number", "md"), Column("part", _("占比"), "number", "md"),
        Column("amount", _("奖补"), "number", "lg", unit=_("元")),
    )  # fmt: skip
