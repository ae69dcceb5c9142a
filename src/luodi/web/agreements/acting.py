"""What is done with an agreement: its text and head changed, submitted, sent back, approved, signed, ended."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.agreements import operations, queries
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.agreements import entries, views

METHODS = ("GET", "HEAD", "POST")


@permitted("agreements.edit", methods=METHODS)
def change_text(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Make a new version of a draft's text."""

    def do(given: dict) -> object:
        return operations.change_text(**given, source=entries.source(request), reason=entries.text(request, "reason"))

    return _form(request, agreement_id, "agreements/text.html", do)


@permitted("agreements.edit", methods=METHODS)
def change_head(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Correct what stands over a draft's text."""

    def do(given: dict) -> object:
        return operations.change_head(**given, head=entries.head(request), reason=entries.text(request, "reason"))

    return _form(request, agreement_id, "agreements/head.html", do)


@permitted("agreements.edit", methods=("POST",))
def submit(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Send a draft into review."""
    issued_by = "government" if request.POST.get("issued_by") == "government" else "department"
    return _act(request, agreement_id, lambda given: operations.submit(**given, issued_by=issued_by))


@permitted("agreements.edit", methods=("POST",))
def send_back(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Send an agreement back to draft, with a reason."""
    reason = entries.text(request, "reason")
    return _act(request, agreement_id, lambda given: operations.send_back(**given, reason=reason))


@permitted("agreements.edit", methods=("POST",))
def take_over(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Take the wording of the review over as the next version of the text."""
    return _act(request, agreement_id, lambda given: operations.take_over_rewrite(**given))


@permitted("agreements.approve", methods=("POST",))
def approve(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Approve the text that is in review."""
    opinion = entries.text(request, "legal_opinion", 200)
    return _act(request, agreement_id, lambda given: operations.approve(**given, legal_opinion=opinion))


@permitted("agreements.sign", methods=("POST",))
def sign(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Record the signing with the signed file."""

    def do(given: dict) -> object:
        day = entries.needed_day(request, "signed_date", "签署日期", "of signing")
        return operations.record_signing(**given, file=entries.source(request), signed_date=day)

    return _act(request, agreement_id, do)


@permitted("agreements.sign", methods=("POST",))
def end(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """End an agreement, at its term or early."""

    def do(given: dict) -> object:
        return operations.end_agreement(
            **given, ended_date=entries.needed_day(request, "ended_date", "结束日期", "of the end"),
            reason=entries.text(request, "reason"), early=bool(request.POST.get("early")),
        )  # fmt: skip

    return _act(request, agreement_id, do)


@permitted("promises.make", methods=("POST",))
def take_into_ledger(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Make promises of what a signed agreement watches and of what the district owes."""

    def do(given: dict) -> None:
        found = operations.take_into_ledger(**given)
        said = _("已转入承诺台账：%(made)s 项承诺，%(more)s 项补充约定待批准。") % {
            "made": found.made, "more": found.supplemented,
        }  # fmt: skip
        if found.left:
            said += _("口径与台账不符、需另行登记：%(left)s。") % {"left": "、".join(found.left)}
        messages.success(request, said)

    return _act(request, agreement_id, do)


def worth_showing(said: Refusal) -> Refusal:
    """Give back a refusal that the page itself explains; what is forbidden or not there has its own page."""
    if said.status in (403, 404):
        raise said
    return said


def given_for(request: HttpRequest, agreement_id: int) -> dict:
    """Give what every operation on an agreement takes."""
    version = entries.whole(request, "version") or 0
    return {"agreement_id": agreement_id, "version": version, "by": actor_of(request), "at": timezone.now()}


def _act(request: HttpRequest, agreement_id: int, do: Callable[[dict], object]) -> HttpResponse:
    try:
        do(given_for(request, agreement_id))
    except Refusal as said:
        return views.shown(request, agreement_id, worth_showing(said))
    return redirect("agreements:detail", agreement_id=agreement_id)


def _form(request: HttpRequest, agreement_id: int, template: str, do: Callable[[dict], object]) -> HttpResponse:
    """Show a form of a draft, or do what it sends; what was entered stays where it is refused."""
    viewer, refusal = actor_of(request), None
    page = queries.agreement(viewer, agreement_id, today=timezone.localdate())
    if request.method == "POST":
        try:
            do(given_for(request, agreement_id))
            return redirect("agreements:detail", agreement_id=agreement_id)
        except Refusal as said:
            refusal = worth_showing(said)
    context = {
        "page": page,
        "row": page.row,
        "entered": request.POST,
        "refusal": refusal.sentence(get_language() or "zh") if refusal else "",
    }
    return render(request, template, context, status=refusal.status if refusal else 200)
