"""The journal's lines, as far as the caller may see them."""

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import Asked, Id, Instant, Line, Size, actor_of, offer
from luodi.journal import browsing
from luodi.people import queries

router = Router()


class LinesAsked(Asked):
    """What the journal is narrowed to: [from_at, to_at); `after` is the id of the last line of the page before."""

    unit: Id | None = None
    event: str = Field("", max_length=60, description="an event, or its beginning")
    kind: str = Field("", max_length=60, description="the kind of the object, as projects.project")
    object: str = Field("", max_length=60, description="the id of the object")
    request: str = Field("", max_length=64)
    from_at: Instant | None = None
    to_at: Instant | None = None
    failed: bool = False
    after: Id | None = None
    size: Size = 50


class SeenLine(Line):
    """A line; `hidden` ones keep their values to themselves, `sealed` ones stand in a block."""

    hidden: bool
    sealed: bool


class Lines(Schema):
    """A page of the journal; `after` takes the next one ("" at the end)."""

    after: str
    rows: list[SeenLine]


@offer(router, "GET", "/journal", permission="journal.view", answer=Lines, summary="Journal")
def lines(request: HttpRequest, asked: Query[LinesAsked]):
    """List the journal's lines that the caller may see, the newest first."""
    viewer = actor_of(request)
    wanted = browsing.Asked(
        unit_id=asked.unit, event=asked.event, object_kind=asked.kind, object_id=asked.object, request_id=asked.request,
        from_at=asked.from_at, to_at=asked.to_at, failed=asked.failed,
    )  # fmt: skip
    found = browsing.browse(
        queries.journal_scope(viewer), wanted, hides=queries.journal_hides(viewer), language=viewer.language,
        before_id=asked.after, limit=asked.size + 1,
    )  # fmt: skip
    shown = found[: asked.size]
    rows = [
        {name: getattr(each.row, name) for name in Line.model_fields} | {"hidden": each.hidden, "sealed": each.sealed}
        for each in shown
    ]
    return {"after": str(shown[-1].row.id) if len(found) > asked.size else "", "rows": rows}
