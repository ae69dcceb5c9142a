"""Reporting what was observed, checking it, disputing it; yes or no from statistics; opening a masked value."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction
from django.utils.timezone import localdate

from luodi.documents.permissions import seen_document
from luodi.journal.operations import record
from luodi.observations import refusals
from luodi.observations.models import Observation, Return, Series, StatisticsAnswer, Subject
from luodi.observations.operations.sizing import refuse_doubtful_size
from luodi.observations.permissions import is_oneself, looks_at, require_report, require_verify
from luodi.observations.queries.standing import consent_in_force, newest_of
from luodi.observations.working_out import worked_out
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.indicator import Indicator, indicator
from luodi.values.period import Period
from luodi.values.refusal import NotAllowed, NotFound, Stale

FREEZING = 1_868_721_526
FIRM_KINDS = ("company", "project")
STATE_WORDS = {
    "reported": ("填报待核", "reported"), "verified": ("核实", "verified"), "disputed": ("有异议", "disputed"),
    "withdrawn": ("撤销", "withdrawn"),
}  # fmt: skip
OBSERVERS = {
    "unit": ("责任单位", "the responsible unit"),
    "bureau": ("投资促进局", "the bureau"),
    "firm": ("企业", "the firm"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: a document's passage (its words), a row of a return, or written evidence (form)."""

    kind: str
    words: str
    document_id: int | None = None
    return_row_id: int | None = None


@transaction.atomic
def record_observation(
    *, subject_id: int, indicator_code: str, period: Period, value: Decimal, unit: str, source: Source,
    answer: str = "", by: Actor, at: datetime,
) -> Observation:  # fmt: skip
    """Report what a subject reached of an indicator in a period, for the first time; it waits for another's check.

    `unit` is that in which `value` is meant (元, 万元, 个 …); `answer` says why a doubted size is right.

    :raises NotAllowed: for people of another unit
    :raises ObservationNegative, ObservationTooFine, ObservationUnitWrong: for a value that can't be
    :raises ObservationPeriodWrong, ObservationsOverlap, PeriodClosed: for a period that can't be
    :raises ObservationSourceMissing, StatisticsMicroData: for where it comes from
    :raises SizeDoubtful: if it is many times what it used to be and nobody answered for it
    :raises ConsentMissing, SingleFirmOnly: for one firm's tax or accounts without its authorisation
    """
    subject = seen_subject(subject_id, by)
    require_report(by, subject.unit_id)
    measured, exact = indicator(indicator_code), worked_out(indicator(indicator_code), value, unit)
    _refuse_observer(measured, by)
    _refuse_source(source, by)
    if period.start > localdate(at):
        raise refusals.ObservationPeriodWrong(period=period.label())
    hold_unit(subject.unit_id)
    _refuse_closed(subject, period)
    data_class = class_of(subject, measured)
    refuse_without_consent(subject, measured, data_class, localdate(at))
    refuse_doubtful_size(subject.pk, measured, period, exact, answer)
    series = open_series(subject, measured, period, data_class, at)
    made = fitting(Observation(
        series=series, value=exact, state="reported", known_at=at, source_kind=source.kind,
        document_id=source.document_id, return_row_id=source.return_row_id, source=source.words.strip(),
        answer=answer.strip(), made_by_id=by.person_id,
    ))  # fmt: skip
    made.save(force_insert=True)
    note("observation.reported", series, by, at)
    return made


@transaction.atomic
def verify_observation(*, series_id: int, seen: int, by: Actor, at: datetime) -> Observation:
    """Confirm a reported or disputed value as another person than who reported it.

    :raises ObservationCheckerIsMaker: for who reported it
    :raises ObservationSettled: if it is verified already; Stale if something newer than `seen` is known
    """
    series, newest = locked_series(series_id, seen, by)
    require_verify(by, series.subject.unit_id)
    refuse_state(newest, ("reported", "disputed"))
    if is_oneself(by, newest.made_by_id):
        raise refusals.ObservationCheckerIsMaker()
    made = following(newest, state="verified", known_at=at, checked_by_id=by.person_id)
    note("observation.verified", series, by, at)
    return made


@transaction.atomic
def dispute_observation(*, series_id: int, seen: int, reason: str, by: Actor, at: datetime) -> Observation:
    """Dispute a value for the unit or the bureau, saying why; it stays where it is until somebody corrects or verifies it.

    :raises ObservationNeedsWords: without a reason
    """
    series, newest = locked_series(series_id, seen, by)
    require_report(by, series.subject.unit_id)
    refuse_state(newest, ("reported", "verified"))
    made = following(newest, state="disputed", known_at=at, reason=in_words(reason))
    note("observation.disputed", series, by, at, reason=made.reason)
    return made


@transaction.atomic
def note_statistics_answer(
    *, subject_id: int, indicator_code: str, period: Period, entered: bool, reference: str, by: Actor, at: datetime
) -> StatisticsAnswer:
    """Note the statistics office's yes or no on whether a subject was entered; no amount of theirs is ever kept.

    :raises ObservationSourceMissing: without the reference of the answer
    """
    subject = seen_subject(subject_id, by)
    require_report(by, subject.unit_id)
    if not reference.strip():
        raise refusals.ObservationSourceMissing()
    row = fitting(StatisticsAnswer(
        subject=subject, indicator=indicator(indicator_code).code.text, valid_from=period.start, valid_to=period.end,
        entered=entered, reference=reference.strip(), given_at=at, noted_by_id=by.person_id,
    ))  # fmt: skip
    row.save(force_insert=True)
    facts = {"period": period.label(), "indicator": indicator(indicator_code).zh, "entered": entered}
    record(
        "observation.statistics_answered",
        row,
        by=by,
        at=at,
        label=subject.name,
        owner_unit_id=subject.unit_id,
        facts=facts,
    )
    return row


@transaction.atomic
def look_at_value(*, series_id: int, reason: str, by: Actor, at: datetime) -> Decimal:
    """Open one firm's masked value for a reason; every look is a line of the journal.

    :raises NotAllowed: for who may not see values of class secret of this unit
    :raises ObservationNeedsWords: without a reason
    :raises ConsentMissing: if the firm's authorisation is not in force any more
    """
    series = Series.objects.visible_to(by).select_related("subject").filter(pk=series_id).first()
    if series is None:
        raise NotFound()
    if not looks_at(by, series.data_class, series.subject.unit_id):
        raise NotAllowed(permission="observations.look")
    words = in_words(reason)
    if not consent_in_force(series.subject_id, on=localdate(at)):
        raise refusals.ConsentMissing(subject=series.subject.name)
    note("observation.looked_at", series, by, at, reason=words)
    return newest_of(series.pk).value


def seen_subject(subject_id: int, by: Actor) -> Subject:
    """Give a subject that the actor may see.

    :raises NotFound: if there is none
    """
    subject = Subject.objects.visible_to(by).select_related("unit").filter(pk=subject_id).first()
    if subject is None:
        raise NotFound()
    return subject


def class_of(subject: Subject, measured: Indicator) -> str:
    """Give the data class of a subject's value: a single firm's is the indicator's, a unit's own the subject's."""
    return measured.data_class if subject.kind in FIRM_KINDS else subject.data_class


def refuse_without_consent(subject: Subject, measured: Indicator, data_class: str, on: date) -> None:
    """Refuse a single firm's tax or accounts unless it is recorded at the firm, with its authorisation in force."""
    if data_class != "secret":
        return
    if subject.company_id is None:
        raise refusals.SingleFirmOnly(indicator=measured.zh)
    if not consent_in_force(subject.pk, on=on):
        raise refusals.ConsentMissing(subject=subject.name)


def _refuse_observer(measured: Indicator, by: Actor) -> None:
    bureau = by.kind == "system" or "promotion_bureau" in by.roles
    if "unit" not in measured.observers and not bureau:
        words = [OBSERVERS[each] for each in measured.observers]
        raise refusals.ObserverNotEntitled(
            indicator=measured.zh, who="、".join(zh for zh, _ in words), who_en=", ".join(en for _, en in words)
        )


def _refuse_source(source: Source, by: Actor) -> None:
    if source.kind == "statistics":
        raise refusals.StatisticsMicroData()
    if source.kind not in ("passage", "row", "form") or not source.words.strip():
        raise refusals.ObservationSourceMissing()
    if source.kind == "passage":
        if source.document_id is None:
            raise refusals.ObservationSourceMissing()
        seen_document(source.document_id, by)


def _refuse_closed(subject: Subject, period: Period) -> None:
    closed = Return.objects.filter(
        unit_id=subject.unit_id, state="approved", valid_from__lt=period.end, valid_to__gt=period.start
    ).first()
    if closed is not None:
        words = Period(closed.valid_from, closed.valid_to).label()
        raise refusals.PeriodClosed(unit=subject.unit.name, period=words)


def hold_unit(unit_id: int) -> None:
    """Wait until nobody else reports or closes a period of this unit; ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s::int)", [FREEZING, unit_id])


def open_series(subject: Subject, measured: Indicator, period: Period, data_class: str, at: datetime) -> Series:
    """Open a series for a subject's indicator and period.

    :raises ObservationsOverlap: naming the period that has a value already
    """
    Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    other = Series.objects.filter(
        subject=subject,
        indicator=measured.code.text,
        standing=True,
        valid_from__lt=period.end,
        valid_to__gt=period.start,
    ).first()
    if other is not None:
        words = Period(other.valid_from, other.valid_to).label()
        raise refusals.ObservationsOverlap(subject=subject.name, indicator=measured.zh, period=words)
    return Series.objects.create(
        subject=subject, indicator=measured.code.text, valid_from=period.start, valid_to=period.end,
        data_class=data_class, opened_at=at,
    )  # fmt: skip


def locked_series(series_id: int, seen: int, by: Actor) -> tuple[Series, Observation]:
    """Lock a series that the actor may see, and give what is known of it now.

    :raises NotFound: if there is none
    :raises Stale: if something newer than `seen` is known
    """
    if not Series.objects.visible_to(by).filter(pk=series_id).exists():
        raise NotFound()
    series = Series.objects.select_for_update(of=("self",)).select_related("subject").get(pk=series_id)
    newest = newest_of(series_id)
    if newest.pk != seen:
        raise Stale()
    return series, newest


def refuse_state(newest: Observation, states: tuple[str, ...]) -> None:
    """Refuse unless what is known stands in one of the states.

    :raises ObservationSettled: naming where it stands
    """
    if newest.state not in states:
        zh, en = STATE_WORDS[newest.state]
        raise refusals.ObservationSettled(state=zh, state_en=en)


def following(newest: Observation, **change: object) -> Observation:
    """Write what is known from now on: as before, but for the change; checks and reasons start anew."""
    kept = {
        name: getattr(newest, name)
        for name in ("series_id", "value", "source_kind", "document_id", "return_row_id", "source", "answer", "made_by_id", "signer")
    }  # fmt: skip
    made = fitting(Observation(**(kept | {"replaces_id": newest.pk} | change)))
    made.save(force_insert=True)
    return made


def in_words(reason: str) -> str:
    """Give a reason as it is kept.

    :raises ObservationNeedsWords: if there is none
    """
    if not reason.strip():
        raise refusals.ObservationNeedsWords()
    return reason.strip()[:300]


def note(event: str, series: Series, by: Actor, at: datetime, **facts: object) -> None:
    """Write the journal line of something done to a series; its value stays out of it."""
    period = Period(series.valid_from, series.valid_to).label()
    record(
        event, series, by=by, at=at, label=series.subject.name, owner_unit_id=series.subject.unit_id,
        data_class="internal" if series.data_class == "secret" else series.data_class,
        facts={"period": period, "indicator": indicator(series.indicator).zh} | facts,
    )  # fmt: skip
