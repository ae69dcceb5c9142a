"""Scenes of counting: parameters, projects of one investor, money, landing facts; every name is invented."""

from datetime import date, timedelta
from decimal import Decimal

from luodi.counting import operations
from luodi.counting.models import Counted, Definition, Finding, Inflow, Landmark, Particulars
from luodi.people import operations as people
from luodi.projects.models import Project
from luodi.values.money import Money
from tests.given import projects
from tests.given.people import NOW, SET_UP, District

LATER = NOW + timedelta(hours=1)


def parameters() -> None:
    """Give the district the initial values of every parameter."""
    people.load_initial_parameters(by=SET_UP, at=NOW)


def signed(scene: District, name: str = "澄川芯片封装基地项目", *, amount: str = "300000000", **details) -> Project:
    """Register a signed contract of a street, and check it."""
    details = {"binding": "binding", "company_name": "澄川半导体有限公司", "anyway": True} | details
    project = projects.project(scene, name, amount=Money(Decimal(amount)), **details)
    operations.recheck(project_ids=[project.pk], by=SET_UP, at=details.get("at", NOW))
    return project


def stated(scene: District, project: Project, *, by: str = "river", **values) -> Particulars:
    """State particulars of a project, on the word of a licence."""
    known = Particulars.objects.filter(project=project).values_list("version", flat=True).first() or 0
    return operations.state_particulars(
        project_id=project.pk, values=values, source="营业执照", version=known, by=scene.actor(by), at=LATER
    )


def inflow(scene: District, project: Project, *, by: str = "river", **details) -> Inflow:
    """Enter 5,000 万元 with a slip."""
    details = {
        "capital_class": "domestic",
        "paid_date": date(2025, 3, 7),
        "amount": Decimal("50000000"),
        "slip": "HD001",
    } | details
    new = operations.NewInflow(project_id=project.pk, **details)
    return operations.enter_inflow(inflow=new, by=scene.actor(by), at=LATER)


def landmark(scene: District, project: Project, kind: str, *, by: str = "river", **details) -> Landmark:
    """Put a dated fact with its evidence."""
    details = {"day": date(2025, 3, 7), "evidence": f"{kind} 2025-18 号"} | details
    return operations.put_landmark(project_id=project.pk, kind=kind, by=scene.actor(by), at=LATER, **details)


def definition(scene: District, *routes: dict, title: str = "区级落地口径", year: int = 2025) -> Definition:
    """Set what counts as landed: by land unless told otherwise."""
    wanted = routes or ({"code": "land", "zh": "土地摘牌", "en": "land won", "needs": [["land_won"]]},)
    return operations.set_definition(
        title=title, year=year, routes=list(wanted), source="区项目认定办法第八条", by=scene.actor("bureau"), at=NOW
    )


def findings(project: Project) -> dict[str, Finding]:
    """Give a project's live findings by rule."""
    return {each.rule: each for each in Finding.objects.filter(project=project, gone_at=None)}


def counted(project: Project, measure: str = "signed") -> Counted:
    """Give what a project brings to a measure."""
    return Counted.objects.get(project=project, measure=measure)
