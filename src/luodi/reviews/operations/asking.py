"""Asking for a review, wording its text anew, the drafter's first review, withdrawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from luodi.engines import fairness
from luodi.people.models import Unit
from luodi.people.permissions import require
from luodi.people.queries.settings import parameter
from luodi.reviews.models import Review, Text
from luodi.reviews.operations.locking import finding_of, locked, require_live, store, tell
from luodi.reviews.operations.rereading import (
    Difference,
    close_exemptions_of,
    hash_of,
    read_again,
    say_to_all,
    stored_clauses,
)
from luodi.reviews.passages import sentence_around
from luodi.reviews.permissions import require_answer
from luodi.reviews.queries.packs import pack_in_force
from luodi.reviews.refusals import (
    AnswerMissing,
    MarketRegulatorUnknown,
    ReasonMissing,
    TextMissing,
    TextUnchanged,
    TitleMissing,
    WrongReviewer,
)
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@dataclass(frozen=True, slots=True)
class NewReview:
    """A text to be reviewed. `issued_by` is department, joint or government; `reviewer_unit_id` is asked for joint ones.

    Origin and project are plain values; `clauses` are the structured ones beside the text.
    """

    title: str
    text: str
    kind: str = "agreement"
    issued_by: str = "department"
    unit_id: int | None = None
    reviewer_unit_id: int | None = None
    data_class: str = "sensitive"
    clauses: tuple[fairness.Clause, ...] = ()
    document_id: int | None = None
    origin_kind: str = ""
    origin_id: int | None = None
    origin_label: str = ""
    project_id: int | None = None


@transaction.atomic
def ask_review(*, new: NewReview, by: Actor, at: datetime) -> Review:
    """Put a text before the review: it is read with the pack in force at once, and its findings wait for answers.

    :raises NotAllowed: for a unit that the actor does not act for
    :raises WrongReviewer: for another reviewer than 条例 arts. 13 and 14 name (P01)
    """
    unit_id = new.unit_id if new.unit_id is not None else by.unit_id
    require(by, "reviews.ask", unit_id=unit_id)
    text, title = storable(new.text), new.title.strip()
    if not title:
        raise TitleMissing()
    reviewer_id = _reviewer(new, unit_id, at)
    pack = pack_in_force()
    review = Review.objects.create(
        title=title[:300], kind=new.kind, issued_by=new.issued_by, unit_id=unit_id, reviewer_unit_id=reviewer_id,
        text_sha256=hash_of(text), pack_version=pack.version, data_class=new.data_class, origin_kind=new.origin_kind,
        origin_id=new.origin_id, origin_label=new.origin_label[:200], project_number=new.project_id,
        asked_by_id=by.person_id, asked_at=at, changed_at=at,
    )  # fmt: skip
    review.number = f"公审〔{localdate(at).year}〕{review.pk}号"
    review.save(update_fields=["number"])
    stored = _keep(review, text, new.clauses, new.document_id, "", by, at)
    found = read_again(review, stored, pack, at)
    tell("review.asked", review, by, at, kind=new.kind, findings=len(found.new), text_sha256=review.text_sha256)
    return review


@transaction.atomic
def rewrite_text(
    *,
    review_id: int,
    version: int,
    text: str,
    reason: str = "",
    clauses: Sequence[fairness.Clause] | None = None,
    document_id: int | None = None,
    by: Actor,
    at: datetime,
) -> Difference:
    """Put a new version of the text in, which is read again; answers stay where the quoted words stayed.

    :raises TextUnchanged: if nothing changed
    :raises ReviewIsClosed: after the conclusion; ask for a new review then
    """
    review = locked(review_id, version, by)
    require_answer(by, review)
    require_live(review)
    text = storable(text)
    if hash_of(text) == review.text_sha256:
        raise TextUnchanged()
    if clauses is None:
        before = Text.objects.get(review=review, version=review.text_version)
        kept = _clauses_still_there(before, text)
    else:
        kept = stored_clauses(clauses)
    pack = pack_in_force()
    review.text_version, review.text_sha256, review.pack_version = review.text_version + 1, hash_of(text), pack.version
    stored = _keep(review, text, kept, document_id, reason, by, at)
    found = read_again(review, stored, pack, at)
    say_to_all([*found.gone], "rewritten", reason.strip() or f"第 {review.text_version} 版", by.person_id, at)
    close_exemptions_of(found.gone, "文本已改写", at)
    store(review, "text_version", "text_sha256", "pack_version", at=at)
    tell("review.rewritten", review, by, at, text_version=review.text_version, text_sha256=review.text_sha256)
    return found


@transaction.atomic
def rewrite_passage(
    *, review_id: int, version: int, finding_id: int, wording: str, by: Actor, at: datetime
) -> Difference:
    """Word the sentence of one finding anew and read the whole text again; an empty wording deletes the sentence.

    :raises FindingIsClosed: if the finding is no longer in the text
    """
    review = locked(review_id, version, by)
    finding = finding_of(review, finding_id)
    before = Text.objects.get(review=review, version=review.text_version).text
    start, end = sentence_around(before, finding.start, finding.end)
    text = before[:start] + wording.strip() + before[end:]
    reason = f"{finding.rule}：{finding.quote[:60]}"
    return rewrite_text(review_id=review_id, version=version, text=text, reason=reason, by=by, at=at)


@transaction.atomic
def give_first_review(*, review_id: int, version: int, words: str, by: Actor, at: datetime) -> Review:
    """Give the drafter's own first review, which a text of the district government needs (条例 art. 14).

    :raises AnswerMissing: without words
    """
    review = locked(review_id, version, by)
    require_answer(by, review)
    require_live(review)
    if not words.strip():
        raise AnswerMissing()
    review.first_review, review.first_reviewed_by_id, review.first_reviewed_at = words.strip(), by.person_id, at
    store(review, "first_review", "first_reviewed_by", "first_reviewed_at", at=at)
    tell("review.first_reviewed", review, by, at)
    return review


@transaction.atomic
def withdraw_review(*, review_id: int, version: int, reason: str, by: Actor, at: datetime) -> Review:
    """Take a text back before its conclusion, saying why; what was found stays on record.

    :raises ReasonMissing: without a reason
    """
    review = locked(review_id, version, by)
    require_answer(by, review)
    require_live(review)
    if not reason.strip():
        raise ReasonMissing()
    review.state, review.withdrawn_reason = "withdrawn", reason.strip()[:300]
    store(review, "state", "withdrawn_reason", at=at)
    tell("review.withdrawn", review, by, at, reason=review.withdrawn_reason)
    return review


def storable(text: str) -> str:
    """Give a text as the database can hold it, one character for one, line ends of one kind.

    :raises TextMissing: if nothing is left of it
    """
    text = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
    )
    if not text.strip("\ufeff \t\n\f\v\u3000"):
        raise TextMissing()
    return text


def _keep(review: Review, text: str, clauses, document_id: int | None, reason: str, by: Actor, at: datetime) -> Text:
    rows = [each for each in clauses if isinstance(each, dict)] or stored_clauses(clauses)
    return Text.objects.create(
        review=review, version=review.text_version, text=text, sha256=review.text_sha256, clauses=rows,
        document_id=document_id, reason=reason.strip()[:300], person_id=by.person_id, at=at,
    )  # fmt: skip


def _clauses_still_there(before: Text, after: str) -> list[dict]:
    """Give the structured clauses whose words stand in the new text, at their new places; the others went with them."""
    kept = []
    for row in before.clauses:
        words = before.text[slice(*row["span"])] if row["span"] else ""
        if words and words not in after:
            continue
        start = after.index(words) if words else 0
        kept.append(row | {"span": [start, start + len(words)] if words else None})
    return kept


def _reviewer(new: NewReview, unit_id: int | None, at: datetime) -> int:
    """Decide who reviews (P01): the department itself, the lead of a joint text, the market regulator."""
    if new.issued_by == "department":
        wanted, named = unit_id, "起草单位自己"
    elif new.issued_by == "joint":
        wanted, named = new.reviewer_unit_id or unit_id, "牵头单位"
    else:
        wanted, named = _market_regulator(at), "市场监管部门"
    if new.reviewer_unit_id is not None and new.reviewer_unit_id != wanted:
        unit = Unit.objects.filter(pk=new.reviewer_unit_id).first()
        raise WrongReviewer(unit=unit.name if unit else "?", wanted=named)
    if wanted is None or not Unit.objects.filter(pk=wanted, active=True).exists():
        raise NotFound()
    return wanted


def _market_regulator(at: datetime) -> int:
    name = str(parameter("reviews.market_regulator", on=localdate(at)))
    unit = Unit.objects.filter(name__contains=name, active=True).order_by("pk").values_list("pk", flat=True).first()
    if unit is None:
        raise MarketRegulatorUnknown(name=name)
    return unit
