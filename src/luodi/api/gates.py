"""Gates of a project: what is missing, evidence, opinions and conditions, passing; the rules; what waits for the caller."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import AmountGiven, Asked, Id, Page, Reason, Size, Version, actor_of, offer
from luodi.cockpit.waiting import waiting as everything_waiting
from luodi.engines.gates.definition import MARKS
from luodi.engines.gates.items import ITEMS
from luodi.engines.gates.stages import LOSS_REASONS, MAIN_CODES
from luodi.projects import operations, queries
from luodi.projects.operations import Wish
from luodi.values.refusal import NotFound

router = Router()
Gate = Literal[tuple(MAIN_CODES)]  # type: ignore[valid-type]
Item = Literal[tuple(ITEMS)]  # type: ignore[valid-type]
Mark = Literal[tuple(MARKS)]  # type: ignore[valid-type]
LossReason = Literal[tuple(LOSS_REASONS)]  # type: ignore[valid-type]
Text = Annotated[str, Field(max_length=2000)]


class Lack(Schema):
    """Something that a gate asks for: who holds it, and, for a clock that runs, until when and how surely."""

    code: str
    what: str
    holder: str
    stage: str
    source: str
    due: date | None
    due_certain: bool


class ConditionShown(Schema):
    """A condition of an opinion."""

    id: int
    text: str
    before: str
    evidence: str
    reported_at: datetime | None
    accepted_at: datetime | None
    answer: str


class OpinionShown(Schema):
    """An opinion of a department; `id` is what a later one names as `seen`."""

    id: int
    verdict: str
    text: str
    person: str
    at: datetime
    conditions: list[ConditionShown]


class AskedShown(Schema):
    """A department asked, with the opinion that stands."""

    unit_id: int
    unit: str
    may_veto: bool
    due_date: date
    overdue: bool
    opinion: OpinionShown | None


class RoundShown(Schema):
    """A round of opinions."""

    id: int
    kind: str
    gate: str
    due_date: date
    due_certain: bool
    cancelled_at: datetime | None
    asked: list[AskedShown]


class EvidenceShown(Schema):
    """A line of evidence with what made it."""

    id: int
    item: str
    state: str
    reference: str
    document_id: int | None
    origin_kind: str
    origin_id: int | None
    effective_date: date | None
    person: str
    at: datetime


class GatesShown(Schema):
    """A project's gates: the next one, what it lacks, who decides, and what was shown, said and passed."""

    project_id: int
    version: int
    stage: str
    stage_confirmed: str
    gate: str
    ready: bool
    missing: list[Lack]
    vetoes: int
    open_conditions: int
    bodies: list[str]
    evidence: list[EvidenceShown]
    rounds: list[RoundShown]
    passed: list[str]


class GatePassed(Asked):
    """The gate to pass and the version that was read."""

    gate: Gate
    version: Version
    note: Annotated[str, Field(max_length=500)] = ""


class RouteSet(Asked):
    """The way of a project: land or lease, special matters, support asked for in 元."""

    path: Literal["land", "leased"]
    marks: list[Mark] = Field([], max_length=4)
    support: AmountGiven | None = None
    reason: Annotated[str, Field(max_length=300)] = ""


class EvidencePut(Asked):
    """Evidence with its number or a document."""

    item: Item
    reference: Annotated[str, Field(max_length=300)] = ""
    document_id: Id | None = None
    effective_date: date | None = None


class Withdrawn(Asked):
    """Why it is taken back."""

    reason: Reason


class OpinionsAsked(Asked):
    """Departments to ask, until when (none: by the dated parameter)."""

    kind: Literal["joint", "legal"]
    unit_ids: list[Id] = Field(min_length=1, max_length=40)
    due_date: date | None = None
    question: Annotated[str, Field(max_length=500)] = ""


class ConditionWished(Asked):
    """A condition, and the gate before which it has to be met ("": the signing)."""

    text: Annotated[str, Field(min_length=1, max_length=500)]
    before: Gate | Literal[""] = ""


class OpinionGiven(Asked):
    """A department's opinion; `seen` is the opinion that it replaces."""

    unit_id: Id
    verdict: Literal["pass", "conditional", "veto", "withdrawn"]
    text: Text = ""
    conditions: list[ConditionWished] = Field([], max_length=20)
    seen: Id | None = None


class ConditionReported(Asked):
    """What was done and what shows it."""

    evidence: Annotated[str, Field(max_length=300)]


class Answered(Asked):
    """Accepted, or sent back with a reason."""

    accepted: bool
    answer: Annotated[str, Field(max_length=300)] = ""


class FailureWritten(Asked):
    """What was tried and learnt; `version` is the draft that was read."""

    reason_code: LossReason
    tried: Annotated[str, Field(max_length=4000)]
    learnt: Annotated[str, Field(max_length=4000)]
    competitor: Annotated[str, Field(max_length=80)] = ""
    version: Version | None = None


class FailureAnswered(Asked):
    """Approved, or sent back with an opinion."""

    approved: bool
    version: Version
    opinion: Annotated[str, Field(max_length=500)] = ""


class FailureShown(Schema):
    """An honest-failure review."""

    id: int
    project_id: int
    project: str
    unit: str
    reason_code: str
    competitor: str
    tried: str
    learnt: str
    written_by: str
    written_at: datetime
    approved_by: str
    approved_at: datetime | None
    version: int


class Failures(Schema):
    """A page of honest-failure reviews."""

    total: int
    rows: list[FailureShown]


class FailuresAsked(Asked):
    """What the list is narrowed to."""

    q: str = Field("", max_length=60)
    reason_code: LossReason | Literal[""] = ""
    state: Literal["", "waiting", "approved"] = ""
    page: Page = 1
    size: Size = 50


class RulesShown(Schema):
    """The gates' definition in force, as its text; `version_id` is None for the one that Luodi ships."""

    version_id: int | None
    newest: int | None
    title: str
    text: str


class RulesSet(Asked):
    """A new version: its text, whose word it rests on, from which day; `seen` is the newest version that was read."""

    text: Annotated[str, Field(max_length=200_000)]
    source: Annotated[str, Field(max_length=300)]
    valid_from: date
    seen: Id | None = None


class WaitingShown(Schema):
    """One thing that waits."""

    title: str
    what: str
    values: dict[str, str | int]
    page: str
    at: dict[str, int]
    since: datetime | None
    due_date: date | None
    late: bool


class PileShown(Schema):
    """What waits for one reason, the first of it and how much there is."""

    code: str
    total: int
    rows: list[WaitingShown]


@offer(router, "GET", "/projects/{project_id}/gates", permission="projects.view", answer=GatesShown, summary="Gates")
def gates(request: HttpRequest, project_id: Id):
    """Give a project's next gate with what is missing and who holds it."""
    return _shown(request, project_id)


def _shown(request: HttpRequest, project_id: int) -> dict[str, object]:
    viewer = actor_of(request)
    page = queries.without_secrets(queries.gate_page(project_id=project_id, viewer=viewer, today=timezone.localdate()))
    place = 0 if viewer.language.startswith("zh") else 1
    verdict = page.verdict
    return {
        "project_id": project_id, "version": page.heading.version, "stage": page.heading.stage,
        "stage_confirmed": page.heading.stage_confirmed, "gate": verdict.gate, "ready": verdict.ready,
        "missing": [
            {
                "code": each.ask.code, "what": each.ask.name("zh" if place == 0 else "en"), "holder": each.holder[place],
                "stage": each.ask.stage, "source": each.ask.source, "due": each.due.day if each.due else None,
                "due_certain": each.due.certain if each.due else True,
            }
            for each in verdict.missing
        ],
        "vetoes": len(verdict.vetoes), "open_conditions": len(verdict.conditions),
        "bodies": [code for code, _, _ in verdict.bodies], "evidence": list(page.evidence), "rounds": list(page.rounds),
        "passed": [each.gate for each in page.passes],
    }  # fmt: skip


@offer(
    router,
    "POST",
    "/projects/{project_id}/gates/pass",
    permission="gates.pass",
    answer=GatesShown,
    summary="Pass a gate",
)
def pass_gate(request: HttpRequest, project_id: Id, passed: GatePassed):
    """Pass a project through its next gate."""
    operations.pass_gate(project_id=project_id, **passed.model_dump(), by=actor_of(request), at=timezone.now())
    return _shown(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/gates/route", permission="projects.edit", answer=GatesShown,
    summary="Say which way a project takes",
)  # fmt: skip
def set_route(request: HttpRequest, project_id: Id, route: RouteSet):
    """Say whether a project takes land or leases, what is special about it, and how much support it asks for."""
    support = None if route.support is None else Decimal(route.support)
    operations.set_route(
        project_id=project_id, path=route.path, marks=tuple(route.marks), support=support, reason=route.reason,
        by=actor_of(request), at=timezone.now(),
    )  # fmt: skip
    return _shown(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/gates/evidence", permission="projects.edit", answer=GatesShown,
    summary="Put evidence",
)  # fmt: skip
def put_evidence(request: HttpRequest, project_id: Id, put: EvidencePut):
    """Enter evidence by hand; what only an act can make is refused."""
    operations.put_evidence(project_id=project_id, **put.model_dump(), by=actor_of(request), at=timezone.now())
    return _shown(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/gates/evidence/{evidence_id}/withdraw", permission="projects.edit",
    answer=GatesShown, summary="Withdraw evidence",
)  # fmt: skip
def withdraw_evidence(request: HttpRequest, project_id: Id, evidence_id: Id, withdrawn: Withdrawn):
    """Withdraw evidence that was entered by hand."""
    _guard(request, project_id)
    operations.withdraw_evidence(
        evidence_id=evidence_id, reason=withdrawn.reason, by=actor_of(request), at=timezone.now()
    )
    return _shown(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/gates/opinions", permission="projects.edit", answer=GatesShown,
    summary="Ask for opinions",
)  # fmt: skip
def ask_opinions(request: HttpRequest, project_id: Id, asked: OpinionsAsked):
    """Ask departments for their opinion on a project."""
    operations.ask_opinions(project_id=project_id, **asked.model_dump(), by=actor_of(request), at=timezone.now())
    return _shown(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/gates/opinions/{round_id}", permission="gates.opine", answer=GatesShown,
    summary="Give an opinion",
)  # fmt: skip
def give_opinion(request: HttpRequest, project_id: Id, round_id: Id, given: OpinionGiven):
    """Give a department's opinion, or replace or withdraw the former one."""
    _guard(request, project_id)
    wishes = [Wish(each.text, each.before) for each in given.conditions]
    operations.give_opinion(
        round_id=round_id, unit_id=given.unit_id, verdict=given.verdict, text=given.text, conditions=wishes,
        seen=given.seen, by=actor_of(request), at=timezone.now(),
    )  # fmt: skip
    return _shown(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/gates/opinions/{round_id}/cancel", permission="projects.edit",
    answer=GatesShown, summary="Cancel a round of opinions",
)  # fmt: skip
def cancel_round(request: HttpRequest, project_id: Id, round_id: Id, withdrawn: Withdrawn):
    """Cancel a round of opinions, so that the question can be put anew."""
    _guard(request, project_id)
    operations.cancel_round(round_id=round_id, reason=withdrawn.reason, by=actor_of(request), at=timezone.now())
    return _shown(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/gates/conditions/{condition_id}/report", permission="projects.edit",
    answer=GatesShown, summary="Report a condition as met",
)  # fmt: skip
def report_condition(request: HttpRequest, project_id: Id, condition_id: Id, reported: ConditionReported):
    """Report a condition as met, with what shows it."""
    _guard(request, project_id)
    operations.report_condition(
        condition_id=condition_id, evidence=reported.evidence, by=actor_of(request), at=timezone.now()
    )
    return _shown(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/gates/conditions/{condition_id}/answer", permission="gates.opine",
    answer=GatesShown, summary="Accept a condition or send it back",
)  # fmt: skip
def answer_condition(request: HttpRequest, project_id: Id, condition_id: Id, answered: Answered):
    """Accept that a condition is met, or send the report back."""
    _guard(request, project_id)
    operations.answer_condition(
        condition_id=condition_id, accepted=answered.accepted, answer=answered.answer, by=actor_of(request),
        at=timezone.now(),
    )  # fmt: skip
    return _shown(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/failure-review", permission="projects.edit", answer=FailureShown,
    summary="Write an honest-failure review",
)  # fmt: skip
def write_failure(request: HttpRequest, project_id: Id, written: FailureWritten):
    """Write what was tried on a lost or terminated project and what was learnt."""
    operations.write_failure_review(
        project_id=project_id, **written.model_dump(), by=actor_of(request), at=timezone.now()
    )
    return _failure(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/failure-review/{failure_id}/answer", permission="gates.pass",
    answer=FailureShown, summary="Approve an honest-failure review",
)  # fmt: skip
def answer_failure(request: HttpRequest, project_id: Id, failure_id: Id, answered: FailureAnswered):
    """Approve an honest-failure review, or send it back."""
    _guard(request, project_id)
    operations.answer_failure_review(
        review_id=failure_id, **answered.model_dump(), by=actor_of(request), at=timezone.now()
    )
    return _failure(request, project_id)


def _failure(request: HttpRequest, project_id: int):
    page = queries.gate_page(project_id=project_id, viewer=actor_of(request), today=timezone.localdate())
    if not page.failures:
        raise NotFound()
    return page.failures[0]


def _guard(request: HttpRequest, project_id: int) -> None:
    queries.project_heading(project_id=project_id, viewer=actor_of(request))


@offer(router, "GET", "/failure-reviews", permission="projects.view", answer=Failures, summary="Honest-failure reviews")
def failures(request: HttpRequest, asked: Query[FailuresAsked]):
    """Search what was tried and learnt on projects that were lost."""
    filters = queries.FailureFilter(asked.q.strip(), asked.reason_code, asked.state)
    rows, total = queries.failure_reviews(
        viewer=actor_of(request), asked=filters, limit=asked.size, offset=(asked.page - 1) * asked.size
    )
    return {"total": total, "rows": rows}


@offer(router, "GET", "/gates", permission="projects.view", answer=RulesShown, summary="The gates' rules")
def rules(request: HttpRequest):
    """Give the gates' definition that holds today."""
    return _rules(request)


def _rules(request: HttpRequest) -> dict[str, object]:
    page = queries.gate_definition_page(viewer=actor_of(request), today=timezone.localdate())
    if page is None:
        raise NotFound()
    return {"version_id": page.shown, "newest": page.newest, "title": page.definition.title, "text": page.text}


@offer(router, "POST", "/gates", permission="gates.define", answer=RulesShown, summary="Set the gates' rules")
def define(request: HttpRequest, rules_set: RulesSet):
    """Set a new version of the gates' definition from a day on."""
    operations.define_gates(**rules_set.model_dump(), by=actor_of(request), at=timezone.now())
    return _rules(request)


@offer(router, "GET", "/waiting", permission="desk.view", answer=list[PileShown], summary="What waits for the caller")
def waiting(request: HttpRequest):
    """Give what waits for the caller, pile by pile."""
    return everything_waiting(viewer=actor_of(request), today=timezone.localdate())
