"""The board at the gates: a lane for each stage reached; a card moves one lane on where its gate allows it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.engines.gates.judging import next_gate
from luodi.engines.gates.stages import MAIN_CODES, STAGES
from luodi.projects import operations, queries
from luodi.projects.queries import GateCard
from luodi.values.refusal import NotAllowed, NotFound, Refusal, Stale
from luodi.web.access import actor_of, permitted
from luodi.web.projects.filters import stage_word
from luodi.web.projects.gates import words


@permitted("projects.view")
def board(request: HttpRequest) -> HttpResponse:
    """Show the newest projects before each gate, what each lacks, and who may move it on."""
    return _board(request)


def _board(request: HttpRequest, refusal: Refusal | None = None, project: str = "") -> HttpResponse:
    viewer, today = actor_of(request), timezone.localdate()
    text = request.GET.get("unit", "")
    unit_id = int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None
    lanes = queries.gate_lanes(viewer=viewer, today=today, unit_id=unit_id)
    context = {
        "lanes": [
            (code, stage_word(code) if code else _("尚未过关口"), next_gate(code), [_card(card) for card in cards])
            for code, cards in lanes.items()
        ],
        "units": [(unit.id, unit.name) for unit in queries.units_offered(viewer=viewer)],
        "unit_id": unit_id,
        "refused": refusal.sentence(words.language()) if refusal else "",
        "refused_project": project,
        "words": words,
        "stage_word": stage_word,
    }
    return render(request, "gates/board.html", context, status=refusal.status if refusal else 200)


def _card(card: GateCard) -> dict[str, object]:
    """Word a card: where it may go by whom, or why it may not."""
    verdict = card.verdict
    why = words.why_shut(verdict, may_pass=card.may_pass, own_claim=False)
    lacks = [f"{each.name(words.language())}（{words.holder_word(each)}）" for each in verdict.missing]
    claims = bool(verdict.gate) and card.may_edit and verdict.unclaimed and not verdict.halted
    return {
        "card": card,
        "gate": verdict.gate,
        "why": why,
        "lacks": lacks,
        "moves": not why,
        "claims": claims,
        "confirmed": card.claimed == card.stage,
        "page": reverse("projects:gates", kwargs={"project_id": card.id}),
    }


@permitted("gates.pass", methods=("POST",))
def pass_on(request: HttpRequest, project_id: int) -> HttpResponse:
    """Pass a card's gate, by the button or by dragging it to the next lane."""
    viewer = actor_of(request)
    head = queries.project_heading(project_id=project_id, viewer=viewer)
    try:
        operations.pass_gate(
            project_id=project_id, gate=request.POST.get("gate", ""), version=_version(request), by=viewer,
            at=timezone.now(),
        )  # fmt: skip
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        return _board(request, refusal, head.name)
    return HttpResponseRedirect(reverse("gates:board") + f"#card-{project_id}")


@permitted("projects.edit", methods=("POST",))
def claim(request: HttpRequest, project_id: int) -> HttpResponse:
    """Claim the next stage of a card."""
    viewer = actor_of(request)
    head = queries.project_heading(project_id=project_id, viewer=viewer)
    gate = request.POST.get("gate", "")
    try:
        if gate not in MAIN_CODES or STAGES[gate].order <= STAGES[head.stage].order:
            raise Stale()
        operations.claim_stage(
            project_id=project_id, stage=gate, version=_version(request), by=viewer, at=timezone.now()
        )
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        return _board(request, refusal, head.name)
    return HttpResponseRedirect(reverse("gates:board") + f"#card-{project_id}")


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Stale()
    return int(text)
