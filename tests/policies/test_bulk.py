"""All firms at once say what each firm alone says: the same firms, amounts, words, doubts and envelopes, to the fen."""

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from django.db.models import F

import luodi
from luodi.companies.models import Company
from luodi.engines.policies import all_fields, load_pack
from luodi.engines.policies.columns import Population
from luodi.policies import operations, queries
from luodi.policies.columns import Slab, columns_wanted, table_of
from luodi.policies.costing import Firms, costed
from luodi.policies.models import Fact
from luodi.policies.operations.dividing import divided
from luodi.policies.queries.bulk import firms_known, next_firms, slab_of
from luodi.policies.queries.population import firm_ids_with_facts, firms_of
from luodi.policies.reckoning import Firm, doubles, pairs_of, reckon
from luodi.policies.survey import ReadersDiffer, Survey, doubts_of, firm_at, pairs_found
from tests.given import policies as given
from tests.given.kept import kept
from tests.given.people import NOW, district

PACK = load_pack(Path(luodi.__file__).resolve().parents[2] / "policies")
AS_OF, EPOCH = date(2025, 9, 1), date(1970, 1, 1)


def invented(dice: random.Random, number: int) -> Firm:
    """Give a firm with facts around the thresholds of the pack; about a quarter of them not known."""
    facts: dict[str, object] = {}
    for name in columns_wanted(PACK):
        field = all_fields()[name.partition("@")[0]]
        if dice.random() < 0.25:
            continue
        if field.kind.name == "flag":
            facts[name] = dice.random() < 0.3
        elif field.kind.name == "date":
            facts[name] = (AS_OF - EPOCH).days - dice.randrange(-200, 1500)
        elif field.kind.name == "set":
            facts[name] = frozenset(dice.sample(["高企", "科技型中小企业", "专精特新", "小巨人"], dice.randrange(3)))
        elif field.kind.name == "code":
            facts[name] = dice.choice(field.values or ("I65", "C27", "C38", "A01", "东街", "digital"))
        else:
            size = {"money": 10 ** dice.randrange(6, 12), "rate": 300_000, "area": 500_000}.get(field.kind.key, 300)
            facts[name] = max(field.low, min(field.high, dice.randrange(size)))
    return Firm(number, number % 3 + 1, facts)


@pytest.fixture(scope="module")
def firms() -> list[Firm]:
    dice = random.Random(7)
    return [invented(dice, number) for number in range(1, 301)]


def slab(firms: list[Firm]) -> Slab:
    ids, units = (np.array([getattr(each, name) for each in firms]) for name in ("company_id", "unit_id"))
    return Slab(ids, units, table_of(PACK, firms))


def test_a_population_gets_what_each_firm_gets_alone_with_the_same_words(firms):
    survey, found = Survey(PACK, AS_OF), []
    for start in (0, 130):
        piece = slab(firms[start : start + 170] if start else firms[:130])
        found += pairs_found(survey, piece, survey.run(piece))
    alone = [pair for firm in firms for pair in pairs_of(PACK, firm, AS_OF)]
    assert found == alone
    assert {each.status for each in alone} == {"eligible", "maybe", "near"} and len(survey.sayings) < len(alone)


def test_doubts_are_those_of_each_firm_alone(firms):
    survey, all_of_them = Survey(PACK, AS_OF), slab(firms)
    alone = [pair for firm in firms for pair in pairs_of(PACK, firm, AS_OF)]
    expected = doubles(PACK, alone, {each.company_id: each for each in firms}, AS_OF)
    found = doubts_of(survey, all_of_them, survey.run(all_of_them), 10_000)
    assert found == expected and {kind for kind, *_ in found} == {"groups", "levels"}
    assert doubts_of(survey, all_of_them, survey.run(all_of_them), 2) == expected[:2]


def test_the_cost_of_all_is_what_the_firms_cost_one_by_one(firms):
    poor = {key: replace(each, amount_fen=each.amount_fen // 100) for key, each in PACK.envelopes.items()}
    pack = replace(PACK, envelopes=poor)
    found = costed(pack, Firms(np.array([each.company_id for each in firms]), Population(table_of(pack, firms))), AS_OF)
    alone = reckon(pack, firms, AS_OF)
    assert alone.funds == found.funds and any(each.exhausted_after for each in found.funds)
    assert {at + 1: fen for at, fen in enumerate(found.by_firm.tolist()) if fen} == {
        firm: fen for firm, fen in alone.of_firm().items() if fen
    }
    assert sum(found.by["size"].values()) == sum(alone.payable.values())


def test_where_the_readers_differ_nothing_is_told(firms, monkeypatch):
    monkeypatch.setattr("luodi.policies.survey.pair_alone", lambda *_: None)
    with pytest.raises(ReadersDiffer):
        Survey(PACK, AS_OF).run(slab(firms[:50]))


@pytest.fixture
@kept
def scene(db):
    """A dozen firms with facts of two years, one merged into another, one in dispute, one withdrawn."""
    found = district()
    given.people(found)
    found.policy, found.clause = given.published(found)
    dice = random.Random(3)
    found.firms = [given.firm(found, f"示例第{number}公司") for number in range(12)]
    written = {
        "研发费用": "{n}万元",
        "行业代码": "I65",
        "有效资质": "高企,专精特新",
        "小巨人公布日期": "2025-0{d}-01",
        "严重失信": "否",
    }
    for firm in found.firms:
        for year in (2023, 2024):
            for field, form in written.items():
                if dice.random() < 0.85:
                    value = form.format(n=dice.randrange(80, 700) + 1000 * (year - 2023), d=dice.randrange(1, 9))
                    given.fact(found, firm, field, value, year=year, by="river")
    Company.objects.filter(pk=found.firms[5].pk).update(merged_into=found.firms[0])
    Company.objects.filter(pk=found.firms[7].pk).update(withdrawn_at=NOW)
    return found


def test_slabs_read_from_the_database_hold_what_each_firm_holds(scene):
    at = NOW + timedelta(hours=1)
    disputed = Fact.objects.filter(company=scene.firms[1], field="rd_spend").first()
    if disputed:
        operations.dispute_fact(fact_id=disputed.pk, reason="与报表不符", by=scene.actor("bureau"), at=NOW)
    ids = next_firms(at, 0)
    assert ids.tolist() == firm_ids_with_facts(at) and firms_known(at).count() == len(ids)
    names = columns_wanted(PACK)
    told = slab_of(2024, at, ids, names)
    alone = firms_of(2024, at, ids.tolist())
    for row, firm in enumerate(alone):
        facts = {name: value for name, value in firm.facts.items() if name in names}
        assert firm_at(told, row) == Firm(firm.company_id, firm.unit_id, facts)
    assert slab_of(2024, NOW - timedelta(days=1), ids, names).table.column("rd_spend").null_count == len(ids)
    assert slab_of(2024, at, np.zeros(0, dtype=np.int64), names).table.num_rows == 0


@pytest.mark.parametrize("over", ["pro_rata", "first_come"])
def test_envelopes_divided_in_the_database_are_divided_as_the_engine_does(scene, over):
    at = NOW + timedelta(hours=1)
    row = operations.start_screening(year=2024, as_of=AS_OF, by=scene.actor("bureau"), at=at)
    operations.screen_all(screening_id=row.pk, by=scene.actor("bureau"), at=at, size=5)
    short = given.FILE.replace("3000万元", "151.37万元").replace('over = "pro_rata"', f'over = "{over}"')
    pack = queries.read_files({"science.toml": short.replace(given.GIANT, "")})
    firms = firms_of(2024, at, firm_ids_with_facts(at))
    expected = reckon(pack, firms, AS_OF)
    row.results.update(payable_fen=F("granted_fen"))
    (fund,) = divided(row, pack, {("rd-spend", 1): scene.clause.pk})
    due = row.results.filter(status="eligible")
    assert dict(due.values_list("company_id", "payable_fen")) == {
        firm: fen for (firm, _), fen in expected.payable.items()
    }
    (same,) = expected.funds
    assert (fund["paid"], fund["due"], fund["ppm"], fund["claims"], fund["exhausted_after"]) == (
        same.paid_fen, same.due_fen, same.ratio_ppm, same.claims, same.exhausted_after
    ) and same.exhausted_after  # fmt: skip
