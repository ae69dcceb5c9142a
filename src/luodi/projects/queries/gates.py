"""The page of a project's gates in a fixed number of SQL statements, and the versions of the gates' definition."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime

from luodi.engines.gates.definition import Definition, Difference, differences, parse_definition, shipped_text
from luodi.engines.gates.judging import judge
from luodi.people.permissions import acts_for
from luodi.projects.models import (
    Asked,
    Condition,
    Evidence,
    GateDefinition,
    GatePass,
    KeyChange,
    Opinion,
    Route,
    SideStep,
    StageStep,
)
from luodi.projects.permissions import sees_amount, sees_opinions
from luodi.projects.queries.dossiers import dossiers, rules_on
from luodi.projects.queries.failures import failures_of
from luodi.projects.queries.gate_rows import (
    AskedRow,
    ConditionRow,
    EvidenceRow,
    GatePage,
    OpinionRow,
    PassRow,
    RoundRow,
    RouteRow,
    SideRow,
)
from luodi.projects.queries.headings import Heading, project_heading
from luodi.values.actor import Actor


def gate_page(*, project_id: int, viewer: Actor, today: date) -> GatePage:
    """Give what the page of a project's gates shows.

    :raises NotFound: if there is no such project that the viewer may see
    """
    heading = project_heading(project_id=project_id, viewer=viewer)
    rules = rules_on(today)
    dossier = dossiers([project_id])[project_id]
    verdict = judge(dossier, rules.definition, on=today, limits=rules.limits)
    shown = sees_opinions(viewer, heading.unit_id)
    claims = _steps(project_id)
    return GatePage(
        heading=heading,
        title=rules.definition.title,
        definition_id=rules.id,
        verdict=verdict,
        hidden=not shown,
        evidence=_evidence(project_id),
        rounds=_rounds(heading, viewer, today, own_only=not shown),
        passes=_passes(project_id),
        routes=_routes(heading, viewer),
        sides=_sides(project_id),
        failures=failures_of(project_id, viewer),
        since=claims["confirmed"][0],
        untold=_untold(project_id) if viewer.may("journal.view_all") else None,
        may_pass=viewer.may("gates.pass") and acts_for(viewer, heading.unit_id),
        claimed_by_viewer=viewer.person_id is not None and claims["claimed"][1] == viewer.person_id,
    )


def _steps(project_id: int) -> dict[str, tuple[datetime | None, int | None]]:
    """Give when and by whom the newest claim and the newest confirmation were made."""
    found: dict[str, tuple[datetime | None, int | None]] = {"claimed": (None, None), "confirmed": (None, None)}
    rows = StageStep.objects.filter(project_id=project_id).order_by("pk")
    for kind, at, person in rows.values_list("kind", "at", "claimed_by_id"):
        found[kind] = (at, person)
    return found


def _evidence(project_id: int) -> tuple[EvidenceRow, ...]:
    rows = Evidence.objects.filter(project_id=project_id).order_by("-pk").values_list(
        "pk", "item", "kind", "reference", "document_id", "document__title", "origin_kind", "origin_id", "effective_date",
        "reason", "person__name", "at", "replaced_by__kind",
    )  # fmt: skip
    return tuple(
        EvidenceRow(
            *row[:5], row[5] or "", *row[6:10], row[10] or "", row[11],
            "withdrawn" if row[2] == "withdrawn" or row[12] == "withdrawn" else "replaced" if row[12] else "standing",
        )
        for row in rows
    )  # fmt: skip


def _rounds(heading: Heading, viewer: Actor, today: date, *, own_only: bool) -> tuple[RoundRow, ...]:
    """Give the rounds of opinions; who sees none of others' has what its own unit was asked, so that it can answer."""
    rows = list(
        Asked.objects.filter(round__project_id=heading.id)
        .select_related("round__asked_by", "unit")
        .order_by("-round_id", "unit__sort", "pk")
    )
    if own_only:
        rows = [row for row in rows if row.unit_id in viewer.unit_ids]
    opinions = _opinions(heading, viewer)
    found: dict[int, list[AskedRow]] = defaultdict(list)
    for row in rows:
        *former, last = opinions[row.pk] or [None]
        answered = last is not None and last.verdict != "withdrawn"
        found[row.round_id].append(
            AskedRow(
                row.unit_id, row.unit.name, row.may_veto, row.due_date, not answered and row.due_date < today, last,
                tuple(former), row.round.cancelled_at is None and viewer.may("gates.opine")
                and row.unit_id in viewer.unit_ids and row.round.asked_by_id != viewer.person_id,
            )
        )  # fmt: skip
    rounds = {row.round_id: row.round for row in rows}
    return tuple(
        RoundRow(
            each.pk, each.kind, each.gate, each.question, each.asked_by.name if each.asked_by else "", each.asked_at,
            each.due_date, each.due_certain, each.cancelled_at, each.cancelled_reason, tuple(found[pk]),
        )
        for pk, each in rounds.items()
    )  # fmt: skip


def _opinions(heading: Heading, viewer: Actor) -> dict[int, list[OpinionRow]]:
    """Give the opinions of each department asked, oldest first."""
    conditions = _conditions(heading, viewer)
    found: dict[int, list[OpinionRow]] = defaultdict(list)
    rows = Opinion.objects.filter(asked__round__project_id=heading.id).order_by("pk").values_list(
        "asked_id", "pk", "verdict", "text", "person__name", "at", "asked__due_date"
    )  # fmt: skip
    for asked_id, pk, verdict, text, person, at, due in rows:
        found[asked_id].append(OpinionRow(pk, verdict, text, person or "", at, at.date() > due, tuple(conditions[pk])))
    return found


def _conditions(heading: Heading, viewer: Actor) -> dict[int, list[ConditionRow]]:
    found: dict[int, list[ConditionRow]] = defaultdict(list)
    rows = Condition.objects.filter(opinion__asked__round__project_id=heading.id).order_by("pk").values_list(
        "opinion_id", "pk", "text", "before", "evidence", "reported_by__name", "reported_at", "accepted_by__name",
        "accepted_at", "answer", "reported_by_id", "opinion__asked__unit_id", "opinion__replaced_by",
        "opinion__asked__round__cancelled_at",
    )  # fmt: skip
    for row in rows:
        opinion_id, pk, text, before, evidence, reporter, reported_at, accepter, accepted_at, answer = row[:10]
        reporter_id, owner, replaced, cancelled = row[10:]
        open_now = accepted_at is None and replaced is None and cancelled is None
        answers = viewer.may("gates.opine") and (owner in viewer.unit_ids or viewer.may("gates.pass"))
        found[opinion_id].append(
            ConditionRow(
                pk, text, before, evidence, reporter or "", reported_at, accepter or "", accepted_at, answer,
                open_now and heading.may_edit,
                open_now and reported_at is not None and answers and reporter_id != viewer.person_id,
            )
        )  # fmt: skip
    return found


def _passes(project_id: int) -> tuple[PassRow, ...]:
    rows = GatePass.objects.filter(project_id=project_id).order_by("-pk").values_list(
        "gate", "bodies", "note", "claimed_by__name", "person__name", "definition__title", "at"
    )  # fmt: skip
    return tuple(
        PassRow(gate, tuple(bodies), note, claimer or "", person or "", title or "", at)
        for gate, bodies, note, claimer, person, title, at in rows
    )


def _routes(heading: Heading, viewer: Actor) -> tuple[RouteRow, ...]:
    rows = Route.objects.filter(project_id=heading.id).order_by("-pk").values_list(
        "path", "marks", "support", "reason", "person__name", "at"
    )  # fmt: skip
    shown = sees_amount(viewer, heading.unit_id)
    return tuple(
        RouteRow(path, tuple(marks), support if shown else None, reason, person or "", at)
        for path, marks, support, reason, person, at in rows
    )


def _sides(project_id: int) -> tuple[SideRow, ...]:
    rows = SideStep.objects.filter(project_id=project_id).order_by("-pk").values_list(
        "before", "after", "reason_code", "competitor", "reason", "person__name", "at"
    )  # fmt: skip
    return tuple(SideRow(*row[:5], row[5] or "", row[6]) for row in rows)


def _untold(project_id: int) -> int:
    return KeyChange.objects.filter(project_id=project_id, told=False).count()


@dataclass(frozen=True, slots=True)
class GateVersion:
    """A version of the definition; `in_force` on the day asked."""

    id: int
    title: str
    source: str
    valid_from: date
    person: str
    at: datetime
    in_force: bool


@dataclass(frozen=True, slots=True)
class GateDefinitionPage:
    """The definition's page: the version shown, all versions, and what it changed against the one before.

    `newest` is the version to name when a new one is set; None while only the shipped one is there.
    """

    definition: Definition
    text: str
    shown: int | None
    newest: int | None
    versions: tuple[GateVersion, ...]
    changed: tuple[Difference, ...]
    limits: dict[str, object]


def gate_definition_page(*, viewer: Actor, today: date, version_id: int | None = None) -> GateDefinitionPage | None:
    """Give a version of the gates' definition (without a number the one in force); None if there is none of it."""
    rules = rules_on(today)
    rows = list(GateDefinition.objects.select_related("person").order_by("-valid_from", "-pk"))
    if version_id is not None and version_id not in {row.pk for row in rows}:
        return None
    shown = version_id if version_id is not None else rules.id
    versions = tuple(
        GateVersion(
            row.pk,
            row.title,
            row.source,
            row.valid_from,
            row.person.name if row.person else "",
            row.at,
            row.pk == rules.id,
        )
        for row in rows
    )
    place = next((place for place, row in enumerate(rows) if row.pk == shown), None)
    text = shipped_text() if place is None else rows[place].text
    former = rows[place + 1].text if place is not None and place + 1 < len(rows) else ""
    definition = parse_definition(text)
    changed = tuple(differences(parse_definition(former), definition)) if former else ()
    limits: dict[str, object] = {
        "gates.t1": rules.limits.t1, "gates.t2": rules.limits.t2, "gates.t3": rules.limits.t3, **rules.limits.days
    }  # fmt: skip
    newest = max((row.pk for row in rows), default=None)
    return GateDefinitionPage(definition, text, shown, newest, versions, changed, limits)


def without_secrets(page: GatePage) -> GatePage:
    """Take the departments' names and words out of a verdict for somebody who does not see opinions."""
    if not page.hidden:
        return page
    verdict = replace(
        page.verdict,
        vetoes=tuple(replace(each, unit="") for each in page.verdict.vetoes),
        conditions=tuple(replace(each, unit="", text="") for each in page.verdict.conditions),
    )
    return replace(page, verdict=verdict)
