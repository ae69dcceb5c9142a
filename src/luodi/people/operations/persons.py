"""Writing persons, their posts and the three administrators' duties."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from luodi.journal.operations import record
from luodi.people.locking import locked_person, locked_unit, units_of
from luodi.people.models import AdminDuty, Person, Post
from luodi.people.operations.units import UnitNotActive, initials
from luodi.people.permissions import require, roles
from luodi.people.texts import fitting
from luodi.people.visibility import sights
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound, Refusal


class RoleUnknown(Refusal):
    """There is no such role in the role file."""

    code = "role_unknown"


class DutiesExcludeEachOther(Refusal):
    """The person already holds one of the three administrators' duties."""

    code = "duties_exclude_each_other"


class AdministratorHoldsNoPost(Refusal):
    """An administrator's duty and a post in the district's business exclude each other."""

    code = "administrator_holds_no_post"


class LastSecurityAdministrator(Refusal):
    """Without a security administrator nobody could open accounts again."""

    code = "last_security_administrator"


class PersonNameMissing(Refusal):
    """A person needs a name."""

    code = "person_name_missing"


class PostDaysWrong(Refusal):
    """A post ends after the day on which it begins."""

    code = "post_days_wrong"


class PostHeldAlready(Refusal):
    """The person holds this very post on that day."""

    code = "post_held_already"


class RevealNeedsAReason(Refusal):
    """A personal value is opened for a reason only."""

    code = "reveal_needs_a_reason"


def _not_oneself(by: Actor, person_id: int) -> None:
    """Refuse a change of the rights that the actor has: their own, and those of the person they stand in for."""
    if person_id in (by.person_id, *by.standing_in_for):
        raise NotAllowed(permission="own rights")


@transaction.atomic
def add_person(*, name: str, by: Actor, at: datetime, phone: str = "", email: str = "") -> Person:
    """Add a person; the phone and address are personal data and stay out of the journal's plain facts."""
    require(by, "people.edit")
    name = name.strip()
    if not name:
        raise PersonNameMissing()
    person = fitting(Person(name=name, phone=phone.strip(), email=email.strip(), pinyin=initials(name)))
    person.save()
    record("person.added", person, by=by, at=at, label=name, data_class="personal")
    return person


@transaction.atomic
def edit_person(
    *, person_id: int, name: str, by: Actor, at: datetime, phone: str | None = None, email: str | None = None
) -> Person:
    """Correct a person's name, phone or address; None leaves a value as it is. The journal names the fields only."""
    require(by, "people.edit")
    person = locked_person(person_id)
    wanted = {"name": name.strip(), "phone": phone, "email": email}
    if not wanted["name"]:
        raise PersonNameMissing()
    changed = [key for key, value in wanted.items() if value is not None and value.strip() != getattr(person, key)]
    for key in changed:
        setattr(person, key, str(wanted[key]).strip())
    person.pinyin = initials(person.name)
    fitting(person).save(update_fields=["name", "phone", "email", "pinyin"])
    if changed:
        record(
            "person.edited", person, by=by, at=at, label=person.name, facts={"fields": changed}, data_class="personal"
        )
    return person


@transaction.atomic
def reveal_phone(*, person_id: int, reason: str, by: Actor, at: datetime) -> str:
    """Give a person's phone in full, for a reason that the journal keeps.

    :raises NotAllowed: if the actor's roles don't reveal personal values of one of the person's units
    :raises RevealNeedsAReason: without a reason
    """
    require(by, "people.reveal")
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound()
    scopes = {sight.scope for sight in sights(by, "personal") if sight.reveal}
    units = units_of(person_id, timezone.localtime(at).date())
    if "all" not in scopes and not ("own" in scopes and units & by.unit_ids):
        raise NotAllowed(permission="people.reveal")
    if not reason.strip():
        raise RevealNeedsAReason()
    facts = {"reason": reason.strip()[:300]}
    owner = next(iter(sorted(units & by.unit_ids) or sorted(units)), None)
    record(
        "phone.revealed",
        person,
        by=by,
        at=at,
        label=person.name,
        facts=facts,
        owner_unit_id=owner,
        data_class="personal",
    )
    return person.phone


@transaction.atomic
def give_post(
    *,
    person_id: int,
    unit_id: int,
    role: str,
    from_date: date,
    by: Actor,
    at: datetime,
    title: str = "",
    to_date: date | None = None,
) -> Post:
    """Give a person a post with a role in a unit, for the days [from_date, to_date).

    :raises RoleUnknown: if the role file has no such working role
    :raises NotAllowed: if `by` would change their own rights
    :raises AdministratorHoldsNoPost: if the person has one of the three administrators' duties
    """
    require(by, "people.edit")
    _not_oneself(by, person_id)
    if role not in roles() or roles()[role].admin:
        raise RoleUnknown(role=role)
    if to_date is not None and to_date <= from_date:
        raise PostDaysWrong(from_date=from_date, to_date=to_date)
    person, unit = locked_person(person_id), locked_unit(unit_id)
    if not unit.active:
        raise UnitNotActive(name=unit.name)
    if AdminDuty.objects.filter(person=person).exists():
        raise AdministratorHoldsNoPost(name=person.name)
    if Post.objects.filter(person=person, unit=unit, role=role, to_date=None).exists():
        raise PostHeldAlready(name=person.name, unit=unit.name)
    post = Post(person=person, unit=unit, role=role, title=title.strip(), from_date=from_date, to_date=to_date)
    fitting(post).save()
    after = {"role": role, "unit": unit_id, "from": from_date, "to": to_date}
    record("post.given", post, by=by, at=at, label=person.name, after=after, owner_unit_id=unit_id)
    return post


@transaction.atomic
def end_post(*, post_id: int, to_date: date, by: Actor, at: datetime) -> Post:
    """End a post on a day; the day itself no longer belongs to it.

    :raises PostDaysWrong: if that day is not after the post's first
    """
    require(by, "people.edit")
    post = Post.objects.select_for_update(of=("self",)).select_related("person").filter(pk=post_id).first()
    if post is None:
        raise NotFound()
    _not_oneself(by, post.person_id)
    if to_date <= post.from_date:
        raise PostDaysWrong(from_date=post.from_date, to_date=to_date)
    before, post.to_date = post.to_date, to_date
    post.save(update_fields=["to_date"])
    record("post.ended", post, by=by, at=at, label=post.person.name, before=before, after=to_date)
    return post


@transaction.atomic
def give_duty(*, person_id: int, duty: str, since_date: date, by: Actor, at: datetime) -> AdminDuty:
    """Give one of the three administrators' duties; the database refuses a second one for the same person.

    :raises DutiesExcludeEachOther: if the person holds another duty already
    :raises AdministratorHoldsNoPost: if the person holds a post in the district's business
    """
    require(by, "accounts.edit")
    _not_oneself(by, person_id)
    if duty not in roles() or not roles()[duty].admin:
        raise RoleUnknown(role=duty)
    person = locked_person(person_id)
    if units_of(person_id, timezone.localtime(at).date()):
        raise AdministratorHoldsNoPost(name=person.name)
    try:
        with transaction.atomic():
            given = AdminDuty.objects.create(person=person, duty=duty, since_date=since_date)
    except IntegrityError as error:
        raise DutiesExcludeEachOther(name=person.name) from error
    record("duty.given", given, by=by, at=at, label=person.name, after=duty)
    return given


@transaction.atomic
def end_duty(*, person_id: int, by: Actor, at: datetime) -> None:
    """Take an administrator's duty away.

    :raises LastSecurityAdministrator: if nobody else could open accounts then
    """
    require(by, "accounts.edit")
    _not_oneself(by, person_id)
    held = list(AdminDuty.objects.select_for_update(of=("self",)).select_related("person").order_by("pk"))
    mine = next((each for each in held if each.person_id == person_id), None)
    if mine is None:
        raise NotFound()
    if mine.duty == "security_admin" and sum(each.duty == "security_admin" for each in held) == 1:
        raise LastSecurityAdministrator(name=mine.person.name)
    record("duty.ended", mine, by=by, at=at, label=mine.person.name, before=mine.duty)
    mine.delete()
