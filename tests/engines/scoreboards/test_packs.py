"""Packs are checked field by field; boards are frozen to the byte; points behave."""

import re
from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.engines.scoreboards import (
    Figure,
    PackNotUsable,
    Unit,
    checked,
    frozen,
    load_pack,
    made_with,
    pack_names,
    ranked,
    read_pack,
    refusals,
    scored,
)
from luodi.engines.scoreboards.pack import FOLDER
from tests.engines.scoreboards.test_golden import STREETS, street

TEXT = (FOLDER / "streets-2025.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "place", "field"),
    [
        ('title = "街道"', "", "[[class]] 1", "title"),
        ("cap = 1.2", 'cap = "1.2"', "[[indicator]] 1 signed", "cap"),
        ("cap = 1.2", "cap = -1", "[[indicator]] 1 signed", "cap"),
        ("cap = 1.2", "limit = 1.2", "[[indicator]] 1 signed", "limit"),
        ("street = 15", "street = 16", "[[class]] street", "weights"),
        ("street = 15", "strasse = 15", "[[indicator]] 1 signed weights", "strasse"),
        ('"progress"', '"magic"', "[[indicator]] 1 signed", "formula"),
        ('"progress"', '"deduction"', "[[indicator]] 1 signed", "per_unit"),
        ('code = "landing_rate"', 'code = "signed"', "[[indicator]]", "code"),
        ('["fixed_assets", "earlier"]', '["luck"]', "[ties]", "order"),
        ('"rank_void"', '"shame"', "[[veto]] 1", "effects"),
        ("yellow = 0.8", "yellow = 1.8", "[lamps]", "yellow"),
        ("places = 2", "places = 2.5", "[pack]", "places"),
        ("most = 8", "most = nan", "[bonus]", "most"),
        ("[lamps]", "[lamps", "文件", "TOML"),
    ],
)
def test_a_fault_is_named_by_place_and_field(old, new, place, field):
    with pytest.raises(PackNotUsable) as caught:
        read_pack(TEXT.replace(old, new, 1))
    assert (place, field) in {(fault.params["place"], fault.params["field"]) for fault in caught.value.faults}
    for language in ("zh", "en"):
        said = caught.value.sentence(language)
        assert place in said
        assert field in said
        assert not re.search(r"scoreboards_|\{|\?", said)


def test_the_packs_that_come_with_the_code_are_good():
    assert {load_pack(name).code for name in pack_names()} == set(pack_names())


@pytest.mark.parametrize(
    ("refusal", "unit"),
    [
        (refusals.UnknownClass, Unit("A", "planet", 1, {})),
        (refusals.UnknownFigure, Unit("A", "street", 1, {"luck": Figure(1, 1)})),
        (refusals.UnknownFigure, street(vetoes=(("rudeness", ""),))),
        (refusals.FigureNotUsable, street(time=D("1.1"))),
        (refusals.FigureNotUsable, street(figures={"signed": Figure(1, -8)})),
        (refusals.FigureNotUsable, street(penalty={"x": -1})),
    ],
)
def test_figures_that_do_not_fit_are_refused(refusal, unit):
    with pytest.raises(refusal) as caught:
        ranked(STREETS, [unit])
    assert "{" not in caught.value.sentence("zh") + caught.value.sentence("en")


def test_a_unit_stands_there_once():
    with pytest.raises(refusals.UnitTwice):
        ranked(STREETS, [street(), street()])


class TestFreezing:
    def test_the_same_board_freezes_to_the_same_bytes_whatever_the_order(self):
        one = frozen(ranked(STREETS, [street("A"), street("B")]), as_of="2025-06-30", known="2025-07-05")
        other = frozen(ranked(STREETS, [street("B"), street("A")]), as_of="2025-06-30", known="2025-07-05")
        assert one == other
        assert made_with(one, STREETS)
        assert checked(one)["places"][0]["total"]["total"] == "9767/100"

    def test_a_changed_figure_or_text_shows(self):
        one = frozen(ranked(STREETS, [street()]), as_of="2025-06-30", known="2025-07-05")
        more = frozen(
            ranked(STREETS, [street(figures={"leads": Figure(41, 60)})]), as_of="2025-06-30", known="2025-07-05"
        )
        assert one.digest != more.digest
        with pytest.raises(refusals.SnapshotChanged):
            checked(replace(one, text=one.text.replace("9767/100", "9867/100")))


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(sorted(STREETS.indicators)),
    st.integers(0, 500),
    st.integers(0, 500),
    st.randoms(use_true_random=False),
)
def test_more_is_never_worse_and_points_stay_within_cap_and_total(code, less, more, random):
    low, high = sorted((less, more))
    before, after = (scored(STREETS, street(figures={code: Figure(each, 100)})) for each in (low, high))
    assert after.exact >= before.exact
    for score in after.scores:
        assert 0 <= score.points <= score.weight * STREETS.indicators[score.indicator].cap
        assert score.points <= score.raw
    units = [street(f"U{n}", figures={code: Figure(random.randint(0, 200), 100)}) for n in range(5)]
    mixed = random.sample(units, 5)
    assert [place.total.unit for place in ranked(STREETS, units).places] == [
        place.total.unit for place in ranked(STREETS, mixed).places
    ]
