"""The reading page: a document's text, articles, facts and what the reader remarked, in four SQL statements."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from luodi.documents.fact_types import DOUBTFUL_FROM
from luodi.documents.models import Article, Document, Fact, Reading
from luodi.documents.permissions import may_decide, may_file, seen_document
from luodi.documents.remarks import worded
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact as pages and records use it; `value` is what counts: the decided one where there is one.

    `spans` are half-open offsets in the document's text whose joined characters are `quote`. `usable` facts are
    confirmed, or corrected and, where needed, confirmed by a second person: only of these records are made.
    """

    id: int
    document_id: int
    article_id: int | None
    article_ordinal: int | None
    article_headline: str
    event: dict[str, Any]
    type: str
    quote: str
    spans: tuple[tuple[int, int], ...]
    value: dict[str, Any]
    proposal: dict[str, Any]
    doubtful: bool
    doubts: tuple[str, ...]
    state: str
    awaits_second: bool
    usable: bool
    marked_by_person: bool
    decided_by: str
    decided_by_id: int | None
    decided_at: datetime | None
    second_by: str
    version: int


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article with its facts, the doubtful undecided ones first, and its repairs (kind, span, text, words)."""

    id: int
    ordinal: int
    headline: str
    kicker: str | None
    decks: tuple[str, ...]
    byline: tuple[dict[str, str], ...]
    event: dict[str, Any]
    jump: str | None
    complete: bool
    gaps: tuple[str, ...]
    span: tuple[int, int]
    facts: tuple[FactRow, ...] = ()
    edits: tuple[dict[str, Any], ...] = ()
    findings: tuple["FindingRow", ...] = ()
    still_read: bool = True

    @property
    def waiting(self) -> int:
        """Count the facts that wait for a decision."""
        return sum(fact.state == "proposed" or fact.awaits_second for fact in self.facts)

    @property
    def sure(self) -> int:
        """Count the waiting facts that deciding the whole article would confirm."""
        return sum(fact.state == "proposed" and not fact.doubtful for fact in self.facts)


@dataclass(frozen=True, slots=True)
class FindingRow:
    """Something that does not fit, in words, with the facts concerned."""

    code: str
    sentence: str
    fact_ids: tuple[int, ...]
    article_id: int | None


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """All that the reading page shows. `counts` are facts by state, with `doubtful` and `awaits_second` among them."""

    id: int
    title: str
    outlet: str
    issue_date: date | None
    kind: str
    data_class: str
    unit: str
    unit_id: int
    file_name: str
    file_kind: str
    size: int
    added_by: str
    added_at: datetime
    filed_at: datetime | None
    notes: tuple[str, ...]
    text: str
    articles: tuple[ArticleRow, ...]
    counts: dict[str, int]
    findings: tuple[FindingRow, ...]
    reading_version: str
    read_at: datetime | None
    difference: dict[str, Any]
    may_decide: bool
    may_file: bool
    viewer_person_id: int | None


def reading_page(document_id: int, viewer: Actor) -> ReadingPage:
    """Give the reading page of a document, in four SQL statements whatever its size.

    :raises NotFound: if there is no such document, or it is not this viewer's to see
    """
    document = seen_document(document_id, viewer)
    last = Reading.objects.filter(document=document).order_by("-pk").first()
    rows = list(Article.objects.filter(document=document).order_by("ordinal"))
    facts = [row_of(fact, viewer.language) for fact in _facts().filter(document=document).order_by("start", "pk")]
    remarks = _findings(last, viewer.language)
    articles = tuple(each for row in rows if (each := _article(row, facts, remarks, last)).still_read or each.facts)
    shown = [fact for article in articles for fact in article.facts]
    return ReadingPage(
        id=document.pk, title=document.title, outlet=document.outlet, issue_date=document.issue_date,
        kind=document.kind, data_class=document.data_class, unit=document.unit.name, unit_id=document.unit_id,
        file_name=document.file_name, file_kind=document.file.kind, size=document.file.size,
        added_by=document.added_by.name if document.added_by else "", added_at=document.added_at,
        filed_at=document.filed_at, notes=tuple(document.notes), text=document.text, articles=articles,
        counts=counts_of(shown), findings=tuple(remarks), reading_version=last.version if last else "",
        read_at=last.read_at if last else None, difference=last.difference if last else {},
        may_decide=may_decide(viewer, document), may_file=may_file(viewer, document),
        viewer_person_id=viewer.person_id,
    )  # fmt: skip


def _facts():
    return Fact.objects.select_related("article", "decided_by", "second_by")


def row_of(fact: Fact, language: str = "zh") -> FactRow:
    """Give the row of a fact whose article, decider and second person were fetched with it."""
    awaits = fact.needs_second_person and fact.second_by_id is None
    article = fact.article
    return FactRow(
        id=fact.pk, document_id=fact.document_id, article_id=fact.article_id,
        article_ordinal=article.ordinal if article else None, article_headline=article.headline if article else "",
        event=article.event if article else {}, type=fact.type, quote=fact.quote,
        spans=tuple((a, b) for a, b in fact.spans),
        value=fact.decided_value if fact.decided_value is not None else fact.value, proposal=fact.value,
        doubtful=fact.doubt >= DOUBTFUL_FROM and fact.state == "proposed",
        doubts=tuple(worded("doubt", code, language) for code in fact.doubts), state=fact.state, awaits_second=awaits,
        usable=fact.state in ("confirmed", "corrected") and not awaits, marked_by_person=fact.marked_by_person,
        decided_by=fact.decided_by.name if fact.decided_by else "", decided_by_id=fact.decided_by_id,
        decided_at=fact.decided_at, second_by=fact.second_by.name if fact.second_by else "", version=fact.version,
    )  # fmt: skip


def counts_of(facts: list[FactRow]) -> dict[str, int]:
    """Count facts by state: total, proposed, doubtful, awaits_second, confirmed, corrected, rejected, usable, decided."""
    states = Counter(fact.state for fact in facts)
    return {
        "total": len(facts), "doubtful": sum(fact.doubtful for fact in facts),
        "awaits_second": sum(fact.awaits_second for fact in facts), "usable": sum(fact.usable for fact in facts),
        "decided": len(facts) - states["proposed"],
        **{state: states[state] for state in ("proposed", "confirmed", "corrected", "rejected")},
    }  # fmt: skip


def _article(row: Article, facts: list[FactRow], remarks: list[FindingRow], last: Reading | None) -> ArticleRow:
    shown = [fact for fact in facts if fact.article_id == row.pk]
    shown.sort(key=lambda fact: (not (fact.doubtful or fact.awaits_second), fact.state != "proposed"))
    edits = tuple(dict(edit) for edit in (last.edits if last else ()) if edit["article"] == row.pk)
    return ArticleRow(
        id=row.pk, ordinal=row.ordinal, headline=row.headline, kicker=row.kicker, decks=tuple(row.decks),
        byline=tuple(row.byline), event=row.event, jump=row.jump, complete=row.complete, gaps=tuple(row.gaps),
        span=(row.span_start, row.span_end), facts=tuple(shown), edits=edits, still_read=row.still_read,
        findings=tuple(each for each in remarks if each.article_id == row.pk),
    )  # fmt: skip


def _findings(last: Reading | None, language: str) -> list[FindingRow]:
    return [
        FindingRow(
            each["code"],
            worded("finding", each["code"], language, **each["params"]),
            tuple(each["facts"]),
            each["article"],
        )
        for each in (last.findings if last else ())
    ]


def confirmed_facts(document_id: int, viewer: Actor) -> list[FactRow]:
    """List the usable facts of a document in the order of the text: confirmed, or corrected and where needed seconded.

    :raises NotFound: if there is no such document, or it is not this viewer's to see
    """
    document = seen_document(document_id, viewer)
    found = _facts().filter(document=document, state__in=["confirmed", "corrected"]).order_by("start", "pk")
    return [row for row in (row_of(fact, viewer.language) for fact in found) if row.usable]


def fact_row(fact_id: int, viewer: Actor) -> FactRow:
    """Give one fact, in one SQL statement for the fact and one for the right to see it.

    :raises NotFound: if there is none, or its document is not this viewer's to see
    """
    fact = _facts().filter(pk=fact_id, document__in=Document.objects.visible_to(viewer)).first()
    if fact is None:
        raise NotFound()
    return row_of(fact, viewer.language)


def article_of(article_id: int, viewer: Actor) -> tuple[int, tuple[int, int], str]:
    """Give an article's document id, its span and the document's text.

    :raises NotFound: if there is none, or its document is not this viewer's to see
    """
    row = Article.objects.select_related("document").filter(
        pk=article_id, document__in=Document.objects.visible_to(viewer)).first()  # fmt: skip
    if row is None:
        raise NotFound()
    return row.document_id, (row.span_start, row.span_end), row.document.text
