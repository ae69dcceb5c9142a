"""The queue of projects found later that may be one."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.leads import operations, queries
from luodi.web.access import actor_of, permitted
from luodi.web.answering import done, whole
from luodi.web.tables import Filter, Paging

SIZE = 30


@permitted("leads.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the pairs that the viewer sees both sides of, the surest first, each with its decision beside it."""
    viewer, page = actor_of(request), whole(request.GET.get("page")) or 1
    state = request.GET.get("state", "open")
    state = state if state in ("open", "same", "different") else "open"
    rows, total = queries.pairs(viewer, state=state, words=request.GET.get("q", "").strip()[:60], page=page, size=SIZE)
    named = [("open", _("待判定")), ("different", _("不同项目")), ("same", _("同一项目"))]
    context = {
        "rows": [asdict(row) for row in rows],
        "tabs": [(word, f"{reverse('leads:duplicates')}?state={code}", code == state, None) for code, word in named],
        "filters": (Filter("q", _("关键词"), kind="text", placeholder=_("项目名称或编号")),),
        "paging": Paging(total=total, shown=len(rows), page=page, pages=max(1, -(-total // SIZE))),
        "may_decide": viewer.may("leads.register"),
        "state": state,
    }
    return render(request, "leads/duplicates.html", context)


@permitted("leads.register", methods=("POST",))
def decide(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Decide whether two projects are one."""
    given = {
        "pair_id": pair_id, "version": whole(request.POST.get("version")) or 0, "verdict": request.POST.get("verdict", ""),
        "reason": request.POST.get("reason", "")[:300], "by": actor_of(request), "at": timezone.now(),
    }  # fmt: skip
    return done(request, lambda: operations.decide_pair(**given), _("已判定。"), "leads:duplicates")
