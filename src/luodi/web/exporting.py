"""Exporting a list as it is filtered: limited, with a journal line whose number stands over the sheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from luodi.people.operations import note_exported
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of
from luodi.web.sheets import SheetColumn, SheetHead, sheet_response, workbook
from luodi.web.tables import Filter


class ExportTooLarge(Refusal):
    """The list has more rows than one export may carry."""

    code = "export_too_large"


@dataclass(frozen=True, slots=True)
class Export:
    """A list to export: the code of what it is, its title, the columns, and the names of the fields they show."""

    what: str
    title: str
    columns: Sequence[SheetColumn]
    fields: Sequence[str]


def exported(
    request: HttpRequest, export: Export, rows: Iterable[Sequence[Any]], filters: Iterable[Filter]
) -> HttpResponse:
    """Answer with the rows as an Excel file and note who took them, under which filter, and how many.

    :raises ExportTooLarge: beyond the district's limit of rows
    """
    viewer, now, rows = actor_of(request), timezone.now(), list(rows)
    refuse_too_many(len(rows))
    words = [f"{each.label}={text}" for each in filters if (text := each.worded(request.GET))]
    number = note_exported(
        what=export.what, rows=len(rows), fields=list(export.fields),
        filters={"words": words, "query": request.GET.urlencode()[:500]}, by=viewer, at=now,
    )  # fmt: skip
    head = SheetHead(export.title, number, viewer.name, viewer.unit_name, now, words)
    body = workbook(head=head, columns=export.columns, rows=rows)
    return sheet_response(f"{export.title}-{timezone.localdate(now):%Y%m%d}-{number}.xlsx", body)


def refuse_too_many(known: int) -> None:
    """Refuse an export of more rows than the district's limit.

    :raises ExportTooLarge: naming the limit
    """
    if known > settings.EXPORT_ROW_LIMIT:
        raise ExportTooLarge(limit=settings.EXPORT_ROW_LIMIT)


def most_rows() -> int:
    """Give the number of rows to ask a query for: the limit and one, so that a longer list is noticed."""
    return settings.EXPORT_ROW_LIMIT + 1
