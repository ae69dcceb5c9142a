"""How many projects count for each unit from a day to a day: the figures of scoreboards."""

from datetime import date

from django.db.models import Q, Sum

from luodi.counting.models import Counted
from luodi.counting.queries.definitions import landing_definition

MEASURES = ("signed", "landed", "started")


def confirmed_by_unit(*, first: date, last: date) -> list[tuple[int, str, int]]:
    """Give (unit, measure, number) of what counts and is confirmed in these days; landed by the definition of the last.

    A unit without any is left out. For evaluation by the system, whose boards have a door of their own; two SQL statements.
    """
    definition = landing_definition(on=last)
    landed = Q(measure="landed", definition_id=definition.id) if definition else Q(pk__in=[])
    rows = Counted.objects.filter(
        landed | Q(measure__in=["signed", "started"]), counts=True, confirmed=True, date__gte=first, date__lte=last
    )
    found = rows.order_by().values_list("unit_id", "measure").annotate(number=Sum("number"))
    return sorted((unit, measure, int(number)) for unit, measure, number in found)
