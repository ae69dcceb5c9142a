"""Starting policies and drafting their heads and clauses: nothing here holds for anybody yet."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.people.texts import fitting
from luodi.policies import clause_files
from luodi.policies.models import POLICY_KINDS, ClauseVersion, Head, Policy
from luodi.policies.operations.keeping import (
    in_words,
    locked_clause,
    locked_policy,
    note,
    require_drafting,
    set_text,
    store,
)
from luodi.policies.permissions import require_state
from luodi.policies.refusals import (
    ClauseElsewhere,
    ClauseIdFixed,
    ClauseVersionTaken,
    PolicyCodeTaken,
    PolicyKindUnknown,
)
from luodi.values.actor import Actor


@transaction.atomic
def start_policy(*, head: str, unit_id: int | None = None, by: Actor, at: datetime) -> Policy:
    """Start a policy from the head of its file; the head is its first draft.

    :raises ClauseFileNotUsable, PolicyKindUnknown: for a head that can't be
    :raises PolicyCodeTaken: if there is a policy of this code
    """
    unit = unit_id if unit_id is not None else by.unit_id
    require(by, "policies.draft", unit_id=unit)
    text = clause_files.clean(head)
    columns = clause_files.policy_columns(text)
    if columns.kind not in POLICY_KINDS or not columns.title or not columns.code.replace("-", "a").isalnum():
        raise PolicyKindUnknown(given=columns.kind or columns.code)
    policy = fitting(Policy(
        code=columns.code, kind=columns.kind, title=columns.title, title_en=columns.title_en, document=columns.document,
        released_date=columns.released_date, department=columns.department, unit_id=unit, made_by_id=by.person_id,
        made_at=at, changed_at=at,
    ))  # fmt: skip
    try:
        with transaction.atomic():
            policy.save(force_insert=True)
    except IntegrityError as taken:
        if Policy.objects.filter(code=columns.code).exists():
            raise PolicyCodeTaken(code=columns.code) from taken
        raise PolicyKindUnknown(given=columns.code) from taken
    record("policy.started", policy, by=by, at=at, label=policy.title, owner_unit_id=unit, facts={"code": policy.code})
    _draft_head(policy, text, "", by, at)
    return policy


@transaction.atomic
def draft_head(*, policy_id: int, text: str, reason: str = "", by: Actor, at: datetime) -> Head:
    """Draft another head of a policy; a draft that was there already takes the new text.

    :raises ClauseIdFixed: if the text is of another policy
    """
    policy = locked_policy(policy_id, by)
    require_drafting(by, policy)
    text = clause_files.clean(text)
    if clause_files.policy_columns(text).code != policy.code:
        raise ClauseIdFixed(clause=policy.code, version="")
    return _draft_head(policy, text, reason, by, at)


def _draft_head(policy: Policy, text: str, reason: str, by: Actor, at: datetime) -> Head:
    head = policy.heads.filter(state="draft").first()
    if head is None:
        ordinal = (policy.heads.aggregate(last=Max("ordinal"))["last"] or 0) + 1
        head = Head(policy=policy, ordinal=ordinal)
    head.text, head.sha256, head.reason = text, clause_files.digest(text), reason.strip()[:300]
    head.made_by_id, head.made_at = by.person_id, at
    fitting(head).save()
    record(
        "policy.head_drafted", policy, by=by, at=at, label=policy.title, owner_unit_id=policy.unit_id,
        facts={"ordinal": head.ordinal, "sha256": head.sha256[:16]},
    )  # fmt: skip
    return head


@transaction.atomic
def draft_clause(*, policy_id: int, text: str, remark: str = "", by: Actor, at: datetime) -> ClauseVersion:
    """Draft a clause, or another version of one, from its text: one table [[clause]].

    :raises ClauseFileNotUsable: for a text that is no clause
    :raises ClauseElsewhere: if the id belongs to another policy
    :raises ClauseVersionTaken: if this version was drafted or published already
    """
    policy = locked_policy(policy_id, by)
    require_drafting(by, policy)
    return drafted(policy, clause_files.clean(text), remark, by, at)


def drafted(policy: Policy, text: str, remark: str, by: Actor, at: datetime) -> ClauseVersion:
    """Write a draft of a locked policy from a clean text."""
    row = ClauseVersion(
        policy=policy, note=remark.strip()[:300], made_by_id=by.person_id, made_at=at, changed_at=at, state="draft"
    )
    columns = set_text(row, text)
    row.clause_id, row.version = columns.clause_id, columns.version
    others = list(ClauseVersion.objects.filter(clause_id=row.clause_id).select_related("policy"))
    for other in others:
        if other.policy_id != policy.pk:
            raise ClauseElsewhere(clause=row.clause_id, policy=other.policy.title)
        if other.version == row.version and other.published_at is None and other.state == "withdrawn":
            continue
        if other.version == row.version:
            raise ClauseVersionTaken(clause=row.clause_id, version=row.version)
    row.place = others[0].place if others else _next_place(policy)
    fitting(row).save(force_insert=True)
    note("clause.drafted", row, by, at, after="draft")
    return row


def _next_place(policy: Policy) -> int:
    return (policy.clauses.aggregate(last=Max("place"))["last"] or 0) + 1


@transaction.atomic
def edit_clause(*, clause_pk: int, edits: int, text: str, remark: str = "", by: Actor, at: datetime) -> ClauseVersion:
    """Put another text into a draft; id and version stay.

    :raises ClauseIdFixed: if the text names another clause or version
    :raises ClauseNotIn: unless it is a draft
    :raises Stale: if somebody changed it since
    """
    row = locked_clause(clause_pk, edits, by)
    require_drafting(by, row.policy)
    require_state(row, "draft")
    text = clause_files.clean(text)
    found = clause_files.clause_columns(text)
    if (found.clause_id, found.version) != (row.clause_id, row.version):
        raise ClauseIdFixed(clause=row.clause_id, version=row.version)
    before = row.sha256
    set_text(row, text)
    row.note, row.made_by_id = remark.strip()[:300] or row.note, by.person_id
    row.edits, row.changed_at = row.edits + 1, at
    row.save()
    note("clause.edited", row, by, at, before=before[:16], after=row.sha256[:16])
    return row


@transaction.atomic
def send_back_clause(*, clause_pk: int, edits: int, reason: str, by: Actor, at: datetime) -> ClauseVersion:
    """Send a clause that is in review back to draft, with a reason.

    :raises PolicyNeedsWords: without a reason
    :raises ClauseNotIn: unless it is in review
    """
    row = locked_clause(clause_pk, edits, by)
    if not by.may("policies.publish"):
        require_drafting(by, row.policy)
    require_state(row, "in_review")
    words = in_words(reason)
    row.state, row.submitted_by_id, row.submitted_at = "draft", None, None
    store(row, at, "state", "submitted_by", "submitted_at")
    note("clause.returned", row, by, at, before="in_review", after="draft", reason=words)
    return row


@transaction.atomic
def withdraw_clause(*, clause_pk: int, edits: int, reason: str, by: Actor, at: datetime) -> ClauseVersion:
    """Withdraw a version: a draft by who drafts, a published one by who publishes; it stays on record.

    :raises PolicyNeedsWords: without a reason
    """
    row = locked_clause(clause_pk, edits, by)
    require_state(row, "draft", "in_review", "published")
    if row.state == "published":
        require(by, "policies.publish")
    else:
        require_drafting(by, row.policy)
    before, words = row.state, in_words(reason)
    row.state, row.withdrawn_by_id, row.withdrawn_at, row.withdrawn_reason = "withdrawn", by.person_id, at, words
    store(row, at, "state", "withdrawn_by", "withdrawn_at", "withdrawn_reason")
    note("clause.withdrawn", row, by, at, before=before, after="withdrawn", reason=words)
    return row
