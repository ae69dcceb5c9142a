"""Recording a reading: articles and proposed facts the first time, a difference every later time."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from luodi.documents.fact_types import key_of
from luodi.documents.models import Article, Document, Fact, Reading
from luodi.engines import reading as reader
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Refusal

NOT_VALUE = {"id", "type", "quote", "spans", "doubt", "doubt_reasons"}


class NoArticle(Refusal):
    """A page in which no article was found: no stretch of it has a headline, a byline or a fact. Params: filename."""

    code = "page_without_article"


class ReadingIsOfAnotherText(Refusal):
    """A reading whose offsets do not fit this document's text. Params: title."""

    code = "reading_of_another_text"


@dataclass
class _Matched:
    """What a reading's facts are to those that stand already."""

    same: list[int] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    new: list[Fact] = field(default_factory=list)
    gone: list[dict[str, Any]] = field(default_factory=list)
    touched: list[Fact] = field(default_factory=list)
    ids: dict[str, Fact] = field(default_factory=dict)


@transaction.atomic
def record_reading(*, document_id: int, reading: reader.Reading, by: Actor, at: datetime) -> Reading:
    """Record a reading of a document. Decided facts stay as they are, whatever the reading says.

    The first reading proposes its facts. A later one gives a difference by type, passage and key: the same stay,
    changed and new proposals are taken over while nobody has decided, gone proposals are set aside, and what it sees
    otherwise about a decided fact is only noted.

    :raises NotAllowed: if `by` may not put documents into this unit
    :raises NoArticle: if the reading found none
    :raises ReadingIsOfAnotherText: if a quote is not what stands at its spans
    """
    seen = Document.objects.visible_to(by).filter(pk=document_id).first()
    if seen is None:
        raise NotFound()
    require(by, "documents.upload", unit_id=seen.unit_id)
    document = Document.objects.select_for_update(of=("self",)).get(pk=document_id)
    shape = reading.to_json()
    shape["articles"] = [each for each in shape["articles"] if each["headline"] or each["byline"] or each["facts"]]
    if not shape["articles"]:
        raise NoArticle(filename=document.file_name)
    _require_same_text(document, shape)
    articles = _place_articles(document, shape["articles"])
    matched = _match(document, shape["articles"], articles)
    _write(matched)
    first = not document.readings.exists()
    made = Reading.objects.create(
        document=document, version=reading.version, read_at=at, edits=_edits(shape["articles"], articles),
        findings=_findings(shape["findings"], articles, matched.ids), difference={} if first else _difference(matched),
    )  # fmt: skip
    facts = {"version": made.version, "articles": len(articles), "facts": len(matched.ids), **{
        name: len(getattr(matched, name)) for name in ("same", "changed", "new", "gone")}}  # fmt: skip
    event = "document.read" if first else "document.read_again"
    record(event, document, by=by, at=at, label=document.title, data_class=document.data_class, facts=facts)
    return made


def _require_same_text(document: Document, shape: dict) -> None:
    for article in shape["articles"]:
        for fact in article["facts"]:
            if "".join(document.text[a:b] for a, b in fact["spans"]) != fact["quote"]:
                raise ReadingIsOfAnotherText(title=document.title)


def _place_articles(document: Document, shapes: list[dict]) -> dict[str, Article]:
    """Give each article of the reading its row: the one whose span it overlaps most, else a new one."""
    standing = list(document.articles.select_for_update())
    for row in standing:
        row.ordinal, row.still_read = -row.pk, False
    Article.objects.bulk_update(standing, ["ordinal", "still_read"])
    placed: dict[str, Article] = {}
    free = {row.pk: row for row in standing}
    for ordinal, shape in enumerate(shapes, start=1):
        row = max(free.values(), key=lambda row: _overlap(row, shape["span"]), default=None)
        if row is None or _overlap(row, shape["span"]) == 0:
            row = Article(document=document)
        free.pop(row.pk, None)
        _fill(row, ordinal, shape)
        row.save()
        placed[shape["id"]] = row
    return placed


def _overlap(row: Article, span: list[int]) -> int:
    return max(0, min(row.span_end, span[1]) - max(row.span_start, span[0]))


def _fill(row: Article, ordinal: int, shape: dict) -> None:
    row.ordinal, row.still_read = ordinal, True
    row.headline = _one_line(shape["headline"])[:300]
    row.kicker = _one_line(shape["kicker"])[:300] if shape["kicker"] else None
    row.decks = [_one_line(deck) for deck in shape["decks"]]
    row.byline, row.event, row.gaps = shape["byline"], shape["event"], shape["gaps"]
    row.jump = shape["jump"][:80] if shape["jump"] else None
    row.complete = shape["complete"]
    row.span_start, row.span_end = shape["span"]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _match(document: Document, shapes: list[dict], articles: dict[str, Article]) -> _Matched:
    standing = list(document.facts.select_for_update().order_by("pk"))
    proposed = [(fact, articles[article["id"]]) for article in shapes for fact in article["facts"]]
    matched, open_facts, left = _Matched(), {fact.pk: fact for fact in standing}, []
    by_key: dict[tuple, list[Fact]] = {}
    for fact in standing:
        by_key.setdefault((*_place(fact.type, fact.spans), key_of(fact.type, fact.value)), []).append(fact)
    for shape, article in proposed:
        old = _take(by_key, (*_place(shape["type"], shape["spans"]), key_of(shape["type"], _value(shape))), open_facts)
        if old is None:
            left.append((shape, article))
        else:
            _keep(matched, old, shape, article)
    by_place: dict[tuple, list[Fact]] = {}
    for fact in open_facts.values():
        if not fact.marked_by_person:
            by_place.setdefault(_place(fact.type, fact.spans), []).append(fact)
    for shape, article in left:
        old = _take(by_place, _place(shape["type"], shape["spans"]), open_facts)
        if old is None:
            matched.new.append(_new(document, article, shape))
            matched.ids[shape["id"]] = matched.new[-1]
        else:
            _keep(matched, old, shape, article)
    for fact in open_facts.values():
        if not fact.marked_by_person and fact.still_read:
            fact.still_read = fact.state != "proposed"
            matched.gone.append({"fact": fact.pk, "decided": fact.state != "proposed", "quote": fact.quote})
            matched.touched += [fact] if fact.state == "proposed" else []
    return matched


def _place(kind: str, spans: list) -> tuple:
    return kind, tuple(tuple(span) for span in spans)


def _take(index: dict[tuple, list[Fact]], key: tuple, open_facts: dict[int, Fact]) -> Fact | None:
    for fact in index.get(key, ()):
        if fact.pk in open_facts:
            return open_facts.pop(fact.pk)
    return None


def _keep(matched: _Matched, old: Fact, shape: dict, article: Article) -> None:
    matched.ids[shape["id"]] = old
    value = _value(shape)
    if old.value == value:
        matched.same.append(old.pk)
    else:
        change = {"fact": old.pk, "before": old.value, "after": value, "decided": old.state != "proposed"}
        matched.changed.append(change)
    if old.state == "proposed":
        old.version += old.value != value
        old.value, old.still_read, old.article = value, True, article
        old.doubt, old.doubts = _doubt(shape)
        matched.touched.append(old)


def _value(shape: dict) -> dict[str, Any]:
    return {key: value for key, value in shape.items() if key not in NOT_VALUE}


def _doubt(shape: dict) -> tuple[Decimal, list[str]]:
    return Decimal(str(shape["doubt"])).quantize(Decimal("0.001")), shape["doubt_reasons"]


def _new(document: Document, article: Article, shape: dict) -> Fact:
    doubt, doubts = _doubt(shape)
    return Fact(
        document=document, article=article, type=shape["type"], quote=shape["quote"], spans=shape["spans"],
        start=shape["spans"][0][0], value=_value(shape), doubt=doubt, doubts=doubts,
    )  # fmt: skip


def _write(matched: _Matched) -> None:
    Fact.objects.bulk_create(matched.new, batch_size=1000)
    fields = ["value", "doubt", "doubts", "article", "still_read", "version"]
    Fact.objects.bulk_update(matched.touched, fields, batch_size=500)


def _difference(matched: _Matched) -> dict[str, Any]:
    new = [fact.pk for fact in matched.new]
    return {"same": len(matched.same), "changed": matched.changed, "new": new, "gone": matched.gone}


def _edits(shapes: list[dict], articles: dict[str, Article]) -> list[dict]:
    return [{**edit, "article": articles[shape["id"]].pk} for shape in shapes for edit in shape["edits"]]


def _findings(shapes: list[dict], articles: dict[str, Article], facts: dict[str, Fact]) -> list[dict]:
    return [
        {
            "code": shape["code"],
            "params": shape["params"],
            "facts": [facts[name].pk for name in shape["facts"] if name in facts],
            "article": articles[shape["article"]].pk if shape["article"] else None,
        }
        for shape in shapes
        if shape["article"] is None or shape["article"] in articles
    ]
