"""Screenings and simulations as their pages show them: totals for everybody who screens, firms as far as one sees them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet, Sum

from luodi.companies.models import Company
from luodi.people.visibility import sees_all
from luodi.policies.models import RESULT_STATES, ClauseVersion, Screening, ScreeningResult, Simulation
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

SORTS = {
    "company": ("company__name", "pk"), "amount": ("payable_fen", "pk"), "status": ("status", "-payable_fen", "-pk"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RunRow:
    """A screening or a simulation in its list."""

    id: int
    title: str
    year: int
    as_of: date
    state: str
    done: int
    total: int
    made_by: str
    made_at: datetime
    ended_at: datetime | None
    problem: str
    pack_sha256: str


@dataclass(frozen=True, slots=True)
class ClauseSum:
    """A clause over all firms of a screening. Amounts in 分."""

    clause_pk: int
    clause_id: str
    title: str
    title_en: str
    mode: str
    department: str
    envelope: str
    eligible: int
    maybe: int
    near: int
    amount_fen: int
    granted_fen: int
    payable_fen: int


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """What may be paid for twice, for a person to judge; the firm's name only where the viewer sees it."""

    kind: str
    company_id: int | None
    company: str
    clauses: list[str]
    field: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class ScreeningPage:
    """A screening with its clauses, envelopes and doubts."""

    row: RunRow
    clauses: list[ClauseSum]
    envelopes: list[dict]
    doubts: list[DoubtRow]
    hidden_doubts: int


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What a clause means for a firm in a screening."""

    id: int
    company_id: int
    company: str
    unit: str
    clause_pk: int
    clause: str
    clause_en: str
    status: str
    amount_fen: int
    granted_fen: int
    payable_fen: int
    reason: str
    reason_en: str
    missing: list[str]


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One page of results, the number of all that the viewer sees, and of those that are not the viewer's."""

    rows: list[ResultRow]
    total: int
    hidden: int


@dataclass(frozen=True, slots=True)
class SimulationPage:
    """A simulation with its outcome; firms that move are named only to who sees all of them."""

    row: RunRow
    outcome: dict
    movers: list[tuple[int, str, int, int]] | None
    drafts: list[tuple[int, str, str]]


def screenings(viewer: Actor, *, limit: int = 50) -> list[RunRow]:
    """List screenings, the newest first; one SQL statement."""
    return [
        _run(each) for each in Screening.objects.visible_to(viewer).select_related("made_by").order_by("-pk")[:limit]
    ]


def simulations(viewer: Actor, *, limit: int = 50) -> list[RunRow]:
    """List simulations, the newest first; one SQL statement."""
    return [
        _run(each) for each in Simulation.objects.visible_to(viewer).select_related("made_by").order_by("-pk")[:limit]
    ]


def screening_page(viewer: Actor, screening_id: int) -> ScreeningPage:
    """Give one screening with its totals by clause; three SQL statements.

    :raises NotFound: if there is none
    """
    row = _screening(viewer, screening_id)
    found = {each["clause_id"]: each for each in row.sums or (sums_of(row) if row.state == "done" else ())}
    clauses = ClauseVersion.objects.filter(pk__in=found).defer("text").order_by("policy__kind", "policy_id", "place")
    doubts = _doubts(viewer, row)
    return ScreeningPage(
        row=_run(row), clauses=[_sum(each, found[each.pk]) for each in clauses], envelopes=row.envelopes,
        doubts=[each for each in doubts if each.company], hidden_doubts=sum(not each.company for each in doubts),
    )  # fmt: skip


def sums_of(row: Screening) -> list[dict]:
    """Sum what a screening found by clause, in 分; one SQL statement. Kept with it at its end: it changes no more."""
    numbers = {name: Count("pk", filter=Q(status=name)) for name in RESULT_STATES}
    money = {
        name: Sum(f"{name}_fen", filter=Q(status="eligible"), default=0) for name in ("amount", "granted", "payable")
    }
    sums = row.results.order_by().values("clause_id").annotate(**numbers, **money)
    return [{name: int(value) for name, value in each.items()} for each in sums]


def screening_results(
    viewer: Actor, screening_id: int, *, clause_pk: int | None = None, status: str = "", company_id: int | None = None,
    words: str = "", sort: str = "-amount", page: int = 1, size: int = 50,
) -> ResultPage:  # fmt: skip
    """List what clauses mean for firms in a screening, as far as the viewer sees them; four SQL statements.

    :raises NotFound: if there is no such screening
    """
    row = _screening(viewer, screening_id)
    condition = Q()
    for value, lookup in (
        (clause_pk, "clause_id"), (status, "status"), (company_id, "company_id"), (words, "company__name__icontains"),
    ):  # fmt: skip
        if value:
            condition &= Q(**{lookup: value})
    every = ScreeningResult.objects.filter(condition, screening=row)
    found = every.visible_to(viewer)
    keys = SORTS.get(sort.removeprefix("-"), SORTS["amount"])
    order = [key[1:] if key.startswith("-") else f"-{key}" for key in keys] if sort.startswith("-") else list(keys)
    first = (max(page, 1) - 1) * size
    rows = (
        found.select_related("company", "clause", "unit").defer("clause__text").order_by(*order)[first : first + size]
    )
    all_rows = every.count() if words or company_id else _counted(row, clause_pk, status, every)
    total = all_rows if sees_all(viewer, "sensitive") else found.count()
    return ResultPage([_result(each) for each in rows], total, all_rows - total)


def _counted(row: Screening, clause_pk: int | None, status: str, every: QuerySet[ScreeningResult]) -> int:
    """Count the rows of a clause and a status by what was kept of a screening that is done."""
    if not row.sums:
        return every.count()
    mine = [each for each in row.sums if clause_pk in (None, 0, each["clause_id"])]
    return sum(each[name] for each in mine for name in RESULT_STATES if status in ("", name))


def simulation_page(viewer: Actor, simulation_id: int) -> SimulationPage:
    """Give one simulation with its outcome.

    :raises NotFound: if there is none
    """
    row = Simulation.objects.visible_to(viewer).select_related("made_by").filter(pk=simulation_id).first()
    if row is None or not viewer.may("policies.screen"):
        raise NotFound()
    movers = None
    if viewer.kind == "system" or sees_all(viewer, "sensitive"):
        names = dict(Company.objects.filter(pk__in=[each[0] for each in row.firms]).values_list("pk", "name"))
        movers = [(pk, names.get(pk, ""), before, after) for pk, before, after in row.firms]
    drafts = ClauseVersion.objects.filter(pk__in=row.clauses).values_list("pk", "title", "title_en")
    return SimulationPage(_run(row), row.outcome, movers, list(drafts))


def drafts_to_simulate(viewer: Actor) -> list[tuple[int, str, str, int]]:
    """List the clauses that are drafts or in review, as (id, title, policy, version); one SQL statement."""
    found = (
        ClauseVersion.objects.visible_to(viewer).filter(state__in=["draft", "in_review"]).order_by("policy_id", "place")
    )
    return list(found.values_list("pk", "title", "policy__title", "version"))


def _screening(viewer: Actor, screening_id: int) -> Screening:
    row = Screening.objects.visible_to(viewer).select_related("made_by").filter(pk=screening_id).first()
    if row is None or not viewer.may("policies.screen"):
        raise NotFound()
    return row


def _run(row: Screening | Simulation) -> RunRow:
    return RunRow(
        row.pk, getattr(row, "title", ""), row.year, row.as_of, row.state, row.done, row.total,
        row.made_by.name if row.made_by else "", row.made_at, row.ended_at, row.problem, row.pack_sha256,
    )  # fmt: skip


def _sum(each: ClauseVersion, sums: dict) -> ClauseSum:
    return ClauseSum(
        each.pk, each.clause_id, each.title, each.title_en, each.mode, each.department, each.envelope, sums["eligible"],
        sums["maybe"], sums["near"], sums["amount"], sums["granted"], sums["payable"],
    )  # fmt: skip


def _result(each: ScreeningResult) -> ResultRow:
    return ResultRow(
        each.pk, each.company_id, each.company.name, each.unit.short_name or each.unit.name, each.clause_id, each.clause.title,
        each.clause.title_en, each.status, each.amount_fen, each.granted_fen, each.payable_fen, each.reason, each.reason_en, each.missing,
    )  # fmt: skip


def _doubts(viewer: Actor, row: Screening) -> list[DoubtRow]:
    ids = {each[1] for each in row.doubts}
    seen = ScreeningResult.objects.visible_to(viewer).filter(screening=row, company_id__in=ids)
    names = dict(seen.values_list("company_id", "company__name"))
    return [
        DoubtRow(kind, company_id if company_id in names else None, names.get(company_id, ""), clauses, field, amount)
        for kind, company_id, clauses, field, amount in row.doubts
    ]


def runs_open() -> tuple[list[int], list[int]]:
    """List the screenings and the simulations that wait or run; two SQL statements."""
    screenings = Screening.objects.filter(state__in=["waiting", "running"]).values_list("pk", flat=True)
    return list(screenings), list(Simulation.objects.filter(state="waiting").values_list("pk", flat=True))
