"""Stages: claimed by who works on a project, confirmed by somebody else on evidence; side states beside the line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Max
from django.utils.timezone import localtime

from luodi.documents.models import Document
from luodi.engines.gates.stages import MAIN_CODES, SIDE_CODES, STAGES
from luodi.journal.operations import Entry, record, record_many
from luodi.people.queries import parameter_or_none
from luodi.projects import refusals
from luodi.projects.models import LOSS_REASONS, Change, GatePass, Project, SideStep, StageStep
from luodi.projects.operations.locking import locked, touch
from luodi.projects.permissions import may_confirm, may_edit
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

LONGEST_EVIDENCE = 300


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A stage of a project to confirm: `stage` None means the claimed one. Evidence is a text or a document."""

    project_id: int
    stage: str | None = None
    evidence: str = ""
    document_id: int | None = None
    effective_date: date | None = None


@transaction.atomic
def claim_stage(
    *, project_id: int, stage: str, by: Actor, at: datetime, version: int | None = None, effective_date: date | None = None,
    evidence: str = "", document_id: int | None = None, reason: str = "",
) -> Project:  # fmt: skip
    """Claim that a project has reached a stage; going back needs a reason and ends at what is confirmed.

    :raises StageBelowConfirmed: if the stage lies before the confirmed one
    :raises ProjectNothingChanged: if the project claims this stage already
    :raises Stale: if somebody changed the project since `version`
    """
    project = locked(project_id, version, by)
    may_edit(by, [project.unit_id])
    if stage not in MAIN_CODES:
        raise refusals.ProjectStageUnknown(stage=stage)
    if stage == project.stage_claimed:
        raise refusals.ProjectNothingChanged()
    if project.stage_confirmed and _order(stage) < _order(project.stage_confirmed):
        raise refusals.StageBelowConfirmed(stage=STAGES[stage].zh, confirmed=STAGES[project.stage_confirmed].zh)
    if _order(stage) < _order(project.stage_claimed) and not reason.strip():
        raise refusals.ProjectReasonMissing()
    _refuse_unseen_documents({document_id}, by)
    before, project.stage_claimed = project.stage_claimed, stage
    touch(project, at, "stage_claimed")
    text = (evidence.strip() or reason.strip())[:LONGEST_EVIDENCE]
    StageStep.objects.create(
        project=project, kind="claimed", before=before, after=stage, effective_date=effective_date, evidence=text,
        document_id=document_id, claimed_by_id=by.person_id, at=at,
    )  # fmt: skip
    record("project.stage_claimed", project, by=by, at=at, label=project.name, before=before, after=stage,
           facts={"reason": reason.strip()[:300]})  # fmt: skip
    return project


@transaction.atomic
def confirm_stage(
    *, project_id: int, by: Actor, at: datetime, stage: str | None = None, evidence: str = "", document_id: int | None = None,
    version: int | None = None, effective_date: date | None = None,
) -> Project:  # fmt: skip
    """Confirm the claimed stage of a project, or one before it, on evidence that somebody else than its claimer accepts.

    :raises EvidenceMissing: with what the stage asks for
    :raises CheckerIsMaker: if `by` claimed it
    :raises StageNotClaimed: if the project does not claim as much
    :raises StageConfirmedAlready: if this stage is confirmed
    """
    project = locked(project_id, version, by)
    wish = Confirmation(project_id, stage, evidence, document_id, effective_date)
    _confirm([(project, wish)], by, at)
    return project


@transaction.atomic
def confirm_stages(*, confirmations: Iterable[Confirmation], by: Actor, at: datetime) -> int:
    """Confirm stages of many projects at once, each under the rules of `confirm_stage`; all or none. Gives how many."""
    wishes = {wish.project_id: wish for wish in confirmations}
    rows = (
        Project.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(pk__in=wishes, withdrawn_at=None)
        .order_by("pk")
    )
    found = list(rows.defer("grams"))
    if len(found) != len(wishes):
        raise NotFound()
    _confirm([(project, wishes[project.pk]) for project in found], by, at)
    return len(found)


def _confirm(pairs: list[tuple[Project, Confirmation]], by: Actor, at: datetime) -> None:
    may_confirm(by, {project.unit_id for project, _ in pairs})
    _refuse_gated([project for project, _ in pairs], at)
    _refuse_unseen_documents({wish.document_id for _, wish in pairs}, by)
    makers = _makers([project.pk for project, _ in pairs])
    steps, entries = [], []
    for project, wish in pairs:
        stage = wish.stage or project.stage_claimed
        _refuse_confirming(project, stage, wish, makers.get(project.pk), by)
        before, project.stage_confirmed = project.stage_confirmed or "", stage
        steps.append(_confirmed_step(project, before, wish, makers.get(project.pk), by, at))
        facts = {"evidence": wish.evidence.strip()[:LONGEST_EVIDENCE] or f"#{wish.document_id}"}
        entries.append(
            Entry(
                "project.stage_confirmed", project, label=project.name, before=before or None, after=stage, facts=facts
            )
        )
    _store_confirmed([project for project, _ in pairs], at)
    StageStep.objects.bulk_create(steps, batch_size=5000)
    record_many(entries, by=by, at=at)


def _refuse_gated(projects: list[Project], at: datetime) -> None:
    """Refuse to confirm past the gates: what has passed one goes on gate by gate, and so does what a person registered
    since the day that the district set; what an older ledger brought is confirmed on its evidence."""
    ids = [project.pk for project in projects]
    passed = set(GatePass.objects.filter(project_id__in=ids).values_list("project_id", flat=True))
    since = parameter_or_none("gates.from", on=localtime(at).date())
    for project in projects:
        fresh = since is not None and str(localtime(project.registered_at).date()) >= str(since)
        if project.pk in passed or (fresh and project.source_kind == "person"):
            raise refusals.StageByGateOnly(name=project.name)


def _refuse_confirming(project: Project, stage: str, wish: Confirmation, maker: int | None, by: Actor) -> None:
    if stage not in MAIN_CODES:
        raise refusals.ProjectStageUnknown(stage=stage)
    name = STAGES[stage].zh
    if _order(stage) > _order(project.stage_claimed):
        raise refusals.StageNotClaimed(claimed=STAGES[project.stage_claimed].zh, stage=name)
    if project.stage_confirmed and _order(stage) <= _order(project.stage_confirmed):
        raise refusals.StageConfirmedAlready(stage=name)
    if not wish.evidence.strip() and not wish.document_id:
        raise refusals.EvidenceMissing(stage=name, needed=list(STAGES[stage].evidence))
    if maker is not None and maker == by.person_id:
        raise refusals.CheckerIsMaker(stage=name)


def _makers(ids: list[int]) -> dict[int, int | None]:
    """Give who made the claim that stands, by project."""
    newest = (
        StageStep.objects.filter(project_id__in=ids, kind="claimed").values("project_id").annotate(newest=Max("pk"))
    )
    steps = StageStep.objects.filter(pk__in=newest.values("newest"))
    return dict(steps.values_list("project_id", "claimed_by_id"))


def _confirmed_step(
    project: Project, before: str, wish: Confirmation, maker: int | None, by: Actor, at: datetime
) -> StageStep:
    return StageStep(
        project_id=project.pk, kind="confirmed", before=before, after=project.stage_confirmed,
        effective_date=wish.effective_date, evidence=wish.evidence.strip()[:LONGEST_EVIDENCE], document_id=wish.document_id,
        claimed_by_id=maker, confirmed_by_id=by.person_id, at=at,
    )  # fmt: skip


def _store_confirmed(projects: list[Project], at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE projects_project AS p SET stage_confirmed = v.stage, changed_at = %s, version = version + 1"
            " FROM unnest(%s::bigint[], %s::text[]) AS v(id, stage) WHERE p.id = v.id",
            [at, [project.pk for project in projects], [project.stage_confirmed for project in projects]],
        )
    for project in projects:
        project.version, project.changed_at = project.version + 1, at


def _refuse_unseen_documents(ids: set[int | None], by: Actor) -> None:
    wanted = ids - {None}
    if wanted and Document.objects.visible_to(by).filter(pk__in=wanted).count() != len(wanted):
        raise NotFound()


@transaction.atomic
def set_side_state(
    *, project_id: int, side_state: str, reason: str, by: Actor, at: datetime, version: int | None = None,
    reason_code: str = "other", competitor: str = "",
) -> Project:  # fmt: skip
    """Put a project on hold, mark it transferred, lost or terminated, or ("") bring it back to the line.

    `reason_code` is one of `LOSS_REASONS`; `competitor` names the district that won the project, where one did.

    :raises ProjectReasonMissing: if no reason is given
    :raises LossReasonUnknown: for another reason code
    """
    project = locked(project_id, version, by)
    may_edit(by, [project.unit_id])
    if side_state not in ("", *SIDE_CODES):
        raise refusals.ProjectSideStateUnknown(side_state=side_state)
    if not reason.strip():
        raise refusals.ProjectReasonMissing()
    if side_state == project.side_state:
        raise refusals.ProjectNothingChanged()
    if reason_code not in LOSS_REASONS:
        raise refusals.LossReasonUnknown(reason_code=reason_code)
    before, project.side_state = project.side_state, side_state
    touch(project, at, "side_state")
    SideStep.objects.create(
        project=project, before=before, after=side_state, reason_code=reason_code, competitor=competitor.strip()[:80],
        reason=reason.strip()[:300], person_id=by.person_id, at=at,
    )  # fmt: skip
    Change.objects.create(
        project=project, field="side_state", before=before, after=side_state, reason=reason.strip()[:300],
        person_id=by.person_id, at=at,
    )  # fmt: skip
    was, now = STAGES.get(before), STAGES.get(side_state)
    facts = {
        "reason": reason.strip()[:300],
        "was": was.zh if was else "在推进", "was_en": was.en if was else "in progress",
        "now": now.zh if now else "在推进", "now_en": now.en if now else "in progress",
    }  # fmt: skip
    record(
        "project.side_state_set",
        project,
        by=by,
        at=at,
        label=project.name,
        before=before,
        after=side_state,
        facts=facts,
    )
    return project


def _order(code: str) -> int:
    return STAGES[code].order
