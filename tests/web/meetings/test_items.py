"""Pages of items before meetings: from putting one to the approved decision, lists, agenda, strangers."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi.meetings import operations
from luodi.meetings.models import Decision, Item
from luodi.meetings.operations import Decided, ItemContent
from luodi.projects.models import Evidence, Project
from luodi.tasks.models import Task
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, district
from tests.given.projects import project, several


@pytest.fixture
@kept
def scene(db):
    return district()


@pytest.fixture
def one(scene):
    return project(scene)


def text_of(response) -> str:
    return response.content.decode()


def client(scene, who="bureau"):
    return signed_in(scene.accounts[who])


def put(scene, one, **change):
    content = ItemContent(**({"body": "joint_review", "title": "联审议题", "text": "用地需求"} | change))
    return operations.put_item(project_id=one.pk, content=content, by=scene.actor("river"), at=NOW)


FORM = {"body": "executive", "title": "提请审议投资协议", "legal_opinion": "given", "legal_reference": "〔2025〕1号"}
DECISION = {
    "version": 1, "outcome": "pass", "number": "会议纪要〔2025〕3号", "decided_date": "2025-03-07", "conditions": "年内开工",
    "dissent_who_1": "区财政局", "dissent_what_1": "分期拨付",
}  # fmt: skip


def test_an_item_goes_from_the_form_to_the_approved_decision_and_its_follow_up(scene, one):
    river, bureau = client(scene, "river"), client(scene)
    assert one.name in text_of(river.get("/meetings/items/new?q=澄川"))
    river.post("/meetings/items/new", FORM | {"project": one.pk})
    item = Item.objects.get()
    address = f"/meetings/items/{item.pk}/"
    assert river.post(f"{address}decide", DECISION).status_code == 302
    decision = Decision.objects.get()
    assert "核定" in text_of(bureau.get(address)) and "分期拨付" in text_of(bureau.get(address))
    assert river.post(f"{address}decisions/{decision.pk}/approve").status_code == 403
    bureau.post(f"{address}decisions/{decision.pk}/approve")
    assert Evidence.objects.get(item="meeting_decision").reference == DECISION["number"]
    unit = scene.units["规划资源局"].pk
    bureau.post(f"{address}follow-up", {"title": "落实用地", "unit": unit, "due_date": "2025-04-01"})
    task = Task.objects.get()
    assert f"/tasks/{task.pk}/" in text_of(river.get(address))
    seen = text_of(client(scene, "planning").get(address))
    assert "落实用地" in seen and f"/projects/{one.pk}/" not in seen
    assert "区财政局" not in text_of(client(scene, "finance").get(address))


def test_what_is_refused_stands_in_the_form_again(scene, one):
    item = put(scene, one)
    river = client(scene, "river")
    answer = river.post(f"/meetings/items/{item.pk}/decide", DECISION | {"number": "", "conditions": "保留的话"})
    assert answer.status_code == 422
    assert "纪要文号" in text_of(answer) and "保留的话" in text_of(answer)
    assert river.post(f"/meetings/items/{item.pk}/edit", FORM | {"version": 9, "reason": "改"}).status_code == 409
    assert river.post("/meetings/items/new", {"project": one.pk, "body": "x", "title": "t"}).status_code == 422


def test_a_decision_of_another_item_is_not_there(scene, one):
    item, other = put(scene, one), put(scene, one, body="special")
    decided = Decided("revise", "1号", date(2025, 3, 7))
    decision = operations.record_decision(item_id=other.pk, version=1, decided=decided, by=scene.actor("river"), at=NOW)
    answer = client(scene).post(f"/meetings/items/{item.pk}/decisions/{decision.pk}/approve")
    assert answer.status_code == 404


def test_is_not_there_for_another_unit(scene, one):
    item = put(scene, one)
    hill = client(scene, "hill")
    assert hill.get(f"/meetings/items/{item.pk}/").status_code == 404
    assert "联审议题" not in text_of(hill.get("/meetings/items/"))


def test_the_list_narrows_sorts_exports_and_the_agenda_is_printed(scene, one):
    bureau = client(scene)
    assert "还没有议题" in text_of(bureau.get("/meetings/items/"))
    put(scene, one, planned_date=date(2025, 3, 20))
    assert "联审议题" in text_of(bureau.get("/meetings/items/?body=joint_review&state=waiting&sort=title"))
    assert "联审议题" not in text_of(bureau.get("/meetings/items/?planned_from=2025-03-21&page=x&sort=evil"))
    assert bureau.get("/meetings/items/export").headers["Content-Type"].endswith("sheet")
    agenda = text_of(bureau.get("/meetings/items/agenda?body=joint_review&day=2025-03-20"))
    assert "联审议题" in agenda and "用地需求" in agenda
    assert "这一天没有议题" in text_of(bureau.get("/meetings/items/agenda?body=evil&day=x"))


def test_lists_take_the_same_number_of_statements_for_one_item_and_thirty(scene):
    bureau, ids = client(scene), several(scene, 30)

    def statements(address):
        with CaptureQueriesContext(connection) as queries:
            assert bureau.get(address).status_code == 200
        return len(queries)

    addresses = ("/meetings/items/", "/meetings/items/agenda?body=joint_review&day=2025-03-20")
    first = put(scene, Project.objects.get(pk=ids[0]), planned_date=date(2025, 3, 20))
    bureau.get(addresses[0])
    before = [statements(each) for each in addresses]
    page = statements(f"/meetings/items/{first.pk}/")
    for each in ids[1:]:
        put(scene, Project.objects.get(pk=each), planned_date=date(2025, 3, 20))
    assert [statements(each) for each in addresses] == before
    assert statements(f"/meetings/items/{first.pk}/") == page
