"""Addresses of static files. They change only with a new process, and a page asks for the same one fifty times."""

from functools import lru_cache

from django.conf import settings
from django.templatetags.static import static as django_static


def static(path: str) -> str:
    """Give the address of a static file (`luodi/icons.svg` → `/static/luodi/icons.5f2….svg`), looked up once."""
    return _static(path, settings.STORAGES["staticfiles"]["BACKEND"])


@lru_cache(maxsize=1024)
def _static(path: str, storage: str) -> str:
    return django_static(path)
