"""What was observed in the demonstration district: quarters of investment, a correction, a doubt, a firm's word, a return."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import xlsxwriter

from luodi.observations import operations
from luodi.observations.operations import FirmAnswer, Source
from luodi.observations.return_sheet import COLUMNS
from luodi.projects.operations import give_subject
from luodi.values.actor import Actor
from luodi.values.period import Period, months_after

PLACES = ((620, 880, 1150, 1400), (240, 300, 310, 420), (1800, 1500, 2100, 2600))
FIRM = Actor(kind="stranger", name="企业代表")
REPORT = "项目投资完成情况专项审计报告（演示）"


def add_observations(
    *, street: Actor, head: Actor, projects: Sequence[tuple[int, str, int, str]], today: date,
    morning: Callable[[date], datetime],
) -> int:  # fmt: skip
    """Report four quarters for three projects and a firm's tax under its authorisation; return how many values there are.

    `projects` are (id, name, company id, company name) of the street.
    """
    start = months_after(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), -12)
    quarters = [Period(months_after(start, 3 * n), months_after(start, 3 * n + 3)) for n in range(4)]
    count, newest = 0, None
    for (project_id, _, _, _), values in zip(projects, PLACES, strict=False):
        subject_id = give_subject(project_id=project_id, by=street, at=morning(quarters[0].start))
        for quarter, value in zip(quarters, values, strict=True):
            newest = _reported(subject_id, "fixed_assets", quarter, value, street, head, morning)
            count += 1
    if newest is not None:
        _corrected(newest, street, head, morning(today - timedelta(days=9)))
    count += _of_firm(projects[0], quarters, street, head, morning) if projects else 0
    _sent(projects, street, morning(today - timedelta(days=3)), quarters[-1])
    return count


def _reported(subject_id: int, code: str, period: Period, value: int, street: Actor, head: Actor, morning) -> tuple:
    at = morning(period.end + timedelta(days=4))
    row = operations.record_observation(
        subject_id=subject_id, indicator_code=code, period=period, value=Decimal(value), unit="万元",
        source=Source("form", REPORT), by=street, at=at,
    )  # fmt: skip
    done = operations.verify_observation(series_id=row.series_id, seen=row.pk, by=head, at=at + timedelta(hours=2))
    return row.series_id, done.pk, value


def _corrected(newest: tuple, street: Actor, head: Actor, at: datetime) -> None:
    series_id, seen, value = newest
    wished = operations.propose_correction(
        series_id=series_id, seen=seen, kind="audit", value=Decimal(value - 180), unit="万元", reason="审计核减预付款",
        evidence="年度审计报告第 3 号（演示）", by=street, at=at,
    )  # fmt: skip
    operations.approve_correction(
        correction_id=wished.pk, note_text="与审计报告一致", by=head, at=at + timedelta(hours=3)
    )


def _of_firm(
    project: tuple[int, str, int, str], quarters: Sequence[Period], street: Actor, head: Actor, morning
) -> int:
    _, _, company_id, name = project
    asked_at = morning(quarters[0].start)
    subject = operations.subject_of_company(
        company_id=company_id, name=name, unit_id=street.unit_id or 0, by=street, at=asked_at
    )
    consent = operations.request_consent(
        subject_id=subject.pk,
        purpose="投资协议履约监测",
        until=months_after(quarters[-1].end, 24),
        by=street,
        at=asked_at,
    )
    secret = operations.make_consent_link(consent_id=consent.pk, by=street, at=asked_at)
    signed = FirmAnswer(True, "某女士", "财务负责人")
    operations.answer_link(secret=secret, answer=signed, by=FIRM, at=asked_at + timedelta(hours=5))
    for quarter, value in zip(quarters, (96, 110, 128, 140), strict=True):
        series_id, seen, _ = _reported(subject.pk, "tax", quarter, value, street, head, morning)
    at = morning(quarters[-1].end + timedelta(days=6))
    secret = operations.make_confirm_link(series_id=series_id, seen=seen, by=head, at=at)
    operations.answer_link(secret=secret, answer=signed, by=FIRM, at=at + timedelta(hours=4))
    return len(quarters)


def _sent(projects: Sequence[tuple[int, str, int, str]], street: Actor, at: datetime, quarter: Period) -> None:
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("报表")
    sheet.write_row(0, 0, [column.names[0] for column in COLUMNS])
    for row, (project_id, name, _, _) in enumerate(projects[:3], 1):
        subject_id = give_subject(project_id=project_id, by=street, at=at)
        sheet.write_row(row, 0, [str(subject_id), name, "人才", 4 + 3 * row, "人", "人才名单及劳动合同（演示）", ""])
    book.close()
    operations.take_in_return(
        unit_id=street.unit_id or 0, year=quarter.start.year, quarter=(quarter.start.month + 2) // 3,
        data=target.getvalue(), file_name="季度报表（演示）.xlsx", by=street, at=at,
    )  # fmt: skip
