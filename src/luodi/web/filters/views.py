"""Saved filters: a list as one likes to see it, under a name, for oneself or for the unit."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from luodi.people import operations, queries
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted

PLACES = {
    "projects": "projects:index", "companies": "companies:index", "tasks": "tasks:index", "contacts": "contacts:index",
    "overdue": "contacts:overdue", "documents": "documents:index", "meetings": "meetings:index",
    "follow_ups": "tasks:desk",
}  # fmt: skip
DROPPED = {"page", "after", "before", "exact", "csrfmiddlewaretoken", "name", "shared"}


def place_words() -> dict[str, str]:
    """Give the lists that keep filters in words."""
    return {
        "projects": _("项目台账"), "companies": _("企业库"), "tasks": _("任务与督办"), "contacts": _("往来记录"),
        "overdue": _("逾期进展与沉默项目"), "documents": _("文档"), "meetings": _("会议与批次"),
        "follow_ups": _("督办台"),
    }  # fmt: skip


def kept(viewer: Actor, place: str) -> dict[str, Any]:
    """Give what a list's filter bar needs: the saved filters as (label, address), and where to save the present one."""
    address = reverse(PLACES[place])
    rows = queries.saved_filters(viewer, page=place)
    return {
        "saved": [(f"{row.name} · {row.by}" if row.by else row.name, f"{address}?{row.query}") for row in rows],
        "save": reverse("filters:save", kwargs={"place": place}),
    }


@permitted("desk.view")
def index(request: HttpRequest) -> HttpResponse:
    """Show the reader's saved filters and those shared within the unit."""
    words = place_words()
    rows = [
        (row, words.get(row.page, row.page), f"{reverse(PLACES[row.page])}?{row.query}")
        for row in queries.saved_filters(actor_of(request))
        if row.page in PLACES
    ]
    return render(request, "filters/index.html", {"rows": rows})


@permitted("desk.view", methods=("GET", "HEAD", "POST"))
def save(request: HttpRequest, place: str) -> HttpResponse:
    """Show the form that names the present filter; posted, save it and go back to the list."""
    if place not in PLACES:
        raise NotFound()
    asked = request.GET.copy()
    for name in DROPPED:
        asked.pop(name, None)
    query = request.POST.get("query", "") if request.method == "POST" else asked.urlencode()
    refusal = None
    if request.method == "POST":
        try:
            operations.save_filter(
                page=place, name=request.POST.get("name", ""), query=query, shared=bool(request.POST.get("shared")),
                by=actor_of(request), at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("筛选已保存，列在筛选条下面。"))
            return redirect(f"{reverse(PLACES[place])}?{query}")
        except (NotAllowed, NotFound):
            raise
        except Refusal as said:
            refusal = said
    context = {
        "query": query, "place": place_words()[place], "address": f"{reverse(PLACES[place])}?{query}",
        "given": request.POST, "unit": actor_of(request).unit_name,
        "refusal": refusal.sentence(translation.get_language() or "zh") if refusal else "",
    }  # fmt: skip
    return render(request, "filters/save.html", context, status=refusal.status if refusal else 200)


@permitted("desk.view", methods=("POST",))
def drop(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Drop one of one's own filters."""
    operations.drop_filter(filter_id=filter_id, by=actor_of(request), at=timezone.now())
    return redirect("filters:index")
