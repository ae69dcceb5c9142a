"""Filing the monthly report: filled, marked with who, when and its number, and kept as a Word document with its hash."""

from datetime import date, datetime

from django.conf import settings

from luodi.cockpit.monthly import Monthly, monthly
from luodi.cockpit.monthly_paper import monthly_paper
from luodi.engines.papers import docx_of
from luodi.journeys.filed_report import Filled, keep_report
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

    def fill() -> Filled:
        found = monthly(by, month=month, now=at, day=day)

        def written(number: int, stamp: str) -> tuple[bytes, str, str]:
            title = f"{found.month.year}年{found.month.month}月{TITLE}（编号 {number}）"
            return _written(found, number, stamp, by), f"{TITLE}-{found.month:%Y%m}-{number}.docx", title

        return Filled("monthly", TITLE, _facts(found), written)

    return keep_report(fill=fill, by=by, at=at)


def _facts(found: Monthly) -> dict:
    return {
        "template": "monthly", "from": found.month, "to": found.on, "known": found.known.isoformat(),
        "figures": {each.code: each.month.number for each in found.headlines},
    }  # fmt: skip


def _written(found: Monthly, number: int, stamp: str, by: Actor) -> bytes:
    mark = f"编号 {number} · {by.unit_name} {by.name} · {stamp}"
    pairs = (("编号", str(number)), ("生成人", f"{by.unit_name} {by.name}"), ("生成时间", stamp))
    return docx_of(monthly_paper(found, district=getattr(settings, "DISTRICT_NAME", ""), mark=mark, pairs=pairs))
