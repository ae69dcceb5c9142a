"""Two transfers of the demonstration district: one between two units, one with a third that helped."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

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
    taker, giver, helper = [name for name in staff.units if name in staff.officers][:3]
    bureau = staff.persons["bureau"]
    approved, waiting = _projects(staff.units[giver], by)
    day = today - timedelta(days=120)
    first = _propose(approved, staff, giver, taker, helper, NOTES[1], morning(day))
    operations.accept_transfer(
        transfer_id=first, version=1, by=_of(staff.officers[taker], day), at=morning(day + timedelta(days=1))
    )
    transfer_project.approve_transfer(
        transfer_id=first, version=2, note="同意", by=_of(bureau, day), at=morning(day + timedelta(days=3))
    )
    _propose(waiting, staff, giver, taker, None, NOTES[0], morning(today - timedelta(days=6)))
    return 2


def _propose(project_id: int, staff: Staff, giver: str, taker: str, helper: str | None, note: str, at: datetime) -> int:
    proposal = Proposal(
        to_unit_id=staff.units[taker], trigger="owner", reason="chain" if helper is None else "no_site", note=note,
        helper_id=staff.units[helper] if helper else None,
    )  # fmt: skip
    return transfer_project.propose_transfer(
        project_id=project_id, proposal=proposal, by=_of(staff.officers[giver], at.date()), at=at
    )


def _of(person_id: int, day: date) -> Actor:
    return actor_of_person(person_id=person_id, today=day)


def _projects(unit_id: int, by: Actor) -> list[int]:
    found = projects.project_list(filters=ProjectFilter(unit_id=unit_id), viewer=by)
    return sorted(row.id for row in found.rows if not row.side_state)[:2]
