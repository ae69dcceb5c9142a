"""The gallery in a real browser: no violation of accessibility, nothing wider than the screen, and the keys do what they say."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


def draw_charts(page):
    for chart in page.locator("[data-chart]").all():
        chart.scroll_into_view_if_needed()
        chart.locator("svg").wait_for()
    page.evaluate("scrollTo(0, 0)")


@pytest.mark.parametrize("path", ["/gallery/", "/gallery/screen", "/gallery/screen?light"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1600, 390])
def test_is_accessible_and_fits_the_screen(open_page, violations, path, theme, width):
    page = open_page(path, theme=theme, width=width)
    draw_charts(page)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_rows_are_forty_pixels_and_short_words_never_wrap(open_page, theme):
    page = open_page("/gallery/", theme=theme)
    heights = page.evaluate(
        "[...document.querySelectorAll('[data-state=own_cells] tbody tr')].map(row => row.getBoundingClientRect().height)"
    )
    assert len(heights) >= 14
    assert set(heights) == {40}
    wrapped = "el => el.getClientRects().length > 1 || el.getBoundingClientRect().height > 26"
    for words in (".ld-badge", ".ld-lamp", ".ld-tile-label", ".ld-stage-word", ".ld-side-link span", ".ld-bar-label"):
        assert page.locator(words).evaluate_all(f"all => all.filter({wrapped}).map(el => el.textContent)") == []


def test_the_policy_lets_no_inline_script_or_style_through(open_page):
    page = open_page("/gallery/")
    assert (
        page.evaluate("[...document.querySelectorAll('[style]')].filter(el => !el.closest('[data-chart]')).length") == 0
    )


def test_the_slash_goes_to_the_search_and_the_question_mark_shows_the_keys(open_page):
    page = open_page("/gallery/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.locator("h1").first.click()
    page.keyboard.press("?")
    assert page.locator("#ld-keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#ld-keys").is_visible()


def test_arrows_move_in_a_table_and_space_chooses_a_row(open_page):
    page = open_page("/gallery/")
    page.locator("[data-state=own_cells] .ld-table-scroll").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.rowIndex") == 2
    page.keyboard.press("Space")
    bar = page.locator("[data-state=own_cells] [data-selection]")
    assert bar.is_visible()
    assert "1" in bar.inner_text()


def test_the_theme_changes_at_once_and_stays_after_a_reload(open_page):
    page = open_page("/gallery/")
    page.locator("[data-component=theme_switch][data-state=light] button").click()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"


def test_a_source_opens_beside_its_number(open_page):
    page = open_page("/gallery/")
    page.locator(".ld-source").click()
    assert page.locator("#source-1 mark").inner_text() == "集中签约37个项目，总投资额达190亿元"
    opener, pop = page.locator(".ld-source").bounding_box(), page.locator("#source-1").bounding_box()
    below, above = pop["y"] - opener["y"] - opener["height"], opener["y"] - pop["y"] - pop["height"]
    assert 0 <= max(below, above) < 12
    assert pop["x"] + pop["width"] <= 1600


def test_a_chosen_file_is_named_in_its_drop_zone(open_page):
    page = open_page("/gallery/")
    page.locator("#id_paper").set_input_files(
        {"name": "示例日报.txt", "mimeType": "text/plain", "buffer": "大会".encode()}
    )
    assert page.locator("[data-drop-name]").first.inner_text() == "示例日报.txt"


def test_a_telephone_shows_cards_and_opens_the_menu(open_page):
    page = open_page("/gallery/", width=390, height=844)
    first = page.locator("[data-state=own_cells] tbody tr").first
    assert first.evaluate("row => getComputedStyle(row).display") == "grid"
    assert page.locator("body > .ld-side").is_hidden()
    page.locator(".ld-open-menu").click()
    assert page.locator("body > .ld-side").is_visible()


def test_works_without_scripts(chromium, live_server):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1600, "height": 900})
    page = context.new_page()
    page.goto(live_server.url + "/gallery/")
    page.locator("[data-component=theme_switch][data-state=light] button").click()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    assert page.locator(".ld-chart-canvas").first.is_hidden()
    context.close()


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (3840, 2160)])
def test_the_big_screen_needs_no_scrolling(open_page, width, height):
    page = open_page("/gallery/screen", width=width, height=height)
    draw_charts(page)
    assert page.evaluate("document.documentElement.scrollHeight") <= height
