"""The queue of projects that may be one."""

from django.db.models import Q

from luodi.engines.matching import Reason
from luodi.leads.models import Pair
from luodi.leads.queries.rows import PairRow
from luodi.projects.models import Project
from luodi.values.actor import Actor


def visible_pairs(viewer: Actor):
    """Give the pairs of which the viewer sees both projects: nobody learns of another unit's by them."""
    if viewer.kind == "system":
        return Pair.objects.all()
    mine = Project.objects.visible_to(viewer).values("pk")
    return Pair.objects.filter(one__in=mine, other__in=mine)


def pairs(
    viewer: Actor, *, state: str = "open", words: str = "", page: int = 1, size: int = 50
) -> tuple[list[PairRow], int]:
    """List pairs, the surest first, and their number; two SQL statements."""
    found = visible_pairs(viewer).filter(one__withdrawn_at=None, other__withdrawn_at=None)
    if state:
        found = found.filter(state=state)
    if words:
        found = found.filter(
            Q(one__name__icontains=words) | Q(other__name__icontains=words) | Q(one__code=words) | Q(other__code=words)
        )
    first = (max(page, 1) - 1) * size
    rows = found.select_related("one__unit", "other__unit", "decided_by").order_by("-score", "pk")[first : first + size]
    return [_row(row, viewer) for row in rows], found.count()


def _row(row: Pair, viewer: Actor) -> PairRow:
    language = viewer.language or "zh"
    return PairRow(
        row.pk, row.one_id, row.one.code, row.one.name, row.one.unit.name, row.other_id, row.other.code, row.other.name,
        row.other.unit.name, row.score, tuple(Reason(code, strength).words(language) for code, strength in row.reasons),
        row.state, row.reason, row.decided_by.name if row.decided_by else "", row.found_at, row.version,
    )  # fmt: skip
