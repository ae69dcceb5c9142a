"""Telling persons, and marking what they have read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F

from luodi.notices.models import Notice
from luodi.notices.sentences import sentences
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A message to a person. `kind` stands in a notices.toml; `page` is the name of an address ("contacts:project")."""

    person_id: int
    kind: str
    params: dict = field(default_factory=dict)
    page: str = ""
    object_kind: str = ""
    object_id: int | None = None
    data_class: str = "internal"


@transaction.atomic
def notify(*, notices: Sequence[NewNotice], by: Actor, at: datetime) -> int:
    """Tell persons, and return how many rows were new; nobody is told of what they did themselves.

    An unread notice of the same kind about the same object takes the new words and counts once more, so that many
    small things never flood an inbox. The line in the journal is that of the act which the notice tells of.

    :raises KeyError: if a kind has no sentences in a notices.toml
    """
    told = [each for each in notices if each.person_id != by.person_id]
    if unknown := {each.kind for each in told} - set(sentences()):
        raise KeyError(f"notices {sorted(unknown)} have no sentences in a notices.toml")
    fresh = 0
    for each in told:
        key = {
            "person_id": each.person_id, "kind": each.kind, "object_kind": each.object_kind, "object_id": each.object_id,
        }  # fmt: skip
        words = {"params": each.params, "page": each.page, "data_class": each.data_class}
        _row, made = Notice.objects.get_or_create(
            **key, read_at=None, defaults={**words, "first_at": at, "last_at": at}
        )
        fresh += made
        if not made:
            Notice.objects.filter(**key, read_at=None).update(**words, last_at=at, times=F("times") + 1)
    return fresh


@transaction.atomic
def mark_read(*, notice_id: int | None = None, by: Actor, at: datetime) -> int:
    """Mark one of one's own notices as read, or all of them, and return how many that were.

    :raises NotFound: for a notice that is not one's own
    """
    own = Notice.objects.visible_to(by)
    if notice_id is not None:
        own = own.filter(pk=notice_id)
        if not own.exists():
            raise NotFound()
    return own.filter(read_at=None).update(read_at=at)
