"""What holds for every ledger."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.engines.promises import (
    NONE,
    WHOLE,
    Direction,
    Ledger,
    Measure,
    Rules,
    State,
    Verdict,
    credited,
    evaluate,
    in_batches,
    open_book,
    read_promise,
    split,
)
from luodi.engines.promises.forecasting import student
from tests.engines.promises.scenes import DAYS, FIRST, LAST, RULES, asked, columns, day, ledgers, yearly

SUMS = (Measure.SUM, Measure.CUMULATIVE)
KEPT = (Verdict.MET, Verdict.CURED)
QUICK = settings(max_examples=12, deadline=None)
CLAIMED = Rules(RULES.green_ppm, RULES.yellow_ppm, RULES.at_risk_below_ppm, 30, 900_000, State.REPORTED)


def readings(scene: dict, today: int, **more) -> dict[int, object]:
    chunk = more.pop("chunk", 1000)
    result = evaluate(asked(scene, today=today, **more), columns(scene["observations"], "observations"), chunk=chunk)
    return {reading.term: reading for reading in map(result.reading, range(len(result)))}


class TestOneAnswer:
    @settings(max_examples=50, deadline=None)
    @given(ledgers(), DAYS, DAYS, st.sampled_from([RULES, CLAIMED]))
    def test_columns_and_the_reader_of_one_promise_agree_in_every_number(self, scene, today, known, rules):
        many = readings(scene, today, known=known, rules=rules)
        alone = {}
        for promise in scene["promises"]:
            terms = [term for term in scene["terms"] if term["promise"] == promise["promise"]]
            for reading in read_promise(promise, terms, scene["observations"], today=today, rules=rules,
                                        acts=scene["acts"], plan=scene["plan"], known=known):  # fmt: skip
                alone[reading.term] = reading
        assert many == alone
        assert all(each.sentence(language) for each in many.values() for language in ("zh", "en"))

    @QUICK
    @given(ledgers(), DAYS, st.randoms(use_true_random=False), st.integers(1, 4))
    def test_order_of_rows_and_size_of_chunks_change_nothing(self, scene, today, random, chunk):
        before = readings(scene, today)
        mixed = {name: random.sample(rows, len(rows)) for name, rows in scene.items()}
        assert readings(mixed, today, chunk=chunk) == before

    @QUICK
    @given(ledgers(), DAYS, st.data())
    def test_observations_appended_one_by_one_give_what_all_at_once_give(self, scene, today, data):
        first = data.draw(st.integers(0, len(scene["observations"])))
        held = scene | {"observations": scene["observations"][:first]}
        ledger = Ledger(asked(scene, today=today), columns(held["observations"], "observations"))
        for place, row in enumerate(scene["observations"][first:]):
            ledger.append(row)
            if place == 3:
                ledger.settle()
        whole = readings(scene, today)
        for row, term in enumerate(ledger.readings["term"].tolist()):
            assert {name: int(values[row]) for name, values in ledger.readings.items()} == {
                name: getattr(whole[term], name) for name in ledger.readings
            }
        for promise in scene["promises"]:
            result = ledger.explained(promise["promise"])
            assert all(result.reading(row) == whole[result.reading(row).term] for row in range(len(result)))

    @QUICK
    @given(ledgers(), DAYS)
    def test_batches_by_subject_give_what_the_whole_gives(self, scene, today):
        batches = []
        for subject in (1, 2):
            ours = {row["promise"] for row in scene["promises"] if row["subject"] == subject}
            part = {
                "promises": [row for row in scene["promises"] if row["promise"] in ours],
                "terms": [row for row in scene["terms"] if row["promise"] in ours],
                "acts": scene["acts"], "plan": scene["plan"],
            }  # fmt: skip
            seen = [row for row in scene["observations"] if row["subject"] == subject]
            batches.append((asked(part, today=today), columns(seen, "observations")))
        found = {
            result.reading(row).term: result.reading(row)
            for result in in_batches(batches)
            for row in range(len(result))
        }
        assert found == readings(scene, today)

    @QUICK
    @given(ledgers(), DAYS, st.data())
    def test_what_becomes_known_later_changes_no_earlier_answer(self, scene, known, data):
        before = readings(scene, known, known=known)
        late = dict(scene["observations"][0]) if scene["observations"] else None
        if late:
            late |= {"observation": 999, "known_at": known + data.draw(st.integers(1, 50)), "value": 77}
            scene["observations"].append(late)
        assert readings(scene, known, known=known) == before


class TestMeaning:
    @QUICK
    @given(ledgers(higher_only=True, measures=SUMS), DAYS, st.integers(1, 10**9))
    def test_more_observed_never_makes_completion_smaller_or_a_kept_promise_broken(self, scene, today, more):
        before = readings(scene, today)
        for row in scene["observations"]:
            row["value"] += more
        after = readings(scene, today)
        for term, reading in before.items():
            assert after[term].completion_ppm >= reading.completion_ppm
            assert after[term].actual >= reading.actual
            if reading.verdict in KEPT:
                assert after[term].verdict in KEPT

    @QUICK
    @given(ledgers(higher_only=True, measures=SUMS, origins=3), DAYS)
    def test_what_several_origins_bring_adds_up(self, scene, today):
        whole = readings(scene, today)
        parts = [readings(scene | {"observations": [row for row in scene["observations"] if row["origin"] == origin]}, today)
                 for origin in range(3)]  # fmt: skip
        for term, reading in whole.items():
            amounts = [part[term].actual for part in parts if part[term].count]
            assert (sum(amounts) if amounts else NONE) == reading.actual
            assert sum(part[term].count for part in parts) == reading.count

    @QUICK
    @given(st.data())
    def test_units_add_up_to_the_district_for_every_window(self, data):
        units, shares = [101, 102, 103], []
        for subject in (1, 2):
            cuts = sorted(data.draw(st.lists(st.integers(0, WHOLE), min_size=2, max_size=2)))
            ppm = [cuts[0], cuts[1] - cuts[0], WHOLE - cuts[1]]
            shares += [{"subject": subject, "unit": unit, "ppm": part} for unit, part in zip(units, ppm, strict=True)]
        start = data.draw(st.lists(st.integers(FIRST, LAST), min_size=1, max_size=8))
        seen = [{"observation": number, "subject": 1 + number % 2, "indicator": 1, "start": first, "end": first + 30,
                 "value": data.draw(st.integers(-999, 10**12)), "known_at": FIRST} for number, first in enumerate(start)]  # fmt: skip
        table = columns(seen, "observations")
        parts = credited(table, {name: np.array([row[name] for row in shares]) for name in shares[0]})
        totals = [0, 0]
        for place, book in enumerate(
            (parts, table | {"origin": table["subject"], "subject": table["subject"] * 0 + 101})
        ):
            for unit in units:
                scene = yearly([1000], measure=Measure.SUM, subject=unit)
                found = evaluate(asked(scene, today=LAST), open_book(book)).reading(0)
                totals[place] += found.actual if found.count else 0
        assert totals[0] == totals[1]

    @QUICK
    @given(st.integers(-(10**15), 10**15), st.lists(st.integers(0, 1000), min_size=1, max_size=7))
    def test_a_split_adds_up_and_is_never_more_than_one_off(self, amount, weights):
        weights[0] += 1
        ppm = [weight * WHOLE // sum(weights) for weight in weights]
        ppm[-1] += WHOLE - sum(ppm)
        count = len(ppm)
        parts = split(np.full(count, amount), np.zeros(count, dtype=np.int64), np.array(ppm), np.arange(count)).tolist()
        assert sum(parts) == amount
        assert all(abs(part * WHOLE - amount * share) < WHOLE for part, share in zip(parts, ppm, strict=True))


class TestForecast:
    def test_student_quantiles_are_those_of_the_tables(self):
        table = {1: 12.706, 2: 4.303, 3: 3.182, 5: 2.571, 10: 2.228, 30: 2.042}
        for freedom, quantile in table.items():
            assert abs(student(freedom, 950_000) / quantile - 1) < 0.015

    def test_the_interval_covers_as_often_as_it_says(self):
        random = np.random.default_rng(7)
        streets, months = 4000, 12
        values = np.maximum(random.normal(100_000, 20_000, (streets, months)).astype(np.int64), 0)
        edges = [day(f"2023-{month:02}-01") for month in range(1, 13)] + [day("2024-01-01")]
        first = np.repeat(np.arange(streets), 6)
        observations = {
            "observation": np.arange(len(first)), "subject": first, "indicator": first * 0,
            "start": np.tile(edges[:6], streets), "end": np.tile(edges[1:7], streets),
            "value": values[:, :6].ravel(), "known_at": first * 0,
        }  # fmt: skip
        ids = np.arange(streets)
        promises = {"promise": ids, "subject": ids, "indicator": ids * 0, "measure": ids * 0 + Measure.SUM}
        terms = {"term": ids, "promise": ids, "start": ids * 0 + edges[0], "end": ids * 0 + edges[12],
                 "due": ids * 0 + edges[12], "target": ids * 0 + 1_200_000}  # fmt: skip
        question = asked({}, today=edges[6])._replace(promises=promises, terms=terms)
        found = evaluate(question, observations).columns
        truth = values.sum(axis=1)
        inside = ((found["forecast_low"] <= truth) & (truth <= found["forecast_high"])).mean()
        assert 0.77 < inside < 0.83


def test_lower_is_better_turns_the_order_round():
    scene = yearly([30], measure=Measure.LEVEL, direction=Direction.LOWER)
    scene["observations"] = [{"observation": 1, "subject": 1, "indicator": 1, "start": FIRST, "end": FIRST + 1, "value": 20,
                              "known_at": FIRST}]  # fmt: skip
    before = readings(scene, LAST)[10].completion_ppm
    scene["observations"][0]["value"] = 60
    assert readings(scene, LAST)[10].completion_ppm < before
