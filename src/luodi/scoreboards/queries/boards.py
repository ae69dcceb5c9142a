"""Reading boards: the list, one board as of its day and as known on any, one unit on it, and what changed since it froze."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from luodi.engines import scoreboards as engine
from luodi.people.visibility import sees_all
from luodi.scoreboards.models import Adjustment, Appeal, Board, Figure, Snapshot
from luodi.scoreboards.permissions import may_appeal, may_check
from luodi.scoreboards.queries.keeping import kept_frozen, kept_standing
from luodi.scoreboards.queries.rows import (
    AdjustmentRow,
    AppealRow,
    BoardFilter,
    BoardPage,
    BoardRow,
    Difference,
    FigureRow,
    Standing,
    UnitPage,
)
from luodi.scoreboards.queries.standing import engine_pack
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

OPEN = Count("appeals", filter=Q(appeals__state="open"))


def boards(viewer: Actor, filters: BoardFilter, *, page: int = 1, size: int = 50) -> tuple[list[BoardRow], int]:
    """List the boards that the viewer may see, the newest day first, and count them; two SQL statements."""
    found = Board.objects.visible_to(viewer)
    for value, lookup in ((filters.unit_class, "unit_class"), (filters.state, "state"), (filters.year, "as_of__year")):
        if value:
            found = found.filter(**{lookup: value})
    first = (max(page, 1) - 1) * size
    rows = found.select_related("pack").annotate(open_appeals=OPEN).order_by("-as_of", "unit_class", "-pk")
    return [_row(each) for each in rows[first : first + size]], found.count()


def board_page(viewer: Actor, board_id: int, *, today: date, known: date | None = None) -> BoardPage:
    """Give a board: a frozen one as it was frozen, unless a day is asked for; else as known on the day (None: today).

    Fourteen SQL statements whatever the number of units and indicators, six where it is kept, three for a frozen one.

    :raises NotFound: if there is none that the viewer may see
    """
    board = _seen(viewer).filter(pk=board_id).first()
    if board is None:
        raise NotFound()
    snapshot = Snapshot.objects.filter(board=board).first() if board.state == "frozen" else None
    if snapshot is not None and known is None:
        standing = kept_frozen(board, snapshot)
    else:
        standing = kept_standing(board, known=min(known or today, today))
    classes = Board.objects.visible_to(viewer).filter(pack=board.pack, as_of=board.as_of, period_kind=board.period_kind)
    keeps, opens, row = viewer.may("scoreboards.keep"), viewer.may("promises.view"), _row(board)
    over = board.appeals_until is not None and today > board.appeals_until
    return BoardPage(
        row=row, standing=standing, digest=snapshot.digest if snapshot else "",
        frozen_view=snapshot is not None and known is None,
        siblings=tuple(classes.order_by("unit_class").values_list("unit_class", "pk")), may_keep=keeps,
        may_show=keeps and board.state == "draft", own_units=viewer.unit_ids if opens else frozenset(),
        sees_all=opens and sees_all(viewer, "internal"),
        may_freeze=viewer.may("scoreboards.approve") and board.state == "shown" and over and not row.open_appeals,
    )  # fmt: skip


def unit_page(viewer: Actor, board_id: int, unit_id: int, *, today: date, known: date | None = None) -> UnitPage:
    """Give one unit on a board with everything behind its points; three SQL statements more than the board.

    :raises NotFound: if there is no such board, or the unit is not on it
    """
    page = board_page(viewer, board_id, today=today, known=known)
    unit = next((each for each in page.standing.units.values() if each.id == unit_id), None)
    if unit is None:
        raise NotFound()
    of_unit = {
        "pack_code": page.row.pack_code,
        "unit": unit_id,
        "day__lte": page.row.as_of,
        "day__year": page.row.as_of.year,
    }
    decided = {"state": "approved", "decided_at__date__lte": page.standing.known}
    added = Adjustment.objects.filter(**of_unit, **decided).select_related("unit", "made_by", "approved_by")
    typed = Figure.objects.filter(**of_unit, **decided).select_related("unit", "made_by", "approved_by")
    in_time = page.row.state == "shown" and page.row.appeals_until is not None and today <= page.row.appeals_until
    return UnitPage(
        page=page, unit=unit, place=page.standing.board.place(unit.code),
        appeals=appeals_of(viewer, board_id, unit_id=unit_id),
        adjustments=tuple(adjustment_row(each, viewer) for each in added.order_by("pk")),
        figures=tuple(figure_row(each, viewer) for each in typed.order_by("-day", "-pk")),
        may_appeal=in_time and known is None and may_appeal(viewer, unit_id),
    )  # fmt: skip


def appeals_of(viewer: Actor, board_id: int, *, unit_id: int | None = None) -> tuple[AppealRow, ...]:
    """Give the appeals against a board that the viewer may see, the newest first; one SQL statement."""
    found = Appeal.objects.visible_to(viewer).filter(board_id=board_id, board__in=Board.objects.visible_to(viewer))
    if unit_id is not None:
        found = found.filter(unit_id=unit_id)
    rows = found.select_related("unit", "made_by", "approved_by").order_by("-pk")
    return tuple(_appeal(each, viewer) for each in rows)


def appeal_on(viewer: Actor, board_id: int, appeal_id: int) -> AppealRow:
    """Give one appeal against a board; one SQL statement.

    :raises NotFound: if there is none that the viewer may see
    """
    found = next((each for each in appeals_of(viewer, board_id) if each.id == appeal_id), None)
    if found is None:
        raise NotFound()
    return found


def differences(viewer: Actor, board_id: int, *, today: date) -> tuple[BoardPage, Standing, list[Difference]]:
    """Compare a frozen board with how it would be as known today; the board does not change by it.

    :raises NotFound: if there is none that the viewer may see, or it is not frozen
    """
    page = board_page(viewer, board_id, today=today)
    if not page.frozen_view:
        raise NotFound()
    board = Board.objects.select_related("pack").get(pk=board_id)
    now = kept_standing(board, known=today)
    return page, now, [_difference(page.standing, now, place) for place in page.standing.board.places]


def waiting_rows(viewer: Actor, pack_code: str, *, as_of: date) -> tuple[list[FigureRow], list[AdjustmentRow]]:
    """Give the figures and adjustments of a pack's year until a day, those that wait first; two SQL statements."""
    of = {"pack_code": pack_code, "day__year": as_of.year, "day__lte": as_of}
    figures = Figure.objects.filter(**of).select_related("unit", "made_by", "approved_by").order_by("-pk")[:200]
    added = Adjustment.objects.filter(**of).select_related("unit", "made_by", "approved_by").order_by("-pk")[:200]
    waiting = {"proposed": 0}
    return (
        sorted((figure_row(each, viewer) for each in figures), key=lambda row: waiting.get(row.state, 1)),
        sorted((adjustment_row(each, viewer) for each in added), key=lambda row: waiting.get(row.state, 1)),
    )


def board_title(viewer: Actor, board_id: int) -> BoardRow:
    """Give the head of a board that the viewer may see; one SQL statement.

    :raises NotFound: if there is none
    """
    board = _seen(viewer).filter(pk=board_id).first()
    if board is None:
        raise NotFound()
    return _row(board)


def open_boards(viewer: Actor) -> list[int]:
    """Give the boards that are not frozen; one SQL statement."""
    return list(Board.objects.visible_to(viewer).exclude(state="frozen").order_by("pk").values_list("pk", flat=True))


def figure_row(row: Figure, viewer: Actor) -> FigureRow:
    """Give a figure's row."""
    return FigureRow(
        id=row.pk, unit_id=row.unit_id, unit=row.unit.short_name or row.unit.name, indicator=row.indicator, day=row.day,
        kind=row.kind, actual=row.actual, target=row.target, base=row.base, faults=row.faults, missed=row.missed,
        source=row.source, reason=row.reason, document_id=row.document_id, state=row.state, made_by=_name(row.made_by),
        made_at=row.made_at, approved_by=_name(row.approved_by), decided_at=row.decided_at,
        decision_note=row.decision_note, may_check=row.state == "proposed" and may_check(viewer, row.made_by_id),
    )  # fmt: skip


def adjustment_row(row: Adjustment, viewer: Actor) -> AdjustmentRow:
    """Give an adjustment's row."""
    return AdjustmentRow(
        id=row.pk, unit_id=row.unit_id, unit=row.unit.short_name or row.unit.name, kind=row.kind, veto=row.veto,
        indicator=row.indicator, points=row.points, day=row.day, reason=row.reason, reference=row.reference,
        document_id=row.document_id, state=row.state, made_by=_name(row.made_by), made_at=row.made_at,
        approved_by=_name(row.approved_by), decided_at=row.decided_at, decision_note=row.decision_note,
        may_check=row.state == "proposed" and may_check(viewer, row.made_by_id),
    )  # fmt: skip


def _seen(viewer: Actor) -> QuerySet[Board]:
    return Board.objects.visible_to(viewer).select_related("pack").annotate(open_appeals=OPEN)


def _row(board: Board) -> BoardRow:
    return BoardRow(
        id=board.pk, title=board.pack.title, title_en=engine_pack(board.pack).title_en, pack_id=board.pack_id,
        pack_code=board.pack.code, unit_class=board.unit_class, period_kind=board.period_kind, as_of=board.as_of,
        state=board.state, made_at=board.made_at, shown_at=board.shown_at, appeals_until=board.appeals_until,
        frozen_at=board.frozen_at, open_appeals=board.open_appeals, version=board.version, example=board.pack.example,
    )  # fmt: skip


def _appeal(row: Appeal, viewer: Actor) -> AppealRow:
    return AppealRow(
        id=row.pk, board_id=row.board_id, unit_id=row.unit_id, unit=row.unit.short_name or row.unit.name,
        indicator=row.indicator, reason=row.reason, evidence=row.evidence, document_id=row.document_id, state=row.state,
        made_by=_name(row.made_by), made_at=row.made_at, answered_by=_name(row.approved_by), answered_at=row.decided_at,
        answer=row.decision_note, figure_id=row.figure_id,
        may_answer=row.state == "open" and may_check(viewer, row.made_by_id),
    )  # fmt: skip


def _difference(frozen: Standing, now: Standing, place: engine.Place) -> Difference:
    code, places = place.total.unit, frozen.board.pack.places
    after = next((each for each in now.board.places if each.total.unit == code), None)
    apart = []
    for score in place.total.scores:
        other = after.total.of(score.indicator) if after else None
        if other is not None and other.points != score.points:
            pair = engine.rounded(score.points, places), engine.rounded(other.points, places)
            apart.append((score.indicator, *pair))
    return Difference(
        frozen.units[code], place.rank, after.rank if after else None, place.total.total,
        after.total.total if after else None, tuple(apart),
    )  # fmt: skip


def _name(person) -> str:
    return person.name if person else ""
