"""Saving the filter of a list under a name, for oneself or for the unit."""

from datetime import datetime

from django.db import transaction

from luodi.journal.operations import record
from luodi.people.models import SavedFilter
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound, Refusal

MOST = 20


class FilterUnnamed(Refusal):
    """A filter is saved without a name, or with one that is too long."""

    code = "filter_unnamed"


class FilterEmpty(Refusal):
    """There is nothing to save."""

    code = "filter_empty"


class TooManyFilters(Refusal):
    """A person keeps as many filters of one list as there may be."""

    code = "too_many_filters"


@transaction.atomic
def save_filter(*, page: str, name: str, query: str, shared: bool, by: Actor, at: datetime) -> SavedFilter:
    """Save the query of a list under a name; the same name again takes the new query.

    :raises FilterUnnamed, FilterEmpty, TooManyFilters: each for its fault
    """
    if by.person_id is None:
        raise NotAllowed(permission="desk.view")
    name, query = name.strip(), query.strip()
    if not name or len(name) > 40:
        raise FilterUnnamed()
    if not query or len(query) > 1000:
        raise FilterEmpty()
    own = SavedFilter.objects.filter(person_id=by.person_id, page=page)
    if own.exclude(name=name).count() >= MOST:
        raise TooManyFilters(limit=MOST)
    shared = shared and by.unit_id is not None
    row, _made = SavedFilter.objects.update_or_create(
        person_id=by.person_id, page=page, name=name,
        defaults={"query": query, "shared": shared, "unit_id": by.unit_id, "saved_at": at},
    )  # fmt: skip
    if shared:
        record("filter.shared", row, by=by, at=at, label=name, owner_unit_id=by.unit_id, facts={"page": page})
    return row


@transaction.atomic
def drop_filter(*, filter_id: int, by: Actor, at: datetime) -> None:
    """Drop one of one's own filters.

    :raises NotFound: for one that is not one's own
    """
    gone, _all = SavedFilter.objects.filter(pk=filter_id, person_id=by.person_id, saved_at__lte=at).delete()
    if not gone:
        raise NotFound()
