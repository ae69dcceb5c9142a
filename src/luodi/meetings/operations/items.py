"""Putting projects before a meeting (上会), and what is decided there (handbook §2.1 P6, §2.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from luodi.documents.models import Document
from luodi.journal.operations import record
from luodi.meetings import refusals
from luodi.meetings.models import BODIES, LEGAL_OPINIONS, Item, Material, Meeting
from luodi.meetings.permissions import require_put, seen_item
from luodi.projects.models import Project
from luodi.tasks.models import Task
from luodi.tasks.operations import NewTask, open_task
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Stale

STATE_WORDS = {"decided": ("有了决定", "decided"), "withdrawn": ("撤回", "withdrawn"), "waiting": ("待决定", "waiting")}


@dataclass(frozen=True, slots=True)
class ItemContent:
    """What an item says: before which body, about what, when, with which legal opinion and materials."""

    body: str
    title: str
    text: str = ""
    planned_date: date | None = None
    legal_opinion: str = "none"
    legal_reference: str = ""
    needs_next: bool = False
    document_ids: tuple[int, ...] = ()
    meeting_id: int | None = None


@transaction.atomic
def put_item(*, project_id: int, content: ItemContent, by: Actor, at: datetime) -> Item:
    """Put a project before a body for its decision.

    :raises NotFound: for a project, document or meeting that `by` may not see
    :raises ItemWaitsAlready: if the project waits for this body already
    """
    project = Project.objects.visible_to(by).select_for_update(of=("self",)).filter(
        pk=project_id, withdrawn_at=None
    ).first()  # fmt: skip
    if project is None:
        raise NotFound()
    require_put(by, project.unit_id)
    _check(content, by)
    if Item.objects.filter(project=project, body=content.body, state="waiting").exists():
        raise refusals.ItemWaitsAlready()
    item = Item(project=project, put_by_id=by.person_id, put_at=at)
    _fill(item, content)
    item.save(force_insert=True)
    Material.objects.bulk_create(Material(item=item, document_id=each) for each in dict.fromkeys(content.document_ids))
    note("item.put", item, by, at, body=item.body)
    return item


@transaction.atomic
def edit_item(*, item_id: int, version: int, content: ItemContent, reason: str, by: Actor, at: datetime) -> Item:
    """Change an item that waits for its decision; materials that are no longer named are taken away.

    :raises ItemIsClosed: once it is decided or withdrawn
    :raises ReasonMissing: without a reason
    """
    item = open_item(item_id, version, by)
    if not reason.strip():
        raise refusals.ReasonMissing()
    _check(content, by)
    before = {
        name: getattr(item, name) for name in ("body", "title", "planned_date", "legal_opinion", "legal_reference")
    }
    if (
        content.body != item.body
        and Item.objects.filter(project_id=item.project_id, body=content.body, state="waiting").exists()
    ):
        raise refusals.ItemWaitsAlready()
    _fill(item, content)
    item.version += 1
    item.save()
    Material.objects.filter(item=item).exclude(document_id__in=content.document_ids).delete()
    known = set(Material.objects.filter(item=item).values_list("document_id", flat=True))
    new = [each for each in dict.fromkeys(content.document_ids) if each not in known]
    Material.objects.bulk_create(Material(item=item, document_id=each) for each in new)
    after = {name: getattr(item, name) for name in before}
    note("item.edited", item, by, at, reason=reason.strip()[:300], was=before, now=after)
    return item


@transaction.atomic
def withdraw_item(*, item_id: int, version: int, reason: str, by: Actor, at: datetime) -> Item:
    """Withdraw an item that waits for its decision, saying why.

    :raises ReasonMissing: without a reason
    """
    item = open_item(item_id, version, by)
    if not reason.strip():
        raise refusals.ReasonMissing()
    if item.decisions.filter(state="recorded").exists():
        raise refusals.DecisionWaits()
    item.state, item.closed_reason, item.version = "withdrawn", reason.strip()[:300], item.version + 1
    item.save(update_fields=["state", "closed_reason", "version"])
    note("item.withdrawn", item, by, at, reason=item.closed_reason)
    return item


@transaction.atomic
def follow_up_item(
    *, item_id: int, title: str, unit_id: int | None, due_date: date | None, by: Actor, at: datetime
) -> Task:
    """Open a follow-up of what was decided on an item; it is then seen by the unit that holds it.

    :raises NotAllowed: for a unit that `by` does not act for
    """
    item = seen_item(by, item_id)
    task = NewTask(
        kind="follow_up", title=title.strip()[:300], about="会议决定", unit_id=unit_id, due_date=due_date,
        origin_kind="meetings.item", origin_id=item.pk, origin_label=item.title, origin_unit_id=item.project.unit_id,
    )  # fmt: skip
    return open_task(task=task, by=by, at=at)


def open_item(item_id: int, version: int, by: Actor) -> Item:
    """Lock an item that still waits, for somebody who may put its project before a meeting.

    :raises ItemIsClosed, Stale: if it is not as the person saw it
    """
    item = seen_item(by, item_id, lock=True)
    require_put(by, item.project.unit_id)
    if item.state != "waiting":
        zh, en = STATE_WORDS[item.state]
        raise refusals.ItemIsClosed(state=zh, state_en=en)
    if item.version != version:
        raise Stale()
    return item


def note(event: str, item: Item, by: Actor, at: datetime, **facts: object) -> None:
    """Write an item's journal line, which belongs to its project's unit."""
    facts |= {"project": item.project_id}
    record(event, item, by=by, at=at, label=item.title, owner_unit_id=item.project.unit_id, facts=facts)


def _check(content: ItemContent, by: Actor) -> None:
    for text, known in ((content.body, BODIES), (content.legal_opinion, LEGAL_OPINIONS)):
        if text not in known:
            raise refusals.ItemBodyUnknown(text=text)
    if not content.title.strip():
        raise refusals.ItemUntitled()
    if content.legal_opinion == "given" and not content.legal_reference.strip():
        raise refusals.LegalOpinionMissing()
    _refuse_unseen(Document, content.document_ids, by)
    if content.meeting_id is not None:
        _refuse_unseen(Meeting, (content.meeting_id,), by)


def _refuse_unseen(model: type[Document] | type[Meeting], ids: Sequence[int], by: Actor) -> None:
    wanted = set(ids)
    if wanted and model.objects.visible_to(by).filter(pk__in=wanted).count() != len(wanted):
        raise NotFound()


def _fill(item: Item, content: ItemContent) -> None:
    item.body, item.title, item.text = content.body, content.title.strip()[:200], content.text.strip()[:2000]
    item.planned_date, item.meeting_id, item.needs_next = content.planned_date, content.meeting_id, content.needs_next
    item.legal_opinion, item.legal_reference = content.legal_opinion, content.legal_reference.strip()[:100]
