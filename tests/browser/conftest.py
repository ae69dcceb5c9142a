"""A real Chromium for the pages: found on the machine, never fetched; every breach of the security policy fails the test."""

import os
import shutil
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandlerMixin

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
ROOT = Path(__file__).resolve().parents[2]

# Playwright's event loop runs in the tests' thread; Django would take every query there for one in async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="session")
def chromium():
    """Start Chromium once, or skip loudly where there is none."""
    path = (
        os.environ.get("LUODI_CHROMIUM")
        or shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if not path:
        pytest.skip("browser: NOT RUN (no Chromium on this machine; apt install chromium fonts-noto-cjk)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def static_files_are_kept(monkeypatch):
    """Let the browser keep static files, as production does: a page asks for twelve, and tests open hundreds of pages.

    The age is longer than any journey in time that a test makes.
    """
    serve = StaticFilesHandlerMixin.serve

    def serve_to_keep(self, request):
        answer = serve(self, request)
        answer["Cache-Control"] = "public, max-age=315360000, immutable"
        return answer

    monkeypatch.setattr(StaticFilesHandlerMixin, "serve", serve_to_keep)


@pytest.fixture
def page_of(chromium, live_server):
    """Give a function that opens a page for somebody who has signed in, None for a stranger: `page_of("bureau", width=390)`.

    Its contexts are closed at the end, so that no thread of the server keeps a connection for a browser that went.
    """
    from tests.browser.test_pages import session_of

    contexts = []

    def opened(who: str | None, width: int = 1600):
        context = chromium.new_context(locale="zh-CN", viewport={"width": width, "height": 900})
        contexts.append(context)
        context.set_default_timeout(30_000)
        if who is not None:
            context.add_cookies([session_of(who, live_server.url)])
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def open_page(chromium, live_server):
    """Give a function that opens an address: `open_page("/gallery/", theme="dark", width=390)`.

    At the end every message of the console about the content security policy, and every script error, fails the test.
    """
    contexts, faults = [], []

    def note(message) -> None:
        # What a test evaluates (axe measures with inline styles of its own) has no address; what a page does has one.
        if message.type == "error" and message.location["url"]:
            faults.append(f"{message.text} ({message.location['url']})")

    def open_at(
        path: str, *, theme: str = "light", width: int = 1600, height: int = 900, locale: str = "zh-CN", **options
    ):
        context = chromium.new_context(locale=locale, viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(30_000)
        context.add_cookies([{"name": "luodi_theme", "value": theme, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: faults.append(str(error)))
        assert page.goto(live_server.url + path).ok
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(scope="session")
def violations():
    """Give a function that lists what axe finds on a page, as (rule, first element)."""
    axe = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.exists():
        pytest.skip("axe-core is not installed: run `make run` once with node")
    script = axe.read_text(encoding="utf-8")

    def run(page) -> list[tuple[str, str]]:
        page.evaluate(script)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        return [(each["id"], each["nodes"][0]["html"][:200]) for each in found]

    return run
