"""Reading a text with the pack in force, and bringing the findings on record in line with what is found now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from luodi.engines import fairness
from luodi.reviews.models import Answer, Finding, Review, Text

CLAUSE_FIELDS = frozenset(each.name for each in fields(fairness.Clause))


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new reading changed: findings that are new, that went, and that stand under another severity or reason."""

    new: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()
    changed: tuple[Finding, ...] = ()

    @property
    def to_answer(self) -> tuple[Finding, ...]:
        """Give what somebody has to answer now."""
        return tuple(each for each in (*self.new, *self.changed) if each.severity != "note")


def hash_of(text: str) -> str:
    """Give the sha256 of a text as the engine gives it."""
    return sha256(text.encode("utf-8")).hexdigest()


def stored_clauses(clauses: Iterable[fairness.Clause]) -> list[dict]:
    """Give structured clauses as plain values."""
    rows = [asdict(each) for each in clauses]
    return [row | {"tax_share": str(row["tax_share"]) if row["tax_share"] is not None else None} for row in rows]


def clauses_of(stored: Iterable[dict]) -> tuple[fairness.Clause, ...]:
    """Give stored clauses as the engine takes them."""
    return tuple(_clause(row) for row in stored)


def _clause(row: dict) -> fairness.Clause:
    known = {name: value for name, value in row.items() if name in CLAUSE_FIELDS}
    if known.get("span"):
        known["span"] = tuple(known["span"])
    if known.get("tax_share") is not None:
        known["tax_share"] = Decimal(known["tax_share"])
    known["conditions"] = tuple(known.get("conditions") or ())
    return fairness.Clause(**known)


def read_again(review: Review, text: Text, pack: fairness.Pack, at: datetime) -> Difference:
    """Read a text with a pack and bring the findings in line: what is still found keeps its answer, what is not is gone.

    A finding is the same when rule, quoted words, severity and reason are; equal ones are told apart by their order.
    """
    outcome = fairness.review(text.text, pack=pack, clauses=clauses_of(text.clauses))
    standing = defaultdict(list)
    for each in Finding.objects.filter(review=review).exclude(state="gone").order_by("start", "pk"):
        standing[_key(each.rule, each.quote, each.clause, each.severity, each.reason)].append(each)
    kept, made = [], []
    for found in outcome.findings:
        same = standing[_key(found.id, found.quote, found.clause, found.severity, found.reason)]
        if same:
            kept.append(_moved(same.pop(0), found, text.version, pack.version))
        else:
            made.append(_row(review, found, text.version, pack.version, at))
    gone = [each for left in standing.values() for each in left]
    for each in gone:
        each.state = "gone"
    Finding.objects.bulk_update(kept, ["start", "end", "text_version", "pack_version", "rewrite", "rewrite_en"], 500)
    Finding.objects.bulk_update(gone, ["state"], 500)
    return _difference(Finding.objects.bulk_create(made, 500), gone)


def close_exemptions_of(gone: Sequence[Finding], reason: str, at: datetime) -> None:
    """End the exemptions of findings that are no longer there."""
    from luodi.reviews.models import Exemption

    if gone:
        Exemption.objects.filter(finding__in=gone, ended_at__isnull=True).update(ended_at=at, ended_reason=reason[:300])


def say_to_all(findings: Sequence[Finding], kind: str, words: str, person_id: int | None, at: datetime) -> None:
    """Add one answer line to each of some findings."""
    rows = [Answer(finding=each, kind=kind, words=words, person_id=person_id, at=at) for each in findings]
    Answer.objects.bulk_create(rows, 500)


def _key(rule: str, quote: str, clause: str, severity: str, reason: str) -> tuple[str, ...]:
    return rule, quote, clause, severity, reason


def _moved(finding: Finding, found: fairness.Finding, version: int, pack_version: str) -> Finding:
    finding.start, finding.end = found.span
    finding.text_version, finding.pack_version = version, pack_version
    finding.rewrite, finding.rewrite_en = found.rewrite, found.rewrite_en
    return finding


def _row(review: Review, found: fairness.Finding, version: int, pack_version: str, at: datetime) -> Finding:
    return Finding(
        review=review, text_version=version, pack_version=pack_version, rule=found.id, article=found.article[:120],
        severity=found.severity, start=found.span[0], end=found.span[1], quote=found.quote, reason=found.reason,
        reason_en=found.reason_en, rewrite=found.rewrite, rewrite_en=found.rewrite_en, clause=found.clause[:40],
        confidence=Decimal(str(round(found.confidence, 3))), found_at=at,
    )  # fmt: skip


def _difference(made: Sequence[Finding], gone: Sequence[Finding]) -> Difference:
    before = {(each.rule, each.quote, each.clause) for each in gone}
    changed = tuple(each for each in made if (each.rule, each.quote, each.clause) in before)
    now = {(each.rule, each.quote, each.clause) for each in changed}
    return Difference(
        new=tuple(each for each in made if each not in changed),
        gone=tuple(each for each in gone if (each.rule, each.quote, each.clause) not in now),
        changed=changed,
    )
