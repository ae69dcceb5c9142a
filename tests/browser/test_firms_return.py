"""A firm's return in a real browser: confirmed by its link, verified, shown on the board, appealed, corrected, frozen."""

import re
from datetime import datetime

import pytest
import time_machine

from luodi.observations.models import Observation
from luodi.scoreboards.models import Board
from luodi.values.period import Period
from tests.browser.test_pages import faults_of
from tests.browser.test_scoreboard import kept
from tests.given import observed, promised
from tests.given import projects as given_projects
from tests.given import scored as given
from tests.given.people import district
from tests.given.promised import term

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
RETURNED, SHOWN, APPEALED, OVER = (
    datetime.fromisoformat(f"2025-07-{day}:00+08:00") for day in ("03T09:00", "07T09:00", "08T10:00", "14T09:00")
)
SOURCES = given.SOURCES | {"fixed_assets": "credited:fixed_assets"}


def laid_out():
    """Lay out a district with a firm of one street, its plan, and a board that credits streets for projects and firms."""
    scene = district()
    given.people(scene)
    board = given.board(scene, given.pack(scene, sources=SOURCES), at=given.JULY)
    unit = observed.subject(scene, "临河街道", unit="临河街道", kind="unit")
    promised.promise(scene, unit, indicator="fixed_assets", terms=[term(2025, "1000000000")])
    return scene, board, observed.firm(scene, given_projects.firm("示例澄波科技有限公司"))


def returned(scene, firm):
    """Report the firm's investment of the second quarter."""
    return observed.reported(scene, firm, "40000", period=Period.of_quarter(2025, 2), at=RETURNED)


def fixed_assets(page) -> str:
    """Give the line of fixed assets as the unit's page shows it, without spaces."""
    return re.sub(r"\s", "", page.locator("tr:has-text('固定资产投资')").first.inner_text())


def confirmed(sender, firm, series: str, home: str, violations) -> None:
    """Let the unit's head make the link and the firm answer by it."""
    sender.goto(series)
    sender.get_by_role("button", name=re.compile("确认链接")).click()
    link = re.search(r"/firm/[\w\-]+/", sender.locator("code").inner_text()).group()
    assert faults_of(firm, home + link, violations) == []
    kept(firm, "firm-asked")
    firm.get_by_label("您的姓名").fill("甲某")
    firm.get_by_label("职务").fill("法定代表人")
    firm.get_by_role("button", name="数据无误，确认").click()
    firm.get_by_text("已收到，谢谢").wait_for()


def appealed(head, of_unit: str) -> None:
    """Let the unit's head appeal against the figure of fixed assets."""
    head.goto(of_unit)
    head.locator("#id_appeal_indicator").select_option("fixed_assets")
    head.get_by_label("依据").fill("专项审计报告第 3 页")
    head.get_by_label("理由").fill("审计核定为 5 亿元")
    head.get_by_role("button", name="提出申诉").click()
    head.get_by_text("待答复").first.wait_for()


def newest(row) -> Observation:
    """Give what is known of the series now."""
    return Observation.objects.get(series_id=row.series_id, replaced_by=None)


def test_confirmed_by_link_verified_shown_appealed_corrected_and_frozen(page_of, live_server, violations):
    with time_machine.travel(RETURNED, tick=True) as clock:
        scene, board, one = laid_out()
        row = returned(scene, one)
        series = f"{live_server.url}/observations/{row.series_id}/"
        of_unit = f"{live_server.url}/scoreboards/{board.pk}/units/{scene.units['临河街道'].pk}/"

        # Another than who reported it makes the link.
        confirmed(page_of("riverhead"), page_of(None), series, live_server.url, violations)
        head = page_of("riverhead")
        head.goto(series)
        assert "甲某" in head.locator("body").inner_text()
        head.get_by_text("已核实").first.wait_for()  # two persons and the firm stand behind it
        kept(head, "firm-confirmed")
        assert newest(row).state == "verified"

        clock.move_to(SHOWN)
        bureau = page_of("bureau")
        assert faults_of(bureau, of_unit, violations) == []
        assert "4.00亿元" in fixed_assets(bureau) and "项目归集" in fixed_assets(bureau)
        bureau.goto(f"{live_server.url}/scoreboards/{board.pk}/")
        bureau.get_by_role("button", name="公示").click()
        bureau.get_by_text("公示中，").wait_for()

        clock.move_to(APPEALED)
        appealed(page_of("riverhead"), of_unit)
        wished = observed.corrected(scene, newest(row), "50000", at=APPEALED)
        assert wished.value == 500_000_000
        bureau = page_of("bureau")
        bureau.goto(f"{live_server.url}/scoreboards/{board.pk}/")
        bureau.get_by_label("答复").fill("已按审计在来源处更正")
        bureau.get_by_role("button", name="采纳", exact=True).click()
        bureau.get_by_text("已采纳申诉。").wait_for()
        bureau.goto(of_unit)
        assert "5.00亿元" in fixed_assets(bureau)

        clock.move_to(OVER)
        other = page_of("bureau2")
        other.goto(f"{live_server.url}/scoreboards/{board.pk}/")
        other.get_by_role("button", name="定榜").click()
        other.get_by_text("这里是定榜时的原样").wait_for()
        assert Board.objects.get().state == "frozen"
        other.goto(f"{of_unit}?at=2025-07-07")
        assert "4.00亿元" in fixed_assets(other)
