"""Sources through the front door: passages, originals, and what another unit never sees."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi.documents import operations, queries, storage
from luodi.documents.models import Row
from luodi.documents.operations import intakes
from luodi.journal.models import Line
from tests.given import documents, files, people
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
def money(scene, document):
    fact = documents.fact(document, "36亿元", "money")
    return operations.decide_fact(fact_id=fact.pk, state="confirmed", version=1, by=scene.actor("river"), at=people.NOW)


class TestSource:
    def test_lights_the_passage_and_says_who_confirmed_it_and_when(self, scene, money):
        html = signed_in(scene.accounts["leader"]).get(f"/documents/facts/{money.pk}/").content.decode()
        assert ">36亿元</mark>" in html
        assert "测试river" in html and "2025-03-08 09:00" in html
        assert "确认事实“36亿元”" in html

    def test_comes_as_a_part_for_a_popover(self, scene, money):
        html = signed_in(scene.accounts["leader"]).get(f"/documents/facts/{money.pk}/passage").content.decode()
        assert "<mark>36亿元</mark>" in html
        assert "<html" not in html

    def test_many_places_take_one_statement(self, scene, document):
        ids = list(document.facts.values_list("pk", flat=True))
        actor = scene.actor("river")
        with CaptureQueriesContext(connection) as caught:
            places = queries.fact_sources(ids, actor)
        assert (len(caught), len(places)) == (1, 11)
        assert places[ids[0]].passage.quote in document.text
        assert queries.fact_sources(ids, scene.actor("hill")) == {}


class TestOriginal:
    def test_is_handed_out_as_an_attachment_with_its_name(self, scene):
        document = documents.page(scene, file_name="三月八日 一版.txt")
        answer = signed_in(scene.accounts["river"]).get(f"/documents/{document.pk}/original")
        assert answer.content == documents.PAGE.encode()
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E4%B8%89")
        assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
        assert Line.objects.filter(event="document.downloaded", object_id=document.pk).count() == 1

    def test_that_was_damaged_on_the_disk_is_not_handed_out(self, scene, document):
        storage.place_of(document.file_id).write_bytes(b"something else")
        answer = signed_in(scene.accounts["river"]).get(f"/documents/{document.pk}/original")
        assert answer.status_code == 404
        assert "something else" not in answer.content.decode()


class TestAnotherUnit:
    def test_finds_nothing_anywhere(self, scene, document, money):
        article = document.articles.first()
        hill = signed_in(scene.accounts["hill"])
        looks = [f"/documents/{document.pk}/", f"/documents/{document.pk}/original", f"/documents/{document.pk}/mark?article={article.pk}",
                 f"/documents/facts/{money.pk}/", f"/documents/facts/{money.pk}/passage", f"/documents/facts/{money.pk}/correct"]  # fmt: skip
        acts = [f"/documents/facts/{money.pk}/{act}" for act in ("confirm", "reject", "reopen", "correct")]
        acts += [f"/documents/articles/{article.pk}/confirm", f"/documents/{document.pk}/file", f"/documents/{document.pk}/read-again",
                 f"/documents/{document.pk}/mark"]  # fmt: skip
        for address in looks:
            assert hill.get(address).status_code == 404, address
            assert hill.get(address, **HTMX).status_code == 404, address
        for address in acts:
            given = {"article": article.pk, "reason": "x"}
            assert hill.post(address, given).status_code == 404, address
            assert hill.post(address, given, **HTMX).status_code == 404, address
        assert document.title not in hill.get("/documents/?q=云舟").content.decode()

    def test_sees_a_public_page_but_decides_nothing(self, scene):
        document = documents.page(scene, data_class="public")
        hill = signed_in(scene.accounts["hill"])
        html = hill.get(f"/documents/{document.pk}/").content.decode()
        assert 'data-do="confirm"' not in html
        assert hill.post(f"/documents/facts/{document.facts.first().pk}/confirm?version=1").status_code == 403

    def test_administrators_see_no_business_rows(self, scene, document):
        for who in ("sysadmin", "secadmin", "auditadmin"):
            assert signed_in(scene.accounts[who]).get(f"/documents/{document.pk}/").status_code == 403

    def test_a_department_sees_the_page_that_it_put_in_itself(self, scene, document):
        own = documents.page(scene, "planning", text=documents.PAGE + "\n规划")
        planning = signed_in(scene.accounts["planning"])
        assert planning.get(f"/documents/{own.pk}/").status_code == 200
        assert planning.get(f"/documents/{document.pk}/").status_code == 404


class TestRow:
    def row_of(self, scene, who="river"):
        """Take a sheet's row in as its first check does, and give it."""
        actor = scene.actor(who)
        document = operations.add_document(
            data=files.xlsx(), file_name="ledger.xlsx", title="", kind="ledger", by=actor, at=people.NOW
        )
        intake = intakes.begin_intake(
            document_id=document.pk,
            file_name="ledger.xlsx",
            mode="good_rows",
            rows=1,
            unit_id=actor.unit_id,
            by=actor,
            at=people.NOW,
        )
        return Row.objects.create(
            intake=intake, number=3, values={"cells": {"name": "云舟项目"}}, unit_id=actor.unit_id
        )

    def test_leads_to_the_page_of_the_import(self, scene):
        row = self.row_of(scene)
        answer = signed_in(scene.accounts["river"]).get(f"/documents/rows/{row.pk}/", follow=True)
        assert answer.status_code == 200
        assert "云舟项目" in answer.content.decode()

    def test_is_another_units_business(self, scene):
        row = self.row_of(scene)
        assert signed_in(scene.accounts["hill"]).get(f"/documents/rows/{row.pk}/").status_code == 404
