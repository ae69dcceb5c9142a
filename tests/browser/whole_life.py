"""The hands of the people of the whole-life story: who is there, signing in as one of them, filling forms, passing gates."""

import re
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page, expect

from luodi.people import operations as people
from tests.given.browsing import signed_in
from tests.given.people import NOW, SET_UP, District, district

JOINT = ("规划资源局", "财政局", "生态环境局", "应急管理局", "住建局", "科技局", "商务局", "经信局")
OTHERS = {
    "ecology": "生态环境局", "safety": "应急管理局", "housing": "住建局", "science": "科技局", "trade": "商务局",
    "industry": "经信局", "market": "市场监督管理局", "market_two": "市场监督管理局", "justice": "司法局",
}  # fmt: skip
DESKS = {"规划资源局": "planning", "财政局": "finance"} | {
    unit: name for name, unit in OTHERS.items() if name != "market_two"
}


def whole_district() -> District:
    """Give the small district with eight departments for the joint review, market supervision and justice."""
    scene = district()
    people.load_initial_parameters(by=SET_UP, at=NOW)
    for name, unit in OTHERS.items():
        if unit not in scene.units:
            scene.units[unit] = people.add_unit(
                name=unit, kind="department", parent_id=scene.root.pk, by=SET_UP, at=NOW
            )
        _seat(scene, name, unit, "department")
    _seat(scene, "bureau_two", "投资促进局", "promotion_bureau")
    return scene


def _seat(scene: District, name: str, unit: str, role: str) -> None:
    person = people.add_person(name=f"测试{name}", by=SET_UP, at=NOW)
    people.give_post(
        person_id=person.pk, unit_id=scene.units[unit].pk, role=role, from_date=date(2024, 1, 1), by=SET_UP, at=NOW
    )
    scene.accounts[name] = people.open_account(
        person_id=person.pk, sign_in_name=name, password="Canal-Bridge-77!", temporary=False, by=SET_UP, at=NOW
    )


class Story:
    """A browser that passes from hand to hand; `project` is the address of the project's main page once there is one."""

    def __init__(self, page: Page, scene: District, origin: str, folder: Path) -> None:
        self.page, self.scene, self.origin, self.folder, self.project = page, scene, origin, folder, ""

    def as_(self, name: str) -> "Story":
        """Hand the browser to somebody: a fresh session of that account."""
        cookie = signed_in(self.scene.accounts[name]).cookies["sessionid"].value
        self.page.context.clear_cookies()
        self.page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": self.origin}])
        return self

    def open(self, path: str) -> "Story":
        """Open a page that has to be there."""
        answer = self.page.goto(path if path.startswith("http") else self.origin + path)
        assert answer and answer.ok, (path, answer and answer.status)
        return self

    def fill(self, form: str, **values: str) -> "Story":
        """Fill fields of a form by name: texts are typed, choices taken by value or label."""
        for name, value in values.items():
            place = self.page.locator(f"{form} [name='{name}']").first
            if place.evaluate("each => each.tagName") == "SELECT":
                place.select_option(value)
            elif place.get_attribute("type") == "checkbox":
                place.check()
            else:
                place.fill(value)
        return self

    def press(self, label: str, within: str = "main") -> "Story":
        """Press a button by its words and wait for the page that answers."""
        self.page.locator(within).get_by_role("button", name=label, exact=True).first.click()
        self.page.wait_for_load_state()
        return self

    def sees(self, *words: str) -> "Story":
        """Make sure that words stand on the page."""
        for word in words:
            expect(self.page.locator("main")).to_contain_text(word)
        return self

    def claim(self, stage: str) -> "Story":
        """Claim a stage on the project's page, as its unit's officer."""
        self.as_("river").open(self.project)
        return self.fill("#claim", stage=stage).press("自报这一阶段", "#claim")

    def show(self, item: str, reference: str, days_ago: int = 1) -> "Story":
        """Enter evidence of a gate by hand, as the unit's officer."""
        day = (timezone.localdate() - timedelta(days=days_ago)).isoformat()
        self.as_("river").open(self.project + "gates/")
        return (
            self.fill("#put", item=item, reference=reference, effective_date=day)
            .press("登记证据", "#put")
            .sees(reference)
        )

    def pass_gate(self, gate: str, by: str = "bureau") -> "Story":
        """Pass the next gate, as somebody who may; its stage is confirmed afterwards."""
        self.as_(by).open(self.project + "gates/")
        self.page.locator("#pass").get_by_role("button", name=re.compile(f"^通过关口 {gate} ")).click()
        self.page.wait_for_load_state()
        expect(self.page.locator("#pass")).not_to_contain_text(f"通过关口 {gate} ")
        return self
