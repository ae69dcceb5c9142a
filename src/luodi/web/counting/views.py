"""Pages of questions, findings and rules."""

from dataclasses import asdict
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.counting import queries
from luodi.counting.queries import FindingFilter, FindingRow, QuestionFilter, QuestionRow
from luodi.engines import counting as engine
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed
from luodi.web.access import actor_of, permitted
from luodi.web.answering import whole
from luodi.web.counting import words
from luodi.web.exporting import Export, exported
from luodi.web.formats import moment
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging

SIZE = 50


def page_of(request: HttpRequest) -> int:
    """Read the page number that is asked for."""
    return min(max(whole(request.GET.get("page")) or 1, 1), 10_000)


def paging(total: int, shown: int, page: int) -> Paging:
    """Say where a list stands."""
    pages = max(1, -(-total // SIZE))
    return Paging(total=total, shown=shown, page=min(page, pages), pages=pages)


def may_export(viewer: Actor) -> bool:
    """Tell whether the viewer may take lists out as files."""
    return viewer.may("projects.export") and viewer.may("counting.view")


def require_view(viewer: Actor) -> None:
    """Refuse an export to who may not see counting.

    :raises NotAllowed: naming the permission
    """
    if not viewer.may("counting.view"):
        raise NotAllowed(permission="counting.view")


@permitted("counting.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the questions to the numbers, undecided ones first."""
    viewer, today, page = actor_of(request), timezone.localdate(), page_of(request)
    sort = request.GET.get("sort", "due")
    found = queries.questions(viewer, _asked(request), today=today, sort=sort, page=page, size=SIZE)
    rows = [question_line(row, today) for row in found.rows]
    context = {
        "tabs": words.tabs(viewer, "index"),
        "state_tabs": _state_tabs(request, found.counts),
        "rows": rows,
        "columns": question_columns(),
        "filters": _filters(viewer),
        "paging": paging(found.total, len(rows), page),
        "sort": sort,
        "narrowed": any(request.GET.get(name) for name in ("state", "unit", "rule", "q")),
        "may_export": may_export(viewer),
    }
    return render(request, "counting/index.html", context)


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the questions as they are filtered as an Excel file."""
    viewer, today = actor_of(request), timezone.localdate()
    require_view(viewer)
    found = queries.questions(viewer, _asked(request), today=today, size=settings.EXPORT_ROW_LIMIT + 1)
    columns = [
        SheetColumn(_("项目编号"), width=16), SheetColumn(_("项目"), width=40), SheetColumn(_("责任单位"), width=18),
        SheetColumn(_("规则"), width=20), SheetColumn(_("质疑"), width=50), SheetColumn(_("期限"), "day", 12),
        SheetColumn(_("状态"), width=12), SheetColumn(_("轮次"), "count", 8), SheetColumn(_("质疑人"), width=12),
        SheetColumn(_("答复人"), width=12), SheetColumn(_("审核人"), width=12),
    ]  # fmt: skip
    rows = [
        [row.project_code, row.project_name, row.unit_name, words.rule_name(row.rule), row.text, row.due_date,
         words.lamp_word(row, today), row.round, row.asked_by, row.answered_by, row.decided_by]
        for row in found.rows
    ]  # fmt: skip
    fields = ["project", "unit", "rule", "text", "due_date", "state", "asked_by", "answered_by", "decided_by"]
    return exported(request, Export("questions", _("数据质疑"), columns, fields), rows, _filters(viewer))


@permitted("counting.view")
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    """Show one question with its finding, what was said, and what the viewer may do."""
    viewer, today = actor_of(request), timezone.localdate()
    found = queries.question(viewer, question_id, today=today)
    context = {
        "detail": found,
        "row": found.row,
        "lamp_word": words.lamp_word(found.row, today),
        "rule": words.rule_name(found.row.rule),
        "measure": words.measures()[found.row.measure],
        "state_word": words.question_states()[found.row.state],
        "state_badge": words.STATE_BADGES[found.row.state],
        "finding_text": words.finding_text(found.finding),
        "steps": [
            {
                "at": moment(each.at),
                "sentence": f"{words.step_words()[each.kind]}：{each.text}",
                "by": each.person or _("系统"),
                "unit": "",
                "href": reverse("documents:detail", kwargs={"document_id": each.document_id})
                if each.document_id
                else "",
            }
            for each in reversed(found.steps)
        ],  # fmt: skip
    }
    return render(request, "counting/question.html", context)


@permitted("counting.view")
def statistics(request: HttpRequest) -> HttpResponse:
    """Show questions by unit and by rule."""
    viewer, today = actor_of(request), timezone.localdate()
    by_unit = [
        asdict(row) | {"href": f"{reverse('counting:index')}?unit={row.key}"}
        for row in queries.statistics(viewer, "unit", today=today)
    ]
    by_rule = [
        asdict(row) | {"name": words.rule_name(row.key), "href": f"{reverse('counting:index')}?rule={row.key}"}
        for row in queries.statistics(viewer, "rule", today=today)
    ]
    columns = (
        Column("name", _("名称"), "link", "grow", href="href", card="title"), Column("open", _("待答复"), "count", "sm"),
        Column("late", _("其中逾期"), "count", "md"), Column("answered", _("待审核"), "count", "sm"),
        Column("upheld", _("疑点成立"), "count", "md"), Column("explained", _("答复认可"), "count", "md"),
        Column("days", _("平均答复天数"), "number", "ml"),
    )  # fmt: skip
    context = {"tabs": words.tabs(viewer, "statistics"), "by_unit": by_unit, "by_rule": by_rule, "columns": columns}
    return render(request, "counting/statistics.html", context)


@permitted("counting.view")
def findings(request: HttpRequest) -> HttpResponse:
    """List what the rules see, by rule."""
    viewer, page = actor_of(request), page_of(request)
    found = queries.findings(viewer, _finding_filter(request), page=page, size=SIZE)
    rows = [finding_line(row) for row in found.rows]
    context = {
        "tabs": words.tabs(viewer, "findings"),
        "rows": rows,
        "columns": finding_columns(),
        "filters": _finding_filters(viewer),
        "paging": paging(found.total, len(rows), page),
        "counts": [
            (code, words.rule_name(code), found.counts.get(code, 0))
            for code in engine.rules()
            if found.counts.get(code)
        ],
        "chosen": request.GET.get("rule", ""),
        "narrowed": any(request.GET.get(name) for name in ("state", "unit", "rule", "q")),
        "may_export": may_export(viewer),
    }
    return render(request, "counting/findings.html", context)


@permitted("projects.export")
def export_findings(request: HttpRequest) -> HttpResponse:
    """Give the findings as they are filtered as an Excel file."""
    viewer = actor_of(request)
    require_view(viewer)
    found = queries.findings(viewer, _finding_filter(request), size=settings.EXPORT_ROW_LIMIT + 1)
    columns = [
        SheetColumn(_("项目编号"), width=16), SheetColumn(_("项目"), width=40), SheetColumn(_("责任单位"), width=18),
        SheetColumn(_("规则"), width=20), SheetColumn(_("疑点"), width=80), SheetColumn(_("状态"), width=12),
        SheetColumn(_("发现时间"), "moment", 18),
    ]  # fmt: skip
    states = dict(words.finding_states())
    rows = [
        [row.project_code, row.project_name, row.unit_name, words.rule_name(row.rule), words.finding_text(row),
         states["gone" if row.gone_at else row.state], row.found_at]
        for row in found.rows
    ]  # fmt: skip
    fields = ["project", "unit", "rule", "seen", "state", "found_at"]
    return exported(request, Export("findings", _("疑点"), columns, fields), rows, _finding_filters(viewer))


@permitted("counting.view")
def finding(request: HttpRequest, doubt_id: int) -> HttpResponse:
    """Show one finding: what the rule saw, its rows, its history, and the way to ask."""
    viewer = actor_of(request)
    row, steps = queries.finding(viewer, doubt_id)
    rule = engine.rules().get(row.rule)
    values = {
        code: value
        for each in queries.rule_rows(viewer, on=timezone.localdate())
        for code, value in each.values.items()
    }
    context = {
        "row": finding_line(row),
        "rule": rule,
        "rule_words": {
            part: rule.text(part, words.language(), values) for part in ("looks_at", "decision", "prevention")
        } if rule else {},
        "bears_on": "、".join(words.measures()[each] for each in rule.bears_on) if rule else "",
        "may_ask": row.gone_at is None and row.state in ("open", "dismissed"),
        "steps": [
            {"at": moment(each.at), "sentence": f"{words.step_words()[each.kind]}：{each.text}", "by": each.person or _("系统"), "unit": ""}
            for each in steps
        ],
    }  # fmt: skip
    return render(request, "counting/finding.html", context)


@permitted("counting.view")
def rules(request: HttpRequest) -> HttpResponse:
    """Show the sixteen rules in words, with their parameters and findings."""
    viewer = actor_of(request)
    shown = []
    for row in queries.rule_rows(viewer, on=timezone.localdate()):
        rule = engine.rules()[row.code]
        shown.append({
            "code": row.code, "number": rule.number, "name": rule.name(words.language()), "effect": rule.effect,
            "bears_on": "、".join(words.measures()[each] for each in rule.bears_on), "parameters": row.parameters,
            "open": row.findings.get("open", 0) + row.findings.get("answered", 0), "accepted": row.findings.get("accepted", 0),
            "dismissed": row.findings.get("dismissed", 0), "href": f"{reverse('counting:findings')}?rule={row.code}",
            **{part: rule.text(part, words.language(), row.values) for part in ("looks_at", "decision", "prevention")},
        })  # fmt: skip
    context = {
        "tabs": words.tabs(viewer, "rules"),
        "rules": shown,
        "version": engine.VERSION,
        "may_set": viewer.may("parameters.view"),
    }
    return render(request, "counting/rules.html", context)


def question_line(row: QuestionRow, today: date) -> dict:
    """Give a question as a list draws it."""
    return asdict(row) | {
        "page": reverse("counting:question", kwargs={"question_id": row.id}),
        "rule_name": words.rule_name(row.rule), "lamp_word": words.lamp_word(row, today),
        "measure_word": words.measures()[row.measure], "asker": row.asked_by or _("系统"),
    }  # fmt: skip


def finding_line(row: FindingRow) -> dict:
    """Give a finding as a list draws it."""
    state = "gone" if row.gone_at else row.state
    return asdict(row) | {
        "page": reverse("counting:finding", kwargs={"doubt_id": row.id}),
        "rule_name": words.rule_name(row.rule), "text": words.finding_text(row),
        "state_word": dict(words.finding_states())[state], "state_badge": words.STATE_BADGES[state],
        "project_page": reverse("counting:project", kwargs={"project_id": row.project_id}),
        "other_page": reverse("counting:project", kwargs={"project_id": row.other_id}) if row.other_id else "",
        "question_page": reverse("counting:question", kwargs={"question_id": row.question_id}) if row.question_id else "",
    }  # fmt: skip


def question_columns() -> tuple[Column, ...]:
    """Declare the columns of a list of questions."""
    return (
        Column("project_name", _("项目"), "link", "xl", card="title"), Column("text", _("质疑"), width="grow", card="wide"),
        Column("rule_name", _("规则"), width="lg"), Column("unit_name", _("责任单位"), width="md", sort="unit"),
        Column("due_date", _("期限"), "day", "md", sort="due"), Column("lamp", _("状态"), width="md"),
        Column("asker", _("质疑人"), width="md", roomy=True),
    )  # fmt: skip


def finding_columns() -> tuple[Column, ...]:
    """Declare the columns of a list of findings."""
    return (
        Column("project_name", _("项目"), "link", "xl", card="title"), Column("text", _("疑点"), width="grow", card="wide"),
        Column("rule_name", _("规则"), width="lg"), Column("unit_name", _("责任单位"), width="md"),
        Column("state", _("状态"), "badge", "md"), Column("found_at", _("发现"), "moment", "ml", roomy=True),
    )  # fmt: skip


def _asked(request: HttpRequest) -> QuestionFilter:
    state = request.GET.get("state", "")
    return QuestionFilter(
        state=state if state in ("open", "late", "answered", "decided", "upheld", "explained") else "",
        unit_id=whole(request.GET.get("unit")), rule=request.GET.get("rule", "")[:24],
        words=request.GET.get("q", "").strip()[:60],
    )  # fmt: skip


def _filters(viewer: Actor) -> tuple[Filter, ...]:
    return (
        Filter("unit", _("责任单位"), options=queries.units_of_questions(viewer)),
        Filter("rule", _("规则"), options=[*words.rule_options(), ("asked", _("人工质疑"))]),
        Filter("q", _("关键词"), kind="text", placeholder=_("项目、编号或内容")),
    )


def _state_tabs(request: HttpRequest, counts: dict[str, int]) -> list[tuple]:
    chosen, others = request.GET.get("state", ""), request.GET.copy()
    shown = []
    names = [("", _("全部"), "all"), ("open", _("待答复"), "open"), ("late", _("逾期"), "late"), ("answered", _("待审核"), "answered"),
             ("decided", _("已了结"), "decided")]  # fmt: skip
    for state, label, key in names:
        for name in ("state", "page"):
            others.pop(name, None)
        if state:
            others["state"] = state
        shown.append((label, f"{reverse('counting:index')}?{others.urlencode()}", chosen == state, counts[key]))
    return shown


def _finding_filter(request: HttpRequest) -> FindingFilter:
    rule, state = request.GET.get("rule", ""), request.GET.get("state", "")
    return FindingFilter(
        rule=rule if rule in engine.rules() else "", state=state if state in dict(words.finding_states()) else "",
        unit_id=whole(request.GET.get("unit")), words=request.GET.get("q", "").strip()[:60],
    )  # fmt: skip


def _finding_filters(viewer: Actor) -> tuple[Filter, ...]:
    return (
        Filter("rule", _("规则"), options=words.rule_options()),
        Filter("state", _("状态"), options=words.finding_states(), width="sm"),
        Filter("unit", _("责任单位"), options=queries.units_of_findings(viewer)),
        Filter("q", _("项目"), kind="text", placeholder=_("名称或编号")),
    )
