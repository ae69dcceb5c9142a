"""Deciding about a term: its due date moved with the ground, waived, a cure, a notice; two persons but for a notice."""

from datetime import date, datetime

from django.db import transaction

from luodi.documents.permissions import seen_document
from luodi.people.texts import fitting
from luodi.promises import refusals
from luodi.promises.models import ACT_KINDS, GROUNDS, Act, Promise, Term
from luodi.promises.operations.making import in_words, locked_promise, note, step
from luodi.promises.permissions import is_oneself, require_approve, require_make
from luodi.values.actor import Actor
from luodi.values.period import Period
from luodi.values.refusal import NotFound

KIND_WORDS = {"moved": "到期日顺延", "waived": "免除", "cure_until": "限期整改", "noticed": "提醒"}


@transaction.atomic
def propose_act(
    *, term_id: int, version: int, kind: str, day: date, ground: str, reason: str, document_id: int | None = None,
    by: Actor, at: datetime,
) -> Act:  # fmt: skip
    """Propose to move a term's due date to a day, waive it from a day, or give it a cure until one; or note a notice.

    A notice stands at once; the others wait for another person. Delay caused by the government moves the due date with
    its ground (handbook §4.1).

    :raises PromiseDayWrong: if a moved due date or a cure ends no later than the term is due
    :raises PromiseTermNotInForce: if a supplement ended the term
    :raises SupplementUnderWay: if one of the same kind waits
    """
    term, promise = _locked_term(term_id, version, by)
    require_make(by, promise.unit_id)
    _refuse(term, kind, day, ground)
    if document_id is not None:
        seen_document(document_id, by)
    at_once = kind == "noticed"
    row = fitting(Act(
        term=term, kind=kind, day=day, ground=ground, reason=in_words(reason), document_id=document_id,
        state="approved" if at_once else "proposed", decided_at=at if at_once else None, made_by_id=by.person_id, made_at=at,
    ))  # fmt: skip
    row.save(force_insert=True)
    step(promise)
    facts = {"period": _label(term), "day": day, "reason": row.reason, "kind": KIND_WORDS[kind]}
    note("promise.noticed" if at_once else "promise.act_proposed", promise, by, at, **facts)
    return row


@transaction.atomic
def decide_act(*, act_id: int, version: int, approve: bool, note_text: str = "", by: Actor, at: datetime) -> Act:
    """Approve what was proposed about a term, or reject it saying why, as another person than who proposed it.

    :raises PromiseCheckerIsMaker: for who proposed it
    :raises SupplementSettled: if it was decided already
    """
    term_id = Act.objects.visible_to(by).filter(pk=act_id).values_list("term_id", flat=True).first()
    if term_id is None:
        raise NotFound()
    term, promise = _locked_term(term_id, version, by)
    row = Act.objects.select_for_update(of=("self",)).get(pk=act_id)
    require_approve(by, promise.unit_id)
    if row.state != "proposed":
        raise refusals.SupplementSettled()
    if is_oneself(by, row.made_by_id):
        raise refusals.PromiseCheckerIsMaker()
    row.state, row.approved_by_id, row.decided_at = "approved" if approve else "rejected", by.person_id, at
    row.decision_note = note_text.strip() if approve else in_words(note_text)
    fitting(row).save(update_fields=["state", "approved_by", "decided_at", "decision_note"])
    step(promise)
    facts = {"period": _label(term), "day": row.day, "note": row.decision_note, "kind": KIND_WORDS[row.kind]}
    note("promise.act_approved" if approve else "promise.act_rejected", promise, by, at, **facts)
    return row


def _locked_term(term_id: int, version: int, by: Actor) -> tuple[Term, Promise]:
    promise_id = Term.objects.visible_to(by).filter(pk=term_id).values_list("promise_id", flat=True).first()
    if promise_id is None:
        raise NotFound()
    promise = locked_promise(promise_id, version, by)
    term = Term.objects.get(pk=term_id)
    if term.known_at is None or term.known_until is not None:
        raise refusals.PromiseTermNotInForce()
    return term, promise


def _refuse(term: Term, kind: str, day: date, ground: str) -> None:
    for text, choices in ((kind, ACT_KINDS), (ground, GROUNDS)):
        if text not in choices:
            raise refusals.PromiseChoiceUnknown(text=text)
    if kind in ("moved", "cure_until") and day <= term.due_date:
        raise refusals.PromiseDayWrong(due=term.due_date.isoformat())
    if term.acts.filter(kind=kind, state="proposed").exists():
        raise refusals.SupplementUnderWay()


def _label(term: Term) -> str:
    return Period(term.valid_from, term.valid_to).label()
