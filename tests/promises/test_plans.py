"""Target plans: a year's targets from Excel, all rows or none, and a unit's task book to sign."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from luodi.engines.sheets import read_workbook_confined
from luodi.journal.models import Line
from luodi.promises import operations, queries, refusals
from luodi.promises.models import Promise
from luodi.promises.plan_sheet import COLUMNS, plan_template, planned_rows
from luodi.values.refusal import NotAllowed
from tests.given import transfers as given_transfers
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, district

GOOD = [
    ["临河街道", "签约项目数", 8, "个", 15, "2025-12-31", "第 1 条"],
    ["临河街道", "固投", "2,000", "万元", "20", "", ""],
    ["望山街道", "签约项目数", 5, "个", "", "", ""],
]


@pytest.fixture
@kept
def scene(db):
    found = district()
    given_transfers.parameters()
    return found


def sheet(rows):
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    page = book.add_worksheet("目标计划")
    page.write_row(0, 0, [column.names[0] for column in COLUMNS])
    for place, row in enumerate(rows, 1):
        page.write_row(place, 0, row)
    book.close()
    return target.getvalue()


def taken(scene, rows, *, by="bureau", year=2025):
    return operations.take_in_plan(year=year, data=sheet(rows), file_name="目标计划.xlsx", by=scene.actor(by), at=NOW)


def test_the_rows_become_promises_of_the_units_in_their_own_measure(scene):
    assert taken(scene, GOOD) == 3
    found = {each.indicator: each for each in Promise.objects.filter(promisor_unit=scene.units["临河街道"])}
    assert found["fixed_assets"].terms.get().target == 20_000_000 and found["fixed_assets"].weight == 20
    assert str(found["signed_projects"].terms.get().due_date) == "2025-12-31"
    assert found["signed_projects"].basis_reference == "2025 年招商引资目标计划书第 1 条"
    plans = queries.plans(scene.actor("bureau"), year=2025, today=NOW.date())
    assert [(each.unit, len(each.rows), each.lamps()["grey"]) for each in plans] == [
        ("临河街道", 2, 2),
        ("望山街道", 1, 1),
    ]
    assert [each.unit for each in queries.plans(scene.actor("river"), year=2025, today=NOW.date())] == ["临河街道"]


@pytest.mark.parametrize(("row", "said"), [
    (["查无街道", "签约项目数", 8, "个"], "没有名为“查无街道”的单位"),
    (["临河街道", "幸福感", 8, "个"], "幸福感"),
    (["临河街道", "固投", "很多", "万元"], "不是数字"),
    (["临河街道", "固投", 8, "亩"], "亩"),
    (["临河街道", "固投", 0, "万元"], "须大于零"),
    (["临河街道", "固投", 8, "万元", "重"], "权重“重”"),
    (["临河街道", "签约项目数", 9, "个"], "已经登记"),
    (["临河街道", "固投", 8, "万元", 1, "不久"], "第 5 行"),
])  # fmt: skip
def test_one_wrong_row_and_none_is_taken(scene, row, said):
    with pytest.raises(refusals.PlanRowsWrong) as refusal:
        taken(scene, [*GOOD[:1], *GOOD[2:], ["望山街道", "固投", "3000", "万元"], row])
    words = refusal.value.sentence("zh")
    assert said in words and "第 5 行" in words and "4 行中有 1 行" in words
    assert Promise.objects.count() == 0 and not Line.objects.filter(event="promise.made").exists()


def test_a_plan_is_not_taken_twice_nor_for_another_unit_nor_empty(scene):
    taken(scene, GOOD)
    with pytest.raises(refusals.PlanRowsWrong, match="已经登记"):
        taken(scene, GOOD)
    assert taken(scene, GOOD[1:], year=2026) == 2
    with pytest.raises(refusals.PlanRowsWrong, match="不在 2027 年内"):
        taken(scene, GOOD, year=2027)
    early = [["临河街道", "签约项目数", 8, "个", "", "2028-06-30"]]
    assert taken(scene, early, year=2028) == 1
    assert str(Promise.objects.latest("pk").terms.get().valid_to) == "2028-07-01"
    with pytest.raises(refusals.PlanEmpty):
        taken(scene, [["临河街道", "固投", "", "万元"]])
    with pytest.raises(NotAllowed):
        taken(scene, [["望山街道", "固投", 8, "万元"]], by="leader")
    with pytest.raises(refusals.PlanRowsWrong):
        taken(scene, [["望山街道", "实到外资", 8, "万元"]], by="river")


def test_the_template_names_the_units_and_holds_no_target_yet():
    rows = read_workbook_confined(plan_template(title="目标计划", units=["临河街道"]))[0].rows
    assert rows[1][0] == "临河街道" and rows[1][1] == "签约项目数"
    assert planned_rows(sheet([*GOOD[:1], ["望山街道", "固投", "", "万元"]]), "表.xlsx")[0].cells["target"] == "8"


def test_the_page_takes_a_file_and_gives_the_task_book(scene):
    bureau = signed_in(scene.accounts["bureau"])
    assert "这一年还没有目标计划" in bureau.get("/plans/?year=2025").content.decode()
    assert bureau.get("/plans/template").status_code == 200
    bad = SimpleUploadedFile("目标计划.xlsx", sheet([*GOOD, ["查无街道", "固投", 1, "万元"]]))
    answer = bureau.post("/plans/upload", {"year": "2025", "file": bad})
    assert answer.status_code == 422 and "第 5 行" in answer.content.decode()
    answer = bureau.post("/plans/upload", {"year": "2025", "file": SimpleUploadedFile("目标计划.xlsx", sheet(GOOD))})
    assert answer.status_code == 302
    with CaptureQueriesContext(connection) as few:
        page = bureau.get("/plans/?year=2025").content.decode()
    assert "临河街道" in page and "望山街道" in page and len(few) <= 14
    unit = scene.units["临河街道"].pk
    paper = Document(io.BytesIO(bureau.get(f"/plans/{unit}/2025/docx").content))
    words = "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    assert "2,000.00万元" in words and "责任单位负责人" in words and "第 1 条" in words
    assert bureau.get(f"/plans/{unit}/2025/pdf").content.startswith(b"%PDF")
    assert Line.objects.filter(event="promise.book_taken").count() == 2
    assert signed_in(scene.accounts["hill"]).get(f"/plans/{unit}/2025/docx").status_code == 404
