"""Checking: findings come, change, go and come back; what counts follows; the sums are exact."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from luodi.counting import operations
from luodi.counting.models import Checked, Counted, Finding, FindingStep
from luodi.projects.models import Project
from luodi.projects.operations import edit_project, withdraw_projects
from luodi.values.money import Money
from luodi.values.refusal import NotAllowed
from tests.given import counting as given
from tests.given.kept import kept
from tests.given.people import NOW, SET_UP, district

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    given.parameters()
    return district()


def steps(finding: Finding) -> list[str]:
    return list(finding.steps.order_by("pk").values_list("kind", flat=True))


class TestRecheck:
    def test_finds_the_second_signing_and_takes_it_out_of_the_count(self, scene):
        first = given.signed(scene)
        again = given.signed(scene, "澄川芯片封装基地项目（招商大会签约）", unit="望山街道", by="hill")
        found = given.findings(again)
        assert {"resigned", "shared"} <= set(found) and found["resigned"].other_id == first.pk
        assert given.counted(first).amount == Decimal("300000000")
        row = given.counted(again)
        assert (row.counts, row.amount, row.claimed_amount, row.why) == (False, 0, Decimal("300000000"), "resigned")

    def test_is_the_same_when_repeated(self, scene):
        given.signed(scene)
        again = given.signed(scene, "澄川芯片封装基地项目")
        before = (Finding.objects.count(), FindingStep.objects.count(), Counted.objects.in_bulk().keys())
        outcome = operations.recheck(project_ids=[again.pk], by=SET_UP, at=given.LATER)
        assert (outcome.found, outcome.vanished) == (0, 0)
        assert (Finding.objects.count(), FindingStep.objects.count(), Counted.objects.in_bulk().keys()) == before

    def test_a_finding_that_is_gone_is_closed_by_a_line_and_can_come_back(self, scene):
        first, again = given.signed(scene), given.signed(scene)
        finding = given.findings(again)["resigned"]
        withdraw_projects(ids=[first.pk], reason="重复登记", by=scene.actor("bureau"), at=given.LATER)
        operations.recheck(project_ids=[first.pk], by=SET_UP, at=given.LATER)
        finding.refresh_from_db()
        assert finding.gone_at == given.LATER and given.counted(again).counts
        assert not Counted.objects.filter(project=first).exists()
        Project.objects.filter(pk=first.pk).update(withdrawn_at=None)
        operations.recheck(project_ids=[first.pk], by=SET_UP, at=given.LATER)
        assert steps(finding) == ["found", "vanished", "returned"]

    def test_steps_are_append_only(self, scene):
        given.signed(scene)
        given.signed(scene)
        with pytest.raises(DatabaseError), transaction.atomic():
            FindingStep.objects.update(note="改掉")

    def test_says_which_rule_bears_on_another_units_figure(self, scene):
        project = given.signed(scene)
        given.stated(scene, project, sector_code="K7010")
        assert given.counted(project).why == "excluded_class"
        given.stated(scene, project, sector_mark="industry")
        assert given.counted(project).counts


class TestRecheckChanged:
    def test_looks_only_at_what_changed(self, scene):
        one, other = given.signed(scene), given.signed(scene, "别处的项目", company_name="远山科技有限公司")
        assert operations.recheck_changed(by=SET_UP, at=given.LATER).projects == 0
        one.refresh_from_db()
        edit_project(
            project_id=one.pk, changes={"amount": Money(Decimal("310000000"))}, reason="核实", version=one.version,
            by=scene.actor("river"), at=given.LATER,
        )  # fmt: skip
        outcome = operations.recheck_changed(by=SET_UP, at=given.LATER + timedelta(minutes=1))
        assert outcome.projects == 1 and given.counted(one).amount == Decimal("310000000")
        assert Checked.objects.get(project=other).at == NOW
        assert operations.recheck_changed(by=SET_UP, at=given.LATER + timedelta(minutes=2)).projects == 0

    def test_takes_up_projects_that_nobody_checked_and_those_withdrawn(self, scene):
        ids = given.projects.several(scene, 3, binding="binding")
        assert operations.recheck_changed(by=SET_UP, at=given.LATER).projects == 3
        withdraw_projects(ids=ids[:1], reason="误导入", by=scene.actor("bureau"), at=given.LATER)
        operations.recheck_changed(by=SET_UP, at=given.LATER + timedelta(minutes=1))
        assert set(Counted.objects.values_list("project_id", flat=True)) == set(ids[1:])


class TestRecheckAll:
    def test_gives_what_checking_one_by_one_gives(self, scene):
        given.signed(scene)
        given.signed(scene)
        before = list(Counted.objects.order_by("project_id").values_list("project_id", "counts", "why", "amount"))
        Counted.objects.all().delete()
        told = []
        operations.recheck_all(by=scene.actor("bureau"), at=given.LATER, told=lambda *parts: told.append(parts))
        after = list(Counted.objects.order_by("project_id").values_list("project_id", "counts", "why", "amount"))
        assert after == before and told == [(2, 2)]

    def test_needs_the_right(self, scene):
        with pytest.raises(NotAllowed):
            operations.recheck_all(by=scene.actor("river"), at=given.LATER)
