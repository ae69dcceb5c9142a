"""Writing firms: registering one or many, editing, aliases, withdrawing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from psycopg.errors import UniqueViolation

from luodi.companies.models import Alias, Company
from luodi.companies.naming import initials, tokens
from luodi.companies.permissions import may_edit
from luodi.companies.queries import exact_matches
from luodi.journal.operations import Entry, record, record_many
from luodi.values.actor import Actor
from luodi.values.credit_code import CreditCode
from luodi.values.names import normalised
from luodi.values.refusal import NotFound, Refusal, Stale

BATCH = 5000
MANY = 100
EDITABLE = {"name": 160, "credit_code": 18, "foreign_number": 60, "country": 40, "group_name": 160, "unit_id": 0}


class CompanyNameMissing(Refusal):
    """The firm has no name."""

    code = "company_name_missing"


class CompanyKnown(Refusal):
    """A firm of this name is known; `id`, `name` and `code` are its own."""

    code = "company_known"


class CompanyCodeTaken(Refusal):
    """The credit code belongs to another firm."""

    code = "company_code_taken"


class CompanyFieldUnknown(Refusal):
    """A change names a field that a firm does not have or that nobody edits."""

    code = "company_field_unknown"


class CompanyReasonMissing(Refusal):
    """An edit comes without its reason."""

    code = "company_reason_missing"


class CompanyNothingChanged(Refusal):
    """An edit changes nothing."""

    code = "company_nothing_changed"


class CompanyTextTooLong(Refusal):
    """A text is longer than its column."""

    code = "company_text_too_long"


class AliasKnown(Refusal):
    """The firm bears this name already."""

    code = "alias_known"


@dataclass(frozen=True, slots=True)
class NewCompany:
    """A firm to register. `source_kind` is row, fact, person or demo; `source_id` the row, fact or person behind it."""

    name: str
    credit_code: str | None = None
    foreign_number: str | None = None
    country: str = "中国"
    group_name: str = ""
    unit_id: int | None = None
    aliases: tuple[str, ...] = ()
    source_kind: str = "person"
    source_id: int | None = None


@dataclass(slots=True)
class _Draft:
    company: Company
    aliases: list[str] = field(default_factory=list)


def _checked(text: str, name: str) -> str:
    text = (text or "").strip()
    if len(text) > EDITABLE[name]:
        raise CompanyTextTooLong(field=name, limit=EDITABLE[name], length=len(text))
    return text


def _draft(row: NewCompany, at: datetime) -> _Draft:
    name = _checked(row.name, "name")
    if not normalised(name):
        raise CompanyNameMissing()
    aliases = [alias.strip() for alias in row.aliases if normalised(alias) and normalised(alias) != normalised(name)]
    pinyin = initials(name)
    company = Company(
        name=name,
        matching_name=normalised(name),
        pinyin=pinyin,
        credit_code=CreditCode.parse(row.credit_code).text if row.credit_code else None,
        foreign_number=_checked(row.foreign_number or "", "foreign_number") or None,
        country=_checked(row.country, "country") or "中国",
        group_name=_checked(row.group_name, "group_name"),
        unit_id=row.unit_id,
        source_kind=row.source_kind,
        source_id=row.source_id,
        registered_at=at,
        grams=tokens(pinyin, name, *aliases),
    )
    return _Draft(company, list({normalised(alias): alias for alias in aliases}.values()))


def _refuse_known(draft: _Draft) -> None:
    company = draft.company
    for match in exact_matches([company.name], [company.credit_code or ""])[0]:
        if match.how == "code":
            raise CompanyCodeTaken(code=company.credit_code, name=match.name, id=match.company_id)
        if match.how == "name" and not (company.credit_code and match.credit_code):
            raise CompanyKnown(name=match.name, id=match.company_id, code=match.credit_code or "无代码")


@transaction.atomic
def register_company(
    *,
    name: str,
    by: Actor,
    at: datetime,
    credit_code: str | None = None,
    foreign_number: str | None = None,
    country: str = "中国",
    group_name: str = "",
    unit_id: int | None = None,
    aliases: Sequence[str] = (),
    source_kind: str = "person",
    source_id: int | None = None,
) -> Company:
    """Register one firm; firms of one name may both exist only when both carry a credit code.

    :raises CompanyKnown: if a firm of this name is known and the codes do not tell them apart
    :raises CompanyCodeTaken: if another firm has the code
    :raises Refusal: one of `values.credit_code` for a code that fails its check
    """
    may_edit(by)
    row = NewCompany(
        name=name, credit_code=credit_code, foreign_number=foreign_number, country=country, group_name=group_name,
        unit_id=unit_id, aliases=tuple(aliases), source_kind=source_kind, source_id=source_id or by.person_id,
    )  # fmt: skip
    draft = _draft(row, at)
    _refuse_known(draft)
    _store([draft], by, at)
    return draft.company


@transaction.atomic
def register_companies(*, rows: Iterable[NewCompany], by: Actor, at: datetime) -> list[int]:
    """Register many firms and give each row's firm id, in order.

    A row whose credit code, or else whose name or alias, is known already (in the ledger or earlier among the rows)
    gives that firm's id and adds nothing; a name shared by firms with different codes stays two firms.

    :raises Refusal: for the first row that can't be taken; nothing is registered then
    """
    may_edit(by)
    drafts = [_draft(row, at) for row in rows]
    known = exact_matches(
        [draft.company.name for draft in drafts], [draft.company.credit_code or "" for draft in drafts]
    )
    fresh: list[_Draft] = []
    landing: list[_Draft | int] = []
    by_code: dict[str, _Draft] = {}
    by_name: dict[str, list[_Draft]] = {}
    for draft, matches in zip(drafts, known, strict=True):
        found = _known_id(draft, matches)
        found = _twin(draft, by_code, by_name) if found is None else found
        if found is None:
            fresh.append(draft)
            found = draft
            for name in (draft.company.name, *draft.aliases):
                by_name.setdefault(normalised(name), []).append(draft)
            if draft.company.credit_code:
                by_code[draft.company.credit_code] = draft
        landing.append(found)
    _store(fresh, by, at)
    return [found if isinstance(found, int) else found.company.pk for found in landing]


def _known_id(draft: _Draft, matches: list) -> int | None:
    code = draft.company.credit_code
    for match in matches:
        if match.how == "code" or not (code and match.credit_code):
            return match.company_id
    return None


def _twin(draft: _Draft, by_code: dict[str, _Draft], by_name: dict[str, list[_Draft]]) -> _Draft | None:
    code = draft.company.credit_code
    if code and code in by_code:
        return by_code[code]
    for other in by_name.get(draft.company.matching_name, ()):
        if not (code and other.company.credit_code):
            return other
    return None


def _store(drafts: list[_Draft], by: Actor, at: datetime) -> None:
    companies = [draft.company for draft in drafts]
    try:
        with transaction.atomic():
            _insert(companies)
    except (IntegrityError, UniqueViolation) as error:
        raise CompanyCodeTaken(code="", name=companies[0].name, id="?") from error
    Alias.objects.bulk_create(
        [
            Alias(company=draft.company, name=alias[:160], matching_name=normalised(alias)[:160])
            for draft in drafts
            for alias in draft.aliases
        ],
        batch_size=BATCH,
    )
    record_many(
        [
            Entry(
                "company.registered", company, label=company.name, data_class="public",
                facts={"source": company.source_kind, "source_id": company.source_id},
            )
            for company in companies
        ],
        by=by,
        at=at,
    )  # fmt: skip


def _insert(companies: list[Company]) -> None:
    """Write firms: a few by INSERT, many by COPY, which is several times faster; the constraints hold for both."""
    if len(companies) < MANY:
        Company.objects.bulk_create(companies)
        return
    names = [field.attname for field in Company._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('companies_company', 'id')) FROM generate_series(1, %s)",
            [len(companies)],
        )
        for company, (pk,) in zip(companies, cursor.fetchall(), strict=True):
            company.pk = pk
            company._state.adding = False
        with cursor.copy(f"COPY companies_company ({', '.join(names)}) FROM STDIN") as copy:  # type: ignore[attr-defined]
            for company in companies:
                copy.write_row([getattr(company, name) for name in names])


def locked_company(company_id: int) -> Company:
    """Lock a firm that was not withdrawn.

    :raises NotFound: if there is none
    """
    company = Company.objects.select_for_update(of=("self",)).filter(pk=company_id, withdrawn_at=None).first()
    if company is None:
        raise NotFound()
    return company


def gather_tokens(company: Company) -> list[str]:
    """Give the search tokens of a firm: of its names and their initials."""
    return tokens(company.pinyin, company.name, *company.aliases.values_list("name", flat=True))


@transaction.atomic
def add_alias(*, company_id: int, name: str, by: Actor, at: datetime) -> Alias:
    """Give a firm another name: a short one, a former one, one in another language.

    :raises AliasKnown: if the firm bears it already
    """
    may_edit(by)
    company = locked_company(company_id)
    name = _checked(name, "name")
    key = normalised(name)
    if not key:
        raise CompanyNameMissing()
    if key == company.matching_name or company.aliases.filter(matching_name=key).exists():
        raise AliasKnown(alias=name, name=company.name)
    alias = Alias.objects.create(company=company, name=name, matching_name=key)
    company.grams = gather_tokens(company)
    company.version += 1
    company.save(update_fields=["grams", "version"])
    record("company.alias_added", company, by=by, at=at, label=company.name, after=name, data_class="public")
    return alias


def _cleaned(changes: dict) -> dict:
    if unknown := set(changes) - set(EDITABLE):
        raise CompanyFieldUnknown(fields=sorted(unknown))
    cleaned: dict = {}
    for name, value in changes.items():
        cleaned[name] = value if name == "unit_id" else _checked(value or "", name)
    if "name" in cleaned and not normalised(cleaned["name"]):
        raise CompanyNameMissing()
    for name in ("credit_code", "foreign_number"):
        if name in cleaned:
            cleaned[name] = cleaned[name] or None
    if cleaned.get("credit_code"):
        cleaned["credit_code"] = CreditCode.parse(cleaned["credit_code"]).text
    return cleaned


@transaction.atomic
def edit_company(*, company_id: int, changes: dict, reason: str, version: int, by: Actor, at: datetime) -> Company:
    """Correct fields of a firm; its former name stays as an alias, and every change stands in the journal.

    :raises Stale: if somebody changed the firm since `version`
    :raises CompanyFieldUnknown: for a field that is not editable
    :raises CompanyCodeTaken: if another firm has the new code
    """
    may_edit(by)
    company = locked_company(company_id)
    if company.version != version:
        raise Stale()
    cleaned = _cleaned(changes)
    if not reason.strip():
        raise CompanyReasonMissing()
    before = {name: getattr(company, name) for name, value in cleaned.items() if getattr(company, name) != value}
    if not before:
        raise CompanyNothingChanged()
    if cleaned.get("credit_code") and "credit_code" in before:
        other = Company.objects.filter(credit_code=cleaned["credit_code"]).exclude(pk=company_id).first()
        if other:
            raise CompanyCodeTaken(code=cleaned["credit_code"], name=other.name, id=other.pk)
    for name in before:
        setattr(company, name, cleaned[name])
    if "name" in before:
        _keep_former_name(company, before["name"])
    company.version += 1
    company.save()
    after = {name: cleaned[name] for name in before}
    record(
        "company.edited", company, by=by, at=at, label=company.name, before=before, after=after, data_class="public",
        facts={"reason": reason.strip()[:300]},
    )  # fmt: skip
    return company


def _keep_former_name(company: Company, former: str) -> None:
    company.matching_name, company.pinyin = normalised(company.name), initials(company.name)
    Alias.objects.get_or_create(company=company, matching_name=normalised(former), defaults={"name": former})
    company.grams = gather_tokens(company)


@transaction.atomic
def withdraw_companies(*, ids: Sequence[int], reason: str, by: Actor, at: datetime) -> int:
    """Withdraw firms that a wrong import registered; the caller has made sure that nothing hangs on them.

    Their credit codes become free again; the journal keeps them. Gives how many were withdrawn.
    """
    may_edit(by)
    if not reason.strip():
        raise CompanyReasonMissing()
    found = list(Company.objects.select_for_update(of=("self",)).filter(pk__in=ids, withdrawn_at=None))
    record_many(
        [
            Entry("company.withdrawn", company, label=company.name, data_class="public",
                  facts={"reason": reason.strip()[:300], "credit_code": company.credit_code})
            for company in found
        ],
        by=by,
        at=at,
    )  # fmt: skip
    Company.objects.filter(pk__in=[company.pk for company in found]).update(withdrawn_at=at, credit_code=None)
    return len(found)
