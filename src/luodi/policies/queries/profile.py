"""A firm's facts as their pages show them: masked by class, with source, state, history and corrections."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Max, Q

from luodi.companies.models import Company
from luodi.people.permissions import acts_for
from luodi.policies import fact_values
from luodi.policies.models import Fact, FactCorrection, Register
from luodi.policies.permissions import is_oneself, looks_at, sees_value
from luodi.policies.queries.facts import known_facts
from luodi.policies.queries.registers import lacking, newest_first, not_there_text
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A known value of a firm; `words` is None where the viewer does not see it."""

    id: int
    field: str
    year: int
    words: str | None
    words_en: str | None
    state: str
    data_class: str
    unit: str
    source_kind: str
    source: str
    known_at: datetime
    made_by: str
    checked_by: str
    reason: str
    answer: str
    superseded: bool
    may_verify: bool
    may_report: bool
    may_look: bool


@dataclass(frozen=True, slots=True)
class WishRow:
    """A correction of a value; `words` is None where the viewer does not see it."""

    id: int
    fact_id: int
    field: str
    year: int
    words: str | None
    reason: str
    source: str
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decision_note: str
    may_decide: bool


@dataclass(frozen=True, slots=True)
class AbsentRow:
    """What a firm is known not to be, for it is not on a complete list."""

    register_id: int
    field: str
    year: int | None
    words: str
    words_en: str
    complete_on: date
    source: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A firm with what is known of it, the newest years first, what stood before, and corrections."""

    company_id: int
    name: str
    credit_code: str
    years: list[int]
    rows: list[ProfileRow]
    before: list[ProfileRow]
    wishes: list[WishRow]
    absent: list[AbsentRow]
    may_report: bool


@dataclass(frozen=True, slots=True)
class FirmRow:
    """A firm in the list of firms with facts."""

    id: int
    name: str
    credit_code: str
    facts: int
    waiting: int
    disputed: int
    last_year: int | None


@dataclass(frozen=True, slots=True)
class Firms:
    """One page of firms and the number of all."""

    rows: list[FirmRow] = field(default_factory=list)
    total: int = 0


def firms_with_facts(
    viewer: Actor, *, words: str = "", state: str = "", every: bool = False, sort: str = "name", page: int = 1, size: int = 50
) -> Firms:  # fmt: skip
    """List firms with what is known of each that the viewer may see; `every` takes those without facts in; two statements."""
    seen = known_facts().visible_to(viewer)
    if state:
        seen = seen.filter(state=state)
    counted = {
        row["company_id"]: row
        for row in seen.order_by().values("company_id").annotate(
            n=Count("pk"), waiting=Count("pk", filter=Q(state="reported")), bad=Count("pk", filter=Q(state="disputed")),
            last=Max("year"),
        )
    }  # fmt: skip
    found = Company.objects.visible_to(viewer).filter(merged_into=None, withdrawn_at=None)
    if words:
        found = found.filter(Q(name__icontains=words) | Q(credit_code__startswith=words.upper()))
    if not every:
        found = found.filter(pk__in=counted)
    names = [(pk, name, code or "") for pk, name, code in found.values_list("pk", "name", "credit_code")]
    empty = {"n": 0, "waiting": 0, "bad": 0, "last": None}
    rows = [FirmRow(pk, name, code, *_numbers(counted.get(pk, empty))) for pk, name, code in names]
    keys = {
        "name": lambda row: row.name, "facts": lambda row: (row.facts, row.name), "waiting": lambda row: (row.waiting, row.name),
        "year": lambda row: (row.last_year or 0, row.name),
    }  # fmt: skip
    rows.sort(key=keys.get(sort.removeprefix("-"), keys["name"]), reverse=sort.startswith("-"))
    first = (max(page, 1) - 1) * size
    return Firms(rows[first : first + size], len(rows))


def _numbers(row: dict) -> tuple[int, int, int, int | None]:
    return row["n"], row["waiting"], row["bad"], row["last"]


def profile(viewer: Actor, company_id: int, *, year: int | None = None) -> Profile:
    """Give what is known of a firm, and of one year only if named; six SQL statements.

    :raises NotFound: if there is no such firm that the viewer may see
    """
    company = Company.objects.visible_to(viewer).filter(pk=company_id, withdrawn_at=None).first()
    if company is None or not (viewer.may("facts.view") or company_id in viewer.firm_ids):
        raise NotFound()
    ids = [company.pk, *Company.objects.filter(merged_into=company).values_list("pk", flat=True)]
    every = Fact.objects.visible_to(viewer).filter(company_id__in=ids).select_related("unit", "made_by", "checked_by")
    newest = set(known_facts().filter(company_id__in=ids).values_list("pk", flat=True))
    rows = [_row(each, viewer, each.pk not in newest) for each in every.order_by("-year", "field", "-pk")]
    chosen = [each for each in rows if year is None or each.year == year]
    order = {each.code: place for place, each in enumerate(fact_values.storable_fields())}
    now = sorted(
        (each for each in chosen if not each.superseded), key=lambda row: (-row.year, order.get(row.field, 999))
    )
    wishes = FactCorrection.objects.visible_to(viewer).filter(company_id__in=ids)
    wishes = wishes.select_related("fact", "proposed_by", "decided_by").order_by("-pk")
    return Profile(
        company_id=company.pk, name=company.name, credit_code=company.credit_code or "",
        years=sorted({each.year for each in rows}, reverse=True), rows=now,
        before=[each for each in chosen if each.superseded], wishes=[_wish(each, viewer) for each in wishes[:100]],
        absent=[_absent(each) for each in lacking({(each.field, each.year) for each in rows}, newest_first(None))],
        may_report=viewer.may("facts.report"),
    )  # fmt: skip


def company_of_fact(viewer: Actor, fact_id: int) -> int:
    """Give the firm that a fact is of.

    :raises NotFound: if there is none that the viewer may see
    """
    found = Fact.objects.visible_to(viewer).filter(pk=fact_id).values_list("company_id", flat=True).first()
    if found is None:
        raise NotFound()
    return found


def company_of_correction(viewer: Actor, correction_id: int) -> int:
    """Give the firm that a correction is of.

    :raises NotFound: if there is none that the viewer may see
    """
    found = (
        FactCorrection.objects.visible_to(viewer).filter(pk=correction_id).values_list("company_id", flat=True).first()
    )
    if found is None:
        raise NotFound()
    return found


def _row(each: Fact, viewer: Actor, superseded: bool) -> ProfileRow:
    shown = sees_value(viewer, each.data_class, each.unit_id, each.company_id)
    acts = acts_for(viewer, each.unit_id)
    return ProfileRow(
        id=each.pk, field=each.field, year=each.year, words=fact_values.worded(each.field, each.value) if shown else None,
        words_en=fact_values.worded(each.field, each.value, "en") if shown else None, state=each.state,
        data_class=each.data_class, unit=each.unit.short_name or each.unit.name, source_kind=each.source_kind,
        source=each.source if shown else "", known_at=each.known_at, made_by=_name(each.made_by),
        checked_by=_name(each.checked_by), reason=each.reason if shown else "", answer=each.answer if shown else "",
        superseded=superseded,
        may_verify=not superseded and viewer.may("facts.verify") and acts and each.state != "verified"
        and not is_oneself(viewer, each.made_by_id),
        may_report=not superseded and viewer.may("facts.report") and acts,
        may_look=not shown and looks_at(viewer, each.data_class, each.unit_id),
    )  # fmt: skip


def _absent(each: Register) -> AbsentRow:
    text = not_there_text(each.field)
    zh, en = (fact_values.worded(each.field, text, language) for language in ("zh", "en"))
    return AbsentRow(each.pk, each.field, each.year, zh, en, each.complete_on, each.source)


def _wish(each: FactCorrection, viewer: Actor) -> WishRow:
    shown = sees_value(viewer, each.fact.data_class, each.unit_id, each.company_id)
    decides = viewer.may("facts.verify") and acts_for(viewer, each.unit_id)
    return WishRow(
        id=each.pk, fact_id=each.fact_id, field=each.fact.field, year=each.fact.year,
        words=fact_values.worded(each.fact.field, each.value) if shown else None, reason=each.reason if shown else "",
        source=each.source if shown else "", state=each.state, proposed_by=_name(each.proposed_by),
        proposed_at=each.proposed_at, decided_by=_name(each.decided_by), decision_note=each.decision_note,
        may_decide=decides and each.state == "proposed" and not is_oneself(viewer, each.proposed_by_id),
    )  # fmt: skip


def _name(person) -> str:
    return person.name if person else ""


@dataclass(frozen=True, slots=True)
class ExportedFacts:
    """Facts as the sheet writes them: a line for each firm and year, a column for each field that some line has."""

    lines: list[list[str]]
    codes: list[str]


def facts_to_export(viewer: Actor, *, words: str = "", company_id: int | None = None) -> ExportedFacts:
    """Give what is known of firms as the viewer sees it, for the sheet that can be taken in again; one SQL statement."""
    found = known_facts().visible_to(viewer).exclude(data_class="secret").select_related("company")
    if words:
        found = found.filter(Q(company__name__icontains=words) | Q(company__credit_code__startswith=words.upper()))
    if company_id:
        found = found.filter(company_id=company_id)
    table: dict[tuple[str, str, int], dict[str, Fact]] = {}
    for each in found.order_by("company__name", "-year", "field"):
        if sees_value(viewer, each.data_class, each.unit_id, each.company_id):
            key = (each.company.credit_code or "", each.company.name, each.year)
            table.setdefault(key, {})[each.field] = each
    used = {code for row in table.values() for code in row}
    codes = [each.code for each in fact_values.storable_fields() if each.code in used]
    lines = [
        [
            code, name, str(year), "；".join(dict.fromkeys(each.source for each in row.values()))[:300], "",
            *(fact_values.worded(field, row[field].value) if field in row else "" for field in codes),
        ]
        for (code, name, year), row in table.items()
    ]  # fmt: skip
    return ExportedFacts(lines, codes)
