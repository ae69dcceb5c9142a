"""Registering projects: what is stored, numbered, claimed, recorded, and each refusal."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from luodi.journal import queries as journal
from luodi.projects import operations, refusals
from luodi.projects.models import Investor, Project, StageStep, Tally
from luodi.values.money import Money
from luodi.values.refusal import NotAllowed
from tests.given import people, projects
from tests.given.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    return people.district()


class TestRegisterProject:
    def test_numbers_it_claims_its_stage_and_writes_one_line(self, scene):
        project = projects.project(scene, amount=projects.yi("1.2"), stage_claimed="P10")
        stored = Project.objects.get(pk=project.pk)
        assert stored.code.startswith("LD-2025-")
        assert (stored.stage_claimed, stored.stage_confirmed) == ("P10", None)
        assert (stored.amount, stored.original_currency) == (Decimal("120000000.00"), "CNY")
        step = StageStep.objects.get(project=stored)
        assert (step.kind, step.after, step.claimed_by_id) == ("claimed", "P10", scene.actor("river").person_id)
        lines = journal.lines(object_of=("projects.project", stored.pk))
        assert [line.sentence for line in lines] == [f"登记项目“澄川医药总部项目”({stored.code}),自报阶段 P10"]
        assert stored.source_id == scene.actor("river").person_id

    def test_keeps_the_original_of_a_foreign_amount(self, scene):
        project = projects.project(
            scene, amount=Money(Decimal(3_000_000), "USD"), rate=Decimal("7.1"), rate_date=date(2025, 3, 6)
        )
        stored = Project.objects.get(pk=project.pk)
        assert (stored.amount, stored.original_currency) == (Decimal("21300000.00"), "USD")
        assert (stored.original_amount, stored.rate) == (Decimal("3000000.00"), Decimal("7.100000"))

    def test_leaves_the_yuan_unknown_while_there_is_no_rate(self, scene):
        stored = projects.project(scene, amount=Money(Decimal(3_000_000), "USD"))
        assert stored.amount is None
        assert stored.original_amount == Decimal("3000000.00")

    def test_links_the_only_firm_of_that_name_or_alias(self, scene):
        firm = projects.firm("澄川医药科技有限公司", aliases=["澄川医药"])
        assert projects.project(scene, company_name="澄川医药").company_id == firm.pk
        assert projects.project(scene, name="别的项目", company_name="没有登记的公司").company_id is None

    def test_links_further_investors(self, scene):
        first, second = projects.firm("甲示例有限公司"), projects.firm("乙示例有限公司")
        project = projects.project(scene, company_id=first.pk, investor_ids=[second.pk])
        assert list(Investor.objects.values_list("project_id", "company_id")) == [(project.pk, second.pk)]
        assert project.company_name == "甲示例有限公司"

    def test_is_found_by_pairs_of_characters_and_by_pinyin(self, scene):
        project = projects.project(scene, company_name="示例控股")
        assert {"澄川", "总部", "示例", "cc"} <= set(project.grams)
        assert project.pinyin == "ccyyzbxm"

    @pytest.mark.parametrize(
        ("details", "refusal"),
        [
            ({"name": "  "}, refusals.ProjectNameMissing),
            ({"name": "长" * 201}, refusals.ProjectTextTooLong),
            ({"note": "长" * 501}, refusals.ProjectTextTooLong),
            ({"stage_claimed": "P99"}, refusals.ProjectStageUnknown),
            ({"stage_claimed": "hold"}, refusals.ProjectStageUnknown),
            ({"binding": "maybe"}, refusals.ProjectBindingUnknown),
            ({"source_kind": "hearsay"}, refusals.ProjectSourceUnknown),
            ({"amount": Money(Decimal(0))}, refusals.ProjectAmountNotPositive),
            ({"amount": Money(Decimal(-1))}, refusals.ProjectAmountNotPositive),
            ({"amount": Money(Decimal(1), "USD"), "rate": Decimal(7)}, refusals.ProjectRateMissing),
            ({"landed_date": date(2025, 3, 1)}, refusals.ProjectDatesOutOfOrder),
            ({"officer_id": 987654}, refusals.ProjectOfficerUnknown),
            ({"company_id": 987654}, refusals.ProjectCompanyUnknown),
            ({"investor_ids": [987654]}, refusals.ProjectCompanyUnknown),
        ],
    )
    def test_refuses_what_cannot_be(self, scene, details, refusal):
        with pytest.raises(refusal) as caught:
            projects.project(scene, **details)
        assert "?" not in caught.value.sentence("zh")
        assert "?" not in caught.value.sentence("en")
        assert not Project.objects.exists()

    def test_refuses_a_unit_that_is_not_the_persons(self, scene):
        with pytest.raises(NotAllowed):
            projects.project(scene, unit="望山街道", by="river")
        assert projects.project(scene, unit="望山街道", by="bureau").pk

    def test_refuses_a_closed_unit(self, scene):
        scene.units["临河街道"].active = False
        scene.units["临河街道"].save()
        with pytest.raises(refusals.ProjectUnitUnknown):
            projects.project(scene)

    @pytest.mark.parametrize("reader", ["planning", "leader", "finance", "auditor", "sysadmin"])
    def test_refuses_those_who_only_read(self, scene, reader):
        with pytest.raises(NotAllowed):
            projects.project(scene, by=reader)

    def test_refuses_a_second_one_of_the_name_in_the_unit_unless_told(self, scene):
        first = projects.project(scene)
        with pytest.raises(refusals.ProjectKnown) as caught:
            projects.project(scene, name="澄川医药 总部项目")
        assert first.code in caught.value.sentence("zh")
        assert projects.project(scene, anyway=True).code != first.code
        assert projects.project(scene, unit="望山街道", by="hill").pk


class TestRegisterProjects:
    def test_gives_ids_in_order_with_a_line_and_a_step_each(self, scene):
        ids = projects.several(scene, 30)
        names = dict(Project.objects.values_list("pk", "name"))
        assert [names[pk] for pk in ids] == [f"示例数智产业园{place}号项目" for place in range(30)]
        assert StageStep.objects.count() == 30
        assert len(journal.lines(event="project.registered", limit=100)) == 30

    def test_names_the_row_that_cannot_be_taken_and_stores_none(self, scene):
        unit = scene.units["临河街道"].pk
        rows = [operations.NewProject(name="好的", unit_id=unit), operations.NewProject(name="", unit_id=unit)]
        with pytest.raises(refusals.ProjectNameMissing) as caught:
            operations.register_projects(rows=rows, by=scene.actor("river"), at=people.NOW)
        assert caught.value.params["row"] == 1
        assert not Project.objects.exists()

    def test_refuses_all_when_one_row_is_another_units(self, scene):
        rows = [operations.NewProject(name="甲", unit_id=scene.units[name].pk) for name in ("临河街道", "望山街道")]
        with pytest.raises(NotAllowed):
            operations.register_projects(rows=rows, by=scene.actor("river"), at=people.NOW)

    def test_takes_the_same_statements_for_two_and_for_fifty(self, scene, django_assert_num_queries):
        by, unit = scene.actor("river"), scene.units["临河街道"].pk

        def register(number):
            rows = [operations.NewProject(name=f"项目{number}-{place}", unit_id=unit) for place in range(number)]
            operations.register_projects(rows=rows, by=by, at=people.NOW)

        with CaptureQueriesContext(connection) as two:
            register(2)
        assert len(two) <= 10
        with django_assert_num_queries(len(two)):
            register(50)

    def test_has_nothing_to_do_with_no_rows(self, scene):
        assert operations.register_projects(rows=[], by=scene.actor("river"), at=people.NOW) == []


class TestTheDatabase:
    @pytest.mark.parametrize(
        "change",
        ["amount = 0", "binding = 'x'", "stage_claimed = 'P99'", "stage_confirmed = 'P12'", "name = ''",
         "side_state = 'gone'", "landed_date = '2020-01-01'", "source_kind = 'x'"],
    )  # fmt: skip
    def test_refuses_what_the_code_would(self, scene, change):
        project = projects.project(scene)
        with pytest.raises(IntegrityError), transaction.atomic():
            connection.cursor().execute(f"UPDATE projects_project SET {change} WHERE id = %s", [project.pk])

    def test_counts_in_the_same_transaction(self, scene):
        projects.project(scene, amount=projects.yi("2"))
        assert list(Tally.objects.values_list("stage", "confirmed", "projects", "amount")) == [
            ("P7", False, 1, Decimal("200000000.00"))
        ]
