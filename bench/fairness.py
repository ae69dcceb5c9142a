"""Review of an agreement of thirty pages (processor time), against every expression of the pack scanned over the whole text in the same run.

The baseline is what a list of regular expressions does: no sentences, no sense of a ban, each expression over all the text.
"""

import json
import random
import statistics
import time
from collections.abc import Callable

from luodi.engines.fairness import load_pack, review
from luodi.engines.fairness.matching import grammar

CHARS_OF_A_PAGE = 650
PAGES = 30
ROUNDS = 7
LAWFUL = (
    "双方应当按照约定的时间节点推进项目建设,定期会商解决推进中的问题。",
    "乙方自主决定投资规模和建设进度,固定资产投资不低于{n}万元,以专项审计报告为准。",
    "甲方协调供电、供水单位按照公开流程为项目提供服务,价格执行政府定价。",
    "项目用地以挂牌方式公开出让,乙方应依法参加竞买,并按成交价足额缴纳土地出让价款。",
    "乙方符合公开政策条件的,与其他企业同等申报,按实际支付设备款的{p}%给予补助。",
    "税收、营业收入等指标仅用于监测,不作为兑付依据。",
    "一方违约的,守约方给予{p}日整改期。",
    "未经对方书面同意,任何一方不得转让本协议项下的权利义务。",
)
RED = (
    "甲方按乙方区级留存的{p}%给予奖励。",
    "乙方{p}年内不得将注册地迁出甲方辖区。",
    "甲方承诺不引进与乙方同类的企业。",
)
PIECES = ("甲方按税收给予奖励", "不得", "(一)", "须在本区", "注册地迁入", "本区企业须", ",", "\n", "《")


def agreement(pages: int) -> str:
    """Write an agreement of so many pages: mostly lawful, some red lines, always the same."""
    dice = random.Random(pages)
    parts: list[str] = []
    size = 0
    while size < pages * CHARS_OF_A_PAGE:
        sentences = [dice.choice(RED if dice.random() < 0.04 else LAWFUL) for _ in range(3)]
        words = [text.format(n=dice.randrange(1000, 90000), p=dice.randrange(5, 60)) for text in sentences]
        parts.append(f"第{len(parts) + 1}条 {''.join(words)}")
        size += len(parts[-1])
    return "\n".join(parts)


def run() -> list[dict]:
    """Measure thirty pages, ten times as many, repeated pieces, against the naive scan; one JSON-able dict per figure."""
    pack = load_pack()
    text, long_text = agreement(PAGES), agreement(PAGES * 10)
    first = _median_ms(lambda: review(text, pack=pack), rounds=1)
    thirty = _median_ms(lambda: review(text, pack=pack))
    three_hundred = _median_ms(lambda: review(long_text, pack=pack), rounds=2)
    naive = _median_ms(lambda: _naive(text), rounds=3)
    worst, piece = max(_growth(piece) for piece in PIECES)
    count = text.count("。")
    return [
        _figure("fairness.thirty_pages", thirty, "ms", "every expression over the whole text", naive),
        _figure("fairness.first_thirty_pages", first, "ms", "thirty pages again (the first compiles)", thirty),
        _figure("fairness.three_hundred_pages", three_hundred, "ms", "ten times thirty pages", 10 * thirty),
        _figure(
            "fairness.sentences_per_second", count / thirty * 1000, "1/s", "every expression", count / naive * 1000
        ),
        _figure("fairness.four_times_a_repeated_piece", worst, "times", f"four, for the worst piece {piece!r}", 4.0),
    ]


def _naive(text: str) -> int:
    """Scan each expression of the pack over the whole text and count what it matches."""
    return sum(1 for find in grammar(load_pack()).finds for _ in find.at.places(text))


def _growth(piece: str) -> tuple[float, str]:
    short = _median_ms(lambda: review(piece * 500, pack=load_pack()), rounds=3)
    long = _median_ms(lambda: review(piece * 2000, pack=load_pack()), rounds=3)
    return long / max(short, 0.01), piece


def _median_ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def _figure(name: str, value: float, unit: str, baseline: str, baseline_value: float) -> dict:
    return {
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "baseline": baseline,
        "baseline_value": round(baseline_value, 3),
        "ratio": round(value / baseline_value, 2),
    }


if __name__ == "__main__":
    for figure in run():
        print(json.dumps(figure, ensure_ascii=False))
