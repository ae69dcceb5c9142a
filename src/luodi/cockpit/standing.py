"""How the ledger of promises stands for a leader: plans by unit, boards, verdicts, what is overdue, a campaign's month."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from luodi.campaigns.queries import PlanRow as CampaignRow
from luodi.campaigns.queries import StreetPlace, monthly_ranking
from luodi.campaigns.queries import plans as campaign_plans
from luodi.engines.scoreboards import Board, Place
from luodi.promises.queries import Plan, PromiseFilter, PromiseRow, plans, promises_known_at
from luodi.scoreboards.queries import BoardFilter, BoardPage, BoardRow, UnitRow, board_page, boards
from luodi.tasks.queries import FollowUpFilter, FollowUpPage, follow_ups
from luodi.values.actor import Actor

ALL = 1_000_000
WHO = ("firm", "unit", "district")


@dataclass(frozen=True, slots=True)
class BoardEnds:
    """A board with its best and its last places; the two never share a unit. `titles` names its indicators."""

    row: BoardRow
    top: tuple[tuple[UnitRow, Place], ...]
    bottom: tuple[tuple[UnitRow, Place], ...]
    units: int
    titles: dict[str, str]


@dataclass(frozen=True, slots=True)
class CampaignMonth:
    """A plan's ranking of a month, best first; `titles` names what was counted."""

    plan: CampaignRow
    month: date
    places: tuple[StreetPlace, ...]
    titles: dict[str, str]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Promises by who promised and how the running term stands, with the rows that were counted."""

    counts: Counter[tuple[str, str]]
    rows: tuple[PromiseRow, ...]

    def of(self, who: str, *verdicts: str) -> int:
        """Count the promises of some promisors with one of these verdicts; of all of them without any."""
        return sum(
            n for (each, verdict), n in self.counts.items() if each == who and verdict in (verdicts or (verdict,))
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """All of it; a part is None where the viewer has no permission for it."""

    plans: tuple[Plan, ...] | None
    boards: tuple[BoardEnds, ...] | None
    verdicts: Verdicts | None
    follow_ups: FollowUpPage | None
    campaigns: tuple[CampaignMonth, ...] | None


def standing(viewer: Actor, *, on: date, known: datetime, day: date, most: int = 1) -> Standing:
    """Give how everything stood on a day, as known at an instant of another; a fixed number of SQL statements.

    `most` boards (of different classes) and campaigns are read.
    """
    promises = viewer.may("promises.view")
    return Standing(
        plans=tuple(plans(viewer, year=on.year, today=on, known=day)) if promises else None,
        boards=board_ends(viewer, on=on, day=day, most=most) if viewer.may("scoreboards.view") else None,
        verdicts=verdicts(viewer, on=on, day=day) if promises else None,
        follow_ups=overdue(viewer, on=on) if viewer.may("tasks.view") else None,
        campaigns=campaign_months(viewer, month=on.replace(day=1), known=known, most=most)
        if viewer.may("campaigns.view") else None,
    )  # fmt: skip


def verdicts(viewer: Actor, *, on: date, day: date, unit_id: int | None = None) -> Verdicts:
    """Judge the promises that the viewer may see, of a unit or all, and count them; six SQL statements."""
    found = promises_known_at(
        viewer, PromiseFilter(unit_id=unit_id), today=on, known=day, sort="due", size=ALL
    )  # fmt: skip
    counts = Counter((row.who, row.running.verdict if row.running else "not_due") for row in found.rows)
    return Verdicts(counts, tuple(found.rows))


def overdue(viewer: Actor, *, on: date, unit_id: int | None = None, size: int = 100) -> FollowUpPage:
    """Give the follow-ups beyond their day, the longest first; three SQL statements."""
    return follow_ups(viewer, FollowUpFilter(standing="over", unit_id=unit_id), today=on, sort="due", size=size)


def newest_boards(viewer: Actor, *, on: date, most: int) -> list[BoardRow]:
    """Give the newest board of each class that units may look at, up to a day; two SQL statements."""
    rows, _ = boards(viewer, BoardFilter(), size=200)
    newest: dict[str, BoardRow] = {}
    for row in rows:
        if row.as_of <= on and row.state != "draft":
            newest.setdefault(row.unit_class, row)
    return list(newest.values())[:most]


def board_ends(viewer: Actor, *, on: date, day: date, most: int, size: int = 3) -> tuple[BoardEnds, ...]:
    """Give the best and last places of the newest boards, as known on a day."""
    found = []
    for row in newest_boards(viewer, on=on, most=most):
        page = board_page(viewer, row.id, today=day)
        found.append(_ends(page, size))
    return tuple(found)


def campaign_months(
    viewer: Actor, *, month: date, known: datetime, most: int, unit_id: int | None = None
) -> tuple[CampaignMonth, ...]:
    """Rank the streets of the campaigns of a month's year; six SQL statements a campaign."""
    found = []
    for plan in [each for each in campaign_plans(viewer) if each.year == month.year][:most]:
        ranking = monthly_ranking(viewer, plan.id, month=month, known=known)
        places = ranking.places
        if unit_id is None or any(each.unit_id == unit_id for each in places):
            found.append(CampaignMonth(plan, month, places, _titles(ranking.board)))
    return tuple(found)


def _titles(board: Board) -> dict[str, str]:
    return {code: each.title for code, each in board.pack.indicators.items()}


def _ends(page: BoardPage, size: int) -> BoardEnds:
    standing = page.standing
    ranked = [(standing.units[each.total.unit], each) for each in standing.board.places if each.rank is not None]
    ranked.sort(key=lambda pair: (pair[1].rank, pair[0].id))
    top = ranked[:size]
    return BoardEnds(
        page.row, tuple(top), tuple(ranked[max(len(ranked) - size, len(top)) :]), len(ranked), _titles(standing.board)
    )
