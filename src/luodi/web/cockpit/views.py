"""The big screen for leaders, dark by its nature and light for print."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from luodi.cockpit.payouts import policies_and_money
from luodi.cockpit.screen import Screen, screen
from luodi.engines.gates.stages import STEPS
from luodi.web.access import actor_of, permitted
from luodi.web.claims.words import stages
from luodi.web.promises.words import promisors

YI = Decimal(100_000_000)


@permitted("cockpit.view")
def index(request: HttpRequest) -> HttpResponse:
    """Show batches stated against named and the pipeline by stage and unit; every number opens what it was made of."""
    found = screen(viewer=actor_of(request), today=timezone.localdate(), now=timezone.now())
    words = step_words()
    most = max((count for line in found.units for count, _ in line.steps), default=0)
    context = {
        "found": found,
        "words": words,
        "heat": [_heat_row(line, words, most) for line in found.units],
        "funnel": _funnel(found),
        "tracks": _tracks(found),
        "plan_lamps": _plan_lamps(found),
        "verdicts": _verdicts(found),
        "money": policies_and_money(actor_of(request), on=timezone.localdate()),
        "claim_stages": stages(),
        "today": timezone.localdate(),
        "yuan": lambda fen: Decimal(fen) / 100,
        "month": timezone.localdate().strftime("%Y-%m"),
        "screen_theme": "light" if request.GET.get("theme") == "light" else "dark",
    }
    return render(request, "cockpit/index.html", context)


def step_words() -> dict[str, str]:
    """Name the six steps in the reader's language."""
    chinese = (translation.get_language() or "zh").startswith("zh")
    return {step: zh if chinese else en for step, (zh, en) in STEPS.items()}


def _plan_lamps(found: Screen) -> list[tuple[int, str, list[tuple[str, int]]]]:
    """Give the units with their lamps, those with the most red ones first."""
    marks = {"green": "green", "yellow": "amber", "red": "red", "grey": "grey"}
    counted = [(plan, plan.lamps()) for plan in found.ledger.plans or ()]
    counted.sort(key=lambda pair: (-pair[1]["red"], -pair[1]["yellow"], pair[0].unit_id))
    return [(plan.unit_id, plan.unit, [(marks[lamp], lamps[lamp]) for lamp in marks]) for plan, lamps in counted[:6]]


def _verdicts(found: Screen) -> list[tuple[str, list[tuple[int, str]]]]:
    """Give who promised with the numbers met, on track, at risk, breached and in cure, each with its list."""
    if found.ledger.verdicts is None:
        return []
    shown, counts = ("met", "on_track", "at_risk", "breached", "in_cure"), found.ledger.verdicts.counts
    page = reverse("promises:index")
    return [
        (word, [(counts[who, verdict], f"{page}?who={who}&verdict={verdict}") for verdict in shown])
        for who, word in promisors().items()
    ]


def _to_list(**wanted: object) -> str:
    query = "&".join(f"{name}={value}" for name, value in wanted.items() if value)
    return f"{reverse('projects:index')}?{query}"


def _heat_row(line, words: dict[str, str], most: int) -> list:
    return [
        (count / most if most else None, str(count), _to_list(unit=line.id, stage=step)) if count else None
        for step, (count, _) in zip(words, line.steps, strict=True)
    ]


def _funnel(found: Screen) -> dict[str, list]:
    return {
        "claimed": [line.claimed.projects for line in found.steps],
        "confirmed": [line.confirmed.projects for line in found.steps],
        "claimed_links": [_to_list(stage=line.step, standing="claimed") for line in found.steps],
        "confirmed_links": [_to_list(stage=line.step, standing="confirmed") for line in found.steps],
    }


def _tracks(found: Screen) -> dict[str, list]:
    shown = [(name or "—", amount) for name, _, amount in found.tracks if amount]
    return {
        "names": [name for name, _ in shown],
        "amounts": [float(round(amount / YI, 2)) for _, amount in shown],
        "links": [_to_list(track=name) for name, _ in shown],
    }
