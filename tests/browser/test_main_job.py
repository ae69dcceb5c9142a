"""The main job from beginning to end, as an officer does it: a page comes in, its facts are confirmed and filed, an Excel
ledger names the thirty-seven places, and every number opens the passage it came from.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.given import people, sheets

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
SAMPLE = Path(__file__).resolve().parents[2] / "src" / "luodi" / "demo" / "sample-page.txt"
UNITS = ["临河街道", "望山街道", "城投平台"]


@pytest.fixture
def officer(open_page):
    """Sign in at the front door, with the password, as the bureau's officer."""
    people.district()
    page = open_page("/sign-in/", width=1600, height=1000)
    page.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    page.fill("[name=sign_in_name]", "bureau")
    page.fill("[name=password]", people.PASSWORD)
    page.click("main button[type=submit], .ld-sheet button[type=submit]")
    page.wait_for_url(lambda address: "sign-in" not in address)
    return page


def origin(page) -> str:
    return re.match(r"https?://[^/]+", page.url)[0]


def upload(page, path: Path) -> None:
    page.goto(origin(page) + "/documents/new")
    page.set_input_files("input[name=file]", str(path))
    page.fill("[name=issue_date]", "2025-03-08")
    page.fill("[name=outlet]", "示例日报")
    page.select_option("[name=data_class]", "public")
    page.get_by_role("button", name="上传并读取").click()
    page.wait_for_url(re.compile(r"/documents/\d+/$"))


def confirm_everything(page) -> None:
    """Confirm each article as a whole, then the doubtful ones one by one, with the key for it."""
    whole = page.locator("[data-do=article]")
    while left := whole.count():
        whole.first.click()
        expect(whole).not_to_have_count(left)
    waiting = page.locator(".ld-fact-proposed")
    while left := waiting.count():
        waiting.first.focus()
        page.keyboard.press("c")
        expect(waiting).not_to_have_count(left)


def file_records(page) -> None:
    page.locator("#reading-bar").get_by_role("button", name="归档成册").click()
    page.locator("#filed").wait_for()


def figures(page) -> dict[str, str]:
    """Read the page of batches: kind → "named / stated"."""
    page.goto(origin(page) + "/meetings/batches/")
    rows = page.locator("#batches tbody tr")
    return {
        row.locator("td").nth(2).inner_text().strip(): re.sub(r"\s", "", row.locator("td").nth(3).inner_text())
        for row in rows.all()
    }


def ledger_of(page, tmp_path: Path, label: str) -> Path:
    rows = [
        sheets.row(
            number,
            unit=UNITS[number % 3],
            batch=label,
            ordinal=number,
            binding=["投资协议", "框架协议", "未知"][number % 3],
        )
        for number in range(1, 38)
    ]
    path = tmp_path / "签约项目台账.xlsx"
    path.write_bytes(sheets.ledger(rows))
    return path


def take_in(page, path: Path) -> None:
    page.goto(origin(page) + "/imports/")
    page.set_input_files("input[name=file]", str(path))
    page.get_by_role("button", name="上传并检查").click()
    page.wait_for_url(re.compile(r"/imports/\d+/"))
    accept = page.get_by_role("button", name="只需核对的存疑行")
    if accept.count():
        accept.click()
        page.wait_for_load_state()
    page.get_by_role("button", name="导入合格行和已选的行").click()
    page.get_by_text("已导入 37 行").wait_for()


def test_the_whole_job_on_our_own_page(officer, tmp_path):
    do_the_job(officer, SAMPLE, tmp_path)


def test_the_whole_job_on_the_real_page(officer, tmp_path, shared):
    do_the_job(officer, shared / "seed" / "gongshu-page.txt", tmp_path)


def do_the_job(page, document: Path, tmp_path: Path) -> None:
    upload(page, document)
    assert page.locator("section[data-article]").count() == 5
    confirm_everything(page)
    file_records(page)

    stated = figures(page)
    assert stated["签约项目"] == "0/37"
    assert stated["目标计划书"].endswith("/25")
    assert stated["总部企业"] == "0/64"
    assert stated["招商大使"] == "0/14"
    assert stated["招商智库"] == "0/37"
    assert stated["政策兑现"] == "2/24"
    signing = page.locator("#batches tbody tr", has_text="签约项目")
    assert "190.00" in signing.inner_text()
    assert "未知" in signing.inner_text()

    label = signing.locator("td").first.inner_text().strip()
    take_in(page, ledger_of(page, tmp_path, label))
    assert figures(page)["签约项目"] == "37/37"

    page.goto(origin(page) + "/projects/board/")
    assert "37" in page.locator("main").inner_text()
    page.goto(origin(page) + "/projects/")
    assert page.locator("#projects tbody tr").count() == 37
    page.locator("#projects tbody tr a").first.click()
    page.wait_for_url(re.compile(r"/projects/\d+/"))
    assert "签约项目台账.xlsx" in page.locator("main").inner_text()

    page.goto(origin(page) + "/meetings/batches/")
    page.locator("#batches tbody tr", has_text="签约项目").get_by_role("link", name="190.00").click()
    page.wait_for_url(re.compile(r"/documents/facts/\d+/"))
    assert page.locator("mark", has_text="190亿元").count() >= 1
