"""What forms and filters offer: tracks, officers, units."""

from datetime import date

from django.db import connection
from django.db.models import Q

from luodi.people.models import Post
from luodi.projects.permissions import row_units
from luodi.projects.queries.rows import UnitRow
from luodi.projects.queries.scope import all_units, editable, in_units, offered
from luodi.values.actor import Actor

IN_FORCE = """
(SELECT zh FROM people_entry WHERE dictionary = 'tracks' AND valid_from <= %(day)s AND (valid_to IS NULL OR valid_to > %(day)s)
 ORDER BY sort, id)
UNION ALL
"""
USED = f"""
WITH RECURSIVE used(track) AS (
    (SELECT track FROM projects_project WHERE withdrawn_at IS NULL ORDER BY track LIMIT 1)
    UNION ALL
    SELECT (SELECT p.track FROM projects_project AS p WHERE p.withdrawn_at IS NULL AND p.track > used.track
            ORDER BY p.track LIMIT 1)
    FROM used WHERE used.track IS NOT NULL
)
{IN_FORCE} (SELECT track FROM used WHERE track <> '' LIMIT 200)
"""  # noqa: S608 - made of this module's own words
OWN = IN_FORCE + "(SELECT DISTINCT track FROM projects_tally WHERE {own} AND track <> '' ORDER BY track LIMIT 200)"  # noqa: S608


def tracks(*, viewer: Actor, today: date) -> list[str]:
    """Give the industry tracks: those of the dictionary in force, then others that the viewer's projects carry.

    One SQL statement.
    """
    units = row_units(viewer)
    with connection.cursor() as cursor:
        cursor.execute(USED if units is None else OWN.format(own=in_units("unit_id", units)), {"day": today})
        return list(dict.fromkeys(row[0] for row in cursor.fetchall()))


def officers(*, unit_ids: list[int], today: date) -> list[tuple[int, str]]:
    """Give the persons who hold a post in some units today, as (id, name); one SQL statement."""
    posts = Post.objects.filter(unit_id__in=unit_ids, from_date__lte=today, person__active=True)
    posts = posts.filter(Q(to_date__isnull=True) | Q(to_date__gt=today))
    return list(posts.order_by("person__pinyin").values_list("person_id", "person__name").distinct())


def units_offered(*, viewer: Actor) -> list[UnitRow]:
    """Give the units that a viewer may filter by; one SQL statement."""
    return offered(all_units(), viewer)


def units_to_edit(*, viewer: Actor) -> list[UnitRow]:
    """Give the units for which a viewer may register projects; one SQL statement."""
    return editable(all_units(), viewer)
