"""Registering projects, one or ten thousand, on one path: check, number, COPY, steps, journal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db import connection, transaction
from django.utils import timezone

from luodi.companies.models import Company
from luodi.companies.naming import initials, tokens
from luodi.companies.queries import exact_matches
from luodi.engines.gates.stages import MAIN_CODES, SIDE_CODES
from luodi.journal.operations import Entry, record_many
from luodi.people.models import Person, Unit
from luodi.projects import refusals
from luodi.projects.models import BINDINGS, Investor, Project
from luodi.projects.permissions import may_edit
from luodi.values.actor import Actor
from luodi.values.money import Money
from luodi.values.names import normalised
from luodi.values.refusal import Refusal

LIMITS = {"name": 200, "track": 40, "company_name": 160, "site": 160, "note": 500}
SOURCES = {"row", "fact", "person", "demo"}
CHUNK = 5000
COLUMNS = (
    "id", "code", "name", "matching_name", "pinyin", "unit_id", "officer_id", "track", "company_id", "company_name",
    "amount", "binding", "original_currency", "original_amount", "rate", "rate_date", "stage_claimed",
    "side_state", "signed_date", "landed_date", "started_date", "produced_date", "site", "note", "source_kind",
    "source_id", "registered_at", "changed_at", "grams", "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewProject:
    """A project to register. `amount` None means unknown; a foreign one needs `rate` (元 for one) with `rate_date`.

    Without `company_id` the firm is linked by `company_name` when exactly one firm bears that name or alias, unless
    `firm_sought` says that the caller has looked already.
    `stage_claimed` is claimed only, however late it is; `side_state` is hold, transferred, lost, terminated or "". `source_kind` is row, fact, person or demo.
    """

    name: str
    unit_id: int
    officer_id: int | None = None
    track: str = ""
    company_id: int | None = None
    company_name: str = ""
    investor_ids: tuple[int, ...] = ()
    amount: Money | None = None
    rate: Decimal | None = None
    rate_date: date | None = None
    binding: str = "unknown"
    stage_claimed: str = "P0"
    side_state: str = ""
    signed_date: date | None = None
    landed_date: date | None = None
    started_date: date | None = None
    produced_date: date | None = None
    site: str = ""
    note: str = ""
    source_kind: str = "person"
    source_id: int | None = None
    firm_sought: bool = False


@transaction.atomic
def register_project(
    *,
    name: str,
    unit_id: int,
    by: Actor,
    at: datetime,
    officer_id: int | None = None,
    track: str = "",
    company_id: int | None = None,
    company_name: str = "",
    investor_ids: Sequence[int] = (),
    amount: Money | None = None,
    rate: Decimal | None = None,
    rate_date: date | None = None,
    binding: str = "unknown",
    stage_claimed: str = "P0",
    signed_date: date | None = None,
    landed_date: date | None = None,
    started_date: date | None = None,
    produced_date: date | None = None,
    site: str = "",
    note: str = "",
    source_kind: str = "person",
    source_id: int | None = None,
    anyway: bool = False,
    firm_sought: bool = False,
) -> Project:
    """Register one project; its stage is claimed until somebody else confirms it with evidence.

    :raises ProjectKnown: if the unit has one of this name, unless `anyway`
    :raises Refusal: of `projects.refusals`, naming what is wrong with a field
    """
    row = NewProject(
        name=name, unit_id=unit_id, officer_id=officer_id, track=track, company_id=company_id, company_name=company_name,
        investor_ids=tuple(investor_ids), amount=amount, rate=rate, rate_date=rate_date, binding=binding,
        stage_claimed=stage_claimed, signed_date=signed_date, landed_date=landed_date, started_date=started_date,
        produced_date=produced_date, site=site, note=note, source_kind=source_kind, source_id=source_id,
        firm_sought=firm_sought,
    )  # fmt: skip
    may_edit(by, [unit_id])
    if not anyway:
        _refuse_known(row)
    return _register([row], by, at)[0]


@transaction.atomic
def register_projects(*, rows: Iterable[NewProject], by: Actor, at: datetime) -> list[int]:
    """Register many projects in chunks of 5,000 and give their ids in the order of the rows.

    Duplicates are the caller's question (`queries.project_matches`); everything else is checked as for one project.

    :raises Refusal: for the first row that can't be taken, with its place (from 0) as the parameter `row`
    """
    rows = list(rows)
    may_edit(by, {row.unit_id for row in rows})
    ids: list[int] = []
    for start in range(0, len(rows), CHUNK):
        ids += [project.pk for project in _register(rows[start : start + CHUNK], by, at, first=start)]
    return ids


def _refuse_known(row: NewProject) -> None:
    same = Project.objects.filter(matching_name=normalised(row.name), unit_id=row.unit_id, withdrawn_at=None)
    if known := same.values_list("name", "code").first():
        raise refusals.ProjectKnown(name=known[0], code=known[1])


def _register(rows: list[NewProject], by: Actor, at: datetime, first: int = 0) -> list[Project]:
    if not rows:
        return []
    _refuse_unknown_references(rows, by)
    firms = _firms(rows)
    projects = []
    for place, row in enumerate(rows):
        try:
            projects.append(_project(row, firms[place], by, at))
        except Refusal as refusal:
            refusal.params["row"] = first + place
            raise
    _number(projects, at)
    _copy(projects)
    _claim_first(projects, by, at)
    _link_investors(rows, projects)
    record_many([_entry(project) for project in projects], by=by, at=at)
    return projects


def _refuse_unknown_references(rows: list[NewProject], by: Actor) -> None:
    units = set(Unit.objects.filter(pk__in={row.unit_id for row in rows}, active=True).values_list("pk", flat=True))
    officers = {row.officer_id for row in rows} - {None, by.person_id}
    known = set(Person.objects.filter(pk__in=officers).values_list("pk", flat=True)) if officers else set()
    known.add(by.person_id)
    for row in rows:
        if row.unit_id not in units:
            raise refusals.ProjectUnitUnknown(unit_id=row.unit_id)
        if row.officer_id and row.officer_id not in known:
            raise refusals.ProjectOfficerUnknown(officer_id=row.officer_id)


def _firms(rows: list[NewProject]) -> list[tuple[int | None, str]]:
    """Find each row's firm: by id, else the only one of that name or alias."""
    asked = {row.company_id for row in rows} | {pk for row in rows for pk in row.investor_ids}
    live = Company.objects.filter(pk__in=asked - {None}, withdrawn_at=None)
    names = dict(live.values_list("pk", "name")) if asked - {None} else {}
    if unknown := asked - {None} - set(names):
        raise refusals.ProjectCompanyUnknown(company_id=min(unknown))
    unlinked = list(
        dict.fromkeys(row.company_name for row in rows if row.company_name and not (row.company_id or row.firm_sought))
    )
    matches = dict(zip(unlinked, exact_matches(unlinked, [""] * len(unlinked)), strict=True)) if unlinked else {}
    firms: list[tuple[int | None, str]] = []
    for row in rows:
        found = [] if row.company_id or row.firm_sought else matches.get(row.company_name, [])
        pk = row.company_id or (found[0].company_id if len(found) == 1 else None)
        firms.append((pk, row.company_name.strip() or names.get(row.company_id, "")))
    return firms


def _project(row: NewProject, firm: tuple[int | None, str], by: Actor, at: datetime) -> Project:
    texts = {name: checked_text(getattr(row, name), name) for name in ("name", "track", "site", "note")}
    company_name = checked_text(firm[1], "company_name")
    if not normalised(texts["name"]):
        raise refusals.ProjectNameMissing()
    refuse_unknown_words(row.binding, row.stage_claimed)
    if row.side_state not in ("", *SIDE_CODES):
        raise refusals.ProjectSideStateUnknown(side_state=row.side_state)
    if row.source_kind not in SOURCES:
        raise refusals.ProjectSourceUnknown(source=row.source_kind)
    refuse_wrong_dates(row.signed_date, row.landed_date)
    pinyin = initials(texts["name"])
    return Project(
        **texts,
        **money_columns(row.amount, row.rate, row.rate_date),
        matching_name=normalised(texts["name"])[:200],
        pinyin=pinyin,
        unit_id=row.unit_id,
        officer_id=row.officer_id,
        company_id=firm[0],
        company_name=company_name,
        binding=row.binding,
        stage_claimed=row.stage_claimed,
        side_state=row.side_state,
        signed_date=row.signed_date,
        landed_date=row.landed_date,
        started_date=row.started_date,
        produced_date=row.produced_date,
        source_kind=row.source_kind,
        source_id=row.source_id if row.source_id or row.source_kind != "person" else by.person_id,
        registered_at=at,
        changed_at=at,
        grams=tokens(pinyin, texts["name"], company_name),
    )


def checked_text(text: str, field: str) -> str:
    """Give a text without outer spaces, if it fits its column.

    :raises ProjectTextTooLong: if it does not
    """
    text = (text or "").strip().replace("\x00", "")
    if len(text) > LIMITS[field]:
        raise refusals.ProjectTextTooLong(field=field, limit=LIMITS[field], length=len(text))
    return text


def refuse_unknown_words(binding: str, stage: str) -> None:
    """Refuse a kind of agreement or a stage that is not defined.

    :raises ProjectBindingUnknown: or ProjectStageUnknown
    """
    if binding not in BINDINGS:
        raise refusals.ProjectBindingUnknown(binding=binding)
    if stage not in MAIN_CODES:
        raise refusals.ProjectStageUnknown(stage=stage)


def refuse_wrong_dates(signed: date | None, landed: date | None) -> None:
    """Refuse a landing before the signing.

    :raises ProjectDatesOutOfOrder: naming both days
    """
    if signed and landed and landed < signed:
        raise refusals.ProjectDatesOutOfOrder(signed=signed, landed=landed)


def money_columns(amount: Money | None, rate: Decimal | None, rate_date: date | None) -> dict[str, object]:
    """Give the columns of an amount: in 元, and for a foreign one its original, rate and the rate's day.

    A foreign amount without a rate is kept as stated; its 元 stay unknown (null), which is not zero.

    :raises ProjectAmountNotPositive: or ProjectRateMissing
    """
    if amount is None:
        return {"amount": None, "original_currency": "CNY", "original_amount": None, "rate": None, "rate_date": None}
    if amount.amount <= 0:
        raise refusals.ProjectAmountNotPositive()
    if amount.currency == "CNY":
        return {
            "amount": amount.amount,
            "original_currency": "CNY",
            "original_amount": None,
            "rate": None,
            "rate_date": None,
        }
    if (rate is None) != (rate_date is None) or (rate is not None and rate <= 0):
        raise refusals.ProjectRateMissing(currency=amount.currency)
    yuan = None
    if rate is not None:
        yuan = Money.rounded(Fraction(amount.amount) * Fraction(rate)).amount or None
    return {
        "amount": yuan, "original_currency": amount.currency, "original_amount": amount.amount,
        "rate": rate, "rate_date": rate_date,
    }  # fmt: skip


def _number(projects: list[Project], at: datetime) -> None:
    year = timezone.localtime(at).year
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('projects_project', 'id')), nextval('projects_code')"
            " FROM generate_series(1, %s)",
            [len(projects)],
        )
        for project, (pk, number) in zip(projects, cursor.fetchall(), strict=True):
            project.pk, project.code = pk, f"LD-{year}-{number:06d}"
            project._state.adding = False


def _copy(projects: list[Project]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY projects_project ({', '.join(COLUMNS)}) FROM STDIN") as copy,
    ):
        for project in projects:
            values = project.__dict__
            copy.write_row([values[name] for name in COLUMNS])


def _claim_first(projects: list[Project], by: Actor, at: datetime) -> None:
    statement = "COPY projects_stagestep (project_id, kind, before, after, evidence, claimed_by_id, at) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for project in projects:
            copy.write_row([project.pk, "claimed", "", project.stage_claimed, "", by.person_id, at])


def _link_investors(rows: list[NewProject], projects: list[Project]) -> None:
    Investor.objects.bulk_create(
        Investor(project_id=project.pk, company_id=pk)
        for row, project in zip(rows, projects, strict=True)
        for pk in dict.fromkeys(row.investor_ids)
    )


def _entry(project: Project) -> Entry:
    facts = {
        "code": project.code,
        "stage": project.stage_claimed,
        "source": project.source_kind,
        "source_id": project.source_id,
    }
    return Entry("project.registered", project, label=project.name, owner_unit_id=project.unit_id, facts=facts)
