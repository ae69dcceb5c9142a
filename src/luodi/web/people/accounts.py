"""What the security administrator does to an account: opening, closing, codes; and the three duties."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.people import operations, queries
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import done, sentence
from luodi.web.people.persons import person_screen


def _account_id(request: HttpRequest, person_id: int) -> int:
    account = queries.person_page(actor_of(request), person_id, today=timezone.localdate()).account
    if account is None:
        raise NotFound()
    return account.id


@permitted("accounts.edit", methods=("POST",))
def open_account(request: HttpRequest, person_id: int) -> HttpResponse:
    """Open an account without a password, and show the one-time code that sets it."""
    by, now = actor_of(request), timezone.now()
    try:
        account = operations.open_account(
            person_id=person_id, sign_in_name=request.POST.get("sign_in_name", "").strip(), by=by, at=now
        )
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("people:person", person_id=person_id)
    code = operations.issue_password_code(account_id=account.pk, by=by, at=now)
    return person_screen(request, person_id, code=code)


@permitted("accounts.edit", methods=("POST",))
def issue_code(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show, this once, a code with which the person sets a new password."""
    account_id = _account_id(request, person_id)
    code = operations.issue_password_code(account_id=account_id, by=actor_of(request), at=timezone.now())
    return person_screen(request, person_id, code=code)


@permitted("accounts.edit", methods=("POST",))
def close(request: HttpRequest, person_id: int) -> HttpResponse:
    """Close an account; its sessions and tokens end at once."""
    account_id = _account_id(request, person_id)

    def act() -> None:
        reason = request.POST.get("reason", "").strip()[:300]
        operations.close_account(account_id=account_id, reason=reason, by=actor_of(request), at=timezone.now())

    return done(request, act, _("账号已停用，登录和令牌已失效。"), "people:person", person_id=person_id)


@permitted("accounts.edit", methods=("POST",))
def reopen(request: HttpRequest, person_id: int) -> HttpResponse:
    """Open a closed account again."""
    account_id = _account_id(request, person_id)

    def act() -> None:
        operations.reopen_account(account_id=account_id, by=actor_of(request), at=timezone.now())

    return done(request, act, _("账号已重新启用。"), "people:person", person_id=person_id)


@permitted("accounts.edit", methods=("POST",))
def give_duty(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give one of the three administrators' duties."""

    def act() -> None:
        operations.give_duty(
            person_id=person_id,
            duty=request.POST.get("duty", ""),
            since_date=timezone.localdate(),
            by=actor_of(request),
            at=timezone.now(),
        )

    return done(request, act, _("管理员职责已授予。"), "people:person", person_id=person_id)


@permitted("accounts.edit", methods=("POST",))
def end_duty(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take an administrator's duty away."""

    def act() -> None:
        operations.end_duty(person_id=person_id, by=actor_of(request), at=timezone.now())

    return done(request, act, _("管理员职责已结束。"), "people:person", person_id=person_id)
