"""The worked examples of the handbook: 97.67 → 99.67 with its lamps, and 84.2."""

from decimal import Decimal as D
from fractions import Fraction

from luodi.engines.scoreboards import Figure, Unit, load_pack, ranked, scored, what_if, why

STREETS, CAMPAIGN = load_pack("streets-2025"), load_pack("beautiful-2025")


def street(code: str = "H1", **changed) -> Unit:
    figures = {
        "signed": Figure(5, 8), "landing_rate": Figure(D("0.55"), D("0.60")), "fixed_assets": Figure(9, 20),
        "foreign_capital": Figure(400, 1000), "domestic_capital": Figure(D("7.5"), 12), "new_firm_tax": Figure(2700, 6000),
        "leads": Figure(40, 60),
    }  # fmt: skip
    return Unit(code, "street", changed.pop("time", D("0.5")), figures | changed.pop("figures", {}), **changed)


class TestExampleOne:
    def test_points_and_lamps(self):
        total = scored(STREETS, street())
        assert [round(float(score.points), 2) for score in total.scores] == [
            18.00,
            9.17,
            18.00,
            8.00,
            12.00,
            22.50,
            10.00,
        ]
        assert total.total == D("97.67")
        assert [score.lamp[0].upper() for score in total.scores] == list("GYYYGYG")

    def test_with_bonus_and_penalty(self):
        unit = street(bonus={"总部企业": 3, "首报": D("0.5")}, penalty={"逾期未开工": D("1.5")})
        assert scored(STREETS, unit).total == D("99.67")
        assert scored(STREETS, street(bonus={"总部企业": 30})).bonus == 8

    def test_raw_stands_beside_capped(self):
        signed = scored(STREETS, street()).of("signed")
        assert (signed.raw, signed.points, signed.progress) == (Fraction(75, 4), 18, Fraction(5, 4))


def test_example_three():
    figures = {
        "pm25": Figure(33, 30), "good_days": Figure(86, 88), "sections": Figure(4, 5, missed=True),
        "problems": Figure(47, 50, faults=3), "fine_management": Figure(88, 100), "satisfaction": Figure(92, 100),
        "milestones": Figure(14, 15),
    }  # fmt: skip
    total = scored(CAMPAIGN, Unit("某街道", "street", 1, figures))
    points = [D("8.5"), D("4.5"), D("12.8"), D("22.0"), D("13.2"), D("9.2"), D("14.0")]
    assert [score.points for score in total.scores] == points
    assert total.total == D("84.20")


class TestPlaces:
    def test_say_why_and_what_one_more_project_would_change(self):
        second = street("H2", figures={"fixed_assets": Figure(8, 20), "leads": Figure(60, 60)})
        third = street("H3", figures={"signed": Figure(4, 8), "fixed_assets": Figure(D("8.5"), 20)})
        board = ranked(STREETS, [third, street(), second])
        assert [(place.total.unit, place.rank) for place in board.places] == [("H1", 1), ("H2", 2), ("H3", 3)]
        assert why(board, "H2") == "总分95.67，第2名，比前一名低2.00分（引进项目固定资产投资 -2.00）。"
        change = what_if(board, unit="H3", indicator="signed")
        assert (change.points, change.rank_before, change.rank, change.lamp) == (D("3.00"), 3, 2, "green")
        assert why(board, "H1", "en") == "97.67 points, place 1: first of its class."

    def test_ties_go_by_fixed_assets_then_by_who_was_earlier_then_are_shared(self):
        less = street("H2", figures={"fixed_assets": Figure(8, 20), "new_firm_tax": Figure(2940, 6000)})
        units = [less, street("H4", achieved=200), street("H3", achieved=100), street("H1", achieved=200)]
        board = ranked(STREETS, units)
        assert [(place.total.unit, place.rank, place.decided_by) for place in board.places] == [
            ("H3", 1, "first"), ("H1", 2, "earlier"), ("H4", 2, "equal"), ("H2", 4, "fixed_assets")
        ]  # fmt: skip

    def test_a_veto_takes_the_indicator_and_the_place(self):
        board = ranked(STREETS, [street("H1", vetoes=(("falsification", "signed"),)), street("H2")])
        place = board.place("H1")
        assert (place.rank, place.total.of("signed").points, place.total.of("signed").lamp) == (None, 0, "red")
        assert why(board, "H1") == "触发一票否决，排名无效。"


class TestGreyIsNeverGreen:
    def test_no_data_scores_nothing_and_what_does_not_apply_is_spread(self):
        total = scored(STREETS, street(figures={"leads": Figure(None, 60), "foreign_capital": Figure(None, 0)}))
        assert (total.of("leads").lamp, total.of("leads").points) == ("grey", 0)
        assert (total.of("foreign_capital").state, total.of("foreign_capital").weight) == ("not_applicable", 0)
        assert sum(score.weight for score in total.scores) == 100
        assert total.of("signed").weight == Fraction(15 * 100, 90)

    def test_at_the_start_nothing_is_due(self):
        board = ranked(STREETS, [street(time=0)])
        assert board.places[0].rank is None
        assert board.places[0].total.total is None
        assert {score.lamp for score in board.places[0].total.scores} == {"grey"}
