"""Who may do what with firms. Firms are global to the district: no unit's scope limits them."""

from luodi.people.permissions import require
from luodi.values.actor import Actor


def may_edit(by: Actor) -> None:
    """Refuse unless the actor may register and edit firms.

    :raises NotAllowed: naming the permission
    """
    require(by, "companies.edit")
