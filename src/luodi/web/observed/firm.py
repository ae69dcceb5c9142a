"""The page on which a firm answers, by its link and without signing in: it sees its own value and nothing else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from luodi.observations import operations
from luodi.observations.operations import FirmAnswer, LinkPage
from luodi.observations.refusals import LinkNotHolding
from luodi.values.indicator import indicators
from luodi.values.period import Period
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of, public
from luodi.web.answering import sentence
from luodi.web.observed import words


@public(methods=("GET", "HEAD", "POST"))
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what the firm is asked; take its answer on POST. Opening the page uses nothing up."""
    by, now, given = actor_of(request), timezone.now(), request.POST
    try:
        page = operations.open_link(secret=secret[:100], by=by, at=now)
    except Refusal as refusal:
        return render(request, "observed/firm.html", {"page": None, "said": sentence(refusal)}, status=refusal.status)
    context = {"page": page, "asked": _asked(page), "given": given, "refusal": "", "done": ""}
    if request.method != "POST":
        return render(request, "observed/firm.html", context)
    said = FirmAnswer(given.get("agrees") == "yes", given.get("signer", "")[:60], given.get("post", "")[:60],
                      given.get("reason", "")[:300])  # fmt: skip
    try:
        operations.answer_link(secret=secret[:100], answer=said, by=by, at=now)
    except Refusal as refusal:
        if isinstance(refusal, LinkNotHolding):
            return render(request, "observed/firm.html", {"page": None, "said": sentence(refusal)}, status=404)
        return render(request, "observed/firm.html", context | {"refusal": sentence(refusal)}, status=refusal.status)
    return render(request, "observed/firm.html", context | {"done": "agreed" if said.agrees else "refused"})


def _asked(page: LinkPage) -> dict:
    if page.purpose == "consent" or page.valid_from is None or page.valid_to is None:
        return {}
    measured = indicators()[page.indicator]
    return {
        "indicator": measured.label(words.language()), "period": Period(page.valid_from, page.valid_to).label(words.language()),
        "value": words.amount(measured, page.value), "exact": f"{page.value:,.2f} {measured.unit}",
    }  # fmt: skip
