"""Reading people: who acts, which units, persons, accounts, parameters there are. Callers import from here."""

from luodi.people.queries.accounts import password_expired, waits_for_first_admin
from luodi.people.queries.actors import actor_of, nobody
from luodi.people.queries.settings import parameter, parameter_or_none
from luodi.people.queries.tokens import actor_of_token, own_tokens

__all__ = [
    "actor_of",
    "actor_of_token",
    "nobody",
    "own_tokens",
    "parameter",
    "parameter_or_none",
    "password_expired",
    "waits_for_first_admin",
]
