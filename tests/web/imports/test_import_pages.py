"""The import of a ledger through its pages: upload, check, answers, import, undo, and who may see what."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from luodi.documents.models import Intake, Row
from luodi.projects.models import Project
from tests.given import sheets
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import district

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    return district()


def put_in(client, data: bytes, name: str = "台账.xlsx", mode: str = "good_rows"):
    return client.post(reverse("imports:upload"), {"file": SimpleUploadedFile(name, data), "mode": mode})


def brought(client, rows, **more) -> Intake:
    """Upload a ledger and give its intake."""
    response = put_in(client, sheets.ledger(rows), **more)
    assert response.status_code == 302, response.content.decode()[:2000]
    return Intake.objects.latest("pk")


def page_of(client, intake, query: str = "", language: str = "zh-hans") -> str:
    client.cookies["luodi_language"] = language
    response = client.get(reverse("imports:detail", kwargs={"intake_id": intake.pk}) + query)
    assert response.status_code == 200
    return response.content.decode()


def press(client, name: str, intake, **fields):
    intake.refresh_from_db()
    fields.setdefault("version", intake.version)
    return client.post(reverse(f"imports:{name}", kwargs={"intake_id": intake.pk}), fields)


class TestTheWholeWay:
    def test_a_sound_ledger_is_checked_and_imported(self, scene):
        client = signed_in(scene.accounts["river"])
        intake = brought(client, [sheets.row(1), sheets.row(2)])
        text = page_of(client, intake)
        assert "待导入" in text and sheets.row(1)["name"] in text
        assert not Project.objects.exists()
        assert press(client, "run", intake).status_code == 302
        assert "已导入 2 行" in page_of(client, intake)
        assert {project.source_kind for project in Project.objects.all()} == {"row"}

    def test_a_second_press_changes_nothing(self, scene):
        client = signed_in(scene.accounts["river"])
        intake = brought(client, [sheets.row(1)])
        version = intake.version
        press(client, "run", intake, version=version)
        again = press(client, "run", intake, version=version)
        assert again.status_code == 409
        assert "没有重复执行" in again.content.decode()
        assert Project.objects.count() == 1

    def test_each_project_opens_the_row_it_came_from(self, scene):
        client = signed_in(scene.accounts["river"])
        press(client, "run", brought(client, [sheets.row(7)]))
        project = Project.objects.get()
        text = client.get(reverse("imports:row", kwargs={"row_id": project.source_id})).content.decode()
        assert "第 2 行" in text and project.name in text

    def test_a_duplicate_is_answered_and_linked(self, scene):
        client = signed_in(scene.accounts["river"])
        press(client, "run", brought(client, [sheets.row(1)]))
        again = brought(client, [sheets.row(1, note="第二次"), sheets.row(2)])
        row = again.rows.get(verdict="doubtful")
        known = Project.objects.get()
        assert f"link:{known.pk}" in page_of(client, again, "?verdict=doubtful")
        assert press(client, "answer", again, **{f"row-{row.pk}": f"link:{known.pk}"}).status_code == 302
        press(client, "run", again)
        assert Project.objects.count() == 2
        row.refresh_from_db()
        assert row.object_id == known.pk

    def test_registering_a_duplicate_needs_a_reason(self, scene):
        client = signed_in(scene.accounts["river"])
        press(client, "run", brought(client, [sheets.row(1)]))
        again = brought(client, [sheets.row(1, note="二期")])
        row = again.rows.get()
        refused = press(client, "answer", again, **{f"row-{row.pk}": "import"})
        assert refused.status_code == 422 and "写明理由" in refused.content.decode()
        press(client, "answer", again, **{f"row-{row.pk}": "import", "reason": "二期,不同地块"})
        press(client, "run", again)
        assert Project.objects.count() == 2

    def test_all_or_none_writes_nothing_while_a_row_is_bad(self, scene):
        client = signed_in(scene.accounts["river"])
        intake = brought(client, [sheets.row(1), sheets.row(2, amount=-5)], mode="all_or_none")
        refused = press(client, "run", intake)
        assert refused.status_code == 422 and "第 3 行" in refused.content.decode()
        assert not Project.objects.exists()

    def test_hints_are_accepted_at_once(self, scene):
        client = signed_in(scene.accounts["river"])
        intake = brought(client, [sheets.row(1, amount="1.2亿"), sheets.row(2, amount="300万美元")])
        press(client, "accept", intake)
        press(client, "run", intake)
        assert {str(project.amount) for project in Project.objects.all()} == {"120000000.00", "None"}

    def test_an_import_is_given_up(self, scene):
        client = signed_in(scene.accounts["river"])
        intake = brought(client, [sheets.row(1)])
        press(client, "drop", intake)
        assert press(client, "run", intake).status_code == 409
        assert not Project.objects.exists()

    def test_the_page_is_english_too(self, scene):
        client = signed_in(scene.accounts["river"])
        intake = brought(client, [sheets.row(1, amount="1.2亿"), sheets.row(2, unit="无此单位")])
        text = page_of(client, intake, language="en")
        assert "Doubtful" in text and "There is no unit" in text
        for name in ("imports:index",):
            assert "Import of ledgers" in client.get(reverse(name)).content.decode()


class TestUndo:
    def test_the_head_undoes_an_import_as_a_whole(self, scene):
        client, head = signed_in(scene.accounts["river"]), signed_in(scene.accounts["riverhead"])
        intake = brought(client, [sheets.row(1), sheets.row(2)])
        press(client, "run", intake)
        assert "确认后会发生" in head.get(reverse("imports:undo", kwargs={"intake_id": intake.pk})).content.decode()
        assert press(head, "undo", intake, reason="传错文件").status_code == 302
        assert not Project.objects.filter(withdrawn_at=None).exists()
        assert "传错文件" in page_of(client, intake)

    def test_the_officer_may_not(self, scene):
        client = signed_in(scene.accounts["river"])
        intake = brought(client, [sheets.row(1)])
        press(client, "run", intake)
        assert press(client, "undo", intake, reason="x").status_code == 403

    def test_it_says_why(self, scene):
        head = signed_in(scene.accounts["riverhead"])
        intake = brought(head, [sheets.row(1)])
        press(head, "run", intake)
        assert press(head, "undo", intake, reason=" ").status_code == 422


class TestWhoSeesWhat:
    @pytest.mark.parametrize("name", ["planning", "finance", "auditor", "leader", "sysadmin"])
    def test_others_have_no_import(self, scene, name):
        client = signed_in(scene.accounts[name])
        assert client.get(reverse("imports:index")).status_code == 403
        assert put_in(client, sheets.ledger([sheets.row(1)])).status_code == 403

    def test_another_unit_finds_nothing(self, scene):
        intake = brought(signed_in(scene.accounts["river"]), [sheets.row(1)])
        hill = signed_in(scene.accounts["hill"])
        for page in ("detail", "findings"):
            assert hill.get(reverse(f"imports:{page}", kwargs={"intake_id": intake.pk})).status_code == 404
        for act in ("run", "drop", "answer", "accept"):
            assert press(hill, act, intake).status_code == 404
        row = Row.objects.get()
        assert hill.get(reverse("imports:row", kwargs={"row_id": row.pk})).status_code == 404
        assert intake.document.file_name not in hill.get(reverse("imports:index")).content.decode()

    def test_a_row_of_ones_unit_is_seen_though_the_bureau_brought_it(self, scene):
        bureau = signed_in(scene.accounts["bureau"])
        press(bureau, "run", brought(bureau, [sheets.row(1), sheets.row(2, unit="望山街道")]))
        mine, other = Project.objects.get(unit__name="临河街道"), Project.objects.get(unit__name="望山街道")
        river = signed_in(scene.accounts["river"])
        assert river.get(reverse("imports:row", kwargs={"row_id": mine.source_id})).status_code == 200
        assert river.get(reverse("imports:row", kwargs={"row_id": other.source_id})).status_code == 404

    def test_finance_sees_the_row_without_its_amount(self, scene):
        river = signed_in(scene.accounts["river"])
        press(river, "run", brought(river, [sheets.row(1, amount=98765)]))
        finance = signed_in(scene.accounts["finance"])
        text = finance.get(reverse("imports:row", kwargs={"row_id": Project.objects.get().source_id})).content.decode()
        assert "98765" not in text and "987,650" not in text and "不在您的可见范围内" in text

    def test_another_units_duplicate_is_masked_and_the_look_is_logged(self, scene):
        from luodi.journal.models import Line

        river, hill = signed_in(scene.accounts["river"]), signed_in(scene.accounts["hill"])
        press(river, "run", brought(river, [sheets.row(1)]))
        intake = brought(hill, [sheets.row(1, unit="望山街道", note="另一份")])
        text, name = page_of(hill, intake), Project.objects.get().name
        assert "已被占用" in text and "link:" not in text
        remark = text[text.index("ld-remarks") :]
        assert name not in remark
        assert Line.objects.filter(event="project.occupied_shown").count() == 1


class TestTheTemplate:
    def test_it_is_imported_as_it_is_given_once_a_row_is_filled_in(self, scene):
        client = signed_in(scene.accounts["river"])
        book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("imports:template")).content))
        sheet = book["项目台账"]
        assert [cell.value for cell in sheet[1]] == list(sheets.HEADER)
        assert sheet["A2"].value.startswith("【示例】")
        assert sheet.data_validations.dataValidation
        for place, key in enumerate(sheets.KEYS, 1):
            sheet.cell(3, place, sheets.row(5).get(key))
        out = io.BytesIO()
        book.save(out)
        response = put_in(client, out.getvalue())
        assert response.status_code == 302, response.content.decode()
        intake = Intake.objects.latest("pk")
        assert (intake.total, intake.bad) == (1, 0)
        assert "示例" in page_of(client, intake)

    def test_no_cell_is_a_formula(self, scene):
        client = signed_in(scene.accounts["river"])
        intake = brought(client, [sheets.row(1, name="=cmd|' /C calc'!A0")])
        body = client.get(reverse("imports:findings", kwargs={"intake_id": intake.pk})).content
        cells = [cell for row in openpyxl.load_workbook(io.BytesIO(body)).active.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]


def test_the_page_asks_the_database_equally_often_for_one_row_and_for_fifty(scene, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(scene.accounts["river"])
    counts = []
    for number in (1, 50):
        intake = brought(client, [sheets.row(n + number * 100) for n in range(number)])
        page_of(client, intake)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page_of(client, intake)
        counts.append(len(seen))
    assert counts[0] == counts[1]
