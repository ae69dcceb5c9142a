"""The journal's page: who sees which lines, filters, paging, export, the check of the blocks."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.urls import reverse
from python_calamine import CalamineWorkbook

from luodi.journal import operations as journal
from luodi.journal import queries
from luodi.journal.browsing import Asked, browse
from luodi.people import operations as people
from luodi.people.queries import journal_hides, journal_scope
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, district

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    found = district()
    river, hill = found.units["临河街道"], found.units["望山街道"]
    by = found.actor("river")
    for number, (unit, label, data_class) in enumerate(
        [(river, "临河内部项目", "internal"), (river, "临河敏感金额", "sensitive"), (hill, "望山内部项目", "internal")],
        1,
    ):
        journal.record(
            "unit.added", ("projects.project", number), by=by if unit is river else found.actor("hill"), at=NOW,
            label=label, owner_unit_id=unit.pk, data_class=data_class,
        )  # fmt: skip
    return found


def page(scene, name, **query) -> str:
    response = signed_in(scene.accounts[name]).get(reverse("journal:index"), query)
    assert response.status_code == 200
    return response.content.decode()


class TestWhoSeesWhat:
    def test_an_officer_sees_the_lines_of_the_own_unit(self, scene):
        """LO1 LO2: lines follow the visibility of what they speak of."""
        text = page(scene, "riverhead")
        assert "临河内部项目" in text and "临河敏感金额" in text and "望山内部项目" not in text

    def test_the_bureau_sees_the_district(self, scene):
        text = page(scene, "bureau")
        assert "临河敏感金额" in text and "望山内部项目" in text

    def test_finance_sees_internal_lines_but_no_sensitive_ones(self, scene):
        text = page(scene, "finance")
        assert "临河内部项目" in text and "临河敏感金额" not in text

    def test_a_department_sees_its_own_doing_only(self, scene):
        assert "临河内部项目" not in page(scene, "planning") and "望山内部项目" not in page(scene, "planning")

    def test_the_audit_administrator_sees_that_something_was_done_but_not_to_what(self, scene):
        """AC6: the audit administrator reads the journal and no business rows."""
        text = page(scene, "auditadmin")
        assert text.count("内容不属于您") == 3 and "测试river" in text
        assert "临河内部项目" not in text and "/projects/1/" not in text
        assert "新增人员“测试river”" in text

    def test_the_auditor_reads_the_business_lines(self, scene):
        text = page(scene, "auditor")
        assert "临河敏感金额" in text and "望山内部项目" in text

    @pytest.mark.parametrize("name", ["sysadmin", "secadmin"])
    def test_the_other_administrators_have_no_journal(self, scene, name):
        assert signed_in(scene.accounts[name]).get(reverse("journal:index")).status_code == 403

    def test_sign_ins_of_others_stay_with_the_auditors(self, scene):
        people.note_sign_in(sign_in_name="hill", succeeded=False, by=scene.actor("hill"), at=NOW)
        assert "登录失败" in page(scene, "auditadmin")
        assert "登录失败:" not in page(scene, "bureau").replace("登录失败:…", "")


class TestFilters:
    def test_each_narrows(self, scene):
        assert "望山内部项目" not in page(scene, "bureau", who="测试river")
        assert "临河内部项目" not in page(scene, "bureau", unit=scene.units["望山街道"].pk)
        assert "临河内部项目" in page(scene, "bureau", kind="projects.project", object="1")
        assert "临河敏感金额" not in page(scene, "bureau", kind="projects.project", object="1")
        assert "临河内部项目" not in page(scene, "bureau", event="person.")
        assert "临河内部项目" in page(scene, "bureau", on_from="2025-03-08", on_to="2025-03-08")
        assert "临河内部项目" not in page(scene, "bureau", on_to="2025-03-07")
        assert "临河内部项目" not in page(scene, "bureau", failed="1")

    def test_nonsense_is_no_fault(self, scene):
        assert page(scene, "bureau", unit="x", on_from="2025-13-99", after="-1", object="甲")

    def test_pages_follow_the_last_line(self, scene):
        for number in range(60):
            journal.record("unit.added", ("projects.project", 100 + number), by=scene.actor("river"), at=NOW, label=f"第{number}号",
                           owner_unit_id=scene.units["临河街道"].pk)  # fmt: skip
        first = page(scene, "riverhead")
        assert "第59号" in first and "第10号" in first and "第9号" not in first
        last = queries.lines(limit=60)[49].id
        assert "第9号" in page(scene, "riverhead", after=last)

    def test_it_takes_as_many_statements_for_one_line_as_for_many(self, scene, django_assert_max_num_queries):
        viewer = scene.actor("riverhead")
        with django_assert_max_num_queries(5):
            browse(journal_scope(viewer), Asked(), hides=journal_hides(viewer))


class TestExport:
    def test_it_carries_the_lines_as_filtered_and_leaves_one_of_its_own(self, scene):
        """LO2: who exported which part of the journal is itself in the journal."""
        response = signed_in(scene.accounts["bureau"]).get(reverse("journal:export"), {"kind": "projects.project"})
        rows = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()
        assert [row[4] for row in rows[3:]] == [
            "新增单位“望山内部项目”",
            "新增单位“临河敏感金额”",
            "新增单位“临河内部项目”",
        ]
        line = queries.lines(limit=1)[0]
        assert line.event == "list.exported" and str(line.id) in rows[0][0]

    def test_what_is_hidden_on_the_page_is_hidden_in_the_file(self, scene):
        response = signed_in(scene.accounts["auditadmin"]).get(reverse("journal:export"), {"kind": "projects.project"})
        assert "临河内部项目" not in str(
            CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()
        )


class TestVerify:
    def test_the_audit_administrator_checks_it_now(self, scene):
        """LO5: all holds, and the check itself leaves a line."""
        journal.seal_blocks(at=NOW)
        response = signed_in(scene.accounts["auditadmin"]).post(reverse("journal:verify"))
        assert response.status_code == 200 and "校验通过" in response.content.decode()
        assert queries.lines(limit=1)[0].event == "journal.verified"

    def test_nobody_else_does(self, scene):
        for name in ("bureau", "auditor", "river"):
            assert signed_in(scene.accounts[name]).post(reverse("journal:verify")).status_code == 403

    def test_waiting_lines_become_sealed(self, scene):
        assert "待封存" in page(scene, "bureau")
        journal.seal_blocks(at=NOW + timedelta(seconds=2))
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM journal_pending")
            assert cursor.fetchone()[0] == 0
