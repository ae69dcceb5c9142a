"""Fetching the rows that an operation is about to change, locked; a row that is not there is refused, not a fault."""

from datetime import date

from django.db.models import Q

from luodi.people.models import Account, Person, Post, Unit
from luodi.values.refusal import NotFound


def locked_unit(pk: int | None) -> Unit:
    """Lock a unit.

    :raises NotFound: if there is none
    """
    unit = Unit.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if unit is None:
        raise NotFound()
    return unit


def locked_person(pk: int | None) -> Person:
    """Lock a person.

    :raises NotFound: if there is none
    """
    person = Person.objects.select_for_update().filter(pk=pk).first()
    if person is None:
        raise NotFound()
    return person


def locked_account(pk: int | None) -> Account:
    """Lock an account and bring its person along.

    :raises NotFound: if there is none
    """
    account = Account.objects.select_for_update(of=("self",)).select_related("person").filter(pk=pk).first()
    if account is None:
        raise NotFound()
    return account


def units_of(person_id: int, on: date) -> set[int]:
    """Give the ids of the units in which a person holds a post on a day or later."""
    posts = Post.objects.filter(Q(to_date__isnull=True) | Q(to_date__gt=on), person_id=person_id)
    return set(posts.values_list("unit_id", flat=True))
