"""Reading policies: the library, one policy, one clause beside its text, what changed, the fields, files out."""

import io
import zipfile
from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.engines.policies import all_fields
from luodi.journal import queries as journal
from luodi.people.operations import note_exported
from luodi.policies import queries
from luodi.policies.fact_values import class_of, form_of, storable_fields
from luodi.policies.queries import ClauseFilter
from luodi.reviews.passages import pieces_changed
from luodi.values.refusal import NotAllowed, NotFound
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, whole
from luodi.web.exporting import Export, exported, most_rows
from luodi.web.formats import moment
from luodi.web.policies import saying, words
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging

SIZE = 50


@permitted("policies.view")
def index(request: HttpRequest) -> HttpResponse:
    """List clauses by words, sector, stage and department."""
    viewer = actor_of(request)
    page, sort = whole(request.GET.get("page")) or 1, request.GET.get("sort", "order")
    found = queries.clauses(viewer, _filter(request), sort=sort, page=page, size=SIZE)
    policies = queries.policies(viewer)
    pages = max(1, -(-found.total // SIZE))
    context = {
        "rows": [listed(row) for row in found.rows], "columns": columns(), "sort": sort, "policies": policies, "words": words,
        "filters": _filters(policies, queries.departments(viewer)), "tabs": _tabs(request, found.counts),
        "paging": Paging(total=found.total, shown=len(found.rows), page=min(page, pages), pages=pages),
        "narrowed": any(request.GET.get(name) for name in ("q", "policy", "kind", "industry", "department", "mode", "on")),
        "may_draft": viewer.may("policies.draft"), "may_export": viewer.may("projects.export"),
    }  # fmt: skip
    return render(request, "policies/index.html", context)


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the clauses as they are filtered as an Excel file."""
    viewer = actor_of(request)
    if not viewer.may("policies.view"):
        raise NotAllowed(permission="policies.view")
    found = queries.clauses(viewer, _filter(request), size=most_rows())
    titles = (
        (_("条款"), 40), (_("编号"), 18), (_("版本"), 8), (_("政策"), 30), (_("类型"), 14), (_("兑现方式"), 12), (_("责任部门"), 16),
        (_("适用行业"), 20), (_("有效期起"), 14), (_("有效期止"), 14), (_("状态"), 12),
    )  # fmt: skip
    rows = [
        [
            row["title"], row["clause_id"], row["version"], row["policy"], row["kind_word"], row["mode_word"], row["department"],
            row["industries_word"], row["valid_from"], row["valid_to"], row["state_word"],
        ]
        for row in map(listed, found.rows)
    ]  # fmt: skip
    names = [
        "title",
        "clause_id",
        "version",
        "policy",
        "kind",
        "mode",
        "department",
        "industries",
        "from",
        "to",
        "state",
    ]
    sheet = Export("clauses", _("政策条款"), [SheetColumn(title, width=width) for title, width in titles], names)
    return exported(request, sheet, rows, _filters(queries.policies(viewer), queries.departments(viewer)))


@permitted("policies.view")
def policy(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Show one policy: its clauses, its head with envelopes, groups and parameters, and what can be done next."""
    viewer = actor_of(request)
    page = queries.policy_page(viewer, policy_id)
    context = {
        "page": page, "policy": page.policy, "words": words, "rows": [listed(row) for row in page.clauses],
        "columns": [each for each in columns() if each.key != "policy"], "head": saying.head_parts(page.head_text),
        "title": words.in_language(page.policy.title, page.policy.title_en), "lines": _timeline("policies.policy", policy_id),
    }  # fmt: skip
    return render(request, "policies/policy.html", context)


@permitted("policies.view")
def clause(request: HttpRequest, clause_pk: int) -> HttpResponse:
    """Show one clause: what it says beside its text, cases, versions, fair competition, evidence, envelope."""
    viewer = actor_of(request)
    page = queries.clause_page(viewer, clause_pk)
    context = {
        "page": page, "may_screen": viewer.may("policies.screen"), "row": page.row, "words": words, "title": words.in_language(page.row.title, page.row.title_en),
        "said": saying.clause_said(page.judged), "cases": saying.case_rows(page.judged), "problems": saying.problem_rows(page.judged),
        "differences": saying.sentences(page), "lines": _timeline("policies.clauseversion", clause_pk),
        "policy_title": words.in_language(page.row.policy, page.row.policy_en), "code": page.text.splitlines(),
    }  # fmt: skip
    return render(request, "policies/clause.html", context)


@permitted("policies.view")
def changes(request: HttpRequest, clause_pk: int) -> HttpResponse:
    """Show what differs between two versions of a clause, letter by letter."""
    viewer = actor_of(request)
    page = queries.clause_page(viewer, clause_pk)
    others = [each for each in page.versions if each.id != clause_pk]
    other = whole(request.GET.get("with")) or next((each.id for each in others if each.version <= page.row.version), 0)
    if not other:
        raise NotFound()
    before, after = queries.clause_texts(viewer, (other, clause_pk))
    context = {
        "page": page, "row": page.row, "other": before, "pieces": list(pieces_changed(before.text, after.text)),
        "choices": [
            (each.id, _("第 %(n)s 版") % {"n": each.version} + f" · {words.states()[each.state]} · {each.sha256[:8]}")
            for each in others
        ],
    }  # fmt: skip
    return render(request, "policies/changes.html", context)


@permitted("policies.view")
def fields(request: HttpRequest) -> HttpResponse:
    """List the facts that clauses may read: names, kinds, how a value is written, what may not be paid for."""
    storable = {each.code for each in storable_fields()}
    rows = [
        {
            "zh": each.zh, "code": each.code, "en": each.en, "kind": each.kind.words(get_language() or "zh"),
            "form": form_of(each), "per_year": _("按年") if each.per_year else _("不分年"),
            "note": saying.field_note(each, storable), "data_class": class_of(each.code),
        }
        for each in all_fields().values()
    ]  # fmt: skip
    shown = (
        Column("zh", _("字段"), width="lg", card="title"), Column("code", _("代码"), width="lg"), Column("en", _("英文"), card="hidden"),
        Column("kind", _("类型"), width="md"), Column("form", _("怎么写"), width="lg"), Column("per_year", _("年份"), width="sm"),
        Column("note", _("说明"), width="grow"),
    )  # fmt: skip
    return render(request, "policies/fields.html", {"rows": rows, "columns": shown})


@permitted("policies.view")
def pack(request: HttpRequest) -> HttpResponse:
    """Give the published pack as a folder of files, zipped; that it was taken is journalled."""
    files = queries.pack_files()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, text in files.items():
            folder.writestr(zipfile.ZipInfo(f"policies/{name}", (2020, 1, 1, 0, 0, 0)), text)
    note_exported(
        what="policies", rows=len(files), fields=["text"], filters={}, by=actor_of(request), at=timezone.now()
    )
    response = HttpResponse(target.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="policies.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def listed(row: queries.ClauseRow) -> dict:
    """Give a clause as tables draw it."""
    return asdict(row) | {
        "page": reverse("policies:clause", kwargs={"clause_pk": row.id}), "title": words.in_language(row.title, row.title_en),
        "policy": words.in_language(row.policy, row.policy_en), "kind_word": words.clause_kinds().get(row.kind, row.kind),
        "mode_word": words.modes().get(row.mode, row.mode), "state_word": words.states()[row.state],
        "lamp": words.LAMPS[row.state], "industries_word": "、".join(row.industries) or _("不限"),
        "policy_page": reverse("policies:policy", kwargs={"policy_id": row.policy_id}),
    }  # fmt: skip


def columns() -> tuple[Column, ...]:
    """Declare the table of clauses."""
    return (
        Column("title", _("条款"), "link", "grow", sort="title", card="title"), Column("policy", _("政策"), width="xl"),
        Column("kind_word", _("类型"), "badge", "md"), Column("mode_word", _("兑现方式"), width="md"),
        Column("department", _("责任部门"), width="md"), Column("industries_word", _("适用行业"), width="md", roomy=True),
        Column("valid_from", _("自"), "day", "md", sort="from"), Column("valid_to", _("至"), "day", "md", sort="to"),
        Column("state", _("状态"), width="md"),
    )  # fmt: skip


def _filter(request: HttpRequest) -> ClauseFilter:
    given, state = request.GET, request.GET.get("state", "live")
    return ClauseFilter(
        words=given.get("q", "").strip()[:80], policy_id=whole(given.get("policy")),
        policy_kind=given.get("kind", "") if given.get("kind") in words.policy_kinds() else "",
        industry=given.get("industry", "").strip()[:5], department=given.get("department", "")[:80],
        mode=given.get("mode", "") if given.get("mode") in words.modes() else "",
        state=state if state in ("live", *words.states()) else "live", on=day_of(given.get("on", "")),
    )  # fmt: skip


def _filters(policies: list[queries.PolicyRow], departments: list[str]) -> tuple[Filter, ...]:
    titles = [(each.id, words.in_language(each.title, each.title_en)) for each in policies]
    return (
        Filter("q", _("关键词"), kind="text", placeholder=_("条款、政策或条文里的词")),
        Filter("kind", _("政策类别"), options=list(words.policy_kinds().items()), width="sm"),
        Filter("policy", _("政策"), options=titles),
        Filter("industry", _("行业代码"), kind="text", placeholder=_("如 I65"), width="sm"),
        Filter("department", _("责任部门"), options=[(each, each) for each in departments], width="sm"),
        Filter("mode", _("兑现方式"), options=list(words.modes().items()), width="sm"),
        Filter("on", _("某日有效"), kind="date", width="sm"),
    )


def _tabs(request: HttpRequest, counts: dict[str, int]) -> list[tuple]:
    chosen, found = request.GET.get("state", "live"), []
    live = sum(counts.get(code, 0) for code in ("draft", "in_review", "published"))
    for code, label in [("live", _("现行与在办")), *words.states().items()]:
        others = request.GET.copy()
        for name in ("state", "page"):
            others.pop(name, None)
        if code != "live":
            others["state"] = code
        number = live if code == "live" else counts.get(code, 0)
        found.append((label, f"{reverse('policies:index')}?{others.urlencode()}", chosen == code, number))
    return found


def _timeline(kind: str, pk: int) -> list[dict]:
    found = journal.lines(language=get_language() or "zh", object_of=(kind, pk), limit=30)
    return [{"at": moment(each.at), "sentence": each.sentence, "by": each.actor, "unit": each.unit} for each in found]
