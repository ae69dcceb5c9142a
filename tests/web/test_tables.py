"""What a list declares: columns with their width, filters in words, pages to offer, stages that stand."""

import pytest
from django.http import QueryDict

from luodi.web.jinja import query
from luodi.web.tables import Column, Filter, Paging, Stage, standing, table_width

STAGES = [Stage("P0", "线索"), Stage("P7", "签约"), Stage("P10", "开工"), Stage("P12", "投产")]


def states(claimed, confirmed):
    return [state for _, state, _ in standing(STAGES, claimed, confirmed)]


class TestStanding:
    def test_keeps_what_is_only_claimed_apart(self):
        assert states("P10", "P7") == ["confirmed", "confirmed", "claimed", "ahead"]

    def test_never_shows_what_is_confirmed_as_claimed(self):
        assert states("P0", "P10") == ["confirmed", "confirmed", "confirmed", "ahead"]

    def test_knows_a_row_that_nobody_confirmed(self):
        assert states("P12", "") == ["claimed"] * 4
        assert states("", "") == ["ahead"] * 4

    def test_marks_the_last_one_reached(self):
        assert [last for _, _, last in standing(STAGES, "P10", "P7")] == [False, False, True, False]

    def test_gathers_codes_into_a_compact_step(self):
        steps = [Stage("1", "线索", ("P0", "P1")), Stage("2", "签约", ("P6", "P7"))]
        assert [state for _, state, _ in standing(steps, "P7", "P1")] == ["confirmed", "claimed"]


class TestFilter:
    UNIT = Filter("unit", "责任单位", options=((1, "柳岸街道"), (2, "云桥街道")))

    def test_words_a_choice(self):
        assert self.UNIT.worded({"unit": "2"}) == "云桥街道"

    def test_is_silent_when_not_set(self):
        assert self.UNIT.worded({}) == ""
        assert self.UNIT.worded({"unit": ""}) == ""

    def test_words_dates_open_at_one_end(self):
        assert Filter("signed", "签约", kind="dates").worded({"signed_from": "2025-01-01"}) == "2025-01-01 → …"


class TestPaging:
    def test_offers_the_ends_and_the_neighbours(self):
        assert Paging(page=10, pages=40).window == [1, None, 8, 9, 10, 11, 12, None, 40]

    @pytest.mark.parametrize(("page", "pages", "shown"), [(1, 1, [1]), (1, 4, [1, 2, 3, 4]), (None, None, [])])
    def test_leaves_no_gap_where_there_is_none(self, page, pages, shown):
        assert Paging(page=page, pages=pages).window == shown


class TestQuery:
    def test_keeps_filters_and_starts_paging_afresh(self):
        assert query(QueryDict("unit=1&unit=2&page=3&after=x&q="), sort="-amount") == "?unit=1&unit=2&sort=-amount"

    def test_turns_a_page_and_keeps_the_rest(self):
        assert query(QueryDict("unit=1&page=3"), page=4) == "?unit=1&page=4"

    def test_removes_a_name(self):
        assert query({"unit": "1", "q": "生物"}, unit=None) == "?q=%E7%94%9F%E7%89%A9"

    def test_escapes_what_a_stranger_wrote(self):
        assert "<" not in query(QueryDict("q=%3Cscript%3E&x=%22"), sort="a")


def test_a_table_is_never_narrower_than_its_columns():
    assert (
        table_width([Column("a", "A", width="xl"), Column("b", "B", width="grow"), Column("c", "C", "yi", "sm")]) == 480
    )
    assert table_width([Column("a", "A", width="xl")] * 9) == 1320
