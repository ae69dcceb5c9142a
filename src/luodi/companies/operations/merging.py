"""Merging firms found to be one, and taking that back: what pointed to the one points to the other, and returns exactly."""

from datetime import datetime

from django.db import transaction

from luodi.companies import pointers
from luodi.companies.models import Alias, Company, Merger
from luodi.companies.naming import initials
from luodi.companies.operations.acts import CompanyReasonMissing, gather_tokens, locked_company
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.values.actor import Actor
from luodi.values.names import normalised
from luodi.values.refusal import NotFound, Refusal, Stale

TARGET = "companies.company"
CHOSEN = ("name", "credit_code", "foreign_number", "country", "group_name", "unit_id")


class CompaniesAreOne(Refusal):
    """A firm is merged with itself."""

    code = "companies_are_one"


class CompanyCodesDiffer(Refusal):
    """Two firms with different credit codes are two legal persons (GB 32100-2015)."""

    code = "company_codes_differ"


class CompanyMergedAlready(Refusal):
    """One of the firms was merged before, or the merger was undone before."""

    code = "company_merged_already"
    status = 409


class MergeHasLaterWork(Refusal):
    """What was moved or chosen has been changed since, so that the merger can't be undone exactly."""

    code = "merge_has_later_work"


@transaction.atomic
def merge_companies(
    *, survivor_id: int, loser_id: int, versions: tuple[int, int], chosen: dict[str, str], reason: str, by: Actor,
    at: datetime,
) -> Merger:  # fmt: skip
    """Merge a firm into another; everything that points to it follows, history keeps the id it was written with.

    :param versions: of the survivor and the loser, as the person saw them side by side
    :param chosen: for fields of CHOSEN whether "loser" or "survivor" is right; what is left out stays the survivor's
    :raises CompanyCodesDiffer: for two different credit codes
    :raises Stale: if either was changed since
    """
    require(by, "companies.merge")
    if survivor_id == loser_id:
        raise CompaniesAreOne()
    if not reason.strip():
        raise CompanyReasonMissing()
    first, second = (locked_company(pk) for pk in sorted((survivor_id, loser_id)))
    survivor, loser = (first, second) if first.pk == survivor_id else (second, first)
    if survivor.merged_into_id or loser.merged_into_id:
        raise CompanyMergedAlready()
    if (survivor.version, loser.version) != versions:
        raise Stale()
    if survivor.credit_code and loser.credit_code and survivor.credit_code != loser.credit_code:
        raise CompanyCodesDiffer(one=survivor.credit_code, other=loser.credit_code)
    row = Merger(survivor=survivor, loser=loser, reason=reason.strip()[:300], merged_by_id=by.person_id, merged_at=at)
    row.moved = pointers.move(TARGET, loser.pk, survivor.pk)
    _choose(row, survivor, loser, chosen)
    row.aliases = _keep_names(survivor, loser, row)
    _store(survivor)
    row.save(force_insert=True)
    _record("company.merged", row, survivor, by, at)
    return row


@transaction.atomic
def unmerge_companies(*, merger_id: int, reason: str, by: Actor, at: datetime) -> Merger:
    """Take a merger of firms back: what was moved returns, fields are what they were, the two are two again.

    :raises MergeHasLaterWork: naming what was changed since; nothing is undone then
    """
    require(by, "companies.merge")
    if not reason.strip():
        raise CompanyReasonMissing()
    row = Merger.objects.select_for_update().filter(pk=merger_id).first()
    if row is None:
        raise NotFound()
    if row.undone_at is not None:
        raise CompanyMergedAlready()
    survivor, loser = _both(row)
    later = _later_work(row, survivor)
    if later:
        raise MergeHasLaterWork(what=later)
    pointers.bring_back(row.moved, loser.pk)
    Alias.objects.filter(pk__in=row.aliases).delete()
    for name, value in row.before.items():
        setattr(survivor, name, value)
    _store(survivor)
    loser.merged_into = None
    if "credit_code" in row.before:
        loser.credit_code = row.after["credit_code"]
    _store(loser)
    row.undone_at, row.undone_by_id, row.undone_reason = at, by.person_id, reason.strip()[:300]
    row.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    _record("company.unmerged", row, survivor, by, at)
    return row


def _both(row: Merger) -> tuple[Company, Company]:
    locked = {
        each.pk: each
        for each in Company.objects.select_for_update(of=("self",))
        .filter(pk__in=[row.survivor_id, row.loser_id])
        .order_by("pk")
    }
    return locked[row.survivor_id], locked[row.loser_id]


def _choose(row: Merger, survivor: Company, loser: Company, chosen: dict[str, str]) -> None:
    taken = [name for name in CHOSEN if chosen.get(name) == "loser" and getattr(survivor, name) != getattr(loser, name)]
    row.before = {name: getattr(survivor, name) for name in taken}
    row.after = {name: getattr(loser, name) for name in taken}
    for name in taken:
        setattr(survivor, name, row.after[name])
    loser.merged_into = survivor
    if "credit_code" in taken:
        loser.credit_code = None
    loser.version += 1
    loser.save(update_fields=["merged_into", "credit_code", "version"])


def _keep_names(survivor: Company, loser: Company, row: Merger) -> list[int]:
    """Keep as aliases of the survivor what the loser and, if it was renamed, the survivor was called."""
    known = set(survivor.aliases.values_list("matching_name", flat=True)) | {normalised(survivor.name)}
    kept = []
    for name in (loser.name, str(row.before.get("name", ""))):
        key = normalised(name)
        if key and key not in known:
            kept.append(Alias.objects.create(company=survivor, name=name, matching_name=key).pk)
            known.add(key)
    return kept


def _later_work(row: Merger, survivor: Company) -> list[str]:
    later = []
    if survivor.merged_into_id or survivor.withdrawn_at:
        later.append("survivor")
    later += [f"{name}" for name, value in row.after.items() if getattr(survivor, name) != value]
    later += [f"{model} ×{number}" for model, number in pointers.gone_since(row.moved, survivor.pk).items()]
    return later


def _store(company: Company) -> None:
    company.matching_name, company.pinyin = normalised(company.name), initials(company.name)
    company.grams = gather_tokens(company)
    company.version += 1
    company.save()


def _record(event: str, row: Merger, survivor: Company, by: Actor, at: datetime) -> None:
    facts = {
        "merger": row.pk, "loser": row.loser_id, "reason": row.undone_reason or row.reason,
        "moved": {each["model"]: len(each["ids"]) for each in row.moved},
    }  # fmt: skip
    record(
        event, survivor, by=by, at=at, label=survivor.name, before=row.before, after=row.after, data_class="public",
        facts=facts, personal={"loser": row.loser.name},
    )  # fmt: skip
