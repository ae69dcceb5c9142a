"""The page of one claim: what was frozen, how the amount came about, evidence, checks, publication, payments, journal."""

from dataclasses import asdict
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.claims import queries
from luodi.claims.queries import ClaimPage
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import sentence
from luodi.web.claims import words
from luodi.web.tasks.views import timeline


@permitted("claims.view")
def detail(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Show one claim."""
    return shown(request, claim_id)


def shown(
    request: HttpRequest, claim_id: int, refusal: Refusal | None = None, look_id: int | None = None
) -> HttpResponse:
    """Show one claim, with what was refused and what was typed where something was; `look_id` opens the inputs once."""
    viewer, today = actor_of(request), timezone.localdate()
    found = queries.claim_page(viewer, claim_id, today=today, look_id=look_id)
    context = common(found, today) | {
        "refusal": sentence(refusal) if refusal else "", "entered": request.POST,
        "looked": look_id is not None, "lines": timeline(("claims.claim", claim_id)), "grounds": list(words.grounds().items()),
    }  # fmt: skip
    return render(request, "claims/detail.html", context, status=refusal.status if refusal else 200)


def common(found: ClaimPage, today: date) -> dict:
    """Give what both the district's and the firm's page of a claim show."""
    return {
        "claim": found, "row": words.shown(found.row, today), "may": found.may, "today": today,
        "explanation": [words.indented(line) for line in _told(found)],
        "figures": _figures(found), "missing_choices": [(each, each) for each in found.missing], **_lists(found),
    }  # fmt: skip


def _told(found: ClaimPage) -> list[str]:
    return found.explanation_en if words.english() and found.explanation_en else found.explanation


def _figures(found: ClaimPage) -> list[tuple]:
    row = found.row
    figures = [(_("测算"), words.yuan(row.asked_fen)), (_("核定"), words.yuan(row.granted_fen))]
    ratio = f"{found.ratio_ppm / 10_000:.4f}%" if found.ratio_ppm is not None and found.ratio_ppm < 1_000_000 else ""
    return [*figures, (_("应付") + (f" · {ratio}" if ratio else ""), words.yuan(row.payable_fen))]


def _lists(found: ClaimPage) -> dict:
    inputs, payments, recoveries = words.input_states(), words.payment_states(), words.recovery_states()
    english = words.english()
    return {
        "inputs": [
            asdict(each) | {"word": inputs.get(each.state, each.state), "badge": words.INPUT_BADGES.get(each.state, "plain")}
            for each in found.inputs
        ],
        "doubts": [
            {"id": each.id, "sentence": each.sentence_en if english else each.sentence, "settled": each.settled,
             "answer": each.answer, "by": each.settled_by}
            for each in found.checks if each.kind == "doubt"
        ],
        "checks": [each for each in found.checks if each.kind != "doubt"],
        "payments": [
            asdict(each) | {"amount": words.yuan(each.amount_fen), "word": payments[each.state],
                            "badge": words.PAYMENT_BADGES[each.state]}
            for each in found.payments
        ],
        "recoveries": [
            asdict(each) | {
                "amount": words.yuan(each.amount_fen), "ground_word": words.grounds()[each.ground],
                "word": recoveries[each.state], "badge": words.RECOVERY_BADGES[each.state],
                "repaid": words.yuan(each.repaid_fen), "rest": words.yuan(each.amount_fen - each.repaid_fen),
                "back": [(day, words.yuan(fen), reference) for day, fen, reference in each.repayments],
            }
            for each in found.recoveries
        ],
    }  # fmt: skip
