"""A page comes in: its bytes are kept, its text is read, its facts stand proposed; all of it, or nothing."""

from contextlib import suppress
from datetime import date, datetime

from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction

from luodi.documents import operations, queries, storage
from luodi.documents.queries import ReadingPage
from luodi.engines import reading
from luodi.values.actor import Actor


def read_page(
    *,
    data: bytes,
    file_name: str,
    title: str = "",
    outlet: str = "",
    issue_date: date | None = None,
    data_class: str = "internal",
    unit_id: int | None = None,
    by: Actor,
    at: datetime,
) -> int:
    """Take a page in and read it in one transaction; give the id of its document.

    A title left empty becomes the first headline. Of a page that is refused nothing is kept, neither row nor bytes.

    :raises Refusal: those of `documents.operations` and of `engines.reading`
    """  # fmt: skip
    loaded = reading.load_confined(data, file_name, max_bytes=settings.UPLOAD_LIMIT)
    read = reading.read(loaded.text, issue_date=issue_date, doc=file_name)
    named = title.strip() or _headline(read)
    try:
        with transaction.atomic():
            document = operations.add_document(
                data=data, file_name=file_name, title=named, outlet=outlet, issue_date=issue_date, data_class=data_class,
                unit_id=unit_id, kind="page", by=by, at=at, loaded=loaded,
            )  # fmt: skip
            operations.record_reading(document_id=document.pk, reading=read, by=by, at=at)
    except BaseException:
        with suppress(DatabaseError, InterfaceError):
            storage.forget(storage.digest_of(data))
        raise
    return document.pk


def _headline(read: reading.Reading) -> str:
    first = next((" ".join(each.headline.split()) for each in read.articles if each.headline), "")
    return first[:120] + (f" 等 {len(read.articles)} 篇" if first and len(read.articles) > 1 else "")


def read_again(*, document_id: int, by: Actor, at: datetime) -> ReadingPage:
    """Read a document anew with the reader as it is now; decided facts stay, the difference is kept with the reading.

    :raises NotFound, NotAllowed: if the document is not this person's to see, or to add to
    """
    page = queries.reading_page(document_id, by)
    read = reading.read(page.text, issue_date=page.issue_date, doc=page.file_name)
    operations.record_reading(document_id=document_id, reading=read, by=by, at=at)
    return queries.reading_page(document_id, by)
