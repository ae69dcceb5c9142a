"""What is done with a meeting by hand: opened, minuted, its agenda, what it decided or found, and what follows."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.meetings import operations, queries
from luodi.meetings.operations import Found, Matter, NewMeeting, Resolved, Wanted
from luodi.tasks.queries import units_to_give_to
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, sentence, whole
from luodi.web.meetings import views, words
from luodi.web.tasks.holders import person_named

MATERIALS = 3
ROWS = views.ROWS


@permitted("meetings.edit", methods=("GET", "HEAD", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Open a meeting by hand."""
    viewer, refusal = actor_of(request), None
    if request.method == "POST":
        try:
            wanted = NewMeeting(
                kind=_text(request, "kind", 20), name=_text(request, "name", 200),
                held_date=day_of(_text(request, "held_date", 20)), place=_text(request, "place", 120),
                host=_text(request, "host", 120), unit_id=whole(request.POST.get("unit")),
                data_class=_text(request, "data_class", 10) or "internal",
            )  # fmt: skip
            opened = operations.open_meeting(meeting=wanted, by=viewer, at=timezone.now())
            messages.success(request, _("已登记，接着写议程、发现和议定事项。"))
            return redirect("meetings:detail", meeting_id=opened.pk)
        except Refusal as said:
            if said.status in (403, 404):
                raise
            refusal = said
    context = {
        "kinds": list(words.meeting_kinds().items()),
        "classes": list(words.classes().items()),
        "units": [(unit, name) for unit, name in units_to_give_to(viewer)],
        "unit_id": viewer.unit_id or "",
        "entered": request.POST if refusal else request.GET,
        "refusal": sentence(refusal) if refusal else "",
    }
    return render(request, "meetings/new.html", context, status=refusal.status if refusal else 200)


@permitted("meetings.edit", methods=("POST",))
def write_minutes(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Write a meeting's minutes."""
    return _act(request, meeting_id, lambda given: operations.write_minutes(
        meeting_id=meeting_id, version=whole(request.POST.get("version")) or 0, text=_text(request, "text", 20_000),
        document_id=whole(request.POST.get("document")), reason=_text(request, "reason"), **given,
    ), _("纪要已保存。"))  # fmt: skip


@permitted("meetings.edit", methods=("POST",))
def hear(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Put a matter on the agenda."""
    return _act(request, meeting_id, lambda given: operations.hear(
        meeting_id=meeting_id, matter=_matter(request.POST), **given
    ), _("已列入议程。"))  # fmt: skip


@permitted("meetings.edit", methods=("POST",))
def change_matter(request: HttpRequest, heard_id: int) -> HttpResponse:
    """Change a matter, or take it off the agenda."""
    meeting_id = queries.meeting_of_heard(actor_of(request), heard_id)
    seen = {
        "heard_id": heard_id,
        "version": whole(request.POST.get("version")) or 0,
        "reason": _text(request, "reason"),
    }

    def change(given: dict) -> object:
        if request.POST.get("off"):
            return operations.withdraw_matter(**seen, **given)
        return operations.change_matter(matter=_matter(request.POST), **seen, **given)

    return _act(request, meeting_id, change, _("议程已修改。"))


@permitted("meetings.edit", methods=("POST",))
def resolve(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Record what a meeting decided, and ask for what follows from it."""
    return _act(request, meeting_id, lambda given: operations.resolve(
        meeting_id=meeting_id, resolved=_resolved(request.POST), wanted=_wanted(request), **given
    ), _("议定事项已登记并交办。"))  # fmt: skip


@permitted("meetings.edit", methods=("POST",))
def correct_resolution(request: HttpRequest, resolution_id: int) -> HttpResponse:
    """Correct a decision by a new line."""
    meeting_id = queries.meeting_of_resolution(actor_of(request), resolution_id)
    return _act(request, meeting_id, lambda given: operations.correct_resolution(
        resolution_id=resolution_id, resolved=_resolved(request.POST), reason=_text(request, "reason"), **given
    ), _("已更正，原文保留。"))  # fmt: skip


@permitted("meetings.edit", methods=("POST",))
def follow_up_resolution(request: HttpRequest, resolution_id: int) -> HttpResponse:
    """Ask for more that follows from a decision."""
    meeting_id = queries.meeting_of_resolution(actor_of(request), resolution_id)
    return _act(request, meeting_id, lambda given: operations.follow_up_resolution(
        resolution_id=resolution_id, wanted=_wanted(request), **given
    ), _("已交办，承办人会收到消息。"))  # fmt: skip


@permitted("meetings.edit", methods=("POST",))
def find_on_trip(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Record what a trip found, and ask for the actions that follow from it."""
    return _act(request, meeting_id, lambda given: operations.find_on_trip(
        meeting_id=meeting_id, found=_found(request.POST), wanted=_wanted(request), **given
    ), _("考察发现已登记。"))  # fmt: skip


@permitted("meetings.edit", methods=("POST",))
def correct_trip_finding(request: HttpRequest, trip_finding_id: int) -> HttpResponse:
    """Correct a trip's finding by a new line."""
    meeting_id = queries.meeting_of_finding(actor_of(request), trip_finding_id)
    return _act(request, meeting_id, lambda given: operations.correct_trip_finding(
        trip_finding_id=trip_finding_id, found=_found(request.POST), reason=_text(request, "reason"), **given
    ), _("已更正，原文保留。"))  # fmt: skip


@permitted("meetings.edit", methods=("POST",))
def act_on_finding(request: HttpRequest, trip_finding_id: int) -> HttpResponse:
    """Ask for more actions that follow from a trip's finding."""
    meeting_id = queries.meeting_of_finding(actor_of(request), trip_finding_id)
    return _act(request, meeting_id, lambda given: operations.act_on_finding(
        trip_finding_id=trip_finding_id, wanted=_wanted(request), **given
    ), _("已交办，承办人会收到消息。"))  # fmt: skip


def _act(request: HttpRequest, meeting_id: int, do: Callable[[dict], object], said: str) -> HttpResponse:
    try:
        do({"by": actor_of(request), "at": timezone.now()})
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return views.shown(request, meeting_id, refusal)
    messages.success(request, said)
    return redirect("meetings:detail", meeting_id=meeting_id)


def _matter(entered: QueryDict) -> Matter:
    documents = [whole(entered.get(f"material_{n}")) for n in range(1, MATERIALS + 1)]
    return Matter(
        title=entered.get("title", "").strip()[:200], unit_id=whole(entered.get("unit")),
        text=entered.get("text", "").strip()[:2000], document_ids=tuple(each for each in documents if each),
    )  # fmt: skip


def _resolved(entered: QueryDict) -> Resolved:
    return Resolved(
        text=entered.get("text", "").strip()[:2000], number=entered.get("number", "").strip()[:100],
        body=entered.get("body", "").strip()[:60], heard_id=whole(entered.get("heard")),
    )  # fmt: skip


def _found(entered: QueryDict) -> Found:
    parts = (entered.get(name, "").strip()[:2000] for name in ("seen", "why", "needs"))
    return Found(*parts, site_id=whole(entered.get("site")), fact_id=whole(entered.get("fact")))


def _wanted(request: HttpRequest) -> list[Wanted]:
    """Read the rows of follow-ups that say anything."""
    today, found = timezone.localdate(), []
    for n in range(1, ROWS + 1):
        title, unit = _text(request, f"title_{n}"), whole(request.POST.get(f"unit_{n}"))
        person, due = _text(request, f"person_{n}", 60), _text(request, f"due_{n}", 20)
        if title or unit or person or due:
            found.append(Wanted(title, unit, day_of(due), person_named(person, unit, on=today)))
    return found


def _text(request: HttpRequest, name: str, longest: int = 300) -> str:
    return request.POST.get(name, "").strip()[:longest]
