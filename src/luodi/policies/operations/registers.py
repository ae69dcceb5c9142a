"""Declaring that a list of firms is complete, with the firms on it; and taking that back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.utils.timezone import localdate

from luodi.companies.models import Company
from luodi.documents.permissions import seen_document
from luodi.engines.policies import Field
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.policies import fact_values, refusals
from luodi.policies.models import SOURCE_KINDS, Fact, Register, RegisterEnd
from luodi.policies.operations.facts import FactSource, Given, background, hold, prepared
from luodi.policies.operations.keeping import in_words
from luodi.policies.queries.facts import known_facts
from luodi.policies.queries.registers import fields_with_lists
from luodi.policies.register_sheet import Listed
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Refusal

MOST_LISTED = 5000
Wrong = list[tuple[int, str, str, str]]


@transaction.atomic
def declare_register(
    *, field: str, year: int | None, complete_on: date, source: FactSource, reason: str, listed: Sequence[Listed] = (),
    unit_id: int | None = None, by: Actor, at: datetime,
) -> Register:  # fmt: skip
    """Declare that a list of firms is complete as of a day; from now a firm without the fact is known not to be on it.

    :param year: the year of the list; None for what holds without a year
    :param listed: the firms on it, whose facts are reported with it; what is known of them already has to be the same
    :raises RegisterFieldWrong: for a field that no list can be complete for
    :raises RegisterDayWrong: for a day to come, or a year that isn't over on it
    :raises FactSourceMissing, PolicyNeedsWords: without source or reason
    :raises FactRowsWrong: with (row, field, Chinese, English) of every firm that can't be taken; nothing is declared then
    """
    unit = unit_id if unit_id is not None else by.unit_id
    if unit is None:
        raise NotFound()
    require(by, "facts.complete", unit_id=unit)
    of = _field(field, year)
    if complete_on > localdate(at) or (year is not None and year > complete_on.year):
        raise refusals.RegisterDayWrong()
    source = _source(source, by)
    why = in_words(reason)
    made = _report(of, year or complete_on.year, listed, source, unit, by, at) if listed else 0
    row = Register.objects.create(
        field=of.code, year=year, complete_on=complete_on, listed=len(listed) or _known(of, year), source_kind=source.kind,
        source_id=source.id, source=source.words, reason=why, unit_id=unit, declared_by_id=by.person_id, declared_at=at,
    )  # fmt: skip
    record(
        "register.declared", row, by=by, at=at, label=of.zh, owner_unit_id=unit,
        facts={
            "field": of.zh, "field_en": of.en, "year": year or "", "day": complete_on.isoformat(), "listed": row.listed,
            "reported": made, "reason": why,
        },
    )  # fmt: skip
    return row


@transaction.atomic
def take_back_register(*, register_id: int, reason: str, by: Actor, at: datetime) -> RegisterEnd:
    """Say that a list is not complete after all: from now a firm that is not on it is not known again.

    :raises RegisterOver: if it was taken back already
    """
    row = Register.objects.visible_to(by).filter(pk=register_id).first()
    if row is None:
        raise NotFound()
    hold(-row.pk)  # an append-only row can't be locked itself
    require(by, "facts.complete", unit_id=row.unit_id)
    why = in_words(reason)
    if RegisterEnd.objects.filter(register=row).exists():
        raise refusals.RegisterOver()
    end = RegisterEnd.objects.create(register=row, reason=why, ended_by_id=by.person_id, ended_at=at)
    of = fact_values.field_of(row.field)
    record(
        "register.taken_back", row, by=by, at=at, label=of.zh, owner_unit_id=row.unit_id,
        facts={"field": of.zh, "field_en": of.en, "year": row.year or "", "reason": why},
    )  # fmt: skip
    return end


def _field(name: str, year: int | None) -> Field:
    of = fact_values.field_of(name)
    if of not in fields_with_lists() or of.per_year is (year is None):
        raise refusals.RegisterFieldWrong(field=of.zh, field_en=of.en)
    return of


def _source(source: FactSource, by: Actor) -> FactSource:
    if source.kind == "document" and source.id is not None:
        seen_document(source.id, by)
    words = source.words.strip()[:300]
    if source.kind not in SOURCE_KINDS or not words:
        raise refusals.FactSourceMissing()
    return FactSource(source.kind, words, source.id)


def _known(of: Field, year: int | None) -> int:
    found = known_facts().filter(field=of.code).exclude(value="false")
    return (found if year is None else found.filter(year=year)).order_by().values("company_id").distinct().count()


def _report(
    of: Field, year: int, listed: Sequence[Listed], source: FactSource, unit: int, by: Actor, at: datetime
) -> int:
    """Report the facts of the firms on a list; give how many were not known before."""
    if len(listed) > MOST_LISTED:
        words = f"一次最多 {MOST_LISTED} 行", f"{MOST_LISTED} rows at most at once"
        raise refusals.FactRowsWrong([(MOST_LISTED + 2, "—", *words)])
    codes = {each.code.upper() for each in listed}
    firms = {each.credit_code: each for each in Company.objects.filter(credit_code__in=codes, withdrawn_at=None)}
    ids = sorted(each.pk for each in firms.values())
    for pk in ids:
        hold(pk)
    make = partial(_fact, of, year, firms, _values(of, ids), background(ids, at), source, unit, by, at)
    made: list[Fact] = []
    wrong: Wrong = []
    met: set[str] = set()
    for each in listed:
        try:
            if each.code.upper() in met:
                raise refusals.RegisterFirmTwice(given=each.code)
            met.add(each.code.upper())
            fact = make(each)
            made += [fact] if fact else []
        except Refusal as said:
            wrong.append((each.row, each.code or "—", said.sentence("zh"), said.sentence("en")))
    if wrong:
        raise refusals.FactRowsWrong(wrong)
    Fact.objects.bulk_create(made, batch_size=2000)
    return len(made)


def _fact(
    of: Field, year: int, firms: Mapping[str | None, Company], values: Mapping[int, dict[int, Fact]], behind, source: FactSource,
    unit: int, by: Actor, at: datetime, each: Listed,
) -> Fact | None:  # fmt: skip
    """Make the fact of one firm on the list; None if that is known already.

    :raises FactKnownAlready: if something else is known
    """
    company = firms.get(each.code.upper())
    if company is None or company.merged_into_id is not None:
        raise refusals.FactCompanyUnknown(given=each.code or "—")
    words = each.value or ("是" if of.kind.name == "flag" else "")
    known = values.get(company.pk, {})
    newest = known.get(year) or (known[max(known)] if known and not of.per_year else None)
    if newest is not None:
        if newest.value != fact_values.canonical(of, words) or newest.state == "disputed":
            raise refusals.FactKnownAlready(field=of.zh, field_en=of.en, year=newest.year)
        return None
    return prepared(Given(company, behind.unit_of(company.pk, unit), of, year, words), source, behind, by, at)


def _values(of: Field, ids: Sequence[int]) -> dict[int, dict[int, Fact]]:
    found: dict[int, dict[int, Fact]] = {}
    for fact in known_facts().filter(field=of.code, company_id__in=ids):
        found.setdefault(fact.company_id, {})[fact.year] = fact
    return found
