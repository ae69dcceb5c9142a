"""What is written about promises on pages: made, supplemented, and decided about."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.observations.queries import subject_head
from luodi.observations.working_out import worked_out
from luodi.promises import operations, queries
from luodi.promises.operations import Basis, Drawn, Manner, Parties
from luodi.promises.refusals import PromiseTermsMissing
from luodi.values.indicator import Indicator, indicator
from luodi.values.period import Period
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, done, sentence, whole
from luodi.web.observed.acting import decimal_of
from luodi.web.observed.words import indicator_choices, unit_choices
from luodi.web.promises import words

NEVER_DAY = date(1900, 1, 1)


def drawn(text: str, measured: Indicator, unit: str) -> list[Drawn]:
    """Read terms from lines of “period target [due]”, with the target in the given unit.

    :raises PromiseTermsMissing: for a line that has no target
    """
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        parts = line.split()
        due = day_of(parts[-1]) if len(parts) > 2 else None
        if len(parts) < 2 or (len(parts) > 2 and due is None):
            raise PromiseTermsMissing()
        found.append(Drawn(Period.parse(parts[0]), worked_out(measured, decimal_of(parts[1]), unit), due))
    return found


@permitted("promises.make", methods=("GET", "POST"))
def new(request: HttpRequest, subject_id: int) -> HttpResponse:
    """Show the form of a promise for a subject, and note what it says."""
    by, given = actor_of(request), request.POST
    name, _unit_id, _company_id = subject_head(by, subject_id)
    refused = ""
    if request.method == "POST":
        try:
            made = _made(request, subject_id)
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            refused = sentence(refusal)
        else:
            messages.success(request, _("已登记承诺。"))
            return redirect("promises:detail", promise_id=made)
    context = {
        "name": name, "subject_id": subject_id, "refusal": refused, "entered": given, "indicators": indicator_choices(),
        "measures": list(words.measures().items()), "bases": list(words.bases().items()), "units": unit_choices(),
    }  # fmt: skip
    return render(request, "promises/new.html", context, status=422 if refused else 200)


def _made(request: HttpRequest, subject_id: int) -> int:
    given, by = request.POST, actor_of(request)
    _name, unit_id, company_id = subject_head(by, subject_id)
    measured = indicator(given.get("indicator", ""))
    firm = given.get("promisor") == "company"
    tolerance = decimal_of(given.get("tolerance") or "0") * 10_000
    made = operations.make_promise(
        parties=Parties(
            promisor_unit_id=None if firm else unit_id, promisor_company_id=company_id if firm else None,
            beneficiary_unit_id=unit_id if firm else None,
        ),
        basis=Basis(given.get("basis", ""), given.get("reference", "")), subject_id=subject_id,
        indicator_code=measured.code.text,
        manner=Manner(
            given.get("measure", ""), tolerance_ppm=int(min(max(tolerance, Decimal(-1)), Decimal(10**6))),
            pays=given.get("pays") == "1", remedy=given.get("remedy", ""),
        ),
        terms=_staged(given, drawn(given.get("terms", ""), measured, given.get("unit", ""))), by=by, at=timezone.now(),
    )  # fmt: skip
    return made.pk


@permitted("promises.make", methods=("POST",))
def supplement(request: HttpRequest, promise_id: int) -> HttpResponse:
    """Propose new terms for a promise."""
    given = request.POST
    code = _row(request, promise_id).indicator

    def act(**of: object) -> None:
        terms = _staged(given, drawn(given.get("terms", ""), indicator(code), given.get("unit", "")))
        operations.supplement_promise(promise_id=promise_id, ground=given.get("ground", ""), terms=terms, **of)

    return _done(request, promise_id, act, _("已提出补充约定，等另一位有权限的人批准。"))


@permitted("promises.approve", methods=("POST",))
def decide_supplement(request: HttpRequest, promise_id: int, supplement_id: int) -> HttpResponse:
    """Approve a supplement, or reject it saying why."""
    approve = request.POST.get("answer") == "approve"
    act = operations.approve_supplement if approve else operations.reject_supplement
    note, said = request.POST.get("reason", ""), _("已批准补充约定。") if approve else _("已驳回补充约定。")
    _row(request, promise_id)
    return _done(request, promise_id, lambda **of: act(supplement_id=supplement_id, note_text=note, **of), said)


@permitted("promises.make", methods=("POST",))
def propose(request: HttpRequest, promise_id: int, term_id: int) -> HttpResponse:
    """Propose to move a term's due date, waive it or give it a cure; or note a notice."""
    given = request.POST
    _row(request, promise_id)
    return _done(
        request, promise_id,
        lambda **of: operations.propose_act(
            term_id=term_id, kind=given.get("kind", ""), day=day_of(given.get("day", "")) or NEVER_DAY,
            ground=given.get("ground", ""), reason=given.get("reason", ""), **of,
        ),
        _("已登记；除提醒外，等另一位有权限的人批准。"),
    )  # fmt: skip


@permitted("promises.approve", methods=("POST",))
def decide(request: HttpRequest, promise_id: int, act_id: int) -> HttpResponse:
    """Approve what was proposed about a term, or reject it saying why."""
    approve, note = request.POST.get("answer") == "approve", request.POST.get("reason", "")
    _row(request, promise_id)
    return _done(
        request, promise_id, lambda **of: operations.decide_act(act_id=act_id, approve=approve, note_text=note, **of),
        _("已批准。") if approve else _("已驳回。"),
    )  # fmt: skip


@permitted("promises.pay", methods=("POST",))
def paid(request: HttpRequest, promise_id: int) -> HttpResponse:
    """Note what was paid for a stage, or what came back."""
    given = request.POST
    _row(request, promise_id)

    def act(**of: object) -> None:
        amount = worked_out(indicator("fixed_assets"), decimal_of(given.get("amount", "")), given.get("unit", ""))
        operations.note_paid(
            promise_id=promise_id, stage=whole(given.get("stage")) or 0, amount=-amount if given.get("way") == "back" else amount,
            day=day_of(given.get("day", "")) or NEVER_DAY, reference=given.get("reference", ""), **of,
        )  # fmt: skip

    return _done(request, promise_id, act, _("已登记。"))


def _staged(given: QueryDict, terms: list[Drawn]) -> list[Drawn]:
    """Hang the payment that a form names on its terms: a total in 万元 and percentages like 30/40/30."""
    total, shares = given.get("support", "").strip(), given.get("shares", "").strip()
    if not total and not shares:
        return terms
    parts = [decimal_of(each) for each in shares.replace("%", "").replace("／", "/").split("/") if each.strip()]
    return operations.staged_over(terms, decimal_of(total) * 10_000, parts)


def _row(request: HttpRequest, promise_id: int) -> queries.PromiseRow:
    return queries.promise_detail(actor_of(request), promise_id, today=timezone.localdate()).promise


def _done(request: HttpRequest, promise_id: int, act: Callable[..., object], said: str) -> HttpResponse:
    version = whole(request.POST.get("version")) or 0
    return done(
        request, lambda: act(version=version, by=actor_of(request), at=timezone.now()), said, "promises:detail",
        promise_id=promise_id,
    )  # fmt: skip
