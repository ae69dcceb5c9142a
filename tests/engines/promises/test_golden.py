"""The worked examples of the handbook, to the 分 and the ppm."""

from luodi.engines.promises import (
    NONE,
    Act,
    Direction,
    Lamp,
    Measure,
    State,
    Terms,
    Time,
    Verdict,
    evaluate,
    read_promise,
    settle,
    settle_one,
    staged,
)
from tests.engines.promises.scenes import RULES, asked, columns, day, seen, yearly

WAN = 1_000_000  # 分 in 万元
HANDBOOK = Terms(full_ppm=1_000_000, part_from_ppm=800_000)


def judged(scene: dict, today: str, **more) -> list:
    result = evaluate(asked(scene, today=day(today), **more), columns(scene["observations"], "observations"))
    return [result.reading(row) for row in range(len(result))]


def agreement() -> dict:
    scene = yearly([3000 * WAN, 8000 * WAN, 12000 * WAN], measure=Measure.CUMULATIVE, cumulative_cure=1)
    values = {2023: 2700, 2024: 3300, 2025: 6300}
    scene["observations"] = [
        seen(year, f"{year}-01-01", f"{year + 1}-01-01", wan * WAN, f"{year + 1}-01-20") for year, wan in values.items()
    ]
    return scene


class TestAnAgreementOfThreeYears:
    def test_is_read_as_it_was_known_each_january(self):
        scene = agreement()
        first = judged(scene, "2024-01-25")[0]
        assert (first.completion_ppm, first.verdict, first.cure_until) == (900_000, Verdict.IN_CURE, day("2024-12-31"))
        second = judged(scene, "2025-01-25")[1]
        assert (second.actual, second.completion_ppm, second.verdict) == (6000 * WAN, 750_000, Verdict.IN_CURE)
        last = judged(scene, "2026-01-25")
        assert [each.completion_ppm for each in last] == [900_000, 750_000, 1_025_000]
        assert [each.verdict for each in last] == [Verdict.BREACHED, Verdict.CURED, Verdict.MET]
        assert (last[1].cured_by, last[2].used) == (12, (2023, 2024, 2025))

    def test_pays_324_then_nothing_then_876(self):
        amounts = staged(1200 * WAN, [300_000, 400_000, 300_000])
        assert amounts == [360 * WAN, 480 * WAN, 360 * WAN]
        rows = [
            {"agreement": 1, "stage": place, "amount": amount, "actual": actual * WAN, "target": target * WAN,
             "standing": 1}
            for place, (amount, actual, target) in enumerate(
                zip(amounts, (2700, 6000, 12300), (3000, 8000, 12000), strict=True)
            )
        ]  # fmt: skip
        lines = settle({name: [row[name] for row in rows] for name in rows[0]}, HANDBOOK)
        assert [amount // WAN for amount in lines["due"]] == [360, 516, 876]
        assert lines["pay"].tolist() == [324 * WAN, 0, 876 * WAN]
        assert [amount // WAN for amount in lines["carry"]] == [36, 516, 0]
        assert [amount // WAN for amount in lines["deferred"]] == [0, 516, 0]
        assert [line["pay"] // WAN for line in settle_one(rows, HANDBOOK)] == [324, 0, 876]

    def test_yearly_breaches_are_cured_cumulatively(self):
        scene = yearly([1000, 2000, 3000], measure=Measure.SUM, cumulative_cure=2)
        values = {2023: 780, 2024: 1850, 2025: 3400}
        scene["observations"] = [
            seen(y, f"{y}-01-01", f"{y + 1}-01-01", v, f"{y + 1}-01-20") for y, v in values.items()
        ]
        in_2025, in_2026 = judged(scene, "2025-02-01"), judged(scene, "2026-02-01")
        assert [each.completion_ppm for each in in_2026] == [780_000, 925_000, 1_133_333]
        assert [each.verdict for each in in_2025[:2]] == [Verdict.IN_CURE, Verdict.IN_CURE]
        assert [each.verdict for each in in_2026] == [Verdict.CURED, Verdict.CURED, Verdict.MET]


class TestAStreetAtHalfTime:
    def test_progress_and_lamps_of_example_one(self):
        given = [(5, 8), (9, 20), (400, 1000), (7500, 12000), (2700, 6000), (40, 60)]
        scene: dict = {"promises": [], "terms": [], "observations": []}
        for number, (actual, target) in enumerate(given, 1):
            scene["promises"].append({"promise": number, "subject": 1, "indicator": number, "measure": Measure.SUM,
                                      "time_unit": Time.MONTHS})  # fmt: skip
            scene["terms"].append({"term": number, "promise": number, "start": day("2025-01-01"), "target": target,
                                   "end": day("2026-01-01"), "due": day("2025-12-31")})  # fmt: skip
            scene["observations"].append(seen(number, "2025-01-01", "2025-07-01", actual, indicator=number))
        found = judged(scene, "2025-06-30")
        assert [each.progress_ppm for each in found] == [1_250_000, 900_000, 800_000, 1_250_000, 900_000, 1_333_333]
        assert [each.lamp for each in found] == [
            Lamp.GREEN, Lamp.YELLOW, Lamp.YELLOW, Lamp.GREEN, Lamp.YELLOW, Lamp.GREEN
        ]  # fmt: skip


class TestTheHistoryOfATerm:
    def test_a_correction_changes_today_but_not_what_was_known_before(self):
        scene = yearly([1000], measure=Measure.SUM)
        scene["observations"] = [
            seen(1, "2023-01-01", "2024-01-01", 1000, "2024-01-10"),
            seen(2, "2023-01-01", "2024-01-01", 900, "2024-03-10"),
        ]
        today = day("2024-04-01")
        assert judged(scene, "2024-04-01")[0].verdict == Verdict.BREACHED
        before = evaluate(
            asked(scene, today=today, known=day("2024-02-01")), columns(scene["observations"], "observations")
        )
        assert before.reading(0).verdict == Verdict.MET

    def test_a_claim_does_not_unseat_what_is_confirmed_but_a_dispute_does(self):
        scene = yearly([1000], measure=Measure.SUM)
        confirmed = seen(1, "2023-01-01", "2024-01-01", 1000, "2024-01-10", state=State.VERIFIED)
        scene["observations"] = [
            confirmed,
            seen(2, "2023-01-01", "2024-01-01", 700, "2024-01-12", state=State.REPORTED),
        ]
        assert judged(scene, "2024-02-01")[0].actual == 1000
        scene["observations"].append(seen(3, "2023-01-01", "2024-01-01", 700, "2024-01-14", state=State.DISPUTED))
        found = judged(scene, "2024-02-01")[0]
        assert (found.verdict, found.lamp, found.actual) == (Verdict.NO_DATA, Lamp.GREY, NONE)

    def test_delay_caused_by_the_government_moves_the_due_date_and_counts_nothing_twice(self):
        scene = yearly([1000, 1000], measure=Measure.SUM)
        scene["observations"] = [
            seen(1, "2023-01-01", "2024-01-01", 900), seen(2, "2024-01-01", "2024-04-01", 100),
            seen(3, "2024-04-01", "2025-01-01", 950),
        ]  # fmt: skip
        assert [each.verdict for each in judged(scene, "2025-02-01")] == [Verdict.BREACHED, Verdict.MET]
        scene["acts"] = [
            {"act": 1, "term": 10, "kind": Act.MOVED, "day": day("2024-03-31"), "known_at": day("2023-06-01")}
        ]
        found = judged(scene, "2025-02-01")
        assert [(each.verdict, each.actual) for each in found] == [(Verdict.MET, 1000), (Verdict.BREACHED, 950)]
        assert "顺延91天" in found[0].sentence()

    def test_a_cure_period_tests_again_with_what_came_until_its_end(self):
        scene = yearly([1000], measure=Measure.SUM)
        scene["observations"] = [
            seen(1, "2023-01-01", "2024-01-01", 800),
            seen(2, "2024-01-01", "2024-04-01", 200, "2024-04-05"),
        ]
        scene["acts"] = [
            {"act": 1, "term": 10, "kind": Act.CURE_UNTIL, "day": day("2024-06-30"), "known_at": day("2024-01-15")}
        ]
        assert judged(scene, "2024-01-10")[0].verdict == Verdict.BREACHED
        assert judged(scene, "2024-02-01")[0].verdict == Verdict.IN_CURE
        assert judged(scene, "2024-05-01")[0].verdict == Verdict.CURED
        scene["acts"].append(
            {"act": 2, "term": 10, "kind": Act.WAIVED, "day": day("2024-02-01"), "known_at": day("2024-02-01")}
        )
        assert judged(scene, "2024-05-01")[0].verdict == Verdict.WAIVED

    def test_lower_is_better_by_base_and_by_bound(self):
        scene = yearly([30], measure=Measure.LEVEL, direction=Direction.LOWER)
        scene["observations"] = [seen(1, "2023-06-01", "2023-07-01", 33)]
        assert judged(scene, "2024-02-01")[0].completion_ppm == 909_090
        scene["terms"][0]["base"] = 40
        assert judged(scene, "2024-02-01")[0].completion_ppm == 700_000

    def test_no_data_is_grey_and_never_green(self):
        scene = yearly([1000], measure=Measure.SUM)
        found = [judged(scene, on)[0] for on in ("2022-12-31", "2023-02-01", "2023-07-01", "2024-02-01")]
        assert [each.verdict for each in found] == [Verdict.NOT_DUE, Verdict.NOT_DUE, Verdict.NO_DATA, Verdict.NO_DATA]
        assert {each.lamp for each in found} == {Lamp.GREY}

    def test_explains_itself_in_both_languages(self):
        scene = yearly([1200], measure=Measure.SUM, time_unit=Time.MONTHS)
        scene["observations"] = [seen(1, "2023-01-01", "2023-04-01", 200), seen(2, "2023-04-01", "2023-07-01", 280)]
        found = judged(scene, "2023-06-30")[0]
        assert found.sentence("zh") == (
            "2023-01-01至2023-12-31应达1,200，2023-12-31到期；依据2笔实绩，已达480，完成40.0%；进展正常：时间过去50.0%，"
            "为应有进度的80.0%，按现有进度期末约967（626至1,308）。"
        )
        assert found.sentence("en").startswith(
            "1,200 promised for 2023-01-01 to 2023-12-31, due 2023-12-31; 480 reached"
        )
        assert found == read_promise(scene["promises"][0], scene["terms"], scene["observations"],
                                     today=day("2023-06-30"), rules=RULES)[0]  # fmt: skip
