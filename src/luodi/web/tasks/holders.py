"""Naming who holds a follow-up: a form takes the unit and, where one is known, the name of a person of it."""

from datetime import date

from luodi.tasks.operations import PersonNotInUnit
from luodi.tasks.queries import persons_of


def person_named(name: str, unit_id: int | None, *, on: date) -> int | None:
    """Give the person of a unit with this name; None without a name.

    :raises PersonNotInUnit: if nobody, or more than one, in the unit has it
    """
    if not name:
        return None
    found = [person for person, known in persons_of(unit_id, on=on) if known == name] if unit_id else []
    if len(found) != 1:
        raise PersonNotInUnit(person=name, unit="—")
    return found[0]
