"""What can't be computed with is refused by name, with table, column and row, in both languages."""

import numpy as np
import pyarrow
import pytest

from luodi.engines.promises import (
    Direction,
    Ledger,
    Measure,
    Rules,
    State,
    evaluate,
    open_book,
    refusals,
    split,
    staged,
)
from luodi.values.refusal import catalogue
from tests.engines.promises.scenes import LAST, asked, columns, seen, yearly


def table(**changed) -> dict:
    return columns([seen(1, "2023-01-01", "2023-02-01", 5) | changed], "observations")


@pytest.mark.parametrize(
    ("refusal", "given"),
    [
        (refusals.ColumnMissing, {"observation": [1]}),
        (refusals.ColumnNotWhole, table() | {"value": [1.5]}),
        (
            refusals.ColumnNotWhole,
            pyarrow.table(table()).set_column(6, "value", pyarrow.array([None], pyarrow.int64())),
        ),
        (refusals.ColumnsDiffer, table() | {"value": [1, 2]}),
        (refusals.EmptyWindow, table(end=0)),
        (refusals.AmountTooLarge, table(value=10**17)),
        (refusals.UnknownCode, table(state=9)),
    ],
)
def test_observations(refusal, given):
    with pytest.raises(refusal) as caught:
        open_book(given)
    assert all("{" not in caught.value.sentence(language) for language in ("zh", "en"))
    assert caught.value.code in catalogue()


@pytest.mark.parametrize(
    ("refusal", "promise", "term"),
    [
        (refusals.UnknownCode, {"measure": 7}, {}),
        (refusals.UnknownCode, {"tolerance_ppm": 1_100_000}, {}),
        (refusals.TargetNotPositive, {}, {"target": 0}),
        (refusals.BaseNotAboveTarget, {"direction": Direction.LOWER}, {"base": 5}),
        (refusals.EmptyWindow, {}, {"end": 0}),
        (refusals.NotThere, {}, {"promise": 8}),
        (refusals.AmountTooLarge, {}, {"target": 10**16}),
    ],
)
def test_promises(refusal, promise, term):
    scene = yearly([1000], measure=Measure.SUM)
    scene["promises"][0] |= promise
    scene["terms"][0] |= term
    with pytest.raises(refusal):
        evaluate(asked(scene, today=LAST), columns([], "observations"))


def test_one_id_twice_and_averages_of_several_origins():
    scene = yearly([1000, 1000], measure=Measure.AVERAGE)
    twice = scene | {"terms": [scene["terms"][0]] * 2}
    with pytest.raises(refusals.NamedTwice):
        evaluate(asked(twice, today=LAST), columns([], "observations"))
    rows = [seen(1, "2023-01-01", "2023-02-01", 5, origin=1), seen(2, "2023-01-01", "2023-02-01", 5, origin=2)]
    with pytest.raises(refusals.SeveralOrigins):
        evaluate(asked(scene, today=LAST), columns(rows, "observations"))


def test_shares_and_parameters():
    with pytest.raises(refusals.ShareNotWhole):
        split(np.array([10, 10]), np.array([1, 1]), np.array([1_100_000, -100_000]), np.array([1, 2]))
    with pytest.raises(refusals.ShareNotWhole):
        staged(100, [500_000, 600_000])
    with pytest.raises(ValueError, match="yellow"):
        Rules(800_000, 900_000, 800_000, 30, 800_000)
    with pytest.raises(ValueError, match="verified"):
        Rules(1_000_000, 800_000, 800_000, 30, 800_000, State.DISPUTED)


def test_arrow_tables_are_as_welcome_as_arrays_and_nothing_gives_nothing():
    scene = yearly([1000], measure=Measure.SUM)
    rows = columns([seen(1, "2023-01-01", "2024-01-01", 1000)], "observations")
    question = asked(scene, today=LAST)
    arrow = question._replace(promises=pyarrow.table(question.promises), terms=pyarrow.table(question.terms))
    assert evaluate(arrow, pyarrow.table(rows)).reading(0) == evaluate(question, rows).reading(0)
    assert len(evaluate(asked({}, today=LAST), rows)) == 0


def test_a_ledger_refuses_an_observation_and_stays_as_it_was():
    scene = yearly([1000], measure=Measure.AVERAGE)
    first = seen(1, "2023-01-01", "2023-02-01", 1000)
    ledger = Ledger(asked(scene, today=LAST), columns([first], "observations"))
    with pytest.raises(refusals.SeveralOrigins):
        ledger.append(seen(2, "2023-02-01", "2023-03-01", 5, origin=2))
    with pytest.raises(refusals.AmountTooLarge):
        ledger.append(seen(3, "2023-02-01", "2023-03-01", 10**16))
    assert ledger.explained(1).reading(0).used == (1,)
    assert ledger.append(seen(4, "2023-02-01", "2023-03-01", 5)) == [10]
    assert ledger.append(seen(5, "2023-02-01", "2023-03-01", 5, subject=9)) == []
