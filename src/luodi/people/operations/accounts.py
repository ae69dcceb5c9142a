"""Writing accounts and passwords, and the journal lines of signing in and out."""

from datetime import datetime

from django.contrib.auth.hashers import check_password
from django.db import transaction

from luodi.journal.operations import record
from luodi.people.locking import locked_account, locked_person
from luodi.people.models import Account, Token
from luodi.people.passwords import check_rules, store_password
from luodi.people.permissions import require
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, Refusal


class SignInNameTaken(Refusal):
    """Another account already has this sign-in name."""

    code = "sign_in_name_taken"


class PersonHasAccount(Refusal):
    """The person has an account already: one person, one account."""

    code = "person_has_account"


class PersonNeedsName(Refusal):
    """A person needs a name and an account a sign-in name."""

    code = "person_needs_name"


class WrongPassword(Refusal):
    """The present password given does not match."""

    code = "wrong_password"


@transaction.atomic
def open_account(
    *, person_id: int, sign_in_name: str, by: Actor, at: datetime, password: str | None = None, temporary: bool = True
) -> Account:
    """Open an account: with a first password, or without one, so that a one-time code has to set it.

    :raises SignInNameTaken: if the name is in use
    :raises PersonHasAccount: if the person has an account already
    """
    require(by, "accounts.edit")
    person = locked_person(person_id)
    if not sign_in_name.strip():
        raise PersonNeedsName()
    if Account.objects.filter(sign_in_name=sign_in_name).exists():
        raise SignInNameTaken(name=sign_in_name)
    if Account.objects.filter(person=person).exists():
        raise PersonHasAccount(name=person.name)
    account = Account(
        person=person,
        sign_in_name=sign_in_name,
        must_change_password=temporary and password is not None,
        created_at=at,
        password_set_at=at,
    )
    account.set_password(password)
    fitting(account).save()
    record("account.opened", account, by=by, at=at, label=person.name, personal={"sign_in_name": sign_in_name})
    return account


@transaction.atomic
def change_password(*, account_id: int, present: str, password: str, by: Actor, at: datetime) -> Account:
    """Change one's own password; every other session of the account ends, because the password is part of its hash.

    :raises WrongPassword: if the present password does not match
    :raises PasswordRefused: naming each rule that the new one breaks
    """
    account = locked_account(account_id)
    if by.account_id != account.pk:
        raise NotAllowed(permission="own password")
    if not check_password(present, account.password):
        raise WrongPassword()
    check_rules(account, password)
    store_password(account, password, at, temporary=False)
    record("password.changed", account, by=by, at=at)
    return account


@transaction.atomic
def set_temporary_password(*, account_id: int, password: str, by: Actor, at: datetime) -> Account:
    """Set a temporary password for somebody else; its sessions and tokens end at once."""
    require(by, "accounts.edit")
    account = locked_account(account_id)
    if by.account_id == account.pk:
        raise NotAllowed(permission="own rights")
    store_password(account, password, at, temporary=True)
    Token.objects.filter(account=account, revoked_at=None).update(revoked_at=at)
    record("password.reset", account, by=by, at=at, label=account.person.name)
    return account


@transaction.atomic
def close_account(*, account_id: int, reason: str, by: Actor, at: datetime) -> Account:
    """Close an account: sessions and API tokens end with the next request."""
    require(by, "accounts.edit")
    account = locked_account(account_id)
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
    account = locked_account(account_id)
    if by.account_id == account.pk:
        raise NotAllowed(permission="own rights")
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


def note_sign_in_locked(*, sign_in_name: str, by: Actor, at: datetime) -> None:
    """Write the journal line of a lock: too many failures for one account from one address."""
    record(
        "sign_in.locked",
        None,
        by=by,
        at=at,
        succeeded=False,
        personal={"sign_in_name": sign_in_name[:60]},
        data_class="personal",
    )


def note_sign_out(*, by: Actor, at: datetime) -> None:
    """Write the journal line of a sign-out."""
    record("sign_out", None, by=by, at=at, data_class="personal")


@transaction.atomic
def note_password_expired(*, account_id: int, by: Actor, at: datetime) -> None:
    """Ask for a new password because the present one is older than the district allows."""
    account = locked_account(account_id)
    account.must_change_password = True
    account.save(update_fields=["must_change_password"])
    record("password.expired", account, by=by, at=at, label=account.person.name, data_class="personal")


@transaction.atomic
def choose_language(*, language: str, by: Actor, at: datetime) -> None:
    """Keep the language that a person chose, so that it greets them on the next browser too."""
    Account.objects.filter(pk=by.account_id).update(language="en" if language.startswith("en") else "zh-hans")
