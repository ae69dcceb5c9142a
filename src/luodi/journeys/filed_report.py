"""Keeping a filled report: its journal line, its number, and the document with that number, all of it or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from luodi.documents import operations as documents
from luodi.documents import storage
from luodi.journal.operations import record
from luodi.values.actor import Actor

OUTLET = "上报报表"


@dataclass(frozen=True, slots=True)
class Filled:
    """A report that was filled: its code, its name, what the journal says of it, and how it is written.

    `written` takes the number and the moment in words and gives the bytes, the file's name and the document's title.
    """

    code: str
    label: str
    facts: dict
    written: Callable[[int, str], tuple[bytes, str, str]]


def keep_report(*, fill: Callable[[], Filled], by: Actor, at: datetime) -> int:
    """Keep a report as a sensitive document of its maker's unit and give the number of the document.

    It is filled within the same transaction; if that fails, its bytes are taken away again.
    """
    kept = ""
    try:
        with transaction.atomic():
            filled = fill()
            number = record(
                "report.filed", ("cockpit.report", filled.code), by=by, at=at, label=filled.label, owner_unit_id=by.unit_id,
                data_class="sensitive", facts=filled.facts,
            ).pk  # fmt: skip
            data, file_name, title = filled.written(number, f"{timezone.localtime(at):%Y-%m-%d %H:%M}")
            document = documents.add_document(
                data=data,
                file_name=file_name,
                title=title,
                outlet=OUTLET,
                data_class="sensitive",
                kind="other",
                by=by,
                at=at,
            )
            kept = document.file_id
    except BaseException:
        if kept:
            storage.forget(kept)
        raise
    return document.pk
