"""Pages of plans: the wall, the issue with both photos, sheets, the month that opens to its rows; what they cost."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi.campaigns.models import Issue, Plan, PlanTask
from tests.given import campaigned as given
from tests.given.browsing import signed_in
from tests.given.contacts import photo
from tests.given.kept import held
from tests.given.people import District, district


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), held(_built, tmp_path_factory.mktemp("files")) as found:
        yield found


def _built():
    scene = district()
    plan = given.plan(scene)
    given.golden_month(scene, plan)
    return scene, plan


@pytest.fixture
def scene(built, db) -> District:
    return built[0]


@pytest.fixture
def plan(built, scene) -> Plan:
    return built[1]


def page(scene, address, who="planning", status=200):
    answer = signed_in(scene.accounts[who]).get(address)
    assert answer.status_code == status
    return answer.content.decode() if answer.get("Content-Type", "").startswith("text") else answer


def post(scene, address, who="planning", **fields):
    return signed_in(scene.accounts[who]).post(address, fields, follow=True)


def picture(colour):
    return SimpleUploadedFile("现场.jpg", photo(colour), "image/jpeg")


def test_the_month_shows_84_20_and_opens_to_the_issues_that_count(scene, plan):
    base = f"/campaigns/plans/{plan.pk}"
    month = page(scene, f"{base}/month/?month=2025-03", "river")
    assert "84.20" in month and "总分84.20，第1名" in month and "逾期 3 件" in month and "任务未达标" in month
    assert re.search(r"/observations/\d+/", month)
    river = scene.units["临河街道"].pk
    listed = page(scene, f"{base}/issues/?month=2025-03&unit={river}&how=late", "river")
    assert "2025-03 计入考核的问题" in listed and listed.count("河滨路") >= 3
    assert "没有符合条件的问题" in page(scene, f"{base}/issues/?month=2025-03&unit={river}", "hill")
    other = page(scene, f"{base}/month/?month=2025-03&unit={river}", "hill")
    assert "84.20" in other and "望山街道 的实绩与得分" in other and "任务未达标" not in other
    assert "84.20" not in page(scene, f"{base}/month/?month=2025-03&known=2025-03-10", "river")


def test_an_issue_goes_its_way_on_pages_with_both_photos(scene, plan):
    base = f"/campaigns/plans/{plan.pk}"
    fields = {
        "line": given.line(plan), "source": "drone", "level": "grave", "unit": scene.units["临河街道"].pk, "place": "澄波路12号",
        "what": "渣土裸露", "found": "2025-03-03", "due": "2025-03-10",
    }  # fmt: skip
    answer = post(scene, f"{base}/issues/new", **(fields | {"place": ""}))
    assert answer.status_code == 422 and "渣土裸露" in answer.content.decode()
    answer = post(scene, f"{base}/issues/new", photo=picture((200, 10, 10)), **fields)
    row = Issue.objects.get(place="澄波路12号")
    address = f"/campaigns/issues/{row.pk}/"
    assert answer.request["PATH_INFO"] == address
    closing = {"version": row.version, "words": "已覆盖防尘网", "day": "2025-03-05"}
    refused = post(scene, f"{address}close", "river", photo=picture((200, 10, 10)), **closing).content.decode()
    assert "没有" in refused or "已" in refused
    post(scene, f"{address}close", "river", photo=picture((10, 200, 10)), **closing)
    row.refresh_from_db()
    shown = page(scene, address)
    found = re.findall(rf"/campaigns/issues/{row.pk}/photos/\d+", shown)
    assert len(set(found)) == 2 and "销号" in shown
    image = page(scene, found[0], "river")
    assert (image["Content-Type"], image["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    page(scene, found[0], "hill", 404)
    assert signed_in(scene.accounts["river"]).post(f"{address}check", {"answer": "accept"}).status_code == 403
    post(scene, f"{address}check", version=row.version, answer="accept")
    assert "已销号" in page(scene, address, "river")
    post(scene, f"{address}change", version=1, answer="withdraw", reason="x")
    assert Issue.objects.get(pk=row.pk).state == "closed"


def test_a_task_goes_its_way_on_pages(scene, plan):
    base = f"/campaigns/plans/{plan.pk}"
    fields = {
        "line": given.line(plan),
        "title": "清洗护栏",
        "lead": scene.units["临河街道"].pk,
        "due": "2025-12-01",
        "proof": "photo",
    }
    post(scene, f"{base}/tasks/new", **fields)
    row = PlanTask.objects.get(title="清洗护栏")
    assert "清洗护栏" in page(scene, f"{base}/", "river")
    assert "另有其他单位的任务" in page(scene, f"{base}/", "hill")
    address = f"/campaigns/tasks/{row.pk}/"
    post(scene, f"{address}report", "river", version=1, words="洗好了", day="2025-03-05", file=picture((7, 8, 9)))
    post(scene, f"{address}check", version=2, answer="return", reason="再洗一遍")
    assert "再洗一遍" in page(scene, address, "river")
    post(scene, f"{address}change", version=3, answer="move", due="2025-12-20", reason="降雨")
    assert "2025-12-20" in page(scene, address, "river")
    page(scene, address, "hill", 404)


def test_a_plan_is_started_and_its_targets_are_set(scene, plan):
    fields = {
        "name": "清水示例行动", "year": "2025", "office": scene.units["规划资源局"].pk, "lines": "碧水\n净土",
        "streets": [scene.units["临河街道"].pk],
    }  # fmt: skip
    assert post(scene, "/campaigns/plans/new", **(fields | {"lines": ""})).status_code == 422
    answer = post(scene, "/campaigns/plans/new", **fields)
    made = Plan.objects.get(campaign__name="清水示例行动")
    assert "碧水" in answer.content.decode() and "清水示例行动" in page(scene, "/campaigns/", "river")
    target = {"unit": scene.units["临河街道"].pk, "indicator": "pm25", "value": "28", "source": "任务书"}
    assert post(scene, f"/campaigns/plans/{made.pk}/targets", **(target | {"value": "0"})).status_code == 422
    assert "28" in post(scene, f"/campaigns/plans/{made.pk}/targets", **target).content.decode()


def test_sheets_go_out_and_come_in_again(scene, plan):
    base = f"/campaigns/plans/{plan.pk}"
    for address in ("tasks/template", "issues/template", "tasks/export", "issues/export?state=open"):
        assert page(scene, f"{base}/{address}").content.startswith(b"PK")
    out = page(scene, f"{base}/tasks/export").content
    back = post(scene, f"{base}/tasks/import", mode="all", file=SimpleUploadedFile("任务.xlsx", out)).content.decode()
    assert "一行也没有导入" in back and "已有这个单位的任务" in back
    assert "请选择要上传的文件" in post(scene, f"{base}/issues/import", mode="all").content.decode()
    page(scene, f"{base}/tasks/import", "river", 403)


@pytest.mark.parametrize(
    ("address", "most"), [("", 22), ("month/?month=2025-03", 24), ("issues/", 20), ("targets", 18)]
)
def test_pages_cost_the_same_for_many_rows(scene, plan, address, most):
    client = signed_in(scene.accounts["planning"])

    def statements():
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/campaigns/plans/{plan.pk}/{address}").status_code == 200
        return len(found)

    statements()
    first = statements()
    for n in range(4):
        given.task(scene, plan, f"更多任务{n}", helpers=["望山街道"])
        given.issue(scene, plan, f"更多地点{n}")
    assert statements() == first
    assert first <= most
