"""Who may set campaigns up and link their units."""

from luodi.campaigns.models import Campaign
from luodi.people.permissions import require
from luodi.values.actor import Actor


def require_file(by: Actor, unit_id: int | None) -> None:
    """Refuse unless the actor may make records of a document of this unit.

    :raises NotAllowed: naming the permission
    """
    require(by, "documents.file", unit_id=unit_id)


def require_edit(by: Actor, campaign: Campaign) -> None:
    """Refuse unless the actor may correct this campaign: its unit or the bureau.

    :raises NotAllowed: naming the permission
    """
    require(by, "meetings.edit", unit_id=campaign.unit_id)


def may_edit(by: Actor, unit_id: int | None) -> bool:
    """Tell whether the actor may correct a campaign of this unit."""
    bureau = by.kind == "system" or "promotion_bureau" in by.roles
    return by.may("meetings.edit") and (bureau or unit_id in by.unit_ids)
