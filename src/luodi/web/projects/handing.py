"""Handing chosen projects over to another officer: a preview of what would change, then the act with its reason."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.journeys import hand_over as journey
from luodi.projects import queries
from luodi.tasks.queries import persons_of
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import sentence, whole

MOST = 200


@permitted("people.hand_over", methods=("GET", "HEAD", "POST"))
def hand_over(request: HttpRequest) -> HttpResponse:
    """Show the chosen projects with their officers and who may take them; posted, hand them over."""
    viewer = actor_of(request)
    given = request.POST if request.method == "POST" else request.GET
    ids = list(dict.fromkeys(pk for text in given.getlist("project")[:MOST] if (pk := whole(text))))
    refused = ""
    if request.method == "POST":
        try:
            moved = journey.hand_over_projects(
                project_ids=ids, to_person_id=whole(request.POST.get("taker")) or 0,
                reason=request.POST.get("reason", ""), by=viewer, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("已移交 %(n)s 个项目。") % {"n": moved})
            return redirect("projects:index")
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            refused = sentence(refusal)
    rows = queries.chosen_projects(ids=ids, viewer=viewer)
    units = sorted({row.unit_id for row in rows})
    takers = persons_of(units[0], on=timezone.localdate()) if len(units) == 1 else []
    context = {"rows": rows, "one_unit": len(units) == 1, "takers": takers, "given": request.POST, "refused": refused}
    return render(request, "projects/hand_over.html", context, status=422 if refused else 200)
