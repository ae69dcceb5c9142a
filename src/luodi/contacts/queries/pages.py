"""The daily work on one project: its contacts, and one line of time of visits, progress, comments and instructions."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from luodi.contacts.models import (
    Attendee,
    Comment,
    Draft,
    Instruction,
    InvestorContact,
    OfProjects,
    Progress,
    ReportBack,
    Visit,
)
from luodi.contacts.permissions import comments, logs, reveals
from luodi.documents.models import Document
from luodi.people.masks import mask_email, mask_phone
from luodi.people.models import Person
from luodi.tasks.models import Task
from luodi.values.actor import Actor

LONGEST = 200


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A person at the investor's side; phone and address are masked."""

    id: int
    name: str
    post: str
    organisation: str
    phone: str
    email: str
    language: str
    note: str
    left: bool
    version: int


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing on the line of time. `kind` is visit, progress, comment or instruction; `facts` holds what it says.

    `former` are the rows that it corrects, the newest first.
    """

    kind: str
    id: int
    at: datetime
    by_id: int | None
    by: str
    facts: dict[str, Any]
    former: tuple["Happening", ...] = ()


@dataclass(frozen=True, slots=True)
class DailyWork:
    """All that the page of a project's daily work shows; rows beyond 200 of a kind are counted in `older`."""

    entries: tuple[Happening, ...]
    contacts: tuple[ContactRow, ...]
    older: int
    may_log: bool
    may_comment: bool
    may_instruct: bool
    may_reveal: bool
    counts: dict[str, int] = field(default_factory=dict)


def daily_work(*, project_id: int, unit_id: int, viewer: Actor) -> DailyWork:
    """Give the daily work on a project whose page the viewer has opened; nine SQL statements at most."""
    seen = Exists(Task.objects.visible_to(viewer).filter(pk=OuterRef("task_id")))
    logged = Visit.objects.visible_to(viewer).annotate(task_seen=seen)
    visits, more_visits = _newest(logged, project_id, "next_owner", "logged_by")
    reports, more_reports = _newest(Progress.objects.visible_to(viewer), project_id, "reported_by")
    remarks, more_remarks = _newest(Comment.objects.visible_to(viewer), project_id, "person")
    orders, more_orders = _newest(Instruction.objects.visible_to(viewer), project_id, "unit", "given_by")
    there, titles = _attendees([row.pk for row in visits]), _titles([row.document_id for row in visits], viewer)
    names = _names({pk for row in remarks for pk in row.mentions})
    back = _reports_back([row.pk for row in orders])
    entries = [
        *_chained([(_visit(row, there, titles), row.corrects_id) for row in visits]),
        *_chained([(_progress(row), row.corrects_id) for row in reports]),
        *_chained([(_comment(row, names), row.replaces_id) for row in remarks]),
        *[_instruction(row, back) for row in orders],
    ]
    entries.sort(key=lambda entry: (_first(entry), entry.id), reverse=True)
    kinds = ("visit", "progress", "comment", "instruction")
    return DailyWork(
        entries=tuple(entries),
        contacts=contact_rows(project_id=project_id, viewer=viewer),
        older=more_visits + more_reports + more_remarks + more_orders,
        may_log=logs(viewer, unit_id),
        may_comment=comments(viewer),
        may_instruct=viewer.may("contacts.instruct") and viewer.person_id is not None,
        may_reveal=reveals(viewer, unit_id),
        counts={kind: sum(entry.kind == kind for entry in entries) for kind in kinds},
    )


def contact_rows(*, project_id: int, viewer: Actor) -> tuple[ContactRow, ...]:
    """List the investor's people of a project, those still there first; one SQL statement."""
    rows = InvestorContact.objects.visible_to(viewer).filter(project_id=project_id).order_by("left_at", "pk")
    return tuple(sorted((_contact(row) for row in rows), key=lambda row: row.left))


def contact(*, contact_id: int, viewer: Actor) -> tuple[int, ContactRow] | None:
    """Give the project and one of the investor's people; None where it is not the viewer's to see."""
    row = InvestorContact.objects.visible_to(viewer).filter(pk=contact_id).first()
    return (row.project_id, _contact(row)) if row else None


def _contact(row: InvestorContact) -> ContactRow:
    return ContactRow(
        row.pk, row.name, row.post, row.organisation, mask_phone(row.phone), mask_email(row.email), row.language,
        row.note, row.left_at is not None, row.version,
    )  # fmt: skip


def entry(*, kind: str, row_id: int, viewer: Actor) -> tuple[int, Happening] | None:
    """Give the project and one entry of the line of time, as it was written; None where it is not the viewer's to see."""
    models: dict[str, tuple[Any, tuple[str, ...]]] = {
        "visit": (Visit, ("next_owner", "logged_by")), "progress": (Progress, ("reported_by",)),
        "comment": (Comment, ("person",)), "instruction": (Instruction, ("unit", "given_by")),
    }  # fmt: skip
    model, related = models[kind]
    row = model.objects.visible_to(viewer).filter(pk=row_id).select_related(*related).first()
    if row is None:
        return None
    shown = {
        "visit": lambda: _visit(row, _attendees([row.pk]), _titles([row.document_id], viewer)),
        "progress": lambda: _progress(row),
        "comment": lambda: _comment(row, {}),
        "instruction": lambda: _instruction(row, {}),
    }
    return row.project_id, shown[kind]()


def drafts_of(viewer: Actor, project_id: int) -> dict[str, tuple[dict[str, str], datetime]]:
    """Give what the viewer typed into a project's forms and has not sent, with the instant of keeping; one statement.

    Keys are visit, progress, comment, instruction, person.
    """
    rows = Draft.objects.visible_to(viewer).filter(form__endswith=f":{project_id}")
    return {form.partition(":")[0]: (values, at) for form, values, at in rows.values_list("form", "values", "saved_at")}


def _newest(rows: OfProjects, project_id: int, *related: str) -> tuple[list, int]:
    here = Q(project_id=project_id) | Q(project__merged_into=project_id)  # of a merged project history is read here
    found = list(rows.filter(here).select_related(*related).order_by("-pk")[: LONGEST + 1])
    return found[:LONGEST], int(len(found) > LONGEST)


def _chained(pairs: list[tuple[Happening, int | None]]) -> list[Happening]:
    """Fold rows that were corrected into those that correct them."""
    by_id = {entry.id: (entry, corrects) for entry, corrects in pairs}
    gone = {corrects for _, corrects in pairs if corrects}
    found = []
    for entry, corrects in pairs:
        if entry.id in gone:
            continue
        former = []
        while corrects in by_id:
            old, corrects = by_id[corrects]
            former.append(old)
        found.append(
            Happening(entry.kind, entry.id, entry.at, entry.by_id, entry.by, entry.facts, tuple(former))
            if former
            else entry
        )
    return found


def _first(entry: Happening) -> datetime:
    return entry.former[-1].at if entry.former else entry.at


def _visit(row: Visit, there: dict[int, list[tuple[str, str]]], titles: dict[int, str]) -> Happening:
    facts = {
        "kind": row.kind, "held_date": row.held_date, "place": row.place, "said": row.said,
        "ours": _joined(row.ours, there.get(row.pk, ()), "person"),
        "theirs": _joined(row.theirs, there.get(row.pk, ()), "contact"),
        "next_step": row.next_step, "next_owner": row.next_owner.name if row.next_owner else "", "next_date": row.next_date,
        "task_id": row.task_id if getattr(row, "task_seen", True) else None, "document_id": row.document_id if row.document_id in titles else None,
        "document": titles.get(row.document_id or 0, ""), "evidence": row.evidence, "reason": row.reason,
    }  # fmt: skip
    return Happening(
        "visit", row.pk, row.logged_at, row.logged_by_id, row.logged_by.name if row.logged_by else "", facts
    )


def _joined(text: str, there: list[tuple[str, str]] | tuple, side: str) -> str:
    return "、".join([name for kind, name in there if kind == side] + ([text] if text else []))


def _progress(row: Progress) -> Happening:
    facts = {
        "happened": row.happened, "hinders": row.hinders, "forecast": row.forecast, "forecast_date": row.forecast_date,
        "reason": row.reason,
    }  # fmt: skip
    return Happening(
        "progress", row.pk, row.reported_at, row.reported_by_id, row.reported_by.name if row.reported_by else "", facts
    )


def _comment(row: Comment, names: dict[int, str]) -> Happening:
    facts = {"text": row.text, "mentions": [names[pk] for pk in row.mentions if pk in names]}
    return Happening("comment", row.pk, row.at, row.person_id, row.person.name, facts)


def _instruction(row: Instruction, back: dict[int, list[tuple[str, str, datetime]]]) -> Happening:
    facts = {
        "text": row.text, "unit": row.unit.name, "unit_id": row.unit_id, "due_date": row.due_date, "task_id": row.task_id,
        "closed_at": row.closed_at, "outcome": row.outcome, "version": row.version, "reports": back.get(row.pk, []),
    }  # fmt: skip
    return Happening("instruction", row.pk, row.given_at, row.given_by_id, row.given_by.name, facts)


def _attendees(ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    rows = Attendee.objects.filter(visit_id__in=ids).order_by("pk")
    for visit_id, person, contact in rows.values_list("visit_id", "person__name", "contact__name"):
        found.setdefault(visit_id, []).append(("person", person) if person else ("contact", contact))
    return found


def _titles(ids: list[int | None], viewer: Actor) -> dict[int, str]:
    return dict(Document.objects.visible_to(viewer).filter(pk__in=[pk for pk in ids if pk]).values_list("pk", "title"))


def _names(ids: set[int]) -> dict[int, str]:
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))


def _reports_back(ids: list[int]) -> dict[int, list[tuple[str, str, datetime]]]:
    found: dict[int, list[tuple[str, str, datetime]]] = {}
    rows = ReportBack.objects.filter(instruction_id__in=ids).order_by("pk")
    for pk, text, name, at in rows.values_list("instruction_id", "text", "person__name", "at"):
        found.setdefault(pk, []).append((text, name, at))
    return found
