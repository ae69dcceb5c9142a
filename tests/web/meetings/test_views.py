"""Pages of meetings and batches: numbers, sources, corrections, what others may not see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi.meetings import operations
from luodi.meetings.models import Batch, Meeting
from tests.given import meetings as given
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, district
from tests.given.projects import project, several, yi


@pytest.fixture
@kept
def scene(db):
    return district()


def text_of(response) -> str:
    return response.content.decode()


def client(scene, who="bureau"):
    return signed_in(scene.accounts[who])


class TestMeetings:
    def test_teach_the_next_step_where_there_are_none(self, scene):
        assert "还没有会议" in text_of(client(scene).get("/meetings/"))

    def test_are_listed_with_their_batches(self, scene):
        given.congress(scene)
        page = text_of(client(scene).get("/meetings/"))
        assert given.HEADLINE in page
        assert "2026-03-07" in page

    def test_open_with_batches_people_and_what_came_from_them(self, scene):
        given.congress(scene)
        page = text_of(client(scene).get(f"/meetings/{Meeting.objects.get().pk}/"))
        for said in ("集中签约的重点项目", "江明远", "临河街道", "优化服务", "完成地块征迁", "索要名单"):
            assert said in page

    def test_open_the_source_of_every_figure(self, scene):
        given.congress(scene)
        signing = given.batch_of("signing")
        page = text_of(client(scene).get("/meetings/batches/"))
        assert f"/documents/facts/{signing.fact_id}/" in page
        assert f"/documents/facts/{signing.total_fact_id}/" in page

    def test_are_read_in_english_too(self, scene):
        given.congress(scene)
        browser = client(scene)
        page = text_of(browser.get(f"/meetings/{Meeting.objects.get().pk}/", headers={"Accept-Language": "en"}))
        assert "Demands made in speeches" in page
        assert "讲话中的要求" not in page

    def test_of_an_internal_document_answer_404_to_another_unit(self, scene):
        given.congress(scene, by="river", data_class="internal")
        number, batch = Meeting.objects.get().pk, given.batch_of("signing").pk
        hill = client(scene, "hill")
        for address in (f"/meetings/{number}/", f"/meetings/batches/{batch}/", f"/meetings/batches/{batch}/slots/1/"):
            assert hill.get(address).status_code == 404
        assert given.HEADLINE not in text_of(hill.get("/meetings/"))

    @pytest.mark.parametrize("who", ["sysadmin", "secadmin", "auditadmin"])
    def test_are_closed_to_administrators(self, scene, who):
        assert client(scene, who).get("/meetings/").status_code == 403

    def test_are_corrected_with_a_reason(self, scene):
        given.congress(scene)
        number = Meeting.objects.get().pk
        form = {
            "version": 1,
            "kind": "signing",
            "name": "签约大会",
            "held_date": "2026-03-08",
            "host": "",
            "reason": "改期",
        }
        assert client(scene).post(f"/meetings/{number}/correct", form).status_code == 302
        assert (Meeting.objects.get().kind, Meeting.objects.get().name) == ("signing", "签约大会")

    def test_keep_what_was_entered_when_a_correction_is_refused(self, scene):
        given.congress(scene)
        number = Meeting.objects.get().pk
        form = {"version": 1, "kind": "trip", "name": "别的名称", "held_date": "", "reason": " "}
        response = client(scene).post(f"/meetings/{number}/correct", form)
        assert response.status_code == 422
        assert "别的名称" in text_of(response)

    def test_ask_for_the_same_number_of_queries_with_one_row_and_with_ten(self, scene):
        given.congress(scene)
        browser = client(scene)
        browser.get("/meetings/")
        with CaptureQueriesContext(
            connection,
        ) as one:
            browser.get("/meetings/")
        for n in range(9):
            given.congress(scene, text=given.TEXT.replace("2026年招商大会", f"2026年第{n}次招商大会"))
        with CaptureQueriesContext(connection) as ten:
            browser.get("/meetings/")
        assert len(ten) == len(one)


class TestBatch:
    def test_shows_nameless_places_as_nameless(self, scene):
        given.congress(scene)
        page = text_of(client(scene).get(f"/meetings/batches/{given.batch_of('payout').pk}/"))
        assert "澄川医药科技" in page
        assert page.count("未点名") == 2

    def test_opens_the_project_and_the_row_of_a_place(self, scene):
        given.congress(scene)
        own = project(scene, amount=yi("2"))
        operations.fill_slot(
            batch_id=given.batch_of("signing").pk, ordinal=1, project_id=own.pk, source_kind="row", source_id=77,
            by=scene.actor("river"), at=NOW,
        )  # fmt: skip
        page = text_of(client(scene).get(f"/meetings/batches/{given.batch_of('signing').pk}/"))
        assert f"/projects/{own.pk}/" in page
        assert "/documents/rows/77/" in page

    def test_hides_another_units_project_and_counts_it(self, scene):
        given.congress(scene)
        own = project(scene, amount=yi("2"))
        operations.fill_slot(
            batch_id=given.batch_of("signing").pk, ordinal=1, project_id=own.pk, source_kind="row", source_id=77,
            by=scene.actor("river"), at=NOW,
        )  # fmt: skip
        page = text_of(client(scene, "hill").get(f"/meetings/batches/{given.batch_of('signing').pk}/"))
        assert own.name not in page
        assert "已占用" in page
        assert "另有 1 个不在您的范围" in page

    def test_names_a_place_by_hand(self, scene):
        given.congress(scene)
        batch = given.batch_of("payout")
        address = f"/meetings/batches/{batch.pk}/slots/3/name"
        assert client(scene).post(address, {"version": 1, "name": "云栖仪器"}).status_code == 302
        assert batch.slots.get(ordinal=3).name == "云栖仪器"

    def test_takes_a_pasted_list(self, scene):
        given.congress(scene)
        batch = given.batch_of("payout")
        assert (
            client(scene).post(f"/meetings/batches/{batch.pk}/names", {"names": "云栖仪器\r\n柳岸光电"}).status_code
            == 302
        )
        assert batch.slots.exclude(filled_at=None).count() == 4

    def test_explains_a_refusal_where_it_happened(self, scene):
        given.congress(scene)
        batch = given.batch_of("payout")
        response = client(scene).post(f"/meetings/batches/{batch.pk}/slots/3/name", {"version": 1, "name": " "})
        assert response.status_code == 422
        assert "请填写第 3 号的名称" in text_of(response)

    def test_refuses_an_officer_of_another_unit(self, scene):
        given.congress(scene)
        batch = given.batch_of("payout")
        address = f"/meetings/batches/{batch.pk}/slots/3/name"
        assert client(scene, "river").post(address, {"version": 1, "name": "云栖仪器"}).status_code == 403

    def test_sets_the_kind_and_answers_the_question(self, scene):
        given.congress(scene)
        batch = given.batch_of("other")
        form = {"version": 1, "kind": "headquarters", "label": "授牌的企业", "count": 8, "total": "", "binding": "unknown",
                "reason": "核对过名单"}  # fmt: skip
        assert client(scene).post(f"/meetings/batches/{batch.pk}/correct", form).status_code == 302
        assert Batch.objects.get(pk=batch.pk).kind == "headquarters"

    def test_settles_a_finding(self, scene):
        given.congress(scene)
        batch = given.batch_of("other")
        finding = batch.findings.get()
        address = f"/meetings/batches/{batch.pk}/findings/{finding.pk}/settle"
        assert client(scene).post(address, {"answer": "保留为其他"}).status_code == 302
        assert "保留为其他" in text_of(client(scene).get(f"/meetings/batches/{batch.pk}/"))

    def test_asks_for_as_many_queries_with_one_project_as_with_thirty(self, scene):
        given.congress(scene, text=given.TEXT.replace("3个重点项目", "40个重点项目"), facts=[
            (type_, quote.replace("3个重点项目", "40个重点项目"),
             {**value, "value": 40} if quote == "3个重点项目" else
             {**value, "of": "40个重点项目"} if type_ == "money" else value)
            for type_, quote, value in given.FACTS
        ])  # fmt: skip
        batch, ids, browser = given.batch_of("signing"), several(scene, 31), client(scene)
        bureau = scene.actor("bureau")

        def fill(projects):
            rows = [operations.Filling(project_id=pk, source_kind="row", source_id=pk) for pk in projects]
            operations.fill_slots(batch_id=batch.pk, fillings=rows, by=bureau, at=NOW)

        fill(ids[:1])
        browser.get(f"/meetings/batches/{batch.pk}/")
        with CaptureQueriesContext(connection) as one:
            browser.get(f"/meetings/batches/{batch.pk}/")
        fill(ids[1:])
        with CaptureQueriesContext(connection) as thirty:
            browser.get(f"/meetings/batches/{batch.pk}/")
        assert len(thirty) == len(one)
