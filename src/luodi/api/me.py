"""Who calls: the person behind the token, its unit, roles and permissions."""

from django.http import HttpRequest
from ninja import Router, Schema

from luodi.api.contract import actor_of, offer

router = Router()


class Me(Schema):
    """The caller; `permissions` are narrowed to the token's where the call comes with one."""

    person_id: int | None
    name: str
    unit_id: int | None
    unit_name: str
    unit_ids: list[int]
    roles: list[str]
    permissions: list[str]
    standing_in_for: list[int]
    language: str


@offer(router, "GET", "/me", permission="", answer=Me, summary="Who calls")
def me(request: HttpRequest):
    """Give the person behind the call, with the permissions that it carries."""
    actor = actor_of(request)
    return {
        "person_id": actor.person_id, "name": actor.name, "unit_id": actor.unit_id, "unit_name": actor.unit_name,
        "unit_ids": sorted(actor.unit_ids), "roles": sorted(actor.roles), "permissions": sorted(actor.permissions),
        "standing_in_for": list(actor.standing_in_for), "language": actor.language,
    }  # fmt: skip
