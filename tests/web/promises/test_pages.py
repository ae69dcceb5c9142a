"""Pages of promises: the lamp in the list, the source behind each figure, looking back, and who sees nothing."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi.promises.models import Promise
from luodi.promises.operations import Parties
from tests.given import observed
from tests.given import projects as given_projects
from tests.given import promised as given
from tests.given import transfers as given_transfers
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import district
from tests.given.promised import term


@pytest.fixture
@kept
def scene(db):
    found = district()
    given_transfers.parameters()
    return found


def text_of(scene, address, who="river"):
    answer = signed_in(scene.accounts[who]).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_promise_stands_in_the_list_with_its_lamp_and_leads_to_each_source(scene):
    one = observed.subject(scene)
    assert "还没有承诺" in text_of(scene, "/promises/")
    row = given.promise(
        scene, one, terms=[term(2024, "12000000")],
        parties=Parties(promisor_unit_id=one.unit_id, beneficiary_unit_id=scene.units["望山街道"].pk),
    )  # fmt: skip
    seen = observed.verified(scene, one, "1200")
    given.approved(scene, given.supplement(scene, row, [term(2024, "24000000")]))
    given.act(scene, row, "moved", date(2025, 6, 30))
    listed = text_of(scene, "/promises/?lamp=red&sort=-due")
    assert "示例澄波项目" in listed and "未兑现" in listed and f"/promises/{row.pk}/" in listed
    page = text_of(scene, f"/promises/{row.pk}/")
    assert f"/observations/{seen.series_id}/" in page and "完成50.0%" in page
    assert "补充约定" in page and "到期日顺延" in page and "土地交付延后" in page
    other = text_of(scene, f"/promises/{row.pk}/", "hill")
    assert "完成50.0%" not in other and f"/observations/{seen.series_id}/" not in other and "未兑现" in other
    assert signed_in(scene.accounts["river"]).get(f"/promises/{row.pk}/?at=2025-03-07").status_code == 404


def test_strangers_to_it_find_nothing_and_the_list_costs_the_same_for_many(scene):
    one = observed.subject(scene)
    row = given.promise(scene, one)
    assert signed_in(scene.accounts["hill"]).get(f"/promises/{row.pk}/").status_code == 404
    assert signed_in(scene.accounts["sysadmin"]).get("/promises/").status_code == 403
    river = signed_in(scene.accounts["river"])

    def statements():
        with CaptureQueriesContext(connection) as found:
            assert river.get("/promises/").status_code == 200
        return len(found)

    river.get("/promises/")
    first = statements()
    for _ in range(9):
        given.promise(scene, one)
    assert statements() == first


def test_from_the_form_over_a_colleague_to_new_terms_and_a_moved_day(scene):
    one = observed.subject(scene)
    river, head = signed_in(scene.accounts["river"]), signed_in(scene.accounts["riverhead"])
    form = {"promisor": "unit", "basis": "target_plan", "reference": "第 3 条", "indicator": "fixed_assets", "measure": "sum",
            "terms": "2024年 0", "unit": "万元"}  # fmt: skip
    assert f"/promises/new/{one.pk}/" in river.get(f"/subjects/{one.pk}/").content.decode()
    refused = river.post(f"/promises/new/{one.pk}/", form)
    assert (
        refused.status_code == 422 and "须大于零" in refused.content.decode() and "第 3 条" in refused.content.decode()
    )
    assert (
        river.post(f"/promises/new/{one.pk}/", form | {"terms": "2024年 1200\n2025年 900 2026-01-31"}).status_code
        == 302
    )
    row = Promise.objects.get()
    assert [(each.target, each.due_date.isoformat()) for each in row.terms.order_by("pk")] == [
        (12_000_000, "2024-12-31"), (9_000_000, "2026-01-31"),
    ]  # fmt: skip
    base = f"/promises/{row.pk}/"
    river.post(f"{base}supplement", {"version": 1, "ground": "补签", "terms": "2024年 600", "unit": "万元"})
    asked = row.supplements.get()
    assert "批准第 1 号补充约定" in head.get(base).content.decode()
    assert "批准第 1 号补充约定" not in river.get(base).content.decode()
    assert river.post(f"{base}supplements/{asked.pk}", {"version": 2, "answer": "approve"}).status_code == 403
    head.post(f"{base}supplements/{asked.pk}", {"version": 2, "answer": "approve"})
    running = row.terms.get(known_at__isnull=False, known_until=None)
    assert running.target == 6_000_000
    river.post(
        f"{base}terms/{running.pk}",
        {"version": 3, "kind": "moved", "day": "2099-06-30", "ground": "government", "reason": "批复晚"},
    )
    act = running.acts.get()
    head.post(f"{base}acts/{act.pk}", {"version": 4, "answer": "approve"})
    act.refresh_from_db()
    assert act.state == "approved" and "顺延" in river.get(base).content.decode()
    assert signed_in(scene.accounts["hill"]).get(f"/promises/new/{one.pk}/").status_code == 404


def test_a_projects_tab_lists_its_promises_and_leads_to_the_form_of_a_new_one(scene):
    project = given_projects.project(scene)
    river = signed_in(scene.accounts["river"])
    address = f"/projects/{project.pk}/promises/"
    assert "还没有承诺" in river.get(address).content.decode()
    form = river.post(address)
    assert form.status_code == 302 and "/promises/new/" in form.url
    project.refresh_from_db()
    row = given.promise(scene, project.subject, terms=[term(2024, "12000000"), term(2025, "24000000")])
    observed.verified(scene, project.subject, "1200")
    listed = river.get(address).content.decode()
    assert f"/promises/{row.pk}/" in listed and "未兑现" not in listed
    assert "promise-chart" in river.get(f"/promises/{row.pk}/").content.decode()
    assert signed_in(scene.accounts["hill"]).get(address).status_code == 404
