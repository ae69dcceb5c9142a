"""Passing a gate: judged by the definition of the day, once, in order, by somebody else than who claims it."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from luodi.engines.gates.items import ITEMS
from luodi.engines.gates.judging import Verdict, judge, next_gate
from luodi.engines.gates.stages import MAIN_CODES, STAGES
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.projects import refusals
from luodi.projects.gate_refusals import DecisionOfWrongBody
from luodi.projects.models import Evidence, GatePass, Project, StageStep
from luodi.projects.operations.locking import locked, touch
from luodi.projects.queries.dossiers import dossiers, rules_on
from luodi.values.actor import Actor


@transaction.atomic
def pass_gate(
    *, project_id: int, gate: str, by: Actor, at: datetime, version: int | None = None, note: str = ""
) -> GatePass:
    """Pass a project through its next gate, which confirms that stage.

    Judged by the definition and limits of the day of `at`. No gate is skipped or passed twice; the stage has to be
    claimed by somebody else, and what was entered by hand for it by somebody else too (handbook §2.1, BL3).

    :raises Stale: if somebody changed the project since `version`
    :raises GatePassedAlready: if this gate, or a later one, is passed
    :raises GateSkipped: if another gate comes first
    :raises GateHalted: if the project is on hold, transferred, lost or terminated
    :raises StageNotClaimed: if the unit does not claim the stage
    :raises GateVetoed: if a department's veto stands
    :raises DecisionOfWrongBody: if a meeting decided that cannot decide this, naming both
    :raises GateNotReady: with everything that is missing and who holds it
    :raises CheckerIsMaker: if `by` claimed the stage or entered evidence for it
    """
    require(by, "gates.pass")
    project = locked(project_id, version, by)
    require(by, "gates.pass", unit_id=project.unit_id)
    _refuse_out_of_order(project, gate)
    rules = rules_on(localtime(at).date())
    dossier = dossiers([project.pk])[project.pk]
    verdict = judge(dossier, rules.definition, on=rules.day, limits=rules.limits)
    _refuse_unready(project, verdict, by)
    shown = _shown(project, verdict)
    claimer = _claimer(project)
    makers = {claimer, *(person for _, item, person, origin in shown if ITEMS[item].by_hand and not origin)}
    if by.person_id is not None and by.person_id in makers:
        raise refusals.CheckerIsMaker(stage=STAGES[gate].zh)
    before = project.stage_confirmed or ""
    passed = GatePass.objects.create(
        project=project, gate=gate, before=before, definition_id=rules.id, bodies=[code for code, _, _ in verdict.bodies],
        shown=[pk for pk, *_ in shown], note=note.strip()[:500], claimed_by_id=claimer, person_id=by.person_id, at=at,
    )  # fmt: skip
    _confirm(project, passed, at)
    facts = {"gate": f"{gate} {STAGES[gate].zh}", "gate_en": f"{gate} {STAGES[gate].en}", "note": passed.note}
    record("gate.passed", project, by=by, at=at, label=project.name, before=before or None, after=gate, facts=facts)
    return passed


def _refuse_out_of_order(project: Project, gate: str) -> None:
    if gate not in MAIN_CODES:
        raise refusals.ProjectStageUnknown(stage=gate)
    wanted, name = next_gate(project.stage_confirmed or ""), STAGES[gate]
    if project.stage_confirmed and name.order <= STAGES[project.stage_confirmed].order:
        raise refusals.GatePassedAlready(gate=f"{gate} {name.zh}", gate_en=f"{gate} {name.en}")
    if gate != wanted:
        raise refusals.GateSkipped(
            gate=f"{gate} {name.zh}", gate_en=f"{gate} {name.en}", next=f"{wanted} {STAGES[wanted].zh}",
            next_en=f"{wanted} {STAGES[wanted].en}",
        )  # fmt: skip


def _refuse_unready(project: Project, verdict: Verdict, by: Actor) -> None:
    """Refuse with the first kind of thing that stands in the way, whole."""
    stage = STAGES[verdict.gate]
    named = {"gate": f"{verdict.gate} {stage.zh}", "gate_en": f"{verdict.gate} {stage.en}"}
    if verdict.halted:
        side = STAGES[verdict.halted]
        raise refusals.GateHalted(state=side.zh, state_en=side.en, **named)
    if verdict.unclaimed:
        raise refusals.StageNotClaimed(claimed=STAGES[project.stage_claimed].zh, stage=stage.zh)
    if verdict.vetoes:
        raise refusals.GateVetoed(units=[veto.unit for veto in verdict.vetoes], **named)
    wrong = next((each for each in verdict.missing if each.wrong), None)
    if wrong is not None:
        raise DecisionOfWrongBody(
            needed=[zh for _, zh, _ in wrong.bodies], needed_en=[en for _, _, en in wrong.bodies],
            decided=[zh for _, zh, _ in wrong.wrong], decided_en=[en for _, _, en in wrong.wrong], **named,
        )  # fmt: skip
    lacks = [
        (f"{each.name('zh')}（{each.holder[0]}）", f"{each.name('en')} ({each.holder[1]})")
        if each.due is None
        else (f"{each.name('zh')}（期限至{each.due.day}）", f"{each.name('en')} (its clock runs until {each.due.day})")
        for each in verdict.missing
    ]  # fmt: skip
    lacks += [(f"附条件意见（{each.unit}）：{each.text[:60]}", f"Condition of {each.unit}: {each.text[:60]}")
              for each in verdict.conditions]  # fmt: skip
    if lacks:
        raise refusals.GateNotReady(missing=[zh for zh, _ in lacks], missing_en=[en for _, en in lacks], **named)


def _shown(project: Project, verdict: Verdict) -> list[tuple[int, str, int | None, str]]:
    items = {ask.item for ask in verdict.met if ask.item and ask.stage == verdict.gate}
    rows = Evidence.objects.standing().filter(project=project, item__in=items).order_by("pk")
    return list(rows.values_list("pk", "item", "person_id", "origin_kind"))


def _claimer(project: Project) -> int | None:
    """Give who made the claim that stands; a project registered at its stage was claimed by who registered it."""
    steps = StageStep.objects.filter(project=project, kind="claimed").order_by("-pk")
    claim = steps.values_list("claimed_by_id").first()
    if claim is not None:
        return claim[0]
    return project.source_id if project.source_kind == "person" else None


def _confirm(project: Project, passed: GatePass, at: datetime) -> None:
    project.stage_confirmed = passed.gate
    touch(project, at, "stage_confirmed")
    stage = STAGES[passed.gate]
    StageStep.objects.create(
        project=project, kind="confirmed", before=passed.before, after=passed.gate, evidence=f"通过关口 {passed.gate} {stage.zh}",
        effective_date=localtime(at).date(), claimed_by_id=passed.claimed_by_id, confirmed_by_id=passed.person_id, at=at,
    )  # fmt: skip
