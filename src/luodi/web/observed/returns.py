"""The return desk: quarterly returns with their state, the template, the upload, and one return row by row."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.observations import operations, queries
from luodi.observations.return_sheet import return_template
from luodi.values.indicator import indicators
from luodi.values.period import Period
from luodi.values.refusal import NotAllowed, NotFound, Refusal, Stale
from luodi.web.access import actor_of, permitted
from luodi.web.answering import sentence, whole
from luodi.web.observed import words
from luodi.web.observed.subjects import viewer_unit
from luodi.web.sheets import sheet_response
from luodi.web.tables import Column, Paging

SIZE = 50


@permitted("observations.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the returns that the viewer may see, newest first, with the place to send one's own."""
    return _desk(request)


def _desk(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    viewer, page = actor_of(request), whole(request.GET.get("page")) or 1
    rows, total = queries.returns(viewer, page=page, size=SIZE)
    pages = max(1, -(-total // SIZE))
    context = {
        "rows": [_line(row) for row in rows], "paging": Paging(total=total, shown=len(rows), page=min(page, pages), pages=pages),
        "columns": (
            Column("period", _("期间"), "link", "lg", card="title"), Column("unit", _("单位"), width="lg"),
            Column("state", _("状态"), "badge", "md"), Column("good", _("合格"), "count", "sm"),
            Column("doubtful", _("存疑"), "count", "sm"), Column("bad", _("不合格"), "count", "sm"),
            Column("sent_by", _("报送"), width="md"), Column("sent_at", _("报送时间"), "moment", "lg"),
            Column("decided_by", _("核准"), width="md"), Column("file_name", _("文件"), width="grow", card="wide"),
        ),
        "may_report": viewer.may("observations.report") and viewer.unit_id is not None,
        "periods": words.period_choices(timezone.localdate(), quarters_only=True), "entered": request.POST if refusal else {},
        "refusal": sentence(refusal) if refusal else "",
    }  # fmt: skip
    return render(request, "observed/returns.html", context, status=refusal.status if refusal else 200)


def _line(row: queries.ReturnLine) -> dict:
    return {
        "id": row.id, "unit": row.unit, "period": Period(row.valid_from, row.valid_to).label(words.language()),
        "state": row.state, "state_word": _("已核准·期间冻结") if row.state == "approved" else words.decisions()[row.state],
        "badge": words.BADGES[row.state], "good": row.good, "doubtful": row.doubtful, "bad": row.bad, "sent_by": row.sent_by,
        "sent_at": row.sent_at, "decided_by": row.decided_by, "decided_at": row.decided_at, "note": row.decision_note,
        "file_name": row.file_name, "sha256": row.sha256, "version": row.version,
        "page": reverse("observed:return", kwargs={"return_id": row.id}),
    }  # fmt: skip


@permitted("observations.report")
def template(request: HttpRequest) -> HttpResponse:
    """Give the sheet to fill in, with a line for each subject of one's unit."""
    viewer = actor_of(request)
    subjects = queries.subjects_to_report(viewer, viewer_unit(viewer))
    body = return_template(title=_("季度报表"), subjects=subjects)
    return sheet_response(_("季度报表模板.xlsx"), body)


@permitted("observations.report", methods=("POST",))
def upload(request: HttpRequest) -> HttpResponse:
    """Take in the return of one's unit for a quarter."""
    viewer, file = actor_of(request), request.FILES.get("file")
    try:
        if file is None:
            messages.error(request, _("请先选择文件。"))
            return redirect("observed:returns")
        start = Period.parse(request.POST.get("period", "")).start
        made = operations.take_in_return(
            unit_id=viewer_unit(viewer), year=start.year, quarter=(start.month + 2) // 3,
            data=file.read(settings.UPLOAD_LIMIT + 1), file_name=file.name or "", by=viewer, at=timezone.now(),
        )  # fmt: skip
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        return _desk(request, refusal)
    messages.success(request, _("已收下并逐行检查；等另一位有权限的人核准。"))
    return redirect("observed:return", return_id=made.pk)


@permitted("observations.view")
def detail(request: HttpRequest, return_id: int) -> HttpResponse:
    """Show one return row by row with what the check found."""
    return _shown(request, return_id)


def _shown(request: HttpRequest, return_id: int, refusal: Refusal | None = None) -> HttpResponse:
    found = queries.return_detail(actor_of(request), return_id)
    english = not words.language().startswith("zh")
    context = {
        "line": _line(found.line), "may_decide": found.may_decide,
        "rows": [
            {
                "number": row.number, "subject": row.subject, "indicator": row.indicator, "verdict": row.verdict,
                "value": words.amount(indicators()[row.code], row.value) if row.code else "", "masked": row.masked,
                "filled": row.filled, "source": row.source, "answer": row.answer,
                "finding": "；".join(each["en" if english else "zh"] for each in row.findings),
                "badge": {"good": "green", "doubtful": "amber", "bad": "red"}[row.verdict],
                "verdict_word": {"good": _("合格"), "doubtful": _("存疑"), "bad": _("不合格")}[row.verdict],
            }
            for row in found.rows
        ],
        "columns": (
            Column("number", _("行"), "count", "xs"), Column("subject", _("对象"), width="xl", card="title"),
            Column("indicator", _("指标"), width="md"), Column("value", _("数值"), "number", "lg"),
            Column("verdict", _("判定"), "badge", "sm"), Column("finding", _("检查结果"), width="grow", card="wide"),
            Column("source", _("来源"), width="lg"),
        ),
        "entered": request.POST if refusal else {}, "refusal": sentence(refusal) if refusal else "",
    }  # fmt: skip
    return render(request, "observed/return.html", context, status=refusal.status if refusal else 200)


@permitted("observations.verify", methods=("POST",))
def approve(request: HttpRequest, return_id: int) -> HttpResponse:
    """Approve a return: its values are verified, its period is closed."""
    answer = request.POST.get("reason", "")
    return _decided(request, return_id, operations.approve_return, {"answer": answer}, _("已核准，期间冻结。"))


@permitted("observations.verify", methods=("POST",))
def reject(request: HttpRequest, return_id: int) -> HttpResponse:
    """Send a return back."""
    reason = request.POST.get("reason", "")
    return _decided(request, return_id, operations.reject_return, {"reason": reason}, _("已退回，可重新报送。"))


def _decided(request: HttpRequest, return_id: int, act, given: dict, said: str) -> HttpResponse:
    version = whole(request.POST.get("version")) or 0
    try:
        act(return_id=return_id, version=version, **given, by=actor_of(request), at=timezone.now())
    except (NotAllowed, NotFound, Stale):
        raise
    except Refusal as refusal:
        return _shown(request, return_id, refusal)
    messages.success(request, said)
    return redirect("observed:return", return_id=return_id)
