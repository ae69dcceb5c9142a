"""Every refusal and caution of the values has its sentences, and its placeholders are filled."""

import pickle
import string
import tomllib
from pathlib import Path

import pytest

import luodi.values
from luodi.engines.policies.columns import FirmTwice
from luodi.values import credit_code, indicator, money, percentage, period, share, spoken, spoken_dates, unit
from luodi.values.refusal import NotFound, Refusal

CATALOGUE = tomllib.loads((Path(luodi.values.__file__).parent / "refusals.toml").read_text(encoding="utf-8"))
REFUSALS = {
    found.code
    for module in (credit_code, indicator, money, percentage, period, share, spoken, spoken_dates, unit)
    for found in vars(module).values()
    if isinstance(found, type) and issubclass(found, Refusal) and found is not Refusal
}


def test_refusals_and_sentences_belong_together():
    cautions = {"money_in_another_unit", "money_in_another_currency", "money_rounded_to_fen"}
    assert set(CATALOGUE) == REFUSALS | cautions


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_both_languages_say_what_was_seen(code):
    names = {
        language: {name for _, name, _, _ in string.Formatter().parse(CATALOGUE[code][language]) if name}
        for language in ("zh", "en")
    }
    assert names["zh"] | {"read_as_en"} >= names["en"]
    assert names["zh"]


def test_a_refusal_survives_the_way_from_another_process():
    for said in (FirmTwice(count=2, firms=["甲", "乙"]), NotFound()):
        again = pickle.loads(pickle.dumps(said))  # noqa: S301
        assert (type(again), again.params, str(again)) == (type(said), said.params, str(said))
