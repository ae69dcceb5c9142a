"""One search over projects, firms, documents, persons and units."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import Asked, actor_of, offer
from luodi.cockpit import search as searching

router = Router()


class SearchAsked(Asked):
    """What is looked for: two characters and more, codes, or pinyin initials."""

    q: str = Field(max_length=60)
    size: int = Field(8, ge=1, le=50)


class Hit(Schema):
    """One thing found."""

    id: int
    title: str
    note: str


class Group(Schema):
    """What was found of one kind; `total` stops at 1001."""

    kind: str
    total: int
    hits: list[Hit]


class SearchFound(Schema):
    """The result of a search."""

    text: str
    too_short: bool
    total: int
    groups: list[Group]


@offer(router, "GET", "/search", permission="search.view", answer=SearchFound, summary="Search")
def search(request: HttpRequest, asked: Query[SearchAsked]):
    """Search what the caller may see."""
    return searching.search(viewer=actor_of(request), text=asked.q, today=timezone.localdate(), size=asked.size)
