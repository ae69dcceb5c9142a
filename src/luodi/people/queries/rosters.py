"""Reading what a workbook of units and people is checked against, and the workbooks that were checked."""

from dataclasses import dataclass
from datetime import date, datetime

from luodi.people.models import Account, Person, Post, Roster, Unit
from luodi.people.permissions import require
from luodi.people.queries.units import current
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@dataclass(frozen=True, slots=True)
class Standing:
    """What the district has: units by name, unit codes, posts by (name, unit), names, sign-in names."""

    units: dict[str, int]
    codes: dict[str, str]
    posts: frozenset[tuple[str, str]]
    names: frozenset[str]
    phones: dict[tuple[str, str], int]
    sign_in_names: frozenset[str]


@dataclass(frozen=True, slots=True)
class RosterPage:
    """A checked workbook: its rows as stored, and the result once it was brought in."""

    id: int
    file_name: str
    mode: str
    rows: list[dict]
    result: dict
    made_at: datetime
    done_at: datetime | None


def standing(*, today: date) -> Standing:
    """Read what a workbook is checked against; four SQL statements."""
    units = list(Unit.objects.filter(active=True).values_list("name", "pk", "code"))
    people = list(Person.objects.filter(active=True).values_list("name", "phone", "pk"))
    posts = Post.objects.filter(current(today)).values_list("person__name", "unit__name")
    return Standing(
        units={name: pk for name, pk, _ in units},
        codes={code: name for name, _, code in units if code},
        posts=frozenset(posts),
        names=frozenset(name for name, _, _ in people),
        phones={(name, phone): pk for name, phone, pk in people if phone},
        sign_in_names=frozenset(Account.objects.values_list("sign_in_name", flat=True)),
    )


def roster(viewer: Actor, roster_id: int) -> RosterPage:
    """Give a workbook that the viewer had checked.

    :raises NotFound: if there is none of theirs
    """
    require(viewer, "people.set_up")
    row = Roster.objects.filter(pk=roster_id, made_by_id=viewer.person_id).first()
    if row is None:
        raise NotFound()
    return RosterPage(row.pk, row.file_name, row.mode, row.rows, row.result, row.made_at, row.done_at)


def rosters(viewer: Actor) -> list[RosterPage]:
    """List the viewer's last workbooks without their rows."""
    require(viewer, "people.set_up")
    rows = Roster.objects.filter(made_by_id=viewer.person_id).defer("rows").order_by("-pk")[:20]
    return [RosterPage(row.pk, row.file_name, row.mode, [], row.result, row.made_at, row.done_at) for row in rows]
