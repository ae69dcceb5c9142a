"""Writing persons, their posts and the three administrators' duties."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from luodi.journal.operations import record
from luodi.people.models import AdminDuty, Person, Post
from luodi.people.operations.units import initials
from luodi.people.permissions import require, roles
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, Refusal


class RoleUnknown(Refusal):
    """There is no such role in the role file."""

    code = "role_unknown"


class DutiesExcludeEachOther(Refusal):
    """The person already holds one of the three administrators' duties."""

    code = "duties_exclude_each_other"


def _not_oneself(by: Actor, person_id: int) -> None:
    if by.person_id == person_id:
        raise NotAllowed(permission="own rights")


@transaction.atomic
def add_person(*, name: str, by: Actor, at: datetime, phone: str = "", email: str = "") -> Person:
    """Add a person; the phone and address are personal data and stay out of the journal's plain facts."""
    require(by, "people.edit")
    person = Person.objects.create(name=name, phone=phone, email=email, pinyin=initials(name))
    record("person.added", person, by=by, at=at, label=name, data_class="personal")
    return person


@transaction.atomic
def give_post(
    *, person_id: int, unit_id: int, role: str, from_date: date, by: Actor, at: datetime, title: str = "", to_date: date | None = None
) -> Post:
    """Give a person a post with a role in a unit, for the days [from_date, to_date).

    :raises RoleUnknown: if the role file has no such working role
    :raises NotAllowed: if `by` would change their own rights
    """
    require(by, "people.edit")
    _not_oneself(by, person_id)
    if role not in roles() or roles()[role].admin:
        raise RoleUnknown(role=role)
    person = Person.objects.select_for_update().get(pk=person_id)
    post = Post.objects.create(
        person=person, unit_id=unit_id, role=role, title=title, from_date=from_date, to_date=to_date
    )
    after = {"role": role, "unit": unit_id, "from": from_date, "to": to_date}
    record("post.given", post, by=by, at=at, label=person.name, after=after, owner_unit_id=unit_id)
    return post


@transaction.atomic
def end_post(*, post_id: int, to_date: date, by: Actor, at: datetime) -> Post:
    """End a post on a day; the day itself no longer belongs to it."""
    require(by, "people.edit")
    post = Post.objects.select_for_update(of=("self",)).select_related("person").get(pk=post_id)
    _not_oneself(by, post.person_id)
    before, post.to_date = post.to_date, to_date
    post.save(update_fields=["to_date"])
    record("post.ended", post, by=by, at=at, label=post.person.name, before=before, after=to_date)
    return post


@transaction.atomic
def give_duty(*, person_id: int, duty: str, since_date: date, by: Actor, at: datetime) -> AdminDuty:
    """Give one of the three administrators' duties; the database refuses a second one for the same person.

    :raises DutiesExcludeEachOther: if the person holds another duty already
    """
    require(by, "people.edit")
    _not_oneself(by, person_id)
    person = Person.objects.select_for_update().get(pk=person_id)
    try:
        with transaction.atomic():
            given = AdminDuty.objects.create(person=person, duty=duty, since_date=since_date)
    except IntegrityError as error:
        raise DutiesExcludeEachOther(name=person.name) from error
    record("duty.given", given, by=by, at=at, label=person.name, after=duty)
    return given
