"""How lines and blocks are hashed. Pure: canonical bytes in, digests out."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

ALGORITHM = "sha256"
GENESIS = bytes(32)


def plain(value: object) -> object:
    """Turn a fact into what JSON stores and gives back unchanged (decimals and days as text)."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, (date, Decimal)):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    return value


def canonical(value: object) -> bytes:
    """Write a value as bytes in one way only: sorted keys, no spaces, UTF-8."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(value: object, algorithm: str = ALGORITHM) -> bytes:
    """Hash a value's canonical bytes with the named algorithm ("sha256" or "sm3")."""
    return hashlib.new(algorithm, canonical(value)).digest()


def line_digest(line, algorithm: str = ALGORITHM) -> bytes:
    """Hash a journal line's plain facts and the digest of its personal values."""
    return digest(
        [
            line.at,
            line.event,
            line.succeeded,
            line.actor_kind,
            line.actor_id,
            line.unit_id,
            line.object_kind,
            line.object_id,
            line.owner_unit_id,
            line.data_class,
            line.request_id,
            line.facts,
            bytes(line.personal_digest).hex() if line.personal_digest else None,
        ],
        algorithm,
    )


def personal_digest(salt: bytes, values: dict, algorithm: str = ALGORITHM) -> bytes:
    """Hash personal values with their salt, so that an erased value can't be guessed from the digest."""
    return digest([salt.hex(), values], algorithm)


def block_root(lines: Iterable[tuple[int, bytes]], algorithm: str = ALGORITHM) -> bytes:
    """Hash (line id, line digest) pairs in the order of the ids."""
    running = hashlib.new(algorithm)
    for line_id, value in lines:
        running.update(line_id.to_bytes(8, "big"))
        running.update(value)
    return running.digest()


def block_hash(previous: bytes, root: bytes, count: int, sealed_at: datetime, algorithm: str = ALGORITHM) -> bytes:
    """Chain a block to the one before it."""
    return digest([previous.hex(), root.hex(), count, sealed_at], algorithm)
