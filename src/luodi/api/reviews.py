"""Fair-competition reviews: the list, one review, and what is done with it; conclusions by the hash of a text."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import Asked, Id, Listed, Page, Reason, Size, Version, actor_of, made, offer
from luodi.journeys import conclude_fairness_review as journey
from luodi.projects.queries import project_heading
from luodi.reviews import operations, queries
from luodi.reviews.operations import NewReview
from luodi.values.refusal import NotFound

router = Router()
Words = Field(max_length=4000)


class Review(Schema):
    """A review in a list; `forbids` and `doubts` are the findings that are open."""

    id: int
    number: str
    title: str
    kind: str
    issued_by: str
    unit_id: int
    unit_name: str
    reviewer_name: str
    state: str
    forbids: int
    doubts: int
    text_version: int
    text_sha256: str
    pack_version: str
    asked_at: datetime
    changed_at: datetime
    version: int


class Reviews(Listed):
    """A page of reviews; `counts` are all of them by state."""

    counts: dict[str, int]
    rows: list[Review]


class ReviewFinding(Schema):
    """A finding: [start, end) are its place in the text."""

    id: int
    rule: str
    article: str
    severity: str
    start: int
    end: int
    quote: str
    reason: str
    reason_en: str
    rewrite: str
    rewrite_en: str
    confidence: float
    state: str
    is_open: bool
    answer: str
    answer_words: str


class Conclusion(Schema):
    """A written conclusion on one version of the text."""

    round: int
    text_version: int
    text_sha256: str
    pack_version: str
    result: str
    words: str
    reviewer: str
    drafter: str
    at: datetime


class ReviewDetail(Schema):
    """One review whole, and what the caller may do with it."""

    row: Review
    text: str
    findings: list[ReviewFinding]
    gone: int
    conclusions: list[Conclusion]
    first_review: str
    data_class: str
    project_id: int | None
    live: bool
    may_answer: bool
    may_conclude: bool


class ReviewsAsked(Asked):
    """What the list of reviews is narrowed to."""

    q: str = Field("", max_length=60)
    kind: Literal["", "agreement", "policy", "other"] = ""
    state: Literal["", "open", "reopened", "concluded", "withdrawn"] = ""
    unit: Id | None = None
    project: Id | None = None
    blocked: bool = False
    mine: bool = False
    sort: str = Field("-changed", pattern=r"^-?(changed|title|asked|forbids)$")
    page: Page = 1
    size: Size = 50


class ReviewNew(Asked):
    """A text to be reviewed; `reviewer_unit_id` is the lead of a joint one."""

    title: str = Field(min_length=1, max_length=300)
    text: str = Field(min_length=1, max_length=400_000)
    kind: Literal["agreement", "policy", "other"] = "agreement"
    issued_by: Literal["department", "joint", "government"] = "department"
    reviewer_unit_id: Id | None = None
    data_class: Literal["public", "internal", "sensitive"] = "sensitive"
    project_id: Id | None = None


class Reworded(Asked):
    """A new version of the text."""

    version: Version
    text: str = Field(min_length=1, max_length=400_000)
    reason: Reason = ""


class ReviewAnswered(Asked):
    """An answer to a finding."""

    version: Version
    kind: Literal["explained", "not_applicable"]
    words: str = Words


class Accepted(Asked):
    """Whether the answer that a forbid does not apply is accepted."""

    version: Version
    accepted: bool
    words: str = Field("", max_length=4000)


class Exempted(Asked):
    """The four fields of an exemption: ground, no milder means, an end, detailed reasons."""

    version: Version
    ground: Literal["security", "science", "public_good", "other_law"]
    no_milder: str = Words
    until_date: date | None = None
    until_condition: Reason = ""
    reasons: str = Words


class ReviewHeard(Asked):
    """A record of a hearing, or why nobody has to be heard (`none`)."""

    version: Version
    heard: Literal["operators", "associations", "public", "experts", "none"]
    held_date: date
    who: str = Field("", max_length=300)
    summary: str = Words


class ReviewSaid(Asked):
    """The version that was read, and what is written."""

    version: Version
    words: str = Words


class ReviewWithdrawn(Asked):
    """Why a text is taken back."""

    version: Version
    reason: Reason


class ConcludedText(Schema):
    """The newest conclusion on a text; `clean` while no forbid of it is open."""

    number: str
    text_sha256: str
    result: str
    at: datetime
    open_forbids: int
    clean: bool


@offer(router, "GET", "/reviews", permission="reviews.view", answer=Reviews, summary="Reviews")
def reviews(request: HttpRequest, asked: Query[ReviewsAsked]):
    """List the reviews that the caller may see."""
    filters = queries.ReviewFilter(
        kind=asked.kind, state=asked.state, unit_id=asked.unit, words=asked.q.strip(), blocked=asked.blocked,
        mine=asked.mine, project_id=asked.project,
    )  # fmt: skip
    return queries.reviews(actor_of(request), filters, sort=asked.sort, page=asked.page, size=asked.size)


@offer(
    router, "POST", "/reviews", permission="reviews.ask", answer=ReviewDetail, status=201, summary="Ask for a review"
)
def ask(request: HttpRequest, new: ReviewNew):
    """Put a text before the review; its findings are in the answer."""
    caller, about = actor_of(request), {}
    if new.project_id is not None:
        heading = project_heading(project_id=new.project_id, viewer=caller)
        about = {"origin_kind": "projects.project", "origin_id": heading.id, "origin_label": heading.name}
    asked = operations.ask_review(new=NewReview(**new.model_dump(), **about), by=caller, at=timezone.now())
    return made(_detail(request, asked.pk))


@offer(
    router, "GET", "/reviews/of-text/{text_sha256}", permission="reviews.view", answer=ConcludedText,
    summary="The conclusion on a text",
)  # fmt: skip
def of_text(request: HttpRequest, text_sha256: str):
    """Give the newest conclusion on exactly this text, by its sha256."""
    found = queries.conclusion_of(text_sha256=text_sha256[:64])
    if found is None:
        raise NotFound()
    queries.project_of(found.review_id, actor_of(request))
    return found


@offer(router, "GET", "/reviews/{review_id}", permission="reviews.view", answer=ReviewDetail, summary="One review")
def review(request: HttpRequest, review_id: Id):
    """Give one review; that it was opened is kept."""
    operations.note_opened(review_id=review_id, by=actor_of(request), at=timezone.now())
    return _detail(request, review_id)


def _detail(request: HttpRequest, review_id: int) -> queries.ReviewPage:
    return queries.review_page(review_id, actor_of(request))


def _do(request: HttpRequest, review_id: int, act, **fields):
    act(review_id=review_id, **fields, by=actor_of(request), at=timezone.now())
    return _detail(request, review_id)


@offer(
    router, "POST", "/reviews/{review_id}/text", permission="reviews.answer", answer=ReviewDetail, summary="New text"
)
def rewrite(request: HttpRequest, review_id: Id, reworded: Reworded):
    """Put a new version of the text in; it is read again, and answers stay where the words stayed."""
    return _do(request, review_id, operations.rewrite_text, **reworded.model_dump())


@offer(
    router, "POST", "/reviews/{review_id}/findings/{finding_id}/answer", permission="reviews.answer",
    answer=ReviewDetail, summary="Answer a finding",
)  # fmt: skip
def answer(request: HttpRequest, review_id: Id, finding_id: Id, answered: ReviewAnswered):
    """Answer a finding."""
    return _do(request, review_id, operations.answer_finding, finding_id=finding_id, **answered.model_dump())


@offer(
    router, "POST", "/reviews/{review_id}/findings/{finding_id}/accept", permission="reviews.conclude",
    answer=ReviewDetail, summary="Accept an answer",
)  # fmt: skip
def accept(request: HttpRequest, review_id: Id, finding_id: Id, accepted: Accepted):
    """Accept or send back the answer that a forbid does not apply."""
    return _do(request, review_id, operations.accept_answer, finding_id=finding_id, **accepted.model_dump())


@offer(
    router, "POST", "/reviews/{review_id}/findings/{finding_id}/exempt", permission="reviews.conclude",
    answer=ReviewDetail, summary="Grant an exemption",
)  # fmt: skip
def exempt(request: HttpRequest, review_id: Id, finding_id: Id, exempted: Exempted):
    """Grant an exemption, which ends by itself."""
    return _do(request, review_id, operations.grant_exemption, finding_id=finding_id, **exempted.model_dump())


@offer(
    router, "POST", "/reviews/{review_id}/hearing", permission="reviews.answer", answer=ReviewDetail,
    summary="Attach a hearing",
)  # fmt: skip
def hearing(request: HttpRequest, review_id: Id, heard: ReviewHeard):
    """Attach a record of a hearing."""
    return _do(request, review_id, operations.attach_hearing, **heard.model_dump())


@offer(
    router, "POST", "/reviews/{review_id}/first", permission="reviews.answer", answer=ReviewDetail,
    summary="The drafter's first review",
)  # fmt: skip
def first(request: HttpRequest, review_id: Id, said: ReviewSaid):
    """Give the drafter's own first review."""
    return _do(request, review_id, operations.give_first_review, **said.model_dump())


@offer(
    router, "POST", "/reviews/{review_id}/conclude", permission="reviews.conclude", answer=ReviewDetail,
    summary="Conclude a review",
)  # fmt: skip
def conclude(request: HttpRequest, review_id: Id, said: ReviewSaid):
    """Conclude a review in writing; refused with every open finding named."""
    return _do(request, review_id, journey.conclude_fairness_review, **said.model_dump())


@offer(
    router, "POST", "/reviews/{review_id}/withdraw", permission="reviews.answer", answer=ReviewDetail,
    summary="Withdraw a text",
)  # fmt: skip
def withdraw(request: HttpRequest, review_id: Id, withdrawn: ReviewWithdrawn):
    """Take a text back from review."""
    return _do(request, review_id, operations.withdraw_review, **withdrawn.model_dump())
