"""Reading firms: the list, one firm, and which known firms a name or code may be."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Q

from luodi.companies.models import Company, Merger
from luodi.companies.naming import plain_words, wanted
from luodi.companies.pointers import counted
from luodi.values.actor import Actor
from luodi.values.names import bigrams, firm_key, normalised, similarity
from luodi.values.refusal import NotFound

ALIKE = 0.8
COUNTED = 1000


class CompanyMergedAway(NotFound):
    """The firm lives on in another, into which it was merged."""

    code = "company_merged_away"


@dataclass(frozen=True, slots=True)
class CompanyMatch:
    """A known firm that a name or code may be. `how` is code, name, alias or similar; `score` is 1 for the exact ones."""

    company_id: int
    name: str
    credit_code: str | None
    group_name: str
    how: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A firm in a list."""

    id: int
    name: str
    credit_code: str | None
    group_name: str
    country: str
    registered_at: datetime
    aliases: int


@dataclass(frozen=True, slots=True)
class CompanyList:
    """A page of firms; `total` stops at 1001, which reads as "1000+", unless asked for exactly."""

    rows: tuple[CompanyRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class CompanyPage:
    """One firm with its names, recognitions and the firms that may be the same one."""

    id: int
    name: str
    credit_code: str | None
    foreign_number: str | None
    country: str
    group_name: str
    unit_id: int | None
    unit_name: str
    source_kind: str
    source_id: int | None
    registered_at: datetime
    version: int
    aliases: tuple[str, ...]
    recognitions: tuple[tuple[str, object, int | None], ...]
    group_members: tuple[tuple[int, str], ...]
    candidates: tuple[CompanyMatch, ...]


EXACT = """
SELECT matching_name, id, name, credit_code, group_name, false FROM companies_company
WHERE (matching_name = ANY(%(keys)s::varchar[]) OR credit_code = ANY(%(codes)s::varchar[]))
  AND withdrawn_at IS NULL AND merged_into_id IS NULL
UNION ALL
SELECT alias.matching_name, company.id, company.name, credit_code, group_name, true
FROM companies_alias AS alias JOIN companies_company AS company ON company.id = alias.company_id
WHERE alias.matching_name = ANY(%(keys)s::varchar[]) AND withdrawn_at IS NULL AND merged_into_id IS NULL
ORDER BY 6, 2
"""


def exact_matches(names: Sequence[str], codes: Sequence[str]) -> list[list[CompanyMatch]]:
    """Give for each (name, code) the firms with that code, else with that name or alias; one SQL statement.

    `codes` holds "" where none is known; both sequences are of one length.
    """
    keys = [normalised(name) for name in names]
    with connection.cursor() as cursor:
        cursor.execute(EXACT, {"keys": list(set(keys) - {""}), "codes": list(set(codes) - {""})})
        rows = cursor.fetchall()
    by_key: dict[str, list[CompanyMatch]] = {}
    by_code: dict[str, CompanyMatch] = {}
    for key, pk, name, code, group, alias in rows:
        by_key.setdefault(key, []).append(CompanyMatch(pk, name, code, group, "alias" if alias else "name"))
        if code and not alias:
            by_code[code] = CompanyMatch(pk, name, code, group, "code")
    found = []
    for key, code in zip(keys, codes, strict=True):
        first = [by_code[code]] if code and code in by_code else []
        seen = {match.company_id for match in first}
        found.append(first + [match for match in by_key.get(key, ()) if match.company_id not in seen])
    return found


SIMILAR = """
SELECT asked.place, company.id, company.name, company.credit_code, company.group_name
FROM unnest(%s::int[], %s::text[]) AS asked(place, pairs)
JOIN LATERAL (
    SELECT id, name, credit_code, group_name FROM companies_company
    WHERE grams && string_to_array(asked.pairs, ' ')::varchar(20)[] AND withdrawn_at IS NULL AND merged_into_id IS NULL
    LIMIT 200
) AS company ON true
"""


def company_matches(names: Sequence[str], codes: Sequence[str] | None = None) -> list[list[CompanyMatch]]:
    """Give for each name (and code) the firms that it may be, the surest first: by code, name, alias, then similarity.

    Similar ones (≥ 0.8) are sought only for names without an exact match, by their rarest pairs of characters. They are
    proposals: a person merges, nothing here does. Two SQL statements, whatever the number of names.
    """
    codes = list(codes) if codes is not None else [""] * len(names)
    found = exact_matches(names, codes)
    open_places = [place for place, matches in enumerate(found) if not matches and firm_key(names[place])]
    if not open_places:
        return found
    pairs = rare_pairs([firm_key(names[place]) for place in open_places])
    with connection.cursor() as cursor:
        cursor.execute(SIMILAR, [open_places, pairs])
        rows = cursor.fetchall()
    for place, pk, name, code, group in rows:
        if codes[place] and code:
            continue
        score = similarity(names[place], name)
        if score >= ALIKE:
            found[place].append(CompanyMatch(pk, name, code, group, "similar", round(score, 3)))
    for place in open_places:
        found[place].sort(key=lambda match: -match.score)
    return found


def rare_pairs(keys: Iterable[str]) -> list[str]:
    """Give for each key its three rarest pairs among all the keys, space-separated: what a similar name almost surely shares."""
    lists = [[pair for pair in bigrams(key) if len(pair) == 2] for key in keys]
    seen = Counter(pair for pairs in lists for pair in pairs)
    return [
        " ".join(sorted(pairs, key=lambda pair: (seen[pair], pair))[: max(3, len(pairs) // 3 + 1)]) for pairs in lists
    ]


def searched(text: str) -> Q:
    """Give the condition of a search: every pair of characters, and Latin words (names, pinyin initials) whole."""
    condition = Q(grams__contains=wanted(text))
    for word in plain_words(text):
        condition &= (
            Q(pinyin__contains=word) | Q(matching_name__contains=word) | Q(aliases__matching_name__contains=word)
        )
    return condition


def company_list(
    *,
    viewer: Actor,
    text: str = "",
    group: str = "",
    sort: str = "-id",
    page: int = 1,
    size: int = 50,
    exact: bool = False,
) -> CompanyList:
    """Give a page of firms, newest first; `sort` is id, name or credit_code, with "-" before it downwards.

    Two SQL statements. `text` of 18 characters is tried as a credit code as well.
    """
    live = Company.objects.visible_to(viewer).filter(withdrawn_at=None, merged_into=None)
    text = text.strip()
    if text:
        code = Q(credit_code=text.upper())
        live = live.filter(code | searched(text)) if wanted(text) else live.filter(code)
    if group:
        live = live.filter(group_name=group)
    columns = {"id": "id", "name": "pinyin", "credit_code": "credit_code"}
    down, name = sort.startswith("-"), columns.get(sort.lstrip("-"), "id")
    order = [f"-{name}" if down else name] + ([] if name == "id" else ["id"])
    ids = live.order_by().values("pk").distinct()
    total = ids.count() if exact else len(ids[: COUNTED + 1])
    start = (max(page, 1) - 1) * size
    chosen = (
        live.filter(pk__in=ids).order_by(*order)[start : start + size]
        if text
        else live.order_by(*order)[start : start + size]
    )
    rows = chosen.annotate(names=Count("aliases", distinct=True)).values_list(
        "id", "name", "credit_code", "group_name", "country", "registered_at", "names"
    )
    return CompanyList(tuple(CompanyRow(*row) for row in rows), total, page, max(1, -(-total // size)))


def company_page(*, company_id: int, viewer: Actor) -> CompanyPage:
    """Give one firm with its names, recognitions, group and merge candidates; at most seven SQL statements.

    :raises NotFound: if there is none, or it was withdrawn
    """
    company = Company.objects.visible_to(viewer).filter(pk=company_id, withdrawn_at=None).select_related("unit").first()
    if company is None:
        raise NotFound()
    if company.merged_into_id:
        raise CompanyMergedAway(company_id=company.merged_into_id)
    aliases = tuple(company.aliases.order_by("id").values_list("name", flat=True))
    members = Company.objects.filter(group_name=company.group_name, withdrawn_at=None).exclude(pk=company_id)
    return CompanyPage(
        id=company.pk, name=company.name, credit_code=company.credit_code, foreign_number=company.foreign_number,
        country=company.country, group_name=company.group_name, unit_id=company.unit_id,
        unit_name=company.unit.name if company.unit else "", source_kind=company.source_kind, source_id=company.source_id,
        registered_at=company.registered_at, version=company.version, aliases=aliases,
        recognitions=tuple(company.recognitions.order_by("-given_date", "id").values_list("kind", "given_date", "fact_id")),
        group_members=tuple(members.order_by("id").values_list("id", "name")[:20]) if company.group_name else (),
        candidates=_candidates(company),
    )  # fmt: skip


def _candidates(company: Company) -> tuple[CompanyMatch, ...]:
    """Give other firms that may be the same one: one name, or alike, and no two different codes."""
    with connection.cursor() as cursor:
        cursor.execute(SIMILAR, [[0], rare_pairs([firm_key(company.name)])])
        rows = cursor.fetchall()
    found = []
    for _, pk, name, code, group in rows:
        score = similarity(company.name, name)
        if pk != company.pk and score >= ALIKE and not (code and company.credit_code):
            found.append(CompanyMatch(pk, name, code, group, "similar", round(score, 3)))
    return tuple(sorted(found, key=lambda match: -match.score)[:10])


def company_choices(*, viewer: Actor, text: str, limit: int = 10) -> list[CompanyMatch]:
    """Give firms that a typed text may mean, for a field that completes itself; one SQL statement."""
    live = Company.objects.visible_to(viewer).filter(withdrawn_at=None, merged_into=None)
    if not wanted(text):
        return []
    rows = live.filter(searched(text)).order_by("id").distinct().values_list("id", "name", "credit_code", "group_name")
    return [CompanyMatch(*row, how="similar") for row in rows[:limit]]


def company_names(ids: Iterable[int]) -> dict[int, str]:
    """Give the names of firms by id; one SQL statement."""
    return dict(Company.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def untouched_companies_of_rows(*, row_ids: Sequence[int]) -> list[int]:
    """Give the firms that rows of an import registered and nobody has edited or merged since; one SQL statement."""
    found = Company.objects.filter(
        source_kind="row", source_id__in=row_ids, withdrawn_at=None, merged_into=None, version=1
    )
    return list(found.order_by("pk").values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class MergeSide:
    """A firm as it stands beside another: its fields, its names, and how many rows of each table point to it."""

    id: int
    name: str
    credit_code: str | None
    foreign_number: str | None
    country: str
    group_name: str
    unit_id: int | None
    unit_name: str
    aliases: tuple[str, ...]
    pointed: dict[str, int]
    version: int


@dataclass(frozen=True, slots=True)
class MergerRow:
    """A merger that stands: which firm lives on in this one, since when, by whom and why."""

    id: int
    loser_id: int
    loser: str
    reason: str
    by: str
    at: datetime


def merge_sides(*, first_id: int, second_id: int, viewer: Actor) -> tuple[MergeSide, MergeSide]:
    """Give two firms side by side, with what points to each.

    :raises NotFound: if one of them is none, was withdrawn or merged before
    """
    rows = Company.objects.visible_to(viewer).filter(withdrawn_at=None, merged_into=None).select_related("unit")
    found = {row.pk: row for row in rows.filter(pk__in=[first_id, second_id])}
    if len(found) != 2:
        raise NotFound()
    first, second = (_side(found[pk]) for pk in (first_id, second_id))
    return first, second


def _side(row: Company) -> MergeSide:
    return MergeSide(
        row.pk, row.name, row.credit_code, row.foreign_number, row.country, row.group_name, row.unit_id,
        row.unit.name if row.unit else "", tuple(row.aliases.order_by("pk").values_list("name", flat=True)),
        counted("companies.company", row.pk), row.version,
    )  # fmt: skip


def survivor_of(company_id: int) -> int | None:
    """Give the firm in which a merged one lives on; None for one that was not merged."""
    return Company.objects.filter(pk=company_id).values_list("merged_into_id", flat=True).first()


def mergers_of(company_id: int) -> tuple[MergerRow, ...]:
    """List the mergers by which other firms live on in this one, the newest first."""
    rows = Merger.objects.filter(survivor_id=company_id, undone_at=None).order_by("-pk")
    named = rows.values_list("pk", "loser_id", "loser__name", "reason", "merged_by__name", "merged_at")
    return tuple(MergerRow(pk, loser, name, reason, by or "", at) for pk, loser, name, reason, by, at in named)
