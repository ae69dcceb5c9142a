"""Scenes of the daily work on a project, built through operations; every name is invented."""

import io
from datetime import date

from PIL import Image

from luodi.contacts import operations
from luodi.contacts.models import InvestorContact, Visit
from luodi.people import operations as people
from luodi.projects.models import Project
from tests.given.people import NOW, SET_UP, District


def parameters() -> None:
    """Load the parameters that a new installation starts from."""
    people.load_initial_parameters(by=SET_UP, at=NOW)


def visit(scene: District, project: Project, by: str = "river", *, at=NOW, **details) -> Visit:
    """Log a visit to an invented investor."""
    said = {"kind": "visit", "held_date": date(2025, 3, 6), "said": "看了厂房，关心电力增容。"} | details
    new = operations.NewVisit(**said)
    return operations.log_visit(project_id=project.pk, visit=new, by=scene.actor(by), at=at)


def contact(scene: District, project: Project, by: str = "river", **values: str) -> InvestorContact:
    """Add an invented contact at the investor's side."""
    whole = {"name": "顾澄观", "post": "副总裁", "phone": "13912345678", "language": "zh"} | values
    return operations.add_contact(project_id=project.pk, values=whole, by=scene.actor(by), at=NOW)


def photo(colour: tuple[int, int, int] = (90, 120, 200)) -> bytes:
    """Give a small photo with the position and camera that a phone writes into it."""
    exif = Image.Exif()
    exif[0x010F] = "示例相机"
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 15.0, 20.0), 3: "E", 4: (120.0, 10.0, 5.0)})
    target = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(target, "JPEG", exif=exif)
    return target.getvalue()
