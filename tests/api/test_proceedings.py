"""The API of meetings by hand and follow-ups: from a decision to its end by calls alone."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.given.browsing import signed_in
from tests.given.documents import page
from tests.given.kept import kept
from tests.given.people import district


@pytest.fixture
@kept
def scene(db):
    found = district()
    found.paper = page(found, "river")
    return found


def call(scene, who, method, path, **body):
    client = signed_in(scene.accounts[who])
    answer = getattr(client, method)(
        f"/api/v1/{path}", *([json.dumps(body), "application/json"] if method == "post" else [])
    )
    return answer.status_code, answer.json()


def test_a_decision_is_followed_to_its_end(scene):
    due = (timezone.localdate() + timedelta(days=9)).isoformat()
    status, meeting = call(scene, "bureau", "post", "meetings", kind="committee", name="常委会", held_date="2025-03-07")
    assert status == 201
    follow = {"title": "完成征迁", "unit_id": scene.units["临河街道"].pk, "due_date": due}
    path = f"meetings/{meeting['id']}"
    call(scene, "bureau", "post", f"{path}/matters", title="招商汇报")
    call(scene, "bureau", "post", f"{path}/minutes", version=1, text="听取汇报")
    status, told = call(scene, "bureau", "post", f"{path}/resolutions", text="一季度完成征迁", follow_ups=[follow])
    assert (status, told["matters"][0]["title"], told["minutes"]) == (201, "招商汇报", "听取汇报")
    (row,) = told["resolutions"][0]["follow_ups"]
    task = f"follow-ups/{row['id']}"
    assert call(scene, "river", "post", f"{task}/done", version=1, text="完了")[0] == 422
    evidence = {"text": "已签约", "document_ids": [scene.paper.pk]}
    call(scene, "river", "post", f"{task}/report", version=1, **evidence)
    assert call(scene, "river", "post", f"{task}/done", version=2, text="完成")[1]["row"]["standing"] == "reported"
    assert call(scene, "river", "post", f"{task}/close", version=3, outcome="自销")[0] == 403
    assert (
        call(scene, "bureau", "post", f"{task}/return", version=3, reason="缺图")[1]["steps"][0]["kind"] == "returned"
    )
    call(scene, "river", "post", f"{task}/done", version=4, **evidence)
    assert call(scene, "bureau", "post", f"{task}/close", version=5, outcome="核实")[1]["row"]["state"] == "done"
    again = call(scene, "bureau", "post", f"{task}/reopen", version=6, reason="反复", due_date=due)[1]
    assert [each["kind"] for each in again["steps"]] == ["reopened", "closed", "done", "returned", "done", "progress"]
    assert call(scene, "leader", "get", f"follow-ups?meeting={meeting['id']}")[1]["total"] == 1
    assert call(scene, "hill", "get", task)[0] == 404


def test_a_trips_finding_becomes_an_action(scene):
    day = (timezone.localdate() - timedelta(days=31)).isoformat()
    _, trip = call(scene, "bureau", "post", "meetings", kind="trip", name="赴云栖谷考察", held_date=day)
    assert call(scene, "bureau", "get", "meetings?idle=true")[1]["total"] == 1
    finding = {"seen": "一窗受理", "why": "权限下放", "needs": "下放七项"}
    _, told = call(scene, "bureau", "post", f"meetings/{trip['id']}/findings", **finding)
    due = timezone.localdate().isoformat()
    action = {"title": "下放权限", "unit_id": scene.units["规划资源局"].pk, "due_date": due}
    path = f"trip-findings/{told['findings'][0]['id']}/actions"
    status, told = call(scene, "bureau", "post", path, follow_ups=[action])
    assert (status, told["days_without_action"]) == (201, None)
    assert call(scene, "bureau", "get", "meetings?idle=true")[1]["total"] == 0
