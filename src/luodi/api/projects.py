"""Projects: the list with its filters, one project, registering, correcting, stages."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import (
    Amount,
    AmountGiven,
    Asked,
    Currency,
    Id,
    Listed,
    Page,
    Rate,
    RateGiven,
    Reason,
    Size,
    SourceShape,
    Version,
    actor_of,
    made,
    money_of,
    offer,
    source_shape,
)
from luodi.engines.gates.stages import LOSS_REASONS
from luodi.meetings.queries import places_of_project
from luodi.projects import operations, queries
from luodi.values.actor import Actor

router = Router()
Binding = Literal["binding", "framework", "unknown"]
Stage = Literal["P0", "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11", "P12", "P13", "P14"]
Step = Literal["lead", "talks", "signed", "landing", "building", "running"]
Side = Literal["hold", "transferred", "lost", "terminated"]


class ProjectsAsked(Asked):
    """What the list of projects is narrowed to; amounts in 元, days inclusive, `unit` with the units below it."""

    q: str = Field("", max_length=60, description="project, firm, code, or pinyin initials")
    unit: Id | None = None
    track: str = Field("", max_length=40)
    stage: Stage | Step | Literal[""] = ""
    standing: Literal["", "claimed", "confirmed"] = ""
    reached: Stage | Literal[""] = ""
    binding: Binding | Literal[""] = ""
    side: Side | Literal["", "line"] = ""
    officer: Id | None = None
    mine: bool = False
    company: Id | None = None
    signed_from: date | None = None
    signed_to: date | None = None
    amount_from: AmountGiven | None = None
    amount_to: AmountGiven | None = None

    def as_filter(self, actor: Actor) -> queries.ProjectFilter:
        """Give the filter that the list's query takes."""
        return queries.ProjectFilter(
            text=self.q.strip(), unit_id=self.unit, track=self.track, stage=self.stage, standing=self.standing,
            reached=self.reached, binding=self.binding, side=self.side, company_id=self.company,
            officer_id=actor.person_id if self.mine else self.officer, signed_from=self.signed_from, signed_to=self.signed_to,
            amount_from=Decimal(self.amount_from) if self.amount_from else None,
            amount_to=Decimal(self.amount_to) if self.amount_to else None,
        )  # fmt: skip


class ProjectsPaged(ProjectsAsked):
    """A filter with an order and a page: by the key of the page before or after, or by number."""

    sort: str = Field("-newest", pattern=r"^-?(newest|amount|name|signed)$")
    after: str = Field("", max_length=120)
    before: str = Field("", max_length=120)
    page: Page | None = None
    size: Size = 50
    exact: bool = False


class Project(Schema):
    """A project in a list. `amount` is null when unknown or, with `amount_hidden`, when not the caller's to see."""

    id: int
    code: str
    name: str
    unit_id: int
    unit_name: str
    officer_name: str
    track: str
    company_id: int | None
    company_name: str
    amount: Amount | None
    amount_hidden: bool
    binding: str
    stage: str
    stage_confirmed: str
    side_state: str
    signed_date: date | None
    changed_at: datetime
    source: SourceShape


class Projects(Listed):
    """A page of projects; `after` and `before` are the keys of the neighbouring pages ("" at an end)."""

    sort: str
    page: int | None
    after: str
    before: str
    text_too_short: bool
    rows: list[Project]


class ProjectInvestor(Schema):
    """A firm that invests beside the leading one."""

    company_id: int
    name: str


class StageStep(Schema):
    """One step of a project's stage line: claimed or confirmed."""

    kind: str
    before: str
    after: str
    effective_date: date | None
    evidence: str
    document_id: int | None
    claimed_by: str
    confirmed_by: str
    at: datetime


class Change(Schema):
    """One corrected field."""

    field: str
    before: Any
    after: Any
    reason: str
    person: str
    at: datetime


class FieldSource(Schema):
    """Who corrected a field last, when and why."""

    person: str
    reason: str
    at: datetime | None


class Place(Schema):
    """A place that the project fills in a batch, with the fact that counts the batch."""

    batch_id: int
    batch_label: str
    kind: str
    ordinal: int
    stated_count: int
    meeting_id: int
    meeting_name: str
    held_date: date | None
    fact_id: int


class ProjectDetail(Schema):
    """Everything about one project; amounts are null with `amount_hidden` when not the caller's to see.

    `source` is where its values come from; `field_sources` names the person behind each field corrected since.
    """

    id: int
    code: str
    name: str
    unit_id: int
    unit_name: str
    officer_id: int | None
    officer_name: str
    track: str
    company_id: int | None
    company_name: str
    amount: Amount | None
    amount_hidden: bool
    binding: str
    original_currency: str
    original_amount: Amount | None
    rate: Rate | None
    rate_date: date | None
    stage: str
    stage_confirmed: str
    side_state: str
    signed_date: date | None
    landed_date: date | None
    started_date: date | None
    produced_date: date | None
    site: str
    note: str
    registered_at: datetime
    changed_at: datetime
    version: int
    source: SourceShape
    field_sources: dict[str, FieldSource]
    investors: list[ProjectInvestor]
    places: list[Place]
    steps: list[StageStep]
    changes: list[Change]
    may_edit: bool
    may_confirm: bool


class ProjectNew(Asked):
    """A project to register; a foreign `amount` needs `rate` with `rate_date` for its 元 to be known."""

    name: str = Field(min_length=1, max_length=200)
    unit_id: Id
    officer_id: Id | None = None
    track: str = Field("", max_length=40)
    company_id: Id | None = None
    company_name: str = Field("", max_length=160)
    investor_ids: list[Id] = Field(default_factory=list, max_length=50)
    amount: AmountGiven | None = None
    currency: Currency = "CNY"
    rate: RateGiven | None = None
    rate_date: date | None = None
    binding: Binding = "unknown"
    stage_claimed: Stage = "P0"
    signed_date: date | None = None
    landed_date: date | None = None
    started_date: date | None = None
    produced_date: date | None = None
    site: str = Field("", max_length=160)
    note: str = Field("", max_length=500)
    anyway: bool = Field(False, description="register although the unit has a project of this name")


class ProjectChanges(Asked):
    """The fields to correct; only those that are given change. A new amount comes with its currency and rate."""

    name: str = Field(None, min_length=1, max_length=200)
    unit_id: Id = None
    officer_id: Id | None = None
    track: str = Field(None, max_length=40)
    company_id: Id | None = None
    company_name: str = Field(None, max_length=160)
    amount: AmountGiven | None = None
    currency: Currency = "CNY"
    rate: RateGiven | None = None
    rate_date: date | None = None
    binding: Binding = None
    signed_date: date | None = None
    landed_date: date | None = None
    started_date: date | None = None
    produced_date: date | None = None
    site: str = Field(None, max_length=160)
    note: str = Field(None, max_length=500)


class ProjectEdited(Asked):
    """A correction with its reason and the version that was read."""

    version: Version
    reason: Reason
    changes: ProjectChanges


class StageClaimed(Asked):
    """A stage that the project claims to have reached."""

    stage: Stage
    version: Version
    effective_date: date | None = None
    evidence: Reason = ""
    document_id: Id | None = None
    reason: Reason = ""


class StageConfirmed(Asked):
    """A stage to confirm (without one: the claimed one), on evidence in words or in a document."""

    stage: Stage | None = None
    version: Version
    effective_date: date | None = None
    evidence: Reason = ""
    document_id: Id | None = None


class SideState(Asked):
    """A side state ("" brings the project back to the line), with the reason, its code, and the district that won it."""

    side_state: Side | Literal[""]
    version: Version
    reason: Reason
    reason_code: Literal[tuple(LOSS_REASONS)] = "other"  # type: ignore[valid-type]
    competitor: str = Field("", max_length=80)


@offer(router, "GET", "/projects", permission="projects.view", answer=Projects, summary="Projects")
def projects(request: HttpRequest, asked: Query[ProjectsPaged]):
    """List the projects that the caller may see; `after` takes the next page."""
    actor = actor_of(request)
    found = queries.project_list(
        viewer=actor, filters=asked.as_filter(actor), sort=asked.sort, after=asked.after, before=asked.before,
        page=asked.page, size=asked.size, exact=asked.exact,
    )  # fmt: skip
    own = {name: getattr(found, name) for name in Projects.model_fields if name != "rows"}
    return own | {"rows": [_listed(row) for row in found.rows]}


def _listed(row: queries.ProjectRow) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in Project.model_fields if name != "source"}
    return own | {"source": source_shape(row.source_kind, row.source_id)}


@offer(
    router,
    "POST",
    "/projects",
    permission="projects.edit",
    answer=ProjectDetail,
    status=201,
    summary="Register a project",
)
def register(request: HttpRequest, project: ProjectNew):
    """Register one project; its stage is claimed until somebody else confirms it."""
    given = project.model_dump(exclude={"amount", "currency", "rate"})
    made_one = operations.register_project(
        **given, amount=money_of(project.amount, project.currency), rate=_rate(project.rate), by=actor_of(request),
        at=timezone.now(),
    )  # fmt: skip
    return made(_detail(request, made_one.pk))


def _rate(rate: str | None) -> Decimal | None:
    return Decimal(rate) if rate is not None else None


@offer(router, "GET", "/projects/{project_id}", permission="projects.view", answer=ProjectDetail, summary="One project")
def project(request: HttpRequest, project_id: Id):
    """Give one project with its sources, steps and corrections."""
    return _detail(request, project_id)


def _detail(request: HttpRequest, project_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    page = queries.project_page(project_id=project_id, viewer=actor)
    apart = {"source", "field_sources", "investors", "places"}
    own = {name: getattr(page, name) for name in ProjectDetail.model_fields if name not in apart}
    return own | {
        "source": source_shape(page.source.kind, page.source.row_id or page.source.fact_id),
        "field_sources": {
            name: {"person": each.person, "reason": each.label, "at": each.at} for name, each in page.field_sources.items()
        },
        "investors": [{"company_id": pk, "name": name} for pk, name in page.investors],
        "places": places_of_project(actor, project_id),
    }  # fmt: skip


@offer(
    router,
    "PATCH",
    "/projects/{project_id}",
    permission="projects.edit",
    answer=ProjectDetail,
    summary="Correct a project",
)
def edit(request: HttpRequest, project_id: Id, edited: ProjectEdited):
    """Correct fields of a project; every correction keeps the old value, the reason and the person."""
    changes = edited.changes.model_dump(exclude_unset=True)
    currency = changes.pop("currency", "CNY")
    if "amount" in changes:
        changes["amount"] = money_of(changes["amount"], currency)
    if "rate" in changes:
        changes["rate"] = _rate(changes["rate"])
    operations.edit_project(
        project_id=project_id, changes=changes, reason=edited.reason, version=edited.version, by=actor_of(request),
        at=timezone.now(),
    )  # fmt: skip
    return _detail(request, project_id)


@offer(
    router,
    "POST",
    "/projects/{project_id}/claim",
    permission="projects.edit",
    answer=ProjectDetail,
    summary="Claim a stage",
)
def claim(request: HttpRequest, project_id: Id, claimed: StageClaimed):
    """Claim that a project has reached a stage; going back needs a reason."""
    operations.claim_stage(project_id=project_id, **claimed.model_dump(), by=actor_of(request), at=timezone.now())
    return _detail(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/confirm", permission="projects.confirm_stage", answer=ProjectDetail,
    summary="Confirm a stage",
)  # fmt: skip
def confirm(request: HttpRequest, project_id: Id, confirmed: StageConfirmed):
    """Confirm a stage on evidence, as somebody else than its claimer."""
    operations.confirm_stage(project_id=project_id, **confirmed.model_dump(), by=actor_of(request), at=timezone.now())
    return _detail(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/state", permission="projects.edit", answer=ProjectDetail,
    summary="Put on hold, mark lost …",
)  # fmt: skip
def side_state(request: HttpRequest, project_id: Id, state: SideState):
    """Put a project on hold, mark it transferred, lost or terminated, or bring it back to the line."""
    operations.set_side_state(project_id=project_id, **state.model_dump(), by=actor_of(request), at=timezone.now())
    return _detail(request, project_id)
