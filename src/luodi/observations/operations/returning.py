"""A unit's quarterly return: taken in and checked row by row, approved by another person; then its period is closed."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from luodi.journal.operations import record
from luodi.observations import refusals
from luodi.observations.models import Observation, Return, ReturnRow, Series, Subject
from luodi.observations.operations.observing import (
    class_of,
    hold_unit,
    open_series,
    refuse_without_consent,
)
from luodi.observations.operations.sizing import refuse_doubtful_size
from luodi.observations.permissions import is_oneself, require_report, require_verify
from luodi.observations.return_sheet import FilledRow, filled_rows
from luodi.observations.working_out import worked_out
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.indicator import indicator
from luodi.values.period import Period
from luodi.values.refusal import NotFound, Refusal, Stale

MOST_ROWS = 500
STATISTICS = ("统计报表", "联网直报", "一套表")


@transaction.atomic
def take_in_return(
    *, unit_id: int, year: int, quarter: int, data: bytes, file_name: str, by: Actor, at: datetime
) -> Return:
    """Take in a unit's return for a quarter and check each row; nothing is observed before another person approves.

    A file that comes again before it is approved takes the first one's place, which stays on record.

    :raises PeriodClosed: if the quarter's return is approved and this is the same file
    :raises ReturnEditedAfterApproval: if it is approved and this is another file, by its hash
    :raises ReturnTooLong, ReturnEmpty, ObservationPeriodWrong: for what can't be taken
    """
    require_report(by, unit_id)
    period = Period.of_quarter(year, quarter)
    if period.start > localdate(at):
        raise refusals.ObservationPeriodWrong(period=period.label())
    sha256, rows = hashlib.sha256(data).hexdigest(), filled_rows(data, file_name)
    if not rows or len(rows) > MOST_ROWS:
        raise refusals.ReturnTooLong(rows=len(rows), limit=MOST_ROWS) if rows else refusals.ReturnEmpty()
    hold_unit(unit_id)
    _make_room(unit_id, period, sha256, at)
    checked = _checked(unit_id, period, rows, at)
    verdicts = [row.verdict for row in checked]
    made = fitting(Return(
        unit_id=unit_id, valid_from=period.start, valid_to=period.end, file_name=file_name[:200], sha256=sha256,
        good=verdicts.count("good"), doubtful=verdicts.count("doubtful"), bad=verdicts.count("bad"),
        sent_by_id=by.person_id, sent_at=at,
    ))  # fmt: skip
    made.save(force_insert=True)
    for row in checked:
        row.of_return = made
    ReturnRow.objects.bulk_create(checked)
    _note("return.taken_in", made, by, at, rows=len(checked), bad=made.bad)
    return made


def _make_room(unit_id: int, period: Period, sha256: str, at: datetime) -> None:
    others = Return.objects.filter(unit_id=unit_id, valid_from__lt=period.end, valid_to__gt=period.start)
    for other in (
        others.filter(state__in=["checked", "approved"]).select_for_update(of=("self",)).select_related("unit")
    ):
        if other.state == "checked":
            other.state, other.decided_at, other.version = "replaced", at, other.version + 1
            other.save(update_fields=["state", "decided_at", "version"])
        elif other.sha256 == sha256:
            raise refusals.PeriodClosed(unit=other.unit.name, period=period.label())
        else:
            raise refusals.ReturnEditedAfterApproval(
                unit=other.unit.name, period=period.label(), before=other.sha256[:12], after=sha256[:12]
            )


def _checked(unit_id: int, period: Period, rows: Iterable[FilledRow], at: datetime) -> list[ReturnRow]:
    subjects = {str(each.pk): each for each in Subject.objects.filter(unit_id=unit_id).select_related("unit")}
    met: set[tuple[int, str]] = set()
    return [_checked_row(row, subjects, period, met, at) for row in rows]


def _checked_row(
    row: FilledRow, subjects: dict[str, Subject], period: Period, met: set[tuple[int, str]], at: datetime
) -> ReturnRow:
    subject = subjects.get(row.cells["subject"])
    found = ReturnRow(number=row.number, subject=subject, cells=row.cells, verdict="good", findings=[])
    try:
        if row.problem:
            raise refusals.ReturnCellWrong(what=row.problem, what_en=row.problem_en)
        if subject is None:
            raise refusals.ReturnSubjectUnknown(subject=row.cells["subject"] or "—")
        found.value = _value_of(found, row, subject, period, met, at)
    except refusals.SizeDoubtful as doubt:
        measured = indicator(found.indicator)
        found.value = worked_out(measured, row.value or Decimal(0), row.cells["unit"])
        found.verdict, found.findings = "doubtful", [_finding(doubt)]
    except Refusal as refusal:
        found.verdict, found.findings = "bad", [_finding(refusal)]
    return found


def _value_of(
    found: ReturnRow, row: FilledRow, subject: Subject, period: Period, met: set[tuple[int, str]], at: datetime
) -> Decimal:
    measured = indicator(row.cells["indicator"])
    found.indicator = measured.code.text
    if "unit" not in measured.observers:
        raise refusals.ObserverNotEntitled(indicator=measured.zh, who="投资促进局", who_en="the bureau")
    if row.value is None:
        raise refusals.ReturnCellWrong(
            what=f"“{row.cells['value']}”不是数字", what_en=f"“{row.cells['value']}” is no number"
        )
    if not row.cells["source"]:
        raise refusals.ObservationSourceMissing()
    if any(word in row.cells["source"] for word in STATISTICS):
        raise refusals.StatisticsMicroData()
    value = worked_out(measured, row.value, row.cells["unit"])
    refuse_without_consent(subject, measured, class_of(subject, measured), localdate(at))
    key = (subject.pk, found.indicator)
    stands = Series.objects.filter(
        subject=subject, indicator=found.indicator, standing=True, valid_from__lt=period.end, valid_to__gt=period.start
    )
    if key in met or stands.exists():
        raise refusals.ObservationsOverlap(subject=subject.name, indicator=measured.zh, period=period.label())
    met.add(key)
    refuse_doubtful_size(subject.pk, measured, period, value, row.cells["answer"])
    return value


def _finding(refusal: Refusal) -> dict:
    return {"code": refusal.code, "zh": refusal.sentence("zh"), "en": refusal.sentence("en")}


@transaction.atomic
def approve_return(*, return_id: int, version: int, answer: str = "", by: Actor, at: datetime) -> Return:
    """Approve a return as another person than who sent it: its values are verified, its period closes.

    :raises ObservationCheckerIsMaker: for who sent it
    :raises ReturnHasBadRows: while a row can't be taken
    :raises ReturnDoubtsOpen: if rows of doubtful size come without an answer
    """
    made = _locked(return_id, version, by)
    if made.bad:
        raise refusals.ReturnHasBadRows(rows=made.bad)
    if made.doubtful and not answer.strip():
        raise refusals.ReturnDoubtsOpen(rows=made.doubtful)
    period = Period(made.valid_from, made.valid_to)
    for row in made.rows.select_related("subject__unit").order_by("number"):
        _observe(made, row, period, answer, by, at)
    _decide(made, "approved", answer, by, at)
    _note("return.approved", made, by, at, rows=made.good + made.doubtful)
    return made


def _observe(made: Return, row: ReturnRow, period: Period, answer: str, by: Actor, at: datetime) -> None:
    measured, subject = indicator(row.indicator), row.subject
    data_class = class_of(subject, measured)
    refuse_without_consent(subject, measured, data_class, localdate(at))
    series = open_series(subject, measured, period, data_class, at)
    Observation.objects.create(
        series=series, value=row.value, state="verified", known_at=at, source_kind="row", return_row=row,
        source=row.cells["source"], answer=answer.strip()[:300] if row.verdict == "doubtful" else row.cells["answer"],
        made_by_id=made.sent_by_id, checked_by_id=by.person_id,
    )  # fmt: skip


@transaction.atomic
def reject_return(*, return_id: int, version: int, reason: str, by: Actor, at: datetime) -> Return:
    """Send a return back as another person than who sent it, saying why; another file may come for the quarter.

    :raises ObservationNeedsWords: without a reason
    """
    made = _locked(return_id, version, by)
    if not reason.strip():
        raise refusals.ObservationNeedsWords()
    _decide(made, "rejected", reason, by, at)
    _note("return.rejected", made, by, at, reason=made.decision_note)
    return made


def _locked(return_id: int, version: int, by: Actor) -> Return:
    unit_id = Return.objects.visible_to(by).filter(pk=return_id).values_list("unit_id", flat=True).first()
    if unit_id is None:
        raise NotFound()
    require_verify(by, unit_id)
    hold_unit(unit_id)
    made = Return.objects.select_for_update(of=("self",)).select_related("unit").get(pk=return_id)
    if made.state != "checked":
        words = {
            "approved": ("核准", "approved"),
            "rejected": ("退回", "sent back"),
            "replaced": ("被新文件替换", "replaced"),
        }
        zh, en = words[made.state]
        raise refusals.ObservationSettled(state=zh, state_en=en)
    if made.version != version:
        raise Stale()
    if is_oneself(by, made.sent_by_id):
        raise refusals.ObservationCheckerIsMaker()
    return made


def _decide(made: Return, state: str, words: str, by: Actor, at: datetime) -> None:
    made.state, made.decided_by_id, made.decided_at = state, by.person_id, at
    made.decision_note, made.version = words.strip()[:300], made.version + 1
    made.save(update_fields=["state", "decided_by", "decided_at", "decision_note", "version"])


def _note(event: str, made: Return, by: Actor, at: datetime, **facts: object) -> None:
    words = {"period": Period(made.valid_from, made.valid_to).label(), "sha256": made.sha256} | facts
    record(event, made, by=by, at=at, label=made.unit.name, owner_unit_id=made.unit_id, facts=words)
