"""Logging a contact with an investor: the photo kept, the contact logged, gate evidence put, the lead kept alive."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from luodi.contacts import operations as contacts
from luodi.contacts.operations import NewVisit
from luodi.documents import operations as documents
from luodi.documents import storage
from luodi.documents.operations.adding import AlreadyThere
from luodi.leads import operations as leads
from luodi.projects.operations import put_evidence
from luodi.projects.queries import project_heading
from luodi.values.actor import Actor


def log_visit(
    *,
    project_id: int,
    visit: NewVisit,
    by: Actor,
    at: datetime,
    photo: bytes | None = None,
    photo_name: str = "",
) -> int:
    """Log a contact and give its number; a photo comes without its position and camera, once however often it is sent.

    One that counts as evidenced is put as evidence of the project's gates and ends the silence of a first-contact right, in
    the same transaction.
    """
    kept: list[str] = []
    try:
        with transaction.atomic():
            if photo is not None:
                document_id = _keep(project_id, photo, photo_name, by, at, kept)
                visit = replace(visit, document_id=document_id)
            row = contacts.log_visit(project_id=project_id, visit=visit, by=by, at=at)
            if row.evidence:
                put_evidence(
                    project_id=project_id, item="contact_evidence", reference=f"{row.held_date:%Y-%m-%d}",
                    document_id=row.document_id, origin_kind="contacts.visit", origin_id=row.pk,
                    effective_date=row.held_date, by=by, at=at,
                )  # fmt: skip
                leads.note_contact(
                    project_id=project_id, contacted_date=row.held_date, document_id=row.document_id, kind=row.kind,
                    origin_kind="contacts.visit", origin_id=row.pk, by=by, at=at,
                )  # fmt: skip
    except BaseException:
        for sha256 in kept:
            storage.forget(sha256)
        raise
    return row.pk


def _keep(project_id: int, photo: bytes, name: str, by: Actor, at: datetime, kept: list[str]) -> int:
    heading = project_heading(project_id=project_id, viewer=by)
    try:
        document = documents.add_document(
            data=photo, file_name=name, title=f"{heading.name[:200]} {at:%Y-%m-%d}", kind="photo",
            unit_id=heading.unit_id, by=by, at=at,
        )  # fmt: skip
    except AlreadyThere as there:
        return int(str(there.params["document_id"]))
    kept.append(document.file_id)
    return document.pk
