"""Taking a ledger in: refused at the door or kept, small ones checked at once, large ones in the background."""

from datetime import datetime

from django.db import transaction

from luodi.documents.operations import add_document
from luodi.documents.operations.adding import AlreadyThere
from luodi.documents.operations.intakes import begin_intake, queue
from luodi.documents.queries.intakes import ledger_bytes
from luodi.engines.sheets import SheetEmpty, extents, require_workbook
from luodi.people.permissions import require
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, Refusal

from .check import check_intake, read_ledger

AT_ONCE = 300
MODES = ("good_rows", "all_or_none")


class ImportModeUnknown(Refusal):
    """The person did not choose beforehand between the good rows and all or nothing. Params: mode."""

    code = "import_mode_unknown"


def take_in_ledger(*, data: bytes, file_name: str, mode: str, by: Actor, at: datetime) -> int:
    """Take a ledger in and give the id of its intake.

    Up to 300 rows are checked here; more wait for the background, and the intake's page shows how far it is.

    :raises NotAllowed: if `by` may not import
    :raises Refusal: for a file that is no workbook, unsafe, empty, or without the ledger's header; nothing is kept then
    """
    require(by, "projects.import")
    if by.unit_id is None:
        raise NotAllowed(permission="projects.import")
    if mode not in MODES:
        raise ImportModeUnknown(mode=mode[:20])
    require_workbook(data, file_name)
    reach = max((each.rows for each in extents(data).values()), default=0)
    if reach < 2:
        raise SheetEmpty(filename=file_name)
    read = read_ledger(data, file_name) if reach <= AT_ONCE + 10 else None
    with transaction.atomic():
        document_id, name = _document(data, file_name, by, at)
        rows = len(read.rows) if read else reach - 1
        intake = begin_intake(
            document_id=document_id, file_name=name, mode=mode, rows=rows, unit_id=by.unit_id, by=by, at=at
        )
        if read is None:
            queue(intake_id=intake.pk, step="check", label=name, by=by, at=at)
        else:
            check_intake(intake_id=intake.pk, by=by, at=at, read=read)
    return intake.pk


def _document(data: bytes, file_name: str, by: Actor, at: datetime) -> tuple[int, str]:
    """Keep the file; the same file again is the same document, so that an import may be tried anew."""
    try:
        document = add_document(
            data=data, file_name=file_name, title="", kind="ledger", data_class="sensitive", by=by, at=at
        )
    except AlreadyThere as there:
        document_id = int(str(there.params["document_id"]))
        return document_id, ledger_bytes(document_id=document_id, viewer=by)[0]
    return document.pk, document.file_name
