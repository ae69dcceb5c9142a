"""What a fact says: entries read, values held against their passage, types the same as the reader's."""

from pathlib import Path

import pytest

from luodi.documents import fact_types, remarks
from luodi.documents.fact_types import FactFieldMissing, FactFieldNotUnderstood, FactTypeUnknown, read_entry
from luodi.engines import reading

ENGINE = Path(reading.__file__).parent


def stands(type, quote, *, years=(2025,), before=None, **value):
    return fact_types.stands_in_passage(type, value, before or {}, quote, set(years))


class TestFactTypes:
    def test_are_those_of_the_reader(self):
        assert set(fact_types.fact_types()) == set(reading.FACT_TYPES)

    def test_unknown_ones_are_refused(self):
        with pytest.raises(FactTypeUnknown):
            fact_types.type_named("weather")


class TestReadEntry:
    def test_reads_amounts_numbers_and_days_as_people_write_them(self):
        assert read_entry("money", {"value": "190亿元", "currency": "CNY"}) == {
            "value": 19_000_000_000,
            "currency": "CNY",
        }
        assert read_entry("count", {"value": "三十七", "measure": "个", "object": "项目"})["value"] == 37
        assert read_entry("quantity", {"value": "1.25万", "unit": "平方米"})["value"] == 12500
        assert read_entry("date", {"value": "2025年3月7日"}) == {"value": "2025-03-07"}
        assert read_entry("date", {"value": "--03-07"}) == {"value": "--03-07"}

    @pytest.mark.parametrize(
        ("type", "entry"),
        [("date", {"value": "2025-02-30"}), ("date", {"value": "3月7日"}), ("count", {"value": "1.5", "measure": "个", "object": "x"}),
         ("money", {"value": "1亿", "currency": "银子"}), ("person", {"name": "赵" * 301})],
    )  # fmt: skip
    def test_refuses_what_its_field_does_not_hold(self, type, entry):
        with pytest.raises(FactFieldNotUnderstood):
            read_entry(type, entry)

    def test_refuses_a_fact_that_says_nothing(self):
        with pytest.raises(FactFieldMissing):
            read_entry("person", {"post": "区长"})


class TestStandsInPassage:
    @pytest.mark.parametrize(
        ("type", "quote", "value"),
        [
            ("money", "总金额达190亿元", {"value": 19_000_000_000}),
            ("money", "三亿五千万元", {"value": 350_000_000}),
            ("count", "五个党组", {"value": 5, "measure": "个", "object": "党组"}),
            ("date", "3月7日下午", {"value": "2025-03-07"}),
            ("date", "三月七日", {"value": "--03-07"}),
            ("date", "2019年", {"value": "2019"}),
            ("person", "区委副书记、代区长 敖煜新", {"name": "敖煜新", "post": "代区长"}),
        ],
    )
    def test_numbers_as_numbers_days_as_days_words_as_words(self, type, quote, value):
        assert stands(type, quote, **value)

    @pytest.mark.parametrize(
        ("type", "quote", "value"),
        [
            ("money", "190亿元", {"value": 19_000_000_001}),
            ("count", "五个党组", {"value": 6, "measure": "个", "object": "党组"}),
            ("date", "3月7日下午", {"value": "2024-03-07"}),
            ("date", "3月7日下午", {"value": "2025-03-08"}),
            ("person", "代区长敖煜新", {"name": "敖煜新", "post": "区长助理"}),
        ],
    )
    def test_not_what_the_passage_does_not_say(self, type, quote, value):
        assert not stands(type, quote, **value)

    def test_what_was_not_changed_or_only_interprets_is_not_asked(self):
        assert stands("org", "区委常委会", name="区委常委会", role="主持", before={"name": "区委常委会"})


class TestRemarks:
    def test_every_doubt_finding_and_repair_of_the_reader_has_both_sentences(self):
        import re

        text = "\n".join(path.read_text(encoding="utf-8") for path in ENGINE.rglob("*.py"))
        findings = set(re.findall(r'Finding\(\s*"(\w+)"', text))
        edits = set(re.findall(r'Edit\(\s*"(\w+)"', text))
        known = remarks.remarks()
        assert findings and findings <= set(known["finding"])
        assert edits and edits <= set(known["edit"])
        for sort in known.values():
            for code, words in sort.items():
                assert words["zh"] and words["en"], code
