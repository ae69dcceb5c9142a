"""Reporting what is known of a firm, verifying, disputing and correcting it, and opening a masked value."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.timezone import localdate

from luodi.companies.models import Company
from luodi.documents.permissions import seen_document
from luodi.engines.policies import Field, all_fields
from luodi.journal.operations import record
from luodi.observations.models import Consent, Subject
from luodi.people.queries import parameters_in_force
from luodi.people.texts import fitting
from luodi.policies import fact_values, refusals
from luodi.policies.models import SOURCE_KINDS, Fact, FactCorrection
from luodi.policies.operations.keeping import in_words
from luodi.policies.permissions import looks_at, require_report, require_verify
from luodi.policies.queries.facts import known_facts
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound, Stale

HOLDING = 1_868_721_530
OLDEST = 1949


@dataclass(frozen=True, slots=True)
class FactSource:
    """Where a fact comes from: a document, a form, a row of a file, the firm itself or a register; `words` say which."""

    kind: str
    words: str
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What is said of a firm: the field's value of a year, as people write it; `answer` says why a doubted size is right."""

    company: Company
    unit_id: int
    field: Field
    year: int
    value: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Background:
    """What new facts are checked against: units responsible, firms with an authorisation, and values by firm, field, year."""

    units: Mapping[int, int]
    consenting: set[int]
    values: Mapping[tuple[int, str], dict[int, str]]
    size_times: int

    def unit_of(self, company_id: int, otherwise: int | None) -> int:
        """Give the unit that keeps a firm's facts: the one responsible for the firm, else the one given.

        :raises NotFound: without either
        """
        unit = self.units.get(company_id, otherwise)
        if unit is None:
            raise NotFound()
        return unit


@transaction.atomic
def record_fact(
    *, company_id: int, field: str, year: int, value: str, source: FactSource, unit_id: int | None = None, answer: str = "",
    by: Actor, at: datetime,
) -> Fact:  # fmt: skip
    """Report a fact of a firm for the first time, as people write it ("2600万元"); it waits for another's check.

    :param unit_id: who keeps it, if the firm is no subject yet; else the unit that is responsible for the firm
    :raises NotAllowed: for people of another unit
    :raises FactFieldUnknown, FactValueWrong, FactNegative, FactYearWrong, FactStatistics: for what can't be
    :raises FactSourceMissing: without a source
    :raises FactKnownAlready: if there is a value already
    :raises FactSizeDoubtful: if it is many times what it was and nobody answered for it
    :raises FactConsentMissing: for one firm's tax or accounts without its authorisation
    """
    company = company_of(company_id)
    hold(company.pk)
    behind = background([company.pk], at)
    unit = behind.unit_of(company.pk, unit_id if unit_id is not None else by.unit_id)
    require_report(by, unit)
    given = Given(company, unit, fact_values.field_of(field), year, value, answer)
    made = prepared(given, source, behind, by, at)
    made.save(force_insert=True)
    note("firm_fact.reported", made, by, at)
    return made


def prepared(given: Given, source: FactSource, behind: Background, by: Actor, at: datetime) -> Fact:
    """Make a fact that is checked against what stands; it is not written."""
    field, company = given.field, given.company
    if not OLDEST <= given.year <= localdate(at).year:
        raise refusals.FactYearWrong(year=given.year)
    if source.kind == "document" and source.id is not None:
        seen_document(source.id, by)
    if source.kind not in SOURCE_KINDS or not source.words.strip():
        raise refusals.FactSourceMissing()
    text, data_class = fact_values.canonical(field, given.value), fact_values.class_of(field.code)
    if given.year in behind.values.get((company.pk, field.code), {}):
        raise refusals.FactKnownAlready(field=field.zh, field_en=field.en, year=given.year)
    if data_class == "secret" and company.pk not in behind.consenting:
        raise refusals.FactConsentMissing(company=company.name)
    if not given.answer.strip():
        refuse_doubtful_size(given, text, behind)
    return fitting(Fact(
        company=company, unit_id=given.unit_id, field=field.code, year=given.year, value=text, data_class=data_class,
        known_at=at, source_kind=source.kind, source_id=source.id, source=source.words.strip(),
        answer=given.answer.strip()[:300], made_by_id=by.person_id,
    ))  # fmt: skip


@transaction.atomic
def verify_fact(*, fact_id: int, by: Actor, at: datetime) -> Fact:
    """Confirm a reported or disputed fact as another person than who reported it.

    :raises FactCheckerIsMaker: for who reported it
    :raises FactSettled: if it is verified already
    :raises Stale: if something newer is known
    """
    newest = locked_fact(fact_id, by)
    require_verify(by, newest.unit_id, newest.made_by_id)
    if newest.state == "verified":
        raise refusals.FactSettled()
    made = following(newest, state="verified", known_at=at, checked_by_id=by.person_id)
    note("firm_fact.verified", made, by, at)
    return made


@transaction.atomic
def dispute_fact(*, fact_id: int, reason: str, by: Actor, at: datetime) -> Fact:
    """Dispute a fact, saying why; clauses don't count it as known until somebody verifies or corrects it.

    :raises PolicyNeedsWords: without a reason
    """
    newest = locked_fact(fact_id, by)
    require_report(by, newest.unit_id)
    if newest.state == "disputed":
        raise refusals.FactSettled()
    made = following(newest, state="disputed", known_at=at, reason=in_words(reason), checked_by_id=None)
    note("firm_fact.disputed", made, by, at, reason=made.reason)
    return made


@transaction.atomic
def propose_fact_correction(
    *, fact_id: int, value: str, reason: str, source: str, by: Actor, at: datetime
) -> FactCorrection:
    """Propose another value for a fact; another person decides, and the old value stays on record.

    :raises PolicyNeedsWords: without a reason and a source
    :raises FactSettled: if a correction waits already
    """
    newest = locked_fact(fact_id, by)
    require_report(by, newest.unit_id)
    if FactCorrection.objects.filter(fact=newest, state="proposed").exists():
        raise refusals.FactSettled()
    field = fact_values.field_of(newest.field)
    made = fitting(FactCorrection(
        fact=newest, company_id=newest.company_id, unit_id=newest.unit_id, value=fact_values.canonical(field, value),
        reason=in_words(reason), source=in_words(source), proposed_by_id=by.person_id, proposed_at=at,
    ))  # fmt: skip
    made.save(force_insert=True)
    note("firm_fact.correction_proposed", newest, by, at, reason=made.reason)
    return made


@transaction.atomic
def decide_fact_correction(
    *, correction_id: int, approve: bool, remark: str = "", by: Actor, at: datetime
) -> FactCorrection:
    """Approve or reject a correction as another person than who proposed it; an approved value is verified with it.

    :raises FactCheckerIsMaker: for who proposed it
    :raises FactSettled: if it is decided
    :raises Stale: if the fact was replaced since
    :raises PolicyNeedsWords: for a rejection without a reason
    """
    wished = FactCorrection.objects.visible_to(by).filter(pk=correction_id).first()
    if wished is None:
        raise NotFound()
    require_verify(by, wished.unit_id, wished.proposed_by_id)
    if wished.state != "proposed":
        raise refusals.FactSettled()
    newest = locked_fact(wished.fact_id, by)
    wished = FactCorrection.objects.select_for_update(of=("self",)).get(pk=correction_id)
    if wished.state != "proposed":
        raise refusals.FactSettled()
    wished.state = "approved" if approve else "rejected"
    wished.decided_by_id, wished.decided_at = by.person_id, at
    wished.decision_note = remark.strip()[:300] if approve else in_words(remark)
    wished.save()
    if approve:
        made = following(
            newest, value=wished.value, state="verified", known_at=at, reason=wished.reason, source=wished.source,
            source_kind="form", source_id=None, answer="", made_by_id=wished.proposed_by_id, checked_by_id=by.person_id,
        )  # fmt: skip
        note("firm_fact.corrected", made, by, at, reason=wished.reason)
    else:
        note("firm_fact.correction_rejected", newest, by, at, note=wished.decision_note)
    return wished


@transaction.atomic
def look_at_fact(*, fact_id: int, reason: str, by: Actor, at: datetime) -> str:
    """Open one firm's masked value for a reason, and give its canonical text; every look is a line of the journal.

    :raises NotAllowed: for who may not see values of class secret of this unit
    :raises PolicyNeedsWords: without a reason
    :raises FactConsentMissing: if the firm's authorisation is not in force any more
    """
    fact = Fact.objects.visible_to(by).select_related("company").filter(pk=fact_id).first()
    if fact is None:
        raise NotFound()
    if not looks_at(by, fact.data_class, fact.unit_id):
        raise NotAllowed(permission="facts.look")
    words = in_words(reason)
    if not background([fact.company_id], at).consenting:
        raise refusals.FactConsentMissing(company=fact.company.name)
    note("firm_fact.looked_at", fact, by, at, reason=words)
    return fact.value


def company_of(company_id: int) -> Company:
    """Give a firm that stands; of one that was merged, the one that it lives on in.

    :raises NotFound: if there is none
    """
    company = Company.objects.filter(pk=company_id, withdrawn_at=None).first()
    if company is None:
        raise NotFound()
    return company if company.merged_into_id is None else company_of(company.merged_into_id)


def background(company_ids: Sequence[int], at: datetime) -> Background:
    """Read what new facts of some firms are checked against; four SQL statements."""
    day = localdate(at)
    subjects = dict(Subject.objects.filter(company_id__in=company_ids).values_list("company_id", "pk"))
    units = dict(Subject.objects.filter(company_id__in=company_ids).values_list("company_id", "unit_id"))
    signed = set(
        Consent.objects.filter(subject_id__in=subjects.values(), state="signed", until_date__gte=day)
        .values_list("subject_id", flat=True)
    )  # fmt: skip
    values: dict[tuple[int, str], dict[int, str]] = defaultdict(dict)
    for company, field, year, value in (
        known_facts().filter(company_id__in=company_ids).values_list("company_id", "field", "year", "value")
    ):
        values[company, field][year] = value
    most = int(str(parameters_in_force("policies.size_times", on=day)["policies.size_times"]))
    return Background(units, {company for company, pk in subjects.items() if pk in signed}, values, most)


def refuse_doubtful_size(given: Given, text: str, behind: Background) -> None:
    """Refuse an amount that is many times the nearest year's, as 万元 taken for 元 would be.

    How many times is a parameter (policies.size_times).

    :raises FactSizeDoubtful: with the factor and what it was; of secret data neither
    """
    field = given.field
    if not field.kind.is_amount or not int(text):
        return
    others = behind.values.get((given.company.pk, field.code), {}).items()
    near = [(year, int(value)) for year, value in others if int(value)]
    if not near:
        return
    before = abs(min(near, key=lambda each: (abs(each[0] - given.year), -each[0]))[1])
    larger, smaller = max(before, abs(int(text))), min(before, abs(int(text)))
    if smaller * behind.size_times > larger:
        return
    secret = fact_values.class_of(field.code) == "secret"
    times = f"≥{behind.size_times}" if secret else f"{larger // smaller:,}"
    shown = "＊＊" if secret else fact_values.worded(field.code, str(before))
    raise refusals.FactSizeDoubtful(field=field.zh, field_en=field.en, times=times, before=shown)


def hold(company_id: int) -> None:
    """Wait until nobody else writes facts of this firm; ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s::int)", [HOLDING, company_id])


def locked_fact(fact_id: int, by: Actor) -> Fact:
    """Lock a firm's facts and give the newest one of a chain that the actor may see.

    :raises NotFound: if there is none
    :raises Stale: if something newer is known
    """
    found = Fact.objects.visible_to(by).filter(pk=fact_id).values_list("company_id", flat=True).first()
    if found is None:
        raise NotFound()
    hold(found)
    fact = Fact.objects.select_related("company").get(pk=fact_id)
    if Fact.objects.filter(replaces=fact).exists():
        raise Stale()
    return fact


def following(newest: Fact, **change: object) -> Fact:
    """Write what is known from now on: as before, but for the change."""
    kept = {
        name: getattr(newest, name)
        for name in (
            "company_id", "unit_id", "field", "year", "value", "data_class", "source_kind", "source_id", "source", "answer",
            "made_by_id",
        )
    }  # fmt: skip
    made = fitting(Fact(**(kept | {"replaces_id": newest.pk} | change)))
    made.save(force_insert=True)
    made.company = newest.company
    return made


def note(event: str, fact: Fact, by: Actor, at: datetime, **facts: object) -> None:
    """Write the journal line of something done to a fact; its value stays out of it."""
    field = all_fields().get(fact.field)
    words = {"field": field.zh, "field_en": field.en} if field else {"field": fact.field, "field_en": fact.field}
    record(
        event, fact, by=by, at=at, label=fact.company.name, owner_unit_id=fact.unit_id, data_class="internal",
        facts={"year": fact.year} | words | facts,
    )  # fmt: skip
