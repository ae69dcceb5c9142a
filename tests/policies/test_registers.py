"""Complete lists: a firm that is not on one is known not to be, from the declaration on and until it is taken back."""

from datetime import date, timedelta

import numpy as np
import pytest

from luodi.engines.policies import kinds
from luodi.journal.models import Line
from luodi.policies import operations, queries, refusals
from luodi.policies.models import Fact, Register
from luodi.policies.operations import FactSource, Listed
from luodi.policies.queries.bulk import slab_of
from luodi.policies.queries.population import firms_of
from luodi.policies.survey import firm_at
from luodi.values.refusal import NotAllowed
from tests.given import policies as given
from tests.given.kept import kept
from tests.given.people import NOW, district

CODES = ["91110000MA0000001U", "91110000MA00000027"]
LATER = NOW + timedelta(hours=1)
NAMES = ("giant_listed", "discredited", "certificates", "rd_spend")


@pytest.fixture
@kept
def scene(db):
    found = district()
    given.people(found)
    found.policy, found.clause = given.published(found, given.GIANT)
    found.firms = [given.firm(found, f"示例{word}公司") for word in "甲乙丙"]
    given.fact(found, found.firms[0], "小巨人公布日期", "2025-01-06", year=2024, by="river")
    for firm in found.firms:
        given.fact(found, firm, "研发费用", "200万元", by="river")
    return found


def declare(
    scene, field="小巨人公布日期", *, by="bureau", at=NOW, year=None, complete_on=date(2024, 12, 31), listed=()
):
    return operations.declare_register(
        field=field, year=year, complete_on=complete_on, source=FactSource("register", "工信部公布名单"), reason="全国名单，逐户核对过",
        listed=listed, by=scene.actor(by), at=at,
    )  # fmt: skip


def known(scene, firm, year=2024, at=None):
    return queries.engine_facts(queries.facts_of(scene.firms[firm].pk, year, at))


def test_no_street_declares_a_list_complete_by_which_its_own_firms_would_be_paid(scene):
    for name in ("river", "riverhead"):
        with pytest.raises(NotAllowed):
            declare(scene, by=name)


def test_who_is_not_on_the_list_is_known_not_to_be_from_the_declaration_on(scene):
    row = declare(scene, at=LATER)
    assert row.listed == 1 and known(scene, 0)["giant_listed"] < kinds.NEVER
    assert known(scene, 1)["giant_listed"] == kinds.NEVER
    fact = queries.facts_of(scene.firms[1].pk, 2024)["giant_listed"]
    assert (fact.source_kind, fact.source, fact.register_id) == ("register", "工信部公布名单", row.pk)
    assert "giant_listed" not in known(scene, 1, at=NOW), "a basis day before it sees it unknown"
    assert "giant_listed" not in known(scene, 1, year=2025), "a list says nothing of the years after its day"
    assert Line.objects.filter(event="register.declared").count() == 1


def test_taken_back_it_is_unknown_again_and_history_stays(scene):
    row = declare(scene)
    with pytest.raises(refusals.PolicyNeedsWords):
        operations.take_back_register(register_id=row.pk, reason=" ", by=scene.actor("bureau"), at=LATER)
    operations.take_back_register(register_id=row.pk, reason="漏了第二批", by=scene.actor("bureau"), at=LATER)
    assert "giant_listed" not in known(scene, 1) and known(scene, 1, at=NOW)["giant_listed"] == kinds.NEVER
    with pytest.raises(refusals.RegisterOver):
        operations.take_back_register(register_id=row.pk, reason="再撤", by=scene.actor("bureau"), at=LATER)


def test_flags_sets_and_days_in_bulk_as_firm_by_firm_and_disputes_stay_unknown(scene):
    given.fact(scene, scene.firms[2], "有效资质", "高企", by="river")
    disputed = Fact.objects.get(field="giant_listed")
    operations.dispute_fact(fact_id=disputed.pk, reason="日期不对", by=scene.actor("bureau"), at=NOW)
    for field in ("小巨人公布日期", "严重失信", "有效资质"):
        declare(scene, field)
    ids = sorted(each.pk for each in scene.firms)
    slab, alone = slab_of(2024, LATER, np.array(ids), NAMES), firms_of(2024, LATER, ids)
    for row, firm in enumerate(alone):
        assert firm_at(slab, row).facts == {name: value for name, value in firm.facts.items() if name in NAMES}
    first, second, third = (each.facts for each in alone)
    assert "giant_listed" not in first and second["giant_listed"] == kinds.NEVER
    assert second["discredited"] is False and second["certificates"] == frozenset()
    assert third["certificates"] == {"高企"}


def test_a_screening_has_fewer_maybes_and_due_explains_why(scene):
    def maybes(at):
        row = operations.start_screening(year=2024, as_of=date(2025, 9, 1), by=scene.actor("bureau"), at=at)
        operations.screen_all(screening_id=row.pk, by=scene.actor("bureau"), at=at)
        return {state: row.results.filter(status=state).count() for state in ("eligible", "maybe")}

    assert maybes(NOW) == {"eligible": 1, "maybe": 2}
    declare(scene, at=LATER)
    assert maybes(LATER + timedelta(hours=1)) == {"eligible": 1, "maybe": 0}
    due = queries.due_of_firm(scene.actor("bureau"), scene.firms[1].pk, year=2024, today=date(2025, 9, 1))
    assert any("未发生" in line for row in due.rows for line in row.lines)


def test_a_list_comes_with_its_firms_and_refuses_row_by_row(scene):
    for firm, code in zip(scene.firms[1:], CODES, strict=True):
        type(firm).objects.filter(pk=firm.pk).update(credit_code=code)
    good = [Listed(2, CODES[0], "2024-07-01"), Listed(3, CODES[1], "2024-07-01")]
    bad = [*good, Listed(4, CODES[0], "2024-07-01"), Listed(5, "91110000MA0000099X", "2024-07-01")]
    bad[1] = Listed(3, CODES[1], "七月")
    with pytest.raises(refusals.FactRowsWrong) as said:
        declare(scene, listed=bad)
    assert [row for row, *_ in said.value.rows] == [3, 4, 5] and not Register.objects.exists()
    assert declare(scene, listed=good).listed == 2
    assert known(scene, 1)["giant_listed"] == known(scene, 2)["giant_listed"] < kinds.NEVER
    declare(scene, listed=good, at=LATER)
    assert Fact.objects.filter(field="giant_listed").count() == 3, "what is known already is not written again"
    with pytest.raises(refusals.FactRowsWrong):
        declare(scene, listed=[Listed(2, CODES[0], "2024-08-01")])


def test_what_no_list_can_say_is_refused(scene):
    for field, year, day, refusal in (
        ("研发费用", 2024, date(2024, 12, 31), refusals.RegisterFieldWrong),
        ("小巨人公布日期", 2024, date(2024, 12, 31), refusals.RegisterFieldWrong),
        ("小巨人公布日期", None, date(2099, 1, 1), refusals.RegisterDayWrong),
    ):  # fmt: skip
        with pytest.raises(refusal):
            declare(scene, field, year=year, complete_on=day)
    with pytest.raises(NotAllowed):
        declare(scene, by="river")
