"""Filing a report: filled from the ledger, marked with who, when and its number, and kept as a document with its hash."""

from datetime import date, datetime, timedelta

from luodi.cockpit.report_book import report_book
from luodi.cockpit.reports import report
from luodi.journeys.filed_report import Filled, keep_report
from luodi.values.actor import Actor


def file_report(*, template: str, first: date, end: date, by: Actor, at: datetime) -> int:
    """Fill a report for events of the days [first, end), keep it frozen, and give the number of its document.

    :raises NotAllowed: without the permission to report
    """

    def fill() -> Filled:
        found = report(viewer=by, template=template, first=first, end=end)
        figures = {code: cell.projects for code, cell in zip(found.template.figures, found.total, strict=True)}

        def written(number: int, stamp: str) -> tuple[bytes, str, str]:
            data = report_book(found, mark=f"编号 {number} · {by.unit_name} {by.name} · {stamp}")
            days = f"{first:%Y-%m-%d} 至 {end - timedelta(days=1):%Y-%m-%d}"
            name = found.template.zh
            return data, f"{name}-{first:%Y%m%d}-{number}.xlsx", f"{name} {days}（编号 {number}）"

        facts = {"template": template, "from": first, "to": end, "figures": figures}
        return Filled(template, found.template.zh, facts, written)

    return keep_report(fill=fill, by=by, at=at)
