"""The pool: leads that any unit may take on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.leads import operations, queries
from luodi.leads.operations import FirstContact
from luodi.projects.queries import units_to_edit
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import sentence, whole
from luodi.web.leads import forms, words
from luodi.web.tables import Column, Filter, Paging

SIZE = 50


@permitted("leads.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the leads in the pool; of another unit's only what tells nobody the investor."""
    return _shown(request)


def _shown(request: HttpRequest, refused: str = "", status: int = 200) -> HttpResponse:
    viewer, page = actor_of(request), whole(request.GET.get("page")) or 1
    asked = request.GET.get("q", "").strip()[:60]
    rows, total = queries.pool(viewer, today=timezone.localdate(), words=asked, page=page, size=SIZE)
    chosen = whole(request.GET.get("take")) or whole(request.POST.get("pooled"))
    kinds = words.end_kinds()
    context = {
        "rows": [
            {
                "id": row.id, "title": row.title or _("（其他单位的线索）"), "investor": row.investor or _("未公开"), "sector": row.sector_code,
                "need": row.need, "unit": row.unit_name or "—", "ended": row.ended_at, "why": kinds.get(row.end_kind, ""),
                "free_from": row.free_from, "may_take": row.may_take, "page": f"{reverse('leads:pool')}?take={row.id}#take",
                "href": reverse("leads:detail", kwargs={"registration_id": row.id}) if row.visible else "",
            }
            for row in rows
        ],
        "chosen": next((row for row in rows if row.id == chosen and row.may_take), None),
        "columns": _columns(),
        "filters": (Filter("q", _("行业或需求"), kind="text", placeholder="C27"),),
        "paging": Paging(total=total, shown=len(rows), page=page, pages=max(1, -(-total // SIZE))),
        "units": [(unit.id, unit.name) for unit in units_to_edit(viewer=viewer)] if viewer.may("leads.register") else [],
        "evidence_kinds": words.evidence_kinds(),
        "labels": words.fields(),
        "entered": request.POST,
        "unit_id": request.POST.get("unit_id") or viewer.unit_id or "",
        "refused": refused,
    }  # fmt: skip
    return render(request, "leads/pool.html", context, status=status)


def _columns() -> tuple[Column, ...]:
    return (
        Column("title", _("线索"), "link", "grow", card="title"),
        Column("investor", _("投资方"), width="xl"),
        Column("sector", _("行业"), width="sm"),
        Column("need", _("空间需求"), width="xl"),
        Column("unit", _("原单位"), width="md"),
        Column("ended", _("入池"), "day", "md"),
        Column("take", _("认领"), width="md"),
    )


@permitted("leads.register", methods=("POST",))
def take(request: HttpRequest, pooled_id: int) -> HttpResponse:
    """Take a lead from the pool with evidence of one's own contact."""
    viewer, given = actor_of(request), request.POST
    try:
        values, _texts, errors = forms.read(given)
        if errors:
            return _shown(request, "；".join(errors.values()), 422)
        contact = FirstContact(
            values["contact_name"], values["contact_phone"], values["evidence_kind"] or "other", values["evidence_text"],
            values["evidence_at"],
        )  # fmt: skip
        row = operations.take_from_pool(
            registration_id=pooled_id, unit_id=values["unit_id"] or viewer.unit_id or 0, contact=contact, by=viewer,
            at=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _shown(request, sentence(refusal), refusal.status)
    messages.success(request, _("已认领，等待投资促进局受理；受理后项目转到本单位。"))
    return redirect("leads:detail", registration_id=row.pk)
