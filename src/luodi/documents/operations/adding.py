"""Putting a document in: its bytes kept once, its text fixed for ever."""

from datetime import date, datetime
from pathlib import PurePosixPath

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from luodi.documents import storage
from luodi.documents.models import Document, File
from luodi.documents.permissions import classes_offered
from luodi.engines import files, reading
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.values.actor import Actor
from luodi.values.names import bigrams
from luodi.values.refusal import NotAllowed, Refusal

KINDS_OF_FILE = {
    "page": ("txt", "docx", "pdf"),
    "ledger": ("xlsx",),
    "other": ("txt", "docx", "pdf", "xlsx"),
}  # a photo is written anew


class AlreadyThere(Refusal):
    """The unit has this very file already. Params: title, document_id, day, person."""

    code = "document_already_there"
    status = 409


class IssueDateInFuture(Refusal):
    """A page can't be read before it is printed. Params: issue_date, today."""

    code = "issue_date_in_future"


class DataClassNotOffered(Refusal):
    """A data class that documents do not have, or in which the person who adds it could not see it. Params: data_class."""

    code = "data_class_not_offered"


class NotALedgerFile(Refusal):
    """A ledger that is no workbook. Params: filename, kind."""

    code = "not_a_ledger_file"


@transaction.atomic
def add_document(
    *,
    data: bytes,
    file_name: str,
    title: str,
    outlet: str = "",
    issue_date: date | None = None,
    data_class: str = "internal",
    unit_id: int | None = None,
    kind: str = "page",
    by: Actor,
    at: datetime,
    loaded: reading.Loaded | None = None,
) -> Document:
    """Put a document in: check the bytes by their content, keep them under their sha256, fix the text.

    `kind` is page, ledger, photo (kept without its position and camera) or other; `unit_id` defaults to the unit of `by`; `loaded` spares reading the text again.
    The bytes are written last. If an outer transaction may still fail, its owner calls `storage.forget` then.

    :raises NotAllowed: if `by` may not put documents into this unit
    :raises AlreadyThere: if the unit has the same file, naming its document
    :raises IssueDateInFuture, DataClassNotOffered, NotALedgerFile: each for its fault
    :raises Refusal: those of `engines.files` and `engines.reading` for bytes that are not what they should be
    """  # fmt: skip
    unit_id = _allowed_unit(unit_id, by)
    _require_day(issue_date, at)
    if data_class not in classes_offered(by):
        raise DataClassNotOffered(data_class=data_class)
    name = _clean_name(file_name)
    if kind == "photo":
        data = files.plain_photo(data, name, max_bytes=settings.UPLOAD_LIMIT)
        name = f"{PurePosixPath(name).stem}.jpg"
    file_kind, text, notes = _content(data, name, kind, loaded)
    sha256 = storage.digest_of(data)
    _require_new(sha256, unit_id)
    _note_file(sha256, len(data), file_kind, at)
    title = (title.strip() or PurePosixPath(name).stem)[:300]
    try:
        with transaction.atomic():
            document = Document.objects.create(
                file_id=sha256, file_name=name, title=title, kind=kind, outlet=outlet.strip()[:80],
                issue_date=issue_date, text=text, notes=list(notes), data_class=data_class, unit_id=unit_id,
                added_by_id=by.person_id, added_at=at, grams=_grams_of(title, outlet, text),
            )  # fmt: skip
    except IntegrityError as error:
        _require_new(sha256, unit_id)
        raise error
    storage.keep(data, sha256)
    facts = {"kind": kind, "file_kind": file_kind, "size": len(data), "sha256": sha256}
    record(
        "document.added", document, by=by, at=at, label=title, owner_unit_id=unit_id, data_class=data_class, facts=facts
    )
    return document


def _allowed_unit(unit_id: int | None, by: Actor) -> int:
    unit_id = unit_id if unit_id is not None else by.unit_id
    if unit_id is None:
        raise NotAllowed(permission="documents.upload")
    require(by, "documents.upload", unit_id=unit_id)
    return unit_id


def _content(data: bytes, name: str, kind: str, loaded: reading.Loaded | None) -> tuple[str, str, tuple[str, ...]]:
    if kind == "page":
        loaded = loaded or reading.load_confined(data, name, max_bytes=settings.UPLOAD_LIMIT)
        return loaded.kind, _storable(loaded.text), loaded.notes
    if kind == "photo":
        return "jpg", "", ()
    found = files.sniff(data, name, max_bytes=settings.UPLOAD_LIMIT)
    if found not in KINDS_OF_FILE[kind]:
        raise NotALedgerFile(filename=name, kind=found)
    return found, "", ()


def _storable(text: str) -> str:
    """Replace, one for one, the few characters that a database text can't hold (NUL, lone surrogates)."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")


def _note_file(sha256: str, size: int, kind: str, at: datetime) -> None:
    """Note a file once, whichever unit puts it in first."""
    if File.objects.filter(pk=sha256).exists():
        return
    try:
        with transaction.atomic():
            File.objects.create(sha256=sha256, size=size, kind=kind, stored_at=at)
    except IntegrityError:
        if not File.objects.filter(pk=sha256).exists():
            raise


def _require_new(sha256: str, unit_id: int) -> None:
    there = Document.objects.select_related("added_by").filter(file_id=sha256, unit_id=unit_id).first()
    if there is not None:
        raise AlreadyThere(
            title=there.title,
            document_id=there.pk,
            day=timezone.localtime(there.added_at).date().isoformat(),
            person=there.added_by.name if there.added_by else "—",
        )


def _require_day(issue_date: date | None, at: datetime) -> None:
    today = timezone.localtime(at).date()
    if issue_date is not None and issue_date > today:
        raise IssueDateInFuture(issue_date=issue_date.isoformat(), today=today.isoformat())


def _clean_name(file_name: str) -> str:
    """Give the last part of a file's name without control characters, at most 200 characters, its extension kept."""
    last = PurePosixPath(file_name.replace("\\", "/")).name
    clean = "".join(char for char in last if char.isprintable() and char not in '<>:"|?*').strip(" .") or "document"
    stem, dot, extension = clean.rpartition(".")
    return f"{stem[:190]}{dot}{extension[:9]}" if dot else clean[:200]


def _grams_of(title: str, outlet: str, text: str) -> list[str]:
    """Give the search tokens of a document: title, outlet and text; Latin words cut to 20 characters."""
    return sorted({gram[:20] for gram in bigrams(f"{title}\n{outlet}\n{text}")})
