"""Editing projects: field by field, each with its reason; and withdrawing what a wrong import brought."""

from datetime import date
from decimal import Decimal

import pytest

from luodi.journal import queries as journal
from luodi.projects import operations, refusals
from luodi.projects.models import Change, Project
from luodi.projects.queries import Asked, project_matches
from luodi.values.money import Money
from luodi.values.refusal import NotAllowed, NotFound
from tests.given import people, projects
from tests.given.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    return people.district()


def edit(scene, project, by="river", reason="补充协议", version=1, **changes):
    return operations.edit_project(
        project_id=project.pk, changes=changes, reason=reason, version=version, by=scene.actor(by), at=people.NOW
    )


class TestEditProject:
    def test_keeps_a_row_for_each_field_and_a_line_of_each_class(self, scene):
        project = projects.project(scene, amount=projects.yi("1"))
        edit(scene, project, amount=projects.yi("2"), site="示例园", signed_date=date(2025, 3, 1))
        rows = {row.field: (row.before, row.after, row.reason) for row in Change.objects.all()}
        assert rows["amount"] == ("100000000.00", "200000000.00", "补充协议")
        assert rows["signed_date"] == ("2025-03-07", "2025-03-01", "补充协议")
        lines = journal.lines(object_of=("projects.project", project.pk))
        assert {line.event for line in lines} >= {"project.edited", "project.amount_edited"}
        internal = journal.lines(object_of=("projects.project", project.pk), classes=frozenset({"internal"}))
        assert "100000000" not in str(internal)

    def test_finds_it_by_its_new_name(self, scene):
        edited = edit(scene, projects.project(scene), name="青禾新材料基地")
        assert "青禾" in edited.grams
        assert edited.pinyin == "qhxcljd"

    def test_links_the_only_firm_of_a_new_name_and_unlinks_an_unknown_one(self, scene):
        firm = projects.firm("甲示例有限公司")
        project = edit(scene, projects.project(scene), company_name="甲示例有限公司")
        assert project.company_id == firm.pk
        assert edit(scene, project, version=2, company_name="没有登记的公司").company_id is None

    def test_turns_a_foreign_amount_into_yuan_and_back_to_unknown(self, scene):
        project = edit(
            scene,
            projects.project(scene),
            amount=Money(Decimal(100), "USD"),
            rate=Decimal(7),
            rate_date=date(2025, 3, 6),
        )
        assert (project.amount, project.original_currency) == (Decimal("700.00"), "USD")
        assert edit(scene, project, version=2, amount=None).amount is None

    def test_moves_it_to_another_unit_only_with_rights_on_both(self, scene):
        project = projects.project(scene)
        with pytest.raises(NotAllowed):
            edit(scene, project, unit_id=scene.units["望山街道"].pk)
        assert (
            edit(scene, project, by="bureau", unit_id=scene.units["望山街道"].pk).unit_id == scene.units["望山街道"].pk
        )

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"stage_claimed": "P8"}, refusals.ProjectFieldUnknown), ({"code": "x"}, refusals.ProjectFieldUnknown),
            ({"withdrawn_at": None}, refusals.ProjectFieldUnknown), ({"name": ""}, refusals.ProjectNameMissing),
            ({"binding": "x"}, refusals.ProjectBindingUnknown), ({"amount": Money(Decimal(-1))}, refusals.ProjectAmountNotPositive),
            ({"landed_date": date(2020, 1, 1)}, refusals.ProjectDatesOutOfOrder), ({"officer_id": 987654}, refusals.ProjectOfficerUnknown),
            ({"company_id": 987654}, refusals.ProjectCompanyUnknown), ({"rate": Decimal(7)}, refusals.ProjectFieldUnknown),
            ({"name": "澄川医药总部项目"}, refusals.ProjectNothingChanged),
        ],
    )  # fmt: skip
    def test_refusals(self, scene, changes, refusal):
        with pytest.raises(refusal):
            edit(scene, projects.project(scene), **changes)

    def test_is_not_found_by_another_street_and_refused_to_readers(self, scene):
        project = projects.project(scene)
        with pytest.raises(NotFound):
            edit(scene, project, by="hill", site="x")
        with pytest.raises(NotAllowed):
            edit(scene, project, by="auditor", site="x")


class TestWithdraw:
    def test_takes_them_off_and_keeps_their_history(self, scene):
        ids = projects.several(scene, 3)
        assert operations.withdraw_projects(ids=ids[:2], reason="误导入", by=scene.actor("river"), at=people.NOW) == 2
        assert Project.objects.filter(withdrawn_at=None).count() == 1
        assert len(journal.lines(event="project.withdrawn")) == 2
        assert operations.withdraw_projects(ids=ids[:2], reason="误导入", by=scene.actor("river"), at=people.NOW) == 0

    def test_leaves_nothing_to_change(self, scene):
        project = projects.project(scene)
        operations.withdraw_projects(ids=[project.pk], reason="误导入", by=scene.actor("river"), at=people.NOW)
        with pytest.raises(refusals.ProjectIsWithdrawn):
            edit(scene, project, site="x")

    def test_wants_a_reason_and_the_right_unit(self, scene):
        ids = projects.several(scene, 1)
        with pytest.raises(refusals.ProjectReasonMissing):
            operations.withdraw_projects(ids=ids, reason=" ", by=scene.actor("river"), at=people.NOW)
        with pytest.raises(NotAllowed):
            operations.withdraw_projects(ids=ids, reason="x", by=scene.actor("hill"), at=people.NOW)


class TestProjectMatches:
    def test_finds_the_same_name_in_the_unit_or_of_the_firm_and_alike_ones(self, scene):
        firm = projects.firm()
        known = projects.project(scene, "澄川医药研发中心项目", company_id=firm.pk)
        unit, other = scene.units["临河街道"].pk, scene.units["望山街道"].pk
        asked = [Asked("澄川医药 研发中心项目", unit), Asked("澄川医药研发中心项目", other, firm.pk), Asked("澄川医药研发中心二期项目", unit),
                 Asked("澄川医药研发中心项目", other), Asked("毫不相干", unit)]  # fmt: skip
        found = project_matches(rows=asked, viewer=scene.actor("river"))
        assert [[(match.project_id, match.how) for match in matches] for matches in found] == [
            [(known.pk, "same")], [(known.pk, "same")], [(known.pk, "similar")], [], [],
        ]  # fmt: skip

    def test_masks_what_is_another_units(self, scene):
        firm = projects.firm()
        projects.project(scene, "澄川医药研发中心项目", company_id=firm.pk)
        match = project_matches(rows=[Asked("澄川医药研发中心项目", None, firm.pk)], viewer=scene.actor("hill"))[0][0]
        assert (match.visible, match.code, match.stage) == (False, "", "")
        assert "川" not in match.name

    def test_takes_two_statements_for_one_row_and_for_fifty(self, scene, django_assert_num_queries):
        projects.several(scene, 20)
        viewer, unit = scene.actor("river"), scene.units["临河街道"].pk
        for number in (1, 50):
            with django_assert_num_queries(2):
                project_matches(rows=[Asked(f"新的{place}项目", unit) for place in range(number)], viewer=viewer)
