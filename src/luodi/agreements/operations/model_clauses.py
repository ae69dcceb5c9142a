"""The clause library: wordings with typed blanks, each reviewed for fair competition before it can be chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from luodi.agreements import refusals
from luodi.agreements.models import ModelClause, ModelWording, Template
from luodi.agreements.models.model_clauses import LIBRARY_KINDS
from luodi.agreements.operations.drafting import Head, draft_agreement, supplement
from luodi.agreements.operations.texts import Source
from luodi.documents import storage
from luodi.documents.operations import add_document
from luodi.documents.operations.adding import AlreadyThere
from luodi.engines import fairness, wording
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.projects.models import Project
from luodi.reviews.queries import pack_in_force
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Stale
from luodi.values.spoken_dates import day_label

NAMES = ("协议名称", "协议编号", "项目名称", "甲方", "乙方", "范围", "起始日", "终止日", "条款")
BARRING = ("forbid", "review")
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Choice:
    """A clause chosen for a draft, with the values of its blanks by name."""

    clause_id: int
    values: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def write_clause(
    *, code: str, kind: str, title: str, text: str, advice: str = "", by: Actor, at: datetime
) -> ModelWording:
    """Write a clause into the library; it can be chosen once somebody else has passed it.

    Its wording is reviewed by the fairness engine at once; the findings stay with it.

    :raises LibraryCodeTaken: if another clause bears the code
    :raises TagRefused: for braces that are no blank
    """
    require(by, "agreements.clauses")
    code, title = code.strip()[:40], title.strip()[:60]
    if not title or not code:
        raise refusals.AgreementUntitled()
    if kind not in LIBRARY_KINDS:
        raise refusals.AgreementKindWrong(kind=kind)
    try:
        with transaction.atomic():
            clause = ModelClause.objects.create(code=code, kind=kind, title=title, advice=advice.strip()[:300])
    except IntegrityError as error:
        raise refusals.LibraryCodeTaken(clause=code) from error
    return _add_wording(clause, text, by, at)


@transaction.atomic
def rewrite_clause(*, clause_id: int, version: int, text: str, by: Actor, at: datetime) -> ModelWording:
    """Write a new wording of a clause; the one in use stays in use until the new one is passed.

    :raises LibraryTextUnchanged: if it says the same as the newest
    """
    require(by, "agreements.clauses")
    clause = _locked(clause_id, version)
    newest = clause.versions.order_by("-ordinal").first()
    if newest is not None and newest.text == _clean(text):
        raise refusals.LibraryTextUnchanged()
    clause.version += 1
    clause.save(update_fields=["version"])
    return _add_wording(clause, text, by, at)


@transaction.atomic
def pass_clause(*, clause_id: int, version: int, conclusion: str, by: Actor, at: datetime) -> ModelWording:
    """Pass the newest wording of a clause for use. A red line bars it; a doubtful finding is answered in `conclusion`.

    :raises LibraryMakerIsChecker: if `by` wrote it; the database refuses it as well
    :raises LibraryClauseNotPassed: with a red line open, or doubts unanswered
    """
    require(by, "agreements.clauses")
    clause = _locked(clause_id, version)
    newest = clause.versions.select_for_update().order_by("-ordinal").first()
    if newest is None or newest.passed_at is not None:
        raise refusals.LibraryTextUnchanged()
    if by.person_id is not None and by.person_id == newest.made_by_id:
        raise refusals.LibraryMakerIsChecker()
    put_into_use(clause, newest, conclusion, by, at)
    return newest


@transaction.atomic
def retire_clause(*, clause_id: int, version: int, reason: str, by: Actor, at: datetime) -> ModelClause:
    """Take a clause out of use, with a reason; drafts made from it keep their text.

    :raises ReturnReasonMissing: without a reason
    """
    require(by, "agreements.clauses")
    clause = _locked(clause_id, version)
    if not reason.strip():
        raise refusals.ReturnReasonMissing()
    clause.retired_at = at
    clause.version += 1
    clause.save(update_fields=["retired_at", "version"])
    _note("library_clause.retired", clause, by, at, reason=reason.strip()[:300])
    return clause


@transaction.atomic
def add_template(*, title: str, kind: str, data: bytes, file_name: str, by: Actor, at: datetime) -> Template:
    """Add a Word template. It asks for the head by {{ 协议名称 }} and the like, for the clauses by a paragraph {{ 条款 }}.

    :raises TagRefused: for anything else in double braces: no expression is ever run
    :raises BlankUnknown: for a name that an agreement does not have
    :raises TemplateWithoutClauses: if it has no place for clauses
    """
    require(by, "agreements.clauses")
    if kind not in ("framework", "investment", "supplement"):
        raise refusals.AgreementKindWrong(kind=kind)
    if not title.strip():
        raise refusals.AgreementUntitled()
    names = wording.names_in(data, filename=file_name)
    if unknown := sorted(set(names) - set(NAMES)):
        raise wording.BlankUnknown(names=unknown)
    if "条款" not in names:
        raise refusals.TemplateWithoutClauses(filename=file_name)
    try:
        document_id = add_document(
            data=data, file_name=file_name, title=title, data_class="public", kind="other", by=by, at=at,
            unit_id=by.unit_id,
        ).pk  # fmt: skip
    except AlreadyThere as there:
        document_id = int(str(there.params["document_id"]))
    template = Template.objects.create(
        title=title.strip()[:120], kind=kind, document_id=document_id, names=list(names), added_by_id=by.person_id,
        added_at=at,
    )  # fmt: skip
    record("template.added", template, by=by, at=at, label=template.title, owner_unit_id=by.unit_id)
    return template


@transaction.atomic
def draft_from_library(
    *, kind: str, project_id: int | None, parent_id: int | None = None, head: Head, template_id: int,
    choices: Sequence[Choice], by: Actor, at: datetime,
):  # fmt: skip
    """Draft an agreement from a Word template and clauses of the library, their blanks filled by type.

    :raises NoClauseChosen, LibraryClauseUnknown, LibraryClauseNotPassed: for the clauses
    :raises BlankMissing, BlankNotUnderstood: for a value, naming clause and blank
    """
    require(by, "agreements.edit")
    if not choices:
        raise refusals.NoClauseChosen()
    template = Template.objects.select_related("document").filter(pk=template_id, retired_at=None).first()
    if template is None:
        raise NotFound()
    clauses = [_filled(choice) for choice in choices]
    data = storage.open_bytes(template.document.file_id, template.document.file_name)
    merged = wording.merge(data, _values(head, project_id), clauses, filename=template.document.file_name)
    source = Source(data=merged, file_name=f"{head.title.strip()[:80] or 'draft'}.docx")
    if kind == "supplement" and parent_id is not None:
        return supplement(parent_id=parent_id, head=head, source=source, by=by, at=at)
    return draft_agreement(kind=kind, project_id=project_id or 0, head=head, source=source, by=by, at=at)


def _filled(choice: Choice) -> wording.FilledClause:
    clause = ModelClause.objects.select_related("current").filter(pk=choice.clause_id, retired_at=None).first()
    if clause is None:
        raise refusals.LibraryClauseUnknown(code=choice.clause_id)
    if clause.current is None or clause.current.passed_at is None or clause.current.open_findings:
        newest = clause.versions.order_by("-ordinal").first()
        raise refusals.LibraryClauseNotPassed(title=clause.title, count=newest.open_findings if newest else 0)
    body = wording.fill(clause.current.text, choice.values, clause=clause.title)
    return wording.FilledClause(clause.title, body)


def _values(head: Head, project_id: int | None) -> dict[str, str]:
    def side(name: str) -> str:
        return "、".join(party.name.strip() for party in head.parties if party.side == name) or "—"

    project = Project.objects.filter(pk=project_id).values_list("name", flat=True).first() if project_id else ""
    return {
        "协议名称": head.title.strip(), "协议编号": head.number.strip() or "—", "项目名称": project or "—",
        "甲方": side("district"), "乙方": side("firm"), "范围": head.scope.strip() or "—",
        "起始日": day_label(head.valid_from) if head.valid_from else "签署之日",
        "终止日": day_label(head.valid_to) if head.valid_to else "双方义务履行完毕之日",
    }  # fmt: skip


def _add_wording(clause: ModelClause, text: str, by: Actor, at: datetime) -> ModelWording:
    clean = _clean(text)
    if not clean:
        raise refusals.AgreementTextMissing()
    blanks = [{"name": blank.name, "type": blank.type} for blank in wording.blanks_of(clean)]
    outcome = fairness.review(clean, pack=pack_in_force())
    findings = [finding.to_json() for finding in outcome.findings]
    last = clause.versions.order_by("-ordinal").values_list("ordinal", flat=True).first() or 0
    version = ModelWording.objects.create(
        clause=clause, ordinal=last + 1, text=clean, text_sha256=wording.text_sha256(clean), blanks=blanks,
        findings=findings, open_findings=sum(each["severity"] in BARRING for each in findings),
        made_by_id=by.person_id, made_at=at,
    )  # fmt: skip
    _note("library_clause.written", clause, by, at, ordinal=version.ordinal, findings=len(findings))
    return version


def put_into_use(clause: ModelClause, wanted: ModelWording, conclusion: str, by: Actor, at: datetime) -> None:
    forbidden = sum(each["severity"] == "forbid" for each in wanted.findings)
    if forbidden or (wanted.open_findings and not conclusion.strip()):
        raise refusals.LibraryClauseNotPassed(title=clause.title, count=forbidden or wanted.open_findings)
    wanted.open_findings, wanted.conclusion = 0, conclusion.strip()[:300]
    wanted.passed_by_id, wanted.passed_at = by.person_id, at
    wanted.save(update_fields=["open_findings", "conclusion", "passed_by", "passed_at"])
    clause.current = wanted
    clause.version += 1
    clause.save(update_fields=["current", "version"])
    _note("library_clause.passed", clause, by, at, ordinal=wanted.ordinal, text_sha256=wanted.text_sha256)


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "").strip()[:LONGEST]


def _locked(clause_id: int, version: int) -> ModelClause:
    clause = ModelClause.objects.select_for_update(of=("self",)).filter(pk=clause_id, retired_at=None).first()
    if clause is None:
        raise NotFound()
    if clause.version != version:
        raise Stale()
    return clause


def _note(event: str, clause: ModelClause, by: Actor, at: datetime, **facts) -> None:
    record(event, clause, by=by, at=at, label=clause.title, owner_unit_id=by.unit_id, facts=facts)
