"""Batches of payments: made of approved claims, released by another, sent to the bank as CSV or Excel, read back."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.claims import bank_files, operations, queries
from luodi.claims.queries import BatchPage, BatchRow
from luodi.journeys.place_payouts import place_payouts
from luodi.meetings.queries import batches_for_import
from luodi.people.operations import note_exported
from luodi.values.actor import Actor
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, done, whole
from luodi.web.claims import desk, words
from luodi.web.claims.acting import text
from luodi.web.sheets import sheet_response
from luodi.web.tables import Column, Paging

SIZE = 50


@permitted("claims.view")
def index(request: HttpRequest) -> HttpResponse:
    """Show the batches, and for who pays the approved claims that wait for one."""
    viewer, page = actor_of(request), whole(request.GET.get("page")) or 1
    rows, total = queries.batches(viewer, page=page, size=SIZE)
    pages = max(1, -(-total // SIZE))
    context = {
        "rows": [_shown(row) for row in rows], "columns": _columns(), "tabs": desk.tabs(request, viewer),
        "paging": Paging(total=total, shown=len(rows), page=min(page, pages), pages=pages),
        "waiting": [
            {"id": pk, "company": company, "clause": clause, "amount": words.yuan(fen), "account": account,
             "page": reverse("claims:detail", kwargs={"claim_id": pk})}
            for pk, company, clause, fen, account in queries.payable_claims(viewer)
        ],
        "waiting_columns": _waiting_columns(), "may_pay": viewer.may("claims.pay"),
        "kinds": [("payout", _("日常兑现")), ("congress", _("大会集中兑现"))],
    }  # fmt: skip
    return render(request, "claims/batches.html", context)


@permitted("claims.pay", methods=("POST",))
def new(request: HttpRequest) -> HttpResponse:
    """Make a batch of the chosen claims."""
    chosen = [each for each in map(whole, request.POST.getlist("claim")) if each]
    given = {"title": text(request, "title", 120), "kind": text(request, "kind") or "payout",
             "event_date": day_of(text(request, "event_date")), "stated_count": whole(text(request, "stated_count", 4))}  # fmt: skip
    return done(
        request,
        lambda: operations.make_batch(claim_ids=chosen, by=actor_of(request), at=timezone.now(), **given),
        _("批次已编制，等另一人复核。"), "claims:batches",
    )  # fmt: skip


@permitted("claims.view")
def detail(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Show one batch with its payments and what the bank answered."""
    viewer = actor_of(request)
    found = queries.batch_page(viewer, batch_id)
    context = {
        "batch": found, "row": _shown(found.row), "payments": _payments(found), "columns": _payment_columns(),
        "returns": [
            {"name": each.file_name, "paid": each.paid, "failed": each.failed, "at": each.at, "person": each.person,
             "findings": [words.finding(one) for one in each.findings]}
            for each in found.returns
        ],
        "tabs": desk.tabs(request, viewer),
        "stages": _stages(viewer) if found.row.kind == "congress" and viewer.may("meetings.edit") else [],
    }  # fmt: skip
    return render(request, "claims/batch.html", context)


@permitted("meetings.edit", methods=("POST",))
def place(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Let the firms of a batch take their places in a congress's stated batch."""
    stage = whole(request.POST.get("stage")) or 0
    return done(
        request,
        lambda: place_payouts(pay_batch_id=batch_id, batch_id=stage, by=actor_of(request), at=timezone.now()),
        _("企业已列入会议批次的名额。"), "claims:batch", batch_id=batch_id,
    )  # fmt: skip


@permitted("claims.pay", methods=("POST",))
def release(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Release a batch."""
    return _act(request, batch_id, operations.release_batch, _("已复核放行。"))


@permitted("claims.pay", methods=("POST",))
def drop(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Drop a batch."""
    return _act(request, batch_id, operations.drop_batch, _("批次已撤销。"), reason=text(request, "reason"))


@permitted("claims.pay", methods=("POST",))
def send(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Send the ready payments of a batch."""
    return _act(request, batch_id, operations.send_batch, _("已标记为送银行，请下载付款文件。"))


@permitted("claims.pay")
def file(request: HttpRequest, batch_id: int, kind: str) -> HttpResponse:
    """Give the bank's file of the payments that were sent and not answered, as CSV or Excel; the journal notes it."""
    viewer = actor_of(request)
    orders = queries.bank_orders(viewer, batch_id)
    number = note_exported(
        what="bank_file", rows=len(orders), fields=["number", "holder", "bank", "account", "amount", "purpose"],
        filters={"batch": batch_id}, by=viewer, at=timezone.now(),
    )  # fmt: skip
    if kind == "xlsx":
        return sheet_response(
            f"付款-{batch_id}-{number}.xlsx", bank_files.as_sheet(orders, title=f"付款批次 {batch_id}")
        )
    response = HttpResponse(bank_files.as_csv(orders), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="payments-{batch_id}-{number}.csv"'
    return response


@permitted("claims.pay", methods=("POST",))
def read(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Read the bank's return of a batch."""
    given = request.FILES.get("file")
    data, name = (given.read(), given.name) if given else (b"", "")

    def book() -> None:
        found = operations.read_return(
            batch_id=batch_id, data=data, file_name=name or "", by=actor_of(request), at=timezone.now()
        )
        if found.findings:
            messages.warning(request, _("回单里有 %(n)s 处对不上，请看下面。") % {"n": len(found.findings)})

    return done(request, book, _("回单已读入。"), "claims:batch", batch_id=batch_id)


@permitted("claims.pay", methods=("POST",))
def pause(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Pause or resume one payment, with a reason."""
    resume = request.POST.get("resume") == "1"
    do = operations.resume_payment if resume else operations.pause_payment
    version, batch_id = whole(request.POST.get("version")) or 0, whole(request.POST.get("batch")) or 0
    return done(
        request,
        lambda: do(payment_id=payment_id, version=version, reason=text(request, "reason"), by=actor_of(request), at=timezone.now()),
        _("付款已恢复。") if resume else _("付款已暂停。"), "claims:batch", batch_id=batch_id,
    )  # fmt: skip


def _stages(viewer: Actor) -> list[tuple[int, str]]:
    return [
        (each.id, f"{each.meeting_name} · {each.label}（{each.count}）")
        for each in batches_for_import(viewer)
        if each.kind == "payout"
    ]


def _act(request: HttpRequest, batch_id: int, do, said: str, **given: object) -> HttpResponse:
    version = whole(request.POST.get("version")) or 0
    return done(
        request, lambda: do(batch_id=batch_id, version=version, by=actor_of(request), at=timezone.now(), **given), said,
        "claims:batch", batch_id=batch_id,
    )  # fmt: skip


def _shown(row: BatchRow) -> dict:
    return asdict(row) | {
        "page": reverse("claims:batch", kwargs={"batch_id": row.id}), "amount": words.yuan(row.amount_fen),
        "amount_wan": words.wan(row.amount_fen), "paid_wan": words.wan(row.paid_fen), "paid_amount": words.yuan(row.paid_fen), "state_word": words.batch_states()[row.state],
        "badge": words.BATCH_BADGES[row.state], "kind_word": _("大会集中兑现") if row.kind == "congress" else _("日常兑现"),
        "made_day": timezone.localdate(row.made_at),
    }  # fmt: skip


def _payments(found: BatchPage) -> list[dict]:
    states = words.payment_states()
    return [
        asdict(each) | {
            "amount": words.yuan(each.amount_fen), "word": states[each.state], "badge": words.PAYMENT_BADGES[each.state],
            "page": reverse("claims:detail", kwargs={"claim_id": each.claim_id}),
            "may_pause": found.may_pay and each.state == "ready", "may_resume": found.may_pay and each.state == "paused",
        }
        for each in found.payments
    ]  # fmt: skip


def _columns() -> tuple[Column, ...]:
    return (
        Column("title", _("批次"), "link", "grow", card="title"), Column("firms", _("企业"), "number", "sm"),
        Column("payments", _("笔数"), "number", "sm"), Column("amount", _("金额"), "number", "lg", unit=_("元")),
        Column("paid_amount", _("已支付"), "number", "lg", unit=_("元")), Column("state", _("状态"), "badge", "md"),
        Column("made_by", _("编制"), width="md"), Column("released_by", _("复核"), width="md"),
    )  # fmt: skip


def _waiting_columns() -> tuple[Column, ...]:
    return (
        Column("company", _("企业"), "link", "grow", card="title"),
        Column("clause", _("条款"), width="xl"),
        Column("amount", _("应付"), "number", "lg", unit=_("元")),
        Column("account", _("收款账户"), "badge", "md"),
    )


def _payment_columns() -> tuple[Column, ...]:
    return (
        Column("company", _("企业"), "link", "grow", card="title"),
        Column("number", _("指令号"), width="ml"),
        Column("account", _("收款账户"), width="md"),
        Column("amount", _("金额"), "number", "md", unit=_("元")),
        Column("state", _("状态"), "badge", "md"),
        Column("reason", _("说明"), width="lg", card="wide"),
    )
