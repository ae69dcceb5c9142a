"""Looking up many names at once, as imports do: units, officers, words of dictionaries, and who a person acts as."""

from datetime import date

from django.db.models import Q

from luodi.people.models import Account, Entry, Post, Unit
from luodi.people.queries.actors import actor_of, nobody
from luodi.values.actor import Actor


def active_units() -> dict[int, str]:
    """Give the names of the units at work, by id, in the order of the district; one SQL statement."""
    return dict(Unit.objects.filter(active=True).order_by("sort", "id").values_list("id", "name"))


def postholders(*, on: date) -> dict[str, list[tuple[int, int]]]:
    """Give for each name the (person id, unit id) of the posts that persons of this name hold on a day; one SQL statement."""
    posts = Post.objects.filter(from_date__lte=on, person__active=True).filter(
        Q(to_date__isnull=True) | Q(to_date__gt=on)
    )
    found: dict[str, list[tuple[int, int]]] = {}
    for name, person_id, unit_id in posts.order_by("id").values_list("person__name", "person_id", "unit_id"):
        found.setdefault(name, []).append((person_id, unit_id))
    return found


def dictionary_words(dictionary: str, *, on: date) -> dict[str, str]:
    """Give the words of a dictionary that hold on a day, as Chinese word → English word; one SQL statement."""
    entries = Entry.objects.filter(dictionary=dictionary, valid_from__lte=on)
    entries = entries.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on)).order_by("sort", "id")
    return dict(entries.values_list("zh", "en"))


def actor_of_person(*, person_id: int | None, today: date, request_id: str = "") -> Actor:
    """Build the actor of a person for work in the background; of one without an open account, nobody's.

    What the person may do is looked up now: rights that were taken away meanwhile no longer hold.
    """
    account = Account.objects.select_related("person").filter(person_id=person_id, is_active=True).first()
    if account is None:
        return nobody(request_id=request_id)
    return actor_of(account=account, today=today, request_id=request_id, language=account.language)
