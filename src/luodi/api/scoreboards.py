"""Scoreboards: packs, boards as known on any day, a unit's points with what is behind them, appeals and their answers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import Amount, Asked, Id, Listed, Page, Size, Version, actor_of, made, offer
from luodi.engines import scoreboards as engine
from luodi.scoreboards import operations, queries
from luodi.scoreboards.operations import Typed
from luodi.scoreboards.queries import BoardFilter, BoardPage

router = Router()
Words = Annotated[str, Field(max_length=300)]
Number = Annotated[str, Field(pattern=r"^-?[0-9]{1,17}(\.[0-9]{1,4})?$", description="exact decimal; money in 元")]
DAY = Field(None, description="as known on this day; a frozen board as it was frozen, others today, when left out")


class PackShape(Schema):
    """A formula pack; `example` marks the handbook's."""

    id: int
    code: str
    year: int
    title: str
    title_en: str
    digest: str
    example: bool
    state: str
    valid_from: date | None
    in_force: bool


class Packs(Schema):
    """The packs that the caller may see."""

    rows: list[PackShape]


class BoardShape(Schema):
    """A board in a list."""

    id: int
    title: str
    title_en: str
    pack_id: int
    unit_class: str
    period_kind: str
    as_of: date
    state: str
    appeals_until: date | None
    frozen_at: datetime | None
    open_appeals: int
    version: int


class BoardList(Listed):
    """A page of boards."""

    rows: list[BoardShape]


class ScoreShape(Schema):
    """The points of one indicator, raw beside capped. A grey lamp is no data."""

    indicator: str
    weight: Amount
    actual: Amount | None
    target: Amount | None
    progress: Amount | None
    raw: Amount
    points: Amount
    lamp: str
    state: str
    source: str
    promise_id: int | None
    corrected: bool


class BoardPlaceShape(Schema):
    """A unit's place; `rank` is null where a veto voids it or nothing is due."""

    unit_id: int
    unit: str
    rank: int | None
    base: Amount
    bonus: Amount
    penalty: Amount
    total: Amount | None
    why: str
    scores: list[ScoreShape]


class BoardWhole(Schema):
    """A board with its places; `digest` is that of its snapshot, `known` the day up to which figures were known."""

    board: BoardShape
    known: date
    frozen_view: bool
    digest: str
    places: list[BoardPlaceShape]


class AppealShape(Schema):
    """An appeal with its answer."""

    id: int
    unit_id: int
    indicator: str
    reason: str
    evidence: str
    state: str
    made_at: datetime
    answer: str


class BoardsAsked(Asked):
    """What the list is narrowed to."""

    unit_class: Annotated[str, Field(max_length=12)] = ""
    state: Literal["", "draft", "shown", "frozen"] = ""
    year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    page: Page = 1
    size: Size = 50


class BoardAt(Asked):
    """The day as known on which a board is given."""

    at: date | None = DAY


class Moved(Asked):
    """The version of the board that was read."""

    version: Version


class AppealGiven(Asked):
    """An appeal: about one indicator, or another matter."""

    indicator: Annotated[str, Field(max_length=40)] = ""
    reason: Annotated[str, Field(max_length=500)]
    evidence: Words


class AppealAnswered(Asked):
    """The answer, and the corrected figure of an accepted appeal (none: its source was corrected)."""

    accept: bool
    answer: Words
    actual: Number | None = None
    target: Number | None = None


@offer(router, "GET", "/scoreboards/packs", permission="scoreboards.view", answer=Packs, summary="Formula packs")
def packs(request: HttpRequest):
    """List the formula packs; drafts for who keeps boards."""
    return {"rows": queries.packs(actor_of(request), today=timezone.localdate())}


@offer(router, "GET", "/scoreboards", permission="scoreboards.view", answer=BoardList, summary="Scoreboards")
def boards(request: HttpRequest, asked: Query[BoardsAsked]):
    """List the boards that the caller may see: all of its class once they are shown."""
    filters = BoardFilter(asked.unit_class, asked.state, asked.year)
    rows, total = queries.boards(actor_of(request), filters, page=asked.page, size=asked.size)
    return {"rows": rows, "total": total}


@offer(
    router, "GET", "/scoreboards/{board_id}", permission="scoreboards.view", answer=BoardWhole, summary="One scoreboard"
)
def board(request: HttpRequest, board_id: Id, asked: Query[BoardAt]):
    """Give a board with every unit's points, as known on a day."""
    return _whole(request, board_id, asked.at)


@offer(
    router, "GET", "/scoreboards/{board_id}/appeals", permission="scoreboards.view", answer=list[AppealShape],
    summary="Appeals against a scoreboard",
)  # fmt: skip
def appeals(request: HttpRequest, board_id: Id):
    """List the appeals that the caller may see."""
    viewer = actor_of(request)
    queries.board_title(viewer, board_id)
    return queries.appeals_of(viewer, board_id)


@offer(
    router, "POST", "/scoreboards/{board_id}/show", permission="scoreboards.keep", answer=BoardWhole,
    summary="Show a draft",
)  # fmt: skip
def show(request: HttpRequest, board_id: Id, moved: Moved):
    """Show a draft to the units of its class; the appeal window begins."""
    operations.show_board(board_id=board_id, version=moved.version, by=actor_of(request), at=timezone.now())
    return _whole(request, board_id, None)


@offer(
    router, "POST", "/scoreboards/{board_id}/freeze", permission="scoreboards.approve", answer=BoardWhole,
    summary="Freeze a board",
)  # fmt: skip
def freeze(request: HttpRequest, board_id: Id, moved: Moved):
    """Freeze a board after its appeal window, once every appeal is answered."""
    operations.freeze_board(board_id=board_id, version=moved.version, by=actor_of(request), at=timezone.now())
    return _whole(request, board_id, None)


@offer(
    router, "POST", "/scoreboards/{board_id}/units/{unit_id}/appeals", permission="scoreboards.appeal", answer=AppealShape,
    status=201, summary="Appeal for a unit",
)  # fmt: skip
def appeal(request: HttpRequest, board_id: Id, unit_id: Id, given: AppealGiven):
    """Appeal for a unit within the window."""
    by = actor_of(request)
    row = operations.appeal(board_id=board_id, unit_id=unit_id, **given.model_dump(), by=by, at=timezone.now())
    return made(next(each for each in queries.appeals_of(by, board_id) if each.id == row.pk))


@offer(
    router, "POST", "/scoreboards/{board_id}/appeals/{appeal_id}/answer", permission="scoreboards.approve",
    answer=AppealShape, summary="Answer an appeal",
)  # fmt: skip
def answer(request: HttpRequest, board_id: Id, appeal_id: Id, given: AppealAnswered):
    """Accept an appeal, with the corrected figure, or refuse it."""
    by, at = actor_of(request), timezone.now()
    queries.appeal_on(by, board_id, appeal_id)
    if given.accept:
        numbers = [None if each is None else Decimal(each) for each in (given.actual, given.target)]
        corrected = Typed(*numbers) if any(each is not None for each in numbers) else None
        operations.accept_appeal(appeal_id=appeal_id, answer=given.answer, corrected=corrected, by=by, at=at)
    else:
        operations.refuse_appeal(appeal_id=appeal_id, answer=given.answer, by=by, at=at)
    return queries.appeal_on(by, board_id, appeal_id)


def _whole(request: HttpRequest, board_id: int, known: date | None) -> dict:
    viewer = actor_of(request)
    page = queries.board_page(viewer, board_id, today=timezone.localdate(), known=known)
    return {
        "board": page.row, "known": page.standing.known, "frozen_view": page.frozen_view, "digest": page.digest,
        "places": [_place(page, each, viewer.language) for each in page.standing.board.places],
    }  # fmt: skip


def _place(page: BoardPage, place: engine.Place, language: str) -> dict:
    unit, total, places = page.standing.units[place.total.unit], place.total, page.standing.board.pack.places
    opens = page.sees_all or unit.id in page.own_units
    scores = []
    for score in total.scores:
        cell = page.standing.cells.get((unit.code, score.indicator))
        scores.append({
            "indicator": score.indicator, "weight": engine.rounded(score.weight, 4), "actual": cell.actual if cell else None,
            "target": cell.target if cell else None, "lamp": score.lamp, "state": score.state,
            "progress": None if score.progress is None else engine.rounded(score.progress, 4),
            "raw": engine.rounded(score.raw, places), "points": engine.rounded(score.points, places),
            "source": cell.kind if cell else "", "promise_id": cell.promise_id if cell and opens else None,
            "corrected": bool(cell and cell.corrected),
        })  # fmt: skip
    return {
        "unit_id": unit.id, "unit": unit.name, "rank": place.rank, "base": engine.rounded(total.base, places),
        "bonus": engine.rounded(total.bonus, places), "penalty": engine.rounded(total.penalty, places),
        "total": total.total, "why": engine.why(page.standing.board, unit.code, language), "scores": scores,
    }  # fmt: skip
