"""Units of the district, and the persons who hold posts in them (internal)."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import Asked, Id, Listed, Page, Size, actor_of, offer
from luodi.people import queries

router = Router()


class Unit(Schema):
    """A unit in the order of the tree; `depth` counts from the district (0)."""

    id: int
    name: str
    short_name: str
    kind: str
    depth: int
    people: int
    active: bool
    former: list[str]
    parent_id: int | None
    successor_id: int | None


class Named(Schema):
    """Something with an id and a name."""

    id: int
    name: str


class UnitMember(Schema):
    """A person of a unit with the post held there today."""

    person_id: int
    name: str
    title: str
    role: str
    since: date


class UnitDetail(Unit):
    """A unit with what stands above and below it, and who works there."""

    code: str
    parents: list[Named]
    children: list[Named]
    members: list[UnitMember]


class UnitsAsked(Asked):
    """What the list of units is narrowed to."""

    q: str = Field("", max_length=60, description="name, short name, former name or pinyin initials")
    closed: bool = False


class PersonsAsked(Asked):
    """What the list of persons is narrowed to."""

    q: str = Field("", max_length=60, description="name, or pinyin initials")
    unit: Id | None = None
    role: str = Field("", max_length=40)
    page: Page = 1
    size: Size = 50


class Person(Schema):
    """A person; `phone` is masked, or null where not even that is the caller's to see."""

    id: int
    name: str
    units: list[Named]
    titles: str
    roles: str
    phone: str | None


class Persons(Listed):
    """A page of persons."""

    page: int
    pages: int
    rows: list[Person]


def _named(pairs) -> list[dict]:
    return [{"id": pk, "name": name} for pk, name in pairs]


@offer(router, "GET", "/units", permission="units.view", answer=list[Unit], summary="Units")
def units(request: HttpRequest, asked: Query[UnitsAsked]):
    """List the district's units in the order of the tree."""
    return queries.unit_tree(actor_of(request), today=timezone.localdate(), words=asked.q, closed=asked.closed)


@offer(router, "GET", "/units/{unit_id}", permission="units.view", answer=UnitDetail, summary="One unit")
def unit(request: HttpRequest, unit_id: Id):
    """Give one unit with what surrounds it."""
    page = queries.unit_page(actor_of(request), unit_id, today=timezone.localdate())
    own = {name: getattr(page.unit, name) for name in Unit.model_fields}
    return own | {
        "code": page.code, "parents": _named(page.parents), "members": page.members,
        "children": _named((each.id, each.name) for each in page.children),
    }  # fmt: skip


@offer(router, "GET", "/people", permission="people.view", answer=Persons, summary="Persons")
def people(request: HttpRequest, asked: Query[PersonsAsked]):
    """List persons with the posts that they hold today; phones are masked."""
    found = queries.persons(
        actor_of(request), today=timezone.localdate(), words=asked.q, unit_id=asked.unit, role=asked.role,
        page=asked.page, size=asked.size,
    )  # fmt: skip
    rows = [
        {
            "id": row.id,
            "name": row.name,
            "units": _named(row.units),
            "titles": row.titles,
            "roles": row.roles,
            "phone": row.phone,
        }
        for row in found.rows
    ]
    return {"total": found.total, "page": found.page, "pages": found.pages, "rows": rows}
