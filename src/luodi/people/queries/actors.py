"""Reading people: who acts, which units there are."""

from datetime import date

from django.db import connection

from luodi.people.models import Account
from luodi.people.permissions import permissions_of
from luodi.values.actor import Actor

FIRM_USER = "firm_user"

# Everything that decides what a person may do today, in one row: every request asks for it. The firms for which a person
# acts stand in a table of the layer above; only its name is used here, so that signing in stays one statement.
STANDING = """
WITH absent AS (
    SELECT absent_id FROM people_standin
    WHERE substitute_id = %(person)s AND from_date <= %(today)s AND to_date > %(today)s AND ended_at IS NULL
), posts AS (
    SELECT post.id, post.person_id, post.role, unit.id AS unit_id, unit.name AS unit_name, unit.path
    FROM people_post AS post JOIN people_unit AS unit ON unit.id = post.unit_id
    WHERE (post.person_id = %(person)s OR post.person_id IN (SELECT absent_id FROM absent))
      AND post.from_date <= %(today)s AND (post.to_date IS NULL OR post.to_date > %(today)s)
), own AS (
    SELECT unit_id, unit_name FROM posts ORDER BY person_id <> %(person)s, person_id, id LIMIT 1
)
SELECT person.name, own.unit_id, coalesce(own.unit_name, ''),
       (SELECT duty FROM people_adminduty WHERE person_id = person.id LIMIT 1),
       ARRAY(SELECT absent_id FROM absent ORDER BY absent_id), ARRAY(SELECT DISTINCT role FROM posts),
       ARRAY(SELECT below.id FROM people_unit AS below
             WHERE EXISTS (SELECT 1 FROM posts WHERE starts_with(below.path, posts.path))),
       ARRAY(SELECT DISTINCT company_id FROM companies_representative
             WHERE person_id = %(person)s AND from_date <= %(today)s AND (to_date IS NULL OR to_date > %(today)s))
FROM people_person AS person LEFT JOIN own ON true WHERE person.id = %(person)s
"""


def nobody(*, request_id: str = "", address: str = "") -> Actor:
    """Give the actor of a stranger: no person, no role, no permission."""
    return Actor(kind="stranger", request_id=request_id, address=address)


def actor_of(
    *, account: Account, today: date, request_id: str = "", address: str = "", language: str = "zh-hans"
) -> Actor:
    """Build the actor of an account: posts of today, of those it stands in for, its duty, its units and those below,
    and the firms for which it acts.

    One SQL statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"person": account.person_id, "today": today})
        name, unit_id, unit_name, duty, absent, posts, unit_ids, firms = cursor.fetchone()
    roles = frozenset([*posts, *([duty] if duty else []), *([FIRM_USER] if firms else [])])
    return Actor(
        kind="person",
        person_id=account.person_id,
        account_id=account.pk,
        name=name,
        unit_id=unit_id,
        unit_name=unit_name,
        unit_ids=frozenset(unit_ids),
        firm_ids=frozenset(firms),
        roles=roles,
        permissions=permissions_of(roles),
        standing_in_for=tuple(absent),
        request_id=request_id,
        address=address,
        language=language,
    )
