"""The pack in force: the published texts of all policies as they stood at an instant. For operations, pages and claims."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from luodi.engines.policies import Pack
from luodi.policies import clause_files
from luodi.policies.judging import read_files
from luodi.policies.models import ClauseVersion, Head
from luodi.values.refusal import NotFound


def published_at(at: datetime | None) -> QuerySet[ClauseVersion]:
    """Narrow to the versions that stood published at an instant (None: now)."""
    if at is None:
        return ClauseVersion.objects.filter(state="published")
    gone = Q(superseded_at__lte=at) | Q(withdrawn_at__lte=at)
    return ClauseVersion.objects.filter(published_at__lte=at).exclude(gone)


def heads_at(at: datetime | None) -> QuerySet[Head]:
    """Narrow to the heads that stood published at an instant (None: now)."""
    if at is None:
        return Head.objects.filter(state="published")
    return Head.objects.filter(published_at__lte=at).exclude(superseded_at__lte=at)


def pack_files(at: datetime | None = None) -> dict[str, str]:
    """Give the published pack as files, name → text; two SQL statements."""
    clauses = published_at(at).order_by("place", "clause_id", "valid_from").values_list("policy_id", "text")
    return files_of(heads_at(at).select_related("policy"), clauses)


def published_pack(at: datetime | None = None) -> Pack:
    """Give the published pack of all policies as it stood at an instant (None: now); two SQL statements.

    A pack is read once and kept by its texts' hash.

    :raises PolicyRefused: never for what went through the publishing gate
    """
    return read_files(pack_files(at))


def files_of(heads: Iterable[Head], clauses: Iterable[tuple[int, str]]) -> dict[str, str]:
    """Put files together from heads and the (policy, text) of clauses; a policy without clauses gives its head alone."""
    texts: dict[int, list[str]] = defaultdict(list)
    for policy_id, text in clauses:
        texts[policy_id].append(text)
    found = {f"{each.policy.code}.toml": clause_files.joined(each.text, texts[each.policy_id]) for each in heads}
    return dict(sorted(found.items()))


def clause_version(pk: int) -> ClauseVersion:
    """Give one version of a clause with its policy.

    :raises NotFound: if there is none
    """
    found = ClauseVersion.objects.select_related("policy").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def version_keys(at: datetime | None = None) -> dict[tuple[str, int], int]:
    """Map (clause id, version), as the engine's judgements name them, to the rows that stood at an instant; one statement."""
    return {(clause, number): pk for pk, clause, number in published_at(at).values_list("pk", "clause_id", "version")}


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """What a version of a clause says: its policy, its title, the article and words of the document that it stands for."""

    pk: int
    code: str
    version: int
    title: str
    title_en: str
    policy: str
    article: str
    quote: str
    state: str


def words_of(row: ClauseVersion) -> ClauseWords:
    """Give the words of a version that was read with its policy."""
    said = clause_files.table_of(row.text).get("clause", [{}])[0].get("text", {})
    return ClauseWords(
        row.pk, row.clause_id, row.version, row.title, row.title_en, row.policy.title, str(said.get("article", "")),
        str(said.get("quote", "")), row.state,
    )  # fmt: skip


def published_on(on: date) -> list[tuple[int, str]]:
    """List the published versions in force on a day (id, policy · title); one SQL statement."""
    rows = published_at(None).filter(valid_from__lte=on, valid_to__gte=on).order_by("policy__title", "place", "pk")
    return [(pk, f"{policy} · {title}") for pk, policy, title in rows.values_list("pk", "policy__title", "title")]
