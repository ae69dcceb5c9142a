"""Reading people: who acts, which units there are."""

from datetime import date

from django.db.models import Q

from luodi.people.models import Account, AdminDuty, Post, StandIn, Unit
from luodi.people.permissions import permissions_of
from luodi.values.actor import Actor


def nobody(*, request_id: str = "", address: str = "") -> Actor:
    """Give the actor of a stranger: no person, no role, no permission."""
    return Actor(kind="stranger", request_id=request_id, address=address)


def actor_of(
    *, account: Account, today: date, request_id: str = "", address: str = "", language: str = "zh-hans"
) -> Actor:
    """Build the actor of an account: posts of today, of those it stands in for, its duty, its units and those below.

    Three SQL statements: person with duty, posts, units.
    """
    person_ids, absent = _persons_acted_for(account.person_id, today)
    posts = list(
        Post.objects.filter(person_id__in=person_ids, from_date__lte=today)
        .filter(Q(to_date__isnull=True) | Q(to_date__gt=today))
        .select_related("unit")
        .order_by("person_id", "id")
    )
    own = [post for post in posts if post.person_id == account.person_id] or posts
    duty = AdminDuty.objects.filter(person_id=account.person_id).values_list("duty", flat=True).first()
    roles = frozenset([post.role for post in posts] + ([duty] if duty else []))
    return Actor(
        kind="person",
        person_id=account.person_id,
        account_id=account.pk,
        name=account.person.name,
        unit_id=own[0].unit_id if own else None,
        unit_name=own[0].unit.name if own else "",
        unit_ids=_units_below([post.unit.path for post in posts]),
        roles=roles,
        permissions=permissions_of(roles),
        standing_in_for=absent,
        request_id=request_id,
        address=address,
        language=language,
    )


def _persons_acted_for(person_id: int, today: date) -> tuple[list[int], tuple[int, ...]]:
    absent = tuple(
        StandIn.objects.filter(
            substitute_id=person_id, from_date__lte=today, to_date__gt=today, ended_at=None
        ).values_list("absent_id", flat=True)
    )
    return [person_id, *absent], absent


def _units_below(paths: list[str]) -> frozenset[int]:
    if not paths:
        return frozenset()
    condition = Q(pk__in=[])
    for path in set(paths):
        condition |= Q(path__startswith=path)
    return frozenset(Unit.objects.filter(condition).values_list("pk", flat=True))
