"""Judging at a gate: what lacks and who holds it, who decides; more evidence never makes more missing."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.engines.gates.bodies import BODIES, not_decided
from luodi.engines.gates.definition import (
    FIELDS,
    MARKS,
    DefinitionFaulty,
    differences,
    parse_definition,
    shipped_text,
)
from luodi.engines.gates.items import ITEMS
from luodi.engines.gates.judging import Dossier, Open, Thresholds, Veto, judge, next_gate
from luodi.engines.gates.stages import MAIN_CODES

SHIPPED = parse_definition(shipped_text())
LIMITS = Thresholds(Decimal(5_000_000), Decimal(30_000_000), Decimal(10**9), {"gates.legal_days": 7})
DAY = date(2026, 3, 10)
EARLY = date(2026, 1, 5)
ALL = dict.fromkeys(ITEMS, EARLY)
BOTH = frozenset({"executive", "committee"})
FACTS = frozenset(FIELDS)


def verdict(gate=None, **details):
    return judge(Dossier(**details), SHIPPED, on=DAY, limits=LIMITS, gate=gate)


def codes(found):
    return {each.ask.code for each in found.missing}


dossiers = st.builds(
    Dossier,
    reached=st.sampled_from(["", *MAIN_CODES]),
    claimed=st.sampled_from(MAIN_CODES),
    path=st.sampled_from(["", "land", "leased"]),
    binding=st.sampled_from(["unknown", "binding", "framework"]),
    marks=st.frozensets(st.sampled_from(MARKS)),
    amount=st.none() | st.decimals(1, 10**11, places=2),
    support=st.none() | st.decimals(1, 10**9, places=2),
    facts=st.frozensets(st.sampled_from(sorted(FIELDS))),
    decided=st.frozensets(st.sampled_from(["special", "executive", "committee"])),
    items=st.dictionaries(st.sampled_from(sorted(ITEMS)), st.dates(date(2025, 12, 1), DAY)),
)


class TestProperties:
    @given(dossiers, st.sampled_from(sorted(ITEMS)))
    @settings(max_examples=80, deadline=None)
    def test_more_evidence_never_makes_more_missing(self, dossier, item):
        more = Dossier(
            **{name: getattr(dossier, name) for name in Dossier.__slots__}
            | {"items": {item: EARLY} | dict(dossier.items)}
        )
        before, after = (judge(each, SHIPPED, on=DAY, limits=LIMITS) for each in (dossier, more))
        assert codes(after) <= codes(before)
        assert (after.gate, after.bodies) == (before.gate, before.bodies)

    @given(dossiers)
    @settings(max_examples=80, deadline=None)
    def test_what_is_asked_is_either_met_or_missing_and_later_gates_ask_no_less(self, dossier):
        asked = [
            {ask.code for ask in found.met} | codes(found)
            for found in (judge(dossier, SHIPPED, on=DAY, limits=LIMITS, gate=gate) for gate in MAIN_CODES)
        ]
        assert all(earlier <= later for earlier, later in zip(asked, asked[1:], strict=False))
        found = judge(dossier, SHIPPED, on=DAY, limits=LIMITS)
        assert not ({ask.code for ask in found.met} & codes(found))
        assert not found.ready or not found.missing
        assert all(holder for missing in found.missing for holder in missing.holder)

    @given(dossiers)
    @settings(max_examples=40, deadline=None)
    def test_with_everything_shown_a_claimed_project_is_ready_at_every_gate(self, dossier):
        for gate, reached in zip(MAIN_CODES, ["", *MAIN_CODES], strict=False):
            whole = Dossier(
                reached=reached, claimed="P14", path=dossier.path, marks=dossier.marks, facts=FACTS, items=ALL,
                decided=BOTH,
            )  # fmt: skip
            assert judge(whole, SHIPPED, on=DAY, limits=LIMITS).ready, gate


class TestJudge:
    def test_goes_gate_by_gate_to_the_end(self):
        assert [next_gate(""), next_gate("P4"), next_gate("P14")] == ["P0", "P5", ""]
        assert not verdict(reached="P14", claimed="P14").ready

    def test_names_what_lacks_with_who_holds_it(self):
        found = verdict(reached="P0", claimed="P1", facts=frozenset({"company"}))
        assert {(each.ask.code, each.holder[0]) for each in found.missing} == {
            ("contact", "责任单位"), ("registration", "投资促进局"),
        }  # fmt: skip

    def test_the_legal_clock_runs_seven_working_days(self):
        items = ALL | {"legal_opinion": date(2026, 3, 2)}
        waiting = verdict(reached="P4", claimed="P5", facts=FACTS, items=items)
        assert [(each.ask.code, each.due.day) for each in waiting.missing] == [("legal", date(2026, 3, 11))]
        assert judge(
            Dossier(reached="P4", claimed="P5", facts=FACTS, items=items), SHIPPED, on=date(2026, 3, 11), limits=LIMITS
        ).ready

    def test_without_the_fairness_conclusion_p5_stays_shut(self):
        items = {code: day for code, day in ALL.items() if code != "fairness_conclusion"}
        assert codes(verdict(reached="P4", claimed="P5", facts=FACTS, items=items)) == {"fairness"}
        assert codes(verdict(reached="P6", claimed="P7", facts=FACTS, items=items)) == {"fairness"}

    def test_energy_and_leased_projects_are_asked_for_what_concerns_them(self):
        asked = {"reached": "P9", "claimed": "P10", "facts": FACTS, "decided": BOTH}
        shown = {code: day for code, day in ALL.items() if code not in ("energy_review", "construction_permit")}
        assert codes(verdict(path="leased", items=shown, **asked)) == set()
        assert codes(verdict(path="land", items=shown, **asked)) == {"permit"}
        assert codes(verdict(path="leased", marks=frozenset({"energy"}), items=shown, **asked)) == {"energy"}

    @pytest.mark.parametrize(
        ("details", "bodies"),
        [
            ({"path": "leased"}, ["unit_record"]),
            ({"support": Decimal(4_999_999)}, ["unit_record"]),
            ({"support": Decimal(5_000_000)}, ["special"]),
            ({"support": Decimal(30_000_000)}, ["executive", "committee"]),
            ({"path": "land"}, ["executive", "committee"]),
            ({"amount": Decimal(10**9)}, ["executive", "committee"]),
            ({"marks": frozenset({"beyond_policy", "sensitive"})}, ["executive", "committee"]),
            ({"marks": frozenset({"equity"})}, ["fund"]),
            ({"binding": "framework", "path": "land"}, ["simplified"]),
        ],
    )
    def test_says_who_decides(self, details, bodies):
        found = verdict(reached="P5", claimed="P6", facts=FACTS, items=ALL, decided=BOTH, **details)
        assert [code for code, _, _ in found.bodies] == bodies
        asked = {ask.code for ask in found.met}
        assert ("decision" in asked) == bool({"special", "executive", "committee"} & set(bodies))

    @pytest.mark.parametrize(
        ("needed", "decided", "lacking"),
        [
            (["special"], {"special"}, []),
            (["special"], {"committee"}, []),
            (["special"], {"joint_review", "fund"}, ["special"]),
            (["executive", "committee"], {"special"}, ["executive", "committee"]),
            (["executive", "committee"], {"committee"}, ["executive"]),
            (["executive", "committee"], {"executive", "committee"}, []),
        ],
    )
    def test_a_higher_meeting_stands_for_a_lower_one_and_no_other_body_for_any(self, needed, decided, lacking):
        assert not_decided(needed, decided) == lacking

    def test_says_whose_decision_it_takes_and_whose_does_not_do(self):
        asked = {"reached": "P5", "claimed": "P6", "facts": FACTS, "items": ALL, "path": "land"}
        (lack,) = verdict(decided=frozenset({"special"}), **asked).missing
        assert lack.name("zh") == "会议决定：须由区政府常务会、区委常委会作出，区政府专题会的决定不能代替"
        assert verdict(decided=BOTH, **asked).ready

    def test_reads_a_text_of_the_first_vocabulary_by_its_old_meaning(self):
        old = (
            shipped_text().replace("vocabulary = 2\n", "").replace("区政府专题会", "区政府专题会（常务会）")
            .replace('special = ["', 'executive = ["', 1).replace('executive = ["区政府常务会"', '# ["', 1)
            .replace('body = "special"', 'body = "executive"')
        )  # fmt: skip
        found = parse_definition(old)
        assert found.bodies["special"] == (BODIES["special"].zh, BODIES["special"].en)
        assert {rule.body for rule in found.decides if rule.stage == "P6"} == {
            "special", "executive", "committee", "fund", "simplified",
        }  # fmt: skip

    def test_a_veto_and_an_open_condition_shut_the_gate(self):
        whole = {"reached": "P6", "claimed": "P7", "facts": FACTS, "items": ALL}
        assert verdict(**whole).ready
        assert not verdict(vetoes=(Veto("生态环境分局", "P4", late=True),), **whole).ready
        assert not verdict(open=(Open(1, "补充环评", "生态环境分局", "P7"),), **whole).ready
        assert verdict(open=(Open(1, "补充环评", "生态环境分局", "P10"),), **whole).ready
        assert not verdict(side="hold", **whole).ready

    def test_what_an_older_ledger_confirmed_is_not_asked_again(self):
        found = verdict(
            reached="P7", claimed="P8", taken_over="P7", facts=frozenset({"site"}), items={"credit_code": DAY}
        )
        assert found.ready


class TestDefinition:
    def test_names_every_fault(self):
        text = (
            shipped_text().replace('item = "minutes"', 'item = "luck"', 1).replace('stage = "P14"', 'stage = "P15"', 1)
        )
        text = text.replace('when = ["equity"]', 'when = ["moonlight"]', 1).replace('title = "', 'titel = "', 1)
        with pytest.raises(DefinitionFaulty) as wrong:
            parse_definition(text)
        assert {fault.code for fault in wrong.value.faults} == {
            "gate_item_unknown", "gate_stage_unknown", "gate_condition_unknown", "gate_title_missing",
        }  # fmt: skip

    @pytest.mark.parametrize(
        "text", ["", "=", "ask = 3", "[[ask]]\ncode = 5", "[holders]\nunit = 'x'\n" * 2, "x" * 300_000]
    )
    def test_survives_any_text(self, text):
        with pytest.raises(DefinitionFaulty):
            parse_definition(text)

    def test_tells_two_versions_apart(self):
        text = (
            shipped_text()
            .replace('clock = "gates.legal_days"\n', "")
            .replace('stage = "P3"\nitem = "letter', 'stage = "P2"\nitem = "letter')
        )
        found = differences(SHIPPED, parse_definition(text))
        assert [(each.kind, each.place) for each in found] == [("changed", "letter"), ("changed", "legal")]
        assert differences(SHIPPED, SHIPPED) == []

    def test_finds_members_and_who_may_veto_by_their_names(self):
        assert SHIPPED.may_veto("市生态环境局示例分局")
        assert SHIPPED.is_member("区税务局") and not SHIPPED.may_veto("区税务局")
        assert not SHIPPED.is_member("临河街道")
