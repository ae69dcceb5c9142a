"""Where the bytes of files lie: under their sha256, outside the web root, written whole or not at all."""

import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from luodi.documents.models import File
from luodi.values.refusal import Refusal

DIRECTORY_MODE, FILE_MODE = 0o700, 0o600


class FileMissing(Refusal):
    """The bytes of a file that the database knows are not on the disk, or differ from their digest. Params: name."""

    code = "file_missing"
    status = 404


def digest_of(data: bytes) -> str:
    """Give the sha256 under which bytes are kept."""
    return hashlib.sha256(data).hexdigest()


def place_of(sha256: str) -> Path:
    """Give the path of a kept file; the name is its digest, never what somebody called it."""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256


def keep(data: bytes, sha256: str) -> None:
    """Write bytes under their digest: to a draft beside it first, then renamed, so that no half file ever has the name.

    Holds the digest's lock until the transaction ends, so that `forget` can't take a file away from under another
    transaction that has just put the same bytes in.
    """
    _lock(sha256)
    place = place_of(sha256)
    if place.exists() and place.stat().st_size == len(data):
        return
    for directory in (Path(settings.FILES_ROOT), place.parent):
        directory.mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)
    draft = place.parent / f".{secrets.token_hex(8)}.part"
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


def forget(sha256: str) -> None:
    """Take away the bytes that a failed transaction left behind; those that some row knows stay."""
    with transaction.atomic():
        _lock(sha256)
        if not File.objects.filter(pk=sha256).exists():
            place_of(sha256).unlink(missing_ok=True)


def open_bytes(sha256: str, name: str) -> bytes:
    """Read a kept file whole and check it against its digest.

    :raises FileMissing: if it is gone or damaged
    """
    place = place_of(sha256)
    data = place.read_bytes() if place.exists() else b""
    if digest_of(data) != sha256:
        raise FileMissing(name=name)
    return data


def _lock(sha256: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(sha256[:15], 16)])
