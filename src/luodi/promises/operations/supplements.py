"""Supplementing a promise: one person proposes new terms, another approves; from then on they are what is known."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from luodi.documents.permissions import seen_document
from luodi.people.texts import fitting
from luodi.promises import refusals
from luodi.promises.models import Promise, Supplement, Term
from luodi.promises.operations.making import (
    Drawn,
    in_words,
    locked_promise,
    note,
    refuse_amounts,
    refuse_terms,
    step,
    write_terms,
)
from luodi.promises.permissions import is_oneself, require_approve, require_make
from luodi.values.actor import Actor
from luodi.values.indicator import indicator
from luodi.values.refusal import NotFound


@transaction.atomic
def supplement_promise(
    *, promise_id: int, version: int, ground: str, terms: list[Drawn], document_id: int | None = None, by: Actor,
    at: datetime,
) -> Supplement:  # fmt: skip
    """Propose new terms for a promise, all of them, with their ground; they wait for another person.

    Stages of a payment stay as they are, in their order, unless the terms bring their own.

    :raises PromiseStagesWrong: if they would stay and there are more or fewer terms than stages
    :raises SupplementUnderWay: if another one waits
    :raises Stale: if somebody decided about the promise since it was read
    """
    promise = locked_promise(promise_id, version, by)
    require_make(by, promise.unit_id)
    if document_id is not None:
        seen_document(document_id, by)
    if promise.supplements.filter(state="proposed").exists():
        raise refusals.SupplementUnderWay()
    refuse_terms(terms, indicator(promise.indicator), promise.direction)
    terms = _with_stages(promise, terms)
    refuse_amounts(terms, promise.pays)
    row = fitting(Supplement(
        promise=promise, number=promise.supplements.count() + 1, ground=in_words(ground), document_id=document_id,
        made_by_id=by.person_id, made_at=at,
    ))  # fmt: skip
    row.save(force_insert=True)
    write_terms(promise, terms, row, None)
    step(promise)
    note("promise.supplement_proposed", promise, by, at, number=row.number, ground=row.ground)
    return row


@transaction.atomic
def approve_supplement(*, supplement_id: int, version: int, note_text: str = "", by: Actor, at: datetime) -> Supplement:
    """Approve a supplement as another person than who proposed it: its terms are known from now on, the old until now.

    :raises PromiseCheckerIsMaker: for who proposed it
    :raises SupplementSettled: if it was decided already
    """
    row, promise = _locked(supplement_id, version, by)
    _settle(row, "approved", note_text, by, at)
    running = Term.objects.filter(promise=promise, known_at__isnull=False, known_until__isnull=True)
    running.update(known_until=at, ended_by=row)
    Term.objects.filter(supplement=row).update(known_at=at)
    step(promise)
    note("promise.supplement_approved", promise, by, at, number=row.number)
    return row


@transaction.atomic
def reject_supplement(*, supplement_id: int, version: int, note_text: str, by: Actor, at: datetime) -> Supplement:
    """Reject a supplement as another person than who proposed it, saying why; the terms stand as they did.

    :raises PromiseNeedsWords: without a reason
    """
    row, promise = _locked(supplement_id, version, by)
    _settle(row, "rejected", in_words(note_text), by, at)
    step(promise)
    note("promise.supplement_rejected", promise, by, at, number=row.number, note=row.decision_note)
    return row


def _with_stages(promise: Promise, terms: list[Drawn]) -> list[Drawn]:
    """Leave the stages of the payment as they are, one a term in their order, where the supplement says nothing of them.

    :raises PromiseStagesWrong: if there are more or fewer terms than stages
    """
    running = Term.objects.filter(promise=promise, known_at__isnull=False, known_until__isnull=True)
    kept = list(running.order_by("valid_from").values_list("amount", flat=True))
    if not any(kept) or any(each.amount is not None for each in terms):
        return terms
    if len(kept) != len(terms):
        raise refusals.PromiseStagesWrong(terms=len(terms), stages=len(kept))
    ordered = sorted(terms, key=lambda each: each.period.start)
    return [replace(each, amount=amount) for each, amount in zip(ordered, kept, strict=True)]


def _locked(supplement_id: int, version: int, by: Actor) -> tuple[Supplement, Promise]:
    promise_id = Supplement.objects.visible_to(by).filter(pk=supplement_id).values_list("promise_id", flat=True).first()
    if promise_id is None:
        raise NotFound()
    promise = locked_promise(promise_id, version, by)
    row = Supplement.objects.select_for_update(of=("self",)).get(pk=supplement_id)
    require_approve(by, promise.unit_id)
    if row.state != "proposed":
        raise refusals.SupplementSettled()
    if is_oneself(by, row.made_by_id):
        raise refusals.PromiseCheckerIsMaker()
    return row, promise


def _settle(row: Supplement, state: str, words: str, by: Actor, at: datetime) -> None:
    row.state, row.approved_by_id, row.decided_at, row.decision_note = state, by.person_id, at, words.strip()
    fitting(row).save(update_fields=["state", "approved_by", "decided_at", "decision_note"])
