"""Decisions on items: recorded by one, approved by another; a changed decision is a new line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from luodi.documents.models import Document
from luodi.meetings import refusals
from luodi.meetings.models import OUTCOMES, Decision, Item
from luodi.meetings.operations.items import note
from luodi.meetings.permissions import may_check, require_put, seen_item
from luodi.people.permissions import require
from luodi.projects.operations import put_evidence, withdraw_evidence
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Stale

NO_OPINION_NEEDED = {"joint_review", "fund"}


@dataclass(frozen=True, slots=True)
class Decided:
    """What a body decided: outcome, number of the minutes (纪要文号), day, conditions, dissent as (who, what)."""

    outcome: str
    number: str
    decided_date: date | None
    conditions: str = ""
    dissent: tuple[tuple[str, str], ...] = ()
    document_id: int | None = None
    reason: str = ""


@transaction.atomic
def record_decision(*, item_id: int, version: int, decided: Decided, by: Actor, at: datetime) -> Decision:
    """Record what a body decided on an item; it counts once somebody else has approved the record.

    On a decided item this is a change of the decision: a new line, with a reason, that replaces the former.

    :raises DecisionIncomplete: naming what is missing
    :raises LegalOpinionMissing: for a pass of a body that needs the legal opinion
    :raises DecisionWaits: if a recorded decision waits for its approval
    """
    item = seen_item(by, item_id, lock=True)
    require_put(by, item.project.unit_id)
    if item.state == "withdrawn":
        raise refusals.ItemIsClosed(state="撤回", state_en="withdrawn")
    if item.version != version:
        raise Stale()
    _check(item, decided, by, at)
    standing = item.decisions.filter(state="approved").order_by("-pk").first()
    if standing is not None and not decided.reason.strip():
        raise refusals.ReasonMissing()
    if item.decisions.filter(state="recorded").exists():
        raise refusals.DecisionWaits()
    decision = Decision.objects.create(
        item=item, outcome=decided.outcome, number=decided.number.strip()[:100], decided_date=decided.decided_date,
        conditions=decided.conditions.strip()[:1000], dissent=_minuted(decided.dissent), document_id=decided.document_id,
        replaces=standing, reason=decided.reason.strip()[:300], recorded_by_id=by.person_id, recorded_at=at,
    )  # fmt: skip
    note("decision.recorded", item, by, at, number=decision.number, outcome=decision.outcome, decision=decision.pk)
    return decision


@transaction.atomic
def approve_decision(*, decision_id: int, by: Actor, at: datetime) -> Decision:
    """Approve a recorded decision: from now on it stands, and a pass of the last body is evidence for the gate.

    Where it changes a former pass into something else, the evidence of that is withdrawn.

    :raises DecisionCheckerIsMaker: for who recorded it
    :raises DecisionIsChecked: if it was approved or refused before
    """
    decision, item = _recorded(decision_id, by)
    decision.state, decision.checked_by_id, decision.checked_at = "approved", by.person_id, at
    decision.save(update_fields=["state", "checked_by", "checked_at"])
    item.state, item.outcome, item.version = "decided", decision.outcome, item.version + 1
    item.save(update_fields=["state", "outcome", "version"])
    _show(item, decision, by, at)
    note("decision.approved", item, by, at, number=decision.number, outcome=decision.outcome, decision=decision.pk)
    return decision


@transaction.atomic
def refuse_decision(*, decision_id: int, reason: str, by: Actor, at: datetime) -> Decision:
    """Refuse a recorded decision, because the record is not what the minutes say; it is recorded anew then.

    :raises ReasonMissing: without a reason
    """
    decision, item = _recorded(decision_id, by)
    if not reason.strip():
        raise refusals.ReasonMissing()
    decision.state, decision.checked_by_id, decision.checked_at = "refused", by.person_id, at
    decision.check_note = reason.strip()[:300]
    decision.save(update_fields=["state", "checked_by", "checked_at", "check_note"])
    note("decision.refused", item, by, at, reason=decision.check_note, decision=decision.pk)
    return decision


def _show(item: Item, decision: Decision, by: Actor, at: datetime) -> None:
    """Put a pass of the last body before the gate, with those of the bodies that decided before it (常务会, then 常委会)."""
    if decision.outcome == "pass" and not item.needs_next:
        before = Item.objects.filter(project_id=item.project_id, outcome="pass", needs_next=True)
        for each in (*before.order_by("pk"), item):
            _put(each, each.decisions.filter(state="approved").order_by("-pk").first(), by, at)
    elif decision.replaces_id:
        withdraw_evidence(
            project_id=item.project_id, item=_kind(item), reason=decision.reason or decision.number,
            origin_kind="meetings.item", origin_id=item.pk, by=by, at=at,
        )  # fmt: skip


def _put(item: Item, decision: Decision, by: Actor, at: datetime) -> None:
    put_evidence(
        project_id=item.project_id, item=_kind(item), reference=decision.number, document_id=decision.document_id,
        effective_date=decision.decided_date, body=item.body, origin_kind="meetings.item", origin_id=item.pk, by=by, at=at,
    )  # fmt: skip


def _kind(item: Item) -> str:
    return "fund_decision" if item.body == "fund" else "meeting_decision"


def _recorded(decision_id: int, by: Actor) -> tuple[Decision, Item]:
    found = Decision.objects.filter(pk=decision_id).values_list("item_id", flat=True).first()
    if found is None:
        raise NotFound()
    item = seen_item(by, found, lock=True)
    require(by, "meetings.decide")
    decision = Decision.objects.get(pk=decision_id)
    if decision.state != "recorded":
        raise refusals.DecisionIsChecked()
    if not may_check(by, decision):
        raise refusals.DecisionCheckerIsMaker()
    return decision, item


def _check(item: Item, decided: Decided, by: Actor, at: datetime) -> None:
    missing = [
        words
        for value, words in (
            (decided.outcome in OUTCOMES, ("决定结果", "the outcome")),
            (decided.number.strip(), ("纪要文号", "the number of the minutes")),
            (decided.decided_date, ("决定日期", "the day of the decision")),
        )
        if not value
    ]
    if missing:
        raise refusals.DecisionIncomplete(
            missing=[zh for zh, _ in missing], missing_en=", ".join(en for _, en in missing)
        )
    if decided.decided_date and decided.decided_date > localdate(at):
        raise refusals.DecisionInTheFuture(day=decided.decided_date)
    opinion = item.body in NO_OPINION_NEEDED or item.legal_opinion in ("given", "not_needed")
    if decided.outcome == "pass" and not opinion:
        raise refusals.LegalOpinionMissing()
    if decided.document_id and not Document.objects.visible_to(by).filter(pk=decided.document_id).exists():
        raise NotFound()


def _minuted(dissent: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    rows = [(who.strip()[:60], what.strip()[:300]) for who, what in dissent]
    rows = [row for row in rows if any(row)]
    if not all(who and what for who, what in rows):
        raise refusals.DissentNamesNobody()
    return [{"who": who, "what": what} for who, what in rows]
