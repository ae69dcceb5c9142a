"""Collect what pages load (styles, scripts, pictures) into `var/static`, under names that change with their content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from . import places


def collect() -> bool:
    """Collect the static files if any of them changed since last time; return whether there was work."""
    stamp, value = places.var() / "static.stamp", _fingerprint()
    if Path(settings.STATIC_ROOT).is_dir() and stamp.is_file() and stamp.read_text() == value:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(value)
    return True


def collected() -> bool:
    """Tell whether the collected files are those of the sources as they are now."""
    stamp = places.var() / "static.stamp"
    return stamp.is_file() and stamp.read_text() == _fingerprint()


def _fingerprint() -> str:
    total = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda entry: entry[0]):
            found = Path(storage.path(name)).stat()
            total.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return total.hexdigest()
