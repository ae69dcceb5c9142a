"""Registering first contact: what is missing, what it may be, one right, the shadow behind it, and the race for it."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from luodi.journal.models import Line
from luodi.leads import operations, queries, refusals
from luodi.leads.models import Registration
from luodi.leads.rules import rules_on
from luodi.people import operations as people
from luodi.projects.models import Project
from luodi.values.money import Money
from luodi.values.refusal import NotAllowed, NotFound
from tests.given import leads as given
from tests.given import projects
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, SET_UP, district


@pytest.fixture
@kept
def scene(db):
    return district()


def looked(scene, who="hill", **change):
    unit = "望山街道" if who.startswith("hill") else "临河街道"
    return operations.look_up(asked=given.new_lead(scene, unit=unit, **change).asked, by=scene.actor(who), at=NOW)


class TestRegisterLead:
    def test_waits_for_acceptance_with_a_project_at_p0(self, scene):
        row = given.registered(scene)
        assert (row.state, row.unit.name, row.acceptance_due) == ("waiting", "临河街道", date(2025, 3, 11))
        assert (row.project.stage_claimed, row.project.company_name) == ("P0", given.NAME)
        assert row.number.startswith("BB-2025-") and Line.objects.filter(event="lead.registered").count() == 1

    def test_names_every_minimum_field_that_is_missing_at_once(self, scene):
        empty = given.new_lead(
            scene,
            controller="",
            sector_code=" ",
            amount=None,
            need="",
            contact_phone="",
            evidence_text="",
            investor_name="",
        )
        with pytest.raises(refusals.LeadFieldsMissing) as refused:
            given.registered(scene, lead=empty)
        assert len(refused.value.params["fields"]) == 7 and "实际控制人" in str(refused.value)

    def test_asks_for_what_the_dated_parameter_names(self, scene):
        people.set_parameter(
            code="leads.minimum_fields", value=["investor", "product"], unit="", source="区办〔2025〕3号", valid_from=date(2025, 3, 1),
            by=SET_UP, at=NOW,
        )  # fmt: skip
        row = given.registered(scene, controller="", amount=None, need="", sector_code="", contact_name="")
        assert row.state == "waiting"
        with pytest.raises(refusals.LeadFieldsMissing):
            given.registered(scene, product="", investor_name="星垣新材")

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"evidence_at": NOW + timedelta(minutes=1)}, refusals.LeadEvidenceInFuture),
            ({"evidence_at": NOW - timedelta(days=366)}, refusals.LeadEvidenceTooOld),
            ({"sector_code": "制造业"}, refusals.LeadSectorUnknown),
            ({"amount": Money(20_000)}, refusals.LeadAmountImplausible),
            ({"amount": Money(2_000_000_000_000)}, refusals.LeadAmountImplausible),
            ({"amount": Money(3_000_000, "USD")}, refusals.LeadAmountForeign),
            ({"confidential": True}, refusals.LeadTitleTellsInvestor),
            ({"evidence_document_id": 99}, NotFound),
            ({"project_id": 99}, NotFound),
        ],
    )
    def test_refuses_what_can_not_be_right(self, scene, change, refusal):
        with pytest.raises(refusal):
            given.registered(scene, **change)

    def test_takes_an_unusual_amount_that_was_checked(self, scene):
        assert given.registered(scene, amount=Money(20_000), amount_checked=True).amount == 20_000

    def test_takes_on_an_own_project_once(self, scene):
        own = projects.project(scene, "澄川项目")
        row = given.registered(scene, project_id=own.pk)
        assert row.project_id == own.pk and Project.objects.count() == 1
        with pytest.raises(refusals.LeadProjectTaken):
            given.registered(scene, project_id=own.pk, apart_reason="二期")

    @pytest.mark.parametrize("who", ["leader", "auditor", "planning", "finance", "sysadmin"])
    def test_is_for_those_who_register_only(self, scene, who):
        with pytest.raises(NotAllowed):
            operations.register_lead(lead=given.new_lead(scene), seen="", by=scene.actor(who), at=NOW)

    def test_is_not_for_another_unit(self, scene):
        with pytest.raises(NotAllowed):
            operations.register_lead(lead=given.new_lead(scene), seen="", by=scene.actor("hill"), at=NOW)


class TestDuplicates:
    @pytest.mark.parametrize(
        "name", ["澄川医药科技有限责任公司", "浙江澄川医药科技（临潮区）有限公司", "澄川 医药科技集团", "澄川医药科技"]
    )
    def test_another_unit_sees_occupied_and_a_masked_name_only(self, scene, name):
        given.registered(scene)
        found = looked(scene, investor_name=name, controller="")
        (hit,) = found.candidates
        assert (hit.occupied, hit.visible, hit.id, hit.number, hit.score, hit.reasons) == (True, False, 0, "", 0.0, ())
        assert hit.name.startswith("澄某") and "川" not in hit.name
        assert Line.objects.filter(event="lead.looked_up").count() == 1

    def test_an_occupied_investor_makes_a_shadow_without_a_project(self, scene):
        first = given.registered(scene)
        second = given.registered(scene, by="hill", assist_wish="可提供中试场地")
        assert (second.state, second.shadow_of_id, second.project_id) == ("shadow", first.pk, None)
        assert Project.objects.count() == 1

    def test_a_code_alone_is_enough_and_a_sister_with_the_like_product_too(self, scene):
        code = projects.CODES[0]
        given.registered(scene, credit_code=code)
        assert looked(scene, investor_name="", credit_code=code.lower(), controller="").occupied
        assert looked(scene, investor_name="禾照生物有限公司", product="抗体药物中试").occupied
        assert not looked(scene, investor_name="禾照生物有限公司", product="物流园", site="").occupied

    def test_a_group_is_followed_to_its_top(self, scene):
        given.registered(scene, investor_name="云杉能源有限公司", controller="长风投资有限公司")
        given.registered(
            scene, investor_name="长风投资有限公司", controller="海岳集团有限公司", product="总部", site=""
        )
        found = looked(scene, investor_name="栖微储能有限公司", controller="海岳集团")
        assert found.occupied
        minor = replace(
            given.new_lead(scene, unit="望山街道", investor_name="栖微储能有限公司", controller="海岳集团").asked,
            controller_share=30,
        )
        assert not operations.look_up(asked=minor, by=scene.actor("hill"), at=NOW).occupied

    def test_a_project_of_another_unit_is_told_as_occupied_but_holds_no_right(self, scene):
        projects.project(scene, "澄川医药总部项目", company_name=given.NAME)
        found = looked(scene)
        assert found.occupied and found.candidates[0].kind == "project" and found.candidates[0].name.startswith("澄某")
        row = given.registered(scene, by="hill")
        assert (row.state, row.occupied_in_ledger) == ("waiting", 1)

    def test_a_firm_of_the_district_is_flagged_as_a_move_within_it(self, scene):
        firm = projects.firm(given.NAME)
        landed = projects.project(
            scene, "老项目", company_id=firm.pk, unit="望山街道", by="hill", landed_date=date(2025, 3, 8)
        )
        assert landed.landed_date
        row = given.registered(scene)
        assert (row.in_district, row.company_id) == ("landed", firm.pk)
        with pytest.raises(refusals.LeadReasonMissing):
            operations.accept(registration_id=row.pk, version=1, by=scene.actor("bureau"), at=NOW)

    def test_a_code_of_the_district_flags_it_too(self, scene):
        people.set_parameter(
            code="leads.district_codes",
            value=["330105"],
            unit="",
            source="区划",
            valid_from=date(2025, 1, 1),
            by=SET_UP,
            at=NOW,
        )
        assert given.registered(scene, credit_code=projects.CODES[1]).in_district == "registered"

    def test_what_was_not_seen_has_to_be_looked_at_again(self, scene):
        lead, by = given.new_lead(scene), scene.actor("river")
        seen = operations.look_up(asked=lead.asked, by=by, at=NOW).seal
        projects.project(scene, "澄川医药总部项目", company_name=given.NAME)
        with pytest.raises(refusals.LeadCandidatesChanged):
            operations.register_lead(lead=lead, seen=seen, by=by, at=NOW)

    def test_the_units_own_investor_needs_to_be_told_apart(self, scene):
        given.registered(scene)
        with pytest.raises(refusals.LeadKnownInUnit):
            given.registered(scene, title="澄川物流项目")
        second = given.registered(scene, title="澄川物流项目", product="冷链物流", apart_reason="另一产品线，地块不同")
        assert second.state == "waiting" and second.apart

    def test_the_database_keeps_one_right_of_one_identity(self, scene):
        row = given.registered(scene)
        twin = Registration.objects.get(pk=row.pk)
        twin.pk, twin.number = None, "BB-2"
        twin.project = projects.project(scene, "别的")
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save(force_insert=True)

    def test_takes_as_many_statements_for_thirty_candidates_as_for_none(self, scene, django_assert_num_queries):
        hill, rules = scene.actor("hill"), rules_on(NOW.date())
        asked = given.new_lead(scene, unit="望山街道").asked
        queries.candidates(asked, viewer=hill, rules=rules)  # reads how common pairs are, once
        with django_assert_num_queries(7):
            assert queries.candidates(asked, viewer=hill, rules=rules).hits == ()
        projects.firm(given.NAME)
        projects.several(scene, 30, company_name=given.NAME)
        with django_assert_num_queries(7):
            assert len(queries.candidates(asked, viewer=hill, rules=rules).candidates) == 8


class TestConfidential:
    def test_an_unannounced_investor_stands_neither_on_the_project_nor_before_a_colleague(self, scene):
        row = given.registered(scene, title="生物药产业化项目", confidential=True)
        assert row.project.company_name == "" and "澄川" not in row.project.name
        today = NOW.date()
        assert queries.registration(scene.actor("river"), row.pk, today=today).row.investor == given.NAME
        assert queries.registration(scene.actor("riverhead"), row.pk, today=today).row.investor == given.NAME
        told = queries.registration(scene.actor("leader"), row.pk, today=today)
        assert (
            told.row.hidden
            and "川" not in told.row.investor + told.controller.replace("长", "")
            and told.credit_code == ""
        )
        words = queries.RegistrationFilter(words="澄川")
        assert queries.registrations(scene.actor("leader"), words, today=today).total == 0
        assert queries.registrations(scene.actor("river"), words, today=today).total == 1

    def test_leaves_a_line_whenever_it_is_opened_even_by_its_own_officer(self, scene):
        row = given.registered(scene, title="生物药产业化项目", confidential=True)
        for name, reason in (("river", "经办"), ("riverhead", "单位负责人查看"), ("bureau", "受理核对")):
            assert signed_in(scene.accounts[name]).get(f"/leads/{row.pk}/").status_code == 200
            line = Line.objects.filter(event="lead.opened").order_by("-pk").first()
            assert (line.actor_id, line.facts["reason"]) == (scene.actor(name).person_id, reason)
        assert signed_in(scene.accounts["leader"]).get(f"/leads/{row.pk}/").status_code == 200
        assert Line.objects.filter(event="lead.opened").count() == 3


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
class TestRaces:
    def test_of_two_units_in_the_same_second_one_gets_the_right_and_the_other_its_shadow(self):
        scene = district()
        gate, states, errors = threading.Barrier(2), [], []
        asks = [("river", "临河街道", given.NAME), ("hill", "望山街道", "浙江澄川医药科技有限责任公司")]
        leads = [(scene.actor(who), given.new_lead(scene, unit=unit, investor_name=name)) for who, unit, name in asks]
        seals = [operations.look_up(asked=lead.asked, by=by, at=NOW).seal for by, lead in leads]

        def register(by, lead, seen):
            gate.wait(10)
            try:
                states.append(operations.register_lead(lead=lead, seen=seen, by=by, at=NOW).state)
            except Exception as error:
                errors.append(error)
            finally:
                connections.close_all()

        threads = [
            threading.Thread(target=register, args=(*pair, seal)) for pair, seal in zip(leads, seals, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert (sorted(states), errors) == (["shadow", "waiting"], [])


def test_nothing_moves_but_the_evidence_of_gates(scene):
    own = projects.project(scene, "澄川项目", stage_claimed="P2")
    row = given.accepted(scene, given.registered(scene, project_id=own.pk))
    own.refresh_from_db()
    items = set(own.evidence.standing().values_list("item", flat=True))
    assert (own.stage_claimed, own.stage_confirmed) == ("P2", None)
    assert items == {"registration_accepted", "contact_evidence"} and row.state == "active"
