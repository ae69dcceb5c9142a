"""Pages of tasks: the list with its filters, and one task."""

from dataclasses import asdict
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.journal import queries as journal
from luodi.people.permissions import require
from luodi.tasks import queries
from luodi.tasks.queries import TaskFilter
from luodi.values.actor import Actor
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.exporting import Export, exported, most_rows
from luodi.web.filters.views import kept
from luodi.web.formats import moment
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging
from luodi.web.tasks import words

SIZE = 50


@permitted("tasks.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the tasks that the viewer may see, demands apart from what somebody holds."""
    viewer, today = actor_of(request), timezone.localdate()
    page = _number(request.GET.get("page"), 1)
    sort = request.GET.get("sort", "-opened")
    asked = _filter(request)
    found = queries.tasks(viewer, asked, today=today, sort=sort, page=page, size=SIZE)
    rows = [_listed(row, today) for row in found.rows]
    pages = max(1, -(-found.total // SIZE))
    context = {
        "rows": rows,
        "columns": _columns(),
        "filters": _filters(viewer),
        "tabs": _tabs(request, found.counts),
        "paging": Paging(total=found.total, shown=len(rows), page=min(page, pages), pages=pages),
        "sort": sort,
        "narrowed": any(request.GET.get(name) for name in ("unit", "due", "state", "q", "mine", "kind")),
        "may_open": viewer.may("tasks.act"),
        "may_export": viewer.may("projects.export"),
    }
    return render(request, "tasks/index.html", context | kept(viewer, "tasks"))


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the tasks as they are filtered as an Excel file."""
    viewer, today = actor_of(request), timezone.localdate()
    require(viewer, "tasks.view")
    found = queries.tasks(viewer, _filter(request), today=today, size=most_rows())
    columns = [
        SheetColumn(_("任务"), width=60), SheetColumn(_("类别"), width=10), SheetColumn(_("承办"), width=24),
        SheetColumn(_("提出人"), width=14), SheetColumn(_("期限"), "day", 12), SheetColumn(_("状态"), width=14),
    ]  # fmt: skip
    kinds = dict(words.kinds())
    rows = [
        [row.title, kinds[row.kind], words.holder_word(row), row.demanded_by, row.due_date, words.lamp_word(row, today)]
        for row in found.rows
    ]
    fields = ["title", "kind", "holder", "demanded_by", "due_date", "state"]
    return exported(request, Export("tasks", _("任务与督办"), columns, fields), rows, _filters(viewer))


@permitted("tasks.view")
def detail(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show one task, its source, and what the viewer may do with it."""
    return shown(request, task_id)


def shown(request: HttpRequest, task_id: int, refusal: Refusal | None = None) -> HttpResponse:
    """Render one task, with the refusal of what was just tried; what was entered stands in the form again."""
    viewer, today = actor_of(request), timezone.localdate()
    task = queries.task(viewer, task_id, today=today)
    entered = request.POST if refusal else request.GET
    unit_id = _number(entered.get("unit"), 0) if "unit" in entered else task.row.unit_id
    units = queries.units_to_give_to(viewer) if task.may_take else []
    known = dict(units)
    if task.row.unit_id and task.row.unit_id not in known:
        units = [(task.row.unit_id, task.row.unit_name), *units]
    context = {
        "task": task,
        "row": task.row,
        "entered": entered,
        "unit_id": unit_id or "",
        "units": [("", _("不指定")), *units],
        "persons": [("", _("不指定")), *(queries.persons_of(unit_id, on=today) if unit_id else [])],
        "lamp_word": words.lamp_word(task.row, today),
        "holder": words.holder_word(task.row),
        "kind_word": dict(words.kinds())[task.row.kind],
        "kind_badge": words.BADGES[task.row.kind],
        "origin_href": words.origin_href(task.row),
        "refusal": refusal.sentence(get_language() or "zh") if refusal else "",
        "lines": timeline(("tasks.task", task_id)),
        **_followed(viewer, task, today),
    }
    return render(request, "tasks/detail.html", context, status=refusal.status if refusal else 200)


def _followed(viewer: Actor, task: queries.TaskDetail, today: date) -> dict:
    """Give what the page shows of a follow-up that somebody asked for: its steps, overdue chain and evidence to choose."""
    if not task.row.asked:
        return {"follow": None}
    found = queries.follow_up(viewer, task.row.id, today=today)
    kinds, coming = words.step_kinds(), words.coming_words()
    reports = [each for each in found.steps if each.kind not in words.step_words()]
    holds = found.may_hold and task.row.state == "open"
    return {
        "follow": found,
        "steps": [(each, kinds[each.kind], words.STEP_BADGES.get(each.kind, "plain")) for each in reports],
        "chain": [
            (each, (kinds if each.taken else coming)[each.kind], words.chain_word(each, found)) for each in found.chain
        ],
        "documents": [("", _("无")), *queries.documents_as_evidence(viewer)] if holds else [],
        "today": today,
    }


def timeline(object_of: tuple[str, object]) -> list[dict]:
    """Give the journal lines of an object as the timeline component takes them."""
    lines = journal.lines(language=get_language() or "zh", object_of=object_of, limit=30)
    return [{"at": moment(each.at), "sentence": each.sentence, "by": each.actor, "unit": each.unit} for each in lines]


def _filter(request: HttpRequest) -> TaskFilter:
    kind = request.GET.get("kind", "")
    return TaskFilter(
        kinds=(kind,) if kind in dict(words.kinds()) else (),
        state=request.GET.get("state") if request.GET.get("state") in dict(words.states()) else "",
        unit_id=_number(request.GET.get("unit"), 0) or None,
        due=request.GET.get("due", ""),
        mine=bool(request.GET.get("mine")),
        words=request.GET.get("q", "").strip()[:60],
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("title", _("任务"), "link", "grow", sort="title", card="title"),
        Column("kind", _("类别"), "badge", "sm"),
        Column("holder", _("承办"), width="xl", card="wide"),
        Column("demanded_by", _("提出人"), width="sm", card="hidden"),
        Column("due_date", _("期限"), "day", "md", sort="due"),
        Column("lamp", _("状态"), width="md"),
        Column("source", _("出处"), width="xs"),
    )


def _filters(viewer) -> tuple[Filter, ...]:
    return (
        Filter("state", _("状态"), options=words.states(), width="sm"),
        Filter("unit", _("承办单位"), options=queries.units_of_tasks(viewer)),
        Filter("due", _("期限"), options=words.dues(), width="sm"),
        Filter("q", _("关键词"), kind="text", placeholder=_("任务或承办人")),
        Filter("mine", _("只看本单位和我"), kind="check"),
    )


def _tabs(request: HttpRequest, counts: dict[str, int]) -> list[tuple]:
    chosen = request.GET.get("kind", "")
    others = request.GET.copy()
    tabs = [(_("全部"), "", sum(counts.values()))] + [(word, kind, counts.get(kind, 0)) for kind, word in words.kinds()]
    shown_tabs = []
    for word, kind, count in tabs:
        for name in ("kind", "page"):
            others.pop(name, None)
        if kind:
            others["kind"] = kind
        shown_tabs.append((word, f"{reverse('tasks:index')}?{others.urlencode()}", chosen == kind, count))
    return [*shown_tabs, (_("督办台"), reverse("tasks:desk"), False, None)]


def _listed(row: queries.TaskRow, today) -> dict:
    return asdict(row) | {
        "page": reverse("tasks:detail", kwargs={"task_id": row.id}),
        "kind_word": dict(words.kinds())[row.kind],
        "kind_badge": words.BADGES[row.kind],
        "holder": words.holder_word(row),
        "lamp_word": words.lamp_word(row, today),
        "source_href": reverse("documents:source", kwargs={"fact_id": row.fact_id}) if row.fact_id else "",
    }


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
