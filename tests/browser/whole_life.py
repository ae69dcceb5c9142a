"""The hands of the people of the whole-life story: who is there, signing in as one of them, filling forms, passing gates."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from luodi.people import operations as people
from tests.given import reviews
from tests.given.browsing import signed_in
from tests.given.people import NOW, PASSWORD, SET_UP, District, district

DESKS = {
    "planning": "规划资源局", "finance": "财政局", "ecology": "生态环境局", "safety": "应急管理局", "housing": "住建局",
    "science": "科技局", "trade": "商务局", "industry": "经信局",
}  # fmt: skip
READY = "domcontentloaded"
BEGIN = datetime.fromisoformat("2026-03-09T09:00:00+08:00")


def whole_district() -> District:
    """Give the small district with eight departments for the joint review, the market regulator and the justice bureau."""
    scene = district()
    reviews.regulator(scene)
    for name, unit in {**DESKS, "justice": "司法局"}.items():
        if unit not in scene.units:
            scene.units[unit] = people.add_unit(
                name=unit, kind="department", parent_id=scene.root.pk, by=SET_UP, at=NOW
            )
            _seat(scene, name, unit)
    return scene


def _seat(scene: District, name: str, unit: str) -> None:
    person = people.add_person(name=f"测试{name}", by=SET_UP, at=NOW)
    people.give_post(
        person_id=person.pk, unit_id=scene.units[unit].pk, role="department", from_date=date(2024, 1, 1), by=SET_UP, at=NOW
    )  # fmt: skip
    scene.accounts[name] = people.open_account(
        person_id=person.pk, sign_in_name=name, password=PASSWORD, temporary=False, by=SET_UP, at=NOW
    )


class Story:
    """A browser that passes from hand to hand; `project` and `agreement` are addresses once there is one."""

    def __init__(self, page: Page, scene: District, origin: str, folder: Path, clock) -> None:
        self.page, self.scene, self.origin, self.folder, self.clock = page, scene, origin, folder, clock
        self.project = self.agreement = ""
        self.sessions: dict[str, str] = {}

    def later(self, days: int) -> None:
        """Let days go by; everybody signs in anew."""
        self.clock.shift(timedelta(days=days))
        self.sessions.clear()

    def as_(self, name: str) -> "Story":
        """Hand the browser to somebody."""
        cookie = settings.SESSION_COOKIE_NAME
        if name not in self.sessions:
            self.sessions[name] = signed_in(self.scene.accounts[name]).cookies[cookie].value
        self.page.context.add_cookies([{"name": cookie, "value": self.sessions[name], "url": self.origin}])
        return self

    def open(self, path: str) -> "Story":
        """Open a page that has to be there."""
        answer = self.page.goto(path if path.startswith("http") else self.origin + path, wait_until=READY)
        assert answer and answer.ok, (path, answer and answer.status)
        return self

    def fill(self, form: str, **values: str) -> "Story":
        """Fill fields of a form by name: texts are typed, choices taken by value."""
        for name, value in values.items():
            place = self.page.locator(f"{form} [name='{name}']").first
            if place.evaluate("each => each.tagName") == "SELECT":
                place.select_option(value)
            else:
                place.fill(value)
        return self

    def press(self, label: str, within: str = "main") -> "Story":
        """Press a button by its words and wait for the page that answers; a page that refuses fails the story."""
        with self.page.expect_navigation(wait_until=READY) as answer:
            self.page.locator(within).get_by_role("button", name=label, exact=True).first.click()
        assert answer.value.ok, (label, answer.value.status, self.page.locator("main").inner_text()[:600])
        return self

    def unfold(self, label: str, within: str = "main") -> "Story":
        """Open what is folded under some words."""
        self.page.locator(f"{within} summary", has_text=label).first.click()
        return self

    def sees(self, *words: str, within: str = "main") -> "Story":
        """Make sure that words stand on the page."""
        for word in words:
            expect(self.page.locator(within).first).to_contain_text(word)
        return self

    def claim(self, stage: str) -> "Story":
        """Claim a stage on the project's page, as its unit's officer."""
        self.as_("river").open(self.project)
        return self.fill("#claim", stage=stage).press("自报这一阶段", "#claim")

    def show(self, **evidence: str) -> "Story":
        """Enter evidence of gates by hand, as the unit's officer: each item with its reference."""
        self.as_("river").open(self.project + "gates/")
        for item, reference in evidence.items():
            self.fill("#put", item=item, reference=reference, effective_date=timezone.localdate().isoformat())
            self.press("登记证据", "#put").sees(reference, within="#evidence")
        return self

    def pass_gates(self, *gates: str, claimed: bool = False) -> "Story":
        """Claim the last of some stages as the unit's officer, and pass their gates as the bureau: they are confirmed then."""
        if not claimed:
            self.claim(gates[-1])
        self.as_("bureau").open(self.project + "gates/")
        for gate in gates:
            self.page.locator("#pass").get_by_role("button", name=re.compile(f"^通过关口 {gate} ")).click()
            expect(self.page.locator("#pass")).not_to_contain_text(f"通过关口 {gate} ")
        return self

    def may_not_pass(self, why: str) -> "Story":
        """Make sure that the bureau sees why the next gate can't be passed, and no button to do it."""
        self.as_("bureau").open(self.project + "gates/").sees(why, within="#pass")
        expect(self.page.locator("#pass").get_by_role("button", name=re.compile("^通过关口"))).to_have_count(0)
        return self
