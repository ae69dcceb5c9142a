"""The review page in a real browser: text and findings side by side, keys, one press that takes a wording, a telephone."""

import os
from pathlib import Path

import pytest

from luodi.reviews.models import Review
from tests.browser.test_pages import faults_of, session_of
from tests.given import reviews as given
from tests.given.people import district
from tests.given.reviews import AGREEMENT, BAD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


def kept(page, name: str) -> None:
    """Keep a picture where one is asked for (LUODI_PICTURES names the folder)."""
    if folder := os.environ.get("LUODI_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def test_a_forbidden_clause_is_worded_anew_with_one_key(chromium, live_server, violations):
    scene = district()
    given.regulator(scene)
    review = given.asked(scene, text=AGREEMENT * 3, clauses=())
    context = chromium.new_context(locale="zh-CN", viewport={"width": 1600, "height": 900})
    context.set_default_timeout(30_000)
    context.add_cookies([session_of("river", live_server.url)])
    page = context.new_page()
    address = f"{live_server.url}/reviews/{review.pk}/"
    assert faults_of(page, address, violations) == []
    kept(page, "review")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.dataset.finding") is not None
    assert page.locator(".ld-rv-mark[aria-current]").count() >= 1
    before = page.locator(".ld-rv-finding").count()
    page.keyboard.press("c")
    page.wait_for_url(address)
    page.wait_for_function("before => document.querySelectorAll('.ld-rv-finding').length < before", arg=before)
    assert Review.objects.get().text_version == 2
    assert page.locator(".ld-rv-text").inner_text().count(BAD) <= 3
    page.set_viewport_size({"width": 390, "height": 844})
    for name, path in (("phone", address), ("list", f"{live_server.url}/reviews/"), ("new", f"{live_server.url}/reviews/new"),
                       ("pack", f"{live_server.url}/reviews/pack"), ("changes", f"{address}changes")):  # fmt: skip
        assert faults_of(page, path, lambda page: []) == [], path
        kept(page, f"{name}-390")
    page.set_viewport_size({"width": 1600, "height": 900})
    for name in ("", "new", "pack", "exemptions"):
        assert faults_of(page, f"{live_server.url}/reviews/{name}", violations) == [], name
        kept(page, f"{name or 'list'}-1600")
    context.close()
