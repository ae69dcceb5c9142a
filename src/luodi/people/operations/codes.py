"""One-time codes: how the first administrator comes in, and how a forgotten password is replaced.

A code is shown once to the person who asks for it. Only its hash is stored; it works once, until it expires.
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from luodi.journal.operations import record
from luodi.people.locking import locked_account
from luodi.people.models import Account, AdminDuty, OneTimeCode, Person, Token
from luodi.people.one_time import hash_of, new_code
from luodi.people.operations.accounts import PersonNeedsName, SignInNameTaken
from luodi.people.operations.parameters import load_initial_parameters
from luodi.people.operations.units import initials
from luodi.people.passwords import check_rules, store_password
from luodi.people.permissions import require
from luodi.people.texts import fitting
from luodi.values.actor import Actor, system
from luodi.values.refusal import NotAllowed, Refusal

FIRST_ADMIN_MINUTES = 30
PASSWORD_HOURS = 24


class FirstAdminExists(Refusal):
    """There is a security administrator already, who opens all further accounts."""

    code = "first_admin_exists"


class CodeNotValid(Refusal):
    """The code is unknown, used or expired; which of the three is not said."""

    code = "code_not_valid"


@transaction.atomic
def issue_first_admin_code(*, by: Actor, at: datetime) -> str:
    """Issue the code with which the first security administrator signs up; earlier ones stop working.

    :raises FirstAdminExists: if there is a security administrator
    """
    if by.kind != "system":
        raise NotAllowed(permission="first_admin")
    _refuse_second_first()
    OneTimeCode.objects.filter(purpose="first_admin", used_at=None).delete()
    return _issue("first_admin", None, timedelta(minutes=FIRST_ADMIN_MINUTES), by, at)


@transaction.atomic
def issue_password_code(*, account_id: int, by: Actor, at: datetime) -> str:
    """Issue the code with which a person sets a password of their own; earlier ones stop working.

    :raises NotAllowed: if `by` may not edit accounts, or it is their own
    """
    require(by, "accounts.edit")
    account = locked_account(account_id)
    if by.account_id == account.pk:
        raise NotAllowed(permission="own rights")
    OneTimeCode.objects.filter(purpose="password", account=account, used_at=None).delete()
    return _issue("password", account, timedelta(hours=PASSWORD_HOURS), by, at)


def _issue(purpose: str, account: Account | None, lasts: timedelta, by: Actor, at: datetime) -> str:
    code = new_code()
    row = OneTimeCode.objects.create(
        purpose=purpose, code_hash=hash_of(code), account=account, issued_at=at, expires_at=at + lasts
    )
    label = account.person.name if account else ""
    facts = {"purpose": purpose, "until": row.expires_at}
    record("code.issued", account or row, by=by, at=at, label=label, facts=facts, data_class="personal")
    return code


def _use(purpose: str, code: str, at: datetime, sign_in_name: str | None = None) -> OneTimeCode:
    found = OneTimeCode.objects.select_for_update(of=("self",)).filter(
        purpose=purpose, code_hash=hash_of(code), used_at=None, issued_at__lte=at, expires_at__gt=at
    )
    if sign_in_name is not None:
        found = found.filter(account__sign_in_name=sign_in_name, account__is_active=True)
    row = found.first()
    if row is None:
        raise CodeNotValid()
    row.used_at = at
    row.save(update_fields=["used_at"])
    return row


def _refuse_second_first() -> None:
    if AdminDuty.objects.filter(duty="security_admin").exists():
        raise FirstAdminExists()


@transaction.atomic
def make_first_admin(
    *, code: str, name: str, sign_in_name: str, password: str, today: date, by: Actor, at: datetime
) -> Account:
    """Turn a valid code into the first security administrator: person, account, duty, and the initial parameters.

    :param by: the stranger who typed the code
    :raises CodeNotValid: if the code is unknown, used or expired
    :raises FirstAdminExists: if somebody was faster
    :raises PasswordRefused: naming each rule that the password breaks; the code then still works
    """
    _use("first_admin", code, at)
    _refuse_second_first()
    sign_in_name = sign_in_name.strip()
    if not name.strip() or not sign_in_name:
        raise PersonNeedsName()
    if Account.objects.filter(sign_in_name=sign_in_name).exists():
        raise SignInNameTaken(name=sign_in_name)
    person = fitting(Person(name=name.strip(), pinyin=initials(name.strip())))
    person.save()
    account = Account(person=person, sign_in_name=sign_in_name, created_at=at, password_set_at=at)
    check_rules(account, password)
    account.set_password(password)
    fitting(account).save()
    duty = AdminDuty.objects.create(person=person, duty="security_admin", since_date=today)
    load_initial_parameters(by=system("初始参数", by.request_id), at=at)
    personal = {"sign_in_name": account.sign_in_name}
    record("first_admin.made", duty, by=by, at=at, label=person.name, personal=personal, data_class="personal")
    return account


@transaction.atomic
def reset_password(*, sign_in_name: str, code: str, password: str, by: Actor, at: datetime) -> Account:
    """Set a new password with a one-time code; sessions and API tokens of the account end at once.

    :raises CodeNotValid: if the code is unknown, used, expired, of another account, or the account is closed
    :raises PasswordRefused: naming each rule that the password breaks; the code then still works
    """
    row = _use("password", code, at, sign_in_name)
    account = locked_account(row.account_id)
    check_rules(account, password)
    store_password(account, password, at, temporary=False)
    Token.objects.filter(account=account, revoked_at=None).update(revoked_at=at)
    record("password.reset_by_code", account, by=by, at=at, label=account.person.name, data_class="personal")
    return account
