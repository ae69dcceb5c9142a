"""A committee decision followed to its end, and a trip whose findings became actions, as two people do it in a browser."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from luodi.meetings.models import Meeting
from luodi.tasks.models import Step, Task
from tests.browser.test_pages import faults_of, session_of
from tests.given import documents
from tests.given.people import district

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


def kept(page, name: str) -> None:
    """Keep a picture where one is asked for (LUODI_PICTURES names the folder)."""
    if folder := os.environ.get("LUODI_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def in_days(n: int) -> str:
    return (timezone.localdate() + timedelta(days=n)).isoformat()


@pytest.fixture
def desks(chromium, live_server):
    """Give the pages of the bureau, which asks, and of the street, which holds."""
    scene, contexts, pages, faults = district(), [], {}, []
    scene.paper = documents.page(scene, "river")
    for who in ("bureau", "river"):
        context = chromium.new_context(locale="zh-CN", viewport={"width": 1600, "height": 1000})
        context.set_default_timeout(30_000)
        context.add_cookies([session_of(who, live_server.url)])
        pages[who] = context.new_page()
        pages[who].on("pageerror", lambda error: faults.append(str(error)))
        contexts.append(context)
    yield scene, live_server.url, pages["bureau"], pages["river"]
    for context in contexts:
        context.close()
    assert faults == []


def open_meeting(page, url: str, kind: str, name: str, day: str) -> None:
    page.goto(f"{url}/meetings/new")
    page.fill("#id_name", name)
    page.select_option("#id_kind", kind)
    page.fill("#id_held_date", day)
    page.get_by_role("main").get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def ask(page, form: str, n: int, title: str, unit: str, day: str, person: str = "") -> None:
    page.fill(f"#id_{form}_title_{n}", title)
    page.select_option(f"#id_{form}_unit_{n}", label=unit)
    page.fill(f"#id_{form}_due_{n}", day)
    page.fill(f"#id_{form}_person_{n}", person)


def report(page, text: str, act: str, paper: int | None = None) -> None:
    page.fill("#id_report_text", text)
    if paper:
        page.select_option("#id_paper_1", str(paper))
    page.get_by_role("button", name=act).click()
    page.wait_for_load_state()


def test_a_committee_decision_is_followed_to_its_end(desks, violations):
    scene, url, bureau, river = desks
    open_meeting(bureau, url, "committee", "区委常委会会议", in_days(-1))
    meeting = Meeting.objects.get()
    bureau.get_by_text("列入听取事项").click()
    bureau.fill("#id_hear_title", "一季度招商汇报")
    bureau.get_by_role("button", name="列入", exact=True).click()
    expect(bureau.locator("#matters")).to_contain_text("一季度招商汇报")
    bureau.fill("#id_resolve_number", "纪要第1条")
    bureau.fill("#id_resolve_text", "本季度内腾空签约项目地块")
    ask(bureau, "resolve", 1, "腾空地块", "临河街道", in_days(10), "测试river")
    ask(bureau, "resolve", 2, "望山段征迁", "望山街道", in_days(2))
    bureau.get_by_role("button", name="登记并交办").click()
    expect(bureau.locator("#resolutions")).to_contain_text("剩 10 天")
    task = Task.objects.get(title="腾空地块")
    address = f"{url}/tasks/{task.pk}/"

    river.goto(f"{url}/tasks/follow-ups/?part=held")
    river.get_by_role("link", name="腾空地块").first.click()
    river.get_by_role("button", name="我来办").click()
    expect(river.get_by_role("button", name="我来办")).to_have_count(0)
    report(river, "十二户已签十户", "报进展", scene.paper.pk)
    expect(river.locator("#steps")).to_contain_text(scene.paper.title)
    report(river, "全部腾空", "报办结")
    expect(river.get_by_role("button", name="报办结")).to_have_count(0)
    expect(river.get_by_role("button", name="销号")).to_have_count(0)

    bureau.goto(f"{url}/waiting/")
    bureau.get_by_role("link", name="腾空地块").click()
    bureau.get_by_text("退回重办").click()
    bureau.fill("#id_return_reason", "缺两户协议")
    bureau.get_by_role("button", name="退回", exact=True).click()
    expect(bureau.locator("#steps")).to_contain_text("缺两户协议")
    river.goto(address)
    report(river, "补齐两户协议", "报办结", scene.paper.pk)
    bureau.goto(address)
    kept(bureau, "task-to-close-1600")
    bureau.fill("#id_close_outcome", "现场核实，已腾空")
    bureau.get_by_role("button", name="销号").click()
    expect(bureau.locator("#steps")).to_contain_text("现场核实，已腾空")
    bureau.fill("#id_again_reason", "两户返迁")
    bureau.fill("#id_again_due", in_days(20))
    bureau.get_by_role("button", name="重新打开").click()
    expect(bureau.locator("#steps")).to_contain_text("两户返迁")
    kinds = list(Step.objects.filter(task=task).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["progress", "done", "returned", "done", "closed", "reopened"]

    pages = {"meeting": f"/meetings/{meeting.pk}/", "desk": "/tasks/follow-ups/", "task": f"/tasks/{task.pk}/",
             "ask": "/tasks/follow-ups/new", "new": "/meetings/new"}  # fmt: skip
    for page, width in ((bureau, 1600), (river, 390)):
        page.set_viewport_size({"width": width, "height": 900})
        for name, path in pages.items():
            if page is river and name in ("meeting",):
                continue
            assert faults_of(page, url + path, violations) == [], (path, width)
            kept(page, f"{name}-{width}")
    bureau.set_viewport_size({"width": 390, "height": 900})
    assert faults_of(bureau, url + pages["meeting"], violations) == []
    kept(bureau, "meeting-390")


def test_the_findings_of_a_trip_become_actions(desks, violations):
    _, url, bureau, river = desks
    open_meeting(bureau, url, "trip", "赴云栖谷考察", in_days(-40))
    address = bureau.url
    expect(bureau.get_by_text("考察归来 40 天，还没有一项行动")).to_be_visible()
    kept(bureau, "trip-idle-1600")
    bureau.goto(f"{url}/meetings/")
    expect(bureau.locator("#meetings")).to_contain_text("没有行动")
    kept(bureau, "meetings-1600")
    bureau.goto(f"{url}/waiting/")
    bureau.get_by_role("link", name="赴云栖谷考察").click()
    bureau.fill("#id_find_seen", "园区一窗受理")
    bureau.fill("#id_find_why", "审批权限下放到园区")
    bureau.fill("#id_find_needs", "下放七项权限")
    ask(bureau, "find", 1, "拟定下放清单", "临河街道", in_days(15))
    bureau.get_by_role("button", name="登记并交办").click()
    expect(bureau.locator("#findings")).to_contain_text("拟定下放清单")
    expect(bureau.get_by_text("还没有一项行动")).to_have_count(0)
    assert faults_of(bureau, address, violations) == []
    kept(bureau, "trip-1600")
    river.goto(f"{url}/tasks/follow-ups/")
    expect(river.locator("#follow-ups")).to_contain_text("拟定下放清单")
    bureau.set_viewport_size({"width": 390, "height": 900})
    assert faults_of(bureau, address, violations) == []
    kept(bureau, "trip-390")
