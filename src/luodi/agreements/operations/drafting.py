"""Drafting agreements: their head, their text, versions of it, and supplements to what was signed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from luodi.agreements import refusals
from luodi.agreements.models import Agreement, Version
from luodi.agreements.operations.locking import locked, note, require_state, store
from luodi.agreements.operations.texts import Source, add_version
from luodi.agreements.permissions import may_edit
from luodi.documents.permissions import classes_offered
from luodi.projects.models import Project
from luodi.values.actor import Actor
from luodi.values.money import Money
from luodi.values.refusal import NotAllowed, NotFound

HEAD = ("title", "number", "parties", "scope", "valid_from", "valid_to", "data_class")
MONEY = ("amount", "original_currency", "original_amount", "rate", "rate_date")


@dataclass(frozen=True, slots=True)
class Party:
    """One side of an agreement: a unit of the district or a firm, with its role (甲方, 乙方…)."""

    name: str
    side: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands over an agreement's text. `amount` is the firm's stated investment; a foreign one needs its rate."""

    title: str
    number: str = ""
    parties: Sequence[Party] = ()
    scope: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    amount: Money | None = None
    rate: Decimal | None = None
    rate_date: date | None = None
    data_class: str = "sensitive"


@transaction.atomic
def draft_agreement(*, kind: str, project_id: int, head: Head, source: Source, by: Actor, at: datetime) -> Agreement:
    """Draft a framework or investment agreement of a project, with its first text.

    :raises NotFound: if there is no such project that `by` may see
    :raises AgreementKindWrong, AgreementUntitled, AgreementWithoutParties, AgreementNumberTaken: each for its fault
    :raises AgreementTextMissing: without a text
    """
    if kind not in ("framework", "investment"):
        raise refusals.AgreementKindWrong(kind=kind)
    project = Project.objects.visible_to(by).filter(pk=project_id, withdrawn_at=None).first()
    if project is None:
        raise NotFound()
    may_edit(by, project.unit_id)
    return _drafted(Agreement(kind=kind, project=project, unit_id=project.unit_id), head, source, by, at)


@transaction.atomic
def supplement(*, parent_id: int, head: Head, source: Source, by: Actor, at: datetime) -> Agreement:
    """Draft a supplement to a signed agreement: the only way to change its money, terms or indicators. It is an
    agreement of its own, and reviewed, approved and signed like one (handbook §2.3).

    :raises SupplementOfWhat: if the parent is not signed, or has ended
    """
    parent = locked(parent_id, None, by)
    may_edit(by, parent.unit_id)
    if parent.kind == "supplement" or parent.state not in ("signed", "in_force"):
        raise refusals.SupplementOfWhat()
    child = Agreement(kind="supplement", parent=parent, project_id=parent.project_id, unit_id=parent.unit_id)
    if not head.parties:
        head = Head(**{**_fields(head), "parties": tuple(Party(**each) for each in parent.parties)})
    return _drafted(child, head, source, by, at)


@transaction.atomic
def change_text(*, agreement_id: int, version: int, source: Source, reason: str, by: Actor, at: datetime) -> Version:
    """Make a new version of a draft's text; the earlier ones stay as they are.

    :raises SignedTextIsFixed: if the agreement is signed: then a supplement is needed
    :raises AgreementNotIn: while it is under review or approved: it has to be sent back first
    :raises AgreementTextUnchanged: if nothing differs
    """
    agreement = locked(agreement_id, version, by)
    may_edit(by, agreement.unit_id)
    require_state(agreement, "draft")
    made = add_version(agreement, source, reason, by, at)
    store(agreement, at, "current", "maker")
    note("agreement.text_changed", agreement, by, at, ordinal=made.ordinal, note=made.note or "—")
    return made


@transaction.atomic
def change_head(*, agreement_id: int, version: int, head: Head, reason: str, by: Actor, at: datetime) -> Agreement:
    """Correct what stands over a draft's text, with a reason.

    :raises SignedTextIsFixed, AgreementNotIn: unless it is a draft
    """
    agreement = locked(agreement_id, version, by)
    may_edit(by, agreement.unit_id)
    require_state(agreement, "draft")
    if not reason.strip():
        raise refusals.ReturnReasonMissing()
    before = {name: getattr(agreement, name) for name in HEAD}
    set_head(agreement, head, by)
    after = {name: getattr(agreement, name) for name in HEAD}
    guarded(agreement, lambda: store(agreement, at, *HEAD, *MONEY))
    changed = [name for name in HEAD if before[name] != after[name]]
    note(
        "agreement.head_changed", agreement, by, at, before={name: before[name] for name in changed},
        after={name: after[name] for name in changed}, reason=reason.strip()[:300],
    )  # fmt: skip
    return agreement


def _drafted(agreement: Agreement, head: Head, source: Source, by: Actor, at: datetime) -> Agreement:
    set_head(agreement, head, by)
    agreement.drafted_at = agreement.changed_at = at
    guarded(agreement, lambda: agreement.save(force_insert=True))
    add_version(agreement, source, "", by, at)
    agreement.save(update_fields=["current", "maker"])
    note("agreement.drafted", agreement, by, at, kind=agreement.kind, number=agreement.number)
    return agreement


def set_head(agreement: Agreement, head: Head, by: Actor) -> None:
    """Check a head and put it into an agreement."""
    if not head.title.strip():
        raise refusals.AgreementUntitled()
    parties = [asdict(party) for party in head.parties if party.name.strip()]
    if {party["side"] for party in parties} != {"district", "firm"}:
        raise refusals.AgreementWithoutParties()
    if head.valid_from and head.valid_to and head.valid_to < head.valid_from:
        raise refusals.AgreementDatesWrong(start=head.valid_from.isoformat(), end=head.valid_to.isoformat())
    if head.data_class not in ("internal", "sensitive") or head.data_class not in classes_offered(by):
        raise NotAllowed(permission="agreements.edit")
    agreement.title, agreement.number = head.title.strip()[:200], head.number.strip()[:60]
    agreement.parties = [
        {**party, "name": party["name"].strip()[:160], "role": party["role"][:10]} for party in parties
    ]
    agreement.scope, agreement.data_class = head.scope.strip()[:2000], head.data_class
    agreement.valid_from, agreement.valid_to = head.valid_from, head.valid_to
    for name, value in _money(head).items():
        setattr(agreement, name, value)


def _money(head: Head) -> dict[str, object]:
    """Give the columns of the stated amount: in 元, and as it was stated with its rate."""
    if head.amount is None:
        return {"amount": None, "original_currency": "CNY", "original_amount": None, "rate": None, "rate_date": None}
    stated = head.amount
    if stated.currency == "CNY":
        return {
            "amount": stated.amount, "original_currency": "CNY", "original_amount": None, "rate": None, "rate_date": None,
        }  # fmt: skip
    if head.rate is None or head.rate <= 0 or head.rate_date is None:
        raise refusals.AgreementRateMissing(currency=stated.currency)
    return {
        "amount": Money.rounded(stated.amount * head.rate).amount, "original_currency": stated.currency,
        "original_amount": stated.amount, "rate": head.rate, "rate_date": head.rate_date,
    }  # fmt: skip


def _fields(head: Head) -> dict:
    return {name: getattr(head, name) for name in Head.__slots__}


def guarded(agreement: Agreement, write) -> None:
    """Write, and turn the collision of two equal numbers into its refusal."""
    taken = Agreement.objects.filter(number=agreement.number).exclude(pk=agreement.pk)
    if agreement.number and taken.exists():
        raise refusals.AgreementNumberTaken(number=agreement.number)
    try:
        with transaction.atomic():
            write()
    except IntegrityError as error:
        if agreement.number and taken.exists():
            raise refusals.AgreementNumberTaken(number=agreement.number) from error
        raise
