"""A text comes to its fair-competition review as a file: the file is kept, its text is read; all of it, or nothing."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction

from luodi.documents import operations as documents
from luodi.documents import storage
from luodi.engines import reading
from luodi.reviews import operations as reviews
from luodi.reviews.operations import NewReview
from luodi.values.actor import Actor

MOST_PAGES = 400


def ask_fairness_review(*, new: NewReview, data: bytes = b"", file_name: str = "", by: Actor, at: datetime) -> int:
    """Ask for a review of a pasted text, or of a Word file, PDF or plain text, and give the review's id.

    :raises Refusal: those of `reviews.operations`, `documents.operations` and `engines.reading`
    """
    if not data:
        return reviews.ask_review(new=new, by=by, at=at).pk
    loaded = _loaded(data, file_name)
    with _kept_or_forgotten(data), transaction.atomic():
        document_id = _keep(data, file_name, loaded, new.title, new.data_class, by, at)
        return reviews.ask_review(new=replace(new, text=loaded.text, document_id=document_id), by=by, at=at).pk


def rewrite_reviewed_text(
    *, review_id: int, version: int, text: str = "", reason: str = "", data: bytes = b"", file_name: str = "", by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Put a new version of a text under review in, pasted or as a file, and have it read again.

    :raises Refusal: those of `reviews.operations`, `documents.operations` and `engines.reading`
    """
    named = {"review_id": review_id, "version": version, "reason": reason, "by": by, "at": at}
    if not data:
        reviews.rewrite_text(text=text, **named)
        return
    loaded = _loaded(data, file_name)
    with _kept_or_forgotten(data), transaction.atomic():
        document_id = _keep(data, file_name, loaded, file_name, "sensitive", by, at)
        reviews.rewrite_text(text=loaded.text, document_id=document_id, **named)


def _loaded(data: bytes, file_name: str) -> reading.Loaded:
    return reading.load_confined(data, file_name, max_bytes=settings.UPLOAD_LIMIT, max_pages=MOST_PAGES)


def _keep(
    data: bytes, file_name: str, loaded: reading.Loaded, title: str, data_class: str, by: Actor, at: datetime
) -> int | None:
    """Keep the file as a document; where the unit has the same one already, the text alone is kept with the review."""
    try:
        with transaction.atomic():
            return documents.add_document(
                data=data, file_name=file_name, title=title, data_class=data_class, kind="other", by=by, at=at,
                loaded=loaded,
            ).pk  # fmt: skip
    except documents.AlreadyThere:
        return None


class _kept_or_forgotten:  # noqa: N801 (reads as words)
    """Take the bytes away again when what they belong to was not written."""

    def __init__(self, data: bytes):
        self.data = data

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind, error, trace) -> None:
        if kind is not None:
            with suppress(DatabaseError, InterfaceError):
                storage.forget(storage.digest_of(self.data))
