"""Filing a report: filled from the ledger, marked with who, when and its number, and kept as a document with its hash."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from luodi.cockpit.report_book import report_book
from luodi.cockpit.reports import report
from luodi.documents import operations as documents
from luodi.documents import storage
from luodi.journal.operations import record
from luodi.values.actor import Actor

OUTLET = "上报报表"


def file_report(*, template: str, first: date, end: date, by: Actor, at: datetime) -> int:
    """Fill a report for events of the days [first, end), keep it frozen, and give the number of its document.

    :raises NotAllowed: without the permission to report
    """
    kept = ""
    try:
        with transaction.atomic():
            found = report(viewer=by, template=template, first=first, end=end)
            facts = {
                "template": template, "from": first, "to": end,
                "figures": {code: cell.projects for code, cell in zip(found.template.figures, found.total, strict=True)},
            }  # fmt: skip
            number = record(
                "report.filed", ("cockpit.report", template), by=by, at=at, label=found.template.zh,
                owner_unit_id=by.unit_id, data_class="sensitive", facts=facts,
            ).pk  # fmt: skip
            last = end - timedelta(days=1)
            mark = f"编号 {number} · {by.unit_name} {by.name} · {timezone.localtime(at):%Y-%m-%d %H:%M}"
            document = documents.add_document(
                data=report_book(found, mark=mark), file_name=f"{found.template.zh}-{first:%Y%m%d}-{number}.xlsx",
                title=f"{found.template.zh} {first:%Y-%m-%d} 至 {last:%Y-%m-%d}（编号 {number}）", outlet=OUTLET,
                data_class="sensitive", kind="other", by=by, at=at,
            )  # fmt: skip
            kept = document.file_id
    except BaseException:
        if kept:
            storage.forget(kept)
        raise
    return document.pk
