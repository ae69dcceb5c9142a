"""Pages of items put before meetings: the list, one item, the agenda of a day."""

from dataclasses import asdict

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.meetings import queries
from luodi.meetings.queries import ItemFilter, ItemRow
from luodi.tasks.queries import tasks_of, units_to_give_to
from luodi.values.refusal import NotAllowed, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, sentence, whole
from luodi.web.exporting import Export, exported
from luodi.web.formats import moment
from luodi.web.meetings import item_words as words
from luodi.web.meetings.views import tabs
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging
from luodi.web.tasks import words as task_words
from luodi.web.tasks.views import timeline

SIZE = 50


@permitted("meetings.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the items put before meetings that the viewer may see."""
    viewer, page = actor_of(request), whole(request.GET.get("page")) or 1
    asked, sort = _asked(request), request.GET.get("sort", "-planned")
    found = queries.items(viewer, asked, sort=sort, page=page, size=SIZE)
    pages = max(1, -(-found.total // SIZE))
    context = {
        "rows": [listed_item(row) for row in found.rows],
        "columns": item_columns(),
        "filters": _filters(),
        "sort": sort,
        "paging": Paging(total=found.total, shown=len(found.rows), page=min(page, pages), pages=pages),
        "narrowed": asked != ItemFilter(),
        "tabs": tabs("items"),
        "may_export": viewer.may("projects.export"),
        "may_put": viewer.may("meetings.edit"),
    }
    return render(request, "meetings/items.html", context)


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the items as they are filtered as an Excel file."""
    viewer = actor_of(request)
    if not viewer.may("meetings.view"):
        raise NotAllowed(permission="meetings.view")
    found = queries.items(viewer, _asked(request), size=settings.EXPORT_ROW_LIMIT + 1)
    columns = [
        SheetColumn(_("议题"), width=50), SheetColumn(_("项目"), width=40), SheetColumn(_("责任单位"), width=20),
        SheetColumn(_("会议"), width=16), SheetColumn(_("上会日期"), "day", 12), SheetColumn(_("合法性审查"), width=24),
        SheetColumn(_("状态"), width=12),
    ]  # fmt: skip
    rows = [
        [row.title, row.project_name, row.unit_name, words.bodies()[row.body], row.planned_date, words.opinion_word(row),
         words.state_word(row)]
        for row in found.rows
    ]  # fmt: skip
    fields = ["title", "project", "unit", "body", "planned_date", "legal_opinion", "state"]
    return exported(request, Export("items", _("上会议题"), columns, fields), rows, _filters())


@permitted("meetings.view")
def detail(request: HttpRequest, item_id: int) -> HttpResponse:
    """Show one item with its decisions."""
    return shown_item(request, item_id)


def shown_item(request: HttpRequest, item_id: int, refusal: Refusal | None = None) -> HttpResponse:
    """Render one item, with the refusal of what was just tried."""
    viewer, today = actor_of(request), timezone.localdate()
    found = queries.item(viewer, item_id)
    tasks = tasks_of(viewer, kind="meetings.item", ids=[item_id], today=today)
    context = {
        "item": found,
        "row": listed_item(found.row),
        "decisions": [_decision(each) for each in found.decisions],
        "body_choices": list(words.bodies().items()),
        "outcomes": [("", _("请选择")), *words.outcomes().items()],
        "opinions": list(words.opinions().items()),
        "documents": [("", _("无")), *queries.documents_to_lay_before(viewer)] if found.may_record else [],
        "meetings": [("", _("未关联")), *queries.reported_meetings(viewer)] if found.may_edit else [],
        "chosen": [each for each, _title in found.materials] + [""] * 3,
        "units": [("", _("请选择")), *units_to_give_to(viewer)] if found.may_follow_up else [],
        "tasks": [
            asdict(each) | {
                "page": reverse("tasks:detail", kwargs={"task_id": each.id}),
                "lamp_word": task_words.lamp_word(each, today), "holder": task_words.holder_word(each),
            }
            for each in tasks
        ],
        "entered": request.POST if refusal else {},
        "refusal": sentence(refusal) if refusal else "",
        "lines": timeline(("meetings.item", item_id)),
    }  # fmt: skip
    return render(request, "meetings/item.html", context, status=refusal.status if refusal else 200)


@permitted("meetings.view")
def agenda(request: HttpRequest) -> HttpResponse:
    """Show what lies before a body on a day, to be printed."""
    viewer, now = actor_of(request), timezone.now()
    body = request.GET.get("body") if request.GET.get("body") in words.bodies() else "joint_review"
    day = day_of(request.GET.get("day", "")) or timezone.localdate()
    lines = queries.agenda(viewer, body=body, day=day)
    context = {
        "body": body,
        "body_word": words.bodies()[body],
        "bodies": list(words.bodies().items()),
        "day": day,
        "lines": [(listed_item(line.row), line) for line in lines],
        "printed_by": viewer.name,
        "printed_unit": viewer.unit_name,
        "printed_at": moment(now),
    }
    return render(request, "meetings/agenda.html", context)


def listed_item(row: ItemRow) -> dict:
    """Give an item as tables take it."""
    return asdict(row) | {
        "page": reverse("meetings:item", kwargs={"item_id": row.id}),
        "project_page": reverse("projects:detail", kwargs={"project_id": row.project_id}) if row.opens_project else "",
        "body_word": words.bodies()[row.body],
        "opinion_word": words.opinion_word(row),
        "state_word": words.state_word(row),
        "badge": words.badge(row),
    }


def item_columns() -> tuple[Column, ...]:
    """Give the columns of a list of items."""
    return (
        Column("title", _("议题"), "link", "grow", sort="title", card="title"),
        Column("project", _("项目"), "link", "xl", card="wide"),
        Column("unit", _("责任单位"), width="md"),
        Column("body", _("会议"), width="md"),
        Column("planned", _("上会日期"), "day", "md", sort="planned"),
        Column("opinion", _("合法性审查"), width="lg", card="hidden"),
        Column("state", _("状态"), "badge", "ml"),
    )


def _decision(row: queries.DecisionRow) -> dict:
    return asdict(row) | {
        "outcome_word": words.outcomes()[row.outcome],
        "badge": words.BADGES[row.outcome],
        "document_page": reverse("documents:detail", kwargs={"document_id": row.document_id})
        if row.document_id
        else "",
    }


def _asked(request: HttpRequest) -> ItemFilter:
    body, state = request.GET.get("body", ""), request.GET.get("state", "")
    return ItemFilter(
        body=body if body in words.bodies() else "",
        state=state if state in words.states() else "",
        planned_from=day_of(request.GET.get("planned_from", "")),
        planned_to=day_of(request.GET.get("planned_to", "")),
        words=request.GET.get("q", "").strip()[:60],
        project_id=whole(request.GET.get("project")),
    )


def _filters() -> tuple[Filter, ...]:
    return (
        Filter("body", _("会议"), options=list(words.bodies().items()), width="sm"),
        Filter("state", _("状态"), options=list(words.states().items()), width="sm"),
        Filter("planned", _("上会日期"), kind="dates"),
        Filter("q", _("议题或项目"), kind="text"),
    )
