"""docs/reading.md and the word lists say the same."""

import re
from pathlib import Path

from luodi.engines.reading import FACT_TYPES, explain, read
from luodi.engines.reading.vocabulary import surnames, words

from .scoring import answer_of, page_names, text_of

DOC = Path(__file__).resolve().parents[3] / "docs" / "reading.md"


def published():
    text = (
        DOC.read_text(encoding="utf-8")
        .partition("<!-- vocabulary:begin -->")[2]
        .partition("<!-- vocabulary:end -->")[0]
    )
    found = {}
    for line in text.strip().splitlines():
        name, _, listed = line.removeprefix("- ").partition(":")
        found[name] = set(re.findall(r"`([^`]+)`", listed.partition(";")[0]))
    return found


class TestPublishedWords:
    def test_event_kinds(self):
        assert published()["Event kinds"] == {*words("events")["kinds"], "报道"}

    def test_organisation_roles(self):
        organisations = words("organisations")
        more = {"部署", "签订协议", "说明", "推介"}
        assert published()["Organisation roles"] == {*organisations["roles_after"], *organisations["labels"], *more}

    def test_relation_kinds(self):
        assert published()["Relation kinds of counts"] == set(words("relations"))

    def test_kinds_of_named_things(self):
        assert published()["Kinds of named things"] == {*words("names")["kinds"], "document"}

    def test_measures_units_and_currencies(self):
        measures = words("measures")
        assert published()["Measures of counts"] == set(measures["measures"])
        assert published()["Units of quantities"] == {
            measures["unit_names"].get(unit, unit) for unit in measures["units"]
        }
        assert published()["Currencies"] == set(words("money")["currencies"].values())

    def test_codes(self):
        for name, group in (("Edits", "edits"), ("Findings", "findings"), ("Doubt reasons", "doubt")):
            assert published()[name] == set(words("codes")[group])

    def test_every_fact_type_has_a_row(self):
        rows = re.findall(r"^\| (\w+) \|", DOC.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(FACT_TYPES) <= set(rows)

    def test_readings_stay_within_what_is_published(self):
        lists = published()
        for page in page_names():
            reading = read(text_of(page))
            for article in reading.articles:
                assert article.event["kind"] in lists["Event kinds"]
                for fact in article.facts:
                    self.within(fact, lists)

    def within(self, fact, lists):
        if fact.type == "count":
            assert fact.fields["measure"] in lists["Measures of counts"]
            assert fact.fields.get("relation_kind", "signing") in lists["Relation kinds of counts"]
        if fact.type == "quantity":
            assert fact.fields["unit"] in lists["Units of quantities"]
        if fact.type == "money":
            assert fact.fields["currency"] in lists["Currencies"]
        if fact.type == "named":
            assert fact.fields["kind"] in lists["Kinds of named things"]

    def test_every_code_has_a_sentence_in_both_languages(self):
        for group, codes in words("codes").items():
            for code in codes:
                params = dict.fromkeys(
                    (
                        "stated",
                        "named",
                        "parts",
                        "total",
                        "calendar",
                        "quote",
                        "headline",
                        "body",
                        "name",
                        "one",
                        "other",
                    ),
                    1,
                )
                assert re.search(r"[\u4e00-\u9fff]", explain(group, code, params, "zh"))
                assert not re.search(r"[\u4e00-\u9fff]", explain(group, code, params, "en"))
        assert explain("doubt", "never_heard_of") == "never_heard_of"

    def test_surnames_are_one_or_two_characters(self):
        single, compound = surnames()
        assert len(single) > 400
        assert len(compound) > 30

    def test_answers_use_the_published_fact_types(self):
        kinds = {
            fact["type"]
            for page in page_names()
            for article in answer_of(page)["articles"]
            for fact in article["facts"]
        }
        assert kinds == set(FACT_TYPES)
