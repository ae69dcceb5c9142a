"""Evidence: put by who works on a project or, from above, by the act that made it; withdrawn by a new line."""

from datetime import date, datetime

from django.db import transaction

from luodi.documents.models import Document
from luodi.engines.gates.items import ITEMS
from luodi.journal.operations import record
from luodi.projects import refusals
from luodi.projects.models import Evidence, Project
from luodi.projects.operations.locking import locked
from luodi.projects.permissions import may_edit
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

LONGEST = 300
CONTENT = ("reference", "document_id", "effective_date", "body")


@transaction.atomic
def put_evidence(
    *, project_id: int, item: str, reference: str = "", document_id: int | None = None, origin_kind: str = "",
    origin_id: int | None = None, effective_date: date | None = None, body: str = "", by: Actor, at: datetime,
) -> Evidence:  # fmt: skip
    """Show something that a gate asks for, and give the line that stands.

    With an origin, an operation above writes what it made and has checked who may; the same origin and item twice
    leaves one standing line, replaced only where it says something else. Without an origin a person enters it, and
    needs the right to edit the project; what only an act can make (a review's conclusion, a signed text) is refused.

    :raises EvidenceItemUnknown: for a code that no gate knows
    :raises EvidenceNotByHand: if a person enters what only an act can make
    :raises EvidenceEmpty: if there is neither a reference, a document nor an origin
    """
    if item not in ITEMS:
        raise refusals.EvidenceItemUnknown(item=item)
    project = _held(project_id, origin_kind, by)
    if not origin_kind:
        _refuse_by_hand(project, item, by)
        if document_id and not Document.objects.visible_to(by).filter(pk=document_id).exists():
            raise NotFound()
    text = reference.strip()[:LONGEST]
    if not (text or document_id or origin_kind):
        raise refusals.EvidenceEmpty(item=ITEMS[item].zh, item_en=ITEMS[item].en)
    said = {"reference": text, "document_id": document_id, "effective_date": effective_date, "body": body}
    standing = _standing(project, item, origin_kind, origin_id, said)
    if standing and all(getattr(standing, name) == said[name] for name in CONTENT):
        return standing
    line = Evidence.objects.create(
        project=project, item=item, origin_kind=origin_kind, origin_id=origin_id, replaces=standing,
        person_id=by.person_id, at=at, **said,
    )  # fmt: skip
    _record(
        "project.evidence_put", line, project, by, at, {"reference": text or (f"#{document_id}" if document_id else "")}
    )
    return line


@transaction.atomic
def withdraw_evidence(
    *, reason: str, by: Actor, at: datetime, evidence_id: int | None = None, project_id: int | None = None, item: str = "",
    origin_kind: str = "", origin_id: int | None = None,
) -> int:  # fmt: skip
    """Withdraw a line by a new one that names it, and give how many were withdrawn.

    A person withdraws one line by its id. An operation above withdraws what its origin made: all standing lines of
    `origin_kind` and `origin_id`, of one project and one item if they are named; there may be none.

    :raises NotFound: for a line that does not stand or is not the person's to see
    :raises EvidenceNotByHand: if a person withdraws what only an act can make or take back
    :raises ProjectReasonMissing: if no reason is given
    """
    if not reason.strip():
        raise refusals.ProjectReasonMissing()
    if evidence_id is not None:
        return _withdraw([_line_of(evidence_id, by)], reason, by, at)
    if not origin_kind:
        raise NotFound()
    found = Evidence.objects.standing().filter(origin_kind=origin_kind, origin_id=origin_id)
    found = found.filter(project_id=project_id) if project_id is not None else found
    found = found.filter(item=item) if item else found
    ids = sorted(set(found.values_list("project_id", flat=True)))
    list(Project.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk"))
    return _withdraw(list(found.select_related("project").order_by("pk")), reason, by, at)


def _line_of(evidence_id: int, by: Actor) -> Evidence:
    known = Evidence.objects.visible_to(by).filter(pk=evidence_id).values_list("project_id", flat=True).first()
    if known is None:
        raise NotFound()
    project = locked(known, None, by)
    line = Evidence.objects.standing().select_related("project").filter(pk=evidence_id).first()
    if line is None:
        raise refusals.EvidenceGone()
    _refuse_by_hand(project, line.item, by, made=bool(line.origin_kind))
    return line


def _withdraw(lines: list[Evidence], reason: str, by: Actor, at: datetime) -> int:
    for line in lines:
        gone = Evidence.objects.create(
            project_id=line.project_id, item=line.item, kind="withdrawn", origin_kind=line.origin_kind,
            origin_id=line.origin_id, replaces=line, reason=reason.strip()[:LONGEST], person_id=by.person_id, at=at,
        )  # fmt: skip
        _record("project.evidence_withdrawn", gone, line.project, by, at, {"reason": gone.reason})
    return len(lines)


def _held(project_id: int, origin_kind: str, by: Actor) -> Project:
    """Lock the project; an act above has checked who may, a person sees it or gets no answer."""
    if not origin_kind:
        return locked(project_id, None, by)
    project = Project.objects.select_for_update(of=("self",)).filter(pk=project_id).first()
    if project is None:
        raise NotFound()
    if project.withdrawn_at is not None:
        raise refusals.ProjectIsWithdrawn()
    return project


def _refuse_by_hand(project: Project, item: str, by: Actor, *, made: bool = False) -> None:
    may_edit(by, [project.unit_id])
    if by.kind != "system" and (made or not ITEMS[item].by_hand):
        raise refusals.EvidenceNotByHand(item=ITEMS[item].zh, item_en=ITEMS[item].en)


def _standing(project: Project, item: str, origin_kind: str, origin_id: int | None, said: dict) -> Evidence | None:
    """Give the line that this one repeats or replaces: the same origin's, or the very same entered by hand."""
    lines = Evidence.objects.standing().filter(project=project, item=item, origin_kind=origin_kind, origin_id=origin_id)
    return lines.order_by("-pk").first() if origin_kind else lines.filter(**said).first()


def _record(event: str, line: Evidence, project: Project, by: Actor, at: datetime, facts: dict) -> None:
    named = {"item": ITEMS[line.item].zh, "item_en": ITEMS[line.item].en}
    record(event, project, by=by, at=at, label=project.name, facts=named | facts)
