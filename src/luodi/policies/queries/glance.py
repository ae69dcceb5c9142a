"""How policies stand in a few numbers: clauses in force, and whom the newest screening found."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery

from luodi.people.visibility import widest
from luodi.policies.models import ClauseVersion, Screening, ScreeningResult
from luodi.values.actor import Actor


@dataclass(frozen=True, slots=True)
class PoliciesGlance:
    """Clauses in force on a day, and the firms of the newest finished screening: due, perhaps due, one condition short.

    A firm counts once in each; `screening_id` is None while none was run, the numbers are for who sees no results.
    """

    clauses: int
    policies: int
    screening_id: int | None
    as_of: date | None
    eligible: int | None = None
    maybe: int | None = None
    near: int | None = None


def policies_glance(viewer: Actor, *, on: date) -> PoliciesGlance:
    """Count the clauses in force and the firms of the newest screening that the viewer may see; two SQL statements."""
    clauses = ClauseVersion.objects.visible_to(viewer)
    standing = clauses.order_by().filter(state="published", valid_from__lte=on, valid_to__gte=on)
    counted = standing.aggregate(clauses=Count("pk"), policies=Count("policy", distinct=True))
    seen = viewer.may("policies.screen") and widest(viewer, "sensitive").scope != "none"
    firms = {status: _firms(viewer, status) for status in ("eligible", "maybe", "near")} if seen else {}
    newest = (
        Screening.objects.visible_to(viewer).filter(state="done").annotate(**firms).order_by("-ended_at", "-pk").first()
    )
    numbers = {status: getattr(newest, status) or 0 for status in firms} if newest else {}
    return PoliciesGlance(
        counted["clauses"],
        counted["policies"],
        newest.pk if newest else None,
        newest.as_of if newest else None,
        **numbers,
    )


def _firms(viewer: Actor, status: str) -> Subquery:
    rows = ScreeningResult.objects.visible_to(viewer).filter(Q(screening=OuterRef("pk"), status=status))
    counted = rows.order_by().values("screening").annotate(n=Count("company", distinct=True)).values("n")
    return Subquery(counted, output_field=IntegerField())
