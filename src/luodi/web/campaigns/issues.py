"""Issues: the list, a new one, one with its photos side by side, and what is done about it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.campaigns import operations, queries
from luodi.campaigns.issue_words import LEVELS, SOURCES
from luodi.campaigns.operations import NewIssue
from luodi.campaigns.queries import IssueFilter, PlanRow
from luodi.journeys.campaign_photos import with_file
from luodi.people.permissions import require
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, done, sentence, whole
from luodi.web.campaigns import words
from luodi.web.campaigns.plans import step_columns, uploaded
from luodi.web.exporting import Export, exported, most_rows
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging
from luodi.web.tasks.views import timeline

SIZE = 50


@permitted("campaigns.view")
def index(request: HttpRequest, plan_id: int) -> HttpResponse:
    """List the issues of a plan; with a month and a street, those that count in that month."""
    viewer, today = actor_of(request), timezone.localdate()
    page, sort = whole(request.GET.get("page")) or 1, request.GET.get("sort", "due")
    wall = queries.wall(viewer, plan_id, today=today)
    asked = _asked(request, viewer, wall.plan)
    found = queries.issues(viewer, plan_id, asked, today=today, sort=sort, page=page, size=SIZE)
    pages = max(1, -(-found.total // SIZE))
    context = {
        "plan": found.plan, "rows": [words.issue_shown(row) for row in found.rows], "columns": _columns(), "sort": sort,
        "filters": _filters(wall), "narrowed": asked != IssueFilter(), "may_report": wall.may_report,
        "paging": Paging(total=found.total, shown=len(found.rows), page=min(page, pages), pages=pages),
        "counted": request.GET.get("month", "") if asked.ids is not None else "", "may_export": viewer.may("campaigns.export"),
    }  # fmt: skip
    return render(request, "campaigns/issues.html", context)


@permitted("campaigns.export")
def export(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Give the issues as they are filtered as an Excel file whose columns may come in again."""
    viewer, today = actor_of(request), timezone.localdate()
    require(viewer, "campaigns.view")
    wall = queries.wall(viewer, plan_id, today=today)
    found = queries.issues(viewer, plan_id, _asked(request, viewer, wall.plan), today=today, size=most_rows())
    columns = [
        SheetColumn(_("战线"), width=12), SheetColumn(_("来源"), width=14), SheetColumn(_("等级"), width=8),
        SheetColumn(_("责任街道"), width=18), SheetColumn(_("地点"), width=30), SheetColumn(_("网格"), width=12),
        SheetColumn(_("问题"), width=40), SheetColumn(_("发现日期"), "day"), SheetColumn(_("整改期限"), "day"),
        SheetColumn(_("销号日期"), "day"), SheetColumn(_("次数"), "count", 8), SheetColumn(_("状态"), width=10),
    ]  # fmt: skip
    names = ("line", "source", "level", "unit", "place", "grid", "what", "found", "due", "closed", "times", "state")
    rows = [[each[name] for name in names] for each in map(words.issue_shown, found.rows)]
    return exported(request, Export("campaign_issues", _("问题清单"), columns, names), rows, _filters(wall))


@permitted("campaigns.report", methods=("GET", "HEAD", "POST"))
def new(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show the form of an issue, and register it with its photo."""
    by, given, refused = actor_of(request), request.POST, ""
    wall = queries.wall(by, plan_id, today=timezone.localdate())
    if request.method == "POST":
        try:
            row = _found(request, plan_id, by)
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            refused = sentence(refusal)
        else:
            again = _("同一地点在规定天数内反弹，已重新打开原问题并计次。") if row.times > 1 else _("已登记问题。")
            messages.success(request, again)
            return redirect("campaigns:issue", issue_id=row.pk)
    context = {
        "plan": wall.plan, "lines": [(line.id, line.name) for line in wall.lines], "streets": wall.streets, "entered": given,
        "refusal": refused, "sources": words.sources(), "levels": words.levels(), "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "campaigns/new_issue.html", context, status=422 if refused else 200)


def _found(request: HttpRequest, plan_id: int, by: Actor):
    given, at = request.POST, timezone.now()

    def act(photo_id: int | None):
        issue = NewIssue(
            line_id=whole(given.get("line")) or 0, source=given.get("source", ""), level=given.get("level", ""),
            unit_id=whole(given.get("unit")) or 0, place=given.get("place", ""), what=given.get("what", ""),
            found_date=day_of(given.get("found", "")), due_date=day_of(given.get("due", "")), grid=given.get("grid", ""),
            photo_id=photo_id,
        )  # fmt: skip
        return operations.find_issue(plan_id=plan_id, issue=issue, by=by, at=at)

    title = _("整改前 %(place)s") % {"place": given.get("place", "")[:100]}
    return with_file(act, **uploaded(request, "photo"), title=title, kind="photo", by=by, at=at)


@permitted("campaigns.view")
def detail(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Show one issue: both photos side by side, what happened since, and what may be done."""
    found = queries.issue_detail(actor_of(request), issue_id, today=timezone.localdate())
    context = {
        "found": found, "issue": words.issue_shown(found.issue), "plan": found.plan, "before": found.before,
        "after": found.after, "steps": [words.step_shown(each) for each in found.steps], "columns": step_columns(),
        "lines": timeline(("campaigns.issue", issue_id)), "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "campaigns/issue.html", context)


@permitted("campaigns.view")
def photo(request: HttpRequest, issue_id: int, step_id: int) -> HttpResponse:
    """Give a photo of an issue to whoever sees the issue; it is a JPEG that was written anew when it came in."""
    response = HttpResponse(queries.issue_photo(actor_of(request), issue_id, step_id), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


@permitted("campaigns.report", methods=("POST",))
def close(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Report an issue as put right, with a photo of after and words."""
    given = request.POST
    return _with_photo(
        request, issue_id, _("整改后 %(place)s"), _("已报告整改，等另一人核查。"),
        lambda photo_id, **of: operations.close_issue(
            photo_id=photo_id, words=given.get("words", ""), day=day_of(given.get("day", "")), **of
        ),
    )  # fmt: skip


@permitted("campaigns.report", methods=("POST",))
def show(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Add a photo of an issue as it was found."""
    return _with_photo(
        request, issue_id, _("整改前 %(place)s"), _("已补充照片。"),
        lambda photo_id, **of: operations.show_issue(photo_id=photo_id or 0, words=request.POST.get("words", ""), **of),
    )  # fmt: skip


@permitted("campaigns.check", methods=("POST",))
def check(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Close an issue after looking, or return it saying why."""
    accept = request.POST.get("answer") == "accept"
    return _act(
        request, issue_id,
        lambda **of: operations.check_issue(accept=accept, words=request.POST.get("reason", ""), **of),
        _("已销号。") if accept else _("已退回，继续整改。"),
    )  # fmt: skip


@permitted("campaigns.plan", methods=("POST",))
def change(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Move an issue's due day or withdraw it, saying why."""
    given = request.POST
    if given.get("answer") == "withdraw":
        return _act(
            request,
            issue_id,
            lambda **of: operations.withdraw_issue(reason=given.get("reason", ""), **of),
            _("已撤销。"),
        )
    return _act(
        request, issue_id,
        lambda **of: operations.move_issue(due_date=day_of(given.get("due", "")), reason=given.get("reason", ""), **of),
        _("已改期。"),
    )  # fmt: skip


def _with_photo(request: HttpRequest, issue_id: int, title: str, said: str, act: Callable[..., object]) -> HttpResponse:
    by, at = actor_of(request), timezone.now()
    row = queries.issue_detail(by, issue_id, today=timezone.localdate()).issue
    of = {"issue_id": issue_id, "version": whole(request.POST.get("version")) or 0, "by": by, "at": at}

    def run() -> object:
        return with_file(
            lambda photo_id: act(photo_id, **of), **uploaded(request, "photo"), title=title % {"place": row.place},
            kind="photo", by=by, at=at,
        )  # fmt: skip

    return done(request, run, said, "campaigns:issue", issue_id=issue_id)


def _act(request: HttpRequest, issue_id: int, act: Callable[..., object], said: str) -> HttpResponse:
    version = whole(request.POST.get("version")) or 0
    return done(
        request, lambda: act(issue_id=issue_id, version=version, by=actor_of(request), at=timezone.now()), said,
        "campaigns:issue", issue_id=issue_id,
    )  # fmt: skip


def _asked(request: HttpRequest, viewer: Actor, plan: PlanRow) -> IssueFilter:
    given = request.GET

    def chosen(name: str, choices) -> str:
        return given.get(name, "") if given.get(name, "") in choices else ""

    ids, unit_id = None, whole(given.get("unit"))
    if given.get("month") and unit_id:
        month, known = words.month_of(given["month"], plan), words.known_at(day_of(given.get("known", "")))
        counted = queries.counted_issues(viewer, plan.id, unit_id=unit_id, month=month, known=known)
        how = chosen("how", ("done", "late"))
        ids = frozenset(pk for pk, each in counted.items() if how in ("", each))
    return IssueFilter(
        state=chosen("state", ("late", *words.issue_states())), source=chosen("source", SOURCES), level=chosen("level", LEVELS),
        unit_id=unit_id, line_id=whole(given.get("line")), words=given.get("q", "").strip()[:60],
        again=given.get("again") == "1", ids=ids,
    )  # fmt: skip


def _filters(wall: queries.Wall) -> tuple[Filter, ...]:
    return (
        Filter("state", _("状态"), options=[("late", _("逾期")), *words.issue_states().items()], width="sm"),
        Filter("unit", _("责任街道"), options=list(wall.streets)),
        Filter("line", _("战线"), options=[(line.id, line.name) for line in wall.lines], width="sm"),
        Filter("source", _("来源"), options=words.sources(), width="sm"),
        Filter("level", _("等级"), options=words.levels(), width="sm"),
        Filter("again", _("反弹"), kind="check"), Filter("q", _("地点、网格或问题"), kind="text"),
    )  # fmt: skip


def _columns() -> tuple[Column, ...]:
    return (
        Column("place", _("地点"), "link", "xl", href="page", sort="place", card="title"),
        Column("what", _("问题"), width="grow", card="wide"), Column("state", _("状态"), "badge", "md", sort="state"),
        Column("unit", _("责任街道"), width="md", sort="unit"), Column("line", _("战线"), width="sm"),
        Column("source", _("来源"), width="md"), Column("level", _("等级"), width="sm"),
        Column("found", _("发现"), "day", "md", sort="found"), Column("due", _("期限"), "day", "md", sort="due"),
        Column("closed", _("销号"), "day", "md", roomy=True), Column("times", _("次数"), "count", "sm", sort="times"),
    )  # fmt: skip
