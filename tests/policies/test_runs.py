"""Screening all firms and simulating drafts: who is due, who may be, who is one condition short; costs, winners, envelopes."""

import pytest

from luodi.journal.models import Line
from luodi.policies import operations, queries, refusals, thresholds
from luodi.policies.models import Screening, ScreeningResult, Simulation
from luodi.policies.reckoning import Firm, doubles, reckon
from luodi.values.refusal import NotAllowed
from tests.given import policies as given
from tests.given.kept import kept
from tests.given.people import NOW, SET_UP, district


@pytest.fixture
@kept
def scene(db):
    found = district()
    given.people(found)
    found.policy, found.clause = given.published(found)
    found.firms = [given.firm(found, f"示例{word}公司") for word in "甲乙丙丁"]
    facts = [
        (0, "研发费用", "2600万元", 2024), (0, "研发费用", "1800万元", 2023), (0, "行业代码", "I65", 2024),
        (1, "研发费用", "2000万元", 2024), (1, "行业代码", "I65", 2024),
        (2, "研发费用", "90万元", 2024), (2, "研发费用", "80万元", 2023), (2, "行业代码", "C27", 2024),
        (3, "研发费用", "2600万元", 2024), (3, "行业代码", "A01", 2024),
    ]  # fmt: skip
    for place, field, value, year in facts:
        given.fact(found, found.firms[place], field, value, year=year, by="river")
    return found


def screened(scene):
    row = operations.start_screening(year=2024, by=scene.actor("bureau"), at=NOW)
    operations.screen_all(screening_id=row.pk, by=SET_UP, at=NOW, size=2)
    row.refresh_from_db()
    return row


def test_all_firms_are_judged_with_what_is_missing_and_what_falls_short(scene):
    row = screened(scene)
    assert (row.state, row.done, row.total) == ("done", 4, 4)
    found = {each.company.name: each for each in row.results.select_related("company")}
    assert {name: each.status for name, each in found.items()} == {
        "示例甲公司": "eligible", "示例乙公司": "maybe", "示例丙公司": "near"
    }  # fmt: skip
    assert found["示例甲公司"].payable_fen == 100_0000_00
    assert found["示例乙公司"].missing == ["rd_spend@-1"] and "研发费用" in found["示例丙公司"].reason
    assert row.envelopes[0]["paid"] == 100_0000_00 and row.envelopes[0]["exhausted_after"] is None
    assert operations.screen_all(screening_id=row.pk, by=SET_UP, at=NOW) == 0
    assert Line.objects.filter(event="policy.screened").count() == 1


def test_screening_is_one_at_a_time_and_for_who_may(scene):
    operations.start_screening(year=2024, by=scene.actor("bureau"), at=NOW)
    with pytest.raises(refusals.RunUnderWay):
        operations.start_screening(year=2024, by=scene.actor("bureau"), at=NOW)
    with pytest.raises(NotAllowed):
        operations.start_screening(year=2024, by=scene.actor("river"), at=NOW)


def test_each_unit_sees_its_own_firms_results_and_how_many_are_not(scene):
    row = screened(scene)
    page = queries.screening_page(scene.actor("finance"), row.pk)
    assert (page.clauses[0].eligible, page.clauses[0].maybe, page.clauses[0].near) == (1, 1, 1)
    seen = queries.screening_results(scene.actor("bureau"), row.pk, status="eligible")
    assert (seen.total, seen.hidden) == (1, 0)
    assert queries.screening_results(scene.actor("finance"), row.pk).hidden == 3


def test_a_killed_worker_goes_on_where_it_stopped(scene):
    row = operations.start_screening(year=2024, by=scene.actor("bureau"), at=NOW)
    assert operations.screen_some(screening_id=row.pk, size=3, by=SET_UP, at=NOW) == 3
    assert Screening.objects.get().done == 3
    operations.screen_all(screening_id=row.pk, by=SET_UP, at=NOW)
    assert ScreeningResult.objects.filter(status="eligible").count() == 1


def test_a_draft_is_simulated_beside_what_is_in_force(scene):
    draft = given.draft(
        scene,
        scene.policy,
        given.RD.replace("version = 1", "version = 2").replace('firm_year = "100万元"', 'firm_year = "80万元"'),
    )
    lower = given.draft(
        scene, scene.policy, given.RD.replace("rd-spend", "rd-small").replace(">= 100万元", ">= 85万元")
    )
    row = operations.start_simulation(
        title="", year=2024, clause_pks=[draft.pk, lower.pk], by=scene.actor("bureau"), at=NOW
    )
    operations.run_simulation(simulation_id=row.pk, by=SET_UP, at=NOW)
    row.refresh_from_db()
    assert row.state == "done", row.problem
    kinds = [(each["kind"], each["total"]) for each in row.outcome["variants"]]
    assert kinds[0] == ("now", 100_0000_00) and [kind for kind, _ in kinds] == ["now", "drafts", "draft", "draft"]
    assert row.outcome["variants"][2]["total"] == 80_0000_00
    assert row.outcome["winners"] == 1
    (first, second) = row.outcome["sensitivity"]
    assert first["threshold"] == "100万元" and [each["percent"] for each in second["rows"]] == list(thresholds.FACTORS)
    assert second["rows"][-1]["eligible"] < second["rows"][0]["eligible"]
    assert queries.simulation_page(scene.actor("finance"), row.pk).movers is None
    assert queries.simulation_page(scene.actor("leader"), row.pk).movers
    with pytest.raises(refusals.SimulationEmpty):
        operations.start_simulation(
            title="x", year=2024, clause_pks=[scene.clause.pk], by=scene.actor("bureau"), at=NOW
        )
    assert Simulation.objects.count() == 1


def test_the_same_money_paid_for_twice_is_a_doubt(scene):
    other = given.RD.replace("rd-spend", "rd-second").replace('group = "rd"\n', "")
    pack = queries.read_files({"science.toml": given.FILE.replace(given.RD, given.RD + other)})
    facts = {"rd_spend": 2_600_000_000, "rd_spend@-1": 1_800_000_000, "industry": "I65", "grant_received": 1}
    firm = Firm(1, 1, facts)
    found = reckon(pack, [firm], scene.clause.valid_from)
    kinds = [
        (kind, field)
        for kind, _firm, _clauses, field, _fen in doubles(pack, found.pairs, {1: firm}, scene.clause.valid_from)
    ]
    assert kinds == [("groups", "rd_spend"), ("levels", "grant_received")]


def test_an_envelope_that_is_too_small_pays_pro_rata_to_the_fen():
    pack = queries.read_files({"science.toml": given.FILE.replace("3000万元", "150万元")})
    facts = {"rd_spend": 2_600_000_000, "rd_spend@-1": 1_800_000_000, "industry": "I65"}
    found = reckon(pack, [Firm(number, 1, facts) for number in (1, 2)], pack.clauses[0].valid_from)
    assert sum(found.payable.values()) == 150_0000_00 and found.funds[0].exhausted_after == 2
