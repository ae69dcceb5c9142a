"""What stands now: the newest of a series, a firm's consent, what a subject used to reach. For operations and pages."""

from datetime import date, datetime
from decimal import Decimal
from statistics import median

from django.db.models import Exists, OuterRef, QuerySet

from luodi.observations.models import Consent, Observation
from luodi.values.indicator import Indicator, Kind

REMEMBERED = 12


def newest_of(series_id: int) -> Observation:
    """Give what is known of a series now; one SQL statement."""
    return Observation.objects.filter(series_id=series_id, replaced_by__isnull=True).get()


def known(at: datetime | None) -> QuerySet[Observation]:
    """Narrow to what was known at an instant (None: is known now): written by then and by then not replaced."""
    if at is None:
        return Observation.objects.filter(replaced_by__isnull=True)
    later = Observation.objects.filter(replaces=OuterRef("pk"), known_at__lte=at)
    return Observation.objects.filter(~Exists(later), known_at__lte=at)


def consent_in_force(subject_id: int, *, on: date) -> bool:
    """Tell whether a firm's authorisation is signed, not withdrawn and not over on a day; one SQL statement."""
    return Consent.objects.filter(subject_id=subject_id, state="signed", until_date__gte=on).exists()


def usual_size(subject_id: int, measured: Indicator) -> Decimal | None:
    """Give the median of what a subject reached otherwise (flows: by the day), of the newest dozen; None without any."""
    rows = (
        known(None)
        .filter(series__subject_id=subject_id, series__indicator=measured.code.text, value__gt=0)
        .exclude(state="withdrawn")
        .order_by("-series__valid_from")
        .values_list("value", "series__valid_from", "series__valid_to")[:REMEMBERED]
    )  # fmt: skip
    flow = measured.kind == Kind.FLOW
    sizes = [value / (end - start).days if flow else value for value, start, end in rows]
    return median(sizes) if sizes else None
