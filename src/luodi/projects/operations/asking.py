"""Joint review (联审) and legality review: departments asked with a deadline, their opinions, and what follows from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from luodi.engines.clocks import Due, working_days_after
from luodi.engines.gates.judging import next_gate
from luodi.engines.gates.stages import MAIN_CODES, STAGES
from luodi.journal.operations import record
from luodi.people.models import Unit
from luodi.people.permissions import require
from luodi.people.queries import parameter
from luodi.projects import refusals
from luodi.projects.models import VERDICTS, Asked, Condition, Opinion, Project, Round
from luodi.projects.operations.locking import locked
from luodi.projects.operations.showing import put_evidence, withdraw_evidence
from luodi.projects.permissions import may_edit
from luodi.projects.queries.dossiers import rules_on
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Stale

GATES = {"joint": "P4", "legal": "P5"}
ITEMS = {"joint": "joint_review", "legal": "legal_opinion"}
DAYS = {"joint": "gates.opinion_days", "legal": "gates.legal_days"}
ORIGIN = "projects.round"
LONGEST = 2000
MOST_UNITS = 40
MOST_CONDITIONS = 20


@dataclass(frozen=True, slots=True)
class Wish:
    """A condition of an opinion: what has to be done, and before which gate ("": the one that the project stands at)."""

    text: str
    before: str = ""


@transaction.atomic
def ask_opinions(
    *, project_id: int, kind: str, unit_ids: Sequence[int], by: Actor, at: datetime, due_date: date | None = None,
    question: str = "",
) -> Round:  # fmt: skip
    """Ask departments for their opinion on a project: the joint review (`joint`) or the legality review (`legal`).

    Without a day the deadline lies so many working days ahead as the dated parameter says. A round that stands takes
    further departments in; who may veto is read from the gates' definition of the day.

    :raises RoundKindUnknown: for another kind
    :raises RoundNobodyAsked: if no department is named, or too many
    :raises RoundUnitUnknown: for a unit that is not there or is closed
    :raises RoundDueWrong: if the deadline is not after today
    :raises RoundAskedAlready: if each of them is asked already
    """
    project = locked(project_id, None, by)
    may_edit(by, [project.unit_id])
    if kind not in GATES:
        raise refusals.RoundKindUnknown(kind=kind)
    wanted = sorted(set(unit_ids))
    if not 1 <= len(wanted) <= MOST_UNITS:
        raise refusals.RoundNobodyAsked(most=MOST_UNITS)
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=wanted, active=True)}
    if unknown := [pk for pk in wanted if pk not in units]:
        raise refusals.RoundUnitUnknown(units=unknown)
    today = localtime(at).date()
    if due_date is not None and due_date <= today:
        raise refusals.RoundDueWrong(due=due_date)
    due = Due(due_date) if due_date else working_days_after(today, int(str(parameter(DAYS[kind], on=today))))
    current = Round.objects.filter(project=project, kind=kind, cancelled_at=None).first()
    known = set(current.asked.values_list("unit_id", flat=True)) if current else set()
    fresh = [units[pk] for pk in wanted if pk not in known]
    if not fresh:
        raise refusals.RoundAskedAlready(units=[unit.name for unit in units.values()])
    found = current or Round.objects.create(
        project=project, kind=kind, gate=GATES[kind], question=question.strip()[:500], asked_by_id=by.person_id,
        asked_at=at, due_date=due.day, due_certain=due.certain,
    )  # fmt: skip
    definition = rules_on(today).definition
    Asked.objects.bulk_create(
        Asked(
            round=found, unit=unit, may_veto=kind == "legal" or definition.may_veto(unit.name), asked_at=at,
            due_date=due.day,
        )
        for unit in fresh
    )  # fmt: skip
    _settle(found, project, by, at)
    names = [unit.name for unit in fresh]
    facts = {"units": "、".join(names), "units_en": ", ".join(names), "due": due.day, **_kind_words(kind)}
    record("opinion.asked", project, by=by, at=at, label=project.name, facts=facts)
    return found


@transaction.atomic
def cancel_round(*, round_id: int, reason: str, by: Actor, at: datetime) -> Round:
    """Cancel a round, so that the question can be put anew; its opinions stay readable and bear nothing any longer.

    :raises ProjectReasonMissing: if no reason is given
    :raises RoundCancelledAlready: if it was cancelled
    """
    found, project = _held_round(round_id, by)
    may_edit(by, [project.unit_id])
    if not reason.strip():
        raise refusals.ProjectReasonMissing()
    found.cancelled_at, found.cancelled_reason = at, reason.strip()[:300]
    found.save(update_fields=["cancelled_at", "cancelled_reason"])
    withdraw_evidence(origin_kind=ORIGIN, origin_id=found.pk, reason=found.cancelled_reason, by=by, at=at)
    facts = {"reason": found.cancelled_reason, **_kind_words(found.kind)}
    record("opinion.round_cancelled", project, by=by, at=at, label=project.name, facts=facts)
    return found


@transaction.atomic
def give_opinion(
    *, round_id: int, unit_id: int, verdict: str, by: Actor, at: datetime, text: str = "",
    conditions: Sequence[Wish] = (), seen: int | None = None,
) -> Opinion:  # fmt: skip
    """Give a department's opinion: pass, conditional (with conditions), veto, or withdrawn (takes the former back).

    `seen` is the opinion of that department that the person saw, None for none: a later one replaces it. When all have
    passed, with or without conditions, the review's evidence is put; as soon as one no longer does, it is taken back.
    A veto after the gate was passed does not undo it: it shuts the next one and stands as a finding until it is
    replaced; after the signing it is refused, because only a supplement or a termination can help then.

    :raises OpinionNotYours: if the department is not asked, or not the person's own
    :raises OpinionNeedsText: for anything but a plain pass without a reason
    :raises OpinionConditionsWrong: if a conditional opinion has no condition, or another one has
    :raises VetoNotYours: if this department may not veto
    :raises VetoAfterSigning: if the project is signed
    :raises AskerAnswers: if the person asked for it
    :raises Stale: if the department's opinion is another than the one seen
    """
    require(by, "gates.opine")
    found, project = _held_round(round_id, by)
    asked = Asked.objects.filter(round=found, unit_id=unit_id).select_related("unit").first()
    if asked is None or (by.kind != "system" and unit_id not in by.unit_ids):
        raise refusals.OpinionNotYours()
    if by.person_id is not None and by.person_id == found.asked_by_id:
        raise refusals.AskerAnswers()
    former = Opinion.objects.filter(asked=asked, replaced_by=None).order_by("-pk").first()
    if (former.pk if former else None) != seen:
        raise Stale()
    _refuse_wrong(asked, former, verdict, text, conditions)
    late = _after_gate(project, found)
    if verdict == "veto" and late and _order(project.stage_confirmed) >= STAGES["P7"].order:
        raise refusals.VetoAfterSigning()
    opinion = Opinion.objects.create(
        asked=asked, verdict=verdict, text=text.strip()[:LONGEST], replaces=former, asker_id=found.asked_by_id,
        person_id=by.person_id, at=at,
    )  # fmt: skip
    _keep_conditions(opinion, project, found, conditions)
    _settle(found, project, by, at)
    event = "opinion.late_veto" if verdict == "veto" and late else "opinion.given"
    facts = {"unit": asked.unit.name, **_verdict_words(verdict), **_kind_words(found.kind)}
    record(event, project, by=by, at=at, label=project.name, data_class="sensitive", facts=facts)
    return opinion


def _refuse_wrong(asked: Asked, former: Opinion | None, verdict: str, text: str, conditions: Sequence[Wish]) -> None:
    if verdict not in VERDICTS:
        raise refusals.OpinionVerdictUnknown(verdict=verdict)
    if verdict == "withdrawn" and (former is None or former.verdict == "withdrawn"):
        raise refusals.OpinionNothingToWithdraw()
    if verdict != "pass" and not text.strip():
        raise refusals.OpinionNeedsText()
    if verdict == "veto" and not asked.may_veto:
        raise refusals.VetoNotYours(unit=asked.unit.name)
    written = [wish for wish in conditions if wish.text.strip()]
    if (verdict == "conditional") != bool(written) or len(written) > MOST_CONDITIONS:
        raise refusals.OpinionConditionsWrong(most=MOST_CONDITIONS)


def _keep_conditions(opinion: Opinion, project: Project, found: Round, conditions: Sequence[Wish]) -> None:
    """Keep the conditions; each has to lie before a gate that is still ahead."""
    ahead = next_gate(project.stage_confirmed or "")
    usual = max((code for code in (ahead, "P7") if code), key=_order)
    for wish in conditions:
        if not wish.text.strip():
            continue
        before = wish.before or usual
        if before not in MAIN_CODES or _order(before) <= _order(project.stage_confirmed):
            raise refusals.ConditionTooLate(gate=before)
        Condition.objects.create(opinion=opinion, text=wish.text.strip()[:500], before=before)


def _settle(found: Round, project: Project, by: Actor, at: datetime) -> None:
    """Put the round's evidence when every department has passed it, and take it back as soon as one has not."""
    standing = dict(
        Opinion.objects.filter(asked__round=found, replaced_by=None).values_list("asked__unit_id", "verdict")
    )
    asked = list(found.asked.values_list("unit_id", flat=True))
    verdicts = [standing.get(unit_id, "") for unit_id in asked]
    if all(verdict in ("pass", "conditional") for verdict in verdicts):
        with_conditions = verdicts.count("conditional")
        put_evidence(
            project_id=project.pk, item=ITEMS[found.kind], origin_kind=ORIGIN, origin_id=found.pk,
            reference=f"{len(asked)} 个单位：通过 {len(asked) - with_conditions}，附条件 {with_conditions}",
            effective_date=localtime(found.asked_at).date(), by=by, at=at,
        )  # fmt: skip
    else:
        reason = "有成员单位否决" if "veto" in verdicts else "成员单位意见未齐"
        withdraw_evidence(origin_kind=ORIGIN, origin_id=found.pk, reason=reason, by=by, at=at)


def _held_round(round_id: int, by: Actor) -> tuple[Round, Project]:
    known = Round.objects.visible_to(by).filter(pk=round_id).values_list("project_id", flat=True).first()
    if known is None:
        raise NotFound()
    project = locked(known, None, by)
    found = Round.objects.select_for_update(of=("self",)).get(pk=round_id)
    if found.cancelled_at is not None:
        raise refusals.RoundCancelledAlready()
    return found, project


def _after_gate(project: Project, found: Round) -> bool:
    return _order(project.stage_confirmed) >= STAGES[found.gate].order


def _order(code: str | None) -> int:
    return STAGES[code].order if code else -1


def _kind_words(kind: str) -> dict[str, str]:
    zh, en = {"joint": ("联审", "joint review"), "legal": ("合法性审查", "legality review")}[kind]
    return {"kind": zh, "kind_en": en}


def _verdict_words(verdict: str) -> dict[str, str]:
    words = {
        "pass": ("通过", "passed"), "conditional": ("附条件通过", "passed with conditions"), "veto": ("否决", "vetoed"),
        "withdrawn": ("撤回意见", "withdrew its opinion"),
    }  # fmt: skip
    return {"verdict": words[verdict][0], "verdict_en": words[verdict][1]}
