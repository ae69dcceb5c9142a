"""Policies: clauses as text, checked, submitted and published; facts of firms; what a firm is due; screenings, simulations."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import Asked, Id, Listed, Page, Reason, Size, Version, actor_of, made, offer
from luodi.policies import operations, queries
from luodi.policies.operations import FactSource
from luodi.policies.queries import ClauseFilter

router = Router()
ClauseText = Annotated[str, Field(max_length=60_000, description="TOML: one table [[clause]] with its cases")]
Year = Annotated[int, Field(ge=1949, le=2200)]
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


class FirmFactShape(Schema):
    """A known value of a firm; `words` is null where it is not the caller's to see."""

    id: int
    field: str
    year: int
    words: str | None
    state: str
    data_class: str
    source_kind: str
    source: str
    known_at: datetime


class FirmFacts(Schema):
    """What is known of a firm."""

    company_id: int
    name: str
    rows: list[FirmFactShape]


class FirmDueLine(Schema):
    """A clause for a firm: eligible, maybe, or near (one condition short). Amounts in 分."""

    clause_pk: int
    clause_id: str
    title: str
    mode: str
    status: str
    amount_fen: Fen
    granted_fen: Fen
    missing: list[str]
    evidence: list[str]
    lines: list[str]


class FirmDueShape(Schema):
    """What a firm is due by the pack in force."""

    company_id: int
    year: int
    total_fen: Fen
    rows: list[FirmDueLine]


class ScreeningShape(Schema):
    """A screening of all firms."""

    id: int
    year: int
    as_of: date
    state: str
    done: int
    total: int
    pack_sha256: str
    problem: str


class ClauseSumShape(Schema):
    """A clause over all firms of a screening. Amounts in 分."""

    clause_pk: int
    clause_id: str
    title: str
    eligible: int
    maybe: int
    near: int
    amount_fen: Fen
    granted_fen: Fen
    payable_fen: Fen


class ScreeningWhole(Schema):
    """A screening with its totals and envelopes."""

    screening: ScreeningShape
    clauses: list[ClauseSumShape]
    envelopes: list[dict]


class ScreeningResultShape(Schema):
    """What a clause means for a firm in a screening. Amounts in 分."""

    id: int
    company_id: int
    company: str
    clause_pk: int
    status: str
    amount_fen: Fen
    granted_fen: Fen
    payable_fen: Fen
    reason: str
    missing: list[str]


class ScreeningResultList(Listed):
    """A page of results; `hidden` are those that are not the caller's to see."""

    rows: list[ScreeningResultShape]
    hidden: int


class SimulationShape(Schema):
    """A simulation with its outcome by variant; amounts in 分."""

    id: int
    title: str
    year: int
    as_of: date
    state: str
    problem: str
    outcome: dict


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


class FactGiven(Asked):
    """A value of a firm as people write it ("2600万元", "3.5%", "2024-05-01"), with its source."""

    field: Annotated[str, Field(max_length=60)]
    year: Year
    value: Annotated[str, Field(max_length=300)]
    source_kind: Literal["form", "firm", "register"] = "form"
    source: Reason
    answer: Reason = ""


class DueAsked(Asked):
    """The basis year; the year before this when left out."""

    year: Year | None = None


class ScreeningAsked(Asked):
    """The basis year, and the day on which clauses have to be valid."""

    year: Year
    as_of: date | None = None


class ResultsAsked(Asked):
    """What the results are narrowed to."""

    clause_pk: Id | None = None
    status: Literal["", "eligible", "maybe", "near"] = ""
    page: Page = 1
    size: Size = 50


class SimulationAsked(Asked):
    """The drafts to simulate with the firms of a year."""

    title: Annotated[str, Field(max_length=120)] = ""
    year: Year
    clauses: Annotated[list[Id], Field(min_length=1, max_length=8)]
    as_of: date | None = None


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


@offer(
    router, "GET", "/companies/{company_id}/facts", permission="facts.view", answer=FirmFacts, summary="Facts of a firm"
)
def facts(request: HttpRequest, company_id: Id):
    """List what is known of a firm; secret values are masked."""
    found = queries.profile(actor_of(request), company_id)
    return {"company_id": company_id, "name": found.name, "rows": found.rows}


@offer(
    router, "POST", "/companies/{company_id}/facts", permission="facts.report", answer=FirmFacts, status=201,
    summary="Report a fact of a firm",
)  # fmt: skip
def report(request: HttpRequest, company_id: Id, given: FactGiven):
    """Report a value of a firm; another person verifies it."""
    by = actor_of(request)
    operations.record_fact(
        company_id=company_id, field=given.field, year=given.year, value=given.value,
        source=FactSource(given.source_kind, given.source), answer=given.answer, by=by, at=timezone.now(),
    )  # fmt: skip
    found = queries.profile(by, company_id)
    return made({"company_id": company_id, "name": found.name, "rows": found.rows})


@offer(
    router, "GET", "/companies/{company_id}/due", permission="facts.view", answer=FirmDueShape, summary="What a firm is due",
)  # fmt: skip
def due(request: HttpRequest, company_id: Id, asked: Query[DueAsked]):
    """Give what a firm is due by the pack in force and the facts known now, explained."""
    viewer, today = actor_of(request), timezone.localdate()
    year = asked.year or today.year - 1
    found = queries.due_of_firm(viewer, company_id, year=year, today=today)
    english = viewer.language.startswith("en")
    rows = [
        {
            "clause_pk": each.clause_pk, "clause_id": each.clause_id, "title": each.title, "mode": each.mode, "status": each.status,
            "amount_fen": each.amount_fen, "granted_fen": each.granted_fen, "missing": each.missing, "evidence": each.evidence,
            "lines": each.lines_en if english else each.lines,
        }
        for each in found.rows
    ]  # fmt: skip
    return {"company_id": company_id, "year": year, "total_fen": found.total_fen, "rows": rows}


@offer(
    router, "POST", "/screenings", permission="policies.screen", answer=ScreeningShape, status=201, summary="Screen all firms",
)  # fmt: skip
def screen(request: HttpRequest, asked: ScreeningAsked):
    """Ask for all firms to be screened in the background."""
    by = actor_of(request)
    row = operations.start_screening(year=asked.year, as_of=asked.as_of, by=by, at=timezone.now())
    return made(queries.screening_page(by, row.pk).row)


@offer(
    router,
    "GET",
    "/screenings/{screening_id}",
    permission="policies.screen",
    answer=ScreeningWhole,
    summary="One screening",
)
def screening(request: HttpRequest, screening_id: Id):
    """Give a screening with its totals by clause and its envelopes."""
    page = queries.screening_page(actor_of(request), screening_id)
    return {"screening": page.row, "clauses": page.clauses, "envelopes": page.envelopes}


@offer(
    router, "GET", "/screenings/{screening_id}/results", permission="policies.screen", answer=ScreeningResultList,
    summary="Results of a screening",
)  # fmt: skip
def results(request: HttpRequest, screening_id: Id, asked: Query[ResultsAsked]):
    """List who is due what, who may be, and who is one condition short, as far as the caller sees them."""
    found = queries.screening_results(
        actor_of(request),
        screening_id,
        clause_pk=asked.clause_pk,
        status=asked.status,
        page=asked.page,
        size=asked.size,
    )
    return {"rows": found.rows, "total": found.total, "hidden": found.hidden}


@offer(
    router,
    "POST",
    "/simulations",
    permission="policies.screen",
    answer=SimulationShape,
    status=201,
    summary="Simulate drafts",
)
def simulate(request: HttpRequest, asked: SimulationAsked):
    """Ask for drafts to be simulated with a year's firms in the background."""
    by = actor_of(request)
    row = operations.start_simulation(
        title=asked.title, year=asked.year, clause_pks=asked.clauses, as_of=asked.as_of, by=by, at=timezone.now()
    )
    return made(_simulation(request, row.pk))


@offer(
    router,
    "GET",
    "/simulations/{simulation_id}",
    permission="policies.screen",
    answer=SimulationShape,
    summary="One simulation",
)
def simulation(request: HttpRequest, simulation_id: Id):
    """Give a simulation with its outcome by variant."""
    return _simulation(request, simulation_id)


def _simulation(request: HttpRequest, pk: int) -> dict:
    page = queries.simulation_page(actor_of(request), pk)
    row = page.row
    return {
        "id": row.id, "title": row.title, "year": row.year, "as_of": row.as_of, "state": row.state, "problem": row.problem,
        "outcome": page.outcome,
    }  # fmt: skip


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
