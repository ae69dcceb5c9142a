"""Who may set campaigns up, plan their year, report, check, and link their units."""

from luodi.campaigns.models import Campaign, Issue, Plan, PlanTask
from luodi.people.permissions import acts_for, require
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound


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


def require_plan(by: Actor, office_id: int) -> None:
    """Refuse unless the actor may write the plan of this campaign office: the office itself, or the bureau.

    :raises NotAllowed: naming the permission
    """
    require(by, "campaigns.plan", unit_id=office_id)


def runs(by: Actor, office_id: int, permission: str = "campaigns.plan") -> bool:
    """Tell whether the actor may do something for a campaign office."""
    return by.may(permission) and acts_for(by, office_id)


def require_report(by: Actor, *unit_ids: int) -> None:
    """Refuse unless the actor may report for one of these units: the responsible one, or the office.

    :raises NotAllowed: naming the permission
    """
    if not reports(by, *unit_ids):
        raise NotAllowed(permission="campaigns.report")


def reports(by: Actor, *unit_ids: int) -> bool:
    """Tell whether the actor may report for one of these units."""
    return by.may("campaigns.report") and any(acts_for(by, each) for each in unit_ids)


def require_check(by: Actor, office_id: int) -> None:
    """Refuse unless the actor may check for this campaign office.

    :raises NotAllowed: naming the permission
    """
    require(by, "campaigns.check", unit_id=office_id)


def is_oneself(by: Actor, person_id: int | None) -> bool:
    """Tell whether a person is the actor, or somebody for whom the actor stands in."""
    return person_id is not None and person_id in (by.person_id, *by.standing_in_for)


def seen_plan(by: Actor, plan_id: int) -> Plan:
    """Give a plan that the actor may see, with its campaign and office.

    :raises NotFound: if there is none
    """
    found = Plan.objects.visible_to(by).select_related("campaign", "office").filter(pk=plan_id).first()
    if found is None:
        raise NotFound()
    return found


def seen_task(by: Actor, task_id: int) -> PlanTask:
    """Give a task that the actor may see, with its plan, line and leading unit.

    :raises NotFound: if there is none
    """
    joined = ("plan__campaign", "plan__office", "line", "lead")
    found = PlanTask.objects.visible_to(by).select_related(*joined).filter(pk=task_id).first()
    if found is None:
        raise NotFound()
    return found


def seen_issue(by: Actor, issue_id: int) -> Issue:
    """Give an issue that the actor may see, with its plan, line and street.

    :raises NotFound: if there is none
    """
    joined = ("plan__campaign", "plan__office", "line", "unit")
    found = Issue.objects.visible_to(by).select_related(*joined).filter(pk=issue_id).first()
    if found is None:
        raise NotFound()
    return found
