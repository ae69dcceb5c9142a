"""Merging projects: two side by side, proposed by one, decided by another; and taking a merger back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from luodi.projects import operations, queries
from luodi.projects.queries import ProjectFilter
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import sentence, whole
from luodi.web.companies.merging import pointed_words
from luodi.web.projects.filters import binding_words

CHOICES = ("name", "track", "company", "officer", "amount", "binding", "dates", "site", "note")


@permitted("projects.merge")
def waiting(request: HttpRequest) -> HttpResponse:
    """List the mergers that wait for a decision."""
    return render(request, "projects/mergers.html", {"rows": queries.project_mergers(viewer=actor_of(request))})


@permitted("projects.merge", methods=("GET", "HEAD", "POST"))
def merge(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show a project beside the one to merge into it; posted, propose the merger."""
    viewer = actor_of(request)
    heading = queries.project_heading(project_id=project_id, viewer=viewer)
    other_id = whole(request.POST.get("loser")) or _other(request, viewer)
    refusal, sides = None, None
    if other_id:
        sides = queries.project_sides(first_id=project_id, second_id=other_id, viewer=viewer)
    if request.method == "POST":
        versions = (whole(request.POST.get("survivor_version")) or 0, whole(request.POST.get("loser_version")) or 0)
        try:
            operations.propose_project_merger(
                survivor_id=project_id, loser_id=other_id or 0, versions=versions,
                chosen=[name for name in CHOICES if request.POST.get(name) == "loser"],
                reason=request.POST.get("reason", ""), by=viewer, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("已提出合并建议，等另一人核定。"))
            return redirect("projects:merge", project_id=project_id)
        except (NotAllowed, NotFound):
            raise
        except Refusal as said:
            refusal = said
    context = {
        "heading": heading, "sides": sides, "lines": _lines(*sides) if sides else [], "given": request.POST,
        "asked": request.GET.get("with", "")[:24], "pointed": [pointed_words(side.pointed) for side in sides or ()],
        "mergers": queries.project_mergers(viewer=viewer, project_id=project_id), "viewer": viewer,
        "refusal": refusal.sentence(translation.get_language() or "zh") if refusal else "",
    }  # fmt: skip
    return render(request, "projects/merge.html", context, status=refusal.status if refusal else 200)


@permitted("projects.merge", methods=("POST",))
def agree(request: HttpRequest, merger_id: int) -> HttpResponse:
    """Agree to a merger that somebody else proposed."""
    return _decide(request, lambda by: operations.decide_project_merger(
        merger_id=merger_id, agreed=True, note=request.POST.get("note", ""), by=by, at=timezone.now()), _("已合并。"))  # fmt: skip


@permitted("projects.merge", methods=("POST",))
def refuse(request: HttpRequest, merger_id: int) -> HttpResponse:
    """Refuse a merger that somebody else proposed."""
    return _decide(request, lambda by: operations.decide_project_merger(
        merger_id=merger_id, agreed=False, note=request.POST.get("note", ""), by=by, at=timezone.now()), _("已退回，两个项目不变。"))  # fmt: skip


@permitted("projects.merge", methods=("POST",))
def undo(request: HttpRequest, merger_id: int) -> HttpResponse:
    """Take a merger back."""
    return _decide(request, lambda by: operations.unmerge_projects(
        merger_id=merger_id, reason=request.POST.get("reason", ""), by=by, at=timezone.now()), _("合并已撤销，两个项目恢复原样。"))  # fmt: skip


def _decide(request: HttpRequest, act: Callable[[Actor], object], said: str) -> HttpResponse:
    try:
        act(actor_of(request))
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, said)
    survivor = whole(request.POST.get("survivor"))
    return redirect("projects:merge", project_id=survivor) if survivor else redirect("projects:mergers")


def _other(request: HttpRequest, viewer: Actor) -> int | None:
    """Find the project that was asked for, by its id or its code."""
    text = request.GET.get("with", "").strip()[:24]
    if not text or (found := whole(text)):
        return found if text else None
    rows = queries.project_list(viewer=viewer, filters=ProjectFilter(text=text), size=2).rows
    return next((row.id for row in rows if row.code.lower() == text.lower()), None)


def _lines(survivor: queries.ProjectSide, loser: queries.ProjectSide) -> list[tuple[str, str, str, str]]:
    words = {
        "name": _("项目名称"), "track": _("赛道"), "company": _("企业"), "officer": _("经办人"), "amount": _("投资额"),
        "binding": _("协议性质"), "dates": _("日期"), "site": _("落位地点"), "note": _("备注"),
    }  # fmt: skip
    return [(name, words[name], _shown(survivor, name), _shown(loser, name)) for name in CHOICES]


def _shown(side: queries.ProjectSide, name: str) -> str:
    values = side.values
    if name == "officer":
        return side.officer_name
    if name == "company":
        return str(values["company_name"] or "")
    if name == "amount":
        amount = values.get("amount")
        return _("不在您的可见范围内") if side.amount_hidden else (f"{amount:,.2f}" if amount is not None else "")
    if name == "binding":
        return str(binding_words()[str(values["binding"])])
    if name == "dates":
        days = [values[each] for each in ("signed_date", "landed_date", "started_date", "produced_date")]
        return "、".join(str(day) for day in days if day)
    return str(values[name] or "")
