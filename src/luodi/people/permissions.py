"""Roles and what they permit, read from the data file `roles.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its names and the permissions that it carries."""

    code: str
    zh: str
    en: str
    permissions: frozenset[str]
    admin: bool = False


@cache
def roles() -> dict[str, Role]:
    """Read all roles, with the permissions of the role each one extends."""
    raw = tomllib.loads((HERE / "roles.toml").read_text(encoding="utf-8"))
    found: dict[str, Role] = {}
    for code, row in raw.items():
        inherited = found[row["extends"]].permissions if "extends" in row else frozenset()
        found[code] = Role(
            code=code,
            zh=row["zh"],
            en=row["en"],
            permissions=inherited | frozenset(row["permissions"]),
            admin=row.get("admin", False),
        )
    return found


@cache
def permissions_of(codes: frozenset[str]) -> frozenset[str]:
    """Join the permissions of some roles."""
    return frozenset().union(*(roles()[code].permissions for code in codes if code in roles()))


@cache
def known_permissions() -> frozenset[str]:
    """Give every permission that some role carries."""
    return permissions_of(frozenset(roles()))


@cache
def _words() -> dict[str, list[str]]:
    return tomllib.loads((HERE / "permission_words.toml").read_text(encoding="utf-8"))


def permission_word(permission: str, language: str) -> str:
    """Say in the reader's language what a permission lets a person do."""
    return _words().get(permission, [permission, permission])[language.startswith("en")]


def require(by: Actor, permission: str, *, unit_id: int | None = None) -> None:
    """Refuse unless the actor's roles carry the permission and, where a unit is named, the actor acts in its scope.

    :raises NotAllowed: naming the permission that is missing
    """
    if not by.may(permission):
        raise NotAllowed(permission=permission)
    if unit_id is not None and not acts_for(by, unit_id):
        raise NotAllowed(permission=permission)


def acts_for(by: Actor, unit_id: int) -> bool:
    """Tell whether the actor may act on rows of a unit: its own units and those below, or the bureau for all."""
    return by.kind == "system" or "promotion_bureau" in by.roles or unit_id in by.unit_ids
