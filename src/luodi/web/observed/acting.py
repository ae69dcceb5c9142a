"""What is done about one value and about a firm's consent: verified, disputed, corrected, opened, sent to the firm."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.observations import operations, queries
from luodi.observations.refusals import ReturnCellWrong
from luodi.values.indicator import indicators
from luodi.values.period import Period
from luodi.values.refusal import NotAllowed, NotFound, Refusal, Stale
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, done, whole
from luodi.web.observed import series, words


def decimal_of(text: str) -> Decimal:
    """Read a form's number, with or without separators.

    :raises ReturnCellWrong: for what is none
    """
    try:
        return Decimal(text.strip().replace(",", "").replace("，", ""))
    except InvalidOperation as error:
        raise ReturnCellWrong(what=f"“{text[:40]}”不是数字", what_en=f"“{text[:40]}” is no number") from error


@permitted("observations.verify", methods=("POST",))
def verify(request: HttpRequest, series_id: int) -> HttpResponse:
    """Verify a value as another person than who reported it."""
    return _act(request, series_id, lambda **of: operations.verify_observation(**of), _("已核实。"))


@permitted("observations.report", methods=("POST",))
def dispute(request: HttpRequest, series_id: int) -> HttpResponse:
    """Dispute a value."""
    reason = request.POST.get("reason", "")
    return _act(request, series_id, lambda **of: operations.dispute_observation(reason=reason, **of), _("已提出异议。"))


@permitted("observations.report", methods=("POST",))
def correct(request: HttpRequest, series_id: int) -> HttpResponse:
    """Propose to correct a value."""
    given = request.POST

    def propose(**of: object) -> None:
        kind = given.get("kind", "")
        operations.propose_correction(
            kind=kind, value=None if kind == "twice" else decimal_of(given.get("value", "")), unit=given.get("unit", ""),
            reason=given.get("reason", ""), evidence=given.get("evidence", ""), **of,
        )  # fmt: skip

    return _act(request, series_id, propose, _("已提出更正，等另一位有权限的人批准。"))


def _act(request: HttpRequest, series_id: int, act: Callable[..., object], said: str) -> HttpResponse:
    try:
        act(series_id=series_id, seen=whole(request.POST.get("seen")) or 0, by=actor_of(request), at=timezone.now())
    except (NotAllowed, NotFound, Stale):
        raise
    except Refusal as refusal:
        return series.shown(request, series_id, refusal)
    messages.success(request, said)
    return redirect("observed:detail", series_id=series_id)


@permitted("observations.verify", methods=("POST",))
def approve(request: HttpRequest, correction_id: int) -> HttpResponse:
    """Approve a correction as another person than who proposed it."""
    return _decide(request, correction_id, operations.approve_correction, _("已批准更正；原来的数保留在历史里。"))


@permitted("observations.verify", methods=("POST",))
def reject(request: HttpRequest, correction_id: int) -> HttpResponse:
    """Reject a correction."""
    return _decide(request, correction_id, operations.reject_correction, _("已驳回更正。"))


def _decide(request: HttpRequest, correction_id: int, act: Callable[..., object], said: str) -> HttpResponse:
    series_id = queries.series_of_correction(actor_of(request), correction_id)
    note = request.POST.get("reason", "")
    return done(
        request,
        lambda: act(correction_id=correction_id, note_text=note, by=actor_of(request), at=timezone.now()),
        said, "observed:detail", series_id=series_id,
    )  # fmt: skip


@permitted("observations.look", methods=("POST",))
def look(request: HttpRequest, series_id: int) -> HttpResponse:
    """Open a masked value for a reason; it is shown this once."""
    by = actor_of(request)
    try:
        value = operations.look_at_value(
            series_id=series_id, reason=request.POST.get("reason", ""), by=by, at=timezone.now()
        )
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        return series.shown(request, series_id, refusal)
    measured = indicators()[queries.series_detail(by, series_id).now.indicator]
    return series.shown(request, series_id, opened=f"{words.amount(measured, value)}（{value:,.2f} {measured.unit}）")


@permitted("observations.report", methods=("POST",))
def link(request: HttpRequest, series_id: int) -> HttpResponse:
    """Make a link by which the firm confirms or disputes a value; it is shown this once."""
    try:
        secret = operations.make_confirm_link(
            series_id=series_id, seen=whole(request.POST.get("seen")) or 0, by=actor_of(request), at=timezone.now()
        )
    except (NotAllowed, NotFound, Stale):
        raise
    except Refusal as refusal:
        return series.shown(request, series_id, refusal)
    return series.shown(request, series_id, link=_address(request, secret))


def _address(request: HttpRequest, secret: str) -> str:
    return request.build_absolute_uri(reverse("observed:firm", kwargs={"secret": secret}))


@permitted("observations.report", methods=("POST",))
def answer(request: HttpRequest, subject_id: int) -> HttpResponse:
    """Note the statistics office's yes or no."""
    given = request.POST
    queries.subject_name(actor_of(request), subject_id)
    return done(
        request,
        lambda: operations.note_statistics_answer(
            subject_id=subject_id, indicator_code=given.get("indicator", ""), period=Period.parse(given.get("period", "")),
            entered=given.get("entered") == "yes", reference=given.get("reference", ""), by=actor_of(request),
            at=timezone.now(),
        ),
        _("已登记统计部门的答复。"), "observed:subject", subject_id=subject_id,
    )  # fmt: skip


@permitted("observations.report", methods=("POST",))
def ask_consent(request: HttpRequest, subject_id: int) -> HttpResponse:
    """Ask a firm to authorise that its own data be held."""
    return done(
        request,
        lambda: operations.request_consent(
            subject_id=subject_id, purpose=request.POST.get("purpose", ""),
            until=day_of(request.POST.get("until", "")) or date(1900, 1, 1), by=actor_of(request), at=timezone.now(),
        ),
        _("已登记授权申请；生成链接发给企业，由其代表签署。"), "observed:subject", subject_id=subject_id,
    )  # fmt: skip


@permitted("observations.report", methods=("POST",))
def consent_link(request: HttpRequest, consent_id: int) -> HttpResponse:
    """Make a link by which the firm's representative signs; it is shown this once."""
    by = actor_of(request)
    subject_id = queries.subject_of_consent(by, consent_id)
    try:
        secret = operations.make_consent_link(consent_id=consent_id, by=by, at=timezone.now())
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        messages.error(request, refusal.sentence(words.language()))
        return redirect("observed:subject", subject_id=subject_id)
    context = {
        "link": _address(request, secret), "name": queries.subject_name(by, subject_id)[0],
        "back": reverse("observed:subject", kwargs={"subject_id": subject_id}),
    }  # fmt: skip
    return render(request, "observed/link.html", context)


@permitted("observations.report", methods=("POST",))
def withdraw_consent(request: HttpRequest, consent_id: int) -> HttpResponse:
    """Withdraw a firm's authorisation."""
    by = actor_of(request)
    subject_id = queries.subject_of_consent(by, consent_id)
    return done(
        request,
        lambda: operations.withdraw_consent(
            consent_id=consent_id, reason=request.POST.get("reason", ""), by=by, at=timezone.now()
        ),
        _("已撤回授权；单户数据从现在起不能再登记或查看。"), "observed:subject", subject_id=subject_id,
    )  # fmt: skip
