"""A board's life in a real browser: verified, shown, appealed against, corrected, frozen, and looked at as it was before."""

import os
from datetime import datetime
from pathlib import Path

import pytest
import time_machine

from luodi.scoreboards.models import Board
from tests.browser.test_pages import faults_of
from tests.given import scored as given
from tests.given.people import district

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
VERIFIED, SHOWN, ANSWERED, OVER = (
    datetime.fromisoformat(f"2025-07-{day}:00+08:00") for day in ("03T09:00", "07T09:00", "08T10:00", "14T09:00")
)


def kept(page, name: str) -> None:
    """Keep a picture where one is asked for (LUODI_PICTURES names the folder)."""
    if folder := os.environ.get("LUODI_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_verified_shown_appealed_corrected_frozen_and_seen_as_it_was(page_of, live_server, violations):
    with time_machine.travel(VERIFIED, tick=True) as clock:
        scene = district()
        board = given.example(scene)
        at = f"{live_server.url}/scoreboards/{board.pk}/"

        clock.move_to(SHOWN)
        bureau, unit = page_of("bureau"), f"{at}units/{scene.units['临河街道'].pk}/"
        assert faults_of(bureau, at, violations) == []
        assert "99.67" in bureau.locator("#board").inner_text()
        kept(bureau, "board-draft")
        bureau.get_by_role("button", name="公示").click()
        bureau.get_by_text("公示中，").wait_for()
        head = page_of("riverhead")
        assert faults_of(head, unit, violations) == []
        head.locator("#id_appeal_indicator").select_option("fixed_assets")
        head.get_by_label("依据").fill("专项审计报告第 3 页")
        head.get_by_label("理由").fill("漏计一个项目的投资 1 亿元")
        head.get_by_role("button", name="提出申诉").click()
        head.get_by_text("待答复").first.wait_for()
        kept(head, "unit-appealed")
        clock.move_to(ANSWERED)
        bureau = page_of("bureau")
        bureau.goto(at)
        kept(bureau, "board-appeal")
        bureau.get_by_label("更正后的实绩").fill("1000000000")
        bureau.get_by_label("答复").fill("审计报告属实")
        bureau.get_by_role("button", name="采纳", exact=True).click()
        bureau.get_by_text("已采纳申诉。").wait_for()
        assert "101.67" in bureau.locator("#board").inner_text()
        clock.move_to(OVER)
        other = page_of("bureau2")
        other.goto(at)
        other.get_by_role("button", name="定榜").click()
        other.get_by_text("这里是定榜时的原样").wait_for()
        assert Board.objects.get().state == "frozen" and "101.67" in other.locator("#board").inner_text()
        kept(other, "board-frozen")
        other.locator("#id_at").fill("2025-07-07")
        other.get_by_role("button", name="查看").click()
        other.get_by_text("不是正式的榜").wait_for()
        assert "99.67" in other.locator("#board").inner_text()
        kept(other, "board-then")
        for name, path in (("list", ""), ("new", "new"), ("packs", "packs/"), ("pack", f"packs/{board.pack_id}/"),
                           ("changes", f"{board.pk}/changes"), ("figures", f"{board.pk}/figures")):  # fmt: skip
            assert faults_of(other, f"{live_server.url}/scoreboards/{path}", violations) == [], name
            kept(other, name)
        phone = page_of("riverhead", 390)
        for name, path in (("board", at), ("unit", unit), ("list", f"{live_server.url}/scoreboards/")):
            assert faults_of(phone, path, violations) == [], name
            kept(phone, f"{name}-390")
