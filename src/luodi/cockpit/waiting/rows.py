"""What the waiting list is made of: one thing that waits, and a pile of such things."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from luodi.values.actor import Actor

LONGEST = 20
MOST = 60


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: its title, what is to be done (a code with values), the page that does it, since and until.

    `page` and `at` name the address and its parts ({"project_id": 7}); `anchor` the place on it; `late` a passed day.
    `who` waits for it; `of` is what it is about ("leads.registration", 7), so that a task about the same is not shown twice.
    """

    title: str
    what: str
    values: dict[str, object]
    page: str
    at: dict[str, int]
    anchor: str = ""
    since: datetime | None = None
    due_date: date | None = None
    late: bool = False
    ready: bool = False
    who: str = ""
    of: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Pile:
    """What waits for one reason: a code that the page words, the first of it, how much there is, and what it is about."""

    code: str
    rows: tuple[Waiting, ...]
    total: int
    about: frozenset[tuple[str, int]] = frozenset()


Source = Callable[[Actor, date], Pile]


def pile(code: str, rows: list[Waiting], total: int | None = None) -> Pile:
    """Make a pile of what a source found; it shows the first and says how much there is."""
    about = frozenset(row.of for row in rows if row.of is not None)
    return Pile(code, tuple(rows[:LONGEST]), len(rows) if total is None else total, about)
