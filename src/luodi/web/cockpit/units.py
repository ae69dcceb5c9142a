"""A unit on one page: plan, promises, place, projects, credit, follow-ups, campaigns, returns and warnings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from luodi.cockpit.standing import WHO
from luodi.cockpit.unit_work import SHOWN, UnitWork, unit_work
from luodi.people.queries.units import kind_word
from luodi.values.indicator import indicators
from luodi.web.access import actor_of, permitted
from luodi.web.cockpit.views import step_words
from luodi.web.observed.words import language
from luodi.web.promises import words

MARKS = {"green": "green", "yellow": "amber", "red": "red", "grey": "grey"}


@permitted("units.view")
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show all of one unit; every number opens the list that it counts."""
    viewer = actor_of(request)
    found = unit_work(viewer, unit_id, today=timezone.localdate(), now=timezone.now())
    context = {
        "found": found, "kind": kind_word(found.kind, viewer.language), "steps": step_words(), "verdicts": _verdicts(found),
        "targets": _targets(found), "credited": _credited(found), "who": words.promisors(), "viewer": viewer, "shown": SHOWN,
        "failing": [words.shown(each) for each in found.verdicts.rows if each.running and each.running.lamp == "red"][:SHOWN]
        if found.verdicts else [],
    }  # fmt: skip
    return render(request, "cockpit/unit.html", context)


def _verdicts(found: UnitWork) -> list[tuple[str, str, str, int]]:
    """Give (who, verdict, words, number) of what there is."""
    if found.verdicts is None:
        return []
    told, counts = words.verdicts(), found.verdicts.counts
    return [
        (who, verdict, f"{words.promisors()[who]} · {word}", counts[who, verdict])
        for who in WHO
        for verdict, word in told.items()
        if counts[who, verdict]
    ]


def _credited(found: UnitWork) -> list[tuple[int, str, str]]:
    """Give each subject once, with the different shares that the groups of indicators bring."""
    shares: dict[tuple[int, str], list[str]] = {}
    for each in found.credited or ():
        shares.setdefault((each.subject_id, each.name), []).append(f"{each.ppm / 10_000:g}%")
    return [(subject, name, " · ".join(dict.fromkeys(several))) for (subject, name), several in shares.items()]


def _targets(found: UnitWork) -> list[dict]:
    if found.plan is None:
        return []
    lamps = words.lamps()
    return [
        words.shown(each)
        | {
            "name": indicators()[each.indicator].label(language()),
            "lamp": MARKS[each.running.lamp if each.running else "grey"],
            "word": lamps[each.running.lamp if each.running else "grey"],
            "time": f"{each.running.time_ppm / 10_000:.0f}%" if each.running else "",
        }
        for each in found.plan.rows
    ]
