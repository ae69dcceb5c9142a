"""What a gate judges: the dossiers of some projects, the definition and the limits of a day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.timezone import localtime

from luodi.engines.gates.definition import Definition, parse_definition, shipped_text
from luodi.engines.gates.judging import DECISION, Dossier, Open, Thresholds, Verdict, Veto, judge
from luodi.people.queries import parameter_values
from luodi.projects.models import Condition, Evidence, GateDefinition, GatePass, Opinion, Project, Route

LIMITS = ("gates.t1", "gates.t2", "gates.t3")


@dataclass(frozen=True, slots=True)
class Rules:
    """The definition that holds on a day with its limits; `id` is None for the one that Luodi ships."""

    id: int | None
    day: date
    definition: Definition
    limits: Thresholds
    text: str = ""


def rules_on(day: date) -> Rules:
    """Give the gates' definition and limits of a day; two SQL statements."""
    rows = GateDefinition.objects.filter(valid_from__lte=day).order_by("-valid_from", "-pk")
    found = rows.values_list("pk", "text").first()
    pk, text = found or (None, shipped_text())
    definition = parse_definition(text)
    values = parameter_values({*LIMITS, *definition.clocks()}, on=day)
    amounts = {name.rpartition(".")[2]: _number(values.get(name)) for name in LIMITS}
    days = {name: int(value) for name in definition.clocks() if (value := _number(values.get(name))) is not None}
    return Rules(pk, day, definition, Thresholds(**amounts, days=days), text)


def _number(value: object) -> Decimal | None:
    try:
        return None if value is None or isinstance(value, bool) else Decimal(str(value))
    except ArithmeticError:
        return None


def dossiers(ids: Iterable[int]) -> dict[int, Dossier]:
    """Give the dossiers of some projects in six SQL statements, however many there are."""
    rows = Project.objects.filter(pk__in=list(ids)).values_list(
        "pk", "stage_confirmed", "stage_claimed", "side_state", "binding", "amount", "company_id", "company_name", "site",
        "officer_id",
    )  # fmt: skip
    found = {row[0]: row for row in rows}
    wanted = list(found)
    routes, passes = _routes(wanted), _passes(wanted)
    items, decided = _items(wanted)
    vetoes, opens = _vetoes(wanted, passes), _open(wanted)
    return {
        pk: _dossier(row, routes.get(pk), items[pk], decided[pk], passes.get(pk, {}), vetoes[pk], opens[pk])
        for pk, row in found.items()
    }


def _dossier(
    row: tuple, route: tuple | None, items: dict, decided: set, passes: dict, vetoes: list, opens: list
) -> Dossier:  # fmt: skip
    _, reached, claimed, side, binding, amount, company, company_name, site, officer = row
    path, marks, support = route or ("", [], None)
    facts = {
        "company": company or company_name, "amount": amount, "site": site, "route": route, "officer": officer,
        "binding": binding != "unknown",
    }  # fmt: skip
    first = min(passes.values(), key=lambda each: each[0], default=None)
    return Dossier(
        reached=reached or "", claimed=claimed, taken_over=first[1] if first else reached or "", side=side, path=path,
        binding=binding, marks=frozenset(marks), amount=amount, support=support,
        facts=frozenset(name for name, value in facts.items() if value), items=items, vetoes=tuple(vetoes),
        open=tuple(opens), decided=frozenset(decided),
    )  # fmt: skip


def _routes(ids: list[int]) -> dict[int, tuple]:
    rows = Route.objects.filter(project_id__in=ids).order_by("project_id", "-pk").distinct("project_id")
    return {row[0]: row[1:] for row in rows.values_list("project_id", "path", "marks", "support")}


def _items(ids: list[int]) -> tuple[dict[int, dict[str, date]], dict[int, set[str]]]:
    """Give the evidence that stands, each item with the earliest day that starts its clock, and which bodies decided."""
    found: dict[int, dict[str, date]] = defaultdict(dict)
    decided: dict[int, set[str]] = defaultdict(set)
    rows = Evidence.objects.standing().filter(project_id__in=ids)
    for project_id, item, day, at, body in rows.values_list("project_id", "item", "effective_date", "at", "body"):
        since = day or localtime(at).date()
        found[project_id][item] = min(since, found[project_id].get(item, since))
        if item == DECISION and body:
            decided[project_id].add(body)
    return found, decided


def _passes(ids: list[int]) -> dict[int, dict[str, tuple]]:
    found: dict[int, dict[str, tuple]] = defaultdict(dict)
    rows = GatePass.objects.filter(project_id__in=ids).values_list("project_id", "gate", "pk", "before", "at")
    for project_id, gate, *rest in rows:
        found[project_id][gate] = tuple(rest)
    return found


def _vetoes(ids: list[int], passes: dict) -> dict[int, list[Veto]]:
    found: dict[int, list[Veto]] = defaultdict(list)
    rows = Opinion.objects.filter(
        asked__round__project_id__in=ids, asked__round__cancelled_at=None, verdict="veto", replaced_by=None
    ).order_by("pk")
    for project_id, gate, unit, at in rows.values_list(
        "asked__round__project_id", "asked__round__gate", "asked__unit__name", "at"
    ):
        passed = passes.get(project_id, {}).get(gate)
        found[project_id].append(Veto(unit, gate, late=passed is not None and passed[2] < at))
    return found


def _open(ids: list[int]) -> dict[int, list[Open]]:
    found: dict[int, list[Open]] = defaultdict(list)
    rows = Condition.objects.filter(
        opinion__asked__round__project_id__in=ids, opinion__asked__round__cancelled_at=None, opinion__replaced_by=None,
        accepted_at=None,
    ).order_by("pk")  # fmt: skip
    for project_id, pk, text, unit, before, reported in rows.values_list(
        "opinion__asked__round__project_id", "pk", "text", "opinion__asked__unit__name", "before", "reported_at"
    ):
        found[project_id].append(Open(pk, text, unit, before, reported is not None))
    return found


def judged(ids: Iterable[int], *, day: date) -> dict[int, Verdict]:
    """Judge some projects at their next gates by the rules of a day, in eight SQL statements."""
    rules = rules_on(day)
    return {pk: judge(dossier, rules.definition, on=day, limits=rules.limits) for pk, dossier in dossiers(ids).items()}


def verdict_of(*, project_id: int, today: date) -> Verdict:
    """Judge one project at its next gate by the rules of a day; the caller has checked that the viewer sees it.

    What is secret in it (departments' names and words) is for `without_secrets` or stays out of the page.
    """
    return judged([project_id], day=today)[project_id]
