"""Recording readings: what stands stays, what is new comes, what was decided is never touched."""

import dataclasses

import pytest

from luodi.documents import operations, queries
from luodi.documents.models import Fact, Reading
from luodi.documents.operations.readings import NoArticle, ReadingIsOfAnotherText
from luodi.engines import reading
from luodi.journeys.read_page import read_again
from luodi.values.refusal import NotFound
from tests.given import documents, people
from tests.given.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    return people.district()


def record(scene, document, read, who="river"):
    return operations.record_reading(document_id=document.pk, reading=read, by=scene.actor(who), at=people.NOW)


def changed(read, quote, **fields):
    """Give the reading with other fields for the facts whose quote is this; `drop=True` leaves them out."""
    drop = fields.pop("drop", False)
    articles = []
    for article in read.articles:
        facts = [
            dataclasses.replace(fact, fields={**fact.fields, **fields}) if fact.quote == quote else fact
            for fact in article.facts
            if not (drop and fact.quote == quote)
        ]
        articles.append(dataclasses.replace(article, facts=tuple(facts)))
    return dataclasses.replace(read, articles=tuple(articles))


def read_of(document):
    return reading.read(document.text, issue_date=document.issue_date)


class TestFirstReading:
    def test_proposes_each_fact_at_its_passage(self, scene):
        document = documents.page(scene)
        facts = Fact.objects.filter(document=document)
        assert facts.count() == 11
        for fact in facts:
            assert "".join(document.text[a:b] for a, b in fact.spans) == fact.quote
            assert (fact.state, fact.article.span_start <= fact.start < fact.article.span_end) == ("proposed", True)

    def test_stores_the_findings_with_the_rows_of_their_facts(self, scene):
        document = documents.page(scene)
        (finding,) = queries.reading_page(document.pk, scene.actor("river")).findings
        assert finding.sentence == "文中写 5 企业,只点名 1,需要补名单"
        assert finding.fact_ids == (documents.fact(document, "5家企业").pk,)

    def test_refuses_a_page_without_an_article(self, scene):
        document = documents.page(scene)
        with pytest.raises(NoArticle):
            record(scene, document, dataclasses.replace(read_of(document), articles=()))

    def test_refuses_a_reading_of_another_text(self, scene):
        document = documents.page(scene)
        with pytest.raises(ReadingIsOfAnotherText):
            record(scene, document, reading.read("换行\n" + document.text))


class TestReadAgain:
    def test_by_the_same_reader_changes_nothing(self, scene):
        document = documents.page(scene)
        before = list(Fact.objects.values())
        page = read_again(document_id=document.pk, by=scene.actor("river"), at=people.NOW)
        assert page.difference == {"same": 11, "changed": [], "new": [], "gone": []}
        assert list(Fact.objects.values()) == before
        assert Reading.objects.count() == 2

    def test_takes_changed_new_and_gone_proposals_over(self, scene):
        document = documents.page(scene)
        without = changed(read_of(document), "8家总部企业", drop=True)
        difference = record(scene, document, changed(without, "36亿元", value=3_700_000_000)).difference
        money, gone = documents.fact(document, "36亿元", "money"), documents.fact(document, "8家总部企业")
        assert (money.value["value"], money.version) == (3_700_000_000, 2)
        assert gone.still_read is False
        assert [each["fact"] for each in difference["changed"]] == [money.pk]
        assert [each["fact"] for each in difference["gone"]] == [gone.pk]
        back = record(scene, document, read_of(document)).difference
        assert back["new"] == []
        gone.refresh_from_db()
        assert gone.still_read is True

    def test_never_touches_a_decided_fact_but_notes_what_it_sees_otherwise(self, scene):
        document = documents.page(scene)
        money, firms = documents.fact(document, "36亿元", "money"), documents.fact(document, "8家总部企业")
        for fact in (money, firms):
            operations.decide_fact(
                fact_id=fact.pk, state="confirmed", version=1, by=scene.actor("river"), at=people.NOW
            )
        before = list(Fact.objects.filter(pk__in=[money.pk, firms.pk]).values())
        later = changed(changed(read_of(document), "8家总部企业", drop=True), "36亿元", value=1)
        difference = record(scene, document, later).difference
        assert list(Fact.objects.filter(pk__in=[money.pk, firms.pk]).values()) == before
        assert [(each["fact"], each["decided"]) for each in difference["changed"]] == [(money.pk, True)]
        assert [(each["fact"], each["decided"]) for each in difference["gone"]] == [(firms.pk, True)]

    def test_leaves_facts_that_a_person_marked(self, scene):
        document = documents.page(scene)
        at = document.text.index("产业政策")
        marked = operations.mark_fact(
            document_id=document.pk, article_id=document.articles.get(ordinal=1).pk, spans=[(at, at + 4)], type="named",
            value={"name": "产业政策"}, by=scene.actor("river"), at=people.NOW,
        )  # fmt: skip
        read_again(document_id=document.pk, by=scene.actor("river"), at=people.NOW)
        marked.refresh_from_db()
        assert (marked.state, marked.still_read) == ("confirmed", True)

    def test_keeps_the_rows_of_articles_that_are_cut_otherwise(self, scene):
        document = documents.page(scene)
        ids = set(document.articles.values_list("pk", flat=True))
        read = read_of(document)
        record(scene, document, dataclasses.replace(read, articles=read.articles[1:]))
        kept = document.articles.get(still_read=True)
        assert (kept.ordinal, kept.headline) == (1, "临江新区党政代表团赴邻市学习考察")
        record(scene, document, read)
        assert set(document.articles.values_list("pk", flat=True)) == ids

    def test_is_another_units_business(self, scene):
        document = documents.page(scene)
        with pytest.raises(NotFound):
            read_again(document_id=document.pk, by=scene.actor("hill"), at=people.NOW)
