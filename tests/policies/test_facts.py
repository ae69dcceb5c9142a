"""Facts of firms: reported with a source, verified by another, corrected by two; a sheet is taken in whole or not at all."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from luodi.journal.models import Line
from luodi.policies import operations, queries, refusals
from luodi.policies.fact_sheet import fact_sheet
from luodi.policies.models import Fact
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from tests.given import observed
from tests.given import policies as given
from tests.given.kept import kept
from tests.given.people import NOW, district
from tests.given.transfers import parameters


@pytest.fixture
@kept
def scene(db):
    found = district()
    parameters()
    return found


@pytest.fixture
def firm(scene):
    return given.firm(scene)


def test_a_fact_has_a_source_and_a_second_person(scene, firm):
    row = given.fact(scene, firm, "研发费用", "2600万元", by="river")
    assert (row.value, row.data_class, row.state) == ("2600000000", "sensitive", "reported")
    with pytest.raises(refusals.FactCheckerIsMaker):
        operations.verify_fact(fact_id=row.pk, by=replace(scene.actor("riverhead"), person_id=row.made_by_id), at=NOW)
    seen = operations.verify_fact(fact_id=row.pk, by=scene.actor("riverhead"), at=NOW)
    assert queries.facts_of(firm.pk, 2024)["rd_spend"].state == "verified"
    wished = operations.propose_fact_correction(
        fact_id=seen.pk, value="2700万元", reason="审计调整", source="专项审计报告", by=scene.actor("river"), at=NOW
    )
    with pytest.raises(refusals.FactCheckerIsMaker):
        operations.decide_fact_correction(
            correction_id=wished.pk,
            approve=True,
            by=replace(scene.actor("riverhead"), person_id=wished.proposed_by_id),
            at=NOW,
        )
    operations.decide_fact_correction(correction_id=wished.pk, approve=True, by=scene.actor("riverhead"), at=NOW)
    now = queries.facts_of(firm.pk, 2025)
    assert now["rd_spend@-1"].value == "2700000000" and "rd_spend" not in now
    with pytest.raises(DatabaseError, match="append-only|permission denied"), transaction.atomic():
        Fact.objects.filter(pk=row.pk).update(value="1")


@pytest.mark.parametrize(
    ("field", "value", "year", "refusal"),
    [
        ("研发费用", "-1元", 2024, refusals.FactNegative),
        ("研发费用", "2600", 2024, refusals.FactValueWrong),
        ("研发费用", "1000000000000000元", 2024, refusals.FactValueWrong),
        ("研发费用", "0.001元", 2024, refusals.FactValueWrong),
        ("没有的", "1", 2024, refusals.FactFieldUnknown),
        ("统计直报产值", "1元", 2024, refusals.FactStatistics),
        ("营业收入", "3亿元", 2024, refusals.FactConsentMissing),
        ("研发费用", "1元", 2199, refusals.FactYearWrong),
        ("小巨人公布日期", "2025-13-01", 2024, refusals.FactValueWrong),
        ("研发费用", "26元", 2023, refusals.FactSizeDoubtful),
        ("研发费用", "26万元", 2024, refusals.FactKnownAlready),
    ],
)
def test_what_cannot_be_is_refused_by_name(scene, firm, field, value, year, refusal):
    if refusal in (refusals.FactSizeDoubtful, refusals.FactKnownAlready):
        given.fact(scene, firm, "研发费用", "2600万元")
    with pytest.raises(refusal):
        given.fact(scene, firm, field, value, year=year)


def test_secret_values_need_consent_and_each_look_a_reason(scene, firm):
    observed.consented(scene, observed.firm(scene, firm))
    row = given.fact(scene, firm, "营业收入", "3亿元", by="river")
    assert row.data_class == "secret" and row.unit_id == scene.units["临河街道"].pk
    with pytest.raises(NotAllowed):
        operations.look_at_fact(fact_id=row.pk, reason="核对", by=scene.actor("bureau"), at=NOW)
    with pytest.raises(NotFound):
        operations.look_at_fact(fact_id=row.pk, reason="核对", by=scene.actor("hill"), at=NOW)
    with pytest.raises(refusals.PolicyNeedsWords):
        operations.look_at_fact(fact_id=row.pk, reason=" ", by=scene.actor("riverhead"), at=NOW)
    assert operations.look_at_fact(fact_id=row.pk, reason="核对", by=scene.actor("riverhead"), at=NOW) == "30000000000"
    assert Line.objects.filter(event="firm_fact.looked_at").count() == 1


def test_a_sheet_is_taken_in_whole_or_not_at_all(scene, firm):
    other = given.firm(scene, "示例乙公司")
    good = [
        ("", firm.name, "2024", "审计报告", "", "2600万元", "是"),
        ("", other.name, "2024年", "审计报告", "", "", "否"),
    ]
    codes = ["rd_spend", "discredited"]
    bad = [
        *good,
        ("", firm.name, "2024", "审计报告", "", "-3元", "也许"),
        ("", "没有的公司", "2024", "x", "", "1元", ""),
    ]
    bad[1] = ("", other.name, "2024", "审计报告", "", "-1元", "也许")
    with pytest.raises(refusals.FactRowsWrong) as said:
        operations.import_facts(data=fact_sheet(bad, codes), file_name="a.xlsx", by=scene.actor("bureau"), at=NOW)
    assert [(row, field) for row, field, _zh, _en in said.value.rows] == [
        (3, "研发费用"), (3, "严重失信"), (4, "企业名称"), (5, "企业名称")
    ]  # fmt: skip
    assert not Fact.objects.exists()
    assert (
        operations.import_facts(data=fact_sheet(good, codes), file_name="a.xlsx", by=scene.actor("bureau"), at=NOW) == 3
    )
    facts = queries.engine_facts(queries.facts_of(firm.pk, 2024))
    assert facts == {"rd_spend": 2_600_000_000, "discredited": True}


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_who_report_at_once_write_one_value():
    scene = district()
    firm = given.firm(scene)

    def write(value):
        try:
            given.fact(scene, firm, "研发费用", value)
        except Refusal as said:
            return said.code
        finally:
            connection.close()
        return "written"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(write, ["1万元", "2万元"])) == ["fact_known_already", "written"]
