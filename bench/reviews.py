"""A changed rule pack over 10,000 live texts (BENCH_TEXTS changes the number), against the engine alone on the same texts.

Every text has something new to answer, so that each gets findings, a line of difference, a journal line and a task: the
worst case of a rescan. The texts are agreements of two pages, put in by the bulk path.
"""

import os
import time
from datetime import datetime
from hashlib import sha256

TEXTS = int(os.environ.get("BENCH_TEXTS", "10000"))
AT = datetime.fromisoformat("2026-11-20T10:00:00+08:00")


def run() -> list[dict]:
    """Read all texts again in a database of its own; seconds of wall time."""
    from bench.scratch import scratch_database

    with scratch_database():
        return _measured()


def _measured() -> list[dict]:
    from tests.given.people import district

    from bench.fairness import agreement
    from luodi.engines import fairness
    from luodi.journeys.conclude_fairness_review import rescan_all
    from luodi.people.operations import load_initial_parameters
    from luodi.reviews import operations
    from luodi.values.actor import system

    by, scene = system("量测"), district(at=AT)
    load_initial_parameters(by=by, at=AT)
    base = agreement(2)
    _fill(scene.units["临河街道"].pk, base)
    pack = fairness.load_pack()
    began = time.perf_counter()
    for number in range(TEXTS):
        fairness.review(f"{base}\n附件{number}", pack=pack)
    alone = time.perf_counter() - began
    rescan = operations.adopt_pack(name="fcr-2025", by=scene.actor("bureau"), at=AT)
    began = time.perf_counter()
    rescan_all(rescan_ids=[rescan.pk], by=by, at=AT)
    taken = time.perf_counter() - began
    return [
        {
            "name": f"rescan of {TEXTS:,} texts", "value": round(taken, 2), "unit": "s", "baseline": "the engine alone",
            "baseline_value": round(alone, 2), "ratio": round(taken / alone, 2),
        }
    ]  # fmt: skip


def _fill(unit_id: int, base: str) -> None:
    from luodi.reviews.models import Review, Text

    texts = [f"{base}\n附件{number}" for number in range(TEXTS)]
    hashes = [sha256(text.encode()).hexdigest() for text in texts]
    rows = [
        Review(
            number=f"量测〔2026〕{number}号", title=f"协议 {number}", kind="agreement", issued_by="department", unit_id=unit_id,
            reviewer_unit_id=unit_id, text_sha256=digest, pack_version="none", asked_at=AT, changed_at=AT,
        )
        for number, digest in enumerate(hashes)
    ]  # fmt: skip
    made = Review.objects.bulk_create(rows, 1000)
    Text.objects.bulk_create(
        [
            Text(review=review, version=1, text=text, sha256=review.text_sha256, at=AT)
            for review, text in zip(made, texts, strict=True)
        ],
        1000,
    )
