"""Where a firm is paid: a change is proposed by one person and confirmed by another, and never touches a payment made."""

import re
from datetime import datetime

from django.db import IntegrityError, transaction

from luodi.claims import refusals
from luodi.claims.models import BankAccount
from luodi.claims.operations.moving import in_words
from luodi.claims.permissions import acts_for_firm, is_oneself, require_person
from luodi.companies.models import Company
from luodi.documents.models import Document
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

NUMBER = re.compile(r"[0-9]{8,32}")


@transaction.atomic
def propose_account(
    *, company_id: int, holder: str, bank: str, number: str, document_id: int | None = None, by: Actor, at: datetime
) -> BankAccount:  # fmt: skip
    """Propose a firm's account, as the firm or as who pays; it stands once another person has confirmed it.

    :raises BankAccountWrong: for one that is not whole
    :raises BankAccountSame, BankAccountUnderWay: if it stands already, or another change waits
    """
    if not acts_for_firm(by, company_id):
        require(by, "claims.pay")
    company = Company.objects.select_for_update(of=("self",)).filter(pk=company_id, merged_into=None).first()
    if company is None:
        raise NotFound()
    digits = re.sub(r"[\s-]", "", number)
    if not (holder.strip() and bank.strip() and NUMBER.fullmatch(digits)):
        raise refusals.BankAccountWrong()
    if document_id and not Document.objects.visible_to(by).filter(pk=document_id).exists():
        raise NotFound()
    standing = BankAccount.objects.filter(company=company, state="confirmed").first()
    if standing and (standing.number, standing.holder, standing.bank) == (digits, holder.strip(), bank.strip()):
        raise refusals.BankAccountSame()
    row = fitting(BankAccount(
        company=company, holder=holder.strip(), bank=bank.strip(), number=digits, document_id=document_id,
        made_by_id=by.person_id, made_at=at,
    ))  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise refusals.BankAccountUnderWay() from error
    _note("bank_account.proposed", row, by, at)
    return row


@transaction.atomic
def decide_account(*, account_id: int, confirm: bool, note: str = "", by: Actor, at: datetime) -> BankAccount:
    """Confirm a firm's account as another person than the one who proposed it, or reject it with a reason.

    Payments that are made already keep the account with which they were made.

    :raises ClaimCheckerIsMaker: for who proposed it
    :raises BankAccountSettled: if it was decided before
    """
    person = require_person(by, "claims.pay")
    found = BankAccount.objects.visible_to(by).filter(pk=account_id).first()
    if found is None:
        raise NotFound()
    Company.objects.select_for_update(of=("self",)).get(pk=found.company_id)
    found.refresh_from_db()
    if found.state != "proposed":
        raise refusals.BankAccountSettled()
    if is_oneself(by, [found.made_by_id]):
        raise refusals.ClaimCheckerIsMaker()
    if confirm:
        BankAccount.objects.filter(company=found.company_id, state="confirmed").update(state="replaced")
    found.state, found.note = ("confirmed", note.strip()[:300]) if confirm else ("rejected", in_words(note))
    found.confirmed_by_id, found.confirmed_at = person, at
    found.save(update_fields=["state", "note", "confirmed_by", "confirmed_at"])
    _note("bank_account.confirmed" if confirm else "bank_account.rejected", found, by, at)
    return found


def _note(event: str, row: BankAccount, by: Actor, at: datetime) -> None:
    record(event, row, by=by, at=at, label=row.company.name, data_class="sensitive", facts={"ends": row.number[-4:]},
           personal={"number": row.number, "holder": row.holder})  # fmt: skip
