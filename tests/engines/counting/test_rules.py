"""The sixteen counting rules: each on a case that it finds, one that it leaves alone, and one at its edge."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from luodi.engines.counting import Edit, Settings, finding_text, judge, rules
from luodi.engines.counting.judging import JUDGES
from tests.engines.counting.scenes import SETTINGS, VALUES, case, inflow, mark


def found(rule, subject, *peers, settings=SETTINGS):
    return JUDGES[rule](subject, peers, settings)


def test_there_are_sixteen_rules_each_with_a_judge_and_words_in_both_languages():
    assert [rule.number for rule in rules().values()] == list(range(1, 17))
    assert set(rules()) == set(JUDGES)
    for rule in rules().values():
        for part in ("looks_at", "decision", "prevention"):
            assert rule.text(part, "zh", VALUES) and rule.text(part, "en", VALUES)
            assert "{" not in rule.text(part, "zh", VALUES)


def test_every_parameter_that_a_rule_names_is_known():
    assert {code for rule in rules().values() for code in rule.parameters} <= set(VALUES)


class TestResigned:
    def test_finds_a_second_signing_of_one_project(self):
        again = case(3, "澄川芯片封装基地项目（招商大会）", signed_date=date(2025, 5, 1))
        hit = found("resigned", again, case())[0]
        assert hit.other_id == 2 and hit.seen["first_date"] == "2025-03-07"

    def test_leaves_the_first_signing_and_other_investors_alone(self):
        assert found("resigned", case(), case(3)) == []
        assert found("resigned", case(3, company_id=8, company_key="别家"), case()) == []

    def test_the_first_is_who_was_entered_first_whatever_day_is_claimed(self):
        backdated = case(3, signed_date=date(2024, 1, 1))
        assert found("resigned", backdated, case()) and not found("resigned", case(), backdated)

    def test_likeness_at_the_edge_of_the_parameter(self):
        other = case(3, "澄川芯片封装新基地项目")
        score = float(found("resigned", other, case())[0].seen["similar"])
        strict = Settings(VALUES | {"counting.similar": str(score + 0.01)})
        assert found("resigned", other, case(), settings=strict) == []

    def test_one_site_makes_half_a_name_enough(self):
        one, two = case(site="云栖路 8 号", name="澄川芯片基地"), case(3, site="云栖路 8 号", name="澄川芯片总部")
        assert found("resigned", two, one)[0].seen["similar"] == "0.90"


class TestFramework:
    def test_finds_a_framework_that_claims_to_have_landed(self):
        assert found("framework", case(binding="framework", stage=9))[0].seen["stage"] == "P9"

    def test_leaves_contracts_alone(self):
        assert found("framework", case(stage=9)) == []

    def test_a_framework_at_signing_is_no_finding_yet(self):
        assert found("framework", case(binding="framework")) == []
        assert found("framework", case(binding="unknown", landed_date=date(2025, 6, 1)))


class TestPhases:
    def test_finds_a_second_phase_that_nobody_has_placed(self):
        hit = found("phases", case(3, "澄川芯片封装基地二期项目"), case())[0]
        assert hit.other_id == 2 and hit.seen["phase"] == "二期"

    def test_leaves_a_phase_alone_that_the_first_signing_does_not_include(self):
        assert found("phases", case(3, "澄川芯片封装基地二期项目", phase_of=2, phase_included=False), case()) == []

    def test_a_phase_within_the_signed_scope_does_not_count_whatever_its_name(self):
        assert found("phases", case(3, "另一个名字", phase_of=2, phase_included=True), case())
        assert found("resigned", case(3, "澄川芯片封装基地二期项目"), case()) == []


class TestIncrement:
    def test_finds_an_increase_registered_as_a_project(self):
        assert found("increment", case(3, "澄川芯片增资扩产项目"), case())[0].seen["word"] == "增资"

    def test_leaves_a_registered_increment_alone(self):
        assert found("increment", case(3, "澄川芯片增资扩产项目", increment_of=2), case()) == []

    def test_the_first_project_of_an_investor_may_be_called_so(self):
        assert found("increment", case(3, "澄川芯片增资扩产项目"), case(binding="framework")) == []


class TestMoved:
    def test_finds_a_former_address_in_the_district(self):
        assert found("moved", case(former_address="示例区望山街道 3 号"))[0].seen["how"] == "迁出地址含“示例区”"

    def test_leaves_a_firm_from_elsewhere_alone(self):
        assert found("moved", case(former_address="邻市滨江路 1 号")) == []

    def test_the_controller_who_landed_in_another_street_before_is_a_move_within_the_district(self):
        before = case(
            1,
            unit_id=2,
            unit_name="望山街道",
            company_id=9,
            company_key="甲",
            group="澄川集团",
            landed_date=date(2024, 5, 1),
        )
        here = case(group="澄川集团")
        assert found("moved", here, before)[0].other_id == 1
        assert found("moved", replace(here, origin="outside"), before) == []
        assert found("moved", here, replace(before, unit_id=1)) == []


class TestShared:
    def test_finds_two_units_that_each_claim_all(self):
        assert found("shared", case(3, unit_id=2), case())[0].seen["other_unit"] == "临河街道"

    def test_leaves_shares_of_exactly_one_alone(self):
        assert found("shared", case(shares_ppm=1_000_000)) == []

    def test_a_millionth_less_is_a_finding(self):
        assert found("shared", case(shares_ppm=999_999))[0].seen["sum"] == "0.999999"


class TestTwoClasses:
    def test_finds_one_sum_in_two_classes(self):
        first = case(inflows=(inflow(1, payer="澄川控股"),))
        second = case(3, inflows=(inflow(2, payer="澄川控股", capital_class="foreign"),))
        hit = found("two_classes", second, first)[0]
        assert (hit.other_id, hit.inflow_id, hit.seen["other_class"]) == (2, 2, "domestic")

    def test_leaves_two_equal_sums_of_two_payers_alone(self):
        assert found("two_classes", case(inflows=(inflow(1, payer="甲"), inflow(2, payer="乙")))) == []

    def test_paid_down_from_parent_to_subsidiary_counts_once(self):
        chain = (inflow(1, payer="甲", group="澄川集团"), inflow(2, payer="乙", group="澄川集团"))
        assert [hit.inflow_id for hit in found("two_classes", case(inflows=chain))] == [2]


class TestRoundTrip:
    def test_finds_money_that_left_after_a_week(self):
        hit = found("round_trip", case(inflows=(inflow(left_day=date(2025, 4, 8), left_amount=Decimal(1)),)))[0]
        assert (hit.seen["days"], hit.seen["left_amount"]) == (7, "1")

    def test_leaves_money_alone_that_stayed(self):
        assert found("round_trip", case(inflows=(inflow(),))) == []

    def test_the_ninetieth_day_is_enough_and_the_eighty_ninth_is_not(self):
        assert found("round_trip", case(inflows=(inflow(left_day=date(2025, 6, 30)),))) == []
        assert found("round_trip", case(inflows=(inflow(left_day=date(2025, 6, 29)),)))


class TestRegisteredCapital:
    def test_finds_registered_capital(self):
        assert (
            found("registered_capital", case(inflows=(inflow(form="registered"),)))[0].seen["why"]
            == "按认缴注册资本填报"
        )

    def test_leaves_paid_in_money_with_a_slip_alone(self):
        assert found("registered_capital", case(inflows=(inflow(),))) == []

    def test_without_a_slip_nothing_is_paid_in(self):
        assert found("registered_capital", case(inflows=(inflow(slip=""),)))[0].seen["why"] == "没有银行回单"


class TestExcludedClass:
    def test_finds_real_estate_by_its_code(self):
        assert found("excluded_class", case(sector="K7010"))[0].seen["why"] == "属排除类 K"

    def test_leaves_industry_and_the_unknown_alone(self):
        assert found("excluded_class", case(sector="C3972")) == [] == found("excluded_class", case())

    def test_a_mark_by_hand_goes_before_the_code(self):
        assert found("excluded_class", case(sector="K7010", sector_mark="industry")) == []
        assert found("excluded_class", case(sector="C3972", sector_mark="infrastructure"))


class TestLateEntry:
    def test_finds_a_signing_entered_after_two_months(self):
        assert found("late_entry", case(entered_day=date(2025, 5, 7)))[0].seen["days"] == 61

    def test_leaves_what_is_entered_in_time_alone(self):
        assert found("late_entry", case(inflows=(inflow(),))) == []

    def test_the_thirtieth_day_is_in_time_and_the_year_end_is_not(self):
        assert found("late_entry", case(entered_day=date(2025, 4, 6))) == []
        assert found("late_entry", case(entered_day=date(2025, 4, 7)))
        rush = case(signed_date=date(2025, 12, 29), entered_day=date(2026, 1, 5))
        assert "次年录入" in found("late_entry", rush)[0].seen["rush"]

    def test_money_has_a_day_of_its_own(self):
        assert found("late_entry", case(inflows=(inflow(4, entered_day=date(2025, 8, 1)),)))[0].inflow_id == 4


class TestRatio:
    def test_finds_a_total_out_of_proportion(self):
        hit = found("ratio", case(sector="C3972", registered_capital=Decimal("10000000")))[0]
        assert (hit.seen["ratio"], hit.seen["cell"]) == ("30.00", 8)

    def test_leaves_the_usual_alone(self):
        assert found("ratio", case(sector="C3972", registered_capital=Decimal("15000000"))) == []

    def test_does_not_judge_a_sector_of_seven(self):
        assert found("ratio", case(sector="C3511", registered_capital=Decimal("1"))) == []
        assert found("ratio", case(sector="C3972", registered_capital=Decimal(0))) == []


class TestEditedAfterRanking:
    def test_finds_an_amount_raised_after_the_quarter_was_ranked(self):
        edit = Edit("amount", date(2025, 4, 8), "100", "300", "补报")
        assert found("edited_after_ranking", case(edits=(edit,)))[0].seen["ranking"] == "2025-03-31"

    def test_leaves_edits_before_the_ranking_and_of_other_fields_alone(self):
        edits = (Edit("amount", date(2025, 3, 20), "1", "2"), Edit("note", date(2025, 6, 1), "a", "b"))
        assert found("edited_after_ranking", case(edits=edits)) == []

    def test_an_edit_on_the_ranking_day_is_in_time(self):
        assert found("edited_after_ranking", case(edits=(Edit("amount", date(2025, 3, 31), "1", "2"),))) == []
        assert found("edited_after_ranking", case(edits=(Edit("amount", date(2025, 4, 1), "1", "2"),)))


class TestExchangeRate:
    FOREIGN = {"currency": "USD", "original_amount": Decimal("42000000"), "rate": Decimal("7.142857"),
               "rate_date": date(2025, 3, 7), "amount": Decimal("299999994")}  # fmt: skip

    def test_finds_a_rate_of_another_month(self):
        odd = case(**(self.FOREIGN | {"rate_date": date(2025, 1, 7)}))
        assert found("exchange_rate", odd)[0].seen["why"] == "汇率日期相差 59 天"

    def test_leaves_yuan_and_honest_conversions_alone(self):
        assert found("exchange_rate", case()) == [] == found("exchange_rate", case(**self.FOREIGN))

    def test_five_days_and_five_thousandths_are_the_edge(self):
        assert found("exchange_rate", case(**(self.FOREIGN | {"rate_date": date(2025, 3, 12)}))) == []
        assert found("exchange_rate", case(**(self.FOREIGN | {"rate_date": date(2025, 3, 13)})))
        assert found("exchange_rate", case(**(self.FOREIGN | {"amount": Decimal("302000000")})))[0].seen["gap_amount"]
        assert found("exchange_rate", case(inflows=(inflow(currency="USD"),)))[0].inflow_id == 1


class TestStartWithoutPermit:
    def test_finds_a_ribbon_cutting(self):
        assert found("start_without_permit", case(started_date=date(2025, 6, 1)))

    def test_leaves_a_start_with_a_permit_alone(self):
        marks = (mark("construction_permit"),)
        assert found("start_without_permit", case(started_date=date(2025, 6, 1), landmarks=marks)) == []

    def test_delivered_equipment_is_enough_and_a_lease_is_not(self):
        assert found("start_without_permit", case(stage=10, landmarks=(mark("equipment_delivered"),))) == []
        assert found("start_without_permit", case(stage=10, landmarks=(mark("lease_signed"),)))


class TestShell:
    def test_finds_a_firm_without_staff_and_lease(self):
        assert found("shell", case(stage=8, insured=0, has_lease=False))[0].seen["signs"] == 2

    def test_leaves_a_firm_with_staff_alone(self):
        assert found("shell", case(stage=8, insured=12, has_lease=False)) == []

    def test_what_is_unknown_is_no_sign_and_before_registration_nothing_is_asked(self):
        assert found("shell", case(stage=8, insured=0)) == []
        assert found("shell", case(stage=7, insured=0, has_lease=False, risky_address=True)) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_finding_can_be_worded_without_its_amounts(language):
    twin = case(1, "澄川芯片封装基地一期项目", inflows=(inflow(1, payer="甲"),))
    everything = case(
        9, "澄川芯片封装基地二期增资项目", binding="framework", stage=10, former_address="示例区", shares_ppm=1, sector="K7010",
        insured=0, has_lease=False, entered_day=date(2026, 1, 1), currency="USD",
        inflows=(inflow(5, payer="甲", form="registered", left_day=date(2025, 4, 2), currency="USD"),),
        edits=(Edit("amount", date(2025, 6, 1), "123456", "654321", "补报"),),
    )  # fmt: skip
    hits = judge(everything, [twin], SETTINGS)
    assert len({hit.rule for hit in hits}) >= 10
    for hit in hits:
        assert "{" not in finding_text(hit.rule, hit.seen, language)
        hidden = finding_text(hit.rule, hit.seen, language, amounts=False)
        assert "654321" not in hidden and "50000000" not in hidden
