"""Pages of units: the tree, one unit, adding, renaming, moving and merging."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi.journeys import merge_units
from luodi.people import operations, queries
from luodi.projects import queries as project_queries
from luodi.tasks import queries as task_queries
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import done, sentence, whole
from luodi.web.exporting import Export, exported
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter

COLUMNS = (
    Column("name", gettext_lazy("单位"), "link", "grow", card="title"),
    Column("kind", gettext_lazy("类型"), width="md"),
    Column("people", gettext_lazy("在任"), "count", "sm", unit=gettext_lazy("人")),
    Column("former", gettext_lazy("曾用名"), width="lg"),
    Column("state", gettext_lazy("状态"), width="md"),
)
MEMBERS = (
    Column("name", gettext_lazy("姓名"), "link", "md", card="title"),
    Column("title", gettext_lazy("职务"), width="lg"),
    Column("role", gettext_lazy("角色"), width="md"),
    Column("since", gettext_lazy("起任"), "day", "md"),
)


@permitted("units.view")
def index(request: HttpRequest) -> HttpResponse:
    """Show the tree of units, narrowed by words that also match former names and pinyin initials."""
    viewer, words, closed = actor_of(request), request.GET.get("q", ""), bool(request.GET.get("closed"))
    rows = queries.unit_tree(viewer, today=timezone.localdate(), words=words, closed=closed)
    context = {"rows": rows, "columns": COLUMNS, "words": words, "closed": closed, "viewer": viewer}
    context["may_export"] = viewer.may("projects.export")
    return render(request, "people/units.html", context)


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the units, as they are narrowed, as an Excel file in the order of the tree."""
    viewer, words = actor_of(request), request.GET.get("q", "")
    rows = queries.unit_tree(viewer, today=timezone.localdate(), words=words, closed=bool(request.GET.get("closed")))
    columns = [
        SheetColumn(_("单位"), width=36), SheetColumn(_("简称"), width=16), SheetColumn(_("类型"), width=12),
        SheetColumn(_("在任人数"), "count", 10), SheetColumn(_("曾用名"), width=30), SheetColumn(_("状态"), width=24),
    ]  # fmt: skip
    cells = [
        ["　" * row.depth + row.name, row.short_name, row.kind, row.people,
         "、".join(row.former), _("在用") if row.active else _("已并入%(name)s") % {"name": row.successor}]
        for row in rows
    ]  # fmt: skip
    filters = (Filter("q", _("名称"), kind="text"), Filter("closed", _("含已合并的单位"), kind="check"))
    sheet = Export("units", _("单位"), columns, ["name", "short_name", "kind", "people", "former", "state"])
    return exported(request, sheet, cells, filters)


@permitted("units.view")
def detail(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show one unit: its place in the tree, its people, its former names, and who took its work over."""
    viewer = actor_of(request)
    page = queries.unit_page(viewer, unit_id, today=timezone.localdate())
    context = {"page": page, "columns": MEMBERS, "viewer": viewer, "work": _open_work(viewer, unit_id)}
    return render(request, "people/unit.html", context)


def _open_work(viewer: Actor, unit_id: int) -> list[tuple[str, str, int]]:
    """Count the unit's projects and open tasks as far as the viewer may see them, each with the list it opens."""
    work = []
    if viewer.may("projects.view"):
        listed = project_queries.project_list(
            viewer=viewer, filters=project_queries.ProjectFilter(unit_id=unit_id), size=1
        )
        work.append((_("项目"), f"{reverse('projects:index')}?unit={unit_id}", listed.total or 0))
    if viewer.may("tasks.view"):
        open_tasks = task_queries.TaskFilter(unit_id=unit_id, state="open")
        total = task_queries.tasks(viewer, open_tasks, today=timezone.localdate(), size=1).total
        work.append((_("未结任务"), f"{reverse('tasks:index')}?unit={unit_id}&state=open", total))
    return work


@permitted("units.edit", methods=("GET", "HEAD", "POST"))
def add(request: HttpRequest) -> HttpResponse:
    """Add a unit below another one."""
    refusal = None
    if request.method == "POST":
        try:
            unit = operations.add_unit(
                name=request.POST.get("name", ""),
                kind=request.POST.get("kind", ""),
                parent_id=whole(request.POST.get("parent")),
                short_name=request.POST.get("short_name", "").strip(),
                code=request.POST.get("code", "").strip() or None,
                sort=whole(request.POST.get("sort")) or 0,
                by=actor_of(request),
                at=timezone.now(),
            )
        except Refusal as refused:
            if isinstance(refused, NotAllowed):
                raise
            refusal = refused
        else:
            messages.success(request, _("单位已新增。"))
            return redirect("people:unit", unit_id=unit.pk)
    context = {
        "given": request.POST or request.GET,
        "error": sentence(refusal) if refusal else "",
        "kinds": [(kind, queries.kind_word(kind, actor_of(request).language)) for kind in queries.KINDS],
        "parents": queries.unit_choices(),
    }
    return render(request, "people/add_unit.html", context, status=422 if refusal else 200)


@permitted("units.edit")
def edit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show the three ways in which a unit changes: rename, move, merge."""
    page = queries.unit_page(actor_of(request), unit_id, today=timezone.localdate())
    return render(request, "people/edit_unit.html", {"page": page, "units": queries.unit_choices(besides=unit_id)})


@permitted("units.edit", methods=("POST",))
def rename(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Rename a unit."""

    def act() -> None:
        operations.rename_unit(
            unit_id=unit_id,
            name=request.POST.get("name", ""),
            short_name=request.POST.get("short_name", ""),
            by=actor_of(request),
            at=timezone.now(),
        )

    return done(request, act, _("单位已更名，原名仍可搜到。"), "people:unit", unit_id=unit_id)


@permitted("units.edit", methods=("POST",))
def move(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Put a unit under another one."""

    def act() -> None:
        parent_id = whole(request.POST.get("parent")) or 0
        operations.move_unit(unit_id=unit_id, parent_id=parent_id, by=actor_of(request), at=timezone.now())

    return done(request, act, _("单位已改隶，下级单位一并移动。"), "people:unit", unit_id=unit_id)


@permitted("units.edit", methods=("GET", "HEAD", "POST"))
def merge(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show what a merger will do, then do it."""
    viewer = actor_of(request)
    page = queries.unit_page(viewer, unit_id, today=timezone.localdate())
    into_id = whole((request.POST or request.GET).get("into")) or 0
    if request.method == "POST":

        def act() -> None:
            merge_units.merge_units(
                unit_id=unit_id, into_id=into_id, reason=request.POST.get("reason", ""), by=viewer, at=timezone.now()
            )

        return done(request, act, _("单位已合并，岗位和在办工作已转入新单位。"), "people:unit", unit_id=unit_id)
    into = queries.unit_page(viewer, into_id, today=timezone.localdate())
    return render(request, "people/merge_unit.html", {"page": page, "into": into})
