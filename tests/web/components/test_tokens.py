"""The token file keeps contrast AA in every theme, and claimed, confirmed and the lamps apart."""

import re

import pytest

from luodi.web.jinja import WEB

TOKENS = (WEB / "static/luodi/tokens.css").read_text(encoding="utf-8")
THEMES = ("light", "dark", "cockpit")
GROUNDS = ("bg", "surface", "surface-2", "hover")


def block(selector: str) -> dict[str, str]:
    body = re.search(re.escape(selector) + r" \{(.*?)\n\}", TOKENS, re.S)[1]
    return dict(re.findall(r"--ld-([a-z0-9-]+): (#[0-9a-f]{6});", body))


def theme(name: str) -> dict[str, str]:
    if name == "light":
        return block(':root,\n[data-bs-theme="light"]')
    dark = block('\n[data-bs-theme="dark"]')
    return dark if name == "dark" else {**dark, **block('[data-look="cockpit"][data-bs-theme="dark"]')}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", THEMES)
def test_words_are_readable_on_every_ground(name):
    tokens = theme(name)
    inks = [
        "ink",
        "ink-2",
        "ink-3",
        "link",
        *(f"{each}-ink" for each in ("confirmed", "claimed", "red", "amber", "green", "blue", "grey")),
    ]
    weak = [(ink, ground) for ink in inks for ground in GROUNDS if contrast(tokens[ink], tokens[ground]) < 4.5]
    assert weak == []


@pytest.mark.parametrize("name", THEMES)
def test_badges_are_readable_on_their_own_soft_ground(name):
    tokens = theme(name)
    kinds = ("confirmed", "claimed", "red", "amber", "green", "blue", "grey")
    assert [kind for kind in kinds if contrast(tokens[f"{kind}-ink"], tokens[f"{kind}-soft"]) < 4.5] == []
    assert contrast(tokens["on-solid"], tokens["solid"]) >= 4.5
    assert contrast(tokens["mark-ink"], tokens["mark"]) >= 4.5
    assert contrast(tokens["side-ink"], tokens["side"]) >= 4.5
    assert contrast(tokens["side-quiet"], tokens["side"]) >= 4.5


@pytest.mark.parametrize("name", THEMES)
def test_every_step_of_the_heat_scale_carries_its_figures(name):
    tokens = theme(name)
    assert [step for step in range(11) if contrast(tokens["heat-ink"], tokens[f"heat-{step}"]) < 4.5] == []


@pytest.mark.parametrize("name", THEMES)
def test_marks_and_borders_of_inputs_stand_out_from_the_ground(name):
    tokens = theme(name)
    marks = ("confirmed", "claimed", "red", "focus", "input-line")
    assert [mark for mark in marks if contrast(tokens[mark], tokens["surface"]) < 3] == []


@pytest.mark.parametrize("name", THEMES)
def test_claimed_confirmed_and_lamps_share_no_colour(name):
    tokens = theme(name)
    colours = [tokens[each] for each in ("confirmed", "claimed", "red", "amber", "green", "blue", "grey")]
    assert len(set(colours)) == len(colours)
    assert not {tokens["confirmed"], tokens["claimed"]} & {tokens[f"chart-{number}"] for number in range(1, 7)}


def test_both_themes_name_the_same_tokens():
    assert set(theme("light")) == set(theme("dark"))


def test_styles_use_only_tokens_that_exist():
    sheets = [path.read_text() for path in (WEB / "static/luodi").glob("*.css")]
    known = {name for sheet in sheets for name in re.findall(r"--ld-([a-z0-9-]+):", sheet)}
    used = {name for sheet in sheets for name in re.findall(r"var\(--ld-([a-z0-9-]+)\)", sheet)}
    assert used - known == set()
