"""The cells of a list escape what people wrote, and never make up what is not known."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from luodi.web import cells
from luodi.web.tables import Column

NAME = Column("name", "项目", "link", "xl", href="page", card="title")
AMOUNT = Column("amount", "签约", "yi", "sm", unit="亿元", href="source")
WORSE = '"><script>alert(1)</script>'


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


@dataclass
class Row:
    name: str = "澄波生物总部"
    amount: Decimal | None = Decimal("1660000000")
    due: date = date(2025, 3, 7)
    page: str = "/projects/1"
    source: str = "/sources/1"


def test_a_figure_stands_at_the_right_and_opens_its_source():
    assert cells.auto_cell(AMOUNT, Row()) == (
        '<td class="ld-w-sm ld-card-line ld-end" data-label="签约 (亿元)"><a class="ld-num ld-num-link" href="/sources/1">16.60</a></td>'
    )


def test_what_is_not_known_is_a_dash_that_leads_nowhere():
    cell = cells.auto_cell(AMOUNT, Row(amount=None))
    assert "无数据" in cell
    assert "href" not in cell
    assert "href" not in cells.number(None, "/sources/1", "亿元")
    assert "0" not in cells.number(None)


def test_zero_is_a_figure():
    assert ">0<" in cells.td(AMOUNT, 0)
    assert ">0<" in cells.number(0, "/x")


def test_takes_rows_that_are_mappings():
    assert "澄波" in cells.auto_cell(NAME, {"name": "澄波", "page": "/p"})


def test_takes_a_component_as_its_value():
    assert '<span class="ld-badge ld-badge-brand">生命健康</span></td>' in cells.td(
        NAME, cells.badge("生命健康", "brand")
    )


@pytest.mark.parametrize(
    "write",
    [
        lambda: cells.td(NAME, WORSE, WORSE, WORSE, WORSE),
        lambda: cells.td(Column("a", WORSE, unit=WORSE), WORSE),
        lambda: cells.lamp("red", WORSE),
        lambda: cells.badge(WORSE, "brand", "link", WORSE, WORSE),
        lambda: cells.stage_mark(WORSE, "claimed"),
        lambda: cells.number(WORSE, WORSE, WORSE, "red", WORSE),
    ],
)
def test_escapes_what_a_stranger_wrote(write):
    assert "<script" not in write()
    assert "&quot;&gt;" in write()


@given(st.text())
def test_no_text_breaks_out_of_its_cell(text):
    with translation.override("zh-hans"):
        written = cells.td(Column("a", "甲"), text, title=text)
    assert written.count("<td") == 1
    assert written.count("<") == (2 if text else 6)


def test_markup_stays_markup():
    assert cells.escape(Markup("<b>")) == "<b>"
    assert cells.escape("<b>&'\"") == "&lt;b&gt;&amp;&#x27;&quot;"


def test_a_lamp_always_has_a_word():
    for state in ("red", "amber", "green", "blue", "grey"):
        assert len(cells.lamp(state).striptags()) >= 2
