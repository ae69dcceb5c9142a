"""Pages of credit shares: a project's shares, the list of transfers, one transfer."""

from dataclasses import asdict

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.observations import queries
from luodi.observations.groups import GROUP_CODES
from luodi.observations.queries import ShareRow, StretchRow, TransferFilter, TransferRow
from luodi.projects.queries import project_heading, subject_of_project, subjects_of_projects
from luodi.values.refusal import NotAllowed, Refusal
from luodi.values.share import WHOLE
from luodi.web.access import actor_of, permitted
from luodi.web.answering import sentence, whole
from luodi.web.exporting import Export, exported
from luodi.web.observations import words
from luodi.web.projects.tabs import project_tabs
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging
from luodi.web.tasks.views import timeline

SIZE = 50


@permitted("credit.view")
def project(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show who is credited with a project, by group of indicators, and its transfers."""
    viewer, today = actor_of(request), timezone.localdate()
    head = project_heading(project_id=project_id, viewer=viewer)
    of = subject_of_project(project_id)
    found = queries.credit(subject_id=of.subject_id, viewer=viewer, on=today) if of.subject_id else None
    listed = queries.transfers(viewer, TransferFilter(subject_id=of.subject_id)).rows if of.subject_id else []
    context = {
        "head": head,
        "tabs": project_tabs(viewer, project_id, "observations:project"),
        "now": words.shown(found.now.values() if found else _whole_of(head)),
        "ahead": words.shown(found.ahead if found else ()),
        "past": words.shown(found.past if found else ()),
        "never_shared": found is None,
        "transfers": [listed_transfer(row) for row in listed],
        "columns": _columns(short=True),
        "running": next((row.id for row in listed if row.waits_for), None),
        "may_propose": (head.may_edit and viewer.may("credit.transfer")) or viewer.may("credit.order"),
    }
    return render(request, "observations/project.html", context)


@permitted("credit.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the transfers that the viewer may see."""
    viewer, page = actor_of(request), whole(request.GET.get("page")) or 1
    asked, sort = _asked(request), request.GET.get("sort", "-proposed")
    found = queries.transfers(viewer, asked, sort=sort, page=page, size=SIZE)
    pages = max(1, -(-found.total // SIZE))
    context = {
        "rows": [listed_transfer(row) for row in found.rows],
        "columns": _columns(),
        "filters": _filters(viewer),
        "sort": sort,
        "paging": Paging(total=found.total, shown=len(found.rows), page=min(page, pages), pages=pages),
        "narrowed": asked != TransferFilter(),
        "may_export": viewer.may("projects.export"),
    }
    return render(request, "observations/index.html", context)


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the transfers as they are filtered as an Excel file."""
    viewer = actor_of(request)
    if not viewer.may("credit.view"):
        raise NotAllowed(permission="credit.view")
    found = queries.transfers(viewer, _asked(request), size=settings.EXPORT_ROW_LIMIT + 1)
    columns = [
        SheetColumn(_("项目"), width=40), SheetColumn(_("流出单位"), width=20), SheetColumn(_("接收单位"), width=20),
        SheetColumn(_("协助单位"), width=20), SheetColumn(_("原因"), width=16), SheetColumn(_("发起方式"), width=16),
        SheetColumn(_("状态"), width=12), SheetColumn(_("提出时间"), "day", 12), SheetColumn(_("分成自"), "day", 12),
        SheetColumn(_("说明"), width=40),
    ]  # fmt: skip
    rows = [
        [
            row.label, row.from_unit, row.to_unit, row.helper, words.reasons()[row.reason], words.triggers()[row.trigger],
            words.state_word(row), timezone.localdate(row.proposed_at), row.valid_from, row.note,
        ]
        for row in found.rows
    ]  # fmt: skip
    fields = ["label", "from_unit", "to_unit", "helper", "reason", "trigger", "state", "proposed", "valid_from", "note"]
    return exported(request, Export("transfers", _("项目流转"), columns, fields), rows, _filters(viewer))


@permitted("credit.view")
def transfer(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Show one transfer, what it does to the shares, and what the viewer may do with it."""
    return shown_transfer(request, transfer_id)


def shown_transfer(request: HttpRequest, transfer_id: int, refusal: Refusal | None = None) -> HttpResponse:
    """Render one transfer, with the refusal of what was just tried."""
    viewer = actor_of(request)
    found = queries.transfer(viewer, transfer_id, today=timezone.localdate())
    project_id = subjects_of_projects(viewer, [found.row.subject_id]).get(found.row.subject_id)
    context = {
        "found": found,
        "row": listed_transfer(found.row),
        "stretches": words.shown(found.stretches),
        "reason_word": words.reasons()[found.row.reason],
        "trigger_word": words.triggers()[found.row.trigger],
        "project_href": reverse("observations:project", kwargs={"project_id": project_id}) if project_id else "",
        "undo_href": undo_href(found.row, project_id) if project_id and viewer.may("credit.transfer") else "",
        "entered": request.POST if refusal else {},
        "refusal": sentence(refusal) if refusal else "",
        "lines": timeline(("observations.transfer", transfer_id)),
    }
    return render(request, "observations/transfer.html", context, status=refusal.status if refusal else 200)


def undo_href(row: TransferRow, project_id: int) -> str:
    """Give the address of the form that takes an approved transfer back by a new one."""
    if row.state != "approved":
        return ""
    page = reverse("observations:propose", kwargs={"project_id": project_id})
    return f"{page}?to={row.from_unit_id}&reason=undo&undoes={row.id}"


def listed_transfer(row: TransferRow) -> dict:
    """Give a transfer as tables take it."""
    return asdict(row) | {
        "page": reverse("observations:transfer", kwargs={"transfer_id": row.id}),
        "state_word": words.state_word(row),
        "badge": words.BADGES["accepted" if row.waits_for == "bureau" else row.state],
        "reason_word": words.reasons()[row.reason],
        "waits_word": words.waits_word(row),
        "proposed_day": timezone.localdate(row.proposed_at),
    }


def _whole_of(head) -> list[StretchRow]:
    unit = ShareRow(head.unit_id, head.unit_name, "lander", WHOLE)
    since = timezone.localdate().replace(year=1900, month=1, day=1)
    return [StretchRow(group, since, None, (unit,), None, "", None) for group in GROUP_CODES]


def _columns(*, short: bool = False) -> tuple[Column, ...]:
    label = () if short else (Column("label", _("项目"), "link", "grow", sort="label", card="title"),)
    return (
        *label,
        Column("from_unit", _("流出单位"), "link" if short else "text", "lg", card="title" if short else "line"),
        Column("to_unit", _("接收单位"), width="lg"),
        Column("helper", _("协助单位"), width="md", card="hidden"),
        Column("reason", _("原因"), width="md"),
        Column("state", _("状态"), "badge", "sm"),
        Column("waits", _("等谁办"), width="md"),
        Column("proposed", _("提出时间"), "day", "md", sort="" if short else "proposed"),
        Column("valid_from", _("分成自"), "day", "md"),
    )


def _asked(request: HttpRequest) -> TransferFilter:
    state, reason = request.GET.get("state", ""), request.GET.get("reason", "")
    return TransferFilter(
        state=state if state == "open" or state in words.states() else "",
        unit_id=whole(request.GET.get("unit")),
        reason=reason if reason in words.reasons() else "",
        words=request.GET.get("q", "").strip()[:60],
    )


def _filters(viewer) -> tuple[Filter, ...]:
    return (
        Filter("state", _("状态"), options=[("open", _("办理中")), *words.states().items()], width="sm"),
        Filter("unit", _("单位"), options=queries.units_of_transfers(viewer)),
        Filter("reason", _("原因"), options=list(words.reasons().items()), width="sm"),
        Filter("q", _("项目"), kind="text"),
    )
