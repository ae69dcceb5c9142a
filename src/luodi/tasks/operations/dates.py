"""The days of a follow-up's overdue steps: dated parameters of the district (part 督办 of the settings)."""

from datetime import date, timedelta

from luodi.people.queries.settings import parameters_in_force


def reminded_from(due_date: date, *, on: date) -> date:
    """Give the day from which the holder of a follow-up is reminded (`follow_ups.remind_days` before it is due)."""
    return due_date - timedelta(days=int(str(parameters_in_force("follow_ups.", on=on)["follow_ups.remind_days"])))
