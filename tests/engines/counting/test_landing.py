"""Landed by a definition, and what counts: routes, quarters, columns, reasons."""

from datetime import date
from decimal import Decimal

import pytest

from luodi.engines.counting import Standing, count, landed, route_of
from tests.engines.counting.scenes import case, inflow, mark

LAND = route_of({"code": "land", "needs": [["land_won"]]})
LEASE = route_of({"code": "lease", "needs": [["lease_signed"]], "total_from": "100000000", "entered_from": "50000000"})
SERVICES = route_of(
    {"code": "services", "needs": [["firm_registered"], ["lease_signed", "title_changed"], ["first_payroll"]], "paid_in_from": 50000000}
)  # fmt: skip


def entered(day, amount):
    return mark("statistics_entered", day, amount=Decimal(amount))


class TestLanded:
    def test_land_counts_from_the_day_it_was_won(self):
        found = landed(case(landmarks=(mark("land_won", date(2025, 6, 3)),)), [LAND, LEASE])
        assert (found.day, found.route, found.confirmed) == (date(2025, 6, 3), "land", True)

    def test_a_lease_needs_its_total_and_what_was_entered_within_one_quarter(self):
        lease = mark("lease_signed", date(2025, 2, 1))
        split = (lease, entered(date(2025, 3, 31), 30_000_000), entered(date(2025, 4, 1), 30_000_000))
        assert landed(case(landmarks=split), [LEASE]) is None
        full = (*split, entered(date(2025, 5, 20), 20_000_000))
        assert landed(case(landmarks=full), [LEASE]).day == date(2025, 5, 20)
        assert landed(case(landmarks=full, amount=Decimal(99_999_999)), [LEASE]) is None

    def test_services_need_all_of_it_and_the_last_day_counts(self):
        marks = (mark("firm_registered", date(2025, 3, 20)), mark("title_changed", date(2025, 4, 2)),
                 mark("first_payroll", date(2025, 6, 15), confirmed=False))  # fmt: skip
        assert landed(case(landmarks=marks), [SERVICES]) is None
        found = landed(case(landmarks=marks, inflows=(inflow(confirmed=True),)), [SERVICES])
        assert (found.day, found.confirmed) == (date(2025, 6, 15), False)

    @pytest.mark.parametrize(
        "raw",
        [{"code": "x", "needs": []}, {"code": "x", "needs": [["没有"]]}, {"code": "", "needs": [["land_won"]]},
         {"code": "x", "needs": [["land_won"]], "total_from": "-1"}],
    )  # fmt: skip
    def test_refuses_a_route_that_means_nothing(self, raw):
        with pytest.raises(ValueError):
            route_of(raw)


def counted(subject, *standings, definitions=None):
    return {(each.measure, each.definition_id): each for each in count(subject, standings, definitions or {})}


class TestCount:
    def test_a_contract_counts_as_one_with_its_total(self):
        row = counted(case())["signed", None]
        assert (row.counts, row.column, row.number, row.amount) == (True, "binding", 1, Decimal("300000000"))
        assert row.confirmed is False

    def test_a_holding_finding_takes_it_out_until_it_is_explained(self):
        for state, counts in (("open", False), ("accepted", False), ("answered", False), ("dismissed", True)):
            row = counted(case(), Standing(5, "resigned", state))["signed", None]
            assert row.counts is counts and row.claimed_amount == Decimal("300000000")

    def test_a_marking_finding_takes_it_out_only_once_upheld(self):
        assert counted(case(), Standing(5, "late_entry", "open"))["signed", None].counts
        row = counted(case(), Standing(5, "late_entry", "accepted"))["signed", None]
        assert (row.counts, row.why, row.finding_id) == (False, "late_entry", 5)

    def test_an_increment_counts_by_its_increment_and_as_no_project(self):
        row = counted(case(increment_of=1, increment_amount=Decimal("20000000")))["signed", None]
        assert (row.counts, row.number, row.amount) == (True, 0, Decimal("20000000"))

    def test_an_unstated_kind_counts_in_no_column_and_a_lost_project_nowhere(self):
        assert counted(case(binding="unknown"))["signed", None].why == "column_unknown"
        assert counted(case(side_state="lost"))["signed", None].why == "ended"

    def test_one_inflow_is_held_without_the_others(self):
        rows = count(case(inflows=(inflow(1), inflow(2))), [Standing(5, "round_trip", "open", 2)], {})
        assert [(row.inflow_id, row.counts) for row in rows if row.measure == "inflow"] == [(1, True), (2, False)]

    def test_two_definitions_give_two_answers_side_by_side(self):
        subject = case(stage=9, landmarks=(mark("land_won", date(2025, 6, 3)),))
        rows = counted(subject, definitions={1: [LAND], 2: [LEASE]})
        assert rows["landed", 1].counts and rows["landed", 1].day == date(2025, 6, 3)
        assert (rows["landed", 2].counts, rows["landed", 2].why) == (False, "no_route")
