"""The policy library: clauses by words, sector, stage and department; policies with what stands in each."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max, Q

from luodi.policies.models import ClauseVersion, Policy
from luodi.values.actor import Actor

SORTS = {
    "order": ("policy__kind", "policy__code", "place", "valid_from"), "title": ("title", "version"),
    "from": ("valid_from", "pk"), "to": ("valid_to", "pk"), "changed": ("changed_at", "pk"),
}  # fmt: skip
LIVE = ["draft", "in_review", "published"]


@dataclass(frozen=True, slots=True)
class ClauseFilter:
    """What the library is narrowed to; empty fields narrow nothing. `state` "live" leaves out what is over."""

    words: str = ""
    policy_id: int | None = None
    policy_kind: str = ""
    industry: str = ""
    department: str = ""
    mode: str = ""
    state: str = "live"
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A version of a clause as lists show it."""

    id: int
    clause_id: str
    version: int
    title: str
    title_en: str
    kind: str
    mode: str
    department: str
    envelope: str
    industries: list[str]
    valid_from: date
    valid_to: date
    state: str
    policy_id: int
    policy: str
    policy_en: str
    policy_kind: str


@dataclass(frozen=True, slots=True)
class Library:
    """One page of clauses, the number of all, and how many there are in each state."""

    rows: list[ClauseRow]
    total: int
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A policy with the number of its clauses by state."""

    id: int
    code: str
    kind: str
    title: str
    title_en: str
    document: str
    department: str
    released_date: date | None
    published: int
    in_review: int
    drafts: int


def clauses(viewer: Actor, filters: ClauseFilter, *, sort: str = "order", page: int = 1, size: int = 50) -> Library:
    """List the clauses that the viewer may see, one page of them; three SQL statements whatever their number."""
    seen = ClauseVersion.objects.visible_to(viewer)
    found = seen.filter(_narrowed(filters))
    keys = SORTS.get(sort.removeprefix("-"), SORTS["order"])
    order = [f"-{key}" for key in keys] if sort.startswith("-") else list(keys)
    first = (max(page, 1) - 1) * size
    rows = found.select_related("policy").defer("text", "policy__unit").order_by(*order)[first : first + size]
    counts = dict(seen.order_by().values_list("state").annotate(n=Count("pk")))
    return Library([row_of(each) for each in rows], found.count(), counts)


def policies(viewer: Actor) -> list[PolicyRow]:
    """List the policies with what stands in each; one SQL statement."""
    number = {name: Count("clauses", filter=Q(clauses__state=state)) for name, state in (
        ("published", "published"), ("in_review", "in_review"), ("drafts", "draft"),
    )}  # fmt: skip
    found = Policy.objects.visible_to(viewer).annotate(**number).order_by("kind", "code")
    order = {"umbrella": 0, "sector": 1, "special": 2}
    rows = [
        PolicyRow(
            each.pk, each.code, each.kind, each.title, each.title_en, each.document, each.department, each.released_date,
            each.published, each.in_review, each.drafts,
        )
        for each in found
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (order[row.kind], row.code))


def departments(viewer: Actor) -> list[str]:
    """List the departments that clauses name; one SQL statement."""
    seen = ClauseVersion.objects.visible_to(viewer).exclude(department="")
    return list(seen.order_by("department").values_list("department", flat=True).distinct())


def next_version(clause_id: str) -> int:
    """Give the number of a clause's next version; one SQL statement."""
    return (ClauseVersion.objects.filter(clause_id=clause_id).aggregate(last=Max("version"))["last"] or 0) + 1


def row_of(each: ClauseVersion) -> ClauseRow:
    """Give a version as a list shows it."""
    return ClauseRow(
        each.pk, each.clause_id, each.version, each.title, each.title_en, each.kind, each.mode, each.department,
        each.envelope, each.industries, each.valid_from, each.valid_to, each.state, each.policy_id, each.policy.title,
        each.policy.title_en, each.policy.kind,
    )  # fmt: skip


def _narrowed(filters: ClauseFilter) -> Q:
    condition = Q(state__in=LIVE) if filters.state == "live" else Q(state=filters.state) if filters.state else Q()
    for word in filters.words.split()[:5]:
        condition &= (
            Q(title__icontains=word)
            | Q(title_en__icontains=word)
            | Q(text__icontains=word)
            | Q(policy__title__icontains=word)
        )
    for value, lookup in (
        (filters.policy_id, "policy_id"), (filters.policy_kind, "policy__kind"), (filters.department, "department"),
        (filters.mode, "mode"),
    ):  # fmt: skip
        if value:
            condition &= Q(**{lookup: value})
    if filters.on:
        condition &= Q(valid_from__lte=filters.on, valid_to__gte=filters.on)
    if filters.industry:
        code = filters.industry.upper()
        shorter = [code[:length] for length in range(1, len(code) + 1)]
        condition &= Q(industries__overlap=shorter) | Q(industries=[]) | Q(industries__0__startswith=code)
    return condition
