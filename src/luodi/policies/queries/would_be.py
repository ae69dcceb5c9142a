"""The pack as it would be with some drafts in it: what checks, simulations and the publishing gate look at."""

from collections.abc import Iterable, Sequence

from luodi.policies.models import ClauseVersion, Head, Policy
from luodi.policies.queries.standing import files_of, heads_at, published_at
from luodi.values.refusal import NotFound


def head_of(policy: Policy, *, drafts: bool = True) -> Head:
    """Give the head that a policy would have: its draft if there is one, else the one in force.

    :raises NotFound: if it has none
    """
    states = ["draft", "published"] if drafts else ["published"]
    found = {each.state: each for each in policy.heads.filter(state__in=states)}
    head = found.get("draft") or found.get("published")
    if head is None:
        raise NotFound()
    head.policy = policy
    return head


def would_be_files(
    policy: Policy, rows: Sequence[ClauseVersion], *, instead: Iterable[ClauseVersion] = (), without: Iterable[int] = (),
    drafts: bool = True,
) -> dict[str, str]:  # fmt: skip
    """Give the published pack with a policy's drafts in it.

    Published versions of the same clauses that would hold on the same days make room; `instead` are rows that are not
    written yet, `without` further rows to leave out.
    """
    gone = set(without)
    given = [*rows, *instead]
    heads = [each for each in heads_at(None).select_related("policy") if each.policy_id != policy.pk]
    heads.append(head_of(policy, drafts=drafts))
    standing = published_at(None).exclude(pk__in=[*gone, *(row.pk for row in rows)]).only(
        "policy_id", "place", "clause_id", "valid_from", "valid_to", "text"
    )  # fmt: skip
    kept = [each for each in standing if not any(_in_the_way(each, row) for row in given)]
    every = sorted([*kept, *given], key=lambda each: (each.place, each.clause_id, each.valid_from))
    return files_of(heads, [(each.policy_id, each.text) for each in every])


def mixed_files(rows: Sequence[ClauseVersion], *, alone: bool = False) -> dict[str, str]:
    """Give the published pack with drafts of any policies in it; a policy that has no head in force comes with its draft.

    :param alone: without the other clauses, but for the funds, groups and parameters that all heads declare
    """
    heads = {each.policy_id: each for each in heads_at(None).select_related("policy")}
    for row in rows:
        if row.policy_id not in heads:
            heads[row.policy_id] = head_of(row.policy)
    standing = ClauseVersion.objects.none() if alone else published_at(None).exclude(pk__in=[row.pk for row in rows])
    kept = [each for each in standing if not any(_in_the_way(each, row) for row in rows)]
    every = sorted([*kept, *rows], key=lambda each: (each.place, each.clause_id, each.valid_from))
    return files_of(heads.values(), [(each.policy_id, each.text) for each in every])


def _in_the_way(one: ClauseVersion, other: ClauseVersion) -> bool:
    return one.clause_id == other.clause_id and one.valid_from <= other.valid_to and other.valid_from <= one.valid_to
