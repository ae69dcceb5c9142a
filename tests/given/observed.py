"""Scenes of observations, built through operations."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import xlsxwriter

from luodi.companies.models import Company
from luodi.observations import operations
from luodi.observations.models import Consent, Observation, Subject
from luodi.observations.operations import FirmAnswer, Source
from luodi.observations.return_sheet import COLUMNS
from luodi.values.actor import Actor
from luodi.values.period import Period
from tests.given.people import NOW, SET_UP, District

FIRM = Actor(kind="stranger", address="192.0.2.7")
LAST_QUARTER = Period.of_quarter(2024, 4)
REPORT = Source("form", "专项审计报告第 12 页")


def subject(scene: District, name: str = "示例澄波项目", *, unit: str = "临河街道", kind: str = "project") -> Subject:
    """Open a subject of a unit."""
    return operations.open_subject(kind=kind, name=name, unit_id=scene.units[unit].pk, by=SET_UP, at=NOW)


def firm(scene: District, company: Company, *, by: str = "river") -> Subject:
    """Open the subject that stands for a firm, with the reporter's unit."""
    actor = scene.actor(by)
    return operations.subject_of_company(
        company_id=company.pk, name=company.name, unit_id=actor.unit_id, by=actor, at=NOW
    )


def reported(
    scene: District, of: Subject, value: str = "1200", *, indicator: str = "fixed_assets", unit: str = "万元",
    period: Period = LAST_QUARTER, by: str = "river", at: datetime = NOW, source: Source = REPORT, answer: str = "",
) -> Observation:  # fmt: skip
    """Report a value."""
    return operations.record_observation(
        subject_id=of.pk, indicator_code=indicator, period=period, value=Decimal(value), unit=unit, source=source,
        answer=answer, by=scene.actor(by), at=at,
    )  # fmt: skip


def verified(scene: District, of: Subject, value: str = "1200", *, checker: str = "riverhead", **given) -> Observation:
    """Report a value and have another person verify it."""
    row = reported(scene, of, value, **given)
    return operations.verify_observation(
        series_id=row.series_id, seen=row.pk, by=scene.actor(checker), at=given.get("at", NOW)
    )


def corrected(
    scene: District, row: Observation, value: str | None, *, kind: str = "audit", unit: str = "万元", at: datetime = NOW
) -> Observation:
    """Propose a correction and have another person approve it."""
    wished = operations.propose_correction(
        series_id=row.series_id, seen=row.pk, kind=kind, value=None if value is None else Decimal(value), unit=unit,
        reason="审计核减", evidence="审计报告", by=scene.actor("river"), at=at,
    )  # fmt: skip
    return operations.approve_correction(correction_id=wished.pk, by=scene.actor("riverhead"), at=at)


def consented(scene: District, of: Subject, *, until: date = date(2026, 12, 31)) -> Consent:
    """Have a firm's representative sign its authorisation by the link."""
    asked = operations.request_consent(
        subject_id=of.pk, purpose="履约监测", until=until, by=scene.actor("river"), at=NOW
    )
    secret = operations.make_consent_link(consent_id=asked.pk, by=scene.actor("river"), at=NOW)
    operations.answer_link(
        secret=secret, answer=FirmAnswer(True, "甲某", "法定代表人"), by=FIRM, at=NOW + timedelta(hours=1)
    )
    asked.refresh_from_db()
    return asked


def filled(rows: list[list[object]]) -> bytes:
    """Write a return's sheet with rows of (subject id, name, indicator, value, unit, source, answer)."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"created": NOW})
    sheet = book.add_worksheet("报表")
    for place, column in enumerate(COLUMNS):
        sheet.write_string(0, place, column.names[0])
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            if isinstance(value, (int, float)) and place == 3:
                sheet.write_number(number, place, value)
            else:
                sheet.write_string(number, place, str(value))
    book.close()
    return target.getvalue()


def taken_in(scene: District, rows: list[list[object]], *, by: str = "river", name: str = "报表.xlsx"):
    """Take in the return of the reporter's unit for the last quarter of 2024."""
    actor = scene.actor(by)
    return operations.take_in_return(
        unit_id=actor.unit_id, year=2024, quarter=4, data=filled(rows), file_name=name, by=actor, at=NOW
    )
