"""Reading formula packs."""

from datetime import date

from luodi.people.permissions import require
from luodi.scoreboards.models import Pack
from luodi.scoreboards.permissions import may_check
from luodi.scoreboards.queries.rows import PackPage, PackRow
from luodi.scoreboards.queries.standing import engine_pack, sources_of
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


def packs(viewer: Actor, *, today: date) -> list[PackRow]:
    """List the packs, those that wait first, then the newest; one SQL statement. Drafts only for who keeps boards.

    :raises NotAllowed: without the right to see scoreboards
    """
    require(viewer, "scoreboards.view")
    rows = Pack.objects.select_related("made_by", "approved_by").order_by("-year", "code", "-pk")
    if not viewer.may("scoreboards.keep"):
        rows = rows.filter(state="approved")
    found = list(rows)
    force = _in_force(found, today)
    return sorted((_row(each, viewer, force) for each in found), key=lambda row: row.state != "proposed")


def pack_page(viewer: Actor, pack_id: int, *, today: date) -> PackPage:
    """Give one pack with its text; two SQL statements.

    :raises NotFound: if there is none that the viewer may see
    """
    require(viewer, "scoreboards.view")
    row = Pack.objects.select_related("made_by", "approved_by").filter(pk=pack_id).first()
    if row is None or (row.state != "approved" and not viewer.may("scoreboards.keep")):
        raise NotFound()
    force = _in_force(list(Pack.objects.filter(code=row.code, state="approved")), today)
    return PackPage(
        _row(row, viewer, force), row.text, engine_pack(row), sources_of(row), viewer.may("scoreboards.keep")
    )


def _in_force(rows: list[Pack], today: date) -> set[int]:
    newest: dict[str, Pack] = {}
    for row in sorted(rows, key=lambda each: (each.valid_from or date.max, each.pk)):
        if row.state == "approved" and row.valid_from <= today:
            newest[row.code] = row
    return {row.pk for row in newest.values()}


def _row(row: Pack, viewer: Actor, force: set[int]) -> PackRow:
    return PackRow(
        id=row.pk, code=row.code, year=row.year, title=row.title, title_en=engine_pack(row).title_en, digest=row.digest,
        example=row.example, state=row.state, valid_from=row.valid_from, made_by=row.made_by.name if row.made_by else "",
        made_at=row.made_at, approved_by=row.approved_by.name if row.approved_by else "", decided_at=row.decided_at,
        decision_note=row.decision_note, in_force=row.pk in force,
        may_check=row.state == "proposed" and may_check(viewer, row.made_by_id),
    )  # fmt: skip
