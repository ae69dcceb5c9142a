"""Correcting projects field by field, and withdrawing what a wrong import brought."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from luodi.companies.models import Company
from luodi.companies.naming import initials, tokens
from luodi.companies.queries import exact_matches
from luodi.journal.operations import Entry, record_many
from luodi.observations.operations import keep_subject
from luodi.people.models import Person, Unit
from luodi.projects import refusals
from luodi.projects.models import Change, Project
from luodi.projects.operations.locking import locked
from luodi.projects.operations.registering import (
    checked_text,
    money_columns,
    refuse_unknown_words,
    refuse_wrong_dates,
)
from luodi.projects.permissions import may_edit, sees_amount
from luodi.values.actor import Actor
from luodi.values.names import normalised

TEXTS = ("name", "track", "company_name", "site", "note")
DAYS = ("signed_date", "landed_date", "started_date", "produced_date")
MONEY = ("amount", "original_currency", "original_amount", "rate", "rate_date")
EDITABLE = (*TEXTS, *DAYS, "unit_id", "officer_id", "company_id", "binding", "amount", "rate", "rate_date")


@transaction.atomic
def edit_project(*, project_id: int, changes: dict, reason: str, version: int, by: Actor, at: datetime) -> Project:
    """Correct fields of a project, each with a row of its own that keeps old and new value, reason and person.

    `changes` maps fields of `EDITABLE` to new values; a new `company_name` links the only firm of that name. `amount` is a Money or None, for a foreign one with `rate` and
    `rate_date`. Stages are not edited: they are claimed and confirmed.

    :raises Stale: if somebody changed the project since `version`
    :raises ProjectFieldUnknown: for any other field
    :raises ProjectReasonMissing: if no reason is given
    :raises ProjectNothingChanged: if nothing differs
    :raises ProjectPassesByTransfer: for the unit of a project whose credit shares are kept: it passes by a transfer
    """
    project = locked(project_id, version, by)
    units = {project.unit_id} | ({changes["unit_id"]} if changes.get("unit_id") else set())
    may_edit(by, units)
    if unknown := set(changes) - set(EDITABLE):
        raise refusals.ProjectFieldUnknown(fields=sorted(unknown))
    if not reason.strip():
        raise refusals.ProjectReasonMissing()
    cleaned = _cleaned(project, changes, by)
    before = {name: getattr(project, name) for name, value in cleaned.items() if getattr(project, name) != value}
    if not before:
        raise refusals.ProjectNothingChanged()
    for name in before:
        setattr(project, name, cleaned[name])
    if "unit_id" in before and project.subject_id:
        raise refusals.ProjectPassesByTransfer()
    refuse_unknown_words(project.binding, project.stage_claimed)
    refuse_wrong_dates(project.signed_date, project.landed_date)
    index_again(project)
    project.version += 1
    project.changed_at = at
    project.save()
    _keep_changes(project, before, reason.strip()[:300], by, at)
    if "name" in before and project.subject_id:
        keep_subject(subject_id=project.subject_id, name=project.name, by=by, at=at)
    return project


def _cleaned(project: Project, changes: dict, by: Actor) -> dict[str, object]:
    cleaned: dict[str, object] = {}
    for name in TEXTS:
        if name in changes:
            cleaned[name] = checked_text(changes[name], name)
    if "name" in cleaned and not normalised(str(cleaned["name"])):
        raise refusals.ProjectNameMissing()
    cleaned |= {name: changes[name] for name in (*DAYS, "binding") if name in changes}
    if {"amount", "rate", "rate_date"} & set(changes):
        cleaned |= _money(project, changes, by)
    return cleaned | _references(changes)


def _money(project: Project, changes: dict, by: Actor) -> dict[str, object]:
    if not sees_amount(by, project.unit_id):
        raise refusals.ProjectAmountHidden()
    if "amount" not in changes:
        raise refusals.ProjectFieldUnknown(fields=["rate", "rate_date"])
    return money_columns(changes["amount"], changes.get("rate"), changes.get("rate_date"))


def _references(changes: dict) -> dict[str, object]:
    found: dict[str, object] = {}
    if "unit_id" in changes:
        if not Unit.objects.filter(pk=changes["unit_id"], active=True).exists():
            raise refusals.ProjectUnitUnknown(unit_id=changes["unit_id"])
        found["unit_id"] = changes["unit_id"]
    if "officer_id" in changes:
        if changes["officer_id"] and not Person.objects.filter(pk=changes["officer_id"]).exists():
            raise refusals.ProjectOfficerUnknown(officer_id=changes["officer_id"])
        found["officer_id"] = changes["officer_id"]
    if "company_id" in changes:
        company_id = changes["company_id"]
        firm = Company.objects.filter(pk=company_id, withdrawn_at=None).values_list("name", flat=True).first()
        if company_id and firm is None:
            raise refusals.ProjectCompanyUnknown(company_id=company_id)
        found["company_id"] = company_id
        if firm and "company_name" not in changes:
            found["company_name"] = firm
    elif "company_name" in changes:
        known = exact_matches([changes["company_name"]], [""])[0]
        found["company_id"] = known[0].company_id if len(known) == 1 else None
    return found


def index_again(project: Project) -> None:
    """Work out again by what a project is found: its names and their initials."""
    project.matching_name = normalised(project.name)[:200]
    project.pinyin = initials(project.name)
    project.grams = tokens(project.pinyin, project.name, project.company_name)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, (Decimal, date)) else value


def _keep_changes(project: Project, before: dict, reason: str, by: Actor, at: datetime) -> None:
    after = {name: getattr(project, name) for name in before}
    Change.objects.bulk_create(
        Change(
            project=project, field=name, before=_plain(before[name]), after=_plain(after[name]), reason=reason,
            person_id=by.person_id, at=at,
        )
        for name in before
    )  # fmt: skip
    money = [name for name in before if name in MONEY]
    other = [name for name in before if name not in MONEY]
    entries = []
    for event, names, data_class in (
        ("project.edited", other, "internal"), ("project.amount_edited", money, "sensitive"),
    ):  # fmt: skip
        if names:
            entries.append(
                Entry(
                    event, project, label=project.name, data_class=data_class,
                    before={name: before[name] for name in names}, after={name: after[name] for name in names},
                    facts={
                        "reason": reason,
                        "fields": "、".join(FIELD_WORDS[name][0] for name in names),
                        "fields_en": ", ".join(FIELD_WORDS[name][1] for name in names),
                    },
                )
            )  # fmt: skip
    record_many(entries, by=by, at=at)


FIELD_WORDS = {
    "name": ("名称", "name"), "track": ("赛道", "track"), "company_name": ("企业名称", "firm's name"),
    "site": ("落位地点", "site"), "note": ("备注", "note"), "signed_date": ("签约日期", "signing day"),
    "landed_date": ("落地日期", "landing day"), "started_date": ("开工日期", "starting day"),
    "produced_date": ("投产日期", "production day"), "unit_id": ("责任单位", "unit"), "officer_id": ("经办人", "officer"),
    "company_id": ("企业", "firm"), "binding": ("协议性质", "kind of agreement"), "amount": ("投资额", "amount"),
    "original_currency": ("原币种", "currency"), "original_amount": ("原币金额", "original amount"),
    "rate": ("汇率", "rate"), "rate_date": ("汇率日期", "rate's day"),
}  # fmt: skip


@transaction.atomic
def withdraw_projects(*, ids: Sequence[int], reason: str, by: Actor, at: datetime) -> int:
    """Withdraw projects, as the undo of an import does: they leave lists and board, the journal keeps each.

    The caller has made sure that no later work hangs on them. Gives how many were withdrawn now.
    """
    if not reason.strip():
        raise refusals.ProjectReasonMissing()
    rows = Project.objects.select_for_update(of=("self",)).filter(pk__in=list(ids), withdrawn_at=None).order_by("pk")
    found = list(rows.only("id", "name", "unit_id", "code"))
    may_edit(by, {project.unit_id for project in found})
    Project.objects.filter(pk__in=[project.pk for project in found]).update(
        withdrawn_at=at, changed_at=at, version=F("version") + 1
    )
    facts = {"reason": reason.strip()[:300]}
    record_many(
        [
            Entry("project.withdrawn", project, label=project.name, facts=facts | {"code": project.code})
            for project in found
        ],
        by=by,
        at=at,
    )
    return len(found)


@transaction.atomic
def note_occupied(*, ids: Sequence[int], by: Actor, at: datetime) -> None:
    """Write the journal line of a look at another unit's project that was hinted at as "occupied" (its name masked)."""
    record_many([Entry("project.occupied_shown", ("projects.project", pk)) for pk in ids], by=by, at=at)
