"""Every kind of spoiled ledger through the front door: each gets its own clear answer, and nothing is lost or written."""

import datetime
import io
import zipfile

import pytest
from django.urls import reverse

from luodi.documents.models import Document, Intake
from luodi.engines.sheets import Finding
from luodi.projects.models import Project
from tests.given import sheets
from tests.given.browsing import signed_in
from tests.given.people import district
from tests.web.imports.test_import_pages import put_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def river():
    return signed_in(district().accounts["river"])


def refusal_of(response) -> str:
    """Give the page of a refusal, after making sure that nothing was kept."""
    assert response.status_code == 422, response.status_code
    assert not Intake.objects.exists() and not Document.objects.exists() and not Project.objects.exists()
    return response.content.decode()


def said_of(client, data: bytes, number: int = 2) -> tuple[str, list[str]]:
    """Upload a ledger and give the verdict and the sentences on one row."""
    response = put_in(client, data)
    assert response.status_code == 302, response.content.decode()[-3000:]
    row = Intake.objects.latest("pk").rows.get(number=number)
    return row.verdict, [Finding.of_json(each).sentence() for each in row.findings]


def one(client, **changes) -> tuple[str, str]:
    verdict, said = said_of(client, sheets.ledger([sheets.row(1, **changes)]))
    return verdict, "".join(said)


def rezipped(data: bytes, change) -> bytes:
    """Write a workbook's container again, its entries changed by `change(name, bytes)`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


class TestFilesThatAreRefused:
    def test_nothing_chosen(self, river):
        assert "请先选择" in refusal_of(river.post(reverse("imports:upload"), {"mode": "good_rows"}))

    def test_a_mode_that_was_not_chosen(self, river):
        assert "请先选择导入方式" in refusal_of(put_in(river, sheets.ledger([sheets.row(1)]), mode=""))

    def test_old_excel(self, river):
        data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)
        assert "另存为" in refusal_of(put_in(river, data, name="台账.xls"))

    def test_a_password(self, river):
        data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
        assert "密码" in refusal_of(put_in(river, data))

    def test_macros_by_name_and_by_content(self, river):
        data = sheets.ledger([sheets.row(1)])
        assert "宏" in refusal_of(put_in(river, data, name="台账.xlsm"))
        with_macro = io.BytesIO(data)
        with zipfile.ZipFile(with_macro, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"macro")
        assert "宏" in refusal_of(put_in(river, with_macro.getvalue()))

    def test_a_text_named_xlsx(self, river):
        assert "扩展名" in refusal_of(put_in(river, "项目名称,责任单位\n".encode()))

    def test_a_text(self, river):
        assert "不是 Excel 工作簿" in refusal_of(put_in(river, "项目名称,责任单位\n".encode(), name="台账.csv"))

    def test_a_zip_bomb(self, river):
        data = rezipped(
            sheets.ledger([sheets.row(1)]), lambda name, old: old + b" " * 60_000_000 if "sheet1" in name else old
        )
        assert len(data) < 1_000_000
        assert "压缩" in refusal_of(put_in(river, data))

    def test_entities(self, river):
        def with_entities(name: str, old: bytes) -> bytes:
            doctype = b'<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>'
            return old.replace(b"<worksheet", doctype + b"<worksheet", 1) if name.endswith("sheet1.xml") else old

        assert "实体" in refusal_of(put_in(river, rezipped(sheets.ledger([sheets.row(1)]), with_entities)))

    def test_a_cell_at_the_end_of_the_world(self, river):
        data = sheets.ledger([sheets.row(1)], spoil=lambda book, page: page.write(1_048_575, 16_383, "x"))
        response = put_in(river, data)  # more than 300 rows: the background refuses it
        assert response.status_code in (302, 422)
        assert not Project.objects.exists()

    def test_a_broken_container(self, river):
        assert refusal_of(put_in(river, sheets.ledger([sheets.row(1)])[:-400]))

    def test_only_a_header(self, river):
        assert "没有一行数据" in refusal_of(put_in(river, sheets.ledger([])))

    def test_only_an_example(self, river):
        assert "没有一行数据" in refusal_of(put_in(river, sheets.ledger([sheets.row(1, name="【示例】某项目")])))

    def test_a_necessary_column_is_missing(self, river):
        header = [name for name in sheets.HEADER if name != "责任单位"]
        assert "缺少必需的列：责任单位" in refusal_of(put_in(river, sheets.ledger([sheets.row(1)], header=header)))

    def test_no_header(self, river):
        page = refusal_of(put_in(river, sheets.ledger([sheets.row(1)], header=["甲", "乙", "丙"])))
        assert "没有找到表头" in page and "项目名称" in page

    def test_an_amount_without_a_unit(self, river):
        header = ["计划总投资" if name.startswith("计划总投资") else name for name in sheets.HEADER]
        assert "没有写单位" in refusal_of(put_in(river, sheets.ledger([sheets.row(1)], header=header)))

    def test_a_column_twice(self, river):
        header = ["总投资（亿元）" if name == "备注" else name for name in sheets.HEADER]
        assert "出现了两次" in refusal_of(put_in(river, sheets.ledger([sheets.row(1)], header=header)))

    def test_only_hidden_sheets(self, river):
        def spoil(book, page):
            other = book.add_worksheet("空表")
            other.activate()
            other.set_first_sheet()
            page.hide()

        assert "取消隐藏" in refusal_of(put_in(river, sheets.ledger([sheets.row(1)], spoil=spoil)))


class TestHeadersAreRead:
    def test_in_another_order_width_and_wording(self, river):
        header = ["计划 总投资额（亿元）*" if name.startswith("计划总投资") else name for name in sheets.HEADER]
        header = [
            "项 目 名 称" if name == "项目名称" else "落地街道" if name == "责任单位" else name for name in header
        ]
        verdict, _ = said_of(river, sheets.ledger([sheets.row(1, amount=1.2)], header=header))
        assert verdict == "good"
        assert Intake.objects.get().rows.get().values["read"]["amount"] == ["120000000.00", "CNY"]

    def test_below_a_title_and_unknown_columns_are_named(self, river):
        header = ["包保领导" if name == "备注" else name for name in sheets.HEADER]
        data = sheets.ledger([sheets.row(1)], header=header, above=[["2025 年项目台账"], ["制表：某某"]])
        assert said_of(river, data, number=4)[0] == "good"
        said = "".join(Finding.of_json(each).sentence() for each in Intake.objects.get().findings)
        assert "第 3 行" in said and "包保领导" in said

    def test_hidden_sheets_and_rows_are_told(self, river):
        def spoil(book, page):
            secret = book.add_worksheet("底稿")
            secret.write(0, 0, "别看")
            secret.hide()
            page.set_row(1, None, None, {"hidden": True})

        said_of(river, sheets.ledger([sheets.row(1)], spoil=spoil))
        said = "".join(Finding.of_json(each).sentence() for each in Intake.objects.get().findings)
        assert "底稿" in said and "隐藏" in said


class TestCellsThatAreSpoiled:
    def test_a_formula_with_its_result(self, river):
        spoil = lambda book, page: page.write_formula(1, sheets.place("amount"), "=SUM(A1:A2)", None, 5000)  # noqa: E731
        verdict, said = said_of(river, sheets.ledger([sheets.row(1)], spoil=spoil))
        assert verdict == "doubtful" and "是公式" in said[0] and "5000" in said[0]

    def test_a_formula_without_a_result(self, river):
        spoil = lambda book, page: page.write_formula(1, sheets.place("amount"), "=SUM(A1:A2)", None, "")  # noqa: E731
        verdict, said = said_of(river, sheets.ledger([sheets.row(1)], spoil=spoil))
        assert verdict == "bad" and "没有保存结果" in said[0]

    def test_a_merged_unit_counts_for_each_row(self, river):
        spoil = lambda book, page: page.merge_range(1, sheets.place("unit"), 2, sheets.place("unit"), "临河街道")  # noqa: E731
        data = sheets.ledger([sheets.row(1, unit=""), sheets.row(2, unit="")], spoil=spoil)
        verdict, said = said_of(river, data, number=3)
        assert verdict == "doubtful" and "第 2–3 行合并" in said[0]

    def test_a_merged_amount_belongs_to_no_row(self, river):
        spoil = lambda book, page: page.merge_range(1, sheets.place("amount"), 2, sheets.place("amount"), 900)  # noqa: E731
        data = sheets.ledger([sheets.row(1, amount=""), sheets.row(2, amount="")], spoil=spoil)
        verdict, said = said_of(river, data, number=3)
        assert verdict == "bad" and "取消合并" in said[0]

    @pytest.mark.parametrize("code", [9.13301e17, "9.13301E+17"])
    def test_a_code_in_scientific_notation(self, river, code):
        verdict, said = one(river, code=code)
        assert verdict == "bad" and "文本" in said

    def test_a_code_with_a_wrong_check_digit(self, river):
        verdict, said = one(river, code="91330105MA0000001X")
        assert verdict == "bad" and "校验" in said

    def test_yi_in_a_column_of_wan(self, river):
        verdict, said = one(river, amount="1.2亿")
        assert verdict == "doubtful" and "12,000万元" in said

    @pytest.mark.parametrize(
        ("amount", "word"), [(-1, "负数"), (0, "不要填 0"), ("约五千万", "约数"), ("面议", "金额"), (True, "金额")]
    )
    def test_amounts_that_are_none(self, river, amount, word):
        verdict, said = one(river, amount=amount)
        assert verdict == "bad" and word in said

    def test_an_amount_that_is_too_big_for_its_unit(self, river):
        verdict, said = one(river, amount=120_000_000)
        assert verdict == "doubtful" and "500 亿" in said

    @pytest.mark.parametrize(
        ("day", "verdict", "word"),
        [("2025年3月7日", "good", "已读作 2025-03-07"), (45723, "doubtful", "2025-03-07"), ("2025-02-30", "bad", "没有"),
         ("3月7日", "bad", "年份"), ("下个月", "bad", "日期"), (datetime.date(2031, 1, 1), "doubtful", "还没有到")],
    )  # fmt: skip
    def test_days(self, river, day, verdict, word):
        found, said = one(river, signed=day)
        assert found == verdict and word in said

    def test_a_landing_before_the_signing(self, river):
        verdict, said = one(river, landed=datetime.date(2025, 1, 1))
        assert verdict == "bad" and "早于" in said

    def test_an_unknown_unit_gets_the_nearest(self, river):
        verdict, said = one(river, unit="临江街道")
        assert verdict == "bad" and "临河街道" in said

    def test_a_unit_that_is_not_ones_own(self, river):
        verdict, said = one(river, unit="望山街道")
        assert verdict == "bad" and "不能为“望山街道”导入" in said

    def test_an_unknown_stage_names_the_known_ones(self, river):
        verdict, said = one(river, stage="差不多了")
        assert verdict == "bad" and "P7 签约" in said

    def test_an_unknown_track(self, river):
        from luodi.people.models import Entry

        Entry.objects.create(
            dictionary="tracks", code="life", zh="生命健康", en="Life sciences", valid_from="2020-01-01"
        )
        verdict, said = one(river, track="养猪")
        assert verdict == "bad" and "生命健康" in said

    def test_a_foreign_amount_without_its_rate(self, river):
        verdict, said = one(river, currency="美元")
        assert verdict == "doubtful" and "汇率" in said

    def test_half_a_rate(self, river):
        verdict, said = one(river, currency="美元", rate=7.18)
        assert verdict == "bad" and "一起填写" in said

    def test_an_error_of_the_spreadsheet(self, river):
        verdict, said = one(river, amount="#REF!")
        assert verdict == "bad" and "#REF!" in said

    def test_a_name_that_is_too_long(self, river):
        verdict, said = one(river, name="长" * 201)
        assert verdict == "bad" and "最多 200" in said

    def test_empty_needed_cells(self, river):
        data = sheets.ledger([sheets.row(1, name=""), sheets.row(2, unit=""), sheets.row(3, stage="")])
        put_in(river, data)
        rows = {row.number: row for row in Intake.objects.get().rows.all()}
        assert (rows[2].verdict, rows[3].verdict, rows[4].verdict) == ("bad", "bad", "doubtful")

    def test_control_characters_and_nul_do_no_harm(self, river):
        verdict, _ = one(river, note="坏\x00的\x07字 _x0000_ 结束")
        assert verdict == "good"

    def test_a_row_copied_and_a_name_repeated(self, river):
        data = sheets.ledger([sheets.row(1), sheets.row(1), sheets.row(1, note="另有说明")])
        put_in(river, data)
        rows = {row.number: row.verdict for row in Intake.objects.get().rows.all()}
        assert rows == {2: "good", 3: "bad", 4: "doubtful"}

    def test_totals_are_left_out(self, river):
        put_in(river, sheets.ledger([sheets.row(1), {"name": "合计", "amount": 99}]))
        assert Intake.objects.get().total == 1
