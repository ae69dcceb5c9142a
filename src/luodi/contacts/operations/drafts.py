"""What is typed into a form and not yet sent: kept for its writer alone, gone once it is sent."""

from datetime import datetime

from django.db import transaction

from luodi.contacts.models import Draft
from luodi.contacts.refusals import DraftTooLarge
from luodi.values.actor import Actor

LIMIT = 20_000


@transaction.atomic
def keep_draft(*, form: str, values: dict[str, str], by: Actor, at: datetime) -> bool:
    """Keep what the actor typed into a form, in place of what was kept before; an empty form keeps nothing.

    :raises DraftTooLarge: beyond 20,000 characters
    """
    if by.person_id is None:
        return False
    typed = {name[:40]: text for name, text in values.items() if text.strip()}
    if sum(map(len, typed.values())) > LIMIT:
        raise DraftTooLarge(limit=LIMIT)
    if not typed:
        drop_draft(form=form, by=by, at=at)
        return False
    Draft.objects.update_or_create(person_id=by.person_id, form=form[:60], defaults={"values": typed, "saved_at": at})
    return True


@transaction.atomic
def drop_draft(*, form: str, by: Actor, at: datetime) -> int:
    """Forget the draft of a form, because it was sent or is no longer wanted."""
    return Draft.objects.visible_to(by).filter(form=form[:60], saved_at__lte=at).delete()[0]


@transaction.atomic
def forget_drafts(*, before: datetime, by: Actor, at: datetime) -> int:
    """Forget drafts that nobody touched since an instant, and return how many there were."""
    return Draft.objects.filter(saved_at__lt=before).delete()[0]
