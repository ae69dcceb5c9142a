"""What is done on the page of a project's gates, each in one call; a refusal shows on the page itself."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from luodi.projects import operations, queries
from luodi.projects.operations import Wish
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound, Refusal, Stale
from luodi.web.access import actor_of, permitted
from luodi.web.projects.gates.pages import shown

POST = ("POST",)
WAN = 10_000


class DayUnreadable(Refusal):
    """A day that is not written as a day."""

    code = "gate_day_unreadable"


class SupportUnreadable(Refusal):
    """An amount of support that is no number."""

    code = "gate_support_unreadable"


def _act(request: HttpRequest, project_id: int, place: str, act: Callable[[Actor], object]) -> HttpResponse:
    viewer = actor_of(request)
    queries.project_heading(project_id=project_id, viewer=viewer)
    try:
        act(viewer)
    except NotFound:
        raise
    except NotAllowed:
        raise
    except Refusal as refusal:
        return shown(request, project_id, refusal, place)
    return HttpResponseRedirect(reverse("projects:gates", kwargs={"project_id": project_id}) + f"#{place}")


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def _needed(request: HttpRequest, name: str) -> int:
    found = _number(request.POST.get(name, ""))
    if found is None:
        raise Stale()
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise DayUnreadable(text=text.strip()[:20]) from None


@permitted("gates.pass", methods=POST)
def pass_gate(request: HttpRequest, project_id: int) -> HttpResponse:
    """Pass a project through its next gate."""
    return _act(
        request, project_id, "pass",
        lambda by: operations.pass_gate(
            project_id=project_id, gate=request.POST.get("gate", ""), version=_needed(request, "version"),
            note=request.POST.get("note", ""), by=by, at=timezone.now(),
        ),
    )  # fmt: skip


@permitted("projects.edit", methods=POST)
def set_route(request: HttpRequest, project_id: int) -> HttpResponse:
    """Say whether a project takes land or leases, and what is special about it."""
    return _act(
        request, project_id, "route",
        lambda by: operations.set_route(
            project_id=project_id, path=request.POST.get("path", ""), marks=tuple(request.POST.getlist("marks")),
            support=_support(request.POST.get("support", "")), reason=request.POST.get("reason", ""), by=by,
            at=timezone.now(),
        ),
    )  # fmt: skip


def _support(text: str) -> Decimal | None:
    """Read an amount in 万元."""
    try:
        return Decimal(text.strip().replace(",", "")) * WAN if text.strip() else None
    except InvalidOperation:
        raise SupportUnreadable(text=text.strip()[:20]) from None


@permitted("projects.edit", methods=POST)
def put_evidence(request: HttpRequest, project_id: int) -> HttpResponse:
    """Enter evidence by hand, with its number or a document."""

    def act(by: Actor) -> object:
        document = request.POST.get("document_id", "").strip()
        number = _number(document)
        if document and number is None:
            raise NotFound()
        return operations.put_evidence(
            project_id=project_id, item=request.POST.get("item", ""), reference=request.POST.get("reference", ""),
            document_id=number, effective_date=_day(request.POST.get("effective_date", "")), by=by, at=timezone.now(),
        )  # fmt: skip

    return _act(request, project_id, "evidence", act)


@permitted("projects.edit", methods=POST)
def withdraw_evidence(request: HttpRequest, project_id: int, evidence_id: int) -> HttpResponse:
    """Withdraw evidence that was entered by hand, with a reason."""
    return _act(
        request, project_id, "evidence",
        lambda by: operations.withdraw_evidence(
            evidence_id=evidence_id, reason=request.POST.get("reason", ""), by=by, at=timezone.now()
        ),
    )  # fmt: skip


@permitted("projects.edit", methods=POST)
def ask_opinions(request: HttpRequest, project_id: int) -> HttpResponse:
    """Ask departments for their opinion."""
    return _act(
        request, project_id, "opinions",
        lambda by: operations.ask_opinions(
            project_id=project_id, kind=request.POST.get("kind", ""),
            unit_ids=[number for text in request.POST.getlist("units") if (number := _number(text)) is not None],
            due_date=_day(request.POST.get("due_date", "")), question=request.POST.get("question", ""), by=by,
            at=timezone.now(),
        ),
    )  # fmt: skip


@permitted("projects.edit", methods=POST)
def cancel_round(request: HttpRequest, project_id: int, round_id: int) -> HttpResponse:
    """Cancel a round of opinions with a reason."""
    return _act(
        request, project_id, "opinions",
        lambda by: operations.cancel_round(
            round_id=round_id, reason=request.POST.get("reason", ""), by=by, at=timezone.now()
        ),
    )  # fmt: skip


@permitted("gates.opine", methods=POST)
def give_opinion(request: HttpRequest, project_id: int, round_id: int) -> HttpResponse:
    """Give a department's opinion: conditions stand one a line."""
    before = request.POST.get("before", "")
    wishes = [Wish(line.strip(), before) for line in request.POST.get("conditions", "").splitlines() if line.strip()]
    return _act(
        request, project_id, "opinions",
        lambda by: operations.give_opinion(
            round_id=round_id, unit_id=_needed(request, "unit"), verdict=request.POST.get("verdict", ""),
            text=request.POST.get("text", ""), conditions=wishes, seen=_number(request.POST.get("seen", "")), by=by,
            at=timezone.now(),
        ),
    )  # fmt: skip


@permitted("projects.edit", methods=POST)
def report_condition(request: HttpRequest, project_id: int, condition_id: int) -> HttpResponse:
    """Report a condition as met."""
    return _act(
        request, project_id, "opinions",
        lambda by: operations.report_condition(
            condition_id=condition_id, evidence=request.POST.get("evidence", ""), by=by, at=timezone.now()
        ),
    )  # fmt: skip


@permitted("gates.opine", methods=POST)
def answer_condition(request: HttpRequest, project_id: int, condition_id: int) -> HttpResponse:
    """Accept that a condition is met, or send it back."""
    return _act(
        request, project_id, "opinions",
        lambda by: operations.answer_condition(
            condition_id=condition_id, accepted=request.POST.get("answer_kind") == "accept",
            answer=request.POST.get("answer", ""), by=by, at=timezone.now(),
        ),
    )  # fmt: skip


@permitted("projects.edit", methods=POST)
def write_failure(request: HttpRequest, project_id: int) -> HttpResponse:
    """Write the honest-failure review of a lost or terminated project."""
    return _act(
        request, project_id, "failure",
        lambda by: operations.write_failure_review(
            project_id=project_id, reason_code=request.POST.get("reason_code", ""),
            competitor=request.POST.get("competitor", ""), tried=request.POST.get("tried", ""),
            learnt=request.POST.get("learnt", ""), version=_number(request.POST.get("version", "")), by=by,
            at=timezone.now(),
        ),
    )  # fmt: skip


@permitted("gates.pass", methods=POST)
def answer_failure(request: HttpRequest, project_id: int, failure_id: int) -> HttpResponse:
    """Approve an honest-failure review, or send it back."""
    return _act(
        request, project_id, "failure",
        lambda by: operations.answer_failure_review(
            review_id=failure_id, approved=request.POST.get("answer_kind") == "accept",
            version=_needed(request, "version"), opinion=request.POST.get("opinion", ""), by=by, at=timezone.now(),
        ),
    )  # fmt: skip
