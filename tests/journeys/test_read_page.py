"""Reading a page in: all of it or nothing, with the real page where it is there."""

from datetime import date

import pytest

from luodi.documents import queries
from luodi.documents.models import Document
from luodi.journeys import read_page
from tests.given import documents, people

pytestmark = pytest.mark.django_db


class TestReadPage:
    def test_takes_the_title_from_the_first_headline_and_says_how_many_there_are(self):
        scene = people.district()
        assert documents.page(scene).title == "临江新区2025年招商大会召开 等 2 篇"
        assert documents.page(scene, "hill", title="自己的标题").title == "自己的标题"

    def test_the_real_page_gives_five_articles_with_each_fact_at_its_words(self, shared):
        scene = people.district()
        data = (shared / "seed" / "gongshu-page.txt").read_bytes()
        pk = read_page.read_page(
            data=data, file_name="page.txt", issue_date=date(2025, 3, 8), by=scene.actor("river"), at=people.NOW
        )
        page = queries.reading_page(pk, scene.actor("river"))
        assert len(page.articles) == 5
        assert page.counts["total"] > 90
        text = Document.objects.get(pk=pk).text
        for article in page.articles:
            for fact in article.facts:
                assert "".join(text[a:b] for a, b in fact.spans) == fact.quote
        assert [edit["kind"] for article in page.articles for edit in article.edits].count("cut_credit") == 1
