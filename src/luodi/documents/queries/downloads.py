"""The original of a document, checked again for each download."""

from dataclasses import dataclass

from luodi.documents import storage
from luodi.documents.permissions import seen_document
from luodi.values.actor import Actor


@dataclass(frozen=True, slots=True)
class Original:
    """A document's bytes as they were put in, with the name they came under."""

    document_id: int
    file_name: str
    kind: str
    data: bytes
    title: str
    unit_id: int
    data_class: str


def original(document_id: int, viewer: Actor) -> Original:
    """Give the original bytes of a document, checked against their digest.

    :raises NotFound: if there is no such document, or it is not this viewer's to see
    :raises FileMissing: if the bytes are gone or damaged
    """
    document = seen_document(document_id, viewer)
    data = storage.open_bytes(document.file_id, document.file_name)
    return Original(
        document.pk, document.file_name, document.file.kind, data, document.title, document.unit_id, document.data_class
    )
