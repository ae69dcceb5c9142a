"""Drafting step by step: head and template, clauses, blanks; terms and the look ahead follow on the draft's own pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.agreements import operations, queries, refusals
from luodi.agreements.operations import Choice
from luodi.projects.queries.headings import project_heading
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.agreements import entries, words
from luodi.web.agreements.acting import worth_showing
from luodi.web.agreements.views import number_of

STEPS = ("head", "clauses", "blanks")
CARRIED = (
    "kind", "project", "parent", "title", "number", "amount", "rate", "rate_date", "district", "firm", "scope",
    "valid_from", "valid_to", "data_class", "template",
)  # fmt: skip


@permitted("agreements.edit", methods=("GET", "HEAD", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Draft an agreement: own text at once, or a template whose clauses and blanks follow in two more steps."""
    if request.method != "POST":
        return _page(request, "head", _beginning(request))
    step, refusal = request.POST.get("step", "head"), None
    step = step if step in STEPS else "head"
    try:
        if step == "head" and not request.POST.get("template"):
            return _opened(_with_own_text(request))
        if step == "head":
            entries.head(request)
            step = "clauses"
        elif step == "clauses":
            if not request.POST.getlist("clause"):
                raise refusals.NoClauseChosen()
            step = "blanks"
        else:
            return _opened(_from_library(request), "agreements:terms")
    except Refusal as said:
        refusal = worth_showing(said)
    return _page(request, step, request.POST.dict(), refusal)


def _opened(agreement, page: str = "agreements:detail") -> HttpResponse:
    return redirect(page, agreement_id=agreement.pk)


def _with_own_text(request: HttpRequest):
    viewer, now = actor_of(request), timezone.now()
    given = {"head": entries.head(request), "source": entries.source(request), "by": viewer, "at": now}
    if request.POST.get("kind") == "supplement":
        return operations.supplement(parent_id=entries.whole(request, "parent") or 0, **given)
    kind = entries.text(request, "kind", 12)
    return operations.draft_agreement(kind=kind, project_id=entries.whole(request, "project") or 0, **given)


def _from_library(request: HttpRequest):
    choices = [
        Choice(int(pk), {key.partition("_")[2]: request.POST[key] for key in request.POST if key.startswith(f"b{pk}_")})
        for pk in _chosen(request)
    ]
    return operations.draft_from_library(
        kind=entries.text(request, "kind", 12), project_id=entries.whole(request, "project"),
        parent_id=entries.whole(request, "parent"), head=entries.head(request),
        template_id=entries.whole(request, "template") or 0, choices=choices, by=actor_of(request), at=timezone.now(),
    )  # fmt: skip


def _chosen(request: HttpRequest) -> list[str]:
    """Give the chosen clauses in the order of their numbers, else as they stand."""
    picked = [pk for pk in request.POST.getlist("clause") if pk.isascii() and pk.isdigit() and len(pk) < 10]
    return sorted(dict.fromkeys(picked), key=lambda pk: number_of(request.POST.get(f"order{pk}"), 99))


def _page(request: HttpRequest, step: str, entered: dict, refusal: Refusal | None = None) -> HttpResponse:
    viewer = actor_of(request)
    kind = entered.get("kind") or "investment"
    picked = _chosen(request) if request.method == "POST" else []
    clauses = queries.model_clauses(viewer, usable_only=True) if step != "head" else []
    by_id = {str(each.id): each for each in clauses}
    context = {
        "step": step,
        "steps": [_("基本信息"), _("选条款"), _("填空"), _("条款要素"), _("预检、送审")],
        "at": STEPS.index(step) + 1,
        "entered": entered,
        "carried": [(name, entered.get(name, "")) for name in CARRIED],
        "kind": kind,
        "kinds": [each for each in words.kinds() if each[0] in ("investment", "framework")],
        "templates": [("", _("不用模板，自带文本")), *((each.id, each.title) for each in queries.templates(viewer) if kind == each.kind or kind != "supplement")],
        "projects": _projects(viewer, entered),
        "clauses": clauses,
        "clause_words": dict(words.clause_kinds()),
        "picked": picked,
        "chosen": [by_id[pk] for pk in picked if pk in by_id],
        "refusal": refusal.sentence(get_language() or "zh") if refusal else "",
    }  # fmt: skip
    return render(request, "agreements/new.html", context, status=refusal.status if refusal else 200)


def _beginning(request: HttpRequest) -> dict[str, str]:
    """Give the first step's fields: of a project or a parent agreement what is known of it."""
    viewer, found = actor_of(request), {"kind": "investment"}
    if parent := number_of(request.GET.get("parent"), 0):
        page = queries.agreement(viewer, parent, today=timezone.localdate())
        sides = {
            side: "\n".join(each["name"] for each in page.parties if each["side"] == side)
            for side in ("district", "firm")
        }
        title = _("%(title)s补充协议") % {"title": page.row.title}
        return sides | {
            "kind": "supplement",
            "parent": str(parent),
            "title": title,
            "project": str(page.row.project_id or ""),
        }
    if project := number_of(request.GET.get("project"), 0):
        heading = project_heading(project_id=project, viewer=viewer)
        found |= {
            "project": str(project), "title": _("%(project)s投资协议") % {"project": heading.name},
            "district": heading.unit_name, "firm": heading.company_name,
        }  # fmt: skip
    return found


def _projects(viewer, entered: dict) -> list[tuple]:
    return [("", _("请选择")), *queries.projects_to_draft_for(viewer, chosen=number_of(entered.get("project"), 0))]
