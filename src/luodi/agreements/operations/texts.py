"""Versions of an agreement's text, the file they came from, and their clauses."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from luodi.agreements import refusals
from luodi.agreements.models import Agreement, Clause, Version
from luodi.documents.operations import add_document
from luodi.documents.operations.adding import AlreadyThere
from luodi.engines import reading, wording
from luodi.engines.reading.refusals import ScanRefused
from luodi.values.actor import Actor

MAX_PAGES, MAX_CHARS = 600, 1_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text comes from: typed in (`text`), or a file's bytes with its name."""

    text: str = ""
    data: bytes | None = None
    file_name: str = ""


def read_source(source: Source) -> str:
    """Give the text of a source, its line ends made plain; of a PDF the page numbers are left out.

    :raises AgreementTextMissing: if there is none
    :raises SignedFileUnreadable: for a scan
    :raises Refusal: those of `engines.files` and `engines.reading`
    """
    text = source.text
    if source.data is not None:
        try:
            loaded = reading.load_confined(
                source.data, source.file_name, max_bytes=settings.UPLOAD_LIMIT, max_pages=MAX_PAGES, max_chars=MAX_CHARS
            )
        except ScanRefused as said:
            raise refusals.SignedFileUnreadable(filename=source.file_name) from said
        text = wording.without_page_numbers(loaded.text) if loaded.kind == "pdf" else loaded.text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").lstrip("\ufeff").rstrip()
    if not text.strip():
        raise refusals.AgreementTextMissing()
    return text.encode("utf-8", "replace").decode("utf-8")


def keep_file(source: Source, agreement: Agreement, title: str, by: Actor, at: datetime) -> int | None:
    """Keep a source's file as a document of the agreement's unit, and give its id; a file that is there is not doubled."""
    if source.data is None:
        return None
    try:
        document = add_document(
            data=source.data, file_name=source.file_name, title=title, data_class=agreement.data_class,
            unit_id=agreement.unit_id, kind="other", by=by, at=at,
        )  # fmt: skip
    except AlreadyThere as there:
        return int(str(there.params["document_id"]))
    return document.pk


def add_version(agreement: Agreement, source: Source, note: str, by: Actor, at: datetime) -> Version:
    """Add a version to a locked agreement and make it the current one; its clauses are cut beside it.

    :raises AgreementTextUnchanged: if it says the same as the current version
    """
    text = read_source(source)
    before = agreement.current
    if before is not None and before.text == text:
        raise refusals.AgreementTextUnchanged()
    ordinal = before.ordinal + 1 if before else 1
    version = Version.objects.create(
        agreement=agreement, ordinal=ordinal, text=text, text_sha256=wording.text_sha256(text),
        wording_sha256=wording.wording_sha256(text), note=note.strip()[:300], made_by_id=by.person_id, made_at=at,
        document_id=keep_file(source, agreement, f"{agreement.title}（第{ordinal}版）", by, at),
    )  # fmt: skip
    Clause.objects.bulk_create(
        Clause(
            version=version, ordinal=place, kind=each.kind, number=each.number[:12], title=each.title[:60],
            span_start=each.start, span_end=each.end,
        )
        for place, each in enumerate(wording.cut(text), 1)
    )  # fmt: skip
    agreement.current, agreement.maker_id = version, by.person_id
    return version
