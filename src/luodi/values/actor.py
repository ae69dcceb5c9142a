"""Who acts: a person or the system, with the units, roles and firms that decide what they may see and do."""

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Actor:
    """Carry who acts into every operation and query; built at the edge, so that operations never see a request.

    `unit_ids` holds the actor's own units and all units below them. `roles` are codes of `people/roles.toml`;
    `scopes` limits an API token to some permissions (None: no limit).
    """

    kind: str
    person_id: int | None = None
    account_id: int | None = None
    name: str = ""
    unit_id: int | None = None
    unit_name: str = ""
    unit_ids: frozenset[int] = field(default_factory=frozenset)
    firm_ids: frozenset[int] = field(default_factory=frozenset)
    roles: frozenset[str] = field(default_factory=frozenset)
    permissions: frozenset[str] = field(default_factory=frozenset)
    standing_in_for: tuple[int, ...] = ()
    request_id: str = ""
    address: str = ""
    language: str = "zh-hans"

    def may(self, permission: str) -> bool:
        """Tell whether one of the actor's roles carries this permission."""
        return self.kind == "system" or permission in self.permissions

    def limited_to(self, permissions: frozenset[str]) -> "Actor":
        """Narrow the actor to some permissions, as an API token does."""
        return replace(self, permissions=self.permissions & permissions)


def system(reason: str, request_id: str = "") -> Actor:
    """Give the actor that scheduled and set-up work runs as; `reason` names the work."""
    return Actor(kind="system", name=reason, request_id=request_id)
