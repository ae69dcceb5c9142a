"""Reading API tokens: who acts with one, and the list of one's own."""

from dataclasses import dataclass
from datetime import date, datetime

from luodi.people.models import Token
from luodi.people.one_time import hash_of_token
from luodi.people.queries.actors import actor_of
from luodi.values.actor import Actor


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as its owner sees it: everything but the secret. `state` is valid, expired or revoked."""

    id: int
    label: str
    prefix: str
    permissions: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    state: str


def actor_of_token(
    secret: str, *, today: date, now: datetime, request_id: str = "", address: str = "", language: str = "zh-hans"
) -> Actor | None:
    """Give the actor of a token, narrowed to the token's permissions; None for an unknown, expired or revoked one.

    A token counts only while its account is open. The secret is looked up by its hash. Two SQL statements.
    """
    token = (
        Token.objects.filter(
            secret_hash=hash_of_token(secret), revoked_at=None, expires_at__gt=now, account__is_active=True
        )
        .select_related("account__person")
        .first()
    )
    if token is None or not token.account.person.active:
        return None
    actor = actor_of(account=token.account, today=today, request_id=request_id, address=address, language=language)
    return actor.limited_to(frozenset(token.permissions))


def own_tokens(*, viewer: Actor, now: datetime) -> list[TokenRow]:
    """List the viewer's own tokens, the newest first."""
    rows = Token.objects.filter(account_id=viewer.account_id).order_by("-created_at", "-pk")
    return [
        TokenRow(
            id=row.pk,
            label=row.label,
            prefix=row.prefix,
            permissions=tuple(row.permissions),
            created_at=row.created_at,
            expires_at=row.expires_at,
            last_used_at=row.last_used_at,
            state="revoked" if row.revoked_at else "expired" if row.expires_at <= now else "valid",
        )
        for row in rows
    ]
