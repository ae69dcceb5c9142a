"""Comments on a project: made, and within minutes made anew by their writer; who is mentioned is told."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from luodi.contacts import refusals
from luodi.contacts.models import Comment
from luodi.contacts.operations.projects import fitting, seen_project
from luodi.contacts.permissions import comments
from luodi.journal.operations import record
from luodi.notices.operations import NewNotice, notify
from luodi.people.models import Person
from luodi.people.queries import actor_of_person, parameter
from luodi.projects.models import Project
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound

MENTION = re.compile(r"[@＠]([\w·]{2,20})")
MOST_MENTIONS = 20


@transaction.atomic
def comment(*, project_id: int, text: str, mentions: Iterable[int] = (), by: Actor, at: datetime) -> Comment:
    """Comment on a project. Persons are mentioned by id, or in the text as @name where one person bears it.

    :raises CommentSaysNothing: without words
    :raises MentionCannotSee: for a person who may not see the project: a notice would tell them of it
    """
    project = _commented(project_id, by)
    row = _row(project, text, mentions, by, at)
    row.save(force_insert=True)
    _tell(project, row, set(row.mentions), by, at)
    _record("comment.made", project, row, by, at)
    return row


@transaction.atomic
def edit_comment(*, comment_id: int, text: str, mentions: Iterable[int] = (), by: Actor, at: datetime) -> Comment:
    """Say a comment anew, as a new row that names the old one; nothing is deleted.

    :raises CommentTooLate: after the minutes of the parameter `comment.edit_minutes`, or by somebody else
    :raises CorrectedBefore: if it was said anew before
    """
    old = Comment.objects.visible_to(by).filter(pk=comment_id).first()
    if old is None:
        raise NotFound()
    project = _commented(old.project_id, by)
    minutes = int(str(parameter("comment.edit_minutes", on=localdate(at))))
    if old.person_id != by.person_id or at - _first_at(old) > timedelta(minutes=minutes):
        raise refusals.CommentTooLate(minutes=minutes)
    row = _row(project, text, mentions, by, at)
    row.replaces = old
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise refusals.CorrectedBefore() from error
    _tell(project, row, set(row.mentions) - set(old.mentions), by, at)
    _record("comment.edited", project, row, by, at)
    return row


def _first_at(row: Comment) -> datetime:
    """Give when a comment was first made; editing does not prolong the time in which it may be edited."""
    while row.replaces is not None:
        row = row.replaces
    return row.at


def _commented(project_id: int, by: Actor) -> Project:
    project = seen_project(project_id, by)
    if not comments(by):
        raise NotAllowed(permission="contacts.edit")
    return project


def _row(project: Project, text: str, mentions: Iterable[int], by: Actor, at: datetime) -> Comment:
    text = fitting(text, "text", 2000)
    if not text:
        raise refusals.CommentSaysNothing()
    ids = list(dict.fromkeys([*mentions, *_named(text)]))[:MOST_MENTIONS]
    _refuse_blind(project, ids, at)
    return Comment(project=project, text=text, mentions=ids, person_id=by.person_id, at=at)


def _named(text: str) -> list[int]:
    """Find the persons that a text calls by @name; of two persons of one name none is meant."""
    names = {found.group(1) for found in MENTION.finditer(text)}
    beginnings = {name[:length] for name in names for length in range(2, len(name) + 1)}
    rows = Person.objects.filter(active=True, name__in=beginnings).values_list("name", "pk")
    by_name: dict[str, list[int]] = {}
    for name, pk in rows:
        by_name.setdefault(name, []).append(pk)
    found = []
    for name in sorted(names):
        longest = max((each for each in by_name if name.startswith(each)), key=len, default="")
        if len(by_name.get(longest, ())) == 1:
            found.append(by_name[longest][0])
    return found


def _refuse_blind(project: Project, ids: list[int], at: datetime) -> None:
    today = localdate(at)
    for person_id in ids:
        actor = actor_of_person(person_id=person_id, today=today)
        sees = actor.may("contacts.view") and Project.objects.visible_to(actor).filter(pk=project.pk).exists()
        if not sees:
            name = Person.objects.filter(pk=person_id).values_list("name", flat=True).first()
            raise refusals.MentionCannotSee(person=name or "—")


def _tell(project: Project, row: Comment, ids: set[int], by: Actor, at: datetime) -> None:
    told = {"who": by.name, "project": project.name, "text": row.text[:80]}
    notices = [
        NewNotice(pk, "comment.mentioned", told, "contacts:project", "projects.project", project.pk)
        for pk in sorted(ids)
    ]
    notify(notices=notices, by=by, at=at)


def _record(event: str, project: Project, row: Comment, by: Actor, at: datetime) -> None:
    facts = {"comment": row.pk, "mentions": row.mentions}
    record(event, project, by=by, at=at, label=project.name, owner_unit_id=project.unit_id, facts=facts)
