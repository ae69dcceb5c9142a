"""Every main page as a user sees it, in both themes, on a desk and on a telephone: accessible, whole, and within the policy."""

from datetime import datetime

import pytest
from django.conf import settings

from luodi.agreements.models import Agreement
from luodi.campaigns.models import Campaign
from luodi.companies.models import Company
from luodi.demo.building import build
from luodi.documents.models import Document, Intake
from luodi.leads.models import Registration
from luodi.meetings.models import Batch
from luodi.people.models import Account, Unit
from luodi.projects.models import Project
from luodi.reviews.models import Review
from luodi.scoreboards.models import Board
from luodi.tasks.models import Task
from tests.given.browsing import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
LOOKS = [(1600, "light"), (1600, "dark"), (390, "light"), (390, "dark")]
# What axe finds depends on the theme (contrast) and on the width (order, targets), hardly on both together.
EXAMINED = LOOKS[:3]


def addresses() -> list[str]:
    """List the main pages of the demonstration district, one of each kind."""
    batch, page = Batch.objects.get(kind="signing"), Document.objects.get(kind="page")
    project, unit = Project.objects.earliest("pk").pk, Unit.objects.get(name="望潮街道").pk
    meeting, intake = f"/meetings/{batch.meeting_id}/", Intake.objects.get().pk
    return [
        "/", "/cockpit/", "/documents/", "/documents/new", f"/documents/{page.pk}/", "/projects/", "/projects/board/",
        f"/projects/{project}/", f"/projects/{project}/edit/", "/companies/", f"/companies/{Company.objects.earliest('pk').pk}/",
        "/imports/", f"/imports/{intake}/", "/meetings/", meeting, "/meetings/batches/", f"/meetings/batches/{batch.pk}/",
        f"/campaigns/{Campaign.objects.earliest('pk').pk}/", "/tasks/", f"/tasks/{Task.objects.earliest('pk').pk}/", "/people/",
        f"/people/units/{unit}/", "/people/me/", "/settings/", "/settings/parameters/", "/journal/", "/search/?q=生物",
        "/leads/", "/leads/new", f"/leads/{Registration.objects.earliest('pk').pk}/", "/leads/conflicts/", "/leads/duplicates/",
        f"/projects/{project}/gates/", "/gates/", "/gates/board/", "/agreements/", "/agreements/legacy/",
        f"/agreements/{Agreement.objects.earliest('pk').pk}/", "/reviews/", f"/reviews/{Review.objects.earliest('pk').pk}/",
        f"/projects/{project}/contacts/", "/counting/", "/counting/counts/", "/landing-time/", "/waiting/", "/reports/",
        "/filters/", "/notices/", "/scoreboards/", f"/scoreboards/{Board.objects.filter(state='shown').get().pk}/", "/scoreboards/packs/",
    ]  # fmt: skip


def session_of(sign_in_name: str, address: str) -> dict[str, str]:
    """Give the cookie of a session for the browser, made without the password."""
    cookie = signed_in(Account.objects.get(sign_in_name=sign_in_name)).cookies[settings.SESSION_COOKIE_NAME]
    return {"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": address}


def faults_of(page, address: str, examine) -> list[str]:
    """Name what is wrong on a page: its status, what is wider than the screen, what `examine` finds."""
    answer = page.goto(address)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [
        *([] if answer.ok else [f"answers {answer.status}"]),
        *([f"{wider} px wider than the screen"] if wider > 0 else []),
        *(f"{rule}: {first}" for rule, first in examine(page)),
    ]


def test_the_main_pages_are_accessible_and_fit_the_screen(chromium, live_server, violations, own_surroundings):
    build(at=datetime.fromisoformat("2026-11-20T10:00:00+08:00"))
    cookie, pages, faults = session_of("bureau", live_server.url), addresses(), {}
    for width, theme in LOOKS:
        context = chromium.new_context(locale="zh-CN", viewport={"width": width, "height": 900})
        context.add_cookies([cookie, {"name": "luodi_theme", "value": theme, "url": live_server.url}])
        page = context.new_page()
        examine = violations if (width, theme) in EXAMINED else lambda page: []
        said: list[str] = []
        page.on(
            "console",
            lambda each, said=said: said.extend([each.text] * bool(each.type == "error" and each.location["url"])),
        )
        page.on("pageerror", lambda each, said=said: said.append(str(each)))
        for path in pages:
            found = [*faults_of(page, live_server.url + path, examine), *said]
            said.clear()
            if found:
                faults[f"{path} {width} {theme}"] = found
        context.close()
    assert faults == {}
