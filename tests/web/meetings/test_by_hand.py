"""Pages of meetings opened by hand: one press records a decision with its follow-ups; trips say when they led to nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from luodi.meetings.models import Heard, Meeting, Resolution, TripFinding
from luodi.tasks.models import Task
from tests.given.browsing import signed_in
from tests.given.documents import page
from tests.given.kept import kept
from tests.given.people import district


@pytest.fixture
@kept
def scene(db):
    found = district()
    found.paper = page(found, "bureau")
    return found


def client(scene, who="bureau"):
    return signed_in(scene.accounts[who])


def text_of(response) -> str:
    return response.content.decode()


def in_days(n: int) -> str:
    return (timezone.localdate() + timedelta(days=n)).isoformat()


def opened(scene, **change) -> Meeting:
    form = {"kind": "committee", "name": "区委常委会会议", "held_date": in_days(-1), "place": "会议中心"} | change
    answer = client(scene).post("/meetings/new", form)
    assert answer.status_code == 302, text_of(answer)
    return Meeting.objects.order_by("-pk").first()


def follow(scene, n=1, title="完成地块征迁", **change):
    unit = scene.units["临河街道"].pk
    given = {"title": title, "unit": unit, "person": "测试river", "due": in_days(20)} | change
    return {f"{name}_{n}": value for name, value in given.items()}


def test_a_committee_meeting_is_opened_heard_minuted_and_decides(scene):
    meeting, bureau = opened(scene), client(scene)
    address = f"/meetings/{meeting.pk}/"
    matter = {"title": "一季度招商汇报", "unit": scene.units["临河街道"].pk, "material_1": scene.paper.pk}
    assert "一季度招商汇报" in text_of(bureau.post(f"{address}matters", matter, follow=True))
    assert "听取了汇报" in text_of(
        bureau.post(f"{address}minutes", {"version": 1, "text": "会议听取了汇报"}, follow=True)
    )
    decided = {"text": "一季度完成征迁", "number": "第1条", "body": "区委常委会", "heard": Heard.objects.get().pk}
    shown = text_of(
        bureau.post(f"{address}resolutions", decided | follow(scene) | follow(scene, 2, "第二件"), follow=True)
    )
    assert "一季度完成征迁" in shown and "完成地块征迁" in shown and "第二件" in shown
    resolution = Resolution.objects.get()
    corrected = {"text": "二季度完成征迁", "reason": "笔误"}
    shown = text_of(bureau.post(f"/meetings/resolutions/{resolution.pk}/correct", corrected, follow=True))
    assert "二季度完成征迁" in shown and "更正过：笔误" in shown
    second = Resolution.objects.order_by("-pk").first()
    bureau.post(f"/meetings/resolutions/{second.pk}/follow-ups", follow(scene, title="第三件"))
    desk = text_of(bureau.get(f"/tasks/follow-ups/?meeting={meeting.pk}"))
    assert "第三件" in desk and "区委常委会会议" in desk
    gone = {"version": 1, "reason": "改期", "off": "1", "title": ""}
    assert "已撤下" in text_of(bureau.post(f"/meetings/matters/{Heard.objects.get().pk}/change", gone, follow=True))
    assert Task.objects.count() == 3
    street = client(scene, "river")
    assert street.get(address).status_code == 404
    assert "二季度" not in text_of(street.get(f"/tasks/{Task.objects.first().pk}/"))
    assert "第1条 一季度完成征迁" in text_of(street.get(f"/tasks/{Task.objects.first().pk}/"))


def test_bad_forms_keep_what_was_entered(scene):
    meeting, bureau = opened(scene), client(scene)
    answer = bureau.post(
        f"/meetings/{meeting.pk}/resolutions",
        {"form": "resolve", "text": "写了很久的议定"} | follow(scene, person="没有此人"),
    )
    assert answer.status_code >= 400 and "没有保存" in text_of(answer) and "写了很久的议定" in text_of(answer)
    assert not Resolution.objects.exists()
    assert "请写明会议名称" in text_of(bureau.post("/meetings/new", {"kind": "committee", "name": "无日期"}))
    assert "已登记会议" in text_of(bureau.post("/meetings/new", {"kind": "committee", "name": meeting.name,
                                                              "held_date": in_days(-1)}))  # fmt: skip
    assert client(scene, "leader").get("/meetings/new").status_code == 403
    assert client(scene, "hill").post(f"/meetings/{meeting.pk}/resolutions", {"text": "x"}).status_code == 404


def test_a_trip_without_an_action_says_so_until_a_finding_becomes_one(scene):
    trip, bureau = opened(scene, kind="trip", name="赴云栖谷考察", held_date=in_days(-40), host="云栖谷"), client(scene)
    address = f"/meetings/{trip.pk}/"
    assert "考察归来 40 天，还没有一项行动" in text_of(bureau.get(address))
    assert "赴云栖谷考察" in text_of(bureau.get("/meetings/?idle=1"))
    assert "考察归来 40 天" in text_of(bureau.get("/waiting/"))
    finding = {"seen": "园区一窗受理", "why": "审批权下放", "needs": "下放七项权限"}
    bureau.post(f"{address}findings", finding)
    row = TripFinding.objects.get()
    assert "还没有一项行动" in text_of(bureau.get(address))
    bureau.post(f"/meetings/trip-findings/{row.pk}/actions", follow(scene, title="下放七项权限"))
    shown = text_of(
        bureau.post(
            f"/meetings/trip-findings/{row.pk}/correct", finding | {"seen": "一窗通办", "reason": "名称"}, follow=True
        )
    )
    assert "一窗通办" in shown and "还没有一项行动" not in shown
    assert "还没有会议" not in text_of(bureau.get("/meetings/")) and "考察归来" not in text_of(bureau.get("/waiting/"))
    assert bureau.get("/meetings/export?idle=1").status_code == 200


def test_the_page_takes_as_many_statements_for_twenty_decisions_as_for_one(scene):
    meeting, bureau = opened(scene), client(scene)
    address = f"/meetings/{meeting.pk}/"

    def statements(of):
        with CaptureQueriesContext(connection) as queries:
            assert bureau.get(of).status_code == 200
        return len(queries)

    bureau.post(f"{address}matters", {"title": "汇报", "material_1": scene.paper.pk})
    bureau.post(f"{address}resolutions", {"text": "第0条"} | follow(scene))
    before = [statements(each) for each in (address, "/meetings/")]
    for n in range(1, 8):
        bureau.post(f"{address}resolutions", {"text": f"第{n}条"} | follow(scene) | follow(scene, 2))
        bureau.post(f"{address}matters", {"title": f"汇报{n}", "material_1": scene.paper.pk})
    opened(scene, name="另一个会")
    assert [statements(each) for each in (address, "/meetings/")] == before
