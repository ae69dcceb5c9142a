"""Reading the clause library: what may be chosen, one clause with its wordings, the templates."""

from dataclasses import dataclass
from datetime import datetime

from luodi.agreements.models import ModelClause, ModelWording, Template
from luodi.documents import storage
from luodi.people.permissions import require
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@dataclass(frozen=True, slots=True)
class WordingRow:
    """A wording of a clause with what its review found."""

    ordinal: int
    text: str
    blanks: list[dict]
    findings: list[dict]
    open_findings: int
    conclusion: str
    made_by: str
    made_by_id: int | None
    made_at: datetime
    passed_by: str
    passed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ModelClauseRow:
    """A clause of the library: the wording in use, and the newest one if it still waits to be passed."""

    id: int
    code: str
    kind: str
    title: str
    advice: str
    text: str
    blanks: list[dict]
    usable: bool
    waiting: bool
    open_findings: int
    retired: bool
    version: int


@dataclass(frozen=True, slots=True)
class ModelClauseDetail:
    """One clause with all its wordings, the newest first, and whether the viewer may change or pass it."""

    row: ModelClauseRow
    wordings: list[WordingRow]
    may_edit: bool
    may_pass: bool


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A Word template that drafts are made from."""

    id: int
    title: str
    kind: str
    names: list[str]
    document_id: int
    added_at: datetime


def model_clauses(viewer: Actor, *, kind: str = "", words: str = "", usable_only: bool = False) -> list[ModelClauseRow]:
    """List the library's clauses, in the order of their kinds; two SQL statements."""
    require(viewer, "agreements.view")
    found = ModelClause.objects.select_related("current").filter(retired_at=None)
    if kind:
        found = found.filter(kind=kind)
    if words:
        found = found.filter(title__icontains=words) | found.filter(current__text__icontains=words)
    rows = list(found.order_by("kind", "pk"))
    newest = _newest([each.pk for each in rows])
    shown = [_row(each, newest.get(each.pk)) for each in rows]
    return [each for each in shown if each.usable] if usable_only else shown


def model_clause(viewer: Actor, clause_id: int) -> ModelClauseDetail:
    """Give one clause with its wordings; two SQL statements.

    :raises NotFound: if there is none
    """
    require(viewer, "agreements.view")
    clause = ModelClause.objects.select_related("current").filter(pk=clause_id).first()
    if clause is None:
        raise NotFound()
    wordings = list(clause.versions.select_related("made_by", "passed_by").order_by("-ordinal"))
    newest = wordings[0] if wordings else None
    may_edit = viewer.may("agreements.clauses") and clause.retired_at is None
    mine = newest is not None and newest.made_by_id is not None and newest.made_by_id == viewer.person_id
    may_pass = may_edit and newest is not None and newest.passed_at is None and not mine
    return ModelClauseDetail(_row(clause, newest), [_wording(each) for each in wordings], may_edit, may_pass)


def templates(viewer: Actor, *, kind: str = "") -> list[TemplateRow]:
    """List the templates in use; one SQL statement."""
    require(viewer, "agreements.view")
    found = Template.objects.filter(retired_at=None)
    found = found.filter(kind=kind) if kind else found
    return [
        TemplateRow(each.pk, each.title, each.kind, each.names, each.document_id, each.added_at)
        for each in found.order_by("kind", "pk")
    ]


def template_file(viewer: Actor, template_id: int) -> tuple[str, bytes]:
    """Give a template's name and bytes, to be changed in Word and uploaded again.

    :raises NotFound: if there is none
    """
    require(viewer, "agreements.view")
    found = Template.objects.select_related("document").filter(pk=template_id).first()
    if found is None:
        raise NotFound()
    return found.title, storage.open_bytes(found.document.file_id, found.document.file_name)


def _newest(ids: list[int]) -> dict[int, ModelWording]:
    rows = ModelWording.objects.filter(clause_id__in=ids).order_by("clause_id", "-ordinal").distinct("clause_id")
    return {each.clause_id: each for each in rows}


def _row(clause: ModelClause, newest: ModelWording | None) -> ModelClauseRow:
    current = clause.current
    shown = current or newest
    return ModelClauseRow(
        id=clause.pk,
        code=clause.code,
        kind=clause.kind,
        title=clause.title,
        advice=clause.advice,
        text=shown.text if shown else "",
        blanks=shown.blanks if shown else [],
        usable=current is not None and current.passed_at is not None and clause.retired_at is None,
        waiting=newest is not None and newest.passed_at is None,
        open_findings=newest.open_findings if newest else 0,
        retired=clause.retired_at is not None,
        version=clause.version,
    )


def _wording(wording: ModelWording) -> WordingRow:
    return WordingRow(
        wording.ordinal, wording.text, wording.blanks, wording.findings, wording.open_findings, wording.conclusion,
        wording.made_by.name if wording.made_by else "", wording.made_by_id, wording.made_at,
        wording.passed_by.name if wording.passed_by else "", wording.passed_at,
    )  # fmt: skip
