"""Telling persons of a follow-up: who holds it, who asked for it, the head of its unit, the bureau and the leader."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from luodi.notices.operations import NewNotice, notify
from luodi.people.models import Post
from luodi.tasks.models import Task
from luodi.values.actor import Actor

MOST = 20


def tell_holder(task: Task, kind: str, words: dict, by: Actor, at: datetime) -> None:
    """Tell the person who holds a follow-up; where only a unit does, its heads, or all of it where it has none."""
    tell([task.person_id] if task.person_id else heads_of(task.unit_id, on=localdate(at)), task, kind, words, by, at)


def tell_asker(task: Task, kind: str, words: dict, by: Actor, at: datetime) -> None:
    """Tell the person who asked for a follow-up."""
    tell([task.asked_by_id], task, kind, words, by, at)


def tell(persons: Iterable[int | None], task: Task, kind: str, words: dict, by: Actor, at: datetime) -> None:
    """Tell persons of a follow-up; of a secret one they learn no more than that there is something."""
    title = "—" if task.data_class == "secret" else task.title
    params = {"title": title, "due": str(task.due_date), **words}
    notices = [
        NewNotice(person, kind, params, "tasks:detail", "tasks.task", task.pk, task.data_class)
        for person in sorted({person for person in persons if person is not None})
    ]
    notify(notices=notices, by=by, at=at)


def heads_of(unit_id: int | None, *, on: date) -> list[int]:
    """Give the heads of a unit on a day, or all who hold a post there where it has none."""
    posts = _current(on).filter(unit_id=unit_id)
    heads = list(posts.filter(role="unit_head").values_list("person_id", flat=True))
    return heads or list(posts.values_list("person_id", flat=True)[:MOST])


def overseers(*, on: date) -> list[int]:
    """Give the persons of the bureau and the leaders of the district on a day."""
    return list(
        _current(on).filter(role__in=("promotion_bureau", "district_leader")).values_list("person_id", flat=True)
    )


def _current(on: date) -> QuerySet[Post]:
    posts = Post.objects.filter(from_date__lte=on, person__active=True)
    return posts.filter(Q(to_date=None) | Q(to_date__gt=on)).order_by("pk")
