"""Envelopes: appropriated, committed, paid, left and forecast; each with the lines that its books are the sum of."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.claims import operations, queries
from luodi.claims.queries import EnvelopeRow
from luodi.people.queries.lookups import active_units
from luodi.web.access import actor_of, permitted
from luodi.web.answering import done, whole
from luodi.web.claims import desk, words
from luodi.web.claims.acting import text
from luodi.web.tables import Column, Paging

SIZE = 50


@permitted("claims.view")
def index(request: HttpRequest) -> HttpResponse:
    """Show the envelopes that the viewer may see with their books."""
    viewer = actor_of(request)
    rows = [_shown(row) for row in queries.envelopes(viewer)]
    context = {
        "rows": rows, "columns": _columns(), "tabs": desk.tabs(request, viewer), "units": list(active_units().items()),
        "overs": list(words.overs().items()), "year": timezone.localdate().year, "may_keep": viewer.may("claims.envelopes"),
    }  # fmt: skip
    return render(request, "claims/envelopes.html", context)


@permitted("claims.view")
def detail(request: HttpRequest, envelope_id: int) -> HttpResponse:
    """Show one envelope: its books, its lines, and the claims that wait for its money."""
    viewer, page = actor_of(request), whole(request.GET.get("page")) or 1
    found = queries.envelope_page(viewer, envelope_id, page=page, size=SIZE)
    pages = max(1, -(-found.total // SIZE))
    kinds = words.line_kinds()
    context = {
        "row": _shown(found.row), "books": found.row.books, "columns": _line_columns(),
        "lines": [
            asdict(each) | {
                "kind_word": kinds[each.kind], "amount": words.yuan(each.amount_fen),
                "page": reverse("claims:detail", kwargs={"claim_id": each.claim_id}) if each.claim_id else "",
            }
            for each in found.lines
        ],
        "paging": Paging(total=found.total, shown=len(found.lines), page=min(page, pages), pages=pages),
        "may_keep": viewer.may("claims.envelopes"), **_bar(found.row),
    }  # fmt: skip
    return render(request, "claims/envelope.html", context)


@permitted("claims.envelopes", methods=("POST",))
def new(request: HttpRequest) -> HttpResponse:
    """Open an envelope."""
    given = {"code": text(request, "code", 60), "year": whole(text(request, "year", 4)) or 0, "title": text(request, "title", 120),
             "over": text(request, "over"), "unit_id": whole(text(request, "unit")) or 0,
             "budget_line": text(request, "budget_line", 40)}  # fmt: skip
    return done(
        request, lambda: operations.open_envelope(by=actor_of(request), at=timezone.now(), **given), _("资金池已开设。"),
        "claims:envelopes",
    )  # fmt: skip


@permitted("claims.envelopes", methods=("POST",))
def appropriate(request: HttpRequest, envelope_id: int) -> HttpResponse:
    """Write an appropriation or a cut into an envelope's books."""
    fen = words.fen_of(request.POST.get("amount")) or 0
    return done(
        request,
        lambda: operations.appropriate(
            envelope_id=envelope_id, amount_fen=fen, reason=text(request, "reason"), by=actor_of(request), at=timezone.now()
        ),
        _("预算已记入。"), "claims:envelope", envelope_id=envelope_id,
    )  # fmt: skip


@permitted("claims.envelopes", methods=("POST",))
def divide(request: HttpRequest, envelope_id: int) -> HttpResponse:
    """Divide what is left pro rata among the approved claims."""
    return done(
        request,
        lambda: operations.divide_envelope(
            envelope_id=envelope_id, reason=text(request, "reason"), by=actor_of(request), at=timezone.now()
        ),
        _("已按比例分配并承诺。"), "claims:envelope", envelope_id=envelope_id,
    )  # fmt: skip


def _shown(row: EnvelopeRow) -> dict:
    books = row.books
    return {
        "id": row.id, "title": row.title, "code": row.code, "year": str(row.year), "over": row.over,
        "over_word": words.overs()[row.over], "unit": row.unit_name, "budget_line": row.budget_line,
        "page": reverse("claims:envelope", kwargs={"envelope_id": row.id}), "waiting": row.waiting,
        "appropriated": words.wan(books.appropriated), "committed": words.wan(books.committed),
        "paid": words.wan(books.paid), "left": words.wan(books.left), "open": words.wan(books.open),
        "forecast": words.wan(row.forecast), "short": row.forecast > books.appropriated,
        "short_by": words.wan(row.forecast - books.appropriated),
    }  # fmt: skip


def _bar(row: EnvelopeRow) -> dict:
    whole_fen = max(row.books.appropriated, 1)
    return {
        "part_paid": min(1.0, row.books.paid / whole_fen),
        "part_committed": min(1.0, row.books.committed / whole_fen),
    }


def _columns() -> tuple[Column, ...]:
    wan = _("万元")
    return (
        Column("title", _("资金池"), "link", "grow", card="title"), Column("year", _("年度"), width="sm"),
        Column("over_word", _("超出时"), width="md"), Column("appropriated", _("预算"), "number", "md", unit=wan),
        Column("committed", _("已承诺"), "number", "md", unit=wan), Column("paid", _("已支付"), "number", "md", unit=wan),
        Column("left", _("剩余"), "number", "md", unit=wan), Column("forecast", _("预计"), "number", "md", unit=wan),
        Column("waiting", _("在办"), "number", "sm"),
    )  # fmt: skip


def _line_columns() -> tuple[Column, ...]:
    return (
        Column("day", _("日期"), "day", "md"),
        Column("kind_word", _("类别"), width="sm", card="title"),
        Column("amount", _("金额"), "number", "lg", unit=_("元")),
        Column("company", _("企业"), "link", "grow"),
        Column("reason", _("说明"), width="xl", card="wide"),
        Column("person", _("经手"), width="md"),
    )
