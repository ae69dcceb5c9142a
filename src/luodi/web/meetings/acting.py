"""Corrections to meetings, batches and places, and answers to what does not add up."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from luodi.meetings import operations
from luodi.values.money import Money
from luodi.values.refusal import Refusal
from luodi.values.spoken_dates import parse_day
from luodi.web.access import actor_of, permitted
from luodi.web.meetings import views


@permitted("meetings.edit", methods=("POST",))
def correct_meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Correct a meeting's kind, name, day and host."""

    def correct() -> None:
        day = _text(request, "held_date", 20)
        operations.correct_meeting(
            meeting_id=meeting_id, version=_whole(request, "version"), reason=_text(request, "reason", 300),
            kind=_text(request, "kind", 20), name=_text(request, "name", 200), host=_text(request, "host", 120),
            place=_text(request, "place", 120) if "place" in request.POST else None,
            held_date=parse_day(day) if day else None, by=actor_of(request), at=timezone.now(),
        )  # fmt: skip

    return _act(
        correct, lambda said: views.shown(request, meeting_id, said), ("meetings:detail", {"meeting_id": meeting_id})
    )


@permitted("meetings.edit", methods=("POST",))
def correct_batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Correct a batch's kind, words, count, total and what stands behind it."""

    def correct() -> None:
        operations.correct_batch(
            batch_id=batch_id, version=_whole(request, "version"), reason=_text(request, "reason", 300),
            kind=_text(request, "kind", 20), label=_text(request, "label", 120), count=_whole(request, "count"),
            total=_total(request), binding=_text(request, "binding", 10), by=actor_of(request), at=timezone.now(),
        )  # fmt: skip

    return _on_batch(request, batch_id, correct)


@permitted("meetings.edit", methods=("POST",))
def drop_batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Drop a count that is no batch."""

    def drop() -> None:
        operations.drop_batch(
            batch_id=batch_id, version=_whole(request, "version"), reason=_text(request, "reason", 300),
            by=actor_of(request), at=timezone.now(),
        )  # fmt: skip

    return _on_batch(request, batch_id, drop)


@permitted("meetings.edit", methods=("POST",))
def name_slots(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Name free places from a pasted list, one name a line."""
    names = request.POST.get("names", "")[:200_000].splitlines()
    return _on_batch(request, batch_id, lambda: operations.name_slots(
        batch_id=batch_id, names=names, by=actor_of(request), at=timezone.now()))  # fmt: skip


@permitted("meetings.edit", methods=("POST",))
def name_slot(request: HttpRequest, batch_id: int, ordinal: int) -> HttpResponse:
    """Name a place by hand, or correct what stands there."""

    def name() -> None:
        operations.name_slot(
            batch_id=batch_id, ordinal=ordinal, version=_whole(request, "version"), name=_text(request, "name", 200),
            unit_id=_whole(request, "unit") or None, reason=_text(request, "reason", 300),
            by=actor_of(request), at=timezone.now(),
        )  # fmt: skip

    return _on_slot(request, batch_id, ordinal, name)


@permitted("meetings.edit", methods=("POST",))
def empty_slot(request: HttpRequest, batch_id: int, ordinal: int) -> HttpResponse:
    """Take out of a place what stands there."""

    def empty() -> None:
        operations.empty_slot(
            batch_id=batch_id, ordinal=ordinal, version=_whole(request, "version"), reason=_text(request, "reason", 300),
            by=actor_of(request), at=timezone.now(),
        )  # fmt: skip

    return _on_slot(request, batch_id, ordinal, empty)


@permitted("meetings.edit", methods=("POST",))
def settle(request: HttpRequest, batch_id: int, finding_id: int) -> HttpResponse:
    """Answer a finding of a batch."""

    def answer() -> None:
        operations.settle_finding(
            finding_id=finding_id, answer=_text(request, "answer", 300), by=actor_of(request), at=timezone.now()
        )

    return _on_batch(request, batch_id, answer)


def _on_batch(request: HttpRequest, batch_id: int, do: Callable[[], None]) -> HttpResponse:
    return _act(do, lambda said: views.shown_batch(request, batch_id, said), ("meetings:batch", {"batch_id": batch_id}))


def _on_slot(request: HttpRequest, batch_id: int, ordinal: int, do: Callable[[], None]) -> HttpResponse:
    again = lambda said: views.shown_slot(request, batch_id, ordinal, said)  # noqa: E731
    return _act(do, again, ("meetings:batch", {"batch_id": batch_id}))


def _act(do: Callable[[], None], again: Callable[[Refusal], HttpResponse], onwards: tuple[str, dict]) -> HttpResponse:
    try:
        do()
    except Refusal as said:
        if said.status in (403, 404):
            raise
        return again(said)
    return redirect(onwards[0], **onwards[1])


def _text(request: HttpRequest, name: str, longest: int) -> str:
    return request.POST.get(name, "").strip()[:longest]


def _whole(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _total(request: HttpRequest) -> Money | None:
    text = _text(request, "total", 40)
    return Money.parse(text) if text else None
