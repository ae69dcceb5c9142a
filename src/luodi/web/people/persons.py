"""Pages of persons: the list with its search, one person, posts, and the phone behind its mask."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi.people import operations, queries
from luodi.people.permissions import require, roles
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, done, sentence, whole
from luodi.web.exporting import Export, exported, most_rows
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging


def _columns(viewer: Actor) -> tuple[Column, ...]:
    columns = [
        Column("name", gettext_lazy("姓名"), "link", "md", card="title"),
        Column("units", gettext_lazy("单位"), width="lg"),
        Column("titles", gettext_lazy("职务"), width="lg"),
        Column("roles", gettext_lazy("角色"), width="lg"),
        Column("phone", gettext_lazy("电话"), width="md"),
    ]
    if viewer.may("accounts.edit"):
        columns.append(Column("account", gettext_lazy("账号"), width="lg"))
    return tuple(columns)


def _filters(viewer: Actor) -> tuple[Filter, ...]:
    listed = [(code, queries.role_word(code, viewer.language)) for code in roles()]
    filters = [
        Filter("q", _("姓名或拼音首字母"), kind="text"),
        Filter("unit", _("单位"), options=queries.unit_choices(), width="lg"),
        Filter("role", _("角色"), options=listed),
    ]
    if viewer.may("accounts.edit"):
        states = [("without_account", _("没有账号")), ("open", _("账号正常")), ("closed", _("账号停用"))]
        filters.append(Filter("account", _("账号"), options=states))
    return tuple(filters)


@permitted("people.view")
def index(request: HttpRequest) -> HttpResponse:
    """Show the list of persons, found by name, pinyin initials, unit, role and state of the account."""
    viewer, given = actor_of(request), request.GET
    found = queries.persons(viewer, today=timezone.localdate(), **_asked(request), page=whole(given.get("page")) or 1)
    context = {
        "rows": found.rows,
        "columns": _columns(viewer),
        "filters": _filters(viewer),
        "paging": Paging(total=found.total, cap=100_000, shown=len(found.rows), page=found.page, pages=found.pages),
        "viewer": viewer,
        "total": found.total,
        "may_export": viewer.may("projects.export"),
    }
    return render(request, "people/persons.html", context)


def _asked(request: HttpRequest) -> dict[str, Any]:
    given = request.GET
    return {
        "words": given.get("q", ""), "unit_id": whole(given.get("unit")), "role": given.get("role", ""),
        "state": given.get("account", ""),
    }  # fmt: skip


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the persons as they are filtered as an Excel file; phones stay behind their masks."""
    viewer = actor_of(request)
    require(viewer, "people.view")
    found = queries.persons(viewer, today=timezone.localdate(), **_asked(request), size=most_rows())
    columns = [
        SheetColumn(_("姓名"), width=12), SheetColumn(_("单位"), width=30), SheetColumn(_("职务"), width=24),
        SheetColumn(_("角色"), width=20), SheetColumn(_("电话"), width=16),
    ]  # fmt: skip
    rows = [
        [row.name, "、".join(name for _pk, name in row.units), row.titles, row.roles, row.phone] for row in found.rows
    ]
    sheet = Export("persons", _("人员"), columns, ["name", "units", "titles", "roles", "phone_masked"])
    return exported(request, sheet, rows, _filters(viewer))


@permitted("people.view")
def detail(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show one person: posts with their days, stand-ins, the masked phone, the account for who may see it."""
    return person_screen(request, person_id)


def person_screen(request: HttpRequest, person_id: int, *, phone: str = "", code: str = "") -> HttpResponse:
    """Draw a person's page; `phone` and `code` are shown this once and never stored in the page's address."""
    viewer, today = actor_of(request), timezone.localdate()
    page = queries.person_page(viewer, person_id, today=today)
    working = [
        (each.code, queries.role_word(each.code, viewer.language)) for each in roles().values() if not each.admin
    ]
    duties = [(each.code, queries.role_word(each.code, viewer.language)) for each in roles().values() if each.admin]
    edits = viewer.may("people.edit") and not page.is_viewer
    heads = page.own_unit and page.posts and not page.is_viewer
    colleagues = bool(heads and (viewer.may("people.stand_in") or viewer.may("people.hand_over")))
    context = {
        "page": page,
        "viewer": viewer,
        "today": today,
        "phone": phone,
        "code": code,
        "working": working,
        "duties": duties,
        "edits": edits,
        "heads": heads,
        "units": queries.unit_choices() if edits else [],
        "colleagues": queries.person_choices(unit_ids=None, today=today, besides=person_id) if colleagues else [],
        "accounts": viewer.may("accounts.edit") and not page.is_viewer,
    }
    return render(request, "people/person.html", context)


@permitted("people.edit", methods=("GET", "HEAD", "POST"))
def add(request: HttpRequest) -> HttpResponse:
    """Add a person."""
    refusal = None
    if request.method == "POST":
        try:
            person = operations.add_person(
                name=request.POST.get("name", ""),
                phone=request.POST.get("phone", ""),
                email=request.POST.get("email", ""),
                by=actor_of(request),
                at=timezone.now(),
            )
        except Refusal as refused:
            if isinstance(refused, NotAllowed):
                raise
            refusal = refused
        else:
            messages.success(request, _("人员已新增，接着可以任命岗位、开通账号。"))
            return redirect("people:person", person_id=person.pk)
    context = {"given": request.POST, "error": sentence(refusal) if refusal else ""}
    return render(request, "people/add_person.html", context, status=422 if refusal else 200)


@permitted("people.edit", methods=("POST",))
def edit(request: HttpRequest, person_id: int) -> HttpResponse:
    """Correct a person's name, phone or address; an empty field leaves phone and address as they are."""

    def act() -> None:
        operations.edit_person(
            person_id=person_id,
            name=request.POST.get("name", ""),
            phone=request.POST.get("phone", "").strip() or None,
            email=request.POST.get("email", "").strip() or None,
            by=actor_of(request),
            at=timezone.now(),
        )

    return done(request, act, _("已保存。"), "people:person", person_id=person_id)


@permitted("people.reveal", methods=("POST",))
def reveal(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show a phone number in full, this once, for a reason that the journal keeps."""
    try:
        phone = operations.reveal_phone(
            person_id=person_id, reason=request.POST.get("reason", ""), by=actor_of(request), at=timezone.now()
        )
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("people:person", person_id=person_id)
    return person_screen(request, person_id, phone=phone)


@permitted("people.edit", methods=("POST",))
def give_post(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give a person a post."""

    def act() -> None:
        operations.give_post(
            person_id=person_id,
            unit_id=whole(request.POST.get("unit")) or 0,
            role=request.POST.get("role", ""),
            title=request.POST.get("title", ""),
            from_date=day_of(request.POST.get("from_date", "")) or timezone.localdate(),
            to_date=day_of(request.POST.get("to_date", "")),
            by=actor_of(request),
            at=timezone.now(),
        )

    return done(request, act, _("岗位已任命。"), "people:person", person_id=person_id)


@permitted("people.edit", methods=("POST",))
def end_post(request: HttpRequest, person_id: int, post_id: int) -> HttpResponse:
    """End a post on a day."""

    def act() -> None:
        to_date = day_of(request.POST.get("to_date", "")) or timezone.localdate()
        operations.end_post(post_id=post_id, to_date=to_date, by=actor_of(request), at=timezone.now())

    return done(request, act, _("任职已结束。"), "people:person", person_id=person_id)
