"""Secrets that are shown once and kept as hashes: one-time codes and API tokens. Pure but for the system's randomness."""

import hashlib
import secrets

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is mistaken for another
TOKEN_MARK = "luodi_"  # noqa: S105 - the beginning by which scanners recognise a token


def new_code() -> str:
    """Make a code of four groups of five letters (99 bits), as it is read out over the telephone."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))


def hash_of(code: str) -> str:
    """Hash a code as it was typed: spaces, dashes and small letters don't matter."""
    return hashlib.sha256("".join(code.upper().replace("-", "").split()).encode()).hexdigest()


def new_token() -> str:
    """Make the secret of an API token (256 bits)."""
    return TOKEN_MARK + secrets.token_urlsafe(32)


def hash_of_token(secret: str) -> str:
    """Hash a token's secret exactly as it is."""
    return hashlib.sha256(secret.encode()).hexdigest()
