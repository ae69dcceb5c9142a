"""Appeals: a unit objects within the window, the bureau answers; what is accepted becomes a corrected figure."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from luodi.documents.permissions import seen_document
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.people.texts import fitting
from luodi.scoreboards.models import Appeal
from luodi.scoreboards.operations.boards import label_of
from luodi.scoreboards.operations.figures import Typed, in_words, unit_of, written_figure
from luodi.scoreboards.permissions import locked_board, require_appeal, require_check
from luodi.scoreboards.queries.standing import engine_pack
from luodi.scoreboards.refusals import AppealTooLate, AppealUnderWay, BoardStepWrong, FigureNotTyped
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@transaction.atomic
def appeal(
    *, board_id: int, unit_id: int, indicator: str, reason: str, evidence: str, document_id: int | None = None, by: Actor,
    at: datetime,
) -> Appeal:  # fmt: skip
    """Appeal for a unit against its standing on a shown board: an indicator ("" for another matter), reason, evidence.

    :raises BoardStepWrong: unless the board is shown
    :raises AppealTooLate: after the window
    :raises AppealUnderWay: if the unit's appeal about this indicator waits already
    """
    require_appeal(by, unit_id)
    board = locked_board(board_id, by)
    name = unit_of(board, unit_id)
    if board.state != "shown" or board.appeals_until is None:
        raise BoardStepWrong()
    if localdate(at) > board.appeals_until:
        raise AppealTooLate(until=board.appeals_until)
    if indicator and indicator not in {each.code for each in engine_pack(board.pack).of_class(board.unit_class)}:
        raise FigureNotTyped(field="指标", given=indicator[:40])
    row = fitting(Appeal(
        board=board, unit_id=unit_id, indicator=indicator, reason=in_words(reason), evidence=in_words(evidence),
        document_id=seen_document(document_id, by).pk if document_id is not None else None, made_by_id=by.person_id,
        made_at=at,
    ))  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise AppealUnderWay() from twice
    _note("scoreboard.appealed", row, by, at, unit=name, reason=row.reason)
    return row


@transaction.atomic
def accept_appeal(*, appeal_id: int, answer: str, corrected: Typed | None = None, by: Actor, at: datetime) -> Appeal:
    """Accept an appeal, with the corrected figure where one is given (none: its source was corrected), saying why.

    The figure is the unit's, approved by who answers; it holds for the board's day.

    :raises ScoreboardCheckerIsMaker: for who appealed
    """
    row = _locked(appeal_id, by)
    row.decision_note = in_words(answer)
    if corrected is not None:
        if not row.indicator:
            raise FigureNotTyped(field="指标", given="—")
        figure = written_figure(row.board, row.unit_id, row.indicator, corrected, "appeal", by, at)
        figure.made_by_id, figure.state, figure.approved_by_id, figure.decided_at = (
            row.made_by_id,
            "approved",
            by.person_id,
            at,
        )
        figure.source, figure.reason = row.evidence[:200], row.decision_note[:300]
        figure.save(force_insert=True)
        row.figure = figure
    return _settled(row, "accepted", by, at)


@transaction.atomic
def refuse_appeal(*, appeal_id: int, answer: str, by: Actor, at: datetime) -> Appeal:
    """Refuse an appeal, saying why.

    :raises ScoreboardNeedsWords: without a reason
    """
    row = _locked(appeal_id, by)
    row.decision_note = in_words(answer)
    return _settled(row, "refused", by, at)


def _locked(appeal_id: int, by: Actor) -> Appeal:
    """Lock the board first, then the appeal, as freezing does."""
    require(by, "scoreboards.approve")
    found = Appeal.objects.visible_to(by).filter(pk=appeal_id).values_list("board_id", flat=True).first()
    if found is None:
        raise NotFound()
    board = locked_board(found, by)
    row = Appeal.objects.select_for_update(of=("self",)).select_related("unit").get(pk=appeal_id)
    row.board = board
    require_check(by, row)
    return row


def _settled(row: Appeal, state: str, by: Actor, at: datetime) -> Appeal:
    row.state, row.approved_by_id, row.decided_at = state, by.person_id, at
    fitting(row).save(update_fields=["state", "approved_by", "decided_at", "decision_note", "figure"])
    _note(f"scoreboard.appeal_{state}", row, by, at, unit=row.unit.name, note=row.decision_note)
    return row


def _note(event: str, row: Appeal, by: Actor, at: datetime, **facts: object) -> None:
    record(event, row.board, by=by, at=at, label=label_of(row.board), owner_unit_id=row.unit_id, facts=facts)
