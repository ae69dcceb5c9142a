"""The inflow ledger, landing facts and definitions, and the particulars of a project."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from luodi.counting import operations, refusals
from luodi.counting.models import Counted, Inflow, Particulars, ParticularsChange
from luodi.projects.models import Evidence, Project
from luodi.projects.operations import put_evidence
from luodi.values.refusal import NotAllowed, NotFound, Stale
from tests.given import counting as given
from tests.given.kept import kept
from tests.given.people import district

pytestmark = pytest.mark.django_db
AT = given.LATER
ONE = Decimal("50000000")


@pytest.fixture
@kept
def scene():
    given.parameters()
    return district()


@pytest.fixture
def project(scene):
    return given.signed(scene)


class TestInflows:
    def test_is_claimed_until_a_second_person_confirms_it_and_the_gate_has_its_evidence(self, scene, project):
        row = given.inflow(scene, project)
        line = given.counted(project, "inflow")
        assert (line.counts, line.confirmed, line.column, line.amount) == (True, False, "domestic", ONE)
        with pytest.raises(refusals.ConfirmedByMaker):
            operations.confirm_inflow(inflow_id=row.pk, version=1, by=given_head(scene, "river"), at=AT)
        operations.confirm_inflow(inflow_id=row.pk, version=1, by=scene.actor("riverhead"), at=AT)
        assert given.counted(project, "inflow").confirmed
        assert Evidence.objects.standing().get(item="paid_in").reference == "HD001"

    def test_foreign_money_is_converted_and_keeps_its_original(self, scene, project):
        row = given.inflow(
            scene, project, currency="USD", amount=Decimal("1000000"), rate=Decimal("7.1735"), rate_date=date(2025, 3, 7),
            capital_class="foreign",
        )  # fmt: skip
        assert (row.amount, row.original_amount, row.rate_date) == (Decimal("7173500.00"), 1000000, date(2025, 3, 7))

    @pytest.mark.parametrize(
        ("wrong", "refusal"),
        [({"amount": Decimal(0)}, refusals.InflowAmountWrong), ({"amount": Decimal("NaN")}, refusals.InflowAmountWrong),
         ({"currency": "USD"}, refusals.InflowAmountWrong), ({"currency": "美元"}, refusals.CountingFieldWrong),
         ({"capital_class": "两类"}, refusals.CountingFieldWrong), ({"paid_date": date(2025, 3, 9)}, refusals.InflowInFuture)],
    )  # fmt: skip
    def test_refuses_what_is_no_inflow(self, scene, project, wrong, refusal):
        with pytest.raises(refusal):
            given.inflow(scene, project, **wrong)
        assert Inflow.objects.count() == 0

    def test_a_slip_stands_once_and_is_free_again_after_a_withdrawal(self, scene, project):
        row = given.inflow(scene, project)
        with pytest.raises(refusals.InflowSlipKnown):
            given.inflow(scene, project, capital_class="foreign")
        operations.withdraw_inflow(inflow_id=row.pk, version=1, reason="类别填错", by=scene.actor("river"), at=AT)
        assert given.inflow(scene, project, capital_class="foreign", replaces_id=row.pk).replaces_id == row.pk
        assert Counted.objects.get(measure="inflow").column == "foreign"

    def test_parent_and_subsidiary_count_once(self, scene):
        parent = given.projects.firm("澄川控股有限公司", group_name="澄川集团")
        child = given.projects.firm("澄川制造有限公司", group_name="澄川集团")
        one = given.signed(scene, "澄川总部", company_id=parent.pk, company_name="")
        two = given.signed(scene, "澄川工厂", company_id=child.pk, company_name="")
        given.inflow(scene, one)
        given.inflow(scene, two, slip="HD002")
        assert given.counted(one, "inflow").counts and given.counted(two, "inflow").why == "two_classes"

    def test_money_that_left_does_not_count_and_what_was_entered_never_changes(self, scene, project):
        row = given.inflow(scene, project, paid_date=date(2025, 2, 25))
        operations.follow_inflow(
            inflow_id=row.pk, version=1, left_date=date(2025, 3, 3), left_amount=ONE, evidence="银行流水", by=scene.actor("river"), at=AT
        )  # fmt: skip
        assert given.counted(project, "inflow").why == "round_trip"
        for field, value in (
            ("entered_at", given.LATER.replace(year=2024)),
            ("amount", 1),
            ("capital_class", "foreign"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                Inflow.objects.filter(pk=row.pk).update(**{field: value})

    def test_without_a_slip_it_is_a_finding_and_nobody_confirms_it(self, scene, project):
        row = given.inflow(scene, project, slip="")
        assert given.counted(project, "inflow").why == "registered_capital"
        with pytest.raises(refusals.InflowNeedsSlip):
            operations.confirm_inflow(inflow_id=row.pk, version=1, by=scene.actor("riverhead"), at=AT)

    def test_many_are_entered_as_one(self, scene, project):
        news = [
            operations.NewInflow(project.pk, "domestic", date(2025, 3, day), ONE, slip=slip) for day, slip in ((1, "A"), (2, "A"))
        ]  # fmt: skip
        with pytest.raises(refusals.SheetRowWrong) as said:
            operations.enter_inflows(inflows=news, by=scene.actor("river"), at=AT)
        assert said.value.params["row"] == 2 and Inflow.objects.count() == 0

    def test_another_street_finds_nothing(self, scene, project):
        row = given.inflow(scene, project)
        with pytest.raises(NotFound):
            operations.withdraw_inflow(inflow_id=row.pk, version=1, reason="x", by=scene.actor("hill"), at=AT)
        with pytest.raises(NotFound):
            given.inflow(scene, project, by="hill", slip="HD9")
        with pytest.raises(NotAllowed):
            given.inflow(scene, project, by="auditor", slip="HD9")


def given_head(scene, name):
    """Give an officer who holds a head's rights as well: entering and confirming would be one person."""
    actor = scene.actor(name)
    return replace(actor, permissions=actor.permissions | {"projects.confirm_stage"})


class TestLanding:
    def test_counts_by_the_route_of_the_definition_and_says_which(self, scene, project):
        rule = given.definition(scene)
        mark = given.landmark(scene, project, "land_won")
        row = given.counted(project, "landed")
        assert (row.definition_id, row.route, row.date, row.counts, row.confirmed) == (
            rule.pk,
            "land",
            date(2025, 3, 7),
            True,
            False,
        )
        operations.confirm_landmark(landmark_id=mark.pk, version=1, by=scene.actor("riverhead"), at=AT)
        assert given.counted(project, "landed").confirmed
        assert Evidence.objects.standing().get(item="site_contract").effective_date == date(2025, 3, 7)
        operations.withdraw_landmark(landmark_id=mark.pk, version=2, reason="未摘牌", by=scene.actor("river"), at=AT)
        assert not Counted.objects.filter(measure="landed").exists() and not Evidence.objects.standing().exists()

    def test_two_definitions_stand_side_by_side_and_a_retired_one_counts_nothing(self, scene, project):
        given.landmark(scene, project, "lease_signed")
        land = given.definition(scene)
        lease = given.definition(scene, {"code": "lease", "needs": [["lease_signed"]]}, title="租赁即落地")
        assert list(Counted.objects.filter(measure="landed").values_list("definition_id", flat=True)) == [lease.pk]
        operations.retire_definition(definition_id=lease.pk, reason="口径调整", by=scene.actor("bureau"), at=AT)
        assert not Counted.objects.filter(measure="landed").exists()
        with pytest.raises(refusals.EntryDone):
            operations.retire_definition(definition_id=lease.pk, reason="再停", by=scene.actor("bureau"), at=AT)
        assert land.retired_at is None

    @pytest.mark.parametrize("routes", [[], [{"code": "x", "needs": []}], [{"code": "x", "needs": [["月亮"]]}]])
    def test_refuses_a_definition_that_means_nothing_and_officers(self, scene, routes):
        with pytest.raises(refusals.DefinitionWrong):
            operations.set_definition(
                title="口径", year=2025, routes=routes, source="办法", by=scene.actor("bureau"), at=AT
            )
        with pytest.raises(NotAllowed):
            operations.set_definition(
                title="口径", year=2025, routes=routes, source="办法", by=scene.actor("river"), at=AT
            )

    def test_a_start_counts_with_a_permit_from_the_gate_or_from_here(self, scene):
        project = given.signed(scene, stage_claimed="P10")
        assert given.counted(project, "started").why == "start_without_permit"
        put_evidence(
            project_id=project.pk,
            item="construction_permit",
            reference="施工许可 18 号",
            by=scene.actor("river"),
            at=AT,
        )
        outcome = operations.recheck_changed(by=scene.actor("bureau"), at=given.LATER.replace(hour=12))
        assert outcome.vanished >= 1 and given.counted(project, "started").counts


class TestParticulars:
    def test_keeps_every_change_with_its_source(self, scene, project):
        given.stated(scene, project, floor_area=Decimal("12000.5"), headcount=80)
        given.stated(scene, project, headcount=None)
        kept = list(ParticularsChange.objects.order_by("pk").values_list("field", "before", "after", "source"))
        assert kept == [
            ("floor_area", None, "12000.50", "营业执照"),
            ("headcount", None, 80, "营业执照"),
            ("headcount", 80, None, "营业执照"),
        ]

    def test_a_registered_increment_counts_by_its_increment_alone(self, scene, project):
        more = given.signed(scene, "澄川芯片增资扩产项目", amount="400000000")
        assert given.counted(more).why == "increment"
        given.stated(scene, more, increment_of=project.pk, increment_amount=Decimal("100000000"))
        row = given.counted(more)
        assert (row.counts, row.number, row.amount) == (True, 0, Decimal("100000000"))

    def test_a_phase_counts_unless_the_first_signing_includes_it(self, scene, project):
        second = given.signed(scene, "澄川芯片封装基地二期项目")
        assert given.counted(second).why == "phases"
        given.stated(scene, second, phase_of=project.pk, phase_included=False)
        assert given.counted(second).counts
        given.stated(scene, second, phase_included=True)
        assert given.counted(second).why == "phases"

    def test_refuses_rings_stale_forms_wrong_values_and_what_is_not_ones_own(self, scene, project):
        second = given.signed(scene, "另一个项目")
        given.stated(scene, second, phase_of=project.pk)
        with pytest.raises(refusals.LinkGoesRound):
            given.stated(scene, project, phase_of=second.pk)
        with pytest.raises(refusals.LinkOfItself):
            given.stated(scene, project, increment_of=project.pk)
        for name, value in (
            ("sector_code", "ZZZ"),
            ("headcount", -1),
            ("floor_area", Decimal("NaN")),
            ("origin", "月球"),
            ("no", 1),
        ):
            with pytest.raises(refusals.CountingFieldWrong):
                given.stated(scene, project, **{name: value})
        with pytest.raises(Stale):
            operations.state_particulars(
                project_id=second.pk, values={"headcount": 5}, source="执照", version=0, by=scene.actor("river"), at=AT
            )
        hills = given.signed(scene, "望山的项目", unit="望山街道", by="hill")
        with pytest.raises(NotFound):
            given.stated(scene, project, phase_of=hills.pk)
        with pytest.raises(refusals.CountingSourceMissing):
            operations.state_particulars(
                project_id=project.pk, values={"headcount": 5}, source=" ", version=0, by=scene.actor("river"), at=AT
            )

    def test_a_total_out_of_proportion_is_found_once_the_sector_has_eight(self, scene):
        for pk in given.projects.several(scene, 8, binding="binding"):
            Project.objects.filter(pk=pk).update(amount=Decimal("100000000"))
            Particulars.objects.create(
                project_id=pk, sector_code="C3981", registered_capital=Decimal("10000000"), source="执照", changed_at=AT
            )
        huge = given.signed(scene, "元件巨头", amount="900000000", company_name="元件巨头有限公司")
        given.stated(scene, huge, sector_code="C3982", registered_capital=Decimal("10000000"))
        assert given.findings(huge)["ratio"].seen["cell"] == 9
