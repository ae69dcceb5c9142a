"""The claims desk: claims by step with their clocks, as filtered and sorted; what waits for whom."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, F, Q, QuerySet, When

from luodi.claims.models import ENDED, STAGES, Claim, Envelope
from luodi.people.models import Unit
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

CLOCKED = ["invited", "submitted", "checked", "crossed", "published", "approved", "committed"]
AMOUNT = Case(
    When(payable_fen__isnull=False, then=F("payable_fen")),
    When(granted_fen__isnull=False, then=F("granted_fen")),
    default=F("asked_fen"),
)
SORTS = {
    "due": (F("stage_due").asc(nulls_last=True), "pk"),
    "-due": (F("stage_due").desc(nulls_last=True), "-pk"),
    "amount": (AMOUNT.asc(), "pk"),
    "-amount": (AMOUNT.desc(), "-pk"),
    "company": ("company__pinyin", "company_id", "pk"),
    "-company": ("-company__pinyin", "-company_id", "-pk"),
    "clause": ("clause_code", "pk"),
    "-clause": ("-clause_code", "-pk"),
    "unit": ("unit__sort", "unit_id", "pk"),
    "-unit": ("-unit__sort", "-unit_id", "-pk"),
    "id": ("pk",),
    "-id": ("-pk",),
}


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim in a list, amounts in 分; `amount_fen` is what is payable, else granted, else reckoned.

    `lamp` is green, amber (due today or tomorrow), red (late) or grey (no clock); `doubts` and `objections` are open ones.
    """

    id: int
    company_id: int
    company: str
    clause_code: str
    clause: str
    clause_en: str
    year: int
    mode: str
    unit_id: int
    unit: str
    envelope_id: int
    envelope: str
    stage: str
    stage_at: datetime
    stage_due: date | None
    lamp: str
    amount_fen: int
    asked_fen: int
    granted_fen: int | None
    payable_fen: int | None
    doubts: int
    objections: int
    version: int


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """What the desk is narrowed to; empty fields narrow nothing. `stage` may be "open" (everything under way)."""

    stage: str = ""
    unit_id: int | None = None
    envelope_id: int | None = None
    company_id: int | None = None
    year: int | None = None
    late: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class ClaimDesk:
    """One page of the desk, the number of all its rows, and how many stand at which stage and late."""

    rows: list[ClaimRow]
    total: int
    counts: dict[str, int]
    late: int


def claims(
    viewer: Actor, filters: ClaimFilter, *, today: date, sort: str = "due", page: int = 1, size: int = 50
) -> ClaimDesk:
    """List the claims that the viewer may see, one page of them; three SQL statements whatever their number."""
    seen = Claim.objects.visible_to(viewer).filter(_narrowed(filters))
    late = Q(stage__in=CLOCKED, stage_due__lt=today)
    counts = seen.aggregate(
        late_n=Count("pk", filter=late), **{stage: Count("pk", filter=Q(stage=stage)) for stage in STAGES}
    )
    found = seen.filter(_at_stage(filters.stage))
    found = found.filter(late) if filters.late else found
    first = (max(page, 1) - 1) * size
    rows = _told(found).order_by(*SORTS.get(sort, SORTS["due"]))[first : first + size]
    late_number = counts.pop("late_n")
    return ClaimDesk([claim_row(each, today) for each in rows], found.count(), counts, late_number)


def claims_of_firm(viewer: Actor, company_id: int, *, today: date) -> list[ClaimRow]:
    """List the claims of one firm that the viewer may see, newest first; one SQL statement."""
    found = Claim.objects.visible_to(viewer).filter(company_id=company_id)
    return [claim_row(each, today) for each in _told(found).order_by("-pk")[:200]]


def own_claims(viewer: Actor, company_id: int, *, today: date) -> list[ClaimRow]:
    """List the claims of one's own firm, newest first; one SQL statement.

    :raises NotFound: for another firm
    """
    require_own_firm(viewer, company_id)
    return claims_of_firm(viewer, company_id, today=today)


def require_own_firm(viewer: Actor, company_id: int) -> None:
    """Refuse unless a firm is one that the viewer represents.

    :raises NotFound: for another firm
    """
    if company_id not in viewer.firm_ids:
        raise NotFound()


def claims_waiting(viewer: Actor, *, today: date, limit: int = 60) -> list[ClaimRow]:
    """List the claims whose next step is the viewer's: their department's, their right's, their firm's; the most urgent first.

    One SQL statement, none for who takes no step.
    """
    steps = {
        "claims.check": Q(stage="submitted", unit_id__in=viewer.unit_ids),
        "claims.cross": Q(stage="checked"),
        "claims.publish": Q(stage="crossed", unit_id__in=viewer.unit_ids),
        "claims.approve": Q(stage="published", publication__until_date__lt=today) & ~_hands(viewer),
        "claims.pay": Q(stage__in=["approved", "committed"]),
        "claims.own": Q(stage="invited", company_id__in=viewer.firm_ids),
    }
    mine = [condition for permission, condition in steps.items() if viewer.may(permission)]
    if not mine or viewer.kind == "system":
        return []
    wanted = mine[0]
    for condition in mine[1:]:
        wanted |= condition
    found = _told(Claim.objects.visible_to(viewer).filter(wanted)).order_by(*SORTS["due"])
    return [claim_row(each, today) for each in found[:limit]]


def _hands(viewer: Actor) -> Q:
    own = [person for person in (viewer.person_id, *viewer.standing_in_for) if person is not None]
    return Q(made_by__in=own) | Q(submitted_by__in=own) | Q(checked_by__in=own) | Q(crossed_by__in=own)


def units_of_claims(viewer: Actor) -> list[tuple[int, str]]:
    """List the departments (id, name) of the claims that the viewer may see; one SQL statement."""
    held = Claim.objects.visible_to(viewer).order_by().values("unit_id")
    return list(Unit.objects.filter(pk__in=held).order_by("sort", "pk").values_list("pk", "name"))


def envelopes_of_claims(viewer: Actor) -> list[tuple[int, str]]:
    """List the envelopes (id, title) of the claims that the viewer may see; one SQL statement."""
    held = Claim.objects.visible_to(viewer).order_by().values("envelope_id")
    rows = Envelope.objects.filter(pk__in=held).order_by("-year", "code").values_list("pk", "title", "year")
    return [(pk, f"{title} · {year}") for pk, title, year in rows]


def told(found: QuerySet[Claim]) -> QuerySet[Claim]:
    """Bring along what a row of the desk shows."""
    return _told(found)


def claim_row(claim: Claim, today: date) -> ClaimRow:
    """Give a claim as a list shows it."""
    payable, granted = claim.payable_fen, claim.granted_fen
    amount = payable if payable is not None else granted if granted is not None else claim.asked_fen
    return ClaimRow(
        id=claim.pk, company_id=claim.company_id, company=claim.company.name, clause_code=claim.clause_code,
        clause=claim.clause_title, clause_en=claim.clause_title_en, year=claim.year, mode=claim.mode,
        unit_id=claim.unit_id, unit=claim.unit.short_name or claim.unit.name, envelope_id=claim.envelope_id,
        envelope=claim.envelope.title, stage=claim.stage, stage_at=claim.stage_at, stage_due=claim.stage_due,
        lamp=lamp_of(claim, today), amount_fen=amount, asked_fen=claim.asked_fen, granted_fen=granted,
        payable_fen=payable, doubts=claim.doubts_n, objections=claim.objections_n, version=claim.version,
    )  # fmt: skip


def lamp_of(claim: Claim, today: date) -> str:
    """Say how a claim's clock stands: green, amber on its last two days, red after, grey where none runs."""
    if claim.stage_due is None or claim.stage not in CLOCKED:
        return "grey"
    left = (claim.stage_due - today).days
    return "red" if left < 0 else "amber" if left <= 1 else "green"


def _told(found: QuerySet[Claim]) -> QuerySet[Claim]:
    return found.select_related("company", "unit", "envelope").annotate(
        doubts_n=Count("checks", filter=Q(checks__kind="doubt", checks__settled_at=None), distinct=True),
        objections_n=Count("objections", filter=Q(objections__answered_at=None), distinct=True),
    )


def _at_stage(stage: str) -> Q:
    if stage == "open":
        return ~Q(stage__in=[*ENDED, "archived", "paid"])
    return Q(stage=stage) if stage in STAGES else Q()


def _narrowed(filters: ClaimFilter) -> Q:
    condition = Q()
    for name in ("unit_id", "envelope_id", "company_id", "year"):
        value = getattr(filters, name)
        if value:
            condition &= Q(**{name: value})
    if filters.words:
        words = filters.words
        condition &= Q(company__name__icontains=words) | Q(clause_title__icontains=words) | Q(clause_code=words)
    return condition
