"""One review with all that its page and its form show; conclusions by the hash of a text."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from luodi.people.permissions import require
from luodi.reviews.models import Answer, Conclusion, Exemption, Finding, Hearing, Opening, Review, Text
from luodi.reviews.passages import sentence_around, wording_of
from luodi.reviews.permissions import in_reviewing_unit, may_answer
from luodi.reviews.queries.lists import DOUBTS, FORBIDS, ReviewFilter, ReviewRow, reviews, row_of
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

LIVE = ("open", "reopened")
WEIGHT = {"forbid": 0, "review": 1, "note": 2}
OPEN_STATES = {"forbid": ("open", "answered"), "review": ("open",), "note": ()}


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """Something said to a finding."""

    kind: str
    words: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FindingPage:
    """A finding with its sentence, the wording that its rewrite offers, what was said, and whether it is open."""

    id: int
    rule: str
    article: str
    severity: str
    start: int
    end: int
    quote: str
    sentence: str
    reason: str
    reason_en: str
    rewrite: str
    rewrite_en: str
    wording: str
    confidence: float
    state: str
    is_open: bool
    answer: str
    answer_words: str
    answered_by: str
    accepted_by: str
    lines: tuple[AnswerLine, ...]


@dataclass(frozen=True, slots=True)
class TextRow:
    """A version of the text."""

    version: int
    sha256: str
    reason: str
    person: str
    at: datetime
    document_id: int | None


@dataclass(frozen=True, slots=True)
class HearingRow:
    """A record of a hearing."""

    heard: str
    held_date: date
    who: str
    summary: str
    document_id: int | None


@dataclass(frozen=True, slots=True)
class ConclusionRow:
    """A written conclusion."""

    round: int
    text_version: int
    text_sha256: str
    pack_version: str
    result: str
    words: str
    reviewer: str
    drafter: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A review whole, and what the viewer may do with it."""

    row: ReviewRow
    text: str
    versions: tuple[TextRow, ...]
    findings: tuple[FindingPage, ...]
    gone: int
    hearings: tuple[HearingRow, ...]
    conclusions: tuple[ConclusionRow, ...]
    openings: tuple[tuple[str, date], ...]
    exemptions: tuple[Exemption, ...]
    first_review: str
    first_reviewed_by: str
    asked_by: str
    data_class: str
    origin_kind: str
    origin_id: int | None
    origin_label: str
    project_id: int | None
    withdrawn_reason: str
    live: bool
    may_answer: bool
    may_conclude: bool


@dataclass(frozen=True, slots=True)
class Concluded:
    """The newest conclusion on a text: `clean` when no forbid of that text is open now."""

    review_id: int
    number: str
    text_sha256: str
    result: str
    at: datetime
    open_forbids: int
    clean: bool


def review_seen(review_id: int, viewer: Actor) -> Review:
    """Give a review that the viewer may see.

    :raises NotFound: if it is not the viewer's to see
    """
    found = Review.objects.visible_to(viewer).filter(pk=review_id).first()
    if found is None:
        raise NotFound()
    return found


def sees_review(viewer: Actor, review_id: int | None) -> bool:
    """Tell whether a review's page opens for the viewer; one SQL statement, none without a review."""
    if review_id is None or not viewer.may("reviews.view"):
        return False
    return Review.objects.visible_to(viewer).filter(pk=review_id).exists()


def review_page(review_id: int, viewer: Actor) -> ReviewPage:
    """Give one review with text, findings in order of weight, answers, hearings, conclusions; nine SQL statements.

    :raises NotFound: if it is not the viewer's to see
    """
    require(viewer, "reviews.view")
    seen = Review.objects.visible_to(viewer).select_related("unit", "reviewer_unit", "asked_by", "first_reviewed_by")
    counted = {"forbids": Count("findings", filter=FORBIDS), "doubts": Count("findings", filter=DOUBTS)}
    gone = Count("findings", filter=Q(findings__state="gone"))
    review = seen.annotate(gone=gone, **counted).filter(pk=review_id).first()
    if review is None:
        raise NotFound()
    texts = Text.objects.filter(review=review).select_related("person").order_by("-version")
    text = Text.objects.filter(review=review, version=review.text_version).values_list("text", flat=True).get()
    conclusions = Conclusion.objects.filter(review=review).select_related("reviewer", "drafter").order_by("-round")
    openings = Opening.objects.filter(review=review).select_related("person").order_by("-day", "-pk")[:30]
    exempt = Exemption.objects.filter(finding__review=review).select_related("granted_by", "finding").order_by("-pk")
    live = review.state in LIVE
    return ReviewPage(
        row=row_of(review), text=text, versions=tuple(_text(each) for each in texts.defer("text", "clauses")),
        findings=_findings(review, text), gone=review.gone,
        hearings=tuple(_hearing(each) for each in Hearing.objects.filter(review=review).order_by("pk")),
        conclusions=tuple(_conclusion(each) for each in conclusions),
        openings=tuple((each.person.name, each.day) for each in openings), exemptions=tuple(exempt),
        first_review=review.first_review, first_reviewed_by=_name(review.first_reviewed_by),
        asked_by=_name(review.asked_by), data_class=review.data_class, origin_kind=review.origin_kind,
        origin_id=review.origin_id, origin_label=review.origin_label, project_id=review.project_number,
        withdrawn_reason=review.withdrawn_reason, live=live, may_answer=live and may_answer(viewer, review),
        may_conclude=live and in_reviewing_unit(viewer, review),
    )  # fmt: skip


def texts_of(review_id: int, versions: tuple[int, int], viewer: Actor) -> tuple[str, str]:
    """Give two versions of a review's text.

    :raises NotFound: if the review is not the viewer's to see, or has no such version
    """
    found = Text.objects.filter(review=review_seen(review_id, viewer), version__in=versions)
    texts = dict(found.values_list("version", "text"))
    if set(versions) - texts.keys():
        raise NotFound()
    return texts[versions[0]], texts[versions[1]]


def reviews_of_project(project_id: int, viewer: Actor) -> list[ReviewRow]:
    """List the reviews of one project that the viewer may see; two SQL statements."""
    return reviews(viewer, ReviewFilter(project_id=project_id), size=200).rows


def project_of(review_id: int, viewer: Actor) -> int | None:
    """Give the project that a review belongs to, or None.

    :raises NotFound: if the review is not the viewer's to see
    """
    return review_seen(review_id, viewer).project_number


def conclusion_of(*, text_sha256: str) -> Concluded | None:
    """Give the newest conclusion on exactly this text, or None where it was never concluded; two SQL statements.

    What was found since then counts: a text whose review was opened again with a forbid is not clean.
    """
    found = Conclusion.objects.filter(text_sha256=text_sha256).select_related("review").order_by("-at", "-pk").first()
    if found is None:
        return None
    review = found.review
    open_forbids = Finding.objects.filter(review=review, severity="forbid", state__in=OPEN_STATES["forbid"]).count()
    same = review.text_sha256 == text_sha256 and review.state != "withdrawn"
    return Concluded(
        review.pk, review.number, text_sha256, found.result, found.at, open_forbids, same and open_forbids == 0
    )


def open_findings(*, origin_kind: str, origin_id: int) -> list[tuple[str, str, str]]:
    """List the forbids and doubts that are open in the reviews of an origin, as (severity, rule, quote)."""
    found = Finding.objects.filter(review__origin_kind=origin_kind, review__origin_id=origin_id)
    found = found.exclude(review__state="withdrawn").filter(
        Q(severity="forbid", state__in=OPEN_STATES["forbid"]) | Q(severity="review", state="open")
    )
    return list(found.order_by("severity", "start", "pk").values_list("severity", "rule", "quote"))


def _findings(review: Review, text: str) -> tuple[FindingPage, ...]:
    standing = Finding.objects.filter(review=review).exclude(state="gone").select_related("answered_by", "accepted_by")
    lines: dict[int, list[AnswerLine]] = {}
    said = Answer.objects.filter(finding__review=review).exclude(finding__state="gone").select_related("person")
    for each in said.order_by("pk"):
        lines.setdefault(each.finding_id, []).append(AnswerLine(each.kind, each.words, _name(each.person), each.at))
    pages = [_finding(each, text, tuple(lines.get(each.pk, ()))) for each in standing]
    return tuple(sorted(pages, key=lambda each: (not each.is_open, WEIGHT[each.severity], each.start, each.id)))


def _finding(each: Finding, text: str, lines: tuple[AnswerLine, ...]) -> FindingPage:
    start, end = sentence_around(text, each.start, each.end) if each.end else (0, 0)
    return FindingPage(
        id=each.pk, rule=each.rule, article=each.article, severity=each.severity, start=each.start, end=each.end,
        quote=each.quote, sentence=text[start:end], reason=each.reason, reason_en=each.reason_en, rewrite=each.rewrite,
        rewrite_en=each.rewrite_en, wording=wording_of(each.rule, each.rewrite), confidence=float(each.confidence),
        state=each.state, is_open=each.state in OPEN_STATES[each.severity], answer=each.answer,
        answer_words=each.answer_words, answered_by=_name(each.answered_by), accepted_by=_name(each.accepted_by),
        lines=lines,
    )  # fmt: skip


def _name(person) -> str:
    return person.name if person else ""


def _text(each: Text) -> TextRow:
    return TextRow(each.version, each.sha256, each.reason, _name(each.person), each.at, each.document_id)


def _hearing(each: Hearing) -> HearingRow:
    return HearingRow(each.heard, each.held_date, each.who, each.summary, each.document_id)


def _conclusion(each: Conclusion) -> ConclusionRow:
    return ConclusionRow(
        each.round, each.text_version, each.text_sha256, each.pack_version, each.result, each.words,
        each.reviewer.name, each.drafter.name, each.at,
    )  # fmt: skip
