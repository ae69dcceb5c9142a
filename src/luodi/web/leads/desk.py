"""The conflict desk: the queue, one conflict with the order of the rules, its acts, and the ruling on paper."""

from collections.abc import Callable
from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.leads import operations, queries
from luodi.leads.operations import Hearing
from luodi.values.refusal import NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import sentence, whole
from luodi.web.leads import words
from luodi.web.tables import Column, Paging

SIZE = 50


@permitted("leads.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the conflicts that the viewer may see, those with a deadline first to the eye."""
    page, state = whole(request.GET.get("page")) or 1, request.GET.get("state", "")
    state = state if state in dict(words.conflict_states()) else ""
    found = queries.conflicts(actor_of(request), today=timezone.localdate(), state=state, page=page, size=SIZE)
    tabs = [
        (
            word,
            f"{reverse('leads:conflicts')}?state={code}",
            code == state,
            found.counts.get(code, 0) if code else sum(found.counts.values()),
        )
        for code, word in [("", _("全部")), *words.conflict_states()]
    ]
    context = {
        "rows": [_listed(row) for row in found.rows],
        "tabs": tabs,
        "columns": (
            Column("number", _("冲突"), "link", "ml", card="title"),
            Column("title", _("项目"), width="grow", card="wide"),
            Column("sides", _("双方"), width="xl"),
            Column("state", _("状态"), "badge", "sm"),
            Column("due", _("时限"), width="md"),
            Column("winner", _("优先方"), width="ml"),
        ),
        "paging": Paging(total=found.total, shown=len(found.rows), page=page, pages=max(1, -(-found.total // SIZE))),
    }
    return render(request, "leads/conflicts.html", context)


def _listed(row: queries.ConflictRow) -> dict:
    other = _("其他单位")
    return asdict(row) | {
        "page": reverse("leads:conflict", kwargs={"conflict_id": row.id}),
        "sides": f"{row.first_unit or other} ↔ {row.second_unit or other}",
        "state_word": dict(words.conflict_states())[row.state],
        "badge": words.CONFLICT_BADGES[row.state],
    }


@permitted("leads.view")
def detail(request: HttpRequest, conflict_id: int) -> HttpResponse:
    """Show one conflict."""
    return _shown(request, conflict_id)


def _shown(request: HttpRequest, conflict_id: int, refused: str = "", status: int = 200) -> HttpResponse:
    found = queries.conflict(actor_of(request), conflict_id, today=timezone.localdate())
    return render(request, "leads/conflict.html", _context(request, found) | {"refused": refused}, status=status)


def _context(request: HttpRequest, found: queries.ConflictDetail) -> dict:
    shown = [side for side in found.sides if side.shown]
    return {
        "found": found,
        "row": _listed(found.row),
        "in_time": sorted(shown, key=lambda side: (not side.holds, side.evidence_at)),
        "grounds": words.grounds(),
        "side_words": words.sides(),
        "evidence_words": dict(words.evidence_kinds()),
        "step_words": words.step_kinds(),
        "entered": request.POST,
    }


@permitted("leads.view")
def ruling(request: HttpRequest, conflict_id: int) -> HttpResponse:
    """Show a ruling as a page to print: parties, order of the rules with each step's result, reasons, appeal."""
    viewer, now = actor_of(request), timezone.now()
    found = queries.conflict(viewer, conflict_id, today=timezone.localdate(now))
    if not found.ground:
        raise NotFound()
    return render(request, "leads/ruling.html", _context(request, found) | {"viewer": viewer, "now": now})


def _act(request: HttpRequest, conflict_id: int, do: Callable[[dict], object], said: str) -> HttpResponse:
    given = {
        "conflict_id": conflict_id, "version": whole(request.POST.get("version")) or 0, "by": actor_of(request),
        "at": timezone.now(),
    }  # fmt: skip
    try:
        do(given)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _shown(request, conflict_id, sentence(refusal), refusal.status)
    messages.success(request, said)
    return redirect("leads:conflict", conflict_id=conflict_id)


def _side(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "") if request.POST.get(name) in ("first", "second") else ""


@permitted("leads.rule", methods=("POST",))
def hear(request: HttpRequest, conflict_id: int) -> HttpResponse:
    """Record a hearing."""
    hearing = Hearing(
        text=request.POST.get("text", "")[:1000], first_holds=request.POST.get("first_holds") != "no",
        second_holds=request.POST.get("second_holds") != "no", choice=_side(request, "choice"),
        choice_reference=request.POST.get("choice_reference", "")[:300],
    )  # fmt: skip
    return _act(request, conflict_id, lambda given: operations.hear(**given, hearing=hearing), _("已记录协调结果。"))


@permitted("leads.rule", methods=("POST",))
def rule(request: HttpRequest, conflict_id: int) -> HttpResponse:
    """Rule on a conflict."""
    given_reason = request.POST.get("reason", "")[:1000]
    return _act(
        request, conflict_id, lambda given: operations.rule_conflict(**given, winner=_side(request, "winner"), reason=given_reason),
        _("已裁定。"),
    )  # fmt: skip


@permitted("leads.register", methods=("POST",))
def appeal(request: HttpRequest, conflict_id: int) -> HttpResponse:
    """Appeal against a ruling."""
    reason = request.POST.get("reason", "")[:1000]
    return _act(request, conflict_id, lambda given: operations.appeal(**given, reason=reason), _("已申请复核。"))


@permitted("leads.decide_appeal", methods=("POST",))
def decide(request: HttpRequest, conflict_id: int) -> HttpResponse:
    """Decide an appeal."""
    reason = request.POST.get("reason", "")[:1000]
    return _act(
        request, conflict_id, lambda given: operations.decide_appeal(**given, winner=_side(request, "winner"), reason=reason),
        _("复核已决定。"),
    )  # fmt: skip
