"""Facts of a document: listed, decided, marked by hand, and as the source of a figure."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import Asked, Id, Reason, Version, actor_of, made, offer
from luodi.documents import operations, queries

router = Router()
Offset = int


class Fact(Schema):
    """A fact: `spans` are half-open offsets in the document's text whose joined characters are `quote`.

    `value` is what counts (the decided one where there is one), `proposal` what the reader proposed.
    """

    id: int
    document_id: int
    article_id: int | None
    article_headline: str
    type: str
    quote: str
    spans: list[tuple[int, int]]
    value: dict[str, Any]
    proposal: dict[str, Any]
    doubtful: bool
    doubts: list[str]
    state: str
    awaits_second: bool
    usable: bool
    marked_by_person: bool
    decided_by: str
    decided_at: datetime | None
    second_by: str
    version: int


class FactDecision(Schema):
    """One decision on a fact."""

    act: str
    before: str
    after: str
    value: dict[str, Any] | None
    reason: str
    person: str
    decided_at: datetime


class FactSource(Schema):
    """A fact as the source of a figure: the passage with the words around it, its document, its decisions."""

    fact: Fact
    before: str
    quote: str
    after: str
    document_id: int
    title: str
    outlet: str
    issue_date: date | None
    unit: str
    article_span: tuple[int, int]
    decisions: list[FactDecision]


class FactsAsked(Asked):
    """What the list of a document's facts is narrowed to."""

    state: Literal["", "proposed", "confirmed", "corrected", "rejected"] = ""
    type: str = Field("", max_length=20)
    article: Id | None = None


class DecisionAsked(Asked):
    """A decision: confirmed, corrected (with the fields that differ), rejected, or proposed (taken back, with a reason)."""

    state: Literal["confirmed", "corrected", "rejected", "proposed"]
    version: Version
    value: dict[str, str] = Field(default_factory=dict, max_length=30)
    reason: Reason = ""


class Marked(Asked):
    """A fact that the reader missed: its passage by offsets, its type, its fields as one would type them."""

    article_id: Id
    spans: list[tuple[int, int]] = Field(min_length=1, max_length=20)
    type: str = Field(max_length=20)
    value: dict[str, str] = Field(default_factory=dict, max_length=30)


class ArticleDecided(Schema):
    """The facts that were confirmed, and the doubtful ones that were left to be looked at."""

    confirmed: list[int]
    left: list[int]


@offer(
    router,
    "GET",
    "/documents/{document_id}/facts",
    permission="documents.view",
    answer=list[Fact],
    summary="Facts of a document",
)
def facts(request: HttpRequest, document_id: Id, asked: Query[FactsAsked]):
    """List the facts of a document, article by article, those that deserve a look first."""
    page = queries.reading_page(document_id, actor_of(request))
    found = (fact for article in page.articles for fact in article.facts)
    return [
        fact
        for fact in found
        if asked.state in ("", fact.state)
        and asked.type in ("", fact.type)
        and asked.article in (None, fact.article_id)
    ]


@offer(
    router, "POST", "/documents/{document_id}/facts", permission="documents.decide", answer=Fact, status=201,
    summary="Mark a fact that the reader missed",
)  # fmt: skip
def mark(request: HttpRequest, document_id: Id, marked: Marked):
    """Add a fact at its passage."""
    actor = actor_of(request)
    fact = operations.mark_fact(
        document_id=document_id, article_id=marked.article_id, spans=marked.spans, type=marked.type,
        value=dict(marked.value), by=actor, at=timezone.now(),
    )  # fmt: skip
    return made(queries.fact_row(fact.pk, actor))


@offer(router, "POST", "/facts/{fact_id}/decision", permission="documents.decide", answer=Fact, summary="Decide a fact")
def decide(request: HttpRequest, fact_id: Id, decision: DecisionAsked):
    """Confirm, correct or reject a fact, confirm another's correction as the second person, or take a decision back."""
    actor = actor_of(request)
    operations.decide_fact(
        fact_id=fact_id, state=decision.state, version=decision.version, value=dict(decision.value), reason=decision.reason,
        by=actor, at=timezone.now(),
    )  # fmt: skip
    return queries.fact_row(fact_id, actor)


@offer(
    router, "POST", "/articles/{article_id}/confirm", permission="documents.decide", answer=ArticleDecided,
    summary="Confirm an article",
)  # fmt: skip
def decide_article(request: HttpRequest, article_id: Id):
    """Confirm the facts of an article that are not doubtful."""
    return operations.decide_article(article_id=article_id, by=actor_of(request), at=timezone.now())


@offer(
    router,
    "GET",
    "/facts/{fact_id}/source",
    permission="documents.view",
    answer=FactSource,
    summary="The source behind a figure",
)
def source(request: HttpRequest, fact_id: Id):
    """Give a fact at its passage with who decided what, when."""
    found = queries.fact_source(fact_id, actor_of(request))
    passage = found.passage
    own = {name: getattr(found, name) for name in FactSource.model_fields if name not in ("before", "quote", "after")}
    return own | {"before": passage.before, "quote": passage.quote, "after": passage.after}
