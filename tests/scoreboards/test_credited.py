"""Boards that credit units with what their projects reached: by shares, verified, as known on a day, and never twice."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from luodi.observations import operations as observations
from luodi.observations.operations import Proposal
from luodi.observations.queries import creditable
from luodi.observations.splitting import UnitShare
from luodi.scoreboards import queries
from luodi.scoreboards.refusals import PackSourceUnknown
from luodi.values.period import Period
from tests.given import observed, promised
from tests.given import scored as given
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, district
from tests.given.promised import term

YI = 10**8
CREDITED = given.SOURCES | {"fixed_assets": "credited:fixed_assets"}
FIRST_HALF = [Period.of_quarter(2025, 1), Period.of_quarter(2025, 2)]
SEEN = given.JULY - timedelta(days=4)


@pytest.fixture
@kept
def scene(db):
    found = district()
    given.people(found)
    return found


@pytest.fixture
def board(scene):
    made = given.board(scene, given.pack(scene, sources=CREDITED))
    for unit, name in (("临河街道", "river"), ("望山街道", "hill")):
        of = observed.subject(scene, unit, unit=unit, kind="unit")
        promised.promise(scene, of, indicator="fixed_assets", terms=[term(2025, str(20 * YI))], by=name)
    return made


def shared(scene):
    """Open a project that the first street handed to the second for three tenths of the credit."""
    project = observed.subject(scene, "示例共享项目", unit="临河街道")
    parts = (
        UnitShare(scene.units["临河街道"].pk, "originator", 300_000),
        UnitShare(scene.units["望山街道"].pk, "lander", 700_000),
    )
    wish = Proposal(
        scene.units["望山街道"].pk, "order", "chain", "统筹", originator_id=scene.units["临河街道"].pk, own_shares=parts
    )
    row = observations.propose_transfer(subject_id=project.pk, proposal=wish, by=scene.actor("bureau"), at=NOW)
    observations.approve_transfer(transfer_id=row.pk, version=1, by=scene.actor("bureau2"), at=NOW)
    return project


def reached(scene, board, unit, *, known=date(2025, 7, 7)):
    standing = queries.board_page(scene.actor("bureau"), board.pk, today=known, known=known).standing
    code = next(each.code for each in standing.units.values() if each.id == scene.units[unit].pk)
    return standing.cells[code, "fixed_assets"]


def test_units_are_credited_by_their_shares_and_add_up_to_the_district(scene, board):
    own, both = observed.subject(scene, "示例自有项目", unit="临河街道"), shared(scene)
    for period in FIRST_HALF:
        observed.verified(scene, own, "10000", period=period, at=SEEN)
        observed.verified(scene, both, "20000", period=period, by="bureau", checker="bureau2", at=SEEN)
    one, other = (reached(scene, board, unit) for unit in ("临河街道", "望山街道"))
    # The shares hold from April on: the first quarter is the first street's, of the second it keeps three tenths.
    assert (one.actual, other.actual) == ((2 + 2 + Decimal("0.6")) * YI, Decimal("1.4") * YI)
    assert one.actual + other.actual == 6 * YI and (one.used, other.used) == (2, 1)
    assert (one.kind, one.target) == ("credited", 20 * YI)


def test_what_a_unit_says_of_itself_and_what_is_only_reported_counts_for_nothing(scene, board):
    observed.verified(
        scene, observed.subject(scene, "临河街道", unit="临河街道", kind="unit"), "50000", period=FIRST_HALF[0], at=SEEN
    )
    project = observed.subject(scene, "示例自有项目", unit="临河街道")
    observed.reported(scene, project, "10000", period=FIRST_HALF[0], at=SEEN)
    assert reached(scene, board, "临河街道").actual is None
    assert "grey" in {
        score.lamp
        for score in queries.board_page(scene.actor("bureau"), board.pk, today=date(2025, 7, 7))
        .standing.board.places[0]
        .total.scores
    }


def test_a_correction_moves_the_board_of_today_and_not_that_of_the_day_before(scene, board):
    project = observed.subject(scene, "示例自有项目", unit="临河街道")
    row = observed.verified(scene, project, "10000", period=FIRST_HALF[0], at=SEEN)
    assert reached(scene, board, "临河街道").actual == YI
    observed.corrected(scene, row, "4000", at=given.JULY + timedelta(days=2))
    assert reached(scene, board, "临河街道", known=date(2025, 7, 9)).actual == 4 * YI // 10
    assert reached(scene, board, "临河街道", known=date(2025, 7, 8)).actual == YI


def test_the_page_says_of_how_many_projects_the_figure_is_made_and_opens_them(scene, board):
    observed.verified(
        scene, observed.subject(scene, "示例自有项目", unit="临河街道"), "10000", period=FIRST_HALF[0], at=SEEN
    )
    address = f"/scoreboards/{board.pk}/units/{scene.units['临河街道'].pk}/"
    page = signed_in(scene.accounts["bureau"]).get(address).content.decode()
    assert (
        "项目归集：固投（1 个项目和企业）" in page
        and "/observations/totals/?indicator=fixed_assets&amp;period=2025" in page
    )


def test_single_firms_secrets_and_what_does_not_add_up_are_no_source(scene):
    assert not {"tax", "revenue", "pm25", "satisfaction"} & set(creditable()) and "paid_in" in creditable()
    with pytest.raises(PackSourceUnknown):
        given.pack(scene, sources=given.SOURCES | {"new_firm_tax": "credited:tax"})
