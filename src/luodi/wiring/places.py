"""Where Luodi keeps what it makes while it runs: everything under `var/`, or under `LUODI_VAR`."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103  # what every system accepts, the ending zero included (Linux 108, macOS 104)


def project_root() -> Path:
    """Return the folder that holds pyproject.toml, or the working folder when Luodi was installed without it."""
    root = Path(__file__).resolve().parents[3]
    return root if (root / "pyproject.toml").is_file() else Path.cwd()


def var() -> Path:
    """Return the folder of all that changes at run time (not made here)."""
    chosen = os.environ.get("LUODI_VAR")
    return Path(chosen).expanduser().resolve() if chosen else project_root() / "var"


def make_var() -> Path:
    """Make the run-time folder, closed to writing by others, and return it."""
    folder = var()
    folder.mkdir(parents=True, exist_ok=True, mode=0o755)
    return folder


def short_name() -> str:
    """Return a short name of this installation, stable as long as its run-time folder doesn't move."""
    return "luodi-" + hashlib.sha256(str(var()).encode()).hexdigest()[:12]


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def secret_key() -> str:
    """Return the key that signs sessions: `LUODI_SECRET_KEY`, else the one in var/secret_key, made at the first call."""
    if given := os.environ.get("LUODI_SECRET_KEY"):
        return given
    path = var() / "secret_key"
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        make_var()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first
        return path.read_text(encoding="utf-8").strip()
    key = secrets.token_urlsafe(64)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(key)
    return key
