"""Filing the monthly report: filled, marked with who, when and its number, and kept as a Word document with its hash."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from luodi.cockpit.monthly import Monthly, monthly
from luodi.cockpit.monthly_paper import monthly_paper
from luodi.documents import operations as documents
from luodi.documents import storage
from luodi.engines.papers import docx_of
from luodi.journal.operations import record
from luodi.journeys.file_report import OUTLET
from luodi.people.permissions import require
from luodi.values.actor import Actor

TITLE = "招商月报"


def file_monthly(*, month: date, day: date | None = None, by: Actor, at: datetime) -> int:
    """Fill the report of a month as known at the end of a day (None: now), keep it, and give the number of its document.

    It holds what its maker may see, and is a sensitive document of the maker's unit.

    :raises NotAllowed: without the permission to report
    :raises MonthNotReportable: for a month that has not begun, or a day before it or ahead
    """
    require(by, "projects.report")
    kept = ""
    try:
        with transaction.atomic():
            found = monthly(by, month=month, now=at, day=day)
            number = record(
                "report.filed", ("cockpit.report", "monthly"), by=by, at=at, label=TITLE, owner_unit_id=by.unit_id,
                data_class="sensitive", facts=_facts(found),
            ).pk  # fmt: skip
            stamp = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
            document = documents.add_document(
                data=_written(found, number, stamp, by), file_name=f"{TITLE}-{found.month:%Y%m}-{number}.docx",
                title=f"{found.month.year}年{found.month.month}月{TITLE}（编号 {number}）", outlet=OUTLET,
                data_class="sensitive", kind="other", by=by, at=at,
            )  # fmt: skip
            kept = document.file_id
    except BaseException:
        if kept:
            storage.forget(kept)
        raise
    return document.pk


def _facts(found: Monthly) -> dict:
    return {
        "template": "monthly", "from": found.month, "to": found.on, "known": found.known.isoformat(),
        "figures": {each.code: each.month.number for each in found.headlines},
    }  # fmt: skip


def _written(found: Monthly, number: int, stamp: str, by: Actor) -> bytes:
    mark = f"编号 {number} · {by.unit_name} {by.name} · {stamp}"
    pairs = (("编号", str(number)), ("生成人", f"{by.unit_name} {by.name}"), ("生成时间", stamp))
    return docx_of(monthly_paper(found, district=getattr(settings, "DISTRICT_NAME", ""), mark=mark, pairs=pairs))
