"""Acts of a campaign that come with a photo or a paper: the file is kept and the act done in one transaction, or neither."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from luodi.documents import storage
from luodi.documents.operations import add_document
from luodi.values.actor import Actor

Done = TypeVar("Done")


def with_file(
    act: Callable[[int | None], Done],
    *,
    data: bytes | None,
    file_name: str,
    title: str,
    kind: str,
    by: Actor,
    at: datetime,
) -> Done:
    """Keep a file (`kind` photo or other) for the actor's unit and do the act with its document; None without a file.

    :raises AlreadyThere: for a photo that the unit showed before: each step needs a photo of its own
    :raises Refusal: of the file, or of the act; nothing is kept then
    """
    if data is None:
        return act(None)
    kept: list[str] = []
    try:
        with transaction.atomic():
            document = add_document(data=data, file_name=file_name, title=title[:300], kind=kind, by=by, at=at)
            kept.append(document.file_id)
            return act(document.pk)
    except BaseException:
        for sha256 in kept:
            storage.forget(sha256)
        raise
