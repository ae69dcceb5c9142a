"""Writing API tokens: issued by a person for themselves, with some of their permissions and an end."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from luodi.journal.operations import record
from luodi.people.models import Token
from luodi.people.one_time import hash_of_token, new_token
from luodi.people.permissions import require
from luodi.people.queries.settings import parameter
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound, Refusal

NEVER_BY_TOKEN = frozenset({"tokens.own", "accounts.edit", "people.edit"})
USE_NOTED_EVERY = timedelta(minutes=5)


class TokenNeedsLabel(Refusal):
    """A token needs a name by which its owner knows it again, and at least one permission."""

    code = "token_needs_label"


class TokenTooWide(Refusal):
    """The token asks for permissions that its owner lacks, or that no token may carry."""

    code = "token_too_wide"


class TokenEndWrong(Refusal):
    """The token has to end after now and within the longest time allowed."""

    code = "token_end_wrong"


@transaction.atomic
def issue_token(
    *, label: str, permissions: frozenset[str], expires_at: datetime, by: Actor, at: datetime
) -> tuple[Token, str]:
    """Issue a token for the actor's own account and give it with its secret, which is never shown again.

    :raises TokenTooWide: naming the permissions that can't be given to it
    :raises TokenEndWrong: with the longest time allowed (parameter `token.days`)
    """
    require(by, "tokens.own")
    if by.account_id is None:
        raise NotAllowed(permission="tokens.own")
    if not label.strip() or not permissions:
        raise TokenNeedsLabel()
    if missing := sorted((permissions - by.permissions) | (permissions & NEVER_BY_TOKEN)):
        raise TokenTooWide(permissions=missing)
    days = int(str(parameter("token.days", on=timezone.localtime(at).date())))
    if not at < expires_at <= at + timedelta(days=days + 1):
        raise TokenEndWrong(days=days)
    secret = new_token()
    token = Token(
        account_id=by.account_id, label=label.strip(), prefix=secret[:12], secret_hash=hash_of_token(secret),
        permissions=sorted(permissions), created_at=at, expires_at=expires_at,
    )  # fmt: skip
    fitting(token).save()
    facts = {"prefix": token.prefix, "permissions": token.permissions, "until": expires_at}
    record("token.issued", token, by=by, at=at, label=token.label, facts=facts, data_class="personal")
    return token, secret


@transaction.atomic
def revoke_token(*, token_id: int, by: Actor, at: datetime) -> Token:
    """Revoke a token of one's own, or anybody's as security administrator; the next call with it is refused.

    :raises NotFound: if it is neither one's own nor within one's duty
    """
    token = Token.objects.select_for_update(of=("self",)).filter(pk=token_id).first()
    if token is None or (token.account_id != by.account_id and not by.may("accounts.edit")):
        raise NotFound()
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        facts = {"prefix": token.prefix}
        record("token.revoked", token, by=by, at=at, label=token.label, facts=facts, data_class="personal")
    return token


def note_token_used(*, secret: str, by: Actor, at: datetime) -> None:
    """Keep when a token was last used, at most every five minutes, so that calls don't queue behind one row."""
    stale = Q(last_used_at=None) | Q(last_used_at__lt=at - USE_NOTED_EVERY)
    Token.objects.filter(stale, secret_hash=hash_of_token(secret), account_id=by.account_id).update(last_used_at=at)
