"""Who acts for a firm: entered with the proof of representation, approved by another person, who gets a one-time code."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from luodi.claims import refusals
from luodi.claims.models import SignUp
from luodi.claims.operations.moving import in_words
from luodi.claims.permissions import is_oneself, require_person
from luodi.companies.models import Company
from luodi.companies.operations import name_representative
from luodi.documents.models import Document
from luodi.journal.operations import record
from luodi.people import operations as people
from luodi.people.texts import fitting
from luodi.values.actor import Actor, system
from luodi.values.refusal import NotFound


@dataclass(frozen=True, slots=True)
class Approved:
    """A decided sign-up, and the code with which the new account sets its password ("" where it was rejected)."""

    row: SignUp
    code: str


@transaction.atomic
def sign_up(
    *, company_id: int, name: str, phone: str, sign_in_name: str, proof_id: int, until_date: date | None = None,
    by: Actor, at: datetime,
) -> SignUp:  # fmt: skip
    """Enter a person who is to act for a firm, with the proof of representation.

    :raises SignUpNotWhole: if something is missing
    :raises SignUpSettled: if the same person waits already
    """
    require_person(by, "claims.sign_up")
    company = Company.objects.filter(pk=company_id, merged_into=None, withdrawn_at=None).first()
    proof = Document.objects.visible_to(by).filter(pk=proof_id).first()
    if company is None or by.unit_id is None:
        raise NotFound()
    words = [text.strip() for text in (name, phone, sign_in_name)]
    if proof is None or not all(words):
        raise refusals.SignUpNotWhole()
    row = fitting(SignUp(
        company=company, unit_id=by.unit_id, name=words[0], phone=words[1], sign_in_name=words[2], proof=proof,
        until_date=until_date, made_by_id=by.person_id, made_at=at,
    ))  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise refusals.SignUpSettled() from error
    _note("sign_up.asked", row, by, at)
    return row


@transaction.atomic
def decide_sign_up(*, sign_up_id: int, approve: bool, note: str = "", by: Actor, at: datetime) -> Approved:
    """Approve who acts for a firm as another person than the one who entered it: the account opens with a one-time code.

    :raises ClaimCheckerIsMaker: for who entered it
    :raises SignUpSettled: if it was decided
    :raises SignInNameTaken: if somebody has the sign-in name
    """
    person = require_person(by, "claims.sign_up")
    row = SignUp.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=sign_up_id).first()
    if row is None:
        raise NotFound()
    if row.state != "asked":
        raise refusals.SignUpSettled()
    if is_oneself(by, [row.made_by_id]):
        raise refusals.ClaimCheckerIsMaker()
    row.state, row.note = ("approved", note.strip()[:300]) if approve else ("rejected", in_words(note))
    row.decided_by_id, row.decided_at = person, at
    code = _opened(row, at) if approve else ""
    row.save(update_fields=["state", "note", "decided_by", "decided_at", "person"])
    _note("sign_up.approved" if approve else "sign_up.rejected", row, by, at)
    return Approved(row, code)


def opened(
    *, company_id: int, name: str, phone: str, sign_in_name: str, until_date: date | None, at: datetime
) -> tuple[int, str]:  # fmt: skip
    """Open an account of a firm's person, and give the person and the code with which the password is set.

    It happens in the system's name: the right to it is the approval, not that of an administrator.
    """
    machine = system("企业用户注册")
    person = people.add_person(name=name, phone=phone, by=machine, at=at)
    name_representative(
        company_id=company_id, person_id=person.pk, from_date=localdate(at), to_date=until_date, by=machine, at=at
    )
    account = people.open_account(person_id=person.pk, sign_in_name=sign_in_name, by=machine, at=at)
    return person.pk, people.issue_password_code(account_id=account.pk, by=machine, at=at)


def _opened(row: SignUp, at: datetime) -> str:
    row.person_id, code = opened(
        company_id=row.company_id, name=row.name, phone=row.phone, sign_in_name=row.sign_in_name,
        until_date=row.until_date, at=at,
    )  # fmt: skip
    return code


def _note(event: str, row: SignUp, by: Actor, at: datetime) -> None:
    record(event, row, by=by, at=at, label=row.company.name, owner_unit_id=row.unit_id,
           personal={"name": row.name, "phone": row.phone, "sign_in_name": row.sign_in_name})  # fmt: skip
