"""Facts of firms, what a firm is due, screenings of all firms and simulations of drafts."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import Asked, Id, Listed, Page, Reason, Size, actor_of, made, offer
from luodi.policies import operations, queries
from luodi.policies.operations import FactSource

router = Router()
Year = Annotated[int, Field(ge=1949, le=2200)]
Fen = Annotated[int, Field(description="分, exact")]


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


class FactGiven(Asked):
    """A value of a firm as people write it ("2600万元", "3.5%", "2024-05-01"), with its source."""

    field: Annotated[str, Field(max_length=60)]
    year: Year
    value: Annotated[str, Field(max_length=300)]
    source_kind: Literal["form", "firm", "register"] = "form"
    source: Reason
    answer: Reason = ""


class CompleteListShape(Schema):
    """A list of firms declared complete as of a day; `ended_at` when that was taken back."""

    id: int
    field: str
    year: int | None
    complete_on: date
    listed: int
    source: str
    reason: str
    declared_by: str
    declared_at: datetime
    end_reason: str
    ended_at: datetime | None


class CompleteLists(Schema):
    """The lists of firms that were declared complete, the newest first."""

    rows: list[CompleteListShape]


class ListedFirm(Asked):
    """A firm on a list; `value` as people write it, empty for yes."""

    code: Annotated[str, Field(min_length=1, max_length=40)]
    value: Annotated[str, Field(max_length=300)] = ""


class CompleteListGiven(Asked):
    """A list that is complete as of a day: of a year, or of what holds without one; with the firms on it, if not known yet."""

    field: Annotated[str, Field(max_length=60)]
    year: Year | None = None
    complete_on: date
    source_kind: Literal["form", "firm", "register"] = "register"
    source: Reason
    reason: Reason
    listed: Annotated[list[ListedFirm], Field(max_length=5000)] = []


class CompleteListEnded(Asked):
    """Why a list is not complete after all."""

    reason: Reason


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
    router, "GET", "/complete-lists", permission="facts.view", answer=CompleteLists, summary="Complete lists of firms"
)
def complete_lists(request: HttpRequest):
    """List the lists of firms that were declared complete."""
    return {"rows": queries.registers(actor_of(request))}


@offer(
    router, "POST", "/complete-lists", permission="facts.complete", answer=CompleteLists, status=201,
    summary="Declare a list of firms complete",
)  # fmt: skip
def declare(request: HttpRequest, given: CompleteListGiven):
    """Declare a list complete: from now a firm without the fact is known not to be on it."""
    by = actor_of(request)
    listed = [operations.Listed(row, each.code, each.value) for row, each in enumerate(given.listed, 1)]
    operations.declare_register(
        field=given.field, year=given.year, complete_on=given.complete_on, source=FactSource(given.source_kind, given.source),
        reason=given.reason, listed=listed, by=by, at=timezone.now(),
    )  # fmt: skip
    return made({"rows": queries.registers(by)})


@offer(
    router, "POST", "/complete-lists/{register_id}/take-back", permission="facts.complete", answer=CompleteLists,
    summary="Take a complete list back",
)  # fmt: skip
def take_back(request: HttpRequest, register_id: Id, given: CompleteListEnded):
    """Take a list back: a firm that is not on it is not known again."""
    by = actor_of(request)
    operations.take_back_register(register_id=register_id, reason=given.reason, by=by, at=timezone.now())
    return {"rows": queries.registers(by)}


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
