"""Screenings of all firms and simulations of drafts: asked for, followed while they run, read and exported."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.engines.policies.kinds import money_words
from luodi.policies import operations, queries
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, sentence, whole
from luodi.web.exporting import Export, exported, most_rows
from luodi.web.policies import words
from luodi.web.policies.charting import by_bars, clause_bars, clause_lines, sensitivity_lines
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging

SIZE = 50
RUN_LAMPS = {"waiting": "grey", "running": "blue", "done": "green", "failed": "red"}


def _states() -> dict[str, str]:
    return {"waiting": _("排队中"), "running": _("进行中"), "done": _("已完成"), "failed": _("未完成")}


def result_states() -> dict[str, str]:
    """Give the words for what a screening says of a firm."""
    return {"eligible": _("符合"), "maybe": _("待补材料"), "near": _("差一条")}


def _listed(row: queries.RunRow, page: str) -> dict:
    return asdict(row) | {"page": page, "state_word": _states()[row.state], "lamp": RUN_LAMPS[row.state]}


def _run_columns(title: str) -> tuple[Column, ...]:
    return (
        Column("title", title, "link", "grow", card="title"), Column("as_of", _("计算日"), "day", "md"),
        Column("total", _("企业"), "count", "sm"), Column("state_word", _("状态"), width="md"),
        Column("made_by", _("发起人"), width="md"), Column("made_at", _("发起时间"), "moment", "lg"),
    )  # fmt: skip


@permitted("policies.screen", methods=("GET", "HEAD", "POST"))
def screenings(request: HttpRequest) -> HttpResponse:
    """List the screenings; ask for another one."""
    viewer, refused = actor_of(request), ""
    if request.method == "POST":
        try:
            made = operations.start_screening(
                year=whole(request.POST.get("year")) or 0,
                as_of=day_of(request.POST.get("as_of", "")),
                by=viewer,
                at=timezone.now(),
            )
            return redirect("policies:screening", screening_id=made.pk)
        except (NotAllowed, NotFound):
            raise
        except Refusal as said:
            refused = sentence(said)
    rows = [
        _listed(row, reverse("policies:screening", kwargs={"screening_id": row.id})) | {"title": _("%(y)s 年度") % {"y": row.year}}
        for row in queries.screenings(viewer)
    ]  # fmt: skip
    context = {
        "rows": rows, "columns": _run_columns(_("基准年")), "refusal": refused, "year": timezone.localdate().year - 1,
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "policies/screenings.html", context, status=422 if refused else 200)


@permitted("policies.screen")
def screening(request: HttpRequest, screening_id: int) -> HttpResponse:
    """Show one screening: how far it is, what each clause comes to, envelopes, and what may be paid twice."""
    page = queries.screening_page(actor_of(request), screening_id)
    rows = [
        asdict(each) | {
            "title": words.in_language(each.title, each.title_en), "mode_word": words.modes().get(each.mode, each.mode),
            "page": reverse("policies:results", kwargs={"screening_id": screening_id}) + f"?clause={each.clause_pk}",
            "granted": each.granted_fen / 100, "payable_words": money_words(each.payable_fen, _language()),
            "granted_words": money_words(each.granted_fen, _language()),
        }
        for each in page.clauses
    ]  # fmt: skip
    total = sum(each.payable_fen for each in page.clauses)
    context = {
        "page": page, "row": page.row, "rows": rows, "columns": _clause_columns(), "funds": [_fund(each) for each in page.envelopes],
        "doubts": [_doubt(each, page) for each in page.doubts[:100]], "total": money_words(total, _language()),
        "due": sum(each.eligible for each in page.clauses), "maybe": sum(each.maybe for each in page.clauses),
        "near": sum(each.near for each in page.clauses), "chart_data": clause_bars(page.clauses),
        "refresh_seconds": 3 if page.row.state in ("waiting", "running") else None,
    }  # fmt: skip
    return render(request, "policies/screening.html", context)


@permitted("policies.screen")
def results(request: HttpRequest, screening_id: int) -> HttpResponse:
    """List who is due what, who may be, who is one condition short, with the reason and what is missing."""
    viewer, given = actor_of(request), request.GET
    page, sort = whole(given.get("page")) or 1, given.get("sort", "-amount")
    run = queries.screening_page(viewer, screening_id)
    found = queries.screening_results(viewer, screening_id, **_narrowed(given), sort=sort, page=page, size=SIZE)
    pages = max(1, -(-found.total // SIZE))
    context = {
        "row": run.row, "rows": [result_row(each) for each in found.rows], "columns": _result_columns(), "sort": sort,
        "hidden": found.hidden, "filters": _result_filters(run), "narrowed": any(given.get(each) for each in ("clause", "status", "q")),
        "paging": Paging(total=found.total, shown=len(found.rows), page=min(page, pages), pages=pages),
        "may_export": viewer.may("projects.export"),
    }  # fmt: skip
    return render(request, "policies/results.html", context)


@permitted("projects.export")
def export_results(request: HttpRequest, screening_id: int) -> HttpResponse:
    """Give the results as they are filtered as an Excel file."""
    viewer = actor_of(request)
    if not viewer.may("policies.screen"):
        raise NotAllowed(permission="policies.screen")
    run = queries.screening_page(viewer, screening_id)
    found = queries.screening_results(viewer, screening_id, **_narrowed(request.GET), size=most_rows())
    titles = (
        (_("企业"), 40), (_("条款"), 36), (_("结果"), 12), (_("按条款（元）"), 16), (_("就高封顶后（元）"), 16), (_("资金分配后（元）"), 16),
        (_("理由"), 50), (_("缺少的数据"), 36), (_("责任单位"), 16),
    )  # fmt: skip
    rows = [
        [
            each.company, words.in_language(each.clause, each.clause_en), result_states()[each.status], each.amount_fen / 100,
            each.granted_fen / 100, each.payable_fen / 100, words.in_language(each.reason, each.reason_en),
            "、".join(words.field_name(code) for code in each.missing), each.unit,
        ]
        for each in found.rows
    ]  # fmt: skip
    names = ["company", "clause", "status", "amount", "granted", "payable", "reason", "missing", "unit"]
    sheet = Export("screening", _("政策匹配结果"), [SheetColumn(title, width=width) for title, width in titles], names)
    return exported(request, sheet, rows, _result_filters(run))


@permitted("policies.screen", methods=("GET", "HEAD", "POST"))
def simulations(request: HttpRequest) -> HttpResponse:
    """List the simulations; ask for another one of some drafts."""
    viewer, refused, given = actor_of(request), "", request.POST
    if request.method == "POST":
        chosen = [pk for each in given.getlist("clause") if (pk := whole(each))]
        try:
            made = operations.start_simulation(
                title=given.get("title", ""), year=whole(given.get("year")) or 0, clause_pks=chosen,
                as_of=day_of(given.get("as_of", "")), by=viewer, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("已开始测算。"))
            return redirect("policies:simulation", simulation_id=made.pk)
        except (NotAllowed, NotFound):
            raise
        except Refusal as said:
            refused = sentence(said)
    rows = [
        _listed(row, reverse("policies:simulation", kwargs={"simulation_id": row.id}))
        for row in queries.simulations(viewer)
    ]
    context = {
        "rows": rows, "columns": _run_columns(_("测算")), "refusal": refused, "year": given.get("year") or timezone.localdate().year - 1,
        "drafts": queries.drafts_to_simulate(viewer), "chosen": given.getlist("clause") or request.GET.getlist("clause"),
        "title": given.get("title", ""), "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "policies/simulations.html", context, status=422 if refused else 200)


@permitted("policies.screen")
def simulation(request: HttpRequest, simulation_id: int) -> HttpResponse:
    """Show what drafts would cost: beside what is in force, by clause, sector, size and street; thresholds; who gains or loses."""
    page = queries.simulation_page(actor_of(request), simulation_id)
    variants = page.outcome.get("variants", [])
    shown = [each | {"name": _variant_name(each), "cost": money_words(each["total"], _language())} for each in variants]
    context = {
        "page": page, "row": page.row, "variants": shown, "outcome": page.outcome, "words": words,
        "lines": clause_lines(shown) if shown else [], "bars": by_bars(shown) if shown else [],
        "funds": [(each["name"], [_fund(fund) for fund in each["funds"]]) for each in shown],
        "sensitivity": [sensitivity_lines(each) for each in page.outcome.get("sensitivity", []) if each["rows"]],
        "movers": None if page.movers is None else [
            (pk, name, money_words(before, _language()), money_words(after, _language()), after - before)
            for pk, name, before, after in [*page.movers[:20], *page.movers[20:][-20:]]
        ],
        "difference": money_words(shown[1]["total"] - shown[0]["total"], _language()) if len(shown) > 1 else "",
        "refresh_seconds": 3 if page.row.state in ("waiting", "running") else None,
    }  # fmt: skip
    return render(request, "policies/simulation.html", context)


def _variant_name(each: dict) -> str:
    names = {"now": _("现行政策"), "drafts": _("全部草稿")}
    return names.get(each["kind"]) or _("只改：%(title)s") % {"title": each["title"]}


def _language() -> str:
    return "en" if words.english() else "zh"


def _fund(each: dict) -> dict:
    language = _language()
    exhausted = each["exhausted_after"]
    if exhausted and each["over"] == "pro_rata":
        share = f"{each['ppm'] / 10_000:.4f}".rstrip("0").rstrip(".")
        stays = money_words(each["amount"] - each["paid"], language)
        note = _("不够，每项按 %(p)s%% 折算（比例取百万分之一，金额向下取到分）；尾差 %(left)s 留在资金池") % {
            "p": share,
            "left": stays,
        }
    elif exhausted:
        given = {"n": exhausted, "all": each["claims"]}
        note = _("到第 %(n)s 项用完（共 %(all)s 项）；尚无申请日期，假定按企业编号先后，实际以申请先后为准") % given
    else:
        note = _("够用，余 %(left)s") % {"left": money_words(each["amount"] - each["paid"], language)}
    return {
        "title": words.in_language(each["title"], each["title_en"]), "amount": money_words(each["amount"], language),
        "due": money_words(each["due"], language), "paid": money_words(each["paid"], language), "note": note,
        "lamp": "red" if exhausted else "green", "part": min(1.0, each["due"] / each["amount"]) if each["amount"] else 1.0,
    }  # fmt: skip


def _doubt(each: queries.DoubtRow, page: queries.ScreeningPage) -> dict:
    titles = {one.clause_id: words.in_language(one.title, one.title_en) for one in page.clauses}
    kinds = {"groups": _("同一笔支出在两条不互斥的条款里都算了"), "levels": _("同一项投入已得上级补助")}
    return {
        "company": each.company, "company_id": each.company_id, "kind": kinds[each.kind], "field": words.field_name(each.field),
        "clauses": "、".join(titles.get(code, code) for code in each.clauses), "amount": money_words(each.amount_fen, _language()),
    }  # fmt: skip


def result_row(each: queries.ResultRow) -> dict:
    """Give a result as tables draw it."""
    return {
        "company": each.company, "unit": each.unit, "clause": words.in_language(each.clause, each.clause_en),
        "clause_page": reverse("policies:clause", kwargs={"clause_pk": each.clause_pk}),
        "status": each.status, "status_word": result_states()[each.status],
        "lamp": {"eligible": "green", "maybe": "amber", "near": "blue"}[each.status],
        "amount": money_words(each.payable_fen, _language()) if each.status == "eligible" else None,
        "before": money_words(each.amount_fen, _language()) if each.amount_fen != each.payable_fen else "",
        "reason": words.in_language(each.reason, each.reason_en), "missing": "、".join(words.field_name(code) for code in each.missing),
        "page": reverse("policies:due", kwargs={"company_id": each.company_id}),
    }  # fmt: skip


def _narrowed(given) -> dict:
    status = given.get("status", "")
    return {
        "clause_pk": whole(given.get("clause")), "status": status if status in result_states() else "",
        "words": given.get("q", "").strip()[:60],
    }  # fmt: skip


def _result_filters(page: queries.ScreeningPage) -> tuple[Filter, ...]:
    clauses = [(each.clause_pk, words.in_language(each.title, each.title_en)) for each in page.clauses]
    return (
        Filter("clause", _("条款"), options=clauses), Filter("status", _("结果"), options=list(result_states().items()), width="sm"),
        Filter("q", _("关键词"), kind="text", placeholder=_("企业名称")),
    )  # fmt: skip


def _clause_columns() -> tuple[Column, ...]:
    return (
        Column("title", _("条款"), "link", "grow", card="title"), Column("mode_word", _("兑现方式"), width="md"),
        Column("department", _("责任部门"), width="md"), Column("eligible", _("符合"), "count", "sm"),
        Column("maybe", _("待补材料"), "count", "sm"), Column("near", _("差一条"), "count", "sm"),
        Column("granted_words", _("就高封顶后"), width="lg"), Column("payable_words", _("资金分配后"), width="lg"),
    )  # fmt: skip


def _result_columns() -> tuple[Column, ...]:
    return (
        Column("company", _("企业"), "link", "grow", sort="company", card="title"), Column("clause", _("条款"), width="xl"),
        Column("status_word", _("结果"), width="md", sort="status"), Column("amount", _("金额"), width="lg", sort="amount"),
        Column("reason", _("理由"), width="grow"), Column("missing", _("缺少的数据"), width="xl"), Column("unit", _("责任单位"), width="md"),
    )  # fmt: skip
