"""What is done with items: put before a meeting, edited, withdrawn, decided, approved, followed up."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.meetings import operations, queries
from luodi.meetings.operations import Decided, ItemContent
from luodi.projects.queries import ProjectFilter, project_heading, project_list
from luodi.values.refusal import NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, sentence, whole
from luodi.web.meetings import item_views
from luodi.web.meetings import item_words as words

MATERIALS, DISSENTS = 3, 3


@permitted("meetings.edit", methods=("GET", "HEAD", "POST"))
def put(request: HttpRequest) -> HttpResponse:
    """Put a project before a body: first the project is chosen, then the item is written."""
    viewer, refusal = actor_of(request), None
    entered = request.POST or request.GET
    project_id = whole(entered.get("project"))
    head = project_heading(project_id=project_id, viewer=viewer) if project_id else None
    if request.method == "POST" and head:
        try:
            item = operations.put_item(project_id=head.id, content=_content(request.POST), by=viewer, at=timezone.now())
            messages.success(request, _("议题已提请上会。"))
            return redirect("meetings:item", item_id=item.pk)
        except Refusal as said:
            if said.status in (403, 404):
                raise
            refusal = said
    text = request.GET.get("q", "").strip()[:60]
    found = project_list(viewer=viewer, filters=ProjectFilter(text=text), size=20).rows if not head and text else []
    context = {
        "head": head,
        "entered": entered,
        "text": text,
        "found": [(row.id, row.name, row.code, row.unit_name) for row in found],
        "body_choices": list(words.bodies().items()),
        "opinions": list(words.opinions().items()),
        "documents": [("", _("无")), *queries.documents_to_lay_before(viewer)],
        "refusal": sentence(refusal) if refusal else "",
    }
    return render(request, "meetings/put_item.html", context, status=refusal.status if refusal else 200)


@permitted("meetings.edit", methods=("POST",))
def edit(request: HttpRequest, item_id: int) -> HttpResponse:
    """Change an item that waits."""
    return _act(request, item_id, lambda given: operations.edit_item(
        item_id=item_id, version=_version(request), content=_content(request.POST), reason=_text(request, "reason"), **given
    ), _("已修改。"))  # fmt: skip


@permitted("meetings.edit", methods=("POST",))
def withdraw(request: HttpRequest, item_id: int) -> HttpResponse:
    """Withdraw an item that waits."""
    return _act(request, item_id, lambda given: operations.withdraw_item(
        item_id=item_id, version=_version(request), reason=_text(request, "reason"), **given
    ), _("已撤回。"))  # fmt: skip


@permitted("meetings.edit", methods=("POST",))
def decide(request: HttpRequest, item_id: int) -> HttpResponse:
    """Record what a body decided."""
    dissent = tuple(
        (request.POST.get(f"dissent_who_{n}", ""), request.POST.get(f"dissent_what_{n}", ""))
        for n in range(1, DISSENTS + 1)
    )
    decided = Decided(
        outcome=_text(request, "outcome"), number=_text(request, "number"),
        decided_date=day_of(_text(request, "decided_date")), conditions=_text(request, "conditions", 1000),
        dissent=dissent, document_id=whole(request.POST.get("document")), reason=_text(request, "reason"),
    )  # fmt: skip
    return _act(request, item_id, lambda given: operations.record_decision(
        item_id=item_id, version=_version(request), decided=decided, **given
    ), _("已登记，等另一人核定后生效。"))  # fmt: skip


@permitted("meetings.decide", methods=("POST",))
def approve(request: HttpRequest, item_id: int, decision_id: int) -> HttpResponse:
    """Approve a recorded decision."""
    _of_item(request, item_id, decision_id)
    return _act(request, item_id, lambda given: operations.approve_decision(
        decision_id=decision_id, **given
    ), _("已核定，决定生效。"))  # fmt: skip


@permitted("meetings.decide", methods=("POST",))
def refuse(request: HttpRequest, item_id: int, decision_id: int) -> HttpResponse:
    """Refuse a recorded decision."""
    _of_item(request, item_id, decision_id)
    return _act(request, item_id, lambda given: operations.refuse_decision(
        decision_id=decision_id, reason=_text(request, "reason"), **given
    ), _("已退回。"))  # fmt: skip


@permitted("tasks.act", methods=("POST",))
def follow_up(request: HttpRequest, item_id: int) -> HttpResponse:
    """Open a follow-up of what was decided."""
    return _act(request, item_id, lambda given: operations.follow_up_item(
        item_id=item_id, title=_text(request, "title"), unit_id=whole(request.POST.get("unit")),
        due_date=day_of(_text(request, "due_date")), **given,
    ), _("已交办。"))  # fmt: skip


def _of_item(request: HttpRequest, item_id: int, decision_id: int) -> None:
    """Let pass only a decision on this item, so that no address names two things that don't belong together."""
    found = queries.item(actor_of(request), item_id)
    if decision_id not in {each.id for each in found.decisions}:
        raise NotFound()


def _act(request: HttpRequest, item_id: int, do: Callable[[dict], object], said: str) -> HttpResponse:
    try:
        do({"by": actor_of(request), "at": timezone.now()})
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return item_views.shown_item(request, item_id, refusal)
    messages.success(request, said)
    return redirect("meetings:item", item_id=item_id)


def _content(entered: QueryDict) -> ItemContent:
    documents = [whole(entered.get(f"material_{n}")) for n in range(1, MATERIALS + 1)]
    return ItemContent(
        body=entered.get("body", "")[:16], title=entered.get("title", "").strip()[:200],
        text=entered.get("text", "").strip()[:2000], planned_date=day_of(entered.get("planned_date", "")),
        legal_opinion=entered.get("legal_opinion", "none")[:12], legal_reference=entered.get("legal_reference", "").strip()[:100],
        needs_next=bool(entered.get("needs_next")), document_ids=tuple(each for each in documents if each),
        meeting_id=whole(entered.get("meeting")),
    )  # fmt: skip


def _text(request: HttpRequest, name: str, longest: int = 300) -> str:
    return request.POST.get(name, "").strip()[:longest]


def _version(request: HttpRequest) -> int:
    return whole(request.POST.get("version")) or 0
