"""Finding the district's units by the names that texts give them."""

from collections.abc import Callable

from luodi.people.models import Unit


def unit_finder() -> Callable[[str], int | None]:
    """Give a function from a name to the id of the unit that bears it now: by name, short name or a former name.

    "区综合行政执法局" also finds 综合行政执法局. A merged unit gives the one it went into. A name that two units share
    finds none. One SQL statement, however many names are asked.
    """
    units = {
        unit.pk: unit for unit in Unit.objects.only("name", "short_name", "former_names", "active", "merged_into_id")
    }
    by_name: dict[str, set[int]] = {}
    for unit in units.values():
        now = _present(unit, units)
        if now is not None:
            for name in {unit.name, unit.short_name, *unit.former_names} - {""}:
                by_name.setdefault(name, set()).add(now)

    def find(name: str) -> int | None:
        for form in (name, name.removeprefix("区"), f"区{name}"):
            found = by_name.get(form, set())
            if found:
                return next(iter(found)) if len(found) == 1 else None
        return None

    return find


def _present(unit: Unit, units: dict[int, Unit]) -> int | None:
    seen: set[int] = set()
    while unit.merged_into_id and unit.pk not in seen:
        seen.add(unit.pk)
        unit = units[unit.merged_into_id]
    return unit.pk if unit.active else None
