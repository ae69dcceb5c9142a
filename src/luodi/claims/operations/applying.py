"""Asking, without an account, to act for a firm: taken in without a look at the register, decided, and forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from luodi.claims import refusals
from luodi.claims.models import APPLICANT_ROLES, PAPER_KINDS, Application, ApplicationPaper, ApplicationTry
from luodi.claims.operations.moving import in_words
from luodi.claims.operations.signing_up import opened
from luodi.claims.permissions import require_person
from luodi.companies.models import Company
from luodi.documents.storage import digest_of
from luodi.engines import files
from luodi.journal.operations import record
from luodi.people.one_time import hash_of, hash_of_token, new_code
from luodi.people.queries import parameter
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.credit_code import CreditCode
from luodi.values.refusal import NotFound

MOST_BYTES = 8 * 1024 * 1024
POWER_NOT_NEEDED = "legal"  # the legal representative stands on the licence


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks for which firm, as typed; `consents` to the processing of these data and papers."""

    credit_code: str
    firm_name: str
    name: str
    phone: str
    role: str
    consents: bool


@dataclass(frozen=True, slots=True)
class ApplicationState:
    """What the applicant sees of an application: its state, the days, and why it was refused. Nothing else."""

    state: str
    made_at: datetime
    decided_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Admitted:
    """An approved application with the sign-in name and the code by which the account sets its password, shown once."""

    row: Application
    sign_in_name: str
    code: str


def apply(*, applicant: Applicant, papers: Mapping[str, tuple[str, bytes]], by: Actor, at: datetime) -> str:
    """Take in an application with its papers (kind → file name and bytes) and give its receipt number, shown this once.

    The answer depends on nothing that the district knows: neither firms nor accounts are looked up.

    :raises ApplicationTriesTooMany: for an address that called too often in an hour
    :raises ApplicationsTooMany: while more wait than the bureau takes
    :raises Refusal: those of `CreditCode` and of `engines.files`
    :raises ApplicationNotWhole, ApplicationNeedsConsent, ApplicationWaits: each for its fault
    """
    note_try(by=by, at=at)
    code = _whole(applicant, papers)
    kept = [_guarded(kind, *papers[kind]) for kind in PAPER_KINDS if kind in papers]
    receipt = new_code()
    with transaction.atomic():
        if Application.objects.filter(state="asked").count() >= _number("claims.applications_waiting", at):
            raise refusals.ApplicationsTooMany()
        row = fitting(Application(
            receipt_hash=hash_of(receipt), credit_code=code, firm_name=applicant.firm_name.strip(),
            name=applicant.name.strip(), phone=applicant.phone.strip(), role=applicant.role, consented_at=at, made_at=at,
            doubts=_doubts([paper.sha256 for paper in kept]),
        ))  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise refusals.ApplicationWaits() from error
        for paper in kept:
            paper.application = row
        ApplicationPaper.objects.bulk_create(kept)
        _note("application.made", row, by, at)
    return receipt


def state_of_application(*, receipt: str, by: Actor, at: datetime) -> ApplicationState:
    """Tell an applicant how an application stands, by its receipt number.

    :raises ApplicationTriesTooMany: for an address that called too often in an hour
    :raises ApplicationUnknown: for a number that is none
    """
    note_try(by=by, at=at)
    row = Application.objects.filter(receipt_hash=hash_of(receipt[:80])).first()
    if row is None:
        raise refusals.ApplicationUnknown()
    return ApplicationState(row.state, row.made_at, row.decided_at, row.reason if row.state == "refused" else "")


def note_try(*, by: Actor, at: datetime) -> None:
    """Count a call of an address, committed before anything else is done.

    :raises ApplicationTriesTooMany: if it was one too many within an hour
    """
    address = hash_of_token(by.address)
    with transaction.atomic():
        ApplicationTry(address_hash=address, tried_at=at).save(force_insert=True)
        ApplicationTry.objects.filter(tried_at__lt=at - timedelta(days=1)).delete()
    tried = ApplicationTry.objects.filter(address_hash=address, tried_at__gt=at - timedelta(hours=1)).count()
    if tried > _number("claims.application_tries", at):
        raise refusals.ApplicationTriesTooMany()


@transaction.atomic
def admit_applicant(
    *, application_id: int, sign_in_name: str, note: str = "", by: Actor, at: datetime
) -> Admitted:  # fmt: skip
    """Approve an application: the person gets an account with the firm's role and a one-time code.

    The firm has to stand in the register under the very code. Named doubts are answered in words.

    :raises ApplicationSettled: if it was decided
    :raises ApplicationFirmUnknown: if no firm of the register has the code
    :raises ClaimNeedsWords: if there are doubts and no note
    :raises SignInNameTaken: if somebody has the sign-in name
    """
    person, row = _waiting(application_id, by)
    company = Company.objects.filter(credit_code=row.credit_code, merged_into=None, withdrawn_at=None).first()
    if company is None:
        raise refusals.ApplicationFirmUnknown(code=row.credit_code)
    row.reason = in_words(note) if row.doubts else note.strip()[:300]
    machine, code = opened(
        company_id=company.pk, name=row.name, phone=row.phone, sign_in_name=sign_in_name.strip(), until_date=None, at=at
    )
    row.state, row.company, row.person_id = "approved", company, machine
    row.decided_by_id, row.decided_at = person, at
    fitting(row).save(update_fields=["state", "reason", "company", "person", "decided_by", "decided_at"])
    _note("application.approved", row, by, at, person=machine)
    return Admitted(row, sign_in_name.strip(), code)


@transaction.atomic
def refuse_applicant(*, application_id: int, reason: str, by: Actor, at: datetime) -> Application:
    """Refuse an application with a reason, which the applicant reads.

    :raises ApplicationSettled: if it was decided
    :raises ClaimNeedsWords: without a reason
    """
    person, row = _waiting(application_id, by)
    row.state, row.reason = "refused", in_words(reason)
    row.decided_by_id, row.decided_at = person, at
    fitting(row).save(update_fields=["state", "reason", "decided_by", "decided_at"])
    _note("application.refused", row, by, at)
    return row


@transaction.atomic
def open_paper(*, paper_id: int, by: Actor, at: datetime) -> ApplicationPaper:
    """Give a paper of an application with its bytes; the journal notes the look.

    :raises NotFound: for one that the actor does not see, or whose bytes were erased
    """
    require_person(by, "claims.sign_up")
    seen = Application.objects.visible_to(by)
    paper = ApplicationPaper.objects.select_related("application").filter(pk=paper_id, application__in=seen).first()
    if paper is None or paper.body is None:
        raise NotFound()
    _note("application.paper_opened", paper.application, by, at, kind=paper.kind, sha256=paper.sha256)
    return paper


@transaction.atomic
def forget_applications(*, by: Actor, at: datetime) -> int:
    """Erase papers, names and phones of applications that were refused so many days ago; give how many there were.

    The days are the parameter `claims.application_keep_days` (PIPL, Article 47: data whose purpose fell away).
    """
    before = at - timedelta(days=_number("claims.application_keep_days", at))
    over = Application.objects.select_for_update().filter(state="refused", erased_at=None, decided_at__lt=before)
    rows = list(over.order_by("pk"))
    for row in rows:
        row.name, row.phone, row.firm_name, row.erased_at = "", "", "", at
        _note("application.erased", row, by, at)
    Application.objects.bulk_update(rows, ["name", "phone", "firm_name", "erased_at"])
    ApplicationPaper.objects.filter(application__in=[row.pk for row in rows]).update(body=None, file_name="")
    return len(rows)


def _whole(applicant: Applicant, papers: Mapping[str, tuple[str, bytes]]) -> str:
    code = CreditCode.parse(applicant.credit_code).text
    wanted = {"licence"} if applicant.role == POWER_NOT_NEEDED else {"licence", "power"}
    words = (applicant.firm_name, applicant.name, applicant.phone)
    digits = [char for char in applicant.phone if char.isascii() and char.isdigit()]
    if not all(text.strip() for text in words) or applicant.role not in APPLICANT_ROLES or len(digits) < 7:
        raise refusals.ApplicationNotWhole()
    if not wanted <= papers.keys():
        raise refusals.ApplicationNotWhole()
    if not applicant.consents:
        raise refusals.ApplicationNeedsConsent()
    return code


def _guarded(kind: str, file_name: str, data: bytes) -> ApplicationPaper:
    """Let a paper through the one guarded door: a PDF as it is, a photo written anew without its metadata."""
    name = PurePosixPath(file_name.replace("\\", "/")).name
    name = "".join(char for char in name if char.isprintable())[-120:] or kind
    found = "pdf"
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG")):
        data, found = files.plain_photo(data, name, max_bytes=MOST_BYTES), "jpg"
        name = f"{PurePosixPath(name).stem}.jpg"
    elif files.sniff(data, name, max_bytes=MOST_BYTES) != "pdf":
        raise refusals.ApplicationPaperKind(name=name)
    return ApplicationPaper(
        kind=kind, file_name=name, file_kind=found, size=len(data), sha256=digest_of(data), body=data
    )


def _doubts(digests: list[str]) -> list[dict]:
    doubts: list[dict] = [{"code": "papers_are_one", "other": None}] if len(set(digests)) < len(digests) else []
    others = (
        ApplicationPaper.objects.filter(sha256__in=digests)
        .order_by("application")
        .values_list("application", flat=True)
    )
    return doubts + [{"code": "paper_used_twice", "other": other} for other in dict.fromkeys(others)][:20]


def _waiting(application_id: int, by: Actor) -> tuple[int, Application]:
    person = require_person(by, "claims.sign_up")
    row = Application.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=application_id).first()
    if row is None:
        raise NotFound()
    if row.state != "asked":
        raise refusals.ApplicationSettled()
    return person, row


def _number(code: str, at: datetime) -> int:
    return int(str(parameter(code, on=localdate(at))))


def _note(event: str, row: Application, by: Actor, at: datetime, **facts: object) -> None:
    record(event, row, by=by, at=at, label=row.credit_code, data_class="personal", facts=facts,
           personal={"name": row.name, "phone": row.phone, "firm": row.firm_name} if row.name else {})  # fmt: skip
