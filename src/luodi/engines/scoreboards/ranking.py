"""Ranking: the places of each class of units, why each stands where it does, and what one more would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from .pack import EARLIER, Pack
from .refusals import UnitTwice, UnknownFigure
from .scoring import Figure, Number, Total, Unit, rounded, scored

FAR = 2**62  # a day that has not come


@dataclass(frozen=True, slots=True)
class Place:
    """Hold a unit's place in its class; `rank` is None for a void total or before anything is due.

    `decided_by` says what set it apart from the unit above: first, score, an indicator's code, earlier, or equal. `gap` are
    the points to the unit above, `apart` the indicators by which the two differ most, each with the points it lost or won.
    """

    rank: int | None
    total: Total
    decided_by: str
    above: str
    gap: Decimal | None
    apart: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Board:
    """Hold a scoreboard: the pack, the units as given, the places class by class."""

    pack: Pack
    units: tuple[Unit, ...]
    places: tuple[Place, ...]

    def place(self, unit: str) -> Place:
        """Give the place of a unit.

        :raises KeyError: if it is not on the board
        """
        found = next((place for place in self.places if place.total.unit == unit), None)
        if found is None:
            raise KeyError(unit)
        return found


@dataclass(frozen=True, slots=True)
class Change:
    """Say what more of one indicator would change for a unit, the others staying as they are."""

    unit: str
    indicator: str
    more: Number
    points: Decimal
    total: Decimal | None
    rank_before: int | None
    rank: int | None
    lamp_before: str
    lamp: str


def ranked(pack: Pack, units: Sequence[Unit]) -> Board:
    """Rank units within their classes by their rounded totals, then by the pack's ties; what is still equal shares a place.

    :raises UnitTwice: if one stands there twice
    :raises Refusal: if a figure can't be scored
    """
    codes = [unit.code for unit in units]
    for code in codes:
        if codes.count(code) > 1:
            raise UnitTwice(unit=code)
    places: list[Place] = []
    for unit_class in pack.classes:
        ours = [unit for unit in units if unit.unit_class == unit_class]
        places += _places(pack, ours)
    strangers = [unit for unit in units if unit.unit_class not in pack.classes]
    for unit in strangers:
        scored(pack, unit)  # refuses
    return Board(pack, tuple(sorted(units, key=lambda unit: unit.code)), tuple(places))


def what_if(board: Board, *, unit: str, indicator: str, more: Number = 1) -> Change:
    """Say what `more` of an indicator (one more project) would change for a unit.

    :raises UnknownFigure: if the unit has no figure of that indicator to add to
    """
    before = board.place(unit)
    old = next(each for each in board.units if each.code == unit)
    figure = old.figures.get(indicator)
    score = before.total.of(indicator)
    if figure is None or figure.actual is None or score is None:
        raise UnknownFigure(unit=unit, given=indicator)
    raised = replace(figure, actual=Fraction(figure.actual) + Fraction(more))
    after = ranked(board.pack, [_with(each, indicator, raised) if each.code == unit else each for each in board.units])
    place = after.place(unit)
    won = place.total.of(indicator)
    assert won is not None
    points = rounded(won.points - score.points, board.pack.places)
    return Change(unit, indicator, more, points, place.total.total, before.rank, place.rank, score.lamp, won.lamp)


def why(board: Board, unit: str, language: str = "zh") -> str:
    """Explain a unit's place in one sentence."""
    place, pack = board.place(unit), board.pack
    chinese = language.startswith("zh")
    if place.rank is None:
        if place.total.void:
            return "触发一票否决，排名无效。" if chinese else "A veto voids the ranking."
        return "尚未到考核时点，不计分。" if chinese else "Nothing is due yet; there is no score."
    title = {code: one.title if chinese else one.title_en for code, one in pack.indicators.items()}
    head = (
        f"总分{place.total.total}，第{place.rank}名" if chinese else f"{place.total.total} points, place {place.rank}"
    )
    if place.decided_by == "first":
        return f"{head}，居本类首位。" if chinese else f"{head}: first of its class."
    apart = "、" if chinese else ", "
    parts = apart.join(f"{title[code]} {points:+}" for code, points in place.apart)
    if place.decided_by == "score":
        tail = f"，比前一名低{place.gap}分" if chinese else f", {place.gap} below the one above"
        return f"{head}{tail}（{parts}）。" if chinese else f"{head}{tail} ({parts})."
    if place.decided_by == "equal":
        return f"{head}，与前一名并列。" if chinese else f"{head}, shared with the one above."
    by = ("较晚完成" if chinese else "later achievement") if place.decided_by == EARLIER else title[place.decided_by]
    return f"{head}，总分相同，按“{by}”列后。" if chinese else f"{head}: equal points, behind by {by}."


def change_in_words(board: Board, change: Change, language: str = "zh") -> str:
    """Say in one sentence what a change brings."""
    one = board.pack.indicators[change.indicator]
    if language.startswith("zh"):
        place = f"名次由第{change.rank_before}升至第{change.rank}" if change.rank != change.rank_before else "名次不变"
        return f"“{one.title}”再增加{change.more}，得分{change.points:+}，总分{change.total}，{place}。"
    moved = change.rank != change.rank_before
    place = f"place {change.rank_before} becomes {change.rank}" if moved else "the place stays"
    return f"{change.more} more of “{one.title_en}”: {change.points:+} points, {change.total} in total, {place}."


def _with(unit: Unit, indicator: str, figure: Figure) -> Unit:
    return replace(unit, figures={**unit.figures, indicator: figure})


def _places(pack: Pack, units: list[Unit]) -> list[Place]:
    rows = [(unit, scored(pack, unit)) for unit in sorted(units, key=lambda unit: unit.code)]
    standing = [(unit, total) for unit, total in rows if not total.void and total.total is not None]
    out = [Place(None, total, "void" if total.void else "not_due", "", None, ())
           for _, total in rows if total.void or total.total is None]  # fmt: skip
    standing.sort(key=lambda row: _key(pack, *row))
    places: list[Place] = []
    for number, (unit, total) in enumerate(standing, 1):
        if not places:
            places.append(Place(1, total, "first", "", None, ()))
            continue
        above_unit, above = standing[number - 2]
        decided = _decided(pack, (above_unit, above), (unit, total))
        rank = places[-1].rank if decided == "equal" else number
        gap = (above.total or Decimal(0)) - (total.total or Decimal(0))
        places.append(Place(rank, total, decided, above.unit, gap, _apart(pack, above, total)))
    return places + out


def _key(pack: Pack, unit: Unit, total: Total) -> tuple:
    """Order by rounded total, then by the ties of the pack (handbook §6.2: 固投 score, then earlier, then equal)."""
    ties: list[Fraction | int] = []
    for tie in pack.ties:
        score = total.of(tie)
        ties.append(
            (FAR if unit.achieved is None else unit.achieved) if tie == EARLIER else -score.points if score else 0
        )
    return (-(total.total or Decimal(0)), *ties)


def _decided(pack: Pack, above: tuple[Unit, Total], below: tuple[Unit, Total]) -> str:
    for name, one, other in zip(("score", *pack.ties), _key(pack, *above), _key(pack, *below), strict=True):
        if one != other:
            return name
    return "equal"


def _apart(pack: Pack, above: Total, below: Total, most: int = 3) -> tuple[tuple[str, Decimal], ...]:
    found = []
    for score in below.scores:
        other = above.of(score.indicator)
        points = rounded(score.points - (other.points if other else 0), pack.places)
        if points:
            found.append((score.indicator, points))
    found.sort(key=lambda row: (-abs(row[1]), row[0]))
    return tuple(found[:most])
