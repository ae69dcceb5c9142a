"""What stands behind a number: the passage of a fact, and who decided what, when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from luodi.documents.models import Decision, Document, Fact, Reading
from luodi.documents.passages import Passage, around
from luodi.documents.queries.pages import FactRow, row_of
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision on a fact; `act` is confirm, correct, reject, reopen, second or mark."""

    act: str
    before: str
    after: str
    value: dict[str, Any] | None
    reason: str
    person: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class FactSource:
    """A fact with its passage, its article's text, span, heads (kind, words) and repairs, its document, its decisions.

    Decisions come newest first.
    """

    fact: FactRow
    passage: Passage
    document_id: int
    title: str
    outlet: str
    issue_date: date | None
    unit: str
    text: str
    article_span: tuple[int, int]
    heads: tuple[tuple[str, str], ...]
    edits: tuple[dict[str, Any], ...]
    decisions: tuple[DecisionRow, ...]


@dataclass(frozen=True, slots=True)
class FactPlace:
    """Where a fact stands, short enough for a popover or a list: passage, document, state, who and when."""

    id: int
    document_id: int
    title: str
    outlet: str
    issue_date: date | None
    article_headline: str
    type: str
    value: dict[str, Any]
    state: str
    passage: Passage
    decided_by: str
    decided_at: datetime | None


def fact_source(fact_id: int, viewer: Actor) -> FactSource:
    """Give what stands behind a fact, in three SQL statements.

    :raises NotFound: if there is none, or its document is not this viewer's to see
    """
    fact = _seen_facts(viewer).select_related("second_by").filter(pk=fact_id).first()
    if fact is None or not viewer.may("documents.view"):
        raise NotFound()
    made = Decision.objects.filter(fact=fact).select_related("person").order_by("-pk")
    decisions = tuple(
        DecisionRow(each.act, each.before, each.after, each.value, each.reason, each.person.name if each.person else "",
                    each.decided_at)
        for each in made
    )  # fmt: skip
    document, span, article = fact.document, _span(fact), fact.article
    last = Reading.objects.filter(document=document).order_by("-pk").values_list("edits", flat=True).first() or []
    heads = (
        [("kicker", article.kicker or ""), ("headline", article.headline), *(("deck", each) for each in article.decks)]
        if article
        else []
    )
    return FactSource(
        fact=row_of(fact, viewer.language), passage=around(document.text, fact.spans, within=span),
        document_id=document.pk, title=document.title, outlet=document.outlet, issue_date=document.issue_date,
        unit=document.unit.name, text=document.text, article_span=span, heads=tuple(heads),
        edits=tuple(each for each in last if each["article"] == fact.article_id), decisions=decisions,
    )  # fmt: skip


def fact_sources(ids: Iterable[int], viewer: Actor, context: int = 40) -> dict[int, FactPlace]:
    """Give where facts stand, by id, in one SQL statement; those that the viewer may not see are left out."""
    if not viewer.may("documents.view"):
        return {}
    return {fact.pk: _place(fact, context) for fact in _seen_facts(viewer).filter(pk__in=list(ids))}


def _place(fact: Fact, context: int) -> FactPlace:
    document = fact.document
    return FactPlace(
        id=fact.pk, document_id=document.pk, title=document.title, outlet=document.outlet,
        issue_date=document.issue_date, article_headline=fact.article.headline if fact.article else "", type=fact.type,
        value=fact.decided_value if fact.decided_value is not None else fact.value, state=fact.state,
        passage=around(document.text, fact.spans, context, _span(fact)),
        decided_by=fact.decided_by.name if fact.decided_by else "", decided_at=fact.decided_at,
    )  # fmt: skip


def _seen_facts(viewer: Actor):
    seen = Document.objects.visible_to(viewer)
    return (
        Fact.objects.filter(document__in=seen)
        .select_related("document__unit", "article", "decided_by")
        .defer("document__grams")
    )


def _span(fact: Fact) -> tuple[int, int]:
    return (fact.article.span_start, fact.article.span_end) if fact.article else (0, len(fact.document.text))


def passage(document_id: int, spans: list[list[int]], viewer: Actor, context: int = 60) -> Passage:
    """Give a passage of a document with up to `context` characters either side.

    :raises NotFound: if there is no such document or passage, or it is not this viewer's to see
    """
    document = Document.objects.visible_to(viewer).only("text").filter(pk=document_id).first()
    if document is None or not spans or not 0 <= spans[0][0] < spans[-1][1] <= len(document.text):
        raise NotFound()
    return around(document.text, spans, context)
