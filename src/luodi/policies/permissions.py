"""Who drafts, publishes and sees policies; who keeps, checks and looks at facts of a firm."""

from luodi.people.permissions import require
from luodi.people.visibility import sees
from luodi.policies.models import ClauseVersion
from luodi.policies.refusals import ClauseNotIn, FactCheckerIsMaker, PolicyCheckerIsMaker
from luodi.values.actor import Actor

STATE_WORDS = {
    "draft": ("草稿", "a draft"), "in_review": ("审查中", "in review"), "published": ("已发布", "published"),
    "superseded": ("已被取代", "superseded"), "withdrawn": ("已撤回", "withdrawn"),
}  # fmt: skip


def require_draft(by: Actor) -> None:
    """Refuse unless the actor drafts policies.

    :raises NotAllowed: naming the permission
    """
    require(by, "policies.draft")


def is_oneself(by: Actor, *person_ids: int | None) -> bool:
    """Tell whether one of these persons is the actor, or somebody for whom the actor stands in."""
    own = {by.person_id, *by.standing_in_for} - {None}
    return bool(own & set(person_ids))


def require_publish(by: Actor, *makers: int | None) -> None:
    """Refuse unless the actor publishes policies and neither wrote nor submitted this one.

    :raises NotAllowed: naming the permission
    :raises PolicyCheckerIsMaker: for who made it
    """
    require(by, "policies.publish")
    if is_oneself(by, *makers):
        raise PolicyCheckerIsMaker()


def require_state(row: ClauseVersion, *states: str) -> None:
    """Refuse unless a version stands in one of the states.

    :raises ClauseNotIn: naming where it stands
    """
    if row.state not in states:
        zh, en = STATE_WORDS[row.state]
        raise ClauseNotIn(state=zh, state_en=en)


def require_report(by: Actor, unit_id: int) -> None:
    """Refuse unless the actor keeps facts of firms for a unit.

    :raises NotAllowed: naming the permission
    """
    require(by, "facts.report", unit_id=unit_id)


def require_verify(by: Actor, unit_id: int, maker_id: int | None) -> None:
    """Refuse unless the actor checks facts of a unit, and reported none of it.

    :raises NotAllowed: naming the permission
    :raises FactCheckerIsMaker: for who reported it
    """
    require(by, "facts.verify", unit_id=unit_id)
    if is_oneself(by, maker_id):
        raise FactCheckerIsMaker()


def sees_value(by: Actor, data_class: str, unit_id: int, company_id: int) -> bool:
    """Tell whether a fact's value is shown at once: of class secret only to the firm itself and the system."""
    if by.kind == "system" or company_id in by.firm_ids:
        return True
    return data_class != "secret" and sees(by, data_class, unit_id)


def looks_at(by: Actor, data_class: str, unit_id: int) -> bool:
    """Tell whether the actor may open a masked value of class secret for a reason."""
    return data_class == "secret" and by.may("facts.look") and sees(by, data_class, unit_id)
