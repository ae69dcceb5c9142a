"""Exports of tasks and batches: as filtered, only what one may see, with a line in the journal whose number is in the sheet."""

import io

import pytest
from openpyxl import load_workbook

from luodi.journal.models import Line
from tests.given import meetings, projects
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import district

pytestmark = pytest.mark.django_db


def sheet_of(answer) -> list[tuple]:
    assert answer.status_code == 200
    return list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))


@pytest.fixture
@kept
def scene():
    scene = district()
    meetings.congress(scene)
    return scene


class TestBatches:
    def test_carry_what_was_stated_and_what_is_named(self, scene):
        rows = sheet_of(signed_in(scene.accounts["bureau"]).get("/meetings/batches/export"))
        line = Line.objects.filter(event="list.exported").latest("pk")
        assert str(line.pk) in str(rows[0])
        signing = next(row for row in rows if row[2] == "签约项目")
        assert (signing[3], signing[4], signing[5], signing[6]) == (0, 3, 6, "性质未知")

    def test_obey_the_filter(self, scene):
        rows = sheet_of(signed_in(scene.accounts["bureau"]).get("/meetings/batches/export?kind=payout"))
        assert [row[2] for row in rows if row[3] is not None][-1] == "政策兑现"
        assert not any(row[2] == "签约项目" for row in rows)


class TestTasks:
    def test_carry_the_tasks_of_the_filter(self, scene):
        client = signed_in(scene.accounts["bureau"])
        words = {str(row[1]) for row in sheet_of(client.get("/tasks/export"))}
        assert {"要求", "督办", "索要名单"} <= words
        only = {str(row[1]) for row in sheet_of(client.get("/tasks/export?kind=demand"))}
        assert "督办" not in only and "要求" in only

    def test_are_refused_without_the_permission(self, scene):
        assert signed_in(scene.accounts["planning"]).get("/tasks/export").status_code == 403

    def test_stop_at_the_districts_limit(self, scene, settings):
        settings.EXPORT_ROW_LIMIT = 1
        assert signed_in(scene.accounts["bureau"]).get("/tasks/export").status_code == 422


LISTS = [
    ("/documents/export", "documents", "文档"),
    ("/meetings/export", "meetings", "会议"),
    ("/campaigns/export", "campaigns", "专项行动"),
    ("/people/persons/export", "persons", "姓名"),
    ("/people/units/export", "units", "单位"),
    ("/companies/export/", "companies", "企业"),
    ("/journal/export/", "journal", "编号"),
    ("/projects/export/", "projects", "编号"),
]


@pytest.mark.parametrize(("address", "what", "told"), LISTS)
class TestEveryList:
    def test_is_given_as_filtered_with_the_number_of_its_journal_line(self, scene, address, what, told):
        rows = sheet_of(signed_in(scene.accounts["bureau"]).get(address + "?q=没有这样的名字"))
        line = Line.objects.filter(event="list.exported").latest("pk")
        assert line.facts["what"] == what and str(line.pk) in str(rows[0]) and rows[2][0] == told
        assert line.facts["rows"] == len(rows) - 3


@pytest.mark.parametrize("address", [address for address, what, _told in LISTS if what != "campaigns"])
def test_no_list_goes_beyond_the_districts_limit(scene, settings, address):
    projects.project(scene, company_id=projects.firm().pk)
    settings.EXPORT_ROW_LIMIT = 0
    assert signed_in(scene.accounts["bureau"]).get(address).status_code == 422
    assert not Line.objects.filter(event="list.exported").exists()


class TestPersons:
    def test_stay_behind_their_masks(self, scene):
        rows = sheet_of(signed_in(scene.accounts["bureau"]).get("/people/persons/export"))
        assert len(rows) > 5 and not any(len(str(cell)) == 11 and str(cell).isdigit() for row in rows for cell in row)


class TestDocuments:
    def test_carry_days_as_days(self, scene):
        client = signed_in(scene.accounts["bureau"])
        sheet = load_workbook(io.BytesIO(client.get("/documents/export").content)).active
        assert sheet.cell(4, 10).number_format == "yyyy-mm-dd hh:mm" and sheet.cell(4, 5).number_format == "#,##0"
