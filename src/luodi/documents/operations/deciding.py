"""Deciding facts: confirm, correct, reject, reopen, one by one or a whole article at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from luodi.documents.fact_types import DOUBTFUL_FROM, read_entry, stands_in_passage
from luodi.documents.models import Article, Decision, Document, Fact
from luodi.documents.passages import years_given
from luodi.documents.permissions import require_decider
from luodi.journal.operations import record
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Refusal, Stale

EVENTS = {
    "confirm": "fact.confirmed",
    "correct": "fact.corrected",
    "reject": "fact.rejected",
    "reopen": "fact.reopened",
    "second": "fact.confirmed_by_second",
}


class FactAlreadyDecided(Refusal):
    """A decided fact has to be reopened, with a reason, before it is decided anew."""

    code = "fact_already_decided"
    status = 409


class ReasonMissing(Refusal):
    """A decision is taken back only with a reason."""

    code = "reason_missing"


class SecondPersonNeeded(Refusal):
    """A value that does not stand in the passage is confirmed by somebody else than the person who entered it."""

    code = "second_person_needed"
    status = 409


class FactFiled(Refusal):
    """A fact of which records were made is not taken back here."""

    code = "fact_filed"
    status = 409


class NothingCorrected(Refusal):
    """A correction that says the same as the proposal."""

    code = "nothing_corrected"


class DecisionUnknown(Refusal):
    """A state that a fact can't be decided into. Params: state."""

    code = "decision_unknown"


@dataclass(frozen=True, slots=True)
class ArticleDecided:
    """What deciding a whole article did: the facts confirmed, and the doubtful ones that were left to be looked at."""

    confirmed: tuple[int, ...]
    left: tuple[int, ...]


@transaction.atomic
def decide_fact(
    *,
    fact_id: int,
    state: str,
    version: int,
    by: Actor,
    at: datetime,
    value: dict[str, Any] | None = None,
    reason: str = "",
) -> Fact:
    """Decide a fact into `state`: confirmed, corrected (with `value`), rejected, or proposed again (with a reason).

    `value` maps field codes of the fact's type to entries as a person writes them. A corrected value that does not
    stand in the quoted passage waits for a second person, who confirms it with state "confirmed".

    :raises NotFound, NotAllowed: if the document is not this person's to see, or to decide
    :raises Stale: if somebody changed the fact since `version`
    :raises FactAlreadyDecided, ReasonMissing, SecondPersonNeeded, FactFiled, NothingCorrected: each for its case
    :raises FactFieldMissing, FactFieldNotUnderstood: naming the field of a correction
    """
    document = _document_of_fact(fact_id, by)
    require_decider(by, document)
    fact = Fact.objects.select_for_update(of=("self",)).get(pk=fact_id)
    if fact.version != version:
        raise Stale()
    act = _act(fact, state, by)
    before, decided = fact.state, fact.decided_value
    if act == "correct":
        _correct(fact, document, value or {}, by)
    elif act == "second":
        fact.second_by_id = by.person_id
    elif act == "reopen":
        _reopen(fact, document, reason)
    else:
        fact.state = state
    if act not in ("second", "reopen"):
        fact.decided_by_id, fact.decided_at = by.person_id, at
    fact.version += 1
    fact.save(update_fields=[
        "state", "decided_value", "decided_by", "decided_at", "needs_second_person", "second_by", "version",
    ])  # fmt: skip
    _note(fact, act, before, reason, by, at)
    _record(fact, document, act, before, decided, reason, by, at)
    return fact


def _act(fact: Fact, state: str, by: Actor) -> str:
    """Name what is done: confirm, second, correct, reject or reopen; refuse what the fact's state does not allow."""
    waiting = fact.needs_second_person and fact.second_by_id is None
    if state == "proposed":
        if fact.state == "proposed":
            raise DecisionUnknown(state=state)
        return "reopen"
    if state not in ("confirmed", "corrected", "rejected"):
        raise DecisionUnknown(state=state)
    if state == "confirmed" and waiting:
        if by.person_id == fact.decided_by_id:
            raise SecondPersonNeeded()
        return "second"
    if fact.state != "proposed":
        raise FactAlreadyDecided()
    return {"confirmed": "confirm", "corrected": "correct", "rejected": "reject"}[state]


def _correct(fact: Fact, document: Document, entry: dict[str, Any], by: Actor) -> None:
    language = by.language
    value = read_entry(fact.type, {**fact.value, **entry}, language)
    if all(fact.value.get(name) == each for name, each in value.items()) and not _emptied(fact, entry):
        raise NothingCorrected()
    kept = {name: each for name, each in fact.value.items() if name not in entry}
    if "value" in value and fact.type == "date":
        kept.pop("year_inferred", None)
        kept.pop("vague", None)
    fact.state, fact.decided_value = "corrected", {**kept, **value}
    fact.needs_second_person = not stands_in_passage(fact.type, value, fact.value, fact.quote, _years(fact, document))
    fact.second_by_id = None


def _years(fact: Fact, document: Document) -> set[int]:
    span = (fact.article.span_start, fact.article.span_end) if fact.article else None
    return years_given(document.text, span, document.issue_date)


def _emptied(fact: Fact, entry: dict[str, Any]) -> bool:
    return any(fact.value.get(name) not in (None, "") and not str(each or "").strip() for name, each in entry.items())


def _reopen(fact: Fact, document: Document, reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing()
    if document.filed_at and fact.state != "rejected" and fact.decided_at and fact.decided_at <= document.filed_at:
        raise FactFiled(title=document.title)
    fact.state, fact.decided_value, fact.needs_second_person = "proposed", None, False
    fact.second_by_id = fact.decided_by_id = fact.decided_at = None


@transaction.atomic
def decide_article(*, article_id: int, by: Actor, at: datetime) -> ArticleDecided:
    """Confirm at once every proposed fact of an article that is not doubtful; the doubtful ones are left and named.

    :raises NotFound, NotAllowed: as `decide_fact`
    """
    article = Article.objects.filter(pk=article_id).first()
    document = article and Document.objects.visible_to(by).filter(pk=article.document_id).first()
    if document is None:
        raise NotFound()
    require_decider(by, document)
    waiting = article.facts.filter(state="proposed", still_read=True)
    facts = list(waiting.select_for_update(of=("self",)).order_by("pk"))
    sure = [fact for fact in facts if fact.doubt < DOUBTFUL_FROM]
    for fact in sure:
        fact.state, fact.decided_by_id, fact.decided_at = "confirmed", by.person_id, at
        fact.version += 1
    Fact.objects.bulk_update(sure, ["state", "decided_by", "decided_at", "version"], batch_size=500)
    Decision.objects.bulk_create([
        Decision(fact=fact, act="confirm", before="proposed", after="confirmed", person_id=by.person_id, decided_at=at)
        for fact in sure
    ])  # fmt: skip
    result = ArticleDecided(tuple(fact.pk for fact in sure), tuple(fact.pk for fact in facts if fact not in sure))
    record(
        "article.confirmed", document, by=by, at=at, label=article.headline, data_class=document.data_class,
        facts={"article": article.pk, "confirmed": len(sure), "left": len(result.left), "fact_ids": list(result.confirmed)},
    )  # fmt: skip
    return result


def _document_of_fact(fact_id: int, by: Actor) -> Document:
    document = Document.objects.visible_to(by).filter(facts=fact_id).first()
    if document is None:
        raise NotFound()
    return document


def _note(fact: Fact, act: str, before: str, reason: str, by: Actor, at: datetime) -> None:
    value = fact.decided_value if act in ("correct", "second") else None
    Decision.objects.create(
        fact=fact, act=act, before=before, after=fact.state, value=value, reason=reason.strip()[:300],
        person_id=by.person_id, decided_at=at,
    )  # fmt: skip


def _record(
    fact: Fact, document: Document, act: str, before: str, decided: Any, reason: str, by: Actor, at: datetime
) -> None:
    old = {"state": before, "value": decided if decided is not None else fact.value}
    new = {"state": fact.state, "value": fact.decided_value if fact.decided_value is not None else fact.value}
    named = fact.type == "person"
    record(
        EVENTS[act], fact, by=by, at=at, owner_unit_id=document.unit_id, data_class=document.data_class,
        before={"state": before} if named else old, after={"state": fact.state} if named else new,
        label=fact.quote[:120], facts={"document": document.pk, "type": fact.type, "needs_second": fact.needs_second_person},
        personal={"reason": reason.strip()[:300], **({"values": [old["value"], new["value"]]} if named else {})},
    )  # fmt: skip
