"""Submitting clauses: their cases pass, and the fair-competition review of their text is asked."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from luodi.engines import fairness
from luodi.policies import clause_files
from luodi.policies.fairness_view import structured
from luodi.policies.judging import Verdict, judged
from luodi.policies.models import ClauseVersion, Policy
from luodi.policies.operations.keeping import locked_policy, note, require_drafting, store
from luodi.policies.permissions import require_state
from luodi.policies.queries.fairness import ORIGIN, review_of
from luodi.policies.queries.would_be import head_of, would_be_files
from luodi.policies.refusals import ClauseFaulty, ClauseWithoutCases
from luodi.reviews.models import Review
from luodi.reviews.operations import NewReview, ask_review, rewrite_text
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@transaction.atomic
def submit_clauses(
    *, policy_id: int, clause_pks: Sequence[int], issued_by: str = "department", by: Actor, at: datetime
) -> list[ClauseVersion]:
    """Send drafts of a policy into review; their texts stand still until they are sent back.

    One fair-competition review is asked for all of them, of the clause's text or of all texts in one; `issued_by` says who
    reviews (公平竞争审查条例 art. 13, 14). A single clause that was sent back gives its new text to its open review.

    :raises ClauseWithoutCases, ClauseFaulty: for a clause that the engine refuses, or whose cases don't pass
    :raises ClauseNotIn: unless all are drafts
    """
    policy = locked_policy(policy_id, by)
    require_drafting(by, policy)
    rows = locked_rows(policy, clause_pks)
    for row in rows:
        require_state(row, "draft")
    verdict = judged(would_be_files(policy, rows))
    for row in rows:
        refuse_faulty(row, verdict)
    review = _asked(policy, rows, verdict, issued_by, by, at)
    for row in rows:
        row.state, row.submitted_by_id, row.submitted_at, row.review = "in_review", by.person_id, at, review
        store(row, at, "state", "submitted_by", "submitted_at", "review")
        note("clause.submitted", row, by, at, before="draft", after="in_review", review=review.number)
    return rows


def locked_rows(policy: Policy, clause_pks: Sequence[int]) -> list[ClauseVersion]:
    """Lock versions of a locked policy, in the order of the file.

    :raises NotFound: if one of them is not of this policy, or none is named
    """
    rows = list(policy.clauses.select_for_update(of=("self",)).filter(pk__in=clause_pks).order_by("place", "version"))
    if not rows or len(rows) != len(set(clause_pks)):
        raise NotFound()
    for row in rows:
        row.policy = policy
    return rows


def refuse_faulty(row: ClauseVersion, verdict: Verdict) -> None:
    """Refuse a clause that the engine finds fault with, that has no case, or whose cases don't pass.

    :raises ClauseFaulty: with the first fault
    :raises ClauseWithoutCases: naming the clause
    """
    if verdict.errors:
        first = verdict.errors[0]
        raise ClauseFaulty(count=len(verdict.errors), first=first.sentence("zh"), first_en=first.sentence("en"))
    own = [each for each in verdict.cases if (each.clause, each.version) == (row.clause_id, row.version)]
    if not own:
        raise ClauseWithoutCases(clause=row.title or row.clause_id)
    if failed := verdict.failed:
        first_case = failed[0]
        raise ClauseFaulty(
            count=len(failed), first=f"{first_case.clause} {first_case.sentence('zh')}",
            first_en=f"{first_case.clause} {first_case.sentence('en')}",
        )  # fmt: skip


def _asked(
    policy: Policy, rows: Sequence[ClauseVersion], verdict: Verdict, issued_by: str, by: Actor, at: datetime
) -> Review:
    text, clauses = review_text(policy, rows), _structured(policy, rows, verdict)
    before = review_of(rows[0]) if len(rows) == 1 else None
    if before is not None and before.text_sha256 == clause_files.digest(text):
        return before
    if before is not None:
        reason = f"第 {rows[0].edits} 次修改"
        rewrite_text(
            review_id=before.pk, version=before.version, text=text, reason=reason, clauses=clauses, by=by, at=at
        )
        return before
    label = rows[0].title if len(rows) == 1 else policy.title
    new = NewReview(
        title=f"{policy.title}：{rows[0].title}"[:300] if len(rows) == 1 else policy.title, text=text, kind="policy",
        issued_by=issued_by, unit_id=policy.unit_id, data_class="internal", clauses=tuple(clauses), origin_kind=ORIGIN,
        origin_id=policy.pk, origin_label=label,
    )  # fmt: skip
    return ask_review(new=new, by=by, at=at)


def review_text(policy: Policy, rows: Sequence[ClauseVersion]) -> str:
    """Give what is reviewed: the text of one clause, or the head and the texts of several."""
    if len(rows) == 1:
        return rows[0].text
    return clause_files.joined(head_of(policy).text, [row.text for row in rows])


def _structured(policy: Policy, rows: Sequence[ClauseVersion], verdict: Verdict) -> list[fairness.Clause]:
    found = [verdict.clause(row.clause_id, row.version) for row in rows]
    return [structured(each, policy.title) for each in found if each is not None]
