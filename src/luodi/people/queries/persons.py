"""Reading persons: the list with its search, one person's page, and one's own account."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, Q

from luodi.people.masks import mask_email, mask_phone
from luodi.people.models import Account, AdminDuty, Person, Post, StandIn
from luodi.people.permissions import require
from luodi.people.queries.units import current, role_word
from luodi.people.visibility import sights
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in the list. `phone` is masked, or None where the viewer may not see even that."""

    id: int
    name: str
    units: tuple[tuple[int, str], ...]
    titles: str
    roles: str
    phone: str | None
    sign_in_name: str
    account: str


@dataclass(frozen=True, slots=True)
class PersonList:
    """A page of the list of persons."""

    rows: tuple[PersonRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post with its days [from, to)."""

    id: int
    unit_id: int
    unit: str
    title: str
    role: str
    from_date: date
    to_date: date | None
    held: bool


@dataclass(frozen=True, slots=True)
class StandInRow:
    """Who stands in for whom on which days; `state` is ahead, running, over or ended."""

    id: int
    absent_id: int
    absent: str
    substitute_id: int
    substitute: str
    from_date: date
    to_date: date
    reason: str
    state: str


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as the security administrator and its owner see it."""

    id: int
    sign_in_name: str
    is_active: bool
    must_change_password: bool
    last_sign_in_at: datetime | None
    password_set_at: datetime | None
    has_password: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person: posts with their days, duty, stand-ins, the masked phone, and the account where it may be seen."""

    id: int
    name: str
    active: bool
    phone: str | None
    email: str | None
    may_reveal: bool
    posts: tuple[PostRow, ...]
    duty: str
    duty_word: str
    stand_ins: tuple[StandInRow, ...]
    account: AccountRow | None
    own_unit: bool
    is_viewer: bool


def persons(
    viewer: Actor,
    *,
    today: date,
    words: str = "",
    unit_id: int | None = None,
    role: str = "",
    state: str = "",
    page: int = 1,
    size: int = 50,
) -> PersonList:
    """List persons with the posts that they hold today, in the order of their pinyin; three SQL statements.

    `words` matches names in Chinese and the beginning of pinyin initials; `state` is "", without_account, open, closed.
    """
    require(viewer, "people.view")
    found = Person.objects.filter(active=True).filter(_narrowed(viewer, today, words.strip(), unit_id, role, state))
    total = found.count()
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    held = Post.objects.filter(current(today)).select_related("unit").order_by("pk")
    rows = found.select_related("account", "admin_duty").prefetch_related(Prefetch("posts", held, "held"))
    rows = rows.order_by("pinyin", "pk")[(page - 1) * size : page * size]
    return PersonList(tuple(_person_row(person, viewer) for person in rows), total, page, pages)


def _narrowed(viewer: Actor, today: date, words: str, unit_id: int | None, role: str, state: str) -> Q:
    condition = Q()
    if words:
        condition &= Q(name__contains=words) | (
            Q(pinyin__startswith=words.lower()) if words.isascii() else Q(pk__in=[])
        )
    posts = Post.objects.filter(current(today), person=OuterRef("pk"))
    if unit_id:
        condition &= Q(Exists(posts.filter(unit_id=unit_id)))
    if role:
        duty = AdminDuty.objects.filter(person=OuterRef("pk"), duty=role)
        condition &= Q(Exists(posts.filter(role=role))) | Q(Exists(duty))
    if viewer.may("accounts.edit") and state:
        accounts = Account.objects.filter(person=OuterRef("pk"))
        wanted = {
            "without_account": ~Q(Exists(accounts)),
            "open": Q(Exists(accounts.filter(is_active=True))),
            "closed": Q(Exists(accounts.filter(is_active=False))),
        }
        condition &= wanted.get(state, Q())
    return condition


def person_page(viewer: Actor, person_id: int, *, today: date) -> PersonPage:
    """Give one person; three SQL statements.

    :raises NotFound: if there is none
    """
    if viewer.person_id != person_id:
        require(viewer, "people.view")
    person = Person.objects.select_related("account", "admin_duty").filter(pk=person_id).first()
    if person is None:
        raise NotFound()
    posts = list(person.posts.select_related("unit").order_by("-from_date", "-pk"))
    units = {post.unit_id for post in posts if post.to_date is None or post.to_date > today}
    phone, email, may_reveal = _contact(viewer, person, units)
    duty = getattr(person, "admin_duty", None)
    return PersonPage(
        id=person.pk,
        name=person.name,
        active=person.active,
        phone=phone,
        email=email,
        may_reveal=may_reveal and bool(person.phone),
        posts=tuple(_post_row(post, today, viewer.language) for post in posts),
        duty=duty.duty if duty else "",
        duty_word=role_word(duty.duty, viewer.language) if duty else "",
        stand_ins=tuple(stand_ins(person_id=person_id, today=today)),
        account=_account_row(viewer, person),
        own_unit=bool(units & viewer.unit_ids) or "promotion_bureau" in viewer.roles,
        is_viewer=viewer.person_id == person_id,
    )


def stand_ins(*, person_id: int, today: date) -> list[StandInRow]:
    """List the stand-ins of and by a person, the latest first; one SQL statement."""
    rows = StandIn.objects.filter(Q(absent_id=person_id) | Q(substitute_id=person_id)).select_related(
        "absent", "substitute"
    )
    return [
        StandInRow(
            id=row.pk,
            absent_id=row.absent_id,
            absent=row.absent.name,
            substitute_id=row.substitute_id,
            substitute=row.substitute.name,
            from_date=row.from_date,
            to_date=row.to_date,
            reason=row.reason,
            state=_state(row, today),
        )
        for row in rows.order_by("-from_date", "-pk")[:50]
    ]


def person_choices(
    *, unit_ids: frozenset[int] | None, today: date, besides: int | None = None
) -> list[tuple[int, str]]:
    """List the persons who hold a post today, as (id, "name · unit"), for a form; one SQL statement."""
    posts = Post.objects.filter(current(today), person__active=True).exclude(person_id=besides)
    if unit_ids is not None:
        posts = posts.filter(unit_id__in=unit_ids)
    found: dict[int, str] = {}
    for person_id, name, unit in posts.order_by("person__pinyin", "pk").values_list(
        "person_id", "person__name", "unit__short_name"
    ):
        found.setdefault(person_id, f"{name} · {unit}")
    return list(found.items())


def _state(row: StandIn, today: date) -> str:
    if row.ended_at is not None:
        return "ended"
    return "ahead" if row.from_date > today else "running" if row.to_date > today else "over"


def _contact(viewer: Actor, person: Person, units: set[int]) -> tuple[str | None, str | None, bool]:
    """Give the masked phone and address if the viewer sees this person's personal values, and whether they may open them."""
    seen = [
        sight
        for sight in sights(viewer, "personal")
        if sight.scope == "all" or (sight.scope == "own" and units & viewer.unit_ids)
    ]
    if not seen and viewer.person_id != person.pk and viewer.kind != "system":
        return None, None, False
    reveal = viewer.may("people.reveal") and any(sight.reveal for sight in seen)
    return mask_phone(person.phone), mask_email(person.email), reveal


def _person_row(person: Person, viewer: Actor) -> PersonRow:
    held = person.held  # type: ignore[attr-defined]
    account = getattr(person, "account", None) if viewer.may("accounts.edit") else None
    duty = getattr(person, "admin_duty", None)
    codes = dict.fromkeys([post.role for post in held] + ([duty.duty] if duty else []))
    state = (
        ""
        if not viewer.may("accounts.edit")
        else "none"
        if account is None
        else "open"
        if account.is_active
        else "closed"
    )
    return PersonRow(
        id=person.pk,
        name=person.name,
        units=tuple(dict.fromkeys((post.unit_id, post.unit.name) for post in held)),
        titles="、".join(dict.fromkeys(post.title for post in held if post.title)),
        roles="、".join(role_word(code, viewer.language) for code in codes),
        phone=_contact(viewer, person, {post.unit_id for post in held})[0],
        sign_in_name=account.sign_in_name if account else "",
        account=state,
    )


def _post_row(post: Post, today: date, language: str) -> PostRow:
    return PostRow(
        id=post.pk,
        unit_id=post.unit_id,
        unit=post.unit.name,
        title=post.title,
        role=role_word(post.role, language),
        from_date=post.from_date,
        to_date=post.to_date,
        held=post.from_date <= today and (post.to_date is None or post.to_date > today),
    )


def _account_row(viewer: Actor, person: Person) -> AccountRow | None:
    account = getattr(person, "account", None)
    if account is None or not (viewer.may("accounts.edit") or viewer.person_id == person.pk):
        return None
    return AccountRow(
        id=account.pk,
        sign_in_name=account.sign_in_name,
        is_active=account.is_active,
        must_change_password=account.must_change_password,
        last_sign_in_at=account.last_login,
        password_set_at=account.password_set_at,
        has_password=account.has_usable_password(),
    )
