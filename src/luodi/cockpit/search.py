"""One search over projects, firms, documents, persons and units: for each what the viewer may see, and no more."""

from dataclasses import dataclass
from datetime import date

from luodi.companies.queries import company_list
from luodi.documents.queries import documents
from luodi.engines.gates.stages import STAGES
from luodi.people.queries.persons import persons
from luodi.people.queries.units import unit_tree
from luodi.projects.queries import ProjectFilter, project_list
from luodi.values.actor import Actor
from luodi.values.names import normalised

LONGEST = 60
CAP = 1000


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its id, its title, and a muted line that tells it from others."""

    id: int
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind (projects, companies, documents, people, units); `total` stops at 1001 ("1000+")."""

    kind: str
    hits: tuple[Hit, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a search; `too_short` when the text has no two characters to look for."""

    text: str
    groups: tuple[Group, ...]
    too_short: bool = False

    @property
    def total(self) -> int:
        """Say how many things were found, at least."""
        return sum(group.total for group in self.groups)


def search(*, viewer: Actor, text: str, today: date, size: int = 8) -> Found:
    """Search what the viewer may see by Chinese of two characters and more, Latin words, codes and pinyin initials.

    A kind that the viewer has no permission for is left out. A fixed number of SQL statements.
    """
    text = text.strip()[:LONGEST]
    if max((len(normalised(word)) for word in text.split()), default=0) < 2:
        return Found(text, (), too_short=bool(text))
    kinds = (
        ("projects.view", _projects), ("companies.view", _companies), ("documents.view", _documents),
        ("people.view", _people), ("units.view", _units),
    )  # fmt: skip
    groups = [find(viewer, text, today, size) for permission, find in kinds if viewer.may(permission)]
    return Found(text, tuple(group for group in groups if group.hits))


def _projects(viewer: Actor, text: str, today: date, size: int) -> Group:
    found = project_list(viewer=viewer, filters=ProjectFilter(text=text), size=size)
    hits = [
        Hit(
            row.id,
            row.name,
            " · ".join(filter(None, [row.code, row.unit_name, STAGES[row.stage].name(viewer.language)])),
        )
        for row in found.rows
    ]
    return Group("projects", tuple(hits), found.total)


def _companies(viewer: Actor, text: str, today: date, size: int) -> Group:
    found = company_list(viewer=viewer, text=text, size=size)
    return Group(
        "companies", tuple(Hit(row.id, row.name, row.credit_code or row.group_name) for row in found.rows), found.total
    )


def _documents(viewer: Actor, text: str, today: date, size: int) -> Group:
    found = documents(viewer=viewer, text=text, limit=size)
    hits = [
        Hit(row.id, row.title, " · ".join(filter(None, [row.outlet, str(row.issue_date or "")]))) for row in found.rows
    ]
    return Group("documents", tuple(hits), found.total)


def _people(viewer: Actor, text: str, today: date, size: int) -> Group:
    found = persons(viewer, today=today, words=text, size=size)
    hits = [
        Hit(row.id, row.name, " · ".join(filter(None, ["、".join(name for _, name in row.units), row.titles])))
        for row in found.rows
    ]
    return Group("people", tuple(hits), found.total)


def _units(viewer: Actor, text: str, today: date, size: int) -> Group:
    found = unit_tree(viewer, today=today, words=text)
    return Group("units", tuple(Hit(row.id, row.name) for row in found[:size]), len(found))
