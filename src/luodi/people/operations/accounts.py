"""Writing accounts and passwords, and the journal lines of signing in and out."""

from datetime import datetime

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from luodi.journal.operations import record
from luodi.people.models import Account, FormerPassword, Person, Token
from luodi.people.permissions import require
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, Refusal

KEPT_PASSWORDS = 5


class SignInNameTaken(Refusal):
    """Another account already has this sign-in name."""

    code = "sign_in_name_taken"


class PasswordRefused(Refusal):
    """The password breaks the district's rules; the parameter says which."""

    code = "password_refused"


class WrongPassword(Refusal):
    """The present password given does not match."""

    code = "wrong_password"


@transaction.atomic
def open_account(*, person_id: int, sign_in_name: str, password: str, by: Actor, at: datetime, temporary: bool = True) -> Account:
    """Open an account with a first password; a temporary one has to be changed at the first sign-in.

    :raises SignInNameTaken: if the name is in use
    """
    require(by, "accounts.edit")
    person = Person.objects.select_for_update().get(pk=person_id)
    if Account.objects.filter(sign_in_name=sign_in_name).exists():
        raise SignInNameTaken(name=sign_in_name)
    account = Account(
        person=person, sign_in_name=sign_in_name, must_change_password=temporary, created_at=at, password_set_at=at
    )
    account.set_password(password)
    account.save()
    record("account.opened", account, by=by, at=at, label=person.name, personal={"sign_in_name": sign_in_name})
    return account


def _check_rules(account: Account, password: str) -> None:
    try:
        validate_password(password, user=account)
    except ValidationError as error:
        raise PasswordRefused(why="; ".join(error.messages)) from error
    former = account.former_passwords.order_by("-set_at").values_list("password", flat=True)[:KEPT_PASSWORDS]
    if any(check_password(password, old) for old in [account.password, *former]):
        raise PasswordRefused(why="与最近五次用过的密码相同")


def _store(account: Account, password: str, at: datetime, temporary: bool) -> None:
    FormerPassword.objects.create(account=account, password=account.password, set_at=at)
    account.set_password(password)
    account.must_change_password, account.password_set_at = temporary, at
    account.save(update_fields=["password", "must_change_password", "password_set_at"])


@transaction.atomic
def change_password(*, account_id: int, present: str, password: str, by: Actor, at: datetime) -> Account:
    """Change one's own password; every other session of the account ends, because the password is part of its hash.

    :raises WrongPassword: if the present password does not match
    :raises PasswordRefused: naming each rule that the new one breaks
    """
    account = Account.objects.select_for_update().get(pk=account_id)
    if by.account_id != account.pk:
        raise NotAllowed(permission="own password")
    if not check_password(present, account.password):
        raise WrongPassword()
    _check_rules(account, password)
    _store(account, password, at, temporary=False)
    record("password.changed", account, by=by, at=at)
    return account


@transaction.atomic
def set_temporary_password(*, account_id: int, password: str, by: Actor, at: datetime) -> Account:
    """Set a temporary password for somebody else; its sessions and tokens end at once."""
    require(by, "accounts.edit")
    account = Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account_id)
    if by.account_id == account.pk:
        raise NotAllowed(permission="own rights")
    _store(account, password, at, temporary=True)
    Token.objects.filter(account=account, revoked_at=None).update(revoked_at=at)
    record("password.reset", account, by=by, at=at, label=account.person.name)
    return account


@transaction.atomic
def close_account(*, account_id: int, reason: str, by: Actor, at: datetime) -> Account:
    """Close an account: sessions and API tokens end with the next request."""
    require(by, "accounts.edit")
    account = Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account_id)
    if by.account_id == account.pk:
        raise NotAllowed(permission="own rights")
    account.is_active = False
    account.save(update_fields=["is_active"])
    Token.objects.filter(account=account, revoked_at=None).update(revoked_at=at)
    record("account.closed", account, by=by, at=at, label=account.person.name, facts={"reason": reason})
    return account


@transaction.atomic
def reopen_account(*, account_id: int, by: Actor, at: datetime) -> Account:
    """Open a closed account again; its old tokens stay revoked."""
    require(by, "accounts.edit")
    account = Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account_id)
    account.is_active = True
    account.save(update_fields=["is_active"])
    record("account.reopened", account, by=by, at=at, label=account.person.name)
    return account


def note_sign_in(*, sign_in_name: str, succeeded: bool, by: Actor, at: datetime, reason: str = "") -> None:
    """Write the journal line of a sign-in, good or failed; the typed name is a personal value."""
    event = "sign_in.succeeded" if succeeded else "sign_in.failed"
    personal = {"sign_in_name": sign_in_name[:60]}
    facts = {"reason": reason} if reason else {}
    record(event, None, by=by, at=at, succeeded=succeeded, facts=facts, personal=personal, data_class="personal")


def note_sign_out(*, by: Actor, at: datetime) -> None:
    """Write the journal line of a sign-out."""
    record("sign_out", None, by=by, at=at, data_class="personal")
