"""Marking a missed fact: its passage, its value, and what is refused."""

import pytest

from luodi.documents import operations
from luodi.documents.operations.marking import FactMarkedAlready, PassageNotInArticle, PassageTooLong
from luodi.values.refusal import NotFound
from tests.given import documents, people
from tests.given.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    return people.district()


def mark(scene, document, words, who="river", *, type="org", value=None, article=1, spans=None):
    start = document.text.index(words) if words else 0
    row = document.articles.get(ordinal=article)
    return operations.mark_fact(
        document_id=document.pk, article_id=row.pk, spans=spans or [(start, start + len(words))], type=type,
        value=value or {"name": words}, by=scene.actor(who), at=people.NOW,
    )  # fmt: skip


class TestMarkFact:
    def test_is_confirmed_by_the_person_who_marks_it(self, scene):
        document = documents.page(scene)
        fact = mark(scene, document, "产业政策", type="named")
        assert (fact.state, fact.marked_by_person, fact.needs_second_person) == ("confirmed", True, False)
        assert "".join(document.text[a:b] for a, b in fact.spans) == fact.quote == "产业政策"

    def test_cuts_line_breaks_out_of_the_passage(self, scene):
        document = documents.page(scene, text=documents.PAGE.replace("临江云舟科技", "临江云\n\n  舟科技"))
        start = document.text.index("临江云\n")
        fact = mark(scene, document, "", spans=[(start, start + 10)], type="named", value={"name": "临江云舟科技"})
        assert fact.quote == "临江云舟科技"
        assert len(fact.spans) == 2

    def test_with_a_value_from_elsewhere_waits_for_a_second_person(self, scene):
        fact = mark(
            scene, documents.page(scene), "产业政策资金", type="money", value={"value": "3亿元", "currency": "CNY"}
        )
        assert fact.needs_second_person is True

    @pytest.mark.parametrize("spans", [[(5, 5)], [(9, 4)], [(0, 9000)], [(3, 6), (1, 2)], [(-3, 4)]])
    def test_refuses_spans_that_are_no_passage_of_the_article(self, scene, spans):
        with pytest.raises((PassageNotInArticle, PassageTooLong)):
            mark(scene, documents.page(scene), "", spans=spans, value={"name": "x"})

    def test_refuses_a_passage_of_another_article(self, scene):
        with pytest.raises(PassageNotInArticle):
            mark(scene, documents.page(scene), "云栖谷", article=1)

    def test_refuses_the_same_fact_twice(self, scene):
        document = documents.page(scene)
        mark(scene, document, "产业政策", type="named")
        with pytest.raises(FactMarkedAlready):
            mark(scene, document, "产业政策", type="named")

    def test_is_another_units_business(self, scene):
        with pytest.raises(NotFound):
            mark(scene, documents.page(scene), "产业政策", "hill")
