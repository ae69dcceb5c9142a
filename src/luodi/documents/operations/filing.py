"""Filing a document: its confirmed facts have become records."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from luodi.documents.models import Document
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Refusal

USABLE = Q(state__in=["confirmed", "corrected"]) & (Q(needs_second_person=False) | Q(second_by__isnull=False))


class NothingToFile(Refusal):
    """No fact is confirmed yet, or none since the document was filed. Params: title."""

    code = "nothing_to_file"
    status = 409


@transaction.atomic
def mark_filed(*, document_id: int, by: Actor, at: datetime) -> Document:
    """Note that records were made of a document's confirmed facts, and lock it until the transaction ends.

    Call it first in the transaction that makes the records: of two calls at once, the second is refused.

    :raises NotFound, NotAllowed: if the document is not this person's to see, or to file
    :raises NothingToFile: if no fact was confirmed since it was last filed
    """
    seen = Document.objects.visible_to(by).filter(pk=document_id).first()
    if seen is None:
        raise NotFound()
    require(by, "documents.file", unit_id=seen.unit_id)
    document = Document.objects.select_for_update(of=("self",)).get(pk=document_id)
    usable = document.facts.filter(USABLE)
    if document.filed_at:
        usable = usable.filter(Q(decided_at__gt=document.filed_at) | Q(second_by__isnull=False, decisions__act="second",
                                                                       decisions__decided_at__gt=document.filed_at))  # fmt: skip
    count = usable.distinct().count()
    if not count:
        raise NothingToFile(title=document.title)
    before, document.filed_at = document.filed_at, at
    document.save(update_fields=["filed_at"])
    event = "document.filed_again" if before else "document.filed"
    record(event, document, by=by, at=at, label=document.title, data_class=document.data_class, facts={"facts": count})
    return document


@transaction.atomic
def note_download(*, document_id: int, by: Actor, at: datetime) -> None:
    """Write the journal line of somebody taking the original of a document away.

    :raises NotFound: if there is no such document, or it is not this person's to see
    """
    document = Document.objects.visible_to(by).filter(pk=document_id).first()
    if document is None:
        raise NotFound()
    record("document.downloaded", document, by=by, at=at, label=document.title, data_class=document.data_class)
