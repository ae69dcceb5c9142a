"""The journal's page: who did what to what, when; filters, export, the state of its blocks, and their check."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi.journal import browsing
from luodi.journal import operations as journal
from luodi.journal.events import catalogue
from luodi.journal.queries import Verdict
from luodi.journal.queries import verify as verify_journal
from luodi.people import queries
from luodi.values.actor import Actor
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, whole
from luodi.web.exporting import Export, exported, most_rows
from luodi.web.journal.objects import OBJECTS, address_of_object
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging

SIZE = 50
COLUMNS = (
    Column("at", gettext_lazy("时间"), "moment", "lg"),
    Column("actor", gettext_lazy("谁"), width="md"),
    Column("unit", gettext_lazy("单位"), width="md"),
    Column("sentence", gettext_lazy("做了什么"), width="grow", card="title"),
    Column("object", gettext_lazy("对象"), width="md"),
    Column("address", gettext_lazy("地址"), width="md"),
    Column("number", gettext_lazy("编号"), "count", "sm"),
    Column("state", gettext_lazy("封存"), width="sm"),
)


def _language() -> str:
    return translation.get_language() or "zh-hans"


def _event_choices() -> list[tuple[str, str]]:
    language = "en" if _language().startswith("en") else "zh"
    return [(code, re.sub(r"\{.*?\}", "…", words[language])) for code, words in sorted(catalogue().items())]


def _filters() -> tuple[Filter, ...]:
    return (
        Filter("who", _("谁"), kind="text", placeholder=_("姓名")),
        Filter("unit", _("单位"), options=queries.unit_choices(), width="lg"),
        Filter("event", _("事项"), options=_event_choices(), width="lg"),
        Filter("kind", _("对象"), options=[(kind, label) for kind, (label, _page, _key) in OBJECTS.items()]),
        Filter("on", _("日期"), kind="dates", width="lg"),
        Filter("failed", _("只看未成功的"), kind="check"),
    )


def _asked(given: Mapping[str, str]) -> browsing.Asked:
    who = given.get("who", "").strip()
    last = day_of(given.get("on_to", ""))
    return browsing.Asked(
        actor_ids=queries.person_ids_named(who) if who else None,
        unit_id=whole(given.get("unit")),
        event=given.get("event", ""),
        object_kind=given.get("kind", ""),
        object_id=given.get("object", ""),
        request_id=given.get("request", ""),
        from_at=_midnight(day_of(given.get("on_from", ""))),
        to_at=_midnight(last + timedelta(days=1)) if last else None,
        failed=bool(given.get("failed")),
    )


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None


def _lines(viewer: Actor, asked: browsing.Asked, before_id: int | None, limit: int) -> list[browsing.SeenLine]:
    return browsing.browse(
        queries.journal_scope(viewer), asked, hides=queries.journal_hides(viewer), language=_language(),
        before_id=before_id, limit=limit,
    )  # fmt: skip


@permitted("journal.view")
def index(request: HttpRequest) -> HttpResponse:
    """Show the journal's lines that the reader may see, the newest first."""
    return _page(request)


def _page(request: HttpRequest, verdict: Verdict | None = None) -> HttpResponse:
    viewer = actor_of(request)
    found = _lines(viewer, _asked(request.GET), whole(request.GET.get("after")), SIZE + 1)
    shown = found[:SIZE]
    context = {
        "lines": shown,
        "columns": COLUMNS,
        "filters": _filters(),
        "paging": Paging(shown=len(shown), next_after=str(shown[-1].row.id) if len(found) > SIZE else ""),
        "blocks": browsing.blocks(),
        "viewer": viewer,
        "verdict": verdict,
        "faults": _fault_lines(verdict) if verdict else [],
        "objects": {line.row.id: _object(line) for line in shown},
    }
    return render(request, "journal/index.html", context)


def _fault_lines(verdict: Verdict) -> list[tuple[str, str, str]]:
    """Word the faults that a check found, each with the row that it names; the first hundred."""
    words = {
        "line_changed": _("这一行写下后被改过"),
        "personal_values_changed": _("这一行的姓名等个人信息被改过"),
        "line_missing": _("块里有这一行，表里已经没有"),
        "line_never_sealed": _("这一行没有封存，也不在待封存之列"),
        "line_sealed_twice": _("这一行被封存了两次"),
        "block_before_missing": _("这一块接不上前一块"),
        "block_changed": _("这一块的内容或校验值被改过"),
        "anchor_not_in_chain": _("留存在外的校验值在链上找不到"),
    }
    return [
        (
            _("第 %(n)s 行") % {"n": each.line_id} if each.line_id else _("第 %(n)s 块") % {"n": each.block_id},
            words[each.code],
            each.event,
        )
        for each in verdict.faults[:100]
    ]


def _object(line: browsing.SeenLine) -> tuple[str, str]:
    """Give the word for a line's object and the address of its page, where it has one that may be known."""
    label = OBJECTS.get(line.row.object_kind, ("", "", ""))[0]
    href = "" if line.hidden else address_of_object(line.row.object_kind, line.row.object_id)
    return str(label), href


@permitted("journal.verify", methods=("POST",))
def verify(request: HttpRequest) -> HttpResponse:
    """Check every line and block now, and show each row that does not hold."""
    verdict = verify_journal()
    journal.note_verification(
        lines=verdict.sealed + verdict.pending, blocks=verdict.blocks, faults=len(verdict.faults),
        by=actor_of(request), at=timezone.now(),
    )  # fmt: skip
    return _page(request, verdict)


@permitted("journal.view")
def export(request: HttpRequest) -> HttpResponse:
    """Give the lines as filtered as an Excel file; the export itself leaves a line with its number."""
    found = _lines(actor_of(request), _asked(request.GET), None, most_rows())
    columns = [
        SheetColumn(_("编号"), "count", 10), SheetColumn(_("时间"), "moment", 18), SheetColumn(_("谁")),
        SheetColumn(_("单位"), width=18), SheetColumn(_("做了什么"), width=60), SheetColumn(_("对象")),
        SheetColumn(_("地址")), SheetColumn(_("请求编号"), width=20), SheetColumn(_("结果")),
    ]  # fmt: skip
    rows = (
        (
            line.row.id, line.row.at, line.row.actor, line.row.unit, line.row.sentence, _object(line)[0], line.row.address,
            line.row.request_id, _("成功") if line.row.succeeded else _("未成功"),
        )
        for line in found
    )  # fmt: skip
    fields = ["number", "at", "actor", "unit", "sentence", "object", "address", "request", "succeeded"]
    return exported(request, Export("journal", _("操作留痕"), columns, fields), rows, _filters())
