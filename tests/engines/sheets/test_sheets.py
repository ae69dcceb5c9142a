"""Reading sheets: headers in any form, typed cells, merged cells and formulas, and limits that hold."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from luodi.engines.sheets import (
    AmountUnitMissing,
    Column,
    ColumnsMissing,
    ColumnTwice,
    Finding,
    HeaderNotFound,
    SheetBroken,
    SheetTooHeavy,
    SheetTooLarge,
    as_json,
    extents,
    find_header,
    letter,
    plain_title,
    read_rows,
    read_workbook,
    read_workbook_confined,
    shown,
    verdict,
)
from luodi.values.money import Money
from luodi.values.refusal import Refusal

COLUMNS = [
    Column("name", ("项目名称",), needed=True, longest=20),
    Column("unit", ("责任单位", "街道"), needed=True, fill_down=True),
    Column("amount", ("计划总投资", "总投资"), "money"),
    Column("signed", ("签约日期",), "day"),
    Column("place", ("序号",), "whole"),
    Column("rate", ("汇率",), "number"),
    Column("stage", ("阶段",), "choice", choices={"签约": "P7"}, offered=("签约",)),
]
HEAD = ["项目名称", "责任单位", "总投资（万元）", "签约日期", "序号", "汇率", "阶段"]


def book(rows, spoil=None) -> bytes:
    out = io.BytesIO()
    written = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    page = written.add_worksheet("表")
    for at, cells in enumerate(rows):
        for place, value in enumerate(cells):
            if value is not None:
                page.write(at, place, value)
    if spoil:
        spoil(written, page)
    written.close()
    return out.getvalue()


def read(rows, spoil=None):
    return read_rows(read_workbook(book([HEAD, *rows], spoil)), COLUMNS)


class TestHeaders:
    @pytest.mark.parametrize(
        "title", ["项目名称", " 项目 名称 ", "项目名称（全称）", "*项目名称", "项目名称：", "项目名称\n"]
    )
    def test_a_title_is_known_in_many_forms(self, title):
        assert plain_title(title) == "项目名称"

    @pytest.mark.parametrize(
        ("title", "unit"),
        [
            ("总投资（万元）", "万元"),
            ("总投资(亿元)", "亿元"),
            ("总投资,万元", "万元"),
            ("计划总投资万元", "万元"),
            ("总投资【亿元】", "亿元"),
        ],
    )
    def test_the_unit_stands_in_the_title(self, title, unit):
        assert find_header([["项目名称", "街道", title]], COLUMNS).units == {"amount": unit}

    def test_the_fullest_of_the_first_rows_is_the_header(self):
        header = find_header([["2025年项目名称汇总"], [], ["项目名称", "街道", "签约日期", "领导"]], COLUMNS)
        assert (header.row, header.places["signed"], header.unknown) == (3, 2, (("D", "领导"),))

    def test_faults_name_what_is_wrong(self):
        with pytest.raises(HeaderNotFound):
            find_header([["甲", "乙"]], COLUMNS)
        with pytest.raises(ColumnsMissing) as missing:
            find_header([["项目名称", "签约日期"]], COLUMNS)
        assert missing.value.params["missing"] == ["责任单位"]
        with pytest.raises(ColumnTwice) as twice:
            find_header([["项目名称", "街道", "责任单位"]], COLUMNS)
        assert (twice.value.params["one"], twice.value.params["other"]) == ("B", "C")
        with pytest.raises(AmountUnitMissing):
            find_header([["项目名称", "街道", "总投资"]], COLUMNS)

    @pytest.mark.parametrize(("place", "text"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
    def test_columns_have_letters(self, place, text):
        assert letter(place) == text

    def test_a_header_of_two_rows_with_merged_titles(self):
        def spoil(written, page):
            page.merge_range(0, 0, 1, 0, "项目名称")
            page.merge_range(0, 1, 1, 1, "责任单位")
            page.merge_range(0, 2, 0, 3, "时间")

        data = book([[], [None, None, "签约日期"], ["甲", "乙街道", "2025-03-07"]], spoil)
        found = read_rows(read_workbook(data), COLUMNS)
        assert found.rows[0].values == {"name": "甲", "unit": "乙街道", "signed": date(2025, 3, 7)}


class TestCells:
    def test_values_are_typed(self):
        row = read([["甲", "乙", 1200.5, "2025-03-07", 3.0, 7.18, "签约"]]).rows[0]
        assert row.values == {
            "name": "甲", "unit": "乙", "amount": Money(Decimal(12_005_000)), "signed": date(2025, 3, 7), "place": 3,
            "rate": Decimal("7.18"), "stage": "P7",
        }  # fmt: skip
        assert as_json(row.values["amount"]) == ["12005000.00", "CNY"]

    def test_a_fault_is_a_finding_with_its_column(self):
        row = read([["长" * 21, "乙", "abc", "2025-13-01", 1.5, -2, "没有"]]).rows[0]
        assert {each.field for each in row.findings} == {"name", "amount", "signed", "place", "rate", "stage"}
        assert verdict(row.findings) == "bad" and row.values == {"unit": "乙"}

    def test_merged_cells_count_for_each_row_only_where_that_makes_sense(self):
        spoil = lambda written, page: (page.merge_range(1, 1, 3, 1, "乙"), page.merge_range(1, 2, 2, 2, 90))  # noqa: E731
        rows = read([["甲"], ["丙"], ["丁"]], spoil).rows
        assert [row.values.get("unit") for row in rows] == ["乙", "乙", "乙"]
        assert [row.values.get("amount") for row in rows] == [None, None, None]
        assert [verdict(row.findings) for row in rows] == ["bad", "bad", "doubtful"]

    @given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.dates()))
    def test_no_cell_breaks_the_reading(self, cell):
        from luodi.engines.sheets.cells import typed

        for column in COLUMNS:
            value, findings = typed(cell, column, "万元")
            assert value is not None or findings
            assert all(each.sentence("zh") and each.sentence("en") for each in findings)
        assert isinstance(shown(cell), str)

    @given(
        st.dictionaries(st.text(max_size=5), st.one_of(st.text(max_size=9), st.integers())),
        st.sampled_from(["note", "doubt", "bad"]),
    )
    def test_a_finding_survives_its_storage(self, params, severity):
        finding = Finding("cell_error", severity, "amount", params)
        assert Finding.of_json(finding.as_json()) == finding


class TestContainers:
    def test_confined_reading_gives_the_same(self):
        data = book(
            [HEAD, ["甲", "乙", 1, date(2025, 3, 7).isoformat(), 2, None, "签约"]],
            lambda b, p: p.write_formula(2, 2, "=1+1", None, 2),
        )
        assert read_workbook_confined(data) == read_workbook(data)

    def test_refusals_cross_the_process(self):
        with pytest.raises(SheetTooLarge) as refused:
            read_workbook_confined(book([HEAD], lambda written, page: page.write(900_000, 0, "x")))
        assert refused.value.params["rows"] == 900_001

    def test_a_reader_that_needs_too_much_is_stopped(self):
        long = "".join(
            chr(0x4E00 + n * 7919 % 20_000) for n in range(30_000)
        )  # one text, shared by 10,500 cells: 600 MB
        with pytest.raises(SheetTooHeavy):
            read_workbook_confined(book([HEAD] + [[long] * 7] * 1500), megabytes=250)

    def test_how_far_a_sheet_reaches_is_known_before_it_is_parsed(self):
        assert extents(book([HEAD, ["甲"]]))["表"].rows == 2

    @given(st.binary(max_size=300), st.integers(0, 4000))
    def test_damage_is_refused_and_never_breaks_the_reader(self, noise, at):
        sound = book([HEAD, ["甲", "乙"]])
        data = sound[:at] + noise + sound[at + len(noise) :]
        try:
            read_rows(read_workbook(data), COLUMNS)
        except Refusal:
            return

    def test_a_part_that_is_no_xml(self):
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(book([HEAD]))) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                new.writestr(name, b"<<<" if name == "xl/workbook.xml" else old.read(name))
        with pytest.raises(SheetBroken):
            read_workbook(out.getvalue())
