"""How the signed projects divide by track and by what stands behind their amounts, from the tally."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from luodi.engines.gates.stages import MAIN_CODES
from luodi.projects.permissions import amount_units, row_units
from luodi.projects.queries.scope import Condition, in_units, joined
from luodi.values.actor import Actor

SIGNED = tuple(MAIN_CODES[MAIN_CODES.index("P7") :])
SQL = """
SELECT p.track, p.binding, SUM(p.projects), SUM(p.amount), SUM(p.without_amount)
FROM projects_tally AS p
WHERE {where}
GROUP BY 1, 2 HAVING SUM(p.projects) <> 0 ORDER BY 4 DESC, 1
"""


@dataclass(frozen=True, slots=True)
class TrackShare:
    """Projects that claim a signing or later, of one track and one binding: number, sum in 元 (None: hidden), without."""

    track: str
    binding: str
    projects: int
    amount: Decimal | None
    without_amount: int


def signed_shares(*, viewer: Actor) -> list[TrackShare]:
    """Divide what has claimed at least a signing (P7) by track and binding; one SQL statement.

    Side states are left out. A viewer gets the part of their units (single rows beside these are left out); sums are
    hidden unless every amount that enters them is the viewer's to see.
    """
    own = row_units(viewer)
    conditions = [Condition("p.side_state = '' AND p.stage = ANY(%s)", (list(SIGNED),))]
    if own is not None:
        conditions.append(Condition(in_units("p.unit_id", own)))
    where, params = joined(conditions)
    seen = amount_units(viewer)
    hidden = seen is not None and (own is None or not set(own) <= set(seen))
    with connection.cursor() as cursor:
        cursor.execute(SQL.format(where=where), params)
        rows = cursor.fetchall()
    return [
        TrackShare(track, binding, int(count), None if hidden else amount, int(without))
        for track, binding, count, amount, without in rows
    ]
