"""The campaign month in a real browser: an issue found, put right, checked, found again; 84.20 opens its source rows."""

import pytest

from luodi.campaigns.models import Issue
from tests.browser.test_pages import faults_of
from tests.browser.test_reviews import kept
from tests.given import campaigned as given
from tests.given.contacts import photo
from tests.given.people import district

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


def picture(colour: tuple[int, int, int]) -> dict:
    return {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": photo(colour)}


def test_the_campaign_month(page_of, live_server, violations):
    scene = district()
    plan = given.plan(scene)
    given.golden_month(scene, plan)
    base = f"{live_server.url}/campaigns/plans/{plan.pk}/"

    office, street = page_of("planning"), page_of("river")

    def find(found: str, due: str, colour: tuple[int, int, int]) -> None:
        office.goto(f"{base}issues/new")
        for name, value in (("place", "澄波路12号"), ("what", "渣土裸露"), ("found", found), ("due", due)):
            office.fill(f"[name={name}]", value)
        office.select_option("[name=unit]", label="临河街道")
        office.set_input_files("[name=photo]", picture(colour))
        office.get_by_role("button", name="登记问题").click()
        office.wait_for_url("**/campaigns/issues/*/")

    def put_right(day: str, colour: tuple[int, int, int]) -> None:
        street.goto(office.url)
        street.fill("[name=words]", "已覆盖防尘网")
        street.fill("[name=day]", day)
        street.set_input_files("[name=photo]", picture(colour))
        street.get_by_role("button", name="报告整改").click()
        street.get_by_text("已报告整改，等另一人核查。").wait_for()
        assert street.get_by_role("button", name="销号").count() == 0
        office.goto(street.url)
        office.get_by_role("button", name="销号").click()
        office.get_by_text("已销号。").wait_for()

    find("2025-04-03", "2025-04-10", (200, 10, 10))
    put_right("2025-04-05", (10, 200, 10))
    find("2025-04-20", "2025-04-25", (180, 30, 30))
    assert office.get_by_text("第 2 次发现").is_visible()
    put_right("2025-04-22", (30, 180, 30))
    assert office.locator("figure img").count() == 2
    office.wait_for_function("[...document.querySelectorAll('figure img')].every(image => image.naturalWidth === 64)")
    row = Issue.objects.get(place="澄波路12号")
    assert (row.state, row.times) == ("closed", 2)
    issue = office.url

    street.goto(f"{base}month/?month=2025-03")
    assert street.get_by_role("cell", name="84.20").first.is_visible()
    street.get_by_role("link", name="逾期 3 件").click()
    street.wait_for_url("**/issues/?month=2025-03**how=late")
    assert street.locator("tbody tr").count() == 3

    for width, height in ((1600, 900), (390, 844)):
        office.set_viewport_size({"width": width, "height": height})
        for name, address in (
            ("wall", base), ("month", f"{base}month/?month=2025-03"), ("issues", f"{base}issues/"), ("issue", issue),
            ("new-issue", f"{base}issues/new"), ("targets", f"{base}targets"), ("import", f"{base}tasks/import"),
            ("new-plan", f"{live_server.url}/campaigns/plans/new"),
            ("task", f"{live_server.url}/campaigns/tasks/{plan.tasks.first().pk}/"),
        ):  # fmt: skip
            assert faults_of(office, address, violations if width == 1600 else lambda page: []) == [], (name, width)
            kept(office, f"campaign-{name}-{width}")
