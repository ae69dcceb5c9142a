"""Marking a fact that the reader missed, at the passage where it stands."""

from datetime import datetime
from typing import Any

from django.db import transaction

from luodi.documents.fact_types import key_of, read_entry, stands_in_passage, type_named
from luodi.documents.models import Article, Decision, Document, Fact
from luodi.documents.passages import cut_at_breaks, years_given
from luodi.documents.permissions import require_decider
from luodi.journal.operations import record
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Refusal

LONGEST = 600


class PassageNotInArticle(Refusal):
    """Spans that are out of order, empty, or not within the article."""

    code = "passage_not_in_article"


class PassageTooLong(Refusal):
    """More text than one fact can rest on. Params: chars, limit."""

    code = "passage_too_long"


class FactMarkedAlready(Refusal):
    """The same fact stands at this passage. Params: fact_id."""

    code = "fact_marked_already"
    status = 409


@transaction.atomic
def mark_fact(
    *,
    document_id: int,
    article_id: int,
    spans: list[tuple[int, int]],
    type: str,
    value: dict[str, Any],
    by: Actor,
    at: datetime,
) -> Fact:
    """Add a fact that the reader missed: confirmed by the person who marks it, as far as its value stands there.

    `spans` are half-open offsets in the document's text, in order; line breaks inside are cut out, so that the joined
    spans equal the quote. A value that does not stand in the passage waits for a second person.

    :raises NotFound, NotAllowed: if the document is not this person's to see, or to decide
    :raises PassageNotInArticle, PassageTooLong, FactMarkedAlready: each for its case
    :raises FactTypeUnknown, FactFieldMissing, FactFieldNotUnderstood: for the value
    """
    document = Document.objects.visible_to(by).filter(pk=document_id).first()
    if document is None:
        raise NotFound()
    require_decider(by, document)
    article = Article.objects.select_for_update().filter(pk=article_id, document=document).first()
    if article is None:
        raise NotFound()
    type_named(type)
    cut = _cut(document.text, spans, article)
    quote = "".join(document.text[a:b] for a, b in cut)
    read = read_entry(type, value, by.language)
    _require_new(article, type, cut, read)
    draft = Fact(document=document, article=article, type=type, quote=quote, spans=cut, start=cut[0][0], value=read)
    draft.state, draft.marked_by_person = "confirmed", True
    draft.decided_by_id, draft.decided_at = by.person_id, at
    years = years_given(document.text, (article.span_start, article.span_end), document.issue_date)
    draft.needs_second_person = not stands_in_passage(type, read, {}, quote, years)
    draft.save()
    Decision.objects.create(
        fact=draft, act="mark", before="proposed", after="confirmed", value=read, person_id=by.person_id, decided_at=at
    )
    facts = {"document": document.pk, "type": type, "spans": cut, "needs_second": draft.needs_second_person}
    record(
        "fact.marked", draft, by=by, at=at, owner_unit_id=document.unit_id, data_class=document.data_class,
        label=quote[:120], facts=facts, personal={"value": read},
    )  # fmt: skip
    return draft


def _cut(text: str, spans: list[tuple[int, int]], article: Article) -> list[list[int]]:
    last = article.span_start
    if sum(b - a for a, b in spans) > LONGEST:
        raise PassageTooLong(chars=sum(b - a for a, b in spans), limit=LONGEST)
    for a, b in spans:
        if not last <= a < b <= article.span_end:
            raise PassageNotInArticle()
        last = b
    found = cut_at_breaks(text, spans)
    if not found:
        raise PassageNotInArticle()
    return found


def _require_new(article: Article, type: str, spans: list[list[int]], value: dict[str, Any]) -> None:
    for fact in article.facts.filter(type=type, start=spans[0][0]):
        stands = fact.decided_value if fact.decided_value is not None else fact.value
        if fact.spans == spans and fact.state != "rejected" and key_of(type, stands) == key_of(type, value):
            raise FactMarkedAlready(fact_id=fact.pk)
