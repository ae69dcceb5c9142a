"""The reading page through the front door: text with marks, facts beside it, deciding with and without scripts."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi.documents import operations, queries
from luodi.documents.models import Document, Fact
from tests.given import documents, people
from tests.given.browsing import signed_in
from tests.given.kept import kept

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
@kept
def scene():
    return people.district()


@pytest.fixture
def document(scene):
    return documents.page(scene)


@pytest.fixture
def river(scene):
    return signed_in(scene.accounts["river"])


def address(document, tail=""):
    return f"/documents/{document.pk}/{tail}"


def text_of(html):
    """Give what an article's text shows, tags taken off."""
    found = re.findall(r'<p class="ld-print[^"]*">(.*?)</p>', html, re.S)
    return re.sub(r"\s", "", re.sub(r"<[^>]+>", "", "".join(found)))


class TestReadingPage:
    def test_shows_every_character_of_the_text_once_and_each_fact_at_its_words(self, river, document):
        html = river.get(address(document)).content.decode()
        assert text_of(html) == re.sub(r"\s", "", document.text)
        for fact in document.facts.all():
            assert f'id="fact-{fact.pk}"' in html
            assert f'id="mark-{fact.pk}"' in html

    def test_puts_doubtful_facts_first_in_their_article(self, river, document):
        last = document.facts.filter(article__ordinal=1).order_by("-start").first()
        Fact.objects.filter(pk=last.pk).update(doubt="0.6", doubts=["vague_date"])
        html = river.get(address(document)).content.decode()
        assert re.search(r'data-fact="(\d+)"', html)[1] == str(last.pk)
        assert "不是确切的日子" in html

    def test_shows_only_what_was_asked_for(self, river, document):
        money = documents.fact(document, "36亿元", "money")
        river.post(f"/documents/facts/{money.pk}/confirm?version=1")
        assert re.findall(r'data-fact="(\d+)"', river.get(address(document, "?show=decided")).content.decode()) == [
            str(money.pk)
        ]
        assert f'data-fact="{money.pk}"' not in river.get(address(document, "?show=waiting")).content.decode()

    def test_escapes_what_the_page_says(self, scene, river):
        text = documents.PAGE.replace("临江云舟科技", "<script>alert(1)</script>科技")
        html = river.get(address(documents.page(scene, text=text))).content.decode()
        assert "<script>alert(1)" not in html

    def test_has_no_buttons_for_those_who_only_look(self, scene, document):
        html = signed_in(scene.accounts["leader"]).get(address(document)).content.decode()
        assert 'data-do="confirm"' not in html
        assert "归档成册" not in html

    def test_takes_as_many_statements_for_thirty_facts_as_for_one(self, scene, river, document):
        small = documents.page(scene, text="短讯大会召开\n\n本报讯(记者 方文)3月7日下午,临江新区召开2025年招商大会。\n")
        lines = "".join(f"集中签约了{n}个重点项目。\n" for n in range(2, 40))
        large = documents.page(
            scene, text=f"短讯大会召开\n\n本报讯(记者 方文)3月7日下午,临江新区召开2025年招商大会。\n{lines}"
        )
        assert large.facts.count() >= 30 > small.facts.count()
        counts = []
        river.get(address(document))  # the first call of a session writes it
        for each in (small, large):
            with CaptureQueriesContext(connection) as caught:
                queries.reading_page(each.pk, scene.actor("leader"))
            counts.append(len(caught))
            with CaptureQueriesContext(connection) as caught:
                assert river.get(address(each)).status_code == 200
            counts.append(len(caught))
        assert (counts[0], counts[1]) == (counts[2], counts[3])


class TestDeciding:
    def test_without_scripts_comes_back_to_the_fact(self, river, document):
        money = documents.fact(document, "36亿元", "money")
        answer = river.post(f"/documents/facts/{money.pk}/confirm?version=1")
        assert (answer.status_code, answer["Location"]) == (302, f"/documents/{document.pk}/#fact-{money.pk}")
        money.refresh_from_db()
        assert money.state == "confirmed"

    def test_by_htmx_gives_the_card_and_the_counters_only(self, river, document):
        money = documents.fact(document, "36亿元", "money")
        html = river.post(f"/documents/facts/{money.pk}/confirm?version=1", **HTMX).content.decode()
        assert re.findall(r'data-fact="(\d+)"', html) == [str(money.pk)]
        assert "ld-fact-confirmed" in html
        assert 'id="reading-bar" hx-swap-oob="true"' in html
        assert f'id="meter-{money.article_id}" hx-swap-oob="true"' in html
        assert "<html" not in html

    def test_of_a_fact_that_somebody_changed_says_so_on_its_card(self, scene, river, document):
        money = documents.fact(document, "36亿元", "money")
        operations.decide_fact(
            fact_id=money.pk, state="rejected", version=1, by=scene.actor("riverhead"), at=people.NOW
        )
        answer = river.post(f"/documents/facts/{money.pk}/confirm?version=1", **HTMX)
        assert answer.status_code == 409
        assert "这条记录刚被别人改过" in answer.content.decode()
        assert "ld-fact-rejected" in answer.content.decode()
        whole = river.post(f"/documents/facts/{money.pk}/confirm?version=1")
        assert whole.status_code == 409
        assert "这条记录刚被别人改过" in whole.content.decode()

    def test_a_correction_has_a_form_of_its_fields_as_people_write_them(self, river, document):
        money = documents.fact(document, "36亿元", "money")
        part = river.get(f"/documents/facts/{money.pk}/correct", **HTMX).content.decode()
        assert 'value="36亿元"' in part
        plain = river.get(f"/documents/facts/{money.pk}/correct")
        assert plain["Location"] == f"/documents/{document.pk}/?correct={money.pk}#fact-{money.pk}"
        assert 'value="36亿元"' in river.get(plain["Location"]).content.decode()

    def test_a_correction_is_kept_or_refused_with_what_was_entered(self, river, document):
        money = documents.fact(document, "36亿元", "money")
        given = {"version": 1, "value": "三十多亿", "currency": "CNY", "role": "总金额"}
        refused = river.post(f"/documents/facts/{money.pk}/correct", given, **HTMX)
        assert refused.status_code == 422
        assert "“金额”填的“三十多亿”读不懂" in refused.content.decode()
        assert 'value="三十多亿"' in refused.content.decode()
        kept = river.post(f"/documents/facts/{money.pk}/correct", {**given, "value": "38亿元"}, **HTMX).content.decode()
        assert "须由另一人复核确认" in kept
        assert "ld-fact-waiting" in kept

    def test_a_second_person_confirms_with_the_same_key(self, scene, river, document):
        money = documents.fact(document, "36亿元", "money")
        river.post(
            f"/documents/facts/{money.pk}/correct",
            {"version": 1, "value": "38亿元", "currency": "CNY", "role": "总金额"},
        )
        own = river.post(f"/documents/facts/{money.pk}/confirm?version=2", **HTMX)
        assert "须由另一人复核确认;您是填写人" in own.content.decode()
        head = signed_in(scene.accounts["riverhead"])
        head.post(f"/documents/facts/{money.pk}/confirm?version=2")
        assert [row.id for row in queries.confirmed_facts(document.pk, scene.actor("river"))] == [money.pk]

    def test_a_whole_article_at_once(self, river, document):
        article = document.articles.get(ordinal=2)
        answer = river.post(f"/documents/articles/{article.pk}/confirm", **HTMX)
        assert f'id="article-{article.pk}"' in answer.content.decode()
        assert set(article.facts.values_list("state", flat=True)) == {"confirmed"}

    def test_taking_back_needs_a_reason(self, river, document):
        money = documents.fact(document, "36亿元", "money")
        river.post(f"/documents/facts/{money.pk}/confirm?version=1")
        assert (
            "撤回认定要写理由"
            in river.post(f"/documents/facts/{money.pk}/reopen", {"version": 2}, **HTMX).content.decode()
        )
        river.post(f"/documents/facts/{money.pk}/reopen", {"version": 2, "reason": "看错了"})
        money.refresh_from_db()
        assert money.state == "proposed"


class TestMarking:
    def test_by_offsets_of_a_selection(self, river, document):
        at = document.text.index("产业政策")
        article = document.articles.get(ordinal=1)
        form = river.get(
            address(document, f"mark?article={article.pk}&start={at}&end={at + 4}&type=named"), **HTMX
        ).content.decode()
        assert 'value="产业政策"' in form
        given = {
            "article": article.pk,
            "start": at,
            "end": at + 4,
            "type": "named",
            "name": "产业政策",
            "kind": "policy",
        }
        html = river.post(address(document, "mark"), given, **HTMX).content.decode()
        marked = Fact.objects.get(marked_by_person=True)
        assert (marked.quote, marked.state) == ("产业政策", "confirmed")
        assert f'id="fact-{marked.pk}"' in html

    def test_by_words_copied_from_the_article(self, river, document):
        article = document.articles.get(ordinal=1)
        given = {"article": article.pk, "type": "named", "quote": "产业 政策", "name": "产业政策"}
        answer = river.post(address(document, "mark"), given)
        assert answer["Location"] == address(document, f"#fact-{Fact.objects.get(marked_by_person=True).pk}")

    @pytest.mark.parametrize(
        ("quote", "sentence"),
        [
            ("没有的话", "在这篇报道里找不到“没有的话”。请从原文中复制。"),
            ("大会", "“大会”在这篇报道里出现 3 次。请多复制几个字,让它只出现一次。"),
        ],
    )
    def test_words_that_are_not_there_once_are_refused_in_the_form(self, river, document, quote, sentence):
        article = document.articles.get(ordinal=1)
        answer = river.post(
            address(document, "mark"), {"article": article.pk, "type": "org", "quote": quote, "name": quote}, **HTMX
        )
        assert (answer.status_code, answer["HX-Retarget"]) == (422, "#marking-form")
        assert sentence in answer.content.decode()


class TestFiling:
    def test_shows_beforehand_what_will_be_made_and_makes_it(self, scene, river, document):
        for article in document.articles.all():
            operations.decide_article(article_id=article.pk, by=scene.actor("river"), at=people.NOW)
        html = river.get(address(document)).content.decode()
        assert "将生成" in html and "批次" in html
        answer = river.post(address(document, "file"))
        assert answer["Location"] == address(document, "#filed")
        assert Document.objects.get().filed_at is not None
        assert "已于" in river.get(address(document)).content.decode()

    def test_with_nothing_confirmed_is_refused_in_words(self, river, document):
        answer = river.post(address(document, "file"))
        assert answer.status_code == 409
        assert "没有新的已核事实可以归档" in answer.content.decode()

    def test_reading_again_comes_back_to_the_page(self, river, document):
        assert river.post(address(document, "read-again"))["Location"] == address(document)
        assert document.readings.count() == 2


class TestList:
    def test_finds_documents_by_two_characters_of_their_text(self, river, document):
        assert document.title in river.get("/documents/?q=云舟").content.decode()
        assert document.title in river.get("/documents/?q=临江日报").content.decode()
        assert "没有符合条件的文档" in river.get("/documents/?q=没有这话").content.decode()

    def test_filters_by_state_unit_and_day(self, scene, river, document):
        shown = [f"state=to_decide&unit={document.unit_id}", "issue_from=2025-03-01&issue_to=2025-03-31", "kind=page"]
        hidden = [
            "state=filed",
            "state=decided",
            "issue_to=2025-03-01",
            f"unit={scene.units['望山街道'].pk}",
            "kind=ledger",
        ]
        for query in shown:
            assert document.title in river.get(f"/documents/?{query}").content.decode(), query
        for query in hidden:
            assert f'href="/documents/{document.pk}/"' not in river.get(f"/documents/?{query}").content.decode(), query

    def test_pages_by_key_forwards_and_back(self, scene):
        for number in range(5):
            documents.page(scene, text=documents.PAGE + f"\n第{number}版")
        actor = scene.actor("river")
        first = queries.documents(viewer=actor, limit=2)
        second = queries.documents(viewer=actor, limit=2, after=int(first.after))
        third = queries.documents(viewer=actor, limit=2, after=int(second.after))
        assert [len(each.rows) for each in (first, second, third)] == [2, 2, 1]
        assert (first.before, third.after) == ("", "")
        assert queries.documents(viewer=actor, limit=2, before=int(third.before)).rows == second.rows

    def test_takes_as_many_statements_for_thirty_rows_as_for_one(self, scene):
        counts = []
        for number in range(30):
            documents.page(scene, text=documents.PAGE + f"\n第{number}版")
            if number in (0, 29):
                actor = scene.actor("river")
                with CaptureQueriesContext(connection) as caught:
                    queries.documents(viewer=actor, text="招商")
                counts.append(len(caught))
        assert counts == [3, 3]
