"""The month of a plan: the ranking with its reasons, and for a street the figures with the rows they were counted from."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from luodi.campaigns import queries
from luodi.campaigns.queries import MonthRanking, StreetPlace
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, whole
from luodi.web.campaigns import words
from luodi.web.tables import Column

LAMPS = {"green": "green", "yellow": "amber", "red": "red", "grey": "grey"}


def lamp_words() -> dict[str, str]:
    """Give the words of a figure's lamp."""
    return {"green": _("达标"), "yellow": _("接近"), "red": _("未达标"), "grey": _("无数据")}


@permitted("campaigns.view")
def month(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show the ranking of a month as known on a day, why each stands where it does, and one street's figures."""
    viewer, today = actor_of(request), timezone.localdate()
    wall = queries.wall(viewer, plan_id, today=today)
    day = day_of(request.GET.get("known", ""))
    chosen, known = words.month_of(request.GET.get("month", ""), wall.plan), words.known_at(day)
    ranking = queries.monthly_ranking(viewer, plan_id, month=chosen, known=known)
    asked, open_ones = whole(request.GET.get("unit")), [each for each in ranking.places if each.month]
    street = next((each for each in open_ones if each.unit_id == asked), open_ones[0] if open_ones else None)
    params = {"month": f"{chosen:%Y-%m}"} | ({"known": str(day)} if day and day < today else {})
    pack, chinese = ranking.board.pack, words.language().startswith("zh")
    context = {
        "plan": wall.plan, "months": words.months(wall.plan), "month": f"{chosen:%Y-%m}", "known": params.get("known", ""),
        "pack": pack, "columns": _columns(ranking), "rows": [_row(each, plan_id, params) for each in ranking.places],
        "reasons": [(each.unit, each.why_zh if chinese else each.why_en) for each in ranking.places],
        "codes": list(pack.indicators), "street": street, "figures": _figures(ranking, street, plan_id, params),
        "figure_columns": _figure_columns(), "english": not chinese, "to_figures": street is not None,
        "tasks": _tasks(wall, street), "task_columns": _task_columns(),
    }  # fmt: skip
    return render(request, "campaigns/month.html", context)


def _row(place: StreetPlace, plan_id: int, params: dict) -> dict:
    page = reverse("campaigns:month", kwargs={"plan_id": plan_id})
    return {
        "unit": place.unit, "rank": place.rank, "total": place.total, "points": place.points, "lamps": place.lamps,
        "page": f"{page}?{urlencode(params | {'unit': place.unit_id})}#figures" if place.month else "",
    }  # fmt: skip


def _figures(ranking: MonthRanking, place: StreetPlace | None, plan_id: int, params: dict) -> list[dict]:
    """Give each figure of a street with the address of the rows that it was counted from."""
    if place is None or place.month is None:
        return []
    issues = reverse("campaigns:issues", kwargs={"plan_id": plan_id})
    counted = f"{issues}?{urlencode(params | {'unit': place.unit_id})}"
    rows, figures, chinese = [], place.month.figures(), words.language().startswith("zh")
    for code, one in ranking.board.pack.indicators.items():
        figure, observed, lamp = figures[code], place.month.observed.get(code), place.lamps.get(code, "grey")
        score = ranking.board.place(str(place.unit_id)).total.of(code)
        source = counted if code == "problems" else "#counted-tasks" if code == "milestones" else ""
        if observed:
            source = reverse("observed:detail", kwargs={"series_id": observed.series_id})
        late = _("逾期 %(n)s 件") % {"n": figure.faults} if figure.faults else ""
        rows.append({
            "name": one.title if chinese else one.title_en, "actual": _written(figure.actual),
            "target": _written(figure.target), "note": late or (_("任务未达标") if figure.missed else ""),
            "points": place.points.get(code), "weight": f"{float(score.weight):g}" if score else "", "source": source,
            "lamp": LAMPS[lamp], "lamp_word": lamp_words()[lamp], "late": f"{counted}&how=late" if late else "",
        })  # fmt: skip
    return rows


def _written(value: object) -> str | None:
    """Write a figure without needless zeros; None where there is none."""
    return None if value is None else f"{Decimal(str(value)).normalize():f}"


def _tasks(wall: queries.Wall, place: StreetPlace | None) -> list[dict]:
    if place is None or place.month is None:
        return []
    shown = {task.id: task for line in wall.lines for task in line.tasks}
    words_of = {"done": (_("已完成"), "green"), "late": (_("未完成"), "red")}
    return [
        words.task_shown(shown[pk]) | {"how": words_of[how][0], "badge": words_of[how][1]}
        for pk, how in sorted(place.month.tasks.items(), key=lambda item: (item[1] != "late", item[0]))
        if pk in shown
    ]


def _columns(ranking: MonthRanking) -> tuple[Column, ...]:
    chinese = words.language().startswith("zh")
    return (
        Column("rank", _("名次"), "number", "xs"), Column("unit", _("街道"), "link", "lg", card="title"),
        Column("total", _("总分"), "number", "sm"),
        *(
            Column(code, one.title if chinese else one.title_en, "number", "ml", unit=f"{float(one.weights['street']):g}")
            for code, one in ranking.board.pack.indicators.items()
        ),
    )  # fmt: skip


def _task_columns() -> tuple[Column, ...]:
    return (
        Column("title", _("任务"), "link", "grow", href="page", card="title"), Column("how", _("结果"), "badge", "md"),
        Column("line", _("战线"), width="md"), Column("due", _("完成期限"), "day", "md"),
    )  # fmt: skip


def _figure_columns() -> tuple[Column, ...]:
    return (
        Column("name", _("指标"), width="lg", card="title"), Column("actual", _("实绩"), "number", "md"),
        Column("target", _("目标"), "number", "md"), Column("points", _("得分"), "number", "md"),
        Column("weight", _("权重"), "number", "sm"), Column("lamp", _("灯"), width="md"),
        Column("note", _("说明"), width="grow", card="wide"),
    )  # fmt: skip
