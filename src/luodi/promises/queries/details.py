"""One promise: how its terms stand, where each figure comes from, and what was agreed and decided since."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils.timezone import make_aware

from luodi.observations.queries import ObservationFilter, ObservationRow, observations_known_at
from luodi.people.permissions import acts_for
from luodi.promises.models import Act, Supplement
from luodi.promises.permissions import is_oneself, may_approve
from luodi.promises.queries.payments import PaymentStage, stages_of
from luodi.promises.queries.readings import PromiseFilter, PromiseRow, promises_known_at
from luodi.values.actor import Actor
from luodi.values.period import Period
from luodi.values.refusal import NotFound

MOST_SOURCES = 500


@dataclass(frozen=True, slots=True)
class SupplementRow:
    """A supplement with the terms that it brings, as (period, target, due)."""

    id: int
    number: int
    ground: str
    document_id: int | None
    state: str
    made_by: str
    made_at: datetime
    approved_by: str
    decided_at: datetime | None
    decision_note: str
    terms: tuple[tuple[Period, Decimal, date], ...]
    may_decide: bool


@dataclass(frozen=True, slots=True)
class ActRow:
    """What was proposed or decided about a term."""

    id: int
    term_id: int
    period: Period
    kind: str
    day: date
    ground: str
    reason: str
    document_id: int | None
    state: str
    made_by: str
    approved_by: str
    decided_at: datetime | None
    decision_note: str
    may_decide: bool


@dataclass(frozen=True, slots=True)
class PromiseDetail:
    """A promise, the observations its readings rest on, its supplements and acts, and what the viewer may do."""

    promise: PromiseRow
    sources: dict[int, ObservationRow]
    supplements: tuple[SupplementRow, ...]
    acts: tuple[ActRow, ...]
    may_propose: bool
    payments: tuple[PaymentStage, ...]
    may_pay: bool


def promise_detail(viewer: Actor, promise_id: int, *, today: date, known: date | None = None) -> PromiseDetail:
    """Give one promise as it stands on a day, as known on a day; ten SQL statements, twelve where a payment hangs on it.

    :raises NotFound: if there is none that the viewer may see, or it was not made by then
    """
    found = promises_known_at(viewer, PromiseFilter(promise_id=promise_id), today=today, known=known)
    if not found.rows:
        raise NotFound()
    row, day = found.rows[0], known or today
    wanted = ObservationFilter(indicator=row.indicator, subject_id=row.subject_id)
    night = make_aware(datetime.combine(day + timedelta(days=1), time.min))
    sources = observations_known_at(viewer, wanted, at=night, size=MOST_SOURCES).rows
    approves = may_approve(viewer, row.unit_id)
    supplements = Supplement.objects.filter(promise_id=row.id, made_at__date__lte=day)
    acts = Act.objects.filter(term__promise_id=row.id, made_at__date__lte=day)
    joined = supplements.select_related("made_by", "approved_by").prefetch_related("terms").order_by("-number")
    return PromiseDetail(
        promise=row, sources={each.id: each for each in sources},
        supplements=tuple(_supplement(each, viewer, approves) for each in joined),
        acts=tuple(_act(each, viewer, approves) for each in acts.select_related("term", "made_by", "approved_by").order_by("-pk")),
        may_propose=viewer.may("promises.make") and acts_for(viewer, row.unit_id),
        payments=stages_of(row, today=today, known=known), may_pay=viewer.may("promises.pay"),
    )  # fmt: skip


def _supplement(row: Supplement, viewer: Actor, approves: bool) -> SupplementRow:
    terms = sorted(row.terms.all(), key=lambda each: each.valid_from)
    return SupplementRow(
        id=row.pk, number=row.number, ground=row.ground, document_id=row.document_id, state=row.state,
        made_by=_name(row.made_by), made_at=row.made_at, approved_by=_name(row.approved_by), decided_at=row.decided_at,
        decision_note=row.decision_note,
        terms=tuple((Period(each.valid_from, each.valid_to), each.target, each.due_date) for each in terms),
        may_decide=approves and row.state == "proposed" and not is_oneself(viewer, row.made_by_id),
    )  # fmt: skip


def _act(row: Act, viewer: Actor, approves: bool) -> ActRow:
    return ActRow(
        id=row.pk, term_id=row.term_id, period=Period(row.term.valid_from, row.term.valid_to), kind=row.kind, day=row.day,
        ground=row.ground, reason=row.reason, document_id=row.document_id, state=row.state, made_by=_name(row.made_by),
        approved_by=_name(row.approved_by), decided_at=row.decided_at, decision_note=row.decision_note,
        may_decide=approves and row.state == "proposed" and not is_oneself(viewer, row.made_by_id),
    )  # fmt: skip


def _name(person) -> str:
    return person.name if person else ""
