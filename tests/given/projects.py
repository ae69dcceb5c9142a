"""Scenes of firms and projects, built through operations; every name is invented."""

from datetime import date, datetime
from decimal import Decimal

from luodi.companies import operations as companies
from luodi.companies.models import Company
from luodi.projects import operations
from luodi.projects.models import Project
from luodi.values.credit_code import CreditCode
from luodi.values.money import Money
from tests.given.people import NOW, SET_UP, District

CODES = tuple(CreditCode.compose("91", "330105", f"MA00000{place}").text for place in range(4))


def yi(amount: str) -> Money:
    """Give an amount of so many 亿元."""
    return Money(Decimal(amount) * 10**8)


def firm(name: str = "澄川医药科技有限公司", *, at: datetime = NOW, **details) -> Company:
    """Register an invented firm."""
    return companies.register_company(name=name, by=SET_UP, at=at, source_kind="demo", **details)


def project(
    scene: District, name: str = "澄川医药总部项目", *, unit: str = "临河街道", by: str = "river", **details
) -> Project:
    """Register an invented project of a street, claimed as signed, by its officer."""
    details = {"stage_claimed": "P7", "track": "生命健康", "signed_date": date(2025, 3, 7), "at": NOW} | details
    return operations.register_project(name=name, unit_id=scene.units[unit].pk, by=scene.actor(by), **details)


def several(scene: District, number: int, *, unit: str = "临河街道", **details) -> list[int]:
    """Register many invented projects of a street at once."""
    details = {"stage_claimed": "P7", "track": "数字经济"} | details
    rows = [
        operations.NewProject(
            name=f"示例数智产业园{place}号项目", unit_id=scene.units[unit].pk, amount=Money(Decimal(10_000 * (place + 1))),
            source_kind="demo", **details,
        )
        for place in range(number)
    ]  # fmt: skip
    return operations.register_projects(rows=rows, by=SET_UP, at=NOW)
