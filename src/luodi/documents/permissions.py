"""Who may see a document, put one in, decide its facts and file it."""

from luodi.documents.models import Document
from luodi.people.permissions import require
from luodi.people.visibility import sees
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound

OFFERED_CLASSES = ("public", "internal", "sensitive")


def seen_document(document_id: int, viewer: Actor) -> Document:
    """Give the document if the viewer may see it.

    :raises NotFound: if there is none, or it is not this viewer's to see
    """
    document = (
        Document.objects.visible_to(viewer).select_related("unit", "added_by", "file").filter(pk=document_id).first()
    )
    if document is None or not viewer.may("documents.view"):
        raise NotFound()
    return document


def may_decide(viewer: Actor, document: Document) -> bool:
    """Tell whether the viewer may decide the facts of a document: permission, and in the scope of its unit."""
    try:
        require(viewer, "documents.decide", unit_id=document.unit_id)
    except NotAllowed:
        return False
    return viewer.person_id is not None


def may_file(viewer: Actor, document: Document) -> bool:
    """Tell whether the viewer may make records of a document's confirmed facts."""
    try:
        require(viewer, "documents.file", unit_id=document.unit_id)
    except NotAllowed:
        return False
    return True


def classes_offered(viewer: Actor) -> tuple[str, ...]:
    """List the data classes in which the viewer may put a document in: those that it then sees itself."""
    own = "department" in viewer.roles and viewer.unit_id is not None
    return tuple(each for each in OFFERED_CLASSES if own or sees(viewer, each, viewer.unit_id))


def require_decider(by: Actor, document: Document) -> None:
    """Refuse unless `by` is a person who may decide this document's facts.

    :raises NotAllowed: for a role without the permission, another unit's document, or no person at all
    """
    require(by, "documents.decide", unit_id=document.unit_id)
    if by.person_id is None:
        raise NotAllowed(permission="documents.decide")
