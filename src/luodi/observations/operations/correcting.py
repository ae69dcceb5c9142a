"""Correcting an observation: one person proposes, another decides; what stood stays to be read."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from luodi.observations import refusals
from luodi.observations.models import CORRECTION_KINDS, Correction, Observation
from luodi.observations.operations.observing import (
    following,
    in_words,
    locked_series,
    note,
    refuse_state,
)
from luodi.observations.permissions import is_oneself, require_report, require_verify
from luodi.observations.queries.standing import newest_of
from luodi.observations.working_out import worked_out
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.indicator import indicator
from luodi.values.refusal import NotFound

OPEN = ("reported", "verified", "disputed")


@transaction.atomic
def propose_correction(
    *, series_id: int, seen: int, kind: str, value: Decimal | None, unit: str, reason: str, evidence: str, by: Actor,
    at: datetime,
) -> Correction:  # fmt: skip
    """Propose to correct a value: a typing error, the wrong unit, late evidence, an audit; or that it stands twice.

    Entered twice takes no value: once approved, the series is withdrawn and its period free again. Closed periods are
    corrected in the same way; nothing else changes them.

    :raises ObservationNeedsWords: without a reason, its evidence, or a kind there is
    :raises CorrectionUnderWay: if another one waits
    :raises CorrectionChangesNothing: if the value is the same
    """
    series, newest = locked_series(series_id, seen, by)
    require_report(by, series.subject.unit_id)
    refuse_state(newest, OPEN)
    if kind not in CORRECTION_KINDS or (value is None) != (kind == "twice"):
        raise refusals.ObservationNeedsWords()
    if Correction.objects.filter(series=series, state="proposed").exists():
        raise refusals.CorrectionUnderWay()
    exact = None if value is None else worked_out(indicator(series.indicator), value, unit)
    if exact is not None and exact == newest.value:
        raise refusals.CorrectionChangesNothing()
    row = fitting(Correction(
        series=series, kind=kind, value=exact, reason=in_words(reason), evidence=in_words(evidence),
        proposed_by_id=by.person_id, proposed_at=at,
    ))  # fmt: skip
    row.save(force_insert=True)
    note("observation.correction_proposed", series, by, at, reason=row.reason, kind=kind)
    return row


@transaction.atomic
def approve_correction(*, correction_id: int, note_text: str = "", by: Actor, at: datetime) -> Observation:
    """Approve a correction as another person than who proposed it: its value is known, and verified, from now on.

    :raises ObservationCheckerIsMaker: for who proposed it
    """
    row, newest = _locked(correction_id, by)
    _decide(row, "approved", note_text, by, at)
    withdrawn = row.kind == "twice"
    made = following(
        newest, known_at=at, correction_id=row.pk, source_kind="form", document_id=None, return_row_id=None, signer="",
        state="withdrawn" if withdrawn else "verified", value=newest.value if withdrawn else row.value,
        source=row.evidence, reason=row.reason, made_by_id=row.proposed_by_id, checked_by_id=by.person_id, answer="",
    )  # fmt: skip
    if withdrawn:
        row.series.standing = False
        row.series.save(update_fields=["standing"])
    note("observation.corrected", row.series, by, at, reason=row.reason, kind=row.kind)
    return made


@transaction.atomic
def reject_correction(*, correction_id: int, note_text: str, by: Actor, at: datetime) -> Correction:
    """Reject a correction as another person than who proposed it, saying why; the value stands.

    :raises ObservationNeedsWords: without a reason
    """
    row, _newest = _locked(correction_id, by)
    _decide(row, "rejected", in_words(note_text), by, at)
    note("observation.correction_rejected", row.series, by, at, reason=row.decision_note, kind=row.kind)
    return row


def _locked(correction_id: int, by: Actor) -> tuple[Correction, Observation]:
    series_id = Correction.objects.visible_to(by).filter(pk=correction_id).values_list("series_id", flat=True).first()
    if series_id is None:
        raise NotFound()
    series, newest = locked_series(series_id, newest_of(series_id).pk, by)
    row = Correction.objects.select_for_update(of=("self",)).get(pk=correction_id)
    row.series = series
    require_verify(by, series.subject.unit_id)
    if row.state != "proposed":
        zh, en = {"approved": ("批准", "approved"), "rejected": ("驳回", "rejected")}[row.state]
        raise refusals.ObservationSettled(state=zh, state_en=en)
    if is_oneself(by, row.proposed_by_id):
        raise refusals.ObservationCheckerIsMaker()
    return row, newest


def _decide(row: Correction, state: str, words: str, by: Actor, at: datetime) -> None:
    row.state, row.decided_by_id, row.decided_at, row.decision_note = state, by.person_id, at, words.strip()[:300]
    row.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
