"""Scenes of people: a small district with units, posts and accounts."""

from dataclasses import dataclass, field
from datetime import date, datetime

from luodi.people import operations, queries
from luodi.people.models import Account, Unit
from luodi.values.actor import Actor, system
from tests.given.kept import laid_out

NOW = datetime.fromisoformat("2025-03-08T09:00:00+08:00")
PASSWORD = "Canal-Bridge-77!"
SET_UP = system("测试布景")


@dataclass
class District:
    """A district with a bureau, two streets, a department and accounts by name."""

    root: Unit
    units: dict[str, Unit] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)

    def actor(self, name: str, today: date = date(2025, 3, 8)) -> Actor:
        """Give the actor of an account by its sign-in name."""
        account = self.accounts.get(name) or Account.objects.get(sign_in_name=name)
        return queries.actor_of(account=account, today=today, request_id="test-request")


ROLES = {
    "bureau": ("投资促进局", "promotion_bureau"),
    "river": ("临河街道", "officer"),
    "riverhead": ("临河街道", "unit_head"),
    "hill": ("望山街道", "officer"),
    "hillhead": ("望山街道", "unit_head"),
    "planning": ("规划资源局", "department"),
    "leader": ("示例区", "district_leader"),
    "finance": ("财政局", "finance"),
    "auditor": ("审计局", "auditor"),
}
DUTIES = {"sysadmin": "system_admin", "secadmin": "security_admin", "auditadmin": "audit_admin"}


def district(*, at: datetime = NOW) -> District:
    """Set up the small district: five units under the root, an account for each role, three administrators."""
    return laid_out(f"district at {at}", lambda: _built(at))


def _built(at: datetime) -> District:
    root = operations.add_unit(name="示例区", kind="district", parent_id=None, by=SET_UP, at=at)
    scene = District(root=root, units={"示例区": root})
    kinds = {"投资促进局": "bureau", "临河街道": "street", "望山街道": "street", "规划资源局": "department",
             "财政局": "department", "审计局": "department", "城投平台": "platform"}  # fmt: skip
    for name, kind in kinds.items():
        scene.units[name] = operations.add_unit(name=name, kind=kind, parent_id=root.pk, by=SET_UP, at=at)
    for sign_in_name, (unit, role) in ROLES.items():
        person = operations.add_person(name=f"测试{sign_in_name}", by=SET_UP, at=at, phone="13800001234")
        operations.give_post(
            person_id=person.pk, unit_id=scene.units[unit].pk, role=role, from_date=date(2024, 1, 1), by=SET_UP, at=at
        )
        scene.accounts[sign_in_name] = _account(person.pk, sign_in_name, at)
    for sign_in_name, duty in DUTIES.items():
        person = operations.add_person(name=f"测试{sign_in_name}", by=SET_UP, at=at)
        operations.give_duty(person_id=person.pk, duty=duty, since_date=date(2024, 1, 1), by=SET_UP, at=at)
        scene.accounts[sign_in_name] = _account(person.pk, sign_in_name, at)
    return scene


def _account(person_id: int, sign_in_name: str, at: datetime) -> Account:
    return operations.open_account(
        person_id=person_id, sign_in_name=sign_in_name, password=PASSWORD, temporary=False, by=SET_UP, at=at
    )
