"""Reading reviews: the list, one review, its form, what changed between versions, exemptions, a project's reviews."""

from collections.abc import Callable
from dataclasses import asdict

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.engines.papers import docx_of, pdf_of, usual_font
from luodi.journal import queries as journal
from luodi.projects.queries import project_heading
from luodi.reviews import operations, queries
from luodi.reviews.passages import pieces_changed
from luodi.reviews.queries import ReviewFilter
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed
from luodi.web.access import actor_of, permitted
from luodi.web.answering import whole
from luodi.web.exporting import Export, exported, most_rows
from luodi.web.formats import moment
from luodi.web.projects.tabs import project_tabs
from luodi.web.reviews import marks, words
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging

SIZE = 50
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _pdf(paper) -> bytes:
    return pdf_of(paper, font=usual_font())


FILES: dict[str, tuple[str, Callable]] = {"docx": (WORD, docx_of), "pdf": ("application/pdf", _pdf)}


@permitted("reviews.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the reviews that the viewer may see, with the forbids and doubts that are open."""
    viewer = actor_of(request)
    page, sort = whole(request.GET.get("page")) or 1, request.GET.get("sort", "-changed")
    sort = sort if sort.lstrip("-") in ("changed", "title", "asked", "forbids") else "-changed"
    found = queries.reviews(viewer, _filter(request), sort=sort, page=page, size=SIZE)
    pages = max(1, -(-found.total // SIZE))
    context = {
        "rows": [_listed(row) for row in found.rows], "columns": _columns(), "filters": _filters(viewer),
        "tabs": _tabs(request, found.counts), "sort": sort,
        "paging": Paging(total=found.total, shown=len(found.rows), page=min(page, pages), pages=pages),
        "narrowed": any(request.GET.get(name) for name in ("kind", "unit", "q", "blocked", "mine", "state")),
        "may_ask": viewer.may("reviews.ask"), "may_export": viewer.may("projects.export"),
    }  # fmt: skip
    return render(request, "reviews/index.html", context)


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the reviews as they are filtered as an Excel file."""
    viewer = actor_of(request)
    if not viewer.may("reviews.view"):
        raise NotAllowed(permission="reviews.view")
    found = queries.reviews(viewer, _filter(request), size=most_rows())
    columns = [
        SheetColumn(_("编号"), width=20), SheetColumn(_("送审文件"), width=48), SheetColumn(_("类别"), width=12),
        SheetColumn(_("起草单位"), width=20), SheetColumn(_("审查单位"), width=20), SheetColumn(_("状态"), width=14),
        SheetColumn(_("禁止"), width=8), SheetColumn(_("需审查"), width=8), SheetColumn(_("送审时间"), width=18),
        SheetColumn(_("规则包"), width=16),
    ]  # fmt: skip
    kinds, states = dict(words.kinds()), dict(words.states())
    rows = [
        [
            row.number, row.title, kinds[row.kind], row.unit_name, row.reviewer_name, states[row.state], row.forbids,
            row.doubts, moment(row.asked_at), row.pack_version,
        ]
        for row in found.rows
    ]  # fmt: skip
    fields = [
        "number",
        "title",
        "kind",
        "unit",
        "reviewer_unit",
        "state",
        "forbids",
        "doubts",
        "asked_at",
        "pack_version",
    ]
    return exported(request, Export("reviews", _("公平竞争审查"), columns, fields), rows, _filters(viewer))


@permitted("reviews.view")
def detail(request: HttpRequest, review_id: int) -> HttpResponse:
    """Show one review: its text with marks at the left, findings at the right; that it was opened is kept (P05)."""
    viewer = actor_of(request)
    page = queries.review_page(review_id, viewer)
    operations.note_opened(review_id=review_id, by=viewer, at=timezone.now())
    context = {
        "page": page, "row": page.row, "paragraphs": marks.paragraphs(page.text, page.findings), "words": words,
        "kinds": dict(words.kinds()), "issuers": {code: label for code, label, _note in words.issuer_choices()},
        "states": dict(words.states()), "lamps": words.LAMPS, "badges": words.BADGES, "severities": words.severities(),
        "finding_states": words.finding_states(), "answer_kinds": words.answer_kinds(), "grounds": words.grounds(),
        "heard": words.heard(), "results": words.results(), "lines": _timeline(review_id),
        "changed": lambda finding: list(pieces_changed(finding.sentence, finding.wording)),
        "today": timezone.localdate(), "may_open_documents": viewer.may("documents.view"),
        "agreement_page": _agreement_page(page, viewer),
    }  # fmt: skip
    return render(request, "reviews/detail.html", context)


def _agreement_page(page: queries.ReviewPage, viewer: Actor) -> str:
    """Give the address of the agreement under review to who drafts it, where a rewrite can be taken over."""
    if page.origin_kind != "agreements.agreement" or not (page.may_answer and viewer.may("agreements.edit")):
        return ""
    try:
        return reverse("agreements:detail", kwargs={"agreement_id": page.origin_id})
    except NoReverseMatch:
        return ""


@permitted("reviews.view")
def changes(request: HttpRequest, review_id: int) -> HttpResponse:
    """Show what differs between two versions of the text."""
    viewer = actor_of(request)
    page = queries.review_page(review_id, viewer)
    newest = page.row.text_version
    until = min(max(whole(request.GET.get("to")) or newest, 1), newest)
    since = min(max(whole(request.GET.get("from")) or max(until - 1, 1), 1), newest)
    before, after = queries.texts_of(review_id, (since, until), viewer)
    context = {
        "page": page, "row": page.row, "since": since, "until": until, "pieces": list(pieces_changed(before, after)),
        "versions": [(each.version, _("第 %(n)s 版") % {"n": each.version}) for each in page.versions],
    }  # fmt: skip
    return render(request, "reviews/changes.html", context)


@permitted("reviews.view")
def form(request: HttpRequest, review_id: int, kind: str) -> HttpResponse:
    """Give the review form as a Word file or PDF; that it was taken is journalled."""
    if kind not in FILES:
        raise Http404
    viewer = actor_of(request)
    page = queries.review_page(review_id, viewer)
    content_type, write = FILES[kind]
    data = write(queries.review_form(page))
    operations.note_form_taken(review_id=review_id, kind=kind, by=viewer, at=timezone.now())
    response = HttpResponse(data, content_type=content_type)
    name = f"公平竞争审查表-{page.row.number}.{kind}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@permitted("reviews.view")
def exemptions(request: HttpRequest) -> HttpResponse:
    """List exemptions with the day on which each ends."""
    viewer, today = actor_of(request), timezone.localdate()
    state = request.GET.get("state", "running")
    state = state if state in ("running", "ended") else "running"
    page = whole(request.GET.get("page")) or 1
    asked = request.GET.get("q", "").strip()[:60]
    total, found = queries.exemptions(viewer, today=today, state=state, words=asked, page=page, size=SIZE)
    grounds = dict(words.grounds())
    rows = [
        {name: getattr(row, name) for name in row.__slots__}
        | {
            "page": reverse("reviews:detail", kwargs={"review_id": row.review_id}), "ground_word": grounds[row.ground],
            "end_word": words.end_word(row, today),
        }
        for row in found
    ]  # fmt: skip
    columns = (
        Column("title", _("送审文件"), "link", "grow", card="title"), Column("rule", _("规则"), width="xs"),
        Column("ground_word", _("情形"), width="lg"), Column("unit", _("起草单位"), width="md"),
        Column("until_date", _("截止"), "day", "md"), Column("lamp", _("状态"), width="md"), Column("act", "", width="sm"),
    )  # fmt: skip
    filters = (
        Filter("state", _("状态"), options=[("running", _("有效")), ("ended", _("已终止"))], width="sm"),
        Filter("q", _("关键词"), kind="text", placeholder=_("送审文件")),
    )
    pages = max(1, -(-total // SIZE))
    paging = Paging(total=total, shown=len(rows), page=min(page, pages), pages=pages)
    context = {"rows": rows, "columns": columns, "filters": filters, "paging": paging, "state": state,
               "may_end": viewer.may("reviews.conclude")}  # fmt: skip
    return render(request, "reviews/exemptions.html", context)


@permitted("reviews.view")
def project(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show the reviews of one project."""
    viewer = actor_of(request)
    heading = project_heading(project_id=project_id, viewer=viewer)
    rows = [_listed(row) for row in queries.reviews_of_project(project_id, viewer)]
    context = {
        "heading": heading, "rows": rows, "columns": _columns(), "sort": "",
        "tabs": project_tabs(viewer, project_id, "reviews:project"),
        "may_ask": viewer.may("reviews.ask") and heading.may_edit,
    }  # fmt: skip
    return render(request, "reviews/project.html", context)


def _timeline(review_id: int) -> list[dict]:
    found = journal.lines(language=get_language() or "zh", object_of=("reviews.review", review_id), limit=30)
    return [{"at": moment(each.at), "sentence": each.sentence, "by": each.actor, "unit": each.unit} for each in found]


def _filter(request: HttpRequest) -> ReviewFilter:
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    return ReviewFilter(
        kind=kind if kind in dict(words.kinds()) else "", state=state if state in dict(words.states()) else "",
        unit_id=whole(request.GET.get("unit")), words=request.GET.get("q", "").strip()[:60],
        blocked=bool(request.GET.get("blocked")), mine=bool(request.GET.get("mine")),
    )  # fmt: skip


def _filters(viewer) -> tuple[Filter, ...]:
    return (
        Filter("kind", _("类别"), options=words.kinds(), width="sm"),
        Filter("unit", _("起草单位"), options=queries.units_of_reviews(viewer)),
        Filter("q", _("关键词"), kind="text", placeholder=_("文件名或编号")),
        Filter("blocked", _("只看有禁止性发现的"), kind="check"),
        Filter("mine", _("只看本单位起草或审查的"), kind="check"),
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("title", _("送审文件"), "link", "grow", sort="title", card="title"),
        Column("kind", _("类别"), "badge", "sm"),
        Column("unit_name", _("起草单位"), width="lg"),
        Column("reviewer_name", _("审查单位"), width="lg", card="hidden"),
        Column("forbids", _("禁止"), "number", "xs", sort="forbids"),
        Column("doubts", _("需审查"), "number", "xs"),
        Column("state", _("状态"), width="md"),
        Column("asked_at", _("送审"), "day", "md", sort="asked"),
    )


def _tabs(request: HttpRequest, counts: dict[str, int]) -> list[tuple]:
    chosen, found = request.GET.get("state", ""), []
    for code, label in [("", _("全部")), *words.states()]:
        others = request.GET.copy()
        for name in ("state", "page"):
            others.pop(name, None)
        if code:
            others["state"] = code
        count = counts.get(code, 0) if code else sum(counts.values())
        found.append((label, f"{reverse('reviews:index')}?{others.urlencode()}", chosen == code, count))
    return found


def _listed(row: queries.ReviewRow) -> dict:
    return asdict(row) | {
        "page": reverse("reviews:detail", kwargs={"review_id": row.id}),
        "kind_word": dict(words.kinds())[row.kind],
        "state_word": dict(words.states())[row.state],
        "lamp": words.LAMPS[row.state],
    }
