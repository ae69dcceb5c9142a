"""Scenes of first contact, built through operations; every investor is invented."""

from datetime import datetime, timedelta

from luodi.leads import operations
from luodi.leads.models import Registration
from luodi.leads.operations import FirstContact, NewLead
from luodi.values.money import Money
from tests.given.people import NOW, District

NAME = "澄川医药科技有限公司"
LEAD = {
    "title": "澄川抗体药物产业化项目", "investor_name": NAME, "controller": "示例长空控股集团有限公司", "sector_code": "C2760",
    "product": "抗体药物", "site": "东港数谷A座", "need": "标准厂房 8000 平方米", "contact_name": "示例联系人",
    "contact_phone": "13912345678", "evidence_kind": "minutes", "evidence_text": "洽谈纪要第3号",
}  # fmt: skip


def new_lead(scene: District, *, unit: str = "临河街道", at: datetime = NOW, **change) -> NewLead:
    """Give a whole registration of a street, with evidence of the day before."""
    given = {"unit_id": scene.units[unit].pk, "amount": Money(200_000_000), "evidence_at": at - timedelta(days=1)}
    return NewLead(**(LEAD | given | change))


def registered(
    scene: District, *, by: str = "river", at: datetime = NOW, lead: NewLead | None = None, **change
) -> Registration:
    """Register first contact as a person does: look, then register with the seal of what was shown."""
    unit = {
        "river": "临河街道",
        "riverhead": "临河街道",
        "hill": "望山街道",
        "hillhead": "望山街道",
        "bureau": "投资促进局",
    }[by]
    lead = lead or new_lead(scene, at=at, **({"unit": unit} | change))
    actor = scene.actor(by)
    seen = operations.look_up(asked=lead.asked, by=actor, at=at).seal
    return operations.register_lead(lead=lead, seen=seen, by=actor, at=at)


def accepted(
    scene: District, row: Registration | None = None, *, at: datetime = NOW, by: str = "bureau", **change
) -> Registration:
    """Accept a registration as the bureau does."""
    row = row or registered(scene, at=at, **change)
    return operations.accept(registration_id=row.pk, version=row.version, reason="材料齐全", by=scene.actor(by), at=at)


def contact(at: datetime = NOW, **change) -> FirstContact:
    """Give what a unit brings to take a lead from the pool."""
    given = {
        "contact_name": "示例新联系人", "contact_phone": "13700001111", "evidence_kind": "visit", "evidence_text": "拜访记录",
        "evidence_at": at - timedelta(hours=3),
    }  # fmt: skip
    return FirstContact(**(given | change))


def conflict(scene: District, *, at: datetime = NOW, earlier: timedelta = timedelta(days=9), **change):
    """Give an open conflict: 临河街道 holds the right, 望山街道 claims earlier evidence the same day."""
    first = registered(scene, at=at)
    later = at + timedelta(hours=2)
    second = registered(scene, by="hill", at=later, evidence_at=at - earlier, **change)
    raised = operations.open_conflict(
        registration_id=second.pk, reason="本单位接洽在先，有邀请函为证", by=scene.actor("hill"), at=later
    )
    return raised, first, second
