"""Taking in a folder of policy files: what is new becomes a draft, what stands already stays, nothing is published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.policies import clause_files
from luodi.policies.judging import judged
from luodi.policies.models import ClauseVersion, Policy
from luodi.policies.operations.drafting import draft_head, drafted, edit_clause, start_policy
from luodi.policies.operations.keeping import locked_policy, require_drafting
from luodi.policies.refusals import ClauseFaulty, ClauseVersionTaken, PackUnchanged
from luodi.values.actor import Actor

STANDING = ["draft", "in_review", "published"]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of files: policies started, heads and clauses drafted, clauses that stand as they were.

    `drafted` are the new drafts of each policy by id, the umbrella first: it declares what the others use.
    """

    started: int
    heads: int
    drafted: Mapping[int, tuple[int, ...]]
    kept: int

    @property
    def clauses(self) -> tuple[int, ...]:
        """Give all clauses that were drafted."""
        return tuple(pk for rows in self.drafted.values() for pk in rows)


@transaction.atomic
def import_pack(*, files: Mapping[str, str], unit_id: int | None = None, by: Actor, at: datetime) -> TakenIn:
    """Take in policy files that belong together: all of them, or none.

    A clause whose text is another than that of the published version of its number is refused: it needs the next number.

    :raises ClauseFaulty: with the first fault; the files have to be a pack, and its cases have to pass
    :raises ClauseVersionTaken, ClauseElsewhere: naming the clause
    :raises PackUnchanged: if everything stands here already
    """
    unit = unit_id if unit_id is not None else by.unit_id
    require(by, "policies.draft", unit_id=unit)
    texts = {name: clause_files.clean(text) for name, text in sorted(files.items())}
    verdict = judged(texts)
    if verdict.errors or verdict.failed:
        first = (verdict.errors or verdict.failed)[0]
        where = f"{first.where()} " if verdict.errors else f"{first.clause} "
        raise ClauseFaulty(
            count=len(verdict.errors or verdict.failed),
            first=where + first.sentence("zh"),
            first_en=where + first.sentence("en"),
        )
    umbrella_first = sorted(
        texts.values(), key=lambda text: clause_files.policy_columns(clause_files.cut(text)[0]).kind != "umbrella"
    )
    parts = [_taken(text, unit, by, at) for text in umbrella_first]
    whole = TakenIn(
        sum(each.started for each in parts), sum(each.heads for each in parts),
        {policy: rows for each in parts for policy, rows in each.drafted.items()}, sum(each.kept for each in parts),
    )  # fmt: skip
    if not (whole.started or whole.heads or whole.clauses):
        raise PackUnchanged()
    record(
        "policy.pack_taken_in", None, by=by, at=at, label="", owner_unit_id=unit,
        facts={"policies": len(texts), "clauses": len(whole.clauses)},
    )  # fmt: skip
    return whole


def _taken(text: str, unit_id: int, by: Actor, at: datetime) -> TakenIn:
    head, clauses = clause_files.cut(text)
    code = clause_files.policy_columns(head).code
    found = Policy.objects.filter(code=code).first()
    started = found is None
    policy = start_policy(head=head, unit_id=unit_id, by=by, at=at) if found is None else locked_policy(found.pk, by)
    require_drafting(by, policy)
    newest = policy.heads.order_by("-ordinal").first()
    changed = newest is None or newest.sha256 != clause_files.digest(head)
    if changed:
        draft_head(policy_id=policy.pk, text=head, by=by, at=at)
    before = {
        (each.clause_id, each.version): each
        for each in ClauseVersion.objects.filter(policy=policy, state__in=STANDING)
    }  # fmt: skip
    made = [_clause(policy, each, before, by, at) for each in clauses]
    new = tuple(pk for pk in made if pk is not None)
    return TakenIn(int(started), int(changed or started), {policy.pk: new}, len(made) - len(new))


def _clause(
    policy: Policy, text: str, before: Mapping[tuple[str, int], ClauseVersion], by: Actor, at: datetime
) -> int | None:
    columns = clause_files.clause_columns(text)
    row = before.get((columns.clause_id, columns.version))
    if row is None:
        return drafted(policy, text, "", by, at).pk
    if row.sha256 == clause_files.digest(text):
        return None
    if row.state != "draft":
        raise ClauseVersionTaken(clause=columns.clause_id, version=columns.version)
    edit_clause(clause_pk=row.pk, edits=row.edits, text=text, by=by, at=at)
    return row.pk
