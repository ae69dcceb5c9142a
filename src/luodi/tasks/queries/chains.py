"""The overdue steps of a follow-up: on which days they come, and which were reached."""

from dataclasses import dataclass
from datetime import date, timedelta

from luodi.people.queries.settings import parameters_in_force


@dataclass(frozen=True, slots=True)
class StepDays:
    """How many days before the due day the holder is reminded, and over it its unit's head and the leader are told."""

    remind: int
    head: int
    leader: int


@dataclass(frozen=True, slots=True)
class ChainStep:
    """An overdue step of one follow-up: its day, and when it was taken (None: not yet)."""

    kind: str
    day: date
    taken: date | None


def step_days(*, on: date) -> StepDays:
    """Give the district's days of overdue steps on a day; one SQL statement."""
    found = parameters_in_force("follow_ups.", on=on)
    return StepDays(*(int(str(found[f"follow_ups.{name}_days"])) for name in ("remind", "head", "leader")))


def steps_reached(remind_date: date, due_date: date, *, today: date, days: StepDays) -> list[str]:
    """Name the steps that a follow-up has reached: a reminder until it is due, then its unit's head, then the leader."""
    if today <= due_date:
        return ["reminded"] if remind_date <= today else []
    over = (today - due_date).days
    return [kind for kind, least in (("to_head", days.head), ("to_leader", days.leader)) if over >= least]


def chain(remind_date: date, due_date: date, taken: dict[str, date], days: StepDays) -> list[ChainStep]:
    """Give the three steps of a follow-up with their days, and which of them were taken."""
    planned = {
        "reminded": remind_date,
        "to_head": due_date + timedelta(days=days.head),
        "to_leader": due_date + timedelta(days=days.leader),
    }
    return [ChainStep(kind, day, taken.get(kind)) for kind, day in planned.items()]
