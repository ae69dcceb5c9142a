"""What is done about transfers: proposed with a preview of the sums, accepted, declined, approved, rejected, withdrawn."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.journeys import transfer_project
from luodi.observations import operations, queries
from luodi.observations.operations import Proposal
from luodi.observations.splitting import Parties, UnitShare, next_month
from luodi.projects.queries import ProjectSubject, project_heading, subject_of_project
from luodi.values.refusal import NotAllowed, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import sentence, whole
from luodi.web.observations import views, words
from luodi.web.projects.tabs import project_tabs

LINES = 4


@permitted("credit.transfer", methods=("GET", "HEAD", "POST"))
def propose(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show the form of a transfer with a preview of the shares that it would bring; propose it on POST."""
    viewer, refusal = actor_of(request), None
    head = project_heading(project_id=project_id, viewer=viewer)
    if not head.may_edit and not viewer.may("credit.order"):
        raise NotAllowed(permission="credit.transfer")
    of = subject_of_project(project_id)
    if request.method == "POST":
        try:
            number = transfer_project.propose_transfer(
                project_id=project_id, proposal=_proposal(request.POST, of), by=viewer, at=timezone.now()
            )
            messages.success(request, _("已提出流转，等对方单位接收后由投资促进局批准。"))
            return redirect("observations:transfer", transfer_id=number)
        except Refusal as said:
            if said.status in (403, 404):
                raise
            refusal = said
    entered = request.POST or request.GET
    units = queries.receiving_units()
    context = {
        "head": head,
        "tabs": project_tabs(viewer, project_id, "observations:project"),
        "entered": entered,
        "units": [("", _("请选择")), *[each for each in units if each[0] != head.unit_id]],
        "all_units": [("", _("无")), *units],
        "reasons": list(words.reasons().items())[: None if entered.get("undoes") else -1],
        "triggers": [each for each in words.triggers().items() if each[0] != "order" or viewer.may("credit.order")],
        "lines": range(1, LINES + 1),
        "roles": list(words.roles().items()),
        "preview": _preview(entered, head, of),
        "refusal": sentence(refusal) if refusal else "",
    }
    return render(request, "observations/propose.html", context, status=refusal.status if refusal else 200)


def _preview(entered: QueryDict, head, of: ProjectSubject) -> list[dict]:
    to, shares = whole(entered.get("to")), _own_shares(entered)
    if not to or to == head.unit_id:
        return []
    today = timezone.localdate()
    first = queries.originator_of(of.subject_id, on=next_month(today)) if of.subject_id else None
    originator = whole(entered.get("originator")) or first or head.unit_id
    helper = whole(entered.get("helper"))
    if helper in (to, originator):
        helper = None
    return words.shown(queries.preview(parties=Parties(originator, to, helper), own_shares=shares, today=today))


def _proposal(entered: QueryDict, of: ProjectSubject) -> Proposal:
    return Proposal(
        to_unit_id=whole(entered.get("to")) or 0,
        trigger=entered.get("trigger", "")[:10],
        reason=entered.get("reason", "")[:10],
        note=entered.get("note", "").strip()[:300],
        originator_id=whole(entered.get("originator")),
        helper_id=whole(entered.get("helper")),
        own_shares=_own_shares(entered),
        since_without_site=of.since_without_site,
        undoes_id=whole(entered.get("undoes")),
    )


def _own_shares(entered: QueryDict) -> tuple[UnitShare, ...]:
    found = []
    for line in range(1, LINES + 1):
        unit, ppm = whole(entered.get(f"share_unit_{line}")), _ppm(entered.get(f"share_percent_{line}", ""))
        if unit and ppm is not None:
            found.append(UnitShare(unit, entered.get(f"share_role_{line}", "")[:10], ppm))
    return tuple(found)


def _ppm(text: str) -> int | None:
    try:
        percent = Decimal(text.strip().removesuffix("%") or "x")
    except InvalidOperation:
        return None
    return int(percent * 10_000) if percent.is_finite() and 0 <= percent <= 100 else None


@permitted("credit.transfer", methods=("POST",))
def accept(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Accept a transfer for the receiving unit."""
    return _act(request, transfer_id, operations.accept_transfer, _("已同意接收，等投资促进局批准。"))


@permitted("credit.transfer", methods=("POST",))
def decline(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Decline a transfer for the receiving unit."""
    return _act(request, transfer_id, operations.decline_transfer, _("已退回。"), "reason")


@permitted("credit.order", methods=("POST",))
def approve(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Approve a transfer."""
    said = _("已批准：项目现在归接收单位，分成从下月起变更。")
    return _act(request, transfer_id, transfer_project.approve_transfer, said, "note")


@permitted("credit.order", methods=("POST",))
def reject(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Reject a transfer."""
    return _act(request, transfer_id, operations.reject_transfer, _("已驳回。"), "reason")


@permitted("credit.transfer", methods=("POST",))
def withdraw(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Take back a transfer that one's unit proposed."""
    return _act(request, transfer_id, operations.withdraw_transfer, _("已撤回。"), "reason")


def _act(request: HttpRequest, transfer_id: int, do: Callable, said: str, text: str = "") -> HttpResponse:
    given = {text: request.POST.get("reason", "").strip()[:300]} if text else {}
    version = whole(request.POST.get("version")) or 0
    try:
        do(transfer_id=transfer_id, version=version, **given, by=actor_of(request), at=timezone.now())
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return views.shown_transfer(request, transfer_id, refusal)
    messages.success(request, said)
    return redirect("observations:transfer", transfer_id=transfer_id)
