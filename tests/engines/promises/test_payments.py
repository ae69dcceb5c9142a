"""Staged support: one agreement or many, the same to the 分; never more than was promised."""

from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.engines.promises import NONE, Standing, Terms, settle, settle_one, staged

PARAMETERS = Terms(full_ppm=1_000_000, part_from_ppm=800_000)


def lines(rows: list[dict], terms: Terms = PARAMETERS) -> list[dict[str, int]]:
    table = settle({name: [row.get(name, NONE) for row in rows] for name in (*rows[0], "paid")}, terms)
    return [{name: int(values[row]) for name, values in table.items()} for row in range(len(rows))]


def stage(number: int, amount: int, actual: int, target: int, standing: int = Standing.JUDGED, **more) -> dict:
    return {"agreement": 1, "stage": number, "amount": amount, "actual": actual, "target": target,
            "standing": standing} | more  # fmt: skip


@st.composite
def agreements(draw) -> list[dict]:
    rows = []
    for agreement in range(1, draw(st.integers(1, 3)) + 1):
        for number in range(1, draw(st.integers(1, 4)) + 1):
            amount = draw(st.integers(0, 1000) | st.integers(0, 10**12))
            row = stage(number, amount, draw(st.integers(-5, 130)), draw(st.integers(1, 100)),
                        draw(st.sampled_from(Standing)), agreement=agreement)  # fmt: skip
            rows.append(row | ({"paid": draw(st.integers(0, amount))} if draw(st.booleans()) else {}))
    return rows


class TestSettling:
    @settings(max_examples=30, deadline=None)
    @given(agreements(), st.randoms(use_true_random=False))
    def test_many_together_are_each_alone_in_any_order(self, rows, random):
        mixed = random.sample(rows, len(rows))
        many = {(line["agreement"], line["stage"]): line for line in lines(mixed)}
        alone = [line for agreement in {row["agreement"] for row in rows}
                 for line in settle_one([row for row in rows if row["agreement"] == agreement], PARAMETERS)]  # fmt: skip
        assert many == {(line["agreement"], line["stage"]): line for line in alone}

    @settings(max_examples=30, deadline=None)
    @given(agreements())
    def test_what_is_paid_and_carried_is_what_was_due_and_never_more_than_promised(self, rows):
        fresh = [{name: value for name, value in row.items() if name != "paid"} for row in rows]
        for row, line in zip(fresh, lines(fresh), strict=True):
            if row["standing"] == Standing.JUDGED:
                assert line["pay"] + line["carry"] == line["due"]
            before = [each for each in fresh if each["agreement"] == row["agreement"] and each["stage"] <= row["stage"]]
            assert 0 <= line["paid"] <= sum(each["amount"] for each in before)

    def test_a_corrected_audit_claws_back_what_was_too_much(self):
        assert (
            lines([stage(1, 360, 90, 100, paid=360)])[0] | {"claw_back": 36, "paid": 324}
            == lines([stage(1, 360, 90, 100, paid=360)])[0]
        )

    def test_a_final_breach_returns_what_was_not_earned(self):
        found = lines([stage(1, 360, 100, 100, paid=360), stage(2, 480, 30, 100, Standing.BREACHED)])
        assert (found[1]["claw_back"], found[1]["paid"], found[1]["carry"]) == (360 - 840 * 30 // 100, 252, 0)

    def test_stages_add_up_to_the_support(self):
        assert staged(100, [333_333, 333_333, 333_334]) == [33, 33, 34]
        assert sum(staged(10**12 + 7, [142_857] * 6 + [142_858])) == 10**12 + 7
