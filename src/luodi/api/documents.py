"""Documents: put in, read, filed."""

from datetime import date, datetime
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router, Schema, UploadedFile
from pydantic import Field

from luodi.api.contract import Asked, Id, Listed, Size, actor_of, made, offer
from luodi.documents import queries
from luodi.journeys import file_page as filing
from luodi.journeys import read_page
from luodi.values.refusal import NotFound

router = Router()
DataClass = Literal["public", "internal", "sensitive"]


class Document(Schema):
    """A document in the list; `proposed` facts wait for a decision, `usable` ones are decided."""

    id: int
    title: str
    outlet: str
    issue_date: date | None
    kind: str
    data_class: str
    unit_id: int
    unit: str
    added_by: str
    added_at: datetime
    file_name: str
    file_kind: str
    size: int
    articles: int
    facts: int
    proposed: int
    usable: int
    filed_at: datetime | None
    state: str


class Documents(Listed):
    """A page of documents; `after` and `before` lead on and back ("" at an end)."""

    after: str
    before: str
    rows: list[Document]


class DocumentsAsked(Asked):
    """What the list of documents is narrowed to."""

    q: str = Field("", max_length=100)
    state: Literal["", "to_decide", "decided", "filed", "unread"] = ""
    kind: Literal["", "page", "ledger", "photo", "other"] = ""
    unit: Id | None = None
    issue_from: date | None = None
    issue_to: date | None = None
    after: Id | None = None
    before: Id | None = None
    size: Size = 50


class PageSaid(Asked):
    """What is said about a page; without a title the first headline stands for it."""

    title: str = Field("", max_length=300)
    outlet: str = Field("", max_length=80)
    issue_date: date | None = None
    data_class: DataClass = "internal"


class PageText(PageSaid):
    """A page as plain text, with what is said about it."""

    text: str = Field(min_length=1, max_length=2_000_000)


class DocumentMade(Schema):
    """What a call made."""

    id: int


class Article(Schema):
    """An article of a document, with its counts."""

    id: int
    ordinal: int
    headline: str
    event: dict[str, Any]
    complete: bool
    gaps: list[str]
    span: tuple[int, int]
    still_read: bool
    facts: int
    waiting: int
    sure: int


class DocumentFinding(Schema):
    """Something that does not fit, with the facts concerned."""

    code: str
    sentence: str
    fact_ids: list[int]
    article_id: int | None


class DocumentDetail(Schema):
    """A document as its reading page shows it; its facts have an address of their own."""

    id: int
    title: str
    outlet: str
    issue_date: date | None
    kind: str
    data_class: str
    unit_id: int
    unit: str
    file_name: str
    file_kind: str
    size: int
    added_by: str
    added_at: datetime
    filed_at: datetime | None
    notes: list[str]
    text: str
    articles: list[Article]
    counts: dict[str, int]
    findings: list[DocumentFinding]
    reading_version: str
    read_at: datetime | None
    may_decide: bool
    may_file: bool


class PreviewMeeting(Schema):
    """A meeting that filing would make or add to."""

    name: str
    headline: str
    new: bool
    new_batch_fact_ids: list[int]
    persons: int
    organisations: int


class LeftOver(Schema):
    """A confirmed fact from which no record of its own follows, and the reason's code."""

    fact_id: int
    quote: str
    reason: str


class Preview(Schema):
    """What filing a page now would make; nothing is written."""

    facts: int
    anything_new: bool
    new_fact_ids: list[int]
    meetings: list[PreviewMeeting]
    campaigns: list[str]
    tasks: list[str]
    left: list[LeftOver]


class Filed(Schema):
    """What filing made."""

    document_id: int
    meeting_ids: list[int]
    batches: int
    demands: int
    follow_ups: int
    calls: int


@offer(router, "GET", "/documents", permission="documents.view", answer=Documents, summary="Documents")
def documents(request: HttpRequest, asked: Query[DocumentsAsked]):
    """List the documents that the caller may see, newest first; `after` takes the next page."""
    return queries.documents(
        viewer=actor_of(request), text=asked.q, state=asked.state, kind=asked.kind, unit_id=asked.unit,
        issue_from=asked.issue_from, issue_to=asked.issue_to, after=asked.after, before=asked.before, limit=asked.size,
    )  # fmt: skip


@offer(
    router,
    "POST",
    "/documents",
    permission="documents.upload",
    answer=DocumentMade,
    status=201,
    summary="Put a page in as text",
)
def put_in_text(request: HttpRequest, page: PageText):
    """Take a page in as plain text and read it; its facts stand proposed."""
    return _put_in(request, page.text.replace("\r\n", "\n").encode("utf-8"), _("粘贴的文字") + ".txt", page)


@offer(
    router,
    "POST",
    "/documents/file",
    permission="documents.upload",
    answer=DocumentMade,
    status=201,
    summary="Put a page in as a file",
)
def put_in_file(request: HttpRequest, said: Form[PageSaid], file: File[UploadedFile]):
    """Take a page in as a file (.txt, .docx, .pdf with a text layer) and read it."""
    return _put_in(request, file.read(settings.UPLOAD_LIMIT + 1), file.name or "", said)


def _put_in(request: HttpRequest, data: bytes, file_name: str, said: PageSaid):
    return made({"id": read_page.read_page(
        data=data, file_name=file_name, title=said.title, outlet=said.outlet, issue_date=said.issue_date,
        data_class=said.data_class, by=actor_of(request), at=timezone.now(),
    )})  # fmt: skip


@offer(
    router,
    "GET",
    "/documents/{document_id}",
    permission="documents.view",
    answer=DocumentDetail,
    summary="One document",
)
def document(request: HttpRequest, document_id: Id):
    """Give one document with its text, articles and findings."""
    page = queries.reading_page(document_id, actor_of(request))
    own = {name: getattr(page, name) for name in DocumentDetail.model_fields if name != "articles"}
    return own | {"articles": [_article(each) for each in page.articles]}


def _article(each: queries.ArticleRow) -> dict[str, Any]:
    own = {name: getattr(each, name) for name in Article.model_fields if name != "facts"}
    return own | {"facts": len(each.facts)}


@offer(
    router, "POST", "/documents/{document_id}/read-again", permission="documents.upload", answer=DocumentDetail,
    summary="Read a page anew",
)  # fmt: skip
def read_again(request: HttpRequest, document_id: Id):
    """Read a page anew with the reader as it is now; decided facts stay."""
    read_page.read_again(document_id=document_id, by=actor_of(request), at=timezone.now())
    return document(request, document_id)


@offer(
    router, "GET", "/documents/{document_id}/preview", permission="documents.view", answer=Preview,
    summary="What filing would make",
)  # fmt: skip
def preview(request: HttpRequest, document_id: Id):
    """Say what filing would make of the facts confirmed by now."""
    page = queries.reading_page(document_id, actor_of(request))
    if not page.may_file:
        raise NotFound()
    found = filing.preview(document_id, actor_of(request))
    return {
        "facts": found.facts, "anything_new": found.anything_new, "new_fact_ids": sorted(found.new_facts), "left": found.left,
        "campaigns": [each.name for each in found.campaigns], "tasks": [each.title for each in found.tasks],
        "meetings": [
            {"name": each.meeting.name, "headline": each.headline, "new": each.new, "persons": each.persons,
             "organisations": each.organisations, "new_batch_fact_ids": sorted(each.new_batches)}
            for each in found.meetings
        ],
    }  # fmt: skip


@offer(
    router, "POST", "/documents/{document_id}/file", permission="documents.file", answer=Filed, summary="File a page"
)
def file_page(request: HttpRequest, document_id: Id):
    """Make the records that follow from the confirmed facts."""
    filed = filing.file_page(document_id=document_id, by=actor_of(request), at=timezone.now())
    return {
        "document_id": filed.document_id, "meeting_ids": [each.meeting_id for each in filed.meetings],
        "batches": filed.batches, "demands": filed.demands, "follow_ups": filed.follow_ups, "calls": filed.calls,
    }  # fmt: skip
