"""Pages of follow-ups: the desk, asking, reporting, settling, the same number of statements for one row and thirty."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from luodi.tasks import operations
from luodi.tasks.models import Task
from luodi.tasks.operations import NewTask
from tests.given.browsing import signed_in
from tests.given.documents import page
from tests.given.kept import kept
from tests.given.people import NOW, district


@pytest.fixture
@kept
def scene(db):
    found = district()
    found.paper = page(found, "river")
    return found


def client(scene, who="bureau"):
    return signed_in(scene.accounts[who])


def text_of(response) -> str:
    return response.content.decode()


def in_days(n: int) -> str:
    return (timezone.localdate() + timedelta(days=n)).isoformat()


def asked(scene, who="bureau", **change) -> Task:
    form = {
        "title": "完成地块征迁",
        "unit": scene.units["临河街道"].pk,
        "person": "测试river",
        "due_date": in_days(10),
    } | change
    answer = client(scene, who).post("/tasks/follow-ups/new", form)
    assert answer.status_code == 302, text_of(answer)
    return Task.objects.order_by("-pk").first()


def act(scene, who, task, act, **form):
    task.refresh_from_db()
    return client(scene, who).post(f"/tasks/{task.pk}/{act}", {"version": task.version} | form, follow=True)


def test_a_follow_up_goes_from_asking_to_closing_and_back(scene):
    task = asked(scene)
    river = client(scene, "river")
    assert "报进展" in text_of(river.get(f"/tasks/{task.pk}/"))
    assert act(scene, "river", task, "accept").status_code == 200
    shown = act(scene, "river", task, "report", text="已签八户", paper_1=scene.paper.pk)
    assert "已签八户" in text_of(shown) and scene.paper.title in text_of(shown)
    act(scene, "river", task, "done", text="全部签完")
    waiting = text_of(client(scene).get("/waiting/"))
    assert "待销号的督办件" in waiting and "完成地块征迁" in waiting
    assert "没有保存" in text_of(act(scene, "bureau", task, "return", reason=" "))
    assert "缺两户协议" in text_of(act(scene, "bureau", task, "return", reason="缺两户协议", due_date=in_days(20)))
    act(scene, "river", task, "done", text="补齐两户", paper_1=scene.paper.pk)
    assert "核实无误" in text_of(act(scene, "bureau", task, "close", outcome="核实无误"))
    assert "出现反复" in text_of(act(scene, "bureau", task, "ask-again", reason="出现反复", due_date=in_days(30)))
    assert "不再需要" in text_of(act(scene, "bureau", task, "withdraw", outcome="不再需要"))


def test_bad_forms_are_explained_and_nobody_settles_for_the_asker(scene):
    bureau = client(scene)
    for change in ({"due_date": ""}, {"due_date": in_days(-1)}, {"person": "没有此人"}, {"title": " "}, {"unit": "x"}):
        form = {"title": "一件事", "unit": scene.units["临河街道"].pk, "due_date": in_days(3)} | change
        answer = bureau.post("/tasks/follow-ups/new", form)
        assert answer.status_code in (400, 409, 422) and "没有保存" in text_of(answer)
    task = asked(scene)
    assert "报办结要附佐证" in text_of(act(scene, "river", task, "done", text="完了"))
    assert act(scene, "river", task, "close", outcome="自己销号").status_code == 403
    assert act(scene, "hill", task, "report", text="别家").status_code == 404
    assert "由交办人督办" in text_of(act(scene, "river", task, "finish", outcome="完了"))
    plain = operations.open_task(
        task=NewTask(kind="follow_up", title="走访", unit_id=scene.units["临河街道"].pk),
        by=scene.actor("river"),
        at=NOW,
    )
    assert "不是督办件" in text_of(act(scene, "river", plain, "report", text="去了"))


def test_the_desk_counts_narrows_sorts_and_exports(scene):
    bureau = client(scene)
    assert "还没有督办件" in text_of(bureau.get("/tasks/follow-ups/"))
    task = asked(scene, title="按期的一件")
    asked(scene, title="临期的一件", due_date=in_days(1))
    Task.objects.filter(pk=asked(scene, title="逾期的一件").pk).update(due_date=in_days(-6), remind_date=in_days(-9))
    desk = text_of(bureau.get("/tasks/follow-ups/?sort=title"))
    assert "逾期 6 天" in desk and "剩 1 天" in desk
    late = text_of(bureau.get("/tasks/follow-ups/?standing=over&q=一件"))
    assert "逾期的一件" in late and "按期的一件" not in late
    assert "按期的一件" in text_of(client(scene, "river").get("/tasks/follow-ups/?part=held"))
    assert "按期的一件" not in text_of(client(scene, "river").get("/tasks/follow-ups/?part=asked"))
    assert "没有符合条件" in text_of(bureau.get(f"/tasks/follow-ups/?meeting=999&unit={task.unit_id}&page=x&sort=evil"))
    file = bureau.get("/tasks/follow-ups/export?standing=over")
    cells = [cell for row in openpyxl.load_workbook(BytesIO(file.content)).active.values for cell in row]
    assert "逾期的一件" in cells and "按期的一件" not in cells


def test_pages_take_as_many_statements_for_thirty_rows_as_for_one(scene):
    bureau = client(scene)

    def statements(address):
        with CaptureQueriesContext(connection) as queries:
            assert bureau.get(address).status_code == 200
        return len(queries)

    task = asked(scene)
    addresses = ("/tasks/follow-ups/", f"/tasks/{task.pk}/")
    act(scene, "river", task, "report", text="第一条", paper_1=scene.paper.pk)
    bureau.get(addresses[0])
    before = [statements(each) for each in addresses]
    who = scene.actor("bureau")
    for n in range(29):
        wanted = NewTask(kind="follow_up", title=f"第{n}件", unit_id=task.unit_id, due_date=task.due_date)
        operations.ask_for(task=wanted, by=who, at=timezone.now())
    for n in range(5):
        act(scene, "river", task, "report", text=f"进展{n}", paper_1=scene.paper.pk)
    assert [statements(each) for each in addresses] == before == [10, 14]
