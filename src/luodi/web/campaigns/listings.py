"""The red and the black list: what is published for everybody, proposing a month's streets, hearing them, deciding."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.campaigns import operations, queries
from luodi.campaigns.queries import ListingFilter, ListingRow
from luodi.people.permissions import require
from luodi.people.queries.lookups import active_units
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import done, sentence, whole
from luodi.web.campaigns import words
from luodi.web.campaigns.rewards import month_day
from luodi.web.exporting import Export, exported, most_rows
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging
from luodi.web.tasks.views import timeline

SIZE = 50
BADGES = {"proposed": "amber", "published": "green", "withdrawn": "plain"}
COLOUR_BADGES = {"red": "red", "black": "grey"}


def colours() -> dict[str, str]:
    """Give the lists with their words."""
    return {"red": _("红榜"), "black": _("黑榜")}


def listing_states() -> dict[str, str]:
    """Give the states of a street on a list with their words."""
    return {"proposed": _("陈述申辩中"), "published": _("已发布"), "withdrawn": _("未列榜")}


@permitted("campaigns.view")
def lists(request: HttpRequest) -> HttpResponse:
    """List the streets on the red and black lists: what is published, and what the viewer takes part in."""
    viewer, page, asked = actor_of(request), whole(request.GET.get("page")) or 1, _asked(request)
    found = queries.listings(viewer, asked, today=timezone.localdate(), page=page, size=SIZE)
    pages = max(1, -(-found.total // SIZE))
    context = {
        "rows": [_shown(row) for row in found.rows], "columns": _columns(), "filters": _filters(),
        "paging": Paging(total=found.total, shown=len(found.rows), page=min(page, pages), pages=pages),
        "narrowed": asked != ListingFilter(), "may_export": viewer.may("campaigns.export"),
    }  # fmt: skip
    return render(request, "campaigns/lists.html", context)


@permitted("campaigns.export")
def export_lists(request: HttpRequest) -> HttpResponse:
    """Give the lists as they are filtered as an Excel file."""
    viewer = actor_of(request)
    require(viewer, "campaigns.view")
    found = queries.listings(viewer, _asked(request), today=timezone.localdate(), size=most_rows())
    heads = [
        SheetColumn(_("月份"), width=10), SheetColumn(_("榜"), width=8), SheetColumn(_("街道"), width=24),
        SheetColumn(_("名次"), "count", 8), SheetColumn(_("得分"), "yuan", 10), SheetColumn(_("理由"), width=50),
        SheetColumn(_("状态"), width=14), SheetColumn(_("答复或理由"), width=40),
    ]  # fmt: skip
    rows = [
        [each[name] for name in ("month", "colour", "unit", "rank", "points", "reason", "state", "note")]
        for each in map(_shown, found.rows)
    ]
    fields = ["month", "colour", "unit", "rank", "points", "reason", "state", "decision_note"]
    return exported(request, Export("campaign_lists", _("红黑榜"), heads, fields), rows, _filters())


@permitted("campaigns.plan", methods=("GET", "HEAD", "POST"))
def propose(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show how the streets of a month stand, and propose some of them for the lists."""
    viewer, given, refused = actor_of(request), request.POST, ""
    plan = queries.plan_head(viewer, plan_id)
    month = month_day(given.get("month", "") or request.GET.get("month", "")) or words.month_of("", plan)
    if request.method == "POST":
        chosen = {pk: given[f"unit-{pk}"] for pk in _units(given) if given[f"unit-{pk}"] in colours()}
        try:
            operations.propose_listings(
                plan_id=plan_id,
                month=month,
                colours=chosen,
                reason=given.get("reason", ""),
                by=viewer,
                at=timezone.now(),
            )
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            refused = sentence(refusal)
        else:
            messages.success(request, _("已提出；陈述申辩期满后，由另一位有权限的人发布。"))
            return redirect("campaigns:lists")
    names = active_units()
    rows = [
        {"unit_id": each.unit_id, "unit": names.get(each.unit_id, ""), "rank": each.rank, "points": each.points,
         "chosen": given.get(f"unit-{each.unit_id}", "")}
        for each in queries.month_standing(viewer, plan_id, month, known=timezone.now())
    ]  # fmt: skip
    context = {
        "plan": plan, "rows": rows, "month": f"{month:%Y-%m}", "months": words.months(plan), "refusal": refused,
        "entered": given, "columns": _propose_columns(), "choices": [("", _("不列榜")), *colours().items()],
    }  # fmt: skip
    return render(request, "campaigns/propose_lists.html", context, status=422 if refused else 200)


@permitted("campaigns.view")
def listing(request: HttpRequest, listing_id: int) -> HttpResponse:
    """Show one street on a list: why, what it said, and what was decided."""
    found = queries.listing_detail(actor_of(request), listing_id, today=timezone.localdate())
    lines = timeline(("campaigns.listing", listing_id))
    context = {"found": found, "row": _shown(found), "lines": lines}
    return render(request, "campaigns/listing.html", context)


@permitted("campaigns.report", methods=("POST",))
def answer(request: HttpRequest, listing_id: int) -> HttpResponse:
    """Make a statement for the listed street."""
    return done(
        request,
        lambda: operations.answer_listing(
            listing_id=listing_id, words=request.POST.get("words", ""), by=actor_of(request), at=timezone.now()
        ),
        _("已提交陈述申辩。"), "campaigns:listing", listing_id=listing_id,
    )  # fmt: skip


@permitted("campaigns.approve", methods=("POST",))
def decide(request: HttpRequest, listing_id: int) -> HttpResponse:
    """Publish a street on its list, or take it off saying why."""
    publish = request.POST.get("answer") == "publish"
    return done(
        request,
        lambda: operations.decide_listing(
            listing_id=listing_id, version=whole(request.POST.get("version")) or 0, publish=publish,
            words=request.POST.get("reason", ""), by=actor_of(request), at=timezone.now(),
        ),
        _("已发布，全区可见。") if publish else _("已决定不列榜。"), "campaigns:listing", listing_id=listing_id,
    )  # fmt: skip


def _units(given) -> list[int]:
    return [pk for name in given if name.startswith("unit-") and (pk := whole(name.removeprefix("unit-")))][:200]


def _shown(row: ListingRow) -> dict:
    return {
        "id": row.id, "month": f"{row.month:%Y-%m}", "colour": colours()[row.colour], "colour_badge": COLOUR_BADGES[row.colour],
        "unit": row.unit, "rank": row.rank, "points": row.points, "reason": row.reason, "state": listing_states()[row.state],
        "badge": BADGES[row.state], "until": row.hearing_until, "note": row.decision_note, "campaign": row.campaign,
        "page": reverse("campaigns:listing", kwargs={"listing_id": row.id}),
    }  # fmt: skip


def _asked(request: HttpRequest) -> ListingFilter:
    given = request.GET
    return ListingFilter(
        colour=given.get("colour", "") if given.get("colour") in colours() else "",
        state=given.get("state", "") if given.get("state") in listing_states() else "",
        month=month_day(given.get("month", "")), words=given.get("q", "").strip()[:60],
    )  # fmt: skip


def _filters() -> tuple[Filter, ...]:
    return (
        Filter("colour", _("榜"), options=list(colours().items()), width="sm"),
        Filter("state", _("状态"), options=list(listing_states().items()), width="sm"),
        Filter("month", _("月份"), kind="month", width="sm"),
        Filter("q", _("街道或理由"), kind="text"),
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("month", _("月份"), width="sm"), Column("colour", _("榜"), "badge", "sm"),
        Column("unit", _("街道"), "link", "lg", href="page", card="title"), Column("rank", _("名次"), "number", "xs"),
        Column("points", _("得分"), "number", "sm"), Column("reason", _("理由"), width="grow", card="wide"),
        Column("state", _("状态"), "badge", "md"), Column("until", _("申辩至"), "day", "md"),
    )  # fmt: skip


def _propose_columns() -> tuple[Column, ...]:
    return (
        Column("rank", _("名次"), "number", "xs"), Column("unit", _("街道"), width="grow", card="title"),
        Column("points", _("得分"), "number", "md"), Column("chosen", _("拟列"), width="lg"),
    )  # fmt: skip
