"""Answering a form: what was refused is said on the page that the person comes back to, and what was done as well."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from luodi.values.refusal import NotAllowed, NotFound, Refusal, Stale


def sentence(refusal: Refusal) -> str:
    """Word a refusal in the reader's language."""
    return refusal.sentence(translation.get_language() or "zh-hans")


def done(request: HttpRequest, act: Callable[[], object], said: str, to: str, **kwargs: object) -> HttpResponse:
    """Run an act and lead to the page `to` with `said`, or with the refusal's sentence where it was refused.

    Missing rights and rows are not softened: they answer 403, 404 and 409 as everywhere.
    """
    try:
        act()
    except (NotAllowed, NotFound, Stale):
        raise
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, said)
    return redirect(to, **kwargs)


def day_of(text: str) -> date | None:
    """Read a form's day ("2025-03-07"); None where it is empty or no day."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def whole(text: str | None) -> int | None:
    """Read a form's whole number; None where it is empty or none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
