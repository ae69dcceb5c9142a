"""Pages of credit shares and transfers: from the form with its preview to the approval, lists, exports, strangers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi.observations.models import Transfer
from luodi.projects.models import Project
from tests.given import transfers as given
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, district
from tests.given.projects import project, several


@pytest.fixture
@kept
def scene(db):
    found = district()
    given.parameters()
    return found


@pytest.fixture
def one(scene):
    return project(scene)


def text_of(response) -> str:
    return response.content.decode()


def client(scene, who="bureau"):
    return signed_in(scene.accounts[who])


def form(scene, **change):
    return {"to": scene.units["望山街道"].pk, "reason": "chain", "trigger": "owner", "note": "产业更契合"} | change


def statements(of, address) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert of.get(address).status_code == 200
    return len(queries)


class TestProjectPage:
    def test_says_that_all_is_the_units_and_how_to_pass_it_on(self, scene, one):
        page = text_of(client(scene, "river").get(f"/projects/{one.pk}/credit/"))
        assert "100%" in page and "提出流转" in page and "没有流转过" in page

    def test_shows_shares_of_now_and_then_with_their_sums(self, scene, one):
        given.approved(scene, one, helper_id=scene.units["城投平台"].pk)
        page = text_of(client(scene, "hill").get(f"/projects/{one.pk}/credit/"))
        assert "36%" in page and "54%" in page and "自 2025-04 起" in page

    def test_is_not_there_for_another_unit(self, scene, one):
        assert client(scene, "hill").get(f"/projects/{one.pk}/credit/").status_code == 404

    def test_takes_the_same_number_of_statements_for_one_transfer_and_three(self, scene, one):
        given.approved(scene, one)
        bureau = client(scene)
        address = f"/projects/{one.pk}/credit/"
        bureau.get(address)
        first = statements(bureau, address)
        given.approved(scene, one, to="临河街道", by="hill", taker="river", at=NOW + timedelta(days=40))
        given.approved(scene, one, at=NOW + timedelta(days=80))
        assert statements(bureau, address) == first


class TestPropose:
    def test_previews_the_sums_before_anything_is_said(self, scene, one):
        river = client(scene, "river")
        helper = scene.units["城投平台"].pk
        page = text_of(
            river.get(f"/projects/{one.pk}/credit/transfer/?to={scene.units['望山街道'].pk}&helper={helper}")
        )
        assert "36%" in page and "100%" in page
        assert not Transfer.objects.exists()

    def test_goes_from_the_form_over_acceptance_to_approval(self, scene, one):
        answer = client(scene, "river").post(f"/projects/{one.pk}/credit/transfer/", form(scene))
        transfer = Transfer.objects.get()
        assert answer.headers["Location"] == f"/transfers/{transfer.pk}/"
        hill = client(scene, "hill")
        assert "同意接收" in text_of(hill.get(f"/transfers/{transfer.pk}/"))
        hill.post(f"/transfers/{transfer.pk}/accept", {"version": 1})
        bureau = client(scene)
        assert "批准" in text_of(bureau.get(f"/transfers/{transfer.pk}/"))
        bureau.post(f"/transfers/{transfer.pk}/approve", {"version": 2, "reason": "同意"})
        assert Project.objects.get(pk=one.pk).unit_id == scene.units["望山街道"].pk
        assert hill.get(f"/projects/{one.pk}/credit/").status_code == 200

    def test_refuses_a_third_three_times_and_says_what_would_be_right(self, scene, one):
        shares = {}
        for line, (name, role) in enumerate(
            (("望山街道", "lander"), ("临河街道", "originator"), ("城投平台", "assist")), 1
        ):
            shares |= {
                f"share_unit_{line}": scene.units[name].pk,
                f"share_role_{line}": role,
                f"share_percent_{line}": "33",
            }
        answer = client(scene, "river").post(f"/projects/{one.pk}/credit/transfer/", form(scene, **shares))
        assert answer.status_code == 422
        assert "33.3334%" in text_of(answer) and "产业更契合" in text_of(answer)

    @pytest.mark.parametrize(
        "change", [{"to": "x"}, {"to": ""}, {"reason": "evil"}, {"note": ""}, {"share_percent_1": "NaN"}]
    )
    def test_takes_any_nonsense_without_falling(self, scene, one, change):
        answer = client(scene, "river").post(f"/projects/{one.pk}/credit/transfer/", form(scene, **change))
        assert answer.status_code in (302, 422)

    def test_a_stale_approval_changes_nothing(self, scene, one):
        transfer = given.proposed(scene, one)
        hill = client(scene, "hill")
        assert hill.post(f"/transfers/{transfer.pk}/accept", {"version": 9}).status_code == 409
        assert hill.post(f"/transfers/{transfer.pk}/decline", {"version": 1, "reason": " "}).status_code == 422
        transfer.refresh_from_db()
        assert transfer.state == "proposed"


class TestList:
    def test_teaches_the_next_step_where_there_is_nothing(self, scene):
        assert "还没有流转" in text_of(client(scene).get("/transfers/"))

    def test_narrows_sorts_and_exports(self, scene, one):
        given.proposed(scene, one)
        bureau = client(scene)
        assert one.name in text_of(bureau.get("/transfers/?state=open&sort=label"))
        assert one.name not in text_of(bureau.get("/transfers/?state=approved&unit=x&page=9"))
        assert bureau.get("/transfers/export?state=open").headers["Content-Type"].endswith("sheet")

    def test_takes_the_same_number_of_statements_for_one_row_and_thirty(self, scene):
        bureau = client(scene)
        ids = several(scene, 30)
        given.proposed(scene, Project.objects.get(pk=ids[0]))
        bureau.get("/transfers/")
        first = statements(bureau, "/transfers/")
        for each in ids[1:]:
            given.proposed(scene, Project.objects.get(pk=each))
        assert statements(bureau, "/transfers/") == first
