"""Deciding facts: confirm, correct, reject, reopen, a second person, a whole article, and two people at once."""

import threading

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from luodi.documents import operations, queries
from luodi.documents.fact_types import FactFieldMissing, FactFieldNotUnderstood
from luodi.documents.models import Article, Decision, Fact
from luodi.documents.operations.deciding import (
    FactAlreadyDecided,
    FactFiled,
    NothingCorrected,
    ReasonMissing,
    SecondPersonNeeded,
)
from luodi.journal import queries as journal
from luodi.values.refusal import NotAllowed, NotFound, Stale
from tests.given import documents, people
from tests.given.kept import kept

pytestmark = pytest.mark.django_db


def decide(scene, fact, state, who="river", **given):
    fact.refresh_from_db()
    given = {"version": fact.version, "at": people.NOW, **given}
    return operations.decide_fact(fact_id=fact.pk, state=state, by=scene.actor(who), **given)


@pytest.fixture
@kept
def scene():
    return people.district()


@pytest.fixture
def document(scene):
    return documents.page(scene)


@pytest.fixture
def money(document):
    return documents.fact(document, "36亿元", "money")


class TestConfirm:
    def test_keeps_who_and_when_and_writes_decision_and_journal(self, scene, money):
        fact = decide(scene, money, "confirmed")
        assert (fact.state, fact.decided_by.name, fact.decided_at) == ("confirmed", "测试river", people.NOW)
        assert [(each.act, each.before, each.after) for each in fact.decisions.all()] == [
            ("confirm", "proposed", "confirmed")
        ]
        assert journal.lines(object_of=("documents.fact", fact.pk))[0].sentence == "确认事实“36亿元”"

    def test_is_refused_to_a_form_that_is_older_than_the_fact(self, scene, money):
        decide(scene, money, "confirmed")
        with pytest.raises(Stale):
            decide(scene, money, "rejected", version=1)

    def test_is_refused_on_a_decided_fact(self, scene, money):
        decide(scene, money, "rejected")
        with pytest.raises(FactAlreadyDecided):
            decide(scene, money, "confirmed")

    def test_of_another_units_document_is_not_found(self, scene, money):
        with pytest.raises(NotFound):
            decide(scene, money, "confirmed", "hill")

    def test_of_a_public_document_stays_with_its_unit(self, scene):
        document = documents.page(scene, data_class="public")
        with pytest.raises(NotAllowed):
            decide(scene, documents.fact(document, "36亿元"), "confirmed", "hill")

    def test_is_not_for_those_who_only_look(self, scene, money):
        for name in ("leader", "auditor", "finance"):
            with pytest.raises(NotAllowed):
                decide(scene, money, "confirmed", name)


class TestCorrect:
    def test_keeps_the_proposal_beside_the_value(self, scene, document):
        person = documents.fact(document, "沈如山", "person")
        fact = decide(scene, person, "corrected", value={"post": "区长"})
        assert fact.value == {"name": "沈如山", "post": "区委副书记、区长"}
        assert fact.decided_value == {"name": "沈如山", "post": "区长"}
        assert fact.needs_second_person is False

    def test_to_what_does_not_stand_in_the_passage_waits_for_a_second_person(self, scene, document, money):
        fact = decide(scene, money, "corrected", value={"value": "38亿元"})
        assert fact.decided_value["value"] == 3_800_000_000
        assert fact.needs_second_person is True
        assert queries.confirmed_facts(document.pk, scene.actor("river")) == []
        with pytest.raises(SecondPersonNeeded):
            decide(scene, money, "confirmed")
        fact = decide(scene, money, "confirmed", "riverhead")
        assert (fact.state, fact.second_by.name) == ("corrected", "测试riverhead")
        assert [row.id for row in queries.confirmed_facts(document.pk, scene.actor("river"))] == [fact.pk]

    def test_second_person_is_another_by_the_database_too(self, scene, money):
        fact = decide(scene, money, "corrected", value={"value": "38亿元"})
        with pytest.raises(IntegrityError), transaction.atomic():
            Fact.objects.filter(pk=fact.pk).update(second_by=fact.decided_by)

    def test_that_says_the_same_is_refused(self, scene, money):
        with pytest.raises(NothingCorrected):
            decide(scene, money, "corrected", value={"value": "36亿元"})

    def test_with_an_amount_that_cannot_be_read_is_refused_with_its_field(self, scene, money):
        with pytest.raises(FactFieldNotUnderstood, match="“金额”填的“约四十亿”读不懂"):
            decide(scene, money, "corrected", value={"value": "约四十亿"})
        with pytest.raises(FactFieldMissing, match="“金额”没有填"):
            decide(scene, money, "corrected", value={"value": ""})

    def test_a_day_may_take_its_year_from_the_page_but_not_from_nowhere(self, scene, document):
        day = documents.fact(document, "3月7日下午", "date")
        assert decide(scene, day, "corrected", value={"value": "--03-07"}).needs_second_person is False
        decide(scene, day, "proposed", reason="试")
        assert decide(scene, day, "corrected", value={"value": "2024-03-07"}).needs_second_person is True


class TestReopen:
    def test_needs_a_reason_and_takes_everything_back(self, scene, money):
        decide(scene, money, "corrected", value={"value": "38亿元"})
        with pytest.raises(ReasonMissing):
            decide(scene, money, "proposed", reason="  ")
        fact = decide(scene, money, "proposed", reason="看错了行")
        assert (fact.state, fact.decided_value, fact.decided_by, fact.needs_second_person) == (
            "proposed",
            None,
            None,
            False,
        )
        assert Decision.objects.filter(fact=fact).count() == 2
        assert "看错了行" in journal.lines(object_of=("documents.fact", fact.pk))[0].sentence

    def test_of_a_fact_of_which_records_were_made_is_refused(self, scene, document, money):
        decide(scene, money, "confirmed")
        operations.mark_filed(document_id=document.pk, by=scene.actor("river"), at=people.NOW)
        with pytest.raises(FactFiled):
            decide(scene, money, "proposed", reason="晚了")


class TestDecideArticle:
    def test_confirms_the_sure_facts_and_names_the_doubtful_ones_left(self, scene, document):
        article = Article.objects.get(document=document, ordinal=1)
        doubtful = documents.fact(document, "5家企业")
        Fact.objects.filter(pk=doubtful.pk).update(doubt="0.5")
        result = operations.decide_article(article_id=article.pk, by=scene.actor("river"), at=people.NOW)
        assert result.left == (doubtful.pk,)
        assert set(article.facts.exclude(pk=doubtful.pk).values_list("state", flat=True)) == {"confirmed"}
        assert Decision.objects.count() == len(result.confirmed)
        line = journal.lines(object_of=("documents.document", document.pk))[0]
        assert line.sentence.startswith("整篇确认“临江新区2025年招商大会召开”")

    def test_is_another_units_business(self, scene, document):
        with pytest.raises(NotFound):
            operations.decide_article(article_id=document.articles.first().pk, by=scene.actor("hill"), at=people.NOW)


class TestDecisions:
    def test_are_append_only(self, scene, money):
        decide(scene, money, "confirmed")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute("UPDATE documents_decision SET after = 'rejected'")

    def test_leave_the_proposal_of_a_decided_fact_alone_by_the_database_too(self, scene, money):
        decide(scene, money, "confirmed")
        with pytest.raises(DatabaseError, match="proposal"), transaction.atomic():
            Fact.objects.filter(pk=money.pk).update(value={"value": 1})


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
class TestRace:
    def test_two_people_deciding_one_fact_have_one_winner(self):
        scene = people.district()
        money = documents.fact(documents.page(scene), "36亿元", "money")
        together, outcomes = threading.Barrier(2), []

        def judge(who, state):
            actor = scene.actor(who)
            together.wait()
            try:
                operations.decide_fact(fact_id=money.pk, state=state, version=1, by=actor, at=people.NOW)
                outcomes.append(state)
            except Stale:
                outcomes.append("stale")
            finally:
                connection.close()

        threads = [
            threading.Thread(target=judge, args=each) for each in (("river", "confirmed"), ("riverhead", "rejected"))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        money.refresh_from_db()
        assert sorted(outcomes) in (["confirmed", "stale"], ["rejected", "stale"])
        assert money.state in outcomes
        assert Decision.objects.filter(fact=money).count() == 1
