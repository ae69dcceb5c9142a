"""Answering doubtful rows, one by one or all that ask for nothing special at once."""

from datetime import datetime

from luodi.documents.operations import intakes
from luodi.documents.queries.intakes import every_row
from luodi.values.actor import Actor

from .answers import AnswerNeedsReason, offers, require_offered

QUESTIONS = ("ledger_known_", "ledger_occupied", "ledger_repeated", "ledger_firm_")


def answer_rows(*, intake_id: int, version: int, answers: dict[int, str], reason: str, by: Actor, at: datetime) -> int:
    """Keep a person's answers, as row id → answer ("" takes one back), and return how many changed.

    :raises AnswerUnknown: for an answer that a row does not offer
    :raises AnswerNeedsReason: if what looks like a duplicate is to be registered without a reason
    :raises IntakeNotOpen, Stale: if the import has moved on
    """
    wanted = {row.id: row for row in every_row(intake_id=intake_id, viewer=by) if row.id in answers}
    without_reason = []
    for row_id, row in wanted.items():
        offer = require_offered(answers[row_id], row.number, row.findings, row.known)
        if offer and offer.reason and not reason.strip():
            without_reason.append(row.number)
    if without_reason:
        raise AnswerNeedsReason(rows=without_reason[:20])
    return intakes.answer_rows(
        intake_id=intake_id,
        version=version,
        answers={pk: answers[pk] for pk in wanted},
        reason=reason.strip()[:200],
        by=by,
        at=at,
    )


def accept_hints(*, intake_id: int, version: int, by: Actor, at: datetime) -> int:
    """Answer yes to every unanswered row that only asks to look at a value again; duplicates and firms stay open.

    :raises IntakeNotOpen, Stale: if the import has moved on
    """
    found = {
        row.id: "import"
        for row in every_row(intake_id=intake_id, viewer=by)
        if row.verdict == "doubtful" and not row.choice and not _asks(row.findings) and _simple(row.findings, row.known)
    }
    return intakes.answer_rows(intake_id=intake_id, version=version, answers=found, reason="", by=by, at=at)


def _asks(findings: list[dict]) -> bool:
    return any(each["severity"] == "doubt" and each["code"].startswith(QUESTIONS) for each in findings)


def _simple(findings: list[dict], known: dict) -> bool:
    return any(offer.value == "import" for offer in offers(findings, known))
