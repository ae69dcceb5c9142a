"""The publishing gate: reviewed, checked, tried out, no gap and no overlap, and another person than who wrote it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.policies import clause_files
from luodi.policies.judging import judged
from luodi.policies.models import ClauseVersion, Head, Policy
from luodi.policies.operations.keeping import locked_policy, note, set_text, store
from luodi.policies.operations.reviewing import locked_rows, refuse_faulty
from luodi.policies.permissions import require_publish, require_state
from luodi.policies.queries.fairness import fairness_standing
from luodi.policies.queries.would_be import would_be_files
from luodi.policies.refusals import (
    ClauseFairnessMissing,
    ClauseFairnessOpen,
    ClauseFaulty,
    ClausesGap,
    ClausesOverlap,
    PolicyNeedsWords,
)
from luodi.values.actor import Actor

DAY = timedelta(days=1)


@transaction.atomic
def publish_clauses(
    *, policy_id: int, clause_pks: Sequence[int], end_earlier: bool = False, by: Actor, at: datetime
) -> list[ClauseVersion]:
    """Publish versions that are in review; a policy that has no head in force gets its draft published with them.

    :param end_earlier: let an older version that runs on end the day before the new one begins
    :raises PolicyCheckerIsMaker: for who wrote or submitted one of them; the database refuses it as well
    :raises ClauseFairnessOpen, ClauseFairnessMissing: while a red line is open, or the review is not concluded
    :raises ClauseFaulty, ClauseWithoutCases: if the pack, as it would be, has a fault or a case that doesn't pass
    :raises ClausesOverlap, ClausesGap: naming the other version and its days
    """
    policy = locked_policy(policy_id, by)
    require(by, "policies.publish")
    rows = locked_rows(policy, clause_pks)
    for row in rows:
        require_state(row, "in_review")
        require_publish(by, row.made_by_id, row.submitted_by_id)
        _refuse_unreviewed(row)
    with_head = not policy.heads.filter(state="published").exists()
    ended = _making_room(rows, end_earlier)
    successors = [_successor(old, new, by, at) for old, new in ended if old.valid_from < new.valid_from]
    verdict = judged(would_be_files(
        policy, rows, instead=successors, without=[old.pk for old, _new in ended], drafts=with_head
    ))  # fmt: skip
    for row in rows:
        refuse_faulty(row, verdict)
    if with_head:
        _publish_head(policy, by, at)
    for old, _new in ended:
        _supersede(old, by, at)
    for each in successors:
        each.save(force_insert=True)
        note("clause.published", each, by, at, after="published", until=each.valid_to)
    for row in rows:
        row.state, row.published_by_id, row.published_at = "published", by.person_id, at
        row.replaces = next((old for old, new in ended if new is row), None)
        store(row, at, "state", "published_by", "published_at", "replaces")
        note("clause.published", row, by, at, before="in_review", after="published")
    return rows


@transaction.atomic
def publish_head(*, policy_id: int, by: Actor, at: datetime) -> Head:
    """Publish a policy's drafted head as another person than who wrote it; clauses are tried out with it before.

    :raises PolicyCheckerIsMaker: for who wrote it
    :raises PolicyNeedsWords: if there is no draft
    :raises ClauseFaulty: if a clause in force doesn't go with it
    """
    policy = locked_policy(policy_id, by)
    require(by, "policies.publish")
    verdict = judged(would_be_files(policy, []))
    if verdict.errors or verdict.failed:
        words = verdict.errors[0] if verdict.errors else verdict.failed[0]
        count = len(verdict.errors) or len(verdict.failed)
        raise ClauseFaulty(count=count, first=words.sentence("zh"), first_en=words.sentence("en"))
    return _publish_head(policy, by, at)


def _publish_head(policy: Policy, by: Actor, at: datetime) -> Head:
    head = policy.heads.select_for_update(of=("self",)).filter(state="draft").first()
    if head is None:
        raise PolicyNeedsWords()
    require_publish(by, head.made_by_id)
    policy.heads.filter(state="published").update(state="superseded", superseded_at=at)
    head.state, head.published_by_id, head.published_at = "published", by.person_id, at
    head.save(update_fields=["state", "published_by", "published_at"])
    _follow_head(policy, head, at)
    record(
        "policy.head_published", policy, by=by, at=at, label=policy.title, owner_unit_id=policy.unit_id,
        facts={"ordinal": head.ordinal, "sha256": head.sha256[:16]},
    )  # fmt: skip
    return head


def _follow_head(policy: Policy, head: Head, at: datetime) -> None:
    """Bring a policy's columns in line with the head that is in force now."""
    columns = clause_files.policy_columns(head.text)
    policy.title, policy.title_en, policy.document = columns.title, columns.title_en, columns.document
    policy.released_date, policy.department, policy.changed_at = columns.released_date, columns.department, at
    policy.version += 1
    policy.save()


def _refuse_unreviewed(row: ClauseVersion) -> None:
    standing = fairness_standing(row)
    if standing.concluded:
        return
    if standing.forbids:
        what = "；".join(f"{rule} {article}" for _severity, rule, article, _zh, _en in standing.forbids[:3])
        raise ClauseFairnessOpen(count=len(standing.forbids), what=what)
    raise ClauseFairnessMissing(clause=row.title or row.clause_id)


def _making_room(rows: Sequence[ClauseVersion], end_earlier: bool) -> list[tuple[ClauseVersion, ClauseVersion]]:
    """Give the published versions that have to end for new ones, as (old, new)."""
    ended = []
    for row in rows:
        others = [
            *ClauseVersion.objects.select_for_update(of=("self",)).filter(clause_id=row.clause_id, state="published"),
            *(each for each in rows if each.clause_id == row.clause_id and each is not row),
        ]
        for other in others:
            if other.valid_from <= row.valid_to and row.valid_from <= other.valid_to:
                if (
                    other in rows
                    or not end_earlier
                    or other.valid_to > row.valid_to
                    or other.valid_from > row.valid_from
                ):
                    raise ClausesOverlap(**_named(other))
                other.policy = row.policy
                ended.append((other, row))
        _refuse_gap(row, others)
    return ended


def _refuse_gap(row: ClauseVersion, others: Sequence[ClauseVersion]) -> None:
    before = max(
        (each for each in others if each.valid_from < row.valid_from), key=lambda each: each.valid_to, default=None
    )
    if before is not None and before.valid_to + DAY < row.valid_from:
        raise ClausesGap(clause=row.clause_id, version=before.version, last=before.valid_to, first=row.valid_from)
    after = min(
        (each for each in others if each.valid_from > row.valid_to), key=lambda each: each.valid_from, default=None
    )
    if after is not None and row.valid_to + DAY < after.valid_from:
        raise ClausesGap(clause=row.clause_id, version=row.version, last=row.valid_to, first=after.valid_from)


def _named(other: ClauseVersion) -> dict[str, object]:
    return {"clause": other.clause_id, "version": other.version, "first": other.valid_from, "last": other.valid_to}


def _successor(old: ClauseVersion, new: ClauseVersion, by: Actor, at: datetime) -> ClauseVersion:
    """Make the row of an older version that ends the day before a new one begins."""
    row = ClauseVersion(
        policy=old.policy, clause_id=old.clause_id, version=old.version, place=old.place, state="published", replaces=old,
        note=f"第 {new.version} 版自 {new.valid_from} 起", made_by_id=new.made_by_id, made_at=at, submitted_by_id=new.submitted_by_id,
        submitted_at=new.submitted_at, published_by_id=by.person_id, published_at=at, changed_at=at, review_id=old.review_id,
    )  # fmt: skip
    set_text(row, clause_files.shortened(old.text, new.valid_from))
    return row


def _supersede(old: ClauseVersion, by: Actor, at: datetime) -> None:
    old.state, old.superseded_at = "superseded", at
    store(old, at, "state", "superseded_at")
    note("clause.superseded", old, by, at, before="published", after="superseded")
