"""Accounts and representatives of firms: entered by one person, decided by another."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.claims import operations, queries
from luodi.claims.refusals import SignUpNotWhole
from luodi.companies.queries import exact_matches
from luodi.tasks.queries import documents_as_evidence
from luodi.values.refusal import NotFound
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, done, whole
from luodi.web.claims import desk
from luodi.web.claims.acting import text
from luodi.web.tables import Column

ACCOUNT_BADGES = {"proposed": "amber", "confirmed": "green", "rejected": "red", "replaced": "plain"}
SIGN_UP_BADGES = {"asked": "amber", "approved": "green", "rejected": "red"}


def account_states() -> dict[str, str]:
    """Give the states of an account in words."""
    return {"proposed": _("待复核"), "confirmed": _("已复核"), "rejected": _("已退回"), "replaced": _("已更换")}


@permitted("claims.pay")
def accounts(request: HttpRequest) -> HttpResponse:
    """Show the accounts of firms, those that wait for a second person first."""
    viewer = actor_of(request)
    states = account_states()
    context = {
        "rows": [
            asdict(row) | {"word": states[row.state], "badge": ACCOUNT_BADGES[row.state]}
            for row in queries.accounts(viewer)
        ],
        "columns": _account_columns(), "tabs": desk.tabs(request, viewer),
    }  # fmt: skip
    return render(request, "claims/accounts.html", context)


@permitted("claims.pay", methods=("POST",))
def new_account(request: HttpRequest) -> HttpResponse:
    """Propose an account of a firm."""
    given = {
        "holder": text(request, "holder", 160),
        "bank": text(request, "bank", 120),
        "number": text(request, "number", 60),
    }
    return done(
        request,
        lambda: operations.propose_account(
            company_id=firm_named(text(request, "company", 160)), by=actor_of(request), at=timezone.now(), **given
        ),
        _("已提出，等另一人复核。"), "claims:accounts",
    )  # fmt: skip


@permitted("claims.pay", methods=("POST",))
def decide_account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Confirm or reject an account."""
    given = {"confirm": request.POST.get("confirm") == "1", "note": text(request, "note", 300)}
    return done(
        request,
        lambda: operations.decide_account(account_id=account_id, by=actor_of(request), at=timezone.now(), **given),
        _("账户变更已处理。"), "claims:accounts",
    )  # fmt: skip


@permitted("claims.sign_up")
def sign_ups(request: HttpRequest) -> HttpResponse:
    """Show who was entered to act for firms."""
    return _sign_ups(request, None)


@permitted("claims.sign_up", methods=("POST",))
def sign_up(request: HttpRequest) -> HttpResponse:
    """Enter a person who is to act for a firm."""
    given = {name: text(request, name, 60) for name in ("name", "phone", "sign_in_name")}

    def enter() -> None:
        proof = whole(text(request, "proof"))
        if not proof:
            raise SignUpNotWhole()
        operations.sign_up(
            company_id=firm_named(text(request, "company", 160)), proof_id=proof,
            until_date=day_of(text(request, "until_date")), by=actor_of(request), at=timezone.now(), **given,
        )  # fmt: skip

    return done(request, enter, _("已登记，等另一人复核。"), "claims:sign_ups")


@permitted("claims.sign_up", methods=("POST",))
def decide_sign_up(request: HttpRequest, sign_up_id: int) -> HttpResponse:
    """Approve who acts for a firm, showing the one-time code once, or reject it."""
    approve = request.POST.get("approve") == "1"
    if not approve:
        return done(
            request,
            lambda: operations.decide_sign_up(
                sign_up_id=sign_up_id, approve=False, note=text(request, "note", 300), by=actor_of(request), at=timezone.now()
            ),
            _("已处理。"), "claims:sign_ups",
        )  # fmt: skip
    found = operations.decide_sign_up(
        sign_up_id=sign_up_id, approve=True, note=text(request, "note", 300), by=actor_of(request), at=timezone.now()
    )
    return _sign_ups(request, (found.row.sign_in_name, found.code))


def firm_named(words: str) -> int:
    """Give the one firm of a name or credit code.

    :raises NotFound: if there is none, or more than one
    """
    (found,) = exact_matches([words], [words.upper() if len(words) == 18 else ""])
    ids = {each.company_id for each in found}
    if len(ids) != 1:
        raise NotFound()
    return ids.pop()


def _sign_ups(request: HttpRequest, code: tuple[str, str] | None) -> HttpResponse:
    viewer = actor_of(request)
    states = {"asked": _("待复核"), "approved": _("已开通"), "rejected": _("不通过")}
    context = {
        "rows": [
            asdict(row) | {
                "word": states[row.state], "badge": SIGN_UP_BADGES[row.state],
                "proof_page": reverse("documents:detail", kwargs={"document_id": row.proof_id}),
            }
            for row in queries.sign_ups(viewer)
        ],
        "columns": _sign_up_columns(), "tabs": desk.tabs(request, viewer), "code": code,
        "documents": [("", _("请选择")), *documents_as_evidence(viewer)],
    }  # fmt: skip
    return render(request, "claims/sign_ups.html", context)


def _account_columns() -> tuple[Column, ...]:
    return (
        Column("company", _("企业"), width="grow", card="title"), Column("bank", _("开户银行"), width="xl"),
        Column("number", _("账号"), width="lg"), Column("state", _("状态"), "badge", "md"),
        Column("made_by", _("提出"), width="md"), Column("act", _("复核"), width="xl", card="wide"),
    )  # fmt: skip


def _sign_up_columns() -> tuple[Column, ...]:
    return (
        Column("company", _("企业"), width="grow", card="title"), Column("name", _("姓名"), width="lg"),
        Column("proof", _("授权证明"), "link", "xl"), Column("state", _("状态"), "badge", "md"),
        Column("made_by", _("登记"), width="md"), Column("act", _("复核"), width="xl", card="wide"),
    )  # fmt: skip
