"""Locking a policy before anything about it is decided, and the journal lines of what became of it."""

from datetime import datetime

from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.people.texts import fitting
from luodi.policies import clause_files
from luodi.policies.models import ClauseVersion, Policy
from luodi.policies.refusals import PolicyNeedsWords
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Stale


def locked_policy(policy_id: int, by: Actor) -> Policy:
    """Lock a policy: everything about its head and clauses waits until this is done.

    :raises NotFound: if there is none that the actor may see
    """
    policy = Policy.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=policy_id).first()
    if policy is None or not by.may("policies.view"):
        raise NotFound()
    return policy


def locked_clause(clause_pk: int, edits: int | None, by: Actor) -> ClauseVersion:
    """Lock a version of a clause with its policy; `edits` is what the person saw.

    :raises NotFound: if there is none that the actor may see
    :raises Stale: if somebody changed it since
    """
    place = ClauseVersion.objects.visible_to(by).filter(pk=clause_pk).values_list("policy_id", flat=True).first()
    if place is None:
        raise NotFound()
    policy = locked_policy(place, by)
    row = ClauseVersion.objects.select_for_update(of=("self",)).get(pk=clause_pk)
    row.policy = policy
    if edits is not None and row.edits != edits:
        raise Stale()
    return row


def require_drafting(by: Actor, policy: Policy) -> None:
    """Refuse unless the actor drafts for the unit that answers for a policy.

    :raises NotAllowed: naming the permission
    """
    require(by, "policies.draft", unit_id=policy.unit_id)


def set_text(row: ClauseVersion, text: str) -> clause_files.ClauseColumns:
    """Put a text into a draft and read the columns beside it from it."""
    columns = clause_files.clause_columns(text)
    row.text, row.sha256 = text, clause_files.digest(text)
    for name in (
        "title", "title_en", "kind", "mode", "department", "envelope", "group", "industries", "valid_from", "valid_to",
    ):  # fmt: skip
        setattr(row, name, getattr(columns, name))
    fitting(row)
    return columns


def store(row: ClauseVersion, at: datetime, *fields: str) -> None:
    """Write some fields of a locked version and count its edits up."""
    row.edits += 1
    row.changed_at = at
    row.save(update_fields=[*fields, "edits", "changed_at"])


def note(event: str, row: ClauseVersion, by: Actor, at: datetime, *, before=None, after=None, **facts) -> None:
    """Write the journal line of something done to a version of a clause."""
    record(
        event, row, by=by, at=at, label=row.title or row.clause_id, owner_unit_id=row.policy.unit_id, before=before, after=after,
        facts={"clause": row.clause_id, "version": row.version, "sha256": row.sha256[:16]} | facts,
    )  # fmt: skip


def in_words(words: str) -> str:
    """Give a reason as it is kept.

    :raises PolicyNeedsWords: if there is none
    """
    if not words.strip():
        raise PolicyNeedsWords()
    return words.strip()[:300]
