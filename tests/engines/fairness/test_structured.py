import re
from decimal import Decimal
from pathlib import Path

import pytest

from luodi.engines.fairness import CONDITIONS, DRIVERS, KINDS, Clause, load_pack, review, specific_operator
from luodi.engines.fairness.structured import CHECKS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "fairness.md"

LAWFUL = {"objective": True, "clear": True, "non_exclusive": True, "tied": True}


def found(*clauses, text=""):
    return [(each.id, each.severity) for each in review(text, pack=load_pack(), clauses=clauses).findings]


class TestAClauseBesideItsText:
    @pytest.mark.parametrize(
        ("clause", "expected"),
        [
            (Clause(kind="payment", driver="tax", policy_reference="甲政发〔2025〕3号"), ("C05", "forbid")),
            (Clause(kind="payment", tax_share=Decimal("0.5")), ("C05", "forbid")),
            (Clause(kind="payment", conditions=("move_registration",)), ("C04", "forbid")),
            (Clause(kind="payment", conditions=("ownership",)), ("C03", "forbid")),
            (Clause(kind="payment", conditions=("local_supply",)), ("G03", "forbid")),
            (Clause(kind="payment", beneficiary="named"), ("C02", "forbid")),
            (Clause(kind="payment", beneficiary="listed"), ("C02", "review")),
            (Clause(kind="payment", conditions=("undisclosed",)), ("C09", "forbid")),
            (Clause(kind="land_price"), ("C06", "forbid")),
            (Clause(kind="fee_relief"), ("C07", "forbid")),
            (Clause(kind="tax_relief"), ("C01", "forbid")),
            (Clause(kind="fund", conditions=("reinvestment",)), ("C13", "review")),
            (Clause(kind="duty_of_firm", conditions=("no_leaving",)), ("G01", "forbid")),
            (Clause(kind="duty_of_firm", conditions=("stay_years",)), ("G01", "review")),
            (Clause(kind="payment", conditions=("stay_years",)), ("G01", "forbid")),
            (Clause(kind="duty_of_firm", conditions=("local_entity",)), ("G02", "review")),
            (Clause(kind="entry", conditions=("local_entity",), legal_basis="某法第3条"), ("G02", "forbid")),
            (Clause(kind="bidding", conditions=("local_staff",)), ("G04", "forbid")),
            (Clause(kind="resource", beneficiary="named"), ("C08", "forbid")),
            (Clause(kind="resource", beneficiary="described"), ("C08", "review")),
            (Clause(kind="exclusivity"), ("B03", "forbid")),
        ],
    )
    def test_is_found_by_what_it_says(self, clause, expected):
        assert found(clause) == [expected]

    @pytest.mark.parametrize(
        "clause",
        [
            Clause(kind="payment", driver="tax", watched_only=True),
            Clause(kind="duty_of_firm", driver="tax"),
            Clause(kind="payment", driver="research", beneficiary="named", policy_reference="甲政发〔2025〕3号第4条"),
            Clause(kind="payment", driver="equipment", beneficiary="described", **LAWFUL),
            Clause(kind="payment", beneficiary="named", **LAWFUL),
            Clause(kind="resource", beneficiary="listed", **LAWFUL),
            Clause(kind="tax_relief", legal_basis="企业所得税法第28条"),
        ],
    )
    def test_lawful_ones_are_left_alone(self, clause):
        assert found(clause) == []

    def test_quotes_its_place_and_names_its_number(self):
        text = "第五条 按区级留存的50%给予支持。"
        (finding,) = review(text, pack=load_pack(), clauses=[Clause(kind="exclusivity", span=(4, 8), number="5.1")]).of(
            "forbid"
        )[-1:]
        assert finding.quote == text[finding.span[0] : finding.span[1]]

    def test_a_place_outside_the_text_is_no_place(self):
        (finding,) = review(
            "短", pack=load_pack(), clauses=[Clause(kind="exclusivity", span=(3, 90), number="7")]
        ).findings
        assert (finding.span, finding.quote, finding.clause, finding.found_by) == ((0, 0), "", "7", "clause")


class TestSpecificOperator:
    def test_is_not_specific_when_all_four_tests_hold(self):
        assert specific_operator(Clause(beneficiary="named", **LAWFUL)) is False

    def test_is_specific_when_one_fails(self):
        assert specific_operator(Clause(beneficiary="described", **{**LAWFUL, "clear": False})) is True

    def test_is_unknown_until_somebody_answers(self):
        assert specific_operator(Clause(beneficiary="listed")) is None


class TestThePageAboutIt:
    def test_lists_the_labels_and_the_checks_as_the_engine_has_them(self):
        page = PAGE.read_text(encoding="utf-8").partition("## The structured side")[2].partition("\n## ")[0]
        listed = [set(re.findall(r"`(\w+)`", line)) for line in page.partition("*Money*")[0].split("\n- ")]
        assert [set(KINDS) <= line for line in listed].count(True) == 1
        assert [set(DRIVERS) <= line for line in listed].count(True) == 1
        assert [set(CONDITIONS) <= line for line in listed].count(True) == 1
        rows = re.findall(r"^\| ([A-Z]\d\d) \| (\w+) \|", page, re.M)
        assert rows == [(check.rule, check.severity) for check in CHECKS]
