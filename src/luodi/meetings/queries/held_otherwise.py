"""Places of batches that a person changed after an import had filled them."""

from collections.abc import Sequence

from django.db.models import Q

from luodi.meetings.models import Slot


def places_held_otherwise(*, project_ids: Sequence[int], row_ids: Sequence[int]) -> list[tuple[int, int]]:
    """Give (project id, number of the place) where a project stands by another source than these rows; one SQL statement."""
    from_rows = Q(source_kind="row", source_id__in=row_ids)
    found = Slot.objects.filter(project_id__in=project_ids).exclude(from_rows)
    return list(found.order_by("pk").values_list("project_id", "ordinal"))
