"""Two transfers of the demonstration district: one between two units, one with a third that helped."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from luodi.demo import inventing
from luodi.demo.people import Staff
from luodi.journeys import transfer_project
from luodi.observations import operations
from luodi.observations.operations import Proposal
from luodi.people.queries.lookups import actor_of_person
from luodi.projects import queries as projects
from luodi.projects.queries import ProjectFilter
from luodi.values.actor import Actor

NOTES = ("本街道产业方向以数字健康为主，建议由目标单位承接", "本街道无合适厂房，平台已协助完成选址比选")


def add_transfers(*, staff: Staff, today: date, morning: Callable[[date], datetime], by: Actor) -> int:
    """Pass one project on four months ago, with a helper, and propose another last week; return how many there are."""
    bureau, street, park = (
        actor_of_person(person_id=staff.persons[name], today=today) for name in ("bureau", "street", "park")
    )
    helper = next(unit_id for name, unit_id in staff.units.items() if name in inventing.plan()["platforms"])
    approved, waiting = _projects(park.unit_id or 0, by)
    at = morning(today - timedelta(days=120))
    first = _propose(approved, street, park, NOTES[1], at, reason="no_site", helper_id=helper)
    operations.accept_transfer(transfer_id=first, version=1, by=street, at=at + timedelta(days=1))
    transfer_project.approve_transfer(transfer_id=first, version=2, note="同意", by=bureau, at=at + timedelta(days=3))
    _propose(waiting, street, park, NOTES[0], morning(today - timedelta(days=6)), reason="chain")
    return 2


def _propose(project_id: int, taker: Actor, giver: Actor, note: str, at: datetime, **more: object) -> int:
    proposal = Proposal(to_unit_id=taker.unit_id or 0, trigger="owner", note=note, **more)
    return transfer_project.propose_transfer(project_id=project_id, proposal=proposal, by=giver, at=at)


def _projects(unit_id: int, by: Actor) -> list[int]:
    found = projects.project_list(filters=ProjectFilter(unit_id=unit_id), viewer=by)
    return sorted(row.id for row in found.rows if not row.side_state)[:2]
