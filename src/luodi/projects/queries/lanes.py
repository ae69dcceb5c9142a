"""What waits at the gates: the lanes of the board with each card's verdict, and what waits for one person."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q

from luodi.engines.gates.judging import Verdict
from luodi.engines.gates.stages import MAIN_CODES
from luodi.people.permissions import acts_for
from luodi.projects.models import Asked, Condition, FailureReview, GatePass, Opinion, Project, StageStep
from luodi.projects.queries.dossiers import judged
from luodi.values.actor import Actor

ON_LINE = {"withdrawn_at": None, "side_state": ""}
GATED = Q(source_kind="person") | Q(pk__in=GatePass.objects.values("project_id"))
PER_LANE = 12
MOST = 60


@dataclass(frozen=True, slots=True)
class GateCard:
    """A project before its next gate: where it stands, what the gate says, and whether the viewer may pass it."""

    id: int
    name: str
    unit: str
    unit_id: int
    stage: str
    claimed: str
    version: int
    changed_at: datetime
    verdict: Verdict
    may_pass: bool
    may_edit: bool


def gate_lanes(*, viewer: Actor, today: date, unit_id: int | None = None) -> dict[str, list[GateCard]]:
    """Give the newest projects at each confirmed stage ("": none yet) with their verdicts, so many in each lane.

    A fixed number of SQL statements: one for the cards, the verdicts' eight, one for who claimed what.
    """
    rows = Project.objects.visible_to(viewer).filter(**ON_LINE)
    rows = rows.filter(unit_id=unit_id) if unit_id else rows
    chosen: list[int] = []
    parts = [rows.filter(stage_confirmed=code) for code in MAIN_CODES]
    first = rows.filter(stage_confirmed=None)
    newest = [part.order_by("-changed_at", "-pk").values("pk")[:PER_LANE] for part in (first, *parts)]
    chosen = [row["pk"] for row in newest[0].union(*newest[1:], all=True)]
    found: dict[str, list[GateCard]] = {code: [] for code in ("", *MAIN_CODES)}
    for card in _cards(chosen, viewer, today):
        found[card.stage].append(card)
    return found


def gates_to_pass(*, viewer: Actor, today: date, limit: int = MOST) -> list[GateCard]:
    """Give projects that claim more than is confirmed, with their verdicts, the ready ones first; if one may pass gates."""
    if not viewer.may("gates.pass"):
        return []
    rows = Project.objects.visible_to(viewer).filter(GATED, **ON_LINE).exclude(stage_confirmed=F("stage_claimed"))
    waiting = list(rows.order_by("-changed_at", "-pk").values_list("pk", flat=True)[:limit])
    cards = [card for card in _cards(waiting, viewer, today) if card.may_pass]
    return sorted(cards, key=lambda card: not card.verdict.ready)


def _cards(ids: list[int], viewer: Actor, today: date) -> list[GateCard]:
    rows = Project.objects.filter(pk__in=ids).order_by("-changed_at", "-pk").values_list(
        "pk", "name", "unit__name", "unit_id", "stage_confirmed", "stage_claimed", "version", "changed_at"
    )  # fmt: skip
    verdicts = judged(ids, day=today)
    makers = dict(
        StageStep.objects.filter(project_id__in=ids, kind="claimed")
        .order_by("pk")
        .values_list("project_id", "claimed_by_id")
    )
    return [
        GateCard(
            pk, name, unit, unit_of, reached or "", claimed, version, changed_at, verdicts[pk],
            viewer.may("gates.pass") and acts_for(viewer, unit_of)
            and (makers.get(pk) is None or makers[pk] != viewer.person_id),
            viewer.may("projects.edit") and acts_for(viewer, unit_of),
        )
        for pk, name, unit, unit_of, reached, claimed, version, changed_at in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpinionAsked:
    """An opinion that a unit of the viewer's owes."""

    project_id: int
    project: str
    unit: str
    kind: str
    due_date: date
    asked_at: datetime
    asked_by: str


def opinions_owed(*, viewer: Actor, limit: int = MOST) -> list[OpinionAsked]:
    """Give the opinions asked of the viewer's own units that have none that stands, the most urgent first."""
    if not viewer.may("gates.opine"):
        return []
    answered = Opinion.objects.filter(replaced_by=None).exclude(verdict="withdrawn").values("asked_id")
    rows = (
        Asked.objects.filter(
            unit_id__in=viewer.unit_ids, round__cancelled_at=None, round__project__withdrawn_at=None,
            round__project__side_state="",
        )
        .exclude(pk__in=answered)
        .exclude(round__asked_by_id=viewer.person_id)
        .order_by("due_date", "pk")
        .values_list(
            "round__project_id", "round__project__name", "unit__name", "round__kind", "due_date", "asked_at",
            "round__asked_by__name",
        )[:limit]
    )  # fmt: skip
    return [OpinionAsked(*row[:6], row[6] or "") for row in rows]


@dataclass(frozen=True, slots=True)
class WaitingCondition:
    """A condition that waits for the viewer: to be met, or, once reported, to be accepted."""

    project_id: int
    project: str
    text: str
    unit: str
    before: str
    reported_at: datetime | None
    reported_by: str
    set_at: datetime


def conditions_waiting(*, viewer: Actor, reported: bool, limit: int = MOST) -> list[WaitingCondition]:
    """Give conditions that wait: reported ones for the department that set them, open ones for the project's unit."""
    rows = Condition.objects.filter(
        accepted_at=None, opinion__replaced_by=None, opinion__asked__round__cancelled_at=None,
        opinion__asked__round__project__withdrawn_at=None, reported_at__isnull=not reported,
    )  # fmt: skip
    if reported:
        if not viewer.may("gates.opine"):
            return []
        rows = rows.filter(opinion__asked__unit_id__in=viewer.unit_ids).exclude(reported_by_id=viewer.person_id)
    else:
        if not viewer.may("projects.edit"):
            return []
        rows = rows.filter(opinion__asked__round__project__unit_id__in=viewer.unit_ids)
    values = rows.order_by("pk").values_list(
        "opinion__asked__round__project_id", "opinion__asked__round__project__name", "text", "opinion__asked__unit__name",
        "before", "reported_at", "reported_by__name", "opinion__at",
    )  # fmt: skip
    return [WaitingCondition(*row[:6], row[6] or "", row[7]) for row in values[:limit]]


def failures_to_approve(*, viewer: Actor, limit: int = MOST) -> list[tuple[int, str, datetime, str]]:
    """Give (project, name, when written, by whom) of honest-failure reviews that wait for somebody to approve them."""
    if not viewer.may("gates.pass"):
        return []
    rows = FailureReview.objects.visible_to(viewer).filter(approved_at=None, opinion="")
    rows = rows.exclude(written_by_id=viewer.person_id).order_by("written_at")
    values = rows.values_list("project_id", "project__name", "written_at", "written_by__name")
    return [(pk, name, at, writer or "") for pk, name, at, writer in values[:limit]]


def claims_to_confirm(*, viewer: Actor, limit: int = MOST) -> list[tuple[int, str, str, str, datetime, str]]:
    """Give (project, name, claimed, confirmed, when changed, unit) of projects of older ledgers whose claims wait for evidence."""
    if not viewer.may("projects.confirm_stage"):
        return []
    rows = Project.objects.visible_to(viewer).filter(~GATED, **ON_LINE).exclude(stage_confirmed=F("stage_claimed"))
    if "promotion_bureau" not in viewer.roles:
        rows = rows.filter(unit_id__in=viewer.unit_ids)
    values = rows.order_by("-changed_at", "-pk").values_list(
        "pk", "name", "stage_claimed", "stage_confirmed", "changed_at", "unit__name"
    )
    return [(pk, name, claimed, reached or "", at, unit) for pk, name, claimed, reached, at, unit in values[:limit]]
