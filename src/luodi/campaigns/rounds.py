"""Counting the steps of a task or an issue: the rounds from being found until closed, as known by the steps given. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

ONE = timedelta(days=1)
OBSERVED = ("pm25", "good_days", "sections", "fine_management", "satisfaction")  # as the packs of campaigns name them


@dataclass(slots=True)
class Round:
    """One time that something was asked for: from which day, due when, done when. A re-occurrence begins another."""

    began: date
    due: date
    done: date | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """A month [start, end) looked at on a day: what is over of it, and the day on which it is judged."""

    start: date
    end: date
    known: date

    @property
    def done_before(self) -> date:
        """Give the first day whose closings do not count any more."""
        return min(self.end, self.known + ONE)

    @property
    def due_before(self) -> date:
        """Give the first day whose due dates are not over yet."""
        return min(self.end, self.known)


def rounds_of(steps: Iterable[tuple[str, date, date | None]]) -> list[Round]:
    """Give the rounds of steps (kind, day, due) in the order in which they were written; withdrawn: none at all.

    Done is the day on which the accepted report says that it was done, not the day of the check.
    """
    found: list[Round] = []
    reported: date | None = None
    for kind, day, due in steps:
        if kind in ("set", "found", "reopened"):
            found.append(Round(day, due or day))
        elif kind == "withdrawn":
            return []
        elif kind == "reported":
            reported = day
        elif kind == "accepted":
            found[-1].done = reported
        elif kind == "moved" and due is not None:
            found[-1].due = due
    return found


def standing(one: Round, month: Month) -> str:
    """Say how a round counts in a month: "done" in it, "late" (due by then and not done), or "" when it does not count."""
    if one.done is not None and one.done < month.done_before:
        return "done" if one.done >= month.start else ""
    return "late" if one.due < month.due_before else ""
