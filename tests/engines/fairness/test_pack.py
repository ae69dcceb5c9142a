import pytest

from luodi.engines.fairness import load_pack, pack_names


class TestThePack:
    def test_holds_thirty_clause_rules_and_five_process_rules(self):
        pack = load_pack()
        names = [f"{letter}0{n}" for letter in "EG" for n in range(1, 8)]
        names += [f"C{n:02}" for n in range(1, 14)] + ["B01", "B02", "B03"]
        assert sorted(rule.id for rule in pack.clause_rules()) == sorted(names)
        assert [rule.id for rule in pack.process_rules()] == ["P01", "P02", "P03", "P04", "P05"]

    def test_every_rule_says_in_two_languages_what_it_is_why_and_what_to_write_instead(self):
        for rule in load_pack().rules.values():
            assert rule.articles and all(rule.articles)
            for chinese in (rule.title, rule.reason, rule.rewrite):
                assert any("\u4e00" <= char <= "\u9fff" for char in chinese), rule.id
            for english in (rule.title_en, rule.reason_en, rule.rewrite_en):
                assert english.isascii() and english, rule.id
            if not rule.of_process:
                assert rule.excuse and rule.confidence, rule.id

    def test_severities_are_those_of_the_handbook(self):
        rules = load_pack().rules
        by = {code: {rule.id for rule in rules.values() if rule.severity == code} for code in ("R", "F/R", "R/F", "N")}
        assert by == {
            "R": {"E05", "C10", "C11", "C12", "C13"},
            "F/R": {"G01", "G02", "C08"},
            "R/F": {"C09"},
            "N": {"P05"},
        }

    def test_says_where_it_comes_from_and_since_when(self):
        pack = load_pack()
        assert pack.version == "FCR-2025.1"
        assert [law.number for law in pack.legal_base] == ["国务院令第783号", "国家市场监督管理总局令第99号"]
        assert len(pack.grounds) == 4
        assert pack.valid_from.isoformat() == "2025-04-20"

    def test_an_unknown_pack_is_an_error(self):
        assert pack_names() == ("fcr-2025",)
        with pytest.raises(KeyError):
            load_pack("../rules")
