"""Policies: clauses as text, tried, drafted, submitted, published and withdrawn; the published pack as files."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import Asked, Id, Listed, Page, Reason, Size, Version, actor_of, made, offer
from luodi.policies import operations, queries
from luodi.policies.queries import ClauseFilter

router = Router()
ClauseText = Annotated[str, Field(max_length=60_000, description="TOML: one table [[clause]] with its cases")]
Fen = Annotated[int, Field(description="分, exact")]


class PolicyShape(Schema):
    """A policy with the number of its clauses by state."""

    id: int
    code: str
    kind: str
    title: str
    title_en: str
    document: str
    department: str
    released_date: date | None
    published: int
    in_review: int
    drafts: int


class PolicyList(Schema):
    """All policies."""

    rows: list[PolicyShape]


class PolicyClauseShape(Schema):
    """A version of a clause; `valid_to` is the last day."""

    id: int
    clause_id: str
    version: int
    title: str
    title_en: str
    kind: str
    mode: str
    department: str
    envelope: str
    industries: list[str]
    valid_from: date
    valid_to: date
    state: str
    policy_id: int
    policy: str


class PolicyClauseList(Listed):
    """A page of clauses."""

    rows: list[PolicyClauseShape]


class ClauseFault(Schema):
    """A fault or doubt: where, what, and what would be right."""

    line: int
    column: int
    grade: str
    code: str
    sentence: str
    right: str


class ClauseCaseShape(Schema):
    """A case: what it says, and what came out."""

    name: str
    passed: bool
    status: str
    amount_fen: Fen


class PolicyClauseWhole(Schema):
    """A version with its text, what is wrong with it, its cases and where its fair-competition review stands."""

    clause: PolicyClauseShape
    text: str
    sha256: str
    edits: int
    faults: list[ClauseFault]
    cases: list[ClauseCaseShape]
    review_id: int | None
    review_concluded: bool
    open_forbids: int


class ClauseTried(Schema):
    """What a text would be as a clause of a policy; nothing is kept."""

    good: bool
    refused: str
    faults: list[ClauseFault]
    cases: list[ClauseCaseShape]
    findings: list[str]


class PolicyPack(Schema):
    """The published pack as files."""

    at: datetime | None
    files: dict[str, str]


class ClausesAsked(Asked):
    """What the list is narrowed to."""

    words: Annotated[str, Field(max_length=80)] = ""
    policy_id: Id | None = None
    industry: Annotated[str, Field(max_length=5)] = ""
    department: Annotated[str, Field(max_length=80)] = ""
    state: Literal["", "live", "draft", "in_review", "published", "superseded", "withdrawn"] = "live"
    on: date | None = None
    page: Page = 1
    size: Size = 50


class PackAsked(Asked):
    """The instant at which the pack stood; now when left out."""

    at: datetime | None = None


class ClauseGiven(Asked):
    """A clause as text."""

    text: ClauseText
    remark: Reason = ""


class ClauseEdited(Asked):
    """Another text for a draft, and the edit that was read."""

    edits: Version
    text: ClauseText
    remark: Reason = ""


class ClauseSubmitted(Asked):
    """Who issues the policy, which decides who reviews it."""

    issued_by: Literal["department", "government"] = "department"


class ClausePublished(Asked):
    """Whether an older version that runs on ends the day before."""

    end_earlier: bool = False


class ClauseWithdrawn(Asked):
    """Why, and the edit that was read."""

    edits: Version
    reason: Reason


@offer(router, "GET", "/policies", permission="policies.view", answer=PolicyList, summary="Policies")
def policies(request: HttpRequest):
    """List the policies of the suite."""
    return {"rows": queries.policies(actor_of(request))}


@offer(router, "GET", "/policies/pack", permission="policies.view", answer=PolicyPack, summary="The published pack")
def pack(request: HttpRequest, asked: Query[PackAsked]):
    """Give the published pack as files, as it stood at an instant."""
    return {"at": asked.at, "files": queries.pack_files(asked.at)}


@offer(
    router, "GET", "/policy-clauses", permission="policies.view", answer=PolicyClauseList, summary="Clauses of policies"
)
def clauses(request: HttpRequest, asked: Query[ClausesAsked]):
    """List clauses by words, industry, department and state."""
    filters = ClauseFilter(
        words=asked.words, policy_id=asked.policy_id, industry=asked.industry, department=asked.department, state=asked.state,
        on=asked.on,
    )  # fmt: skip
    found = queries.clauses(actor_of(request), filters, page=asked.page, size=asked.size)
    return {"rows": found.rows, "total": found.total}


@offer(
    router, "GET", "/policy-clauses/{clause_pk}", permission="policies.view", answer=PolicyClauseWhole,
    summary="One version of a clause",
)  # fmt: skip
def clause(request: HttpRequest, clause_pk: Id):
    """Give a version of a clause with its text, faults, cases and review."""
    return _whole(request, clause_pk)


@offer(
    router, "POST", "/policies/{policy_id}/check", permission="policies.draft", answer=ClauseTried, summary="Try a clause's text",
)  # fmt: skip
def check(request: HttpRequest, policy_id: Id, given: ClauseGiven):
    """Check a text as a clause of a policy, run its cases, and read it for fair competition; nothing is kept."""
    viewer = actor_of(request)
    found = queries.tried(viewer, policy_id, given.text)
    return {
        "good": found.good, "refused": found.refused.sentence(viewer.language) if found.refused else "",
        "faults": _faults(found.judged, viewer.language), "cases": _cases(found.judged),
        "findings": [f"{each.severity} {each.id} {each.article}" for each in found.findings],
    }  # fmt: skip


@offer(
    router, "POST", "/policies/{policy_id}/clauses", permission="policies.draft", answer=PolicyClauseWhole, status=201,
    summary="Draft a clause",
)  # fmt: skip
def draft(request: HttpRequest, policy_id: Id, given: ClauseGiven):
    """Draft a clause, or another version of one, from its text."""
    row = operations.draft_clause(
        policy_id=policy_id, text=given.text, remark=given.remark, by=actor_of(request), at=timezone.now()
    )
    return made(_whole(request, row.pk))


@offer(
    router, "POST", "/policy-clauses/{clause_pk}/text", permission="policies.draft", answer=PolicyClauseWhole,
    summary="Edit a draft's text",
)  # fmt: skip
def edit(request: HttpRequest, clause_pk: Id, given: ClauseEdited):
    """Put another text into a draft."""
    operations.edit_clause(
        clause_pk=clause_pk,
        edits=given.edits,
        text=given.text,
        remark=given.remark,
        by=actor_of(request),
        at=timezone.now(),
    )
    return _whole(request, clause_pk)


@offer(
    router, "POST", "/policy-clauses/{clause_pk}/submit", permission="policies.draft", answer=PolicyClauseWhole,
    summary="Submit a clause",
)  # fmt: skip
def submit(request: HttpRequest, clause_pk: Id, given: ClauseSubmitted):
    """Send a draft into review."""
    by = actor_of(request)
    policy_id = queries.clause_page(by, clause_pk).row.policy_id
    operations.submit_clauses(
        policy_id=policy_id, clause_pks=[clause_pk], issued_by=given.issued_by, by=by, at=timezone.now()
    )
    return _whole(request, clause_pk)


@offer(
    router, "POST", "/policy-clauses/{clause_pk}/publish", permission="policies.publish", answer=PolicyClauseWhole,
    summary="Publish a clause",
)  # fmt: skip
def publish(request: HttpRequest, clause_pk: Id, given: ClausePublished):
    """Publish a clause whose review is concluded, as another person than who wrote it."""
    by = actor_of(request)
    policy_id = queries.clause_page(by, clause_pk).row.policy_id
    operations.publish_clauses(
        policy_id=policy_id, clause_pks=[clause_pk], end_earlier=given.end_earlier, by=by, at=timezone.now()
    )
    return _whole(request, clause_pk)


@offer(
    router, "POST", "/policy-clauses/{clause_pk}/withdraw", permission="policies.view", answer=PolicyClauseWhole,
    summary="Withdraw a clause",
)  # fmt: skip
def withdraw(request: HttpRequest, clause_pk: Id, given: ClauseWithdrawn):
    """Withdraw a version with a reason; it stays on record."""
    operations.withdraw_clause(
        clause_pk=clause_pk, edits=given.edits, reason=given.reason, by=actor_of(request), at=timezone.now()
    )
    return _whole(request, clause_pk)


def _whole(request: HttpRequest, clause_pk: int) -> dict:
    viewer = actor_of(request)
    page = queries.clause_page(viewer, clause_pk)
    return {
        "clause": page.row, "text": page.text, "sha256": page.sha256, "edits": page.edits,
        "faults": _faults(page.judged, viewer.language), "cases": _cases(page.judged), "review_id": page.standing.review_id,
        "review_concluded": page.standing.concluded, "open_forbids": len(page.standing.forbids),
    }  # fmt: skip


def _faults(judged: queries.Judged, language: str) -> list[dict]:
    return [
        {
            "line": each.line, "column": each.column, "grade": each.grade, "code": each.code, "sentence": each.sentence(language),
            "right": each.right(language),
        }
        for each in judged.problems
    ]  # fmt: skip


def _cases(judged: queries.Judged) -> list[dict]:
    return [
        {"name": each.case.name, "passed": each.passed, "status": each.status, "amount_fen": each.amount_fen}
        for each in judged.cases
    ]
