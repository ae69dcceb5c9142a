"""Reading observations: lists as of any instant, one series with its history, columns for engines, units' totals."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from luodi.engines.promises import State
from luodi.observations.models import Consent, Correction, Observation, StatisticsAnswer, Subject
from luodi.observations.permissions import is_oneself, looks_at, sees_value
from luodi.observations.queries.standing import known
from luodi.people.models import Unit
from luodi.people.permissions import acts_for
from luodi.values.actor import Actor
from luodi.values.indicator import indicators
from luodi.values.period import Period
from luodi.values.refusal import NotFound

EPOCH = date(1970, 1, 1)
STATES_OF_ENGINE = {
    "reported": State.REPORTED, "verified": State.VERIFIED, "disputed": State.DISPUTED, "withdrawn": State.SUPERSEDED,
}  # fmt: skip
JOINED = ("series__subject__unit", "document", "made_by", "checked_by", "return_row")
SORTS = {
    "subject": ("series__subject__name", "series__valid_from", "pk"), "indicator": ("series__indicator", "-pk"),
    "period": ("series__valid_from", "pk"), "known": ("known_at", "pk"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ObservationRow:
    """What is known of a series. `value` is None where the viewer sees it not: masked (may be opened) or hidden."""

    id: int
    series_id: int
    subject_id: int
    subject: str
    kind: str
    unit_id: int
    unit: str
    indicator: str
    valid_from: date
    valid_to: date
    value: Decimal | None
    masked: bool
    state: str
    data_class: str
    known_at: datetime
    source_kind: str
    source: str
    document_id: int | None
    return_id: int | None
    made_by: str
    checked_by: str
    signer: str
    reason: str
    answer: str
    superseded: bool = False

    @property
    def period(self) -> Period:
        """Give the days for which the value holds."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A correction of a value; `value` is None where the viewer does not see it or the value stands twice."""

    id: int
    kind: str
    value: Decimal | None
    reason: str
    evidence: str
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision_note: str
    may_decide: bool


@dataclass(frozen=True, slots=True)
class SeriesDetail:
    """A series: what is known now, everything known before, its corrections, and what the viewer may do."""

    now: ObservationRow
    history: tuple[ObservationRow, ...]
    corrections: tuple[CorrectionRow, ...]
    answers: tuple[tuple[bool, str, datetime], ...]
    may_verify: bool
    may_report: bool
    may_look: bool
    may_link: bool


@dataclass(frozen=True, slots=True)
class ObservationFilter:
    """What a list of observations is narrowed to; empty fields narrow nothing. `state` "open" waits for somebody."""

    indicator: str = ""
    state: str = ""
    unit_id: int | None = None
    subject_id: int | None = None
    words: str = ""
    from_date: date | None = None
    to_date: date | None = None


@dataclass(frozen=True, slots=True)
class ObservationPage:
    """One page of the list and the number of all its rows."""

    rows: list[ObservationRow]
    total: int


def observations_known_at(
    viewer: Actor, filters: ObservationFilter, *, at: datetime | None = None, sort: str = "-known", page: int = 1,
    size: int = 50,
) -> ObservationPage:  # fmt: skip
    """List what the viewer may see as it was known at an instant (None: now); two SQL statements whatever their number."""
    found = _found(viewer, filters, at)
    keys = SORTS.get(sort.removeprefix("-"), SORTS["known"])
    order = [key[1:] if key.startswith("-") else f"-{key}" for key in keys] if sort.startswith("-") else keys
    first = (max(page, 1) - 1) * size
    rows = found.select_related(*JOINED).order_by(*order)[first : first + size]
    return ObservationPage([_row(each, viewer) for each in rows], found.count())


def observation_known_at(
    viewer: Actor, *, subject_id: int, indicator: str, at: datetime | None = None
) -> list[ObservationRow]:
    """Give what was known of one subject's indicator at an instant, by period; one SQL statement."""
    found = _found(viewer, ObservationFilter(indicator=indicator, subject_id=subject_id), at)
    return [_row(each, viewer) for each in found.select_related(*JOINED).order_by("series__valid_from", "pk")]


def statement_columns(*, subject_ids: list[int] | None = None) -> dict[str, list[int]]:
    """Give every statement as the columns that `engines.promises` reads: whole numbers in its layout, all history.

    Days count from 1970-01-01, `known_at` is the local day, values are in the smallest unit of their indicator, indicators
    the places of `indicator_numbers`. What is withdrawn stands as superseded. For evaluation by the system, whose readings
    have doors of their own; one SQL statement.
    """
    found = Observation.objects.all()
    if subject_ids is not None:
        found = found.filter(series__subject_id__in=subject_ids)
    numbers = indicator_numbers()
    factors = {code: Decimal(10) ** each.places for code, each in indicators().items()}
    rows = [
        (
            pk, subject, numbers[code], (start - EPOCH).days, (end - EPOCH).days, int(value * factors[code]),
            (localdate(at) - EPOCH).days, int(STATES_OF_ENGINE[state]),
        )
        for pk, subject, code, start, end, value, at, state in found.order_by("pk").values_list(
            "pk", "series__subject_id", "series__indicator", "series__valid_from", "series__valid_to", "value", "known_at", "state"
        )
    ]  # fmt: skip
    names = ("observation", "subject", "indicator", "start", "end", "value", "known_at", "state")
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def indicator_numbers() -> dict[str, int]:
    """Number the indicators as columns of the engines do, in the order of their file."""
    return {code: place for place, code in enumerate(indicators(), 1)}


def series_detail(viewer: Actor, series_id: int) -> SeriesDetail:
    """Give one series with its history, newest first; four SQL statements.

    :raises NotFound: if there is none that the viewer may see
    """
    seen = Observation.objects.visible_to(viewer).filter(series_id=series_id).select_related("series", *JOINED)
    rows = list(seen.order_by("-pk"))
    if not rows:
        raise NotFound()
    series, newest = rows[0].series, rows[0]
    unit_id = series.subject.unit_id
    shown = sees_value(viewer, series.data_class, unit_id)
    verifies = viewer.may("observations.verify") and acts_for(viewer, unit_id)
    reports = viewer.may("observations.report") and acts_for(viewer, unit_id) and newest.state != "withdrawn"
    corrections = Correction.objects.filter(series=series).select_related("proposed_by", "decided_by").order_by("-pk")
    answers = StatisticsAnswer.objects.filter(
        subject=series.subject, indicator=series.indicator, valid_from=series.valid_from, valid_to=series.valid_to
    ).order_by("-pk")
    return SeriesDetail(
        now=_row(newest, viewer),
        history=tuple(_row(each, viewer, superseded=place > 0) for place, each in enumerate(rows)),
        corrections=tuple(_correction(each, viewer, shown, verifies) for each in corrections),
        answers=tuple((each.entered, each.reference, each.given_at) for each in answers),
        may_verify=verifies and newest.state in ("reported", "disputed") and not is_oneself(viewer, newest.made_by_id),
        may_report=reports, may_look=looks_at(viewer, series.data_class, unit_id),
        may_link=reports and series.subject.company_id is not None and not is_oneself(viewer, newest.made_by_id),
    )  # fmt: skip


def seen_subjects(viewer: Actor, *, words: str = "", limit: int = 50) -> list[tuple[int, str, str]]:
    """List subjects that the viewer may see by a part of their name, as (id, name, unit); one SQL statement."""
    found = Subject.objects.visible_to(viewer).select_related("unit").filter(name__icontains=words)
    return [(each.pk, each.name, each.unit.name) for each in found.order_by("name", "pk")[:limit]]


def subject_name(viewer: Actor, subject_id: int) -> tuple[str, int]:
    """Give the name and unit of a subject that the viewer may see.

    :raises NotFound: if there is none
    """
    found = Subject.objects.visible_to(viewer).filter(pk=subject_id).values_list("name", "unit_id").first()
    if found is None:
        raise NotFound()
    return found


def units_with_subjects(viewer: Actor) -> list[tuple[int, str]]:
    """List the units whose subjects the viewer may see, for a filter; one SQL statement."""
    seen = Subject.objects.visible_to(viewer)
    return list(Unit.objects.filter(pk__in=seen.values("unit_id")).order_by("name").values_list("pk", "name"))


def _found(viewer: Actor, filters: ObservationFilter, at: datetime | None) -> QuerySet[Observation]:
    return known(at).visible_to(viewer).filter(_narrowed(filters))


def _narrowed(filters: ObservationFilter) -> Q:
    condition = ~Q(state="withdrawn")
    if filters.state == "open":
        condition &= Q(state__in=["reported", "disputed"])
    elif filters.state:
        condition = Q(state=filters.state)
    for value, lookup in (
        (filters.indicator, "series__indicator"), (filters.unit_id, "series__subject__unit_id"),
        (filters.subject_id, "series__subject_id"), (filters.words, "series__subject__name__icontains"),
        (filters.from_date, "series__valid_to__gt"), (filters.to_date, "series__valid_from__lte"),
    ):  # fmt: skip
        if value:
            condition &= Q(**{lookup: value})
    return condition


def _row(found: Observation, viewer: Actor, *, superseded: bool = False) -> ObservationRow:
    series, subject = found.series, found.series.subject
    shown = sees_value(viewer, series.data_class, subject.unit_id)
    return ObservationRow(
        id=found.pk, series_id=series.pk, subject_id=subject.pk, subject=subject.name, kind=subject.kind,
        unit_id=subject.unit_id, unit=subject.unit.short_name or subject.unit.name, indicator=series.indicator,
        valid_from=series.valid_from, valid_to=series.valid_to, value=found.value if shown else None, masked=not shown,
        state=found.state, data_class=series.data_class, known_at=found.known_at, source_kind=found.source_kind,
        source=found.source if shown else "", document_id=found.document_id if shown else None,
        return_id=found.return_row.of_return_id if found.return_row else None, made_by=_name(found.made_by),
        checked_by=_name(found.checked_by), signer=found.signer, reason=found.reason if shown else "",
        answer=found.answer if shown else "", superseded=superseded,
    )  # fmt: skip


def _correction(row: Correction, viewer: Actor, shown: bool, verifies: bool) -> CorrectionRow:
    return CorrectionRow(
        id=row.pk, kind=row.kind, value=row.value if shown else None, reason=row.reason if shown else "",
        evidence=row.evidence if shown else "", state=row.state, proposed_by=_name(row.proposed_by),
        proposed_at=row.proposed_at, decided_by=_name(row.decided_by), decided_at=row.decided_at,
        decision_note=row.decision_note,
        may_decide=verifies and row.state == "proposed" and not is_oneself(viewer, row.proposed_by_id),
    )  # fmt: skip


def _name(person) -> str:
    return person.name if person else ""


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A firm's authorisation as pages show it."""

    id: int
    purpose: str
    until: date
    state: str
    signer: str
    signed_at: datetime | None
    reason: str


def consents(viewer: Actor, subject_id: int) -> list[ConsentRow]:
    """List the authorisations of a firm that the viewer may see, newest first; one SQL statement."""
    found = Consent.objects.visible_to(viewer).filter(subject_id=subject_id).order_by("-pk")
    return [
        ConsentRow(
            each.pk, each.purpose, each.until_date, each.state, f"{each.signer} {each.signer_post}".strip(), each.signed_at,
            each.withdrawn_reason,
        )
        for each in found
    ]  # fmt: skip


def statistics_answers(viewer: Actor, subject_id: int) -> list[tuple[str, Period, bool, str, datetime]]:
    """List the statistics office's answers on a subject as (indicator, period, entered, reference, when); one statement."""
    found = StatisticsAnswer.objects.visible_to(viewer).filter(subject_id=subject_id).order_by("-pk")[:50]
    return [
        (each.indicator, Period(each.valid_from, each.valid_to), each.entered, each.reference, each.given_at)
        for each in found
    ]


def subject_head(viewer: Actor, subject_id: int) -> tuple[str, int, int | None]:
    """Give name, unit and firm of a subject that the viewer may see.

    :raises NotFound: if there is none
    """
    found = (
        Subject.objects.visible_to(viewer).filter(pk=subject_id).values_list("name", "unit_id", "company_id").first()
    )
    if found is None:
        raise NotFound()
    return found


def subject_of_firm(viewer: Actor, company_id: int) -> int | None:
    """Give the subject that stands for a firm, None where there is none that the viewer may see; one SQL statement."""
    return Subject.objects.visible_to(viewer).filter(company_id=company_id).values_list("pk", flat=True).first()


def may_report_of(viewer: Actor, unit_id: int) -> bool:
    """Tell whether the viewer may report for the subjects of a unit."""
    return viewer.may("observations.report") and acts_for(viewer, unit_id)


def subjects_to_report(viewer: Actor, unit_id: int) -> list[tuple[int, str]]:
    """List a unit's subjects for its return; one SQL statement."""
    found = Subject.objects.visible_to(viewer).filter(unit_id=unit_id).order_by("name", "pk")
    return list(found.values_list("pk", "name"))


def series_of_correction(viewer: Actor, correction_id: int) -> int:
    """Give the series that a correction belongs to.

    :raises NotFound: if there is none that the viewer may see
    """
    found = Correction.objects.visible_to(viewer).filter(pk=correction_id).values_list("series_id", flat=True).first()
    if found is None:
        raise NotFound()
    return found


def subject_of_consent(viewer: Actor, consent_id: int) -> int:
    """Give the subject of an authorisation.

    :raises NotFound: if there is none that the viewer may see
    """
    found = Consent.objects.visible_to(viewer).filter(pk=consent_id).values_list("subject_id", flat=True).first()
    if found is None:
        raise NotFound()
    return found
