"""Scenes of transfers, built through operations and journeys."""

from datetime import datetime

from luodi.journeys import transfer_project
from luodi.observations import operations
from luodi.observations.models import Transfer
from luodi.observations.operations import Proposal
from luodi.people import operations as people
from luodi.projects.models import Project
from tests.given.people import NOW, SET_UP, District


def second_bureau(scene: District) -> None:
    """Add a second person of the bureau, so that one may check what the other made."""
    if "bureau2" in scene.accounts:
        return
    person = people.add_person(name="测试bureau2", by=SET_UP, at=NOW)
    people.give_post(
        person_id=person.pk, unit_id=scene.units["投资促进局"].pk, role="promotion_bureau", from_date=NOW.date(),
        by=SET_UP, at=NOW,
    )  # fmt: skip
    scene.accounts["bureau2"] = people.open_account(
        person_id=person.pk, sign_in_name="bureau2", password="Canal-Bridge-77!", temporary=False, by=SET_UP, at=NOW
    )


def parameters() -> None:
    """Load the first values of the dated parameters."""
    people.load_initial_parameters(by=SET_UP, at=NOW)


def proposed(
    scene: District, project: Project, *, to: str = "望山街道", by: str = "river", at: datetime = NOW, **details
) -> Transfer:
    """Propose that a project passes to another unit."""
    details = {"trigger": "owner", "reason": "chain", "note": "产业方向更契合"} | details
    number = transfer_project.propose_transfer(
        project_id=project.pk, proposal=Proposal(to_unit_id=scene.units[to].pk, **details), by=scene.actor(by), at=at
    )
    return Transfer.objects.get(pk=number)


def approved(
    scene: District, project: Project, *, to: str = "望山街道", by: str = "river", taker: str = "hill", at: datetime = NOW,
    **details,
) -> Transfer:  # fmt: skip
    """Pass a project to another unit: proposed, accepted, approved."""
    transfer = proposed(scene, project, to=to, by=by, at=at, **details)
    operations.accept_transfer(transfer_id=transfer.pk, version=1, by=scene.actor(taker), at=at)
    transfer_project.approve_transfer(transfer_id=transfer.pk, version=2, by=scene.actor("bureau"), at=at)
    transfer.refresh_from_db()
    return transfer
