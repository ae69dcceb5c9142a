"""The list of boards, one board as known on any day, a unit on it, and what changed since a board was frozen."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.engines import scoreboards as engine
from luodi.scoreboards import queries
from luodi.scoreboards.queries import BoardFilter, BoardPage, UnitPage
from luodi.values.refusal import NotAllowed, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, sentence, whole
from luodi.web.exporting import Export, exported
from luodi.web.observed.words import language
from luodi.web.scoreboards import table, words
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging

SIZE = 50
FIRST_YEAR = 2020
MOST_MORE = Decimal(10) ** 15


@permitted("scoreboards.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the boards that the viewer may see."""
    viewer, page, given = actor_of(request), whole(request.GET.get("page")) or 1, request.GET
    asked = BoardFilter(
        unit_class=given.get("class", "") if given.get("class") in words.classes() else "",
        state=given.get("state", "") if given.get("state") in words.board_states() else "", year=whole(given.get("year")),
    )  # fmt: skip
    rows, total = queries.boards(viewer, asked, page=page, size=SIZE)
    pages = max(1, -(-total // SIZE))
    context = {
        "rows": [words.listed(each) for each in rows], "columns": _list_columns(), "filters": _filters(),
        "paging": Paging(total=total, shown=len(rows), page=min(page, pages), pages=pages), "narrowed": asked != BoardFilter(),
        "may_keep": viewer.may("scoreboards.keep"), "sees_promises": viewer.may("promises.view"),
    }  # fmt: skip
    return render(request, "scoreboards/index.html", context)


@permitted("scoreboards.view")
def board(request: HttpRequest, board_id: int) -> HttpResponse:
    """Show a board as a dense table: points with lamps, raw beside capped, as known on the asked day."""
    viewer, known = actor_of(request), known_of(request)
    found = queries.board_page(viewer, board_id, today=timezone.localdate(), known=known)
    sort, ruled = request.GET.get("sort", "rank"), found.standing.board.pack.indicators.values()
    columns = table.columns(found)
    context = head(found, known) | {
        "rows": table.lines(found, columns, known, sort), "sort": sort,
        "titles_of": {one.code: words.titled(one) for one in ruled},
        "columns": columns, "appeals": queries.appeals_of(viewer, board_id) if found.row.state != "draft" else (),
        "may_export": viewer.may("projects.export"), "decisions": words.decisions(), "badges": words.STATE_BADGES,
        "tabs": [
            (words.classes()[code], _address(pk, known), pk == board_id, None) for code, pk in found.siblings
        ] if len(found.siblings) > 1 else [],
    }  # fmt: skip
    return render(request, "scoreboards/board.html", context)


@permitted("projects.export")
def export(request: HttpRequest, board_id: int) -> HttpResponse:
    """Give the board as an Excel file: place, unit, points of each indicator, adjustments, total, lamps."""
    viewer, known = actor_of(request), known_of(request)
    if not viewer.may("scoreboards.view"):
        raise NotAllowed(permission="scoreboards.view")
    found = queries.board_page(viewer, board_id, today=timezone.localdate(), known=known)
    pack, places = found.standing.board.pack, found.standing.board.pack.places
    ruled = pack.of_class(found.row.unit_class)
    heads = [
        SheetColumn(_("排名"), "count", 8), SheetColumn(_("单位"), width=20),
        *(SheetColumn(f"{words.titled(one)}（{words.number(one.weights[found.row.unit_class], 0)}）", "yuan", 16) for one in ruled),
        SheetColumn(_("加减分"), "yuan", 10), SheetColumn(_("总分"), "yuan", 10), SheetColumn(_("灯"), width=28),
    ]  # fmt: skip
    rows = []
    for place in table.places(found):
        total, lamps = place.total, words.lamps()
        scores = {score.indicator: score for score in total.scores}
        signs = " ".join(f"{words.titled(one)}{lamps[scores[one.code].lamp]}" for one in ruled)
        rows.append([
            place.rank, found.standing.units[total.unit].name,
            *(engine.rounded(scores[one.code].points, places) for one in ruled),
            engine.rounded(total.bonus - total.penalty, places), total.total, signs,
        ])  # fmt: skip
    title = words.title(found.row).replace(" · ", "-")
    asked = Filter("at", _("按哪天所知"), kind="text")
    return exported(
        request, Export("scoreboard", title, heads, ["rank", "unit", "points", "total", "lamps"]), rows, [asked]
    )


@permitted("scoreboards.view")
def unit(request: HttpRequest, board_id: int, unit_id: int) -> HttpResponse:
    """Show a unit on a board: every figure with its source, why this place, what one more would change, its appeals."""
    viewer, known = actor_of(request), known_of(request)
    found = queries.unit_page(viewer, board_id, unit_id, today=timezone.localdate(), known=known)
    pack = found.page.standing.board.pack
    scored = [score for score in found.place.total.scores if score.state == "scored"]
    context = head(found.page, known) | {
        "unit": found.unit, "place": found.place, "why": engine.why(found.page.standing.board, found.unit.code, language()),
        "lines": [words.behind(found.page, found.unit, score) for score in found.place.total.scores],
        "line_columns": _line_columns(), "total": words.number(found.place.total.total, pack.places),
        "base": words.number(found.place.total.base, pack.places), "appeals": found.appeals,
        "bonus": words.number(found.place.total.bonus, pack.places), "penalty": words.number(found.place.total.penalty, pack.places),
        "adjustments": [words.adjusted(each, pack) for each in found.adjustments],
        "figures": [words.typed(each, pack) for each in found.figures], "may_appeal": found.may_appeal,
        "indicators": [(one.code, words.titled(one)) for one in pack.of_class(found.page.row.unit_class)],
        "scored": [(score.indicator, words.titled(pack.indicators[score.indicator])) for score in scored],
        "titles": {one.code: words.titled(one) for one in pack.indicators.values()}, "decisions": words.decisions(),
        "badges": words.STATE_BADGES, "changed": _changed(request, found), "asked": request.GET,
    }  # fmt: skip
    return render(request, "scoreboards/unit.html", context)


@permitted("scoreboards.view")
def changes(request: HttpRequest, board_id: int) -> HttpResponse:
    """Compare a frozen board with how it would be as known today; the board itself never changes."""
    page, now, rows = queries.differences(actor_of(request), board_id, today=timezone.localdate())
    pack = page.standing.board.pack
    context = head(page, None) | {
        "rows": [
            {
                "unit": each.unit.name, "page": f"{_unit_address(board_id, each.unit.id)}?at={now.known}",
                "rank_frozen": each.rank_frozen, "rank_now": each.rank_now,
                "total_frozen": words.number(each.total_frozen, pack.places), "total_now": words.number(each.total_now, pack.places),
                "moved": each.rank_frozen != each.rank_now, "changed": each.total_frozen != each.total_now,
                "apart": "；".join(f"{words.titled(pack.indicators[code])} {before} → {after}" for code, before, after in each.apart),
            }
            for each in rows
        ],
        "columns": _change_columns(), "now": now.known,
    }  # fmt: skip
    return render(request, "scoreboards/changes.html", context)


def known_of(request: HttpRequest) -> date | None:
    """Read the day as known on which a board is asked for; today and later are no past."""
    day = day_of(request.GET.get("at", ""))
    return day if day is not None and day < timezone.localdate() else None


def head(page: BoardPage, known: date | None) -> dict:
    """Give what stands over every page of a board."""
    row = page.row
    return {
        "board": row, "title": words.title(row), "state": words.board_states()[row.state],
        "state_badge": words.STATE_BADGES[row.state], "known": known, "as_known": page.standing.known, "page": page,
        "class_title": words.classes()[row.unit_class],
        "months_over": f"{words.number(page.standing.board.units[0].time * 100, 1)}%" if page.standing.board.units else "",
    }  # fmt: skip


def _address(board_id: int, known: date | None) -> str:
    return f"/scoreboards/{board_id}/" + (f"?at={known}" if known else "")


def _unit_address(board_id: int, unit_id: int) -> str:
    return f"/scoreboards/{board_id}/units/{unit_id}/"


def _changed(request: HttpRequest, found: UnitPage) -> str:
    """Say what more of an indicator would change, if the form asked for it."""
    code, more = request.GET.get("indicator", ""), request.GET.get("more", "").strip()
    if not code:
        return ""
    try:
        amount = Decimal(more or "1")
    except ArithmeticError:
        amount = Decimal(0)
    if not amount.is_finite() or not 0 < amount <= MOST_MORE:
        return _("请填写大于零的数。")
    standing = found.page.standing.board
    try:
        change = engine.what_if(standing, unit=found.unit.code, indicator=code, more=amount)
    except Refusal as refusal:
        return sentence(refusal)
    return engine.ranking.change_in_words(standing, change, language())


def _list_columns() -> tuple[Column, ...]:
    return (
        Column("title", _("榜单"), "link", "grow", href="page", card="title"), Column("unit_class", _("类别"), width="md"),
        Column("period", _("考核期"), width="lg"), Column("as_of", _("截至"), "day", "md"),
        Column("state", _("状态"), "badge", "md"), Column("appeals_until", _("申诉截止"), "day", "md"),
        Column("open_appeals", _("待答复申诉"), "count", "md"), Column("frozen_at", _("定榜时间"), "moment", "lg"),
    )  # fmt: skip


def _line_columns() -> tuple[Column, ...]:
    return (
        Column("indicator", _("指标"), width="grow", card="title"), Column("weight", _("权重"), "number", "xs"),
        Column("target", _("目标"), "number", "lg"), Column("actual", _("实绩"), "number", "lg"),
        Column("progress", _("进度"), "number", "sm"), Column("raw", _("未封顶"), "number", "sm"),
        Column("points", _("得分"), "number", "sm"), Column("lamp", _("灯"), width="sm"),
        Column("source", _("来源"), width="xl", card="wide"),
    )  # fmt: skip


def _change_columns() -> tuple[Column, ...]:
    return (
        Column("unit", _("单位"), "link", "lg", href="page", card="title"), Column("rank_frozen", _("定榜排名"), "number", "sm"),
        Column("rank_now", _("现在排名"), "number", "sm"), Column("total_frozen", _("定榜总分"), "number", "md"),
        Column("total_now", _("现在总分"), "number", "md"), Column("apart", _("不同的指标"), width="grow", card="wide"),
    )  # fmt: skip


def _filters() -> tuple[Filter, ...]:
    return (
        Filter("class", _("类别"), options=list(words.classes().items())),
        Filter("state", _("状态"), options=list(words.board_states().items())),
        Filter(
            "year",
            _("年度"),
            options=[(y, str(y)) for y in range(timezone.localdate().year + 1, FIRST_YEAR - 1, -1)],
            width="sm",
        ),
    )
