"""Conflicts over first contact: raised by the second unit, heard, ruled in the order of the rules, appealed once."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate

from luodi.engines.clocks import working_days_after
from luodi.engines.matching import Claim, Precedence, precede
from luodi.journal.operations import record
from luodi.leads import refusals
from luodi.leads.models import LIVE, Conflict, ConflictStep, Registration
from luodi.leads.operations.deciding import activate
from luodi.leads.operations.locking import end, locked, next_number, note, reason_given, require_state, store
from luodi.leads.operations.passing import pass_project
from luodi.leads.permissions import holds, may_check, may_register
from luodi.leads.queries.conflicts import visible_conflicts
from luodi.leads.rules import rules_on
from luodi.leads.words import CONFLICT_STATES
from luodi.people.permissions import require
from luodi.projects.operations import withdraw_evidence
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Stale


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a hearing found: whose evidence holds, and whom the investor chose in writing ("first", "second" or "")."""

    text: str
    first_holds: bool = True
    second_holds: bool = True
    choice: str = ""
    choice_reference: str = ""


@transaction.atomic
def open_conflict(*, registration_id: int, reason: str, by: Actor, at: datetime) -> Conflict:
    """Raise a conflict as the unit of a shadow against the live right that it stands behind.

    :raises ConflictKnown: if there is an open one between the two
    """
    second = locked(registration_id, None, by)
    may_register(by, second.unit_id)
    require_state(second, "shadow")
    first = Registration.objects.select_for_update(of=("self",)).get(pk=second.shadow_of_id)
    require_state(first, *LIVE)
    known = Conflict.objects.filter(first=first, second=second).exclude(state="final").first()
    if known:
        raise refusals.ConflictKnown(number=known.number)
    rules, today = rules_on(localdate(at)), localdate(at)
    conflict = Conflict.objects.create(
        number=next_number("CT", "leads_conflict_number", at), first=first, second=second, reason=reason_given(reason, 500),
        opened_by_id=by.person_id, opened_at=at, hearing_due=working_days_after(today, rules.hearing_work_days).day,
        ruling_due=working_days_after(today, rules.ruling_work_days).day,
    )  # fmt: skip
    _step(conflict, "opened", conflict.reason, {}, by, at)
    _note("conflict.opened", conflict, by, at, reason=conflict.reason[:300])
    return conflict


@transaction.atomic
def hear(*, conflict_id: int, version: int, hearing: Hearing, by: Actor, at: datetime) -> Conflict:
    """Record a hearing: what was said, whose evidence holds, and the investor's choice with its paper.

    :raises ChoiceNeedsReference: for a choice without its paper
    """
    conflict = _locked(conflict_id, version, by)
    may_check(by, "leads.rule", conflict.first.registered_by_id, conflict.second.registered_by_id)
    _require(conflict, "open", "heard")
    text = reason_given(hearing.text, 1000)
    if hearing.choice and not hearing.choice_reference.strip():
        raise refusals.ChoiceNeedsReference()
    conflict.state, conflict.first_holds, conflict.second_holds = "heard", hearing.first_holds, hearing.second_holds
    conflict.choice, conflict.choice_reference = hearing.choice, hearing.choice_reference.strip()[:300]
    facts = {name: getattr(conflict, name) for name in ("first_holds", "second_holds", "choice", "choice_reference")}
    store(conflict, "state", *facts)
    _step(conflict, "heard", text, facts, by, at)
    _note("conflict.heard", conflict, by, at)
    return conflict


@transaction.atomic
def rule_conflict(*, conflict_id: int, version: int, winner: str, reason: str, by: Actor, at: datetime) -> Conflict:
    """Rule on a heard conflict in the order of domain.md §3.3; `winner` is "first" or "second".

    The first step that is no tie decides; only where all are ties does the office choose, by fit, with its reason. Each
    step is recorded with its result.

    :raises RulingAgainstOrder: if the order decides for the other side
    :raises RulingNeedsFit: if the office has to choose and does not, or gives no reason
    """
    conflict = _locked(conflict_id, version, by)
    may_check(by, "leads.rule", conflict.first.registered_by_id, conflict.second.registered_by_id)
    _require(conflict, "heard")
    found = order_of(conflict, rules_on(localdate(at)).tie_days, winner)
    if not found.winner or (found.ground == "office" and not reason.strip()):
        raise refusals.RulingNeedsFit()
    if winner and winner != found.winner:
        step = next(step for step in found.steps if step.decides)
        number = getattr(conflict, found.winner).number
        raise refusals.RulingAgainstOrder(ground=step.words(), ground_en=step.words("en"), number=number)
    conflict.state, conflict.ground, conflict.ruled_by_id, conflict.ruled_at = "ruled", found.ground, by.person_id, at
    conflict.winner = getattr(conflict, found.winner)
    store(conflict, "state", "ground", "ruled_by", "ruled_at", "winner")
    facts = {"steps": [[step.ground, step.favours, step.decides] for step in found.steps]}
    _step(conflict, "ruled", reason_given(reason, 1000), facts, by, at)
    _give(conflict, conflict.winner, by, at)
    step = next(step for step in found.steps if step.decides)
    _note(
        "conflict.ruled",
        conflict,
        by,
        at,
        winner=conflict.winner.number,
        ground=step.words(),
        ground_en=step.words("en"),
    )
    return conflict


def order_of(conflict: Conflict, tie_days: int, office: str = "") -> Precedence:
    """Give the order of the two claims as the hearing left it."""
    sides = [
        Claim(timezone.localtime(row.registered_at), row.evidence_at if held else None)
        for row, held in ((conflict.first, conflict.first_holds), (conflict.second, conflict.second_holds))
    ]
    return precede(*sides, tie_days=tie_days, choice=conflict.choice, office=office)


@transaction.atomic
def appeal(*, conflict_id: int, version: int, reason: str, by: Actor, at: datetime) -> Conflict:
    """Appeal against a ruling, once, as the unit that lost; the ruling stands until the appeal is decided.

    :raises AppealOnlyByLoser: for anybody else
    """
    conflict = _locked(conflict_id, version, by)
    _require(conflict, "ruled")
    require(by, "leads.register")
    loser = conflict.second if conflict.winner_id == conflict.first_id else conflict.first
    if not holds(by, loser.unit_id):
        raise refusals.AppealOnlyByLoser()
    why = reason_given(reason, 1000)
    conflict.state, conflict.appealed_by_id, conflict.appealed_at = "appealed", by.person_id, at
    store(conflict, "state", "appealed_by", "appealed_at")
    _step(conflict, "appealed", why, {}, by, at)
    _note("conflict.appealed", conflict, by, at, reason=why[:300])
    return conflict


@transaction.atomic
def decide_appeal(*, conflict_id: int, version: int, winner: str, reason: str, by: Actor, at: datetime) -> Conflict:
    """Decide an appeal for "first" or "second"; it is final (domain.md §3.3 no. 5).

    :raises NotAllowed: without the right, or for who ruled or registered
    """
    conflict = _locked(conflict_id, version, by)
    makers = (conflict.ruled_by_id, conflict.first.registered_by_id, conflict.second.registered_by_id)
    may_check(by, "leads.decide_appeal", *makers)
    _require(conflict, "appealed")
    why = reason_given(reason, 1000)
    if winner not in ("first", "second"):
        raise refusals.RulingNeedsFit()
    chosen = getattr(conflict, winner)
    changed = chosen.pk != conflict.winner_id
    conflict.state, conflict.appeal_decided_by_id, conflict.appeal_decided_at = "final", by.person_id, at
    conflict.winner = chosen
    store(conflict, "state", "appeal_decided_by", "appeal_decided_at", "winner")
    _step(conflict, "decided", why, {"winner": winner, "changed": changed}, by, at)
    if changed:
        _give(conflict, chosen, by, at)
    _note("conflict.decided", conflict, by, at, winner=chosen.number, reason=why[:300])
    return conflict


def _give(conflict: Conflict, winner: Registration, by: Actor, at: datetime) -> None:
    """Give the right to the winner: the loser's ends or falls behind, and the project goes along."""
    rows = Registration.objects.select_for_update(of=("self",)).select_related("project").order_by("pk")
    pair = {row.pk: row for row in rows.filter(pk__in=[conflict.first_id, conflict.second_id])}
    right = pair[winner.pk]
    other = pair[conflict.first_id if winner.pk == conflict.second_id else conflict.second_id]
    if right.state in LIVE:
        return
    if other.state not in LIVE:
        raise refusals.LeadNotInState(number=other.number, state="已了结", state_en="over")
    withdraw_evidence(
        reason=f"首谈冲突 {conflict.number} 裁定", origin_kind="leads.registration", origin_id=other.pk, by=by, at=at
    )
    project_id = other.project_id
    if other.pk == conflict.first_id:
        end(other, "taken_over", "ruled", f"首谈冲突 {conflict.number} 裁定由 {right.number} 承接", at)
    else:
        other.state, other.project, other.shadow_of_id, other.protected_until = "shadow", None, right.pk, None
        store(other, "state", "project", "shadow_of", "protected_until")
    right.project_id = project_id
    behind = Registration.objects.filter(shadow_of=other, state="shadow").exclude(pk=right.pk)
    behind.update(shadow_of=right)
    activate(right, rules_on(localdate(at)), by, at)
    pass_project(right, by, at)
    note("lead.passed", other, by, at, successor=right.number, reason=conflict.number)


def _locked(conflict_id: int, version: int, by: Actor) -> Conflict:
    rows = visible_conflicts(by).select_for_update(of=("self",)).select_related("first", "second")
    conflict = rows.filter(pk=conflict_id).first()
    if conflict is None:
        raise NotFound()
    if conflict.version != version:
        raise Stale()
    return conflict


def _require(conflict: Conflict, *states: str) -> None:
    if conflict.state not in states:
        zh, en = CONFLICT_STATES[conflict.state]
        raise refusals.ConflictNotInState(number=conflict.number, state=zh, state_en=en)


def _step(conflict: Conflict, kind: str, text: str, facts: dict, by: Actor, at: datetime) -> None:
    ConflictStep.objects.create(conflict=conflict, kind=kind, text=text, facts=facts, person_id=by.person_id, at=at)


def _note(event: str, conflict: Conflict, by: Actor, at: datetime, **facts: object) -> None:
    record(
        event, conflict, by=by, at=at, label=conflict.number, owner_unit_id=conflict.second.unit_id,
        facts={"number": conflict.number, **facts},
    )  # fmt: skip
