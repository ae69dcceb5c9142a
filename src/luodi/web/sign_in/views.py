"""Signing in and out, one's own password, and the two pages that take a one-time code.

Lockout has one owner, django-axes: five failures for an account from one address close the door for half an hour,
and the right password is refused as well. Its state stands in the database, where all workers see it.
"""

from axes.handlers.proxy import AxesProxyHandler
from axes.utils import reset as unlock
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from luodi.people import operations, queries
from luodi.values.refusal import NotFound, Refusal
from luodi.web.access import actor_of, public, signed_in
from luodi.web.middleware import address_of


class PasswordsDiffer(Refusal):
    """The new password was typed differently the second time."""

    code = "passwords_differ"


@public(methods=("GET", "HEAD", "POST"))
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the sign-in form; with a right name and password begin a new session and go where the person wanted to."""
    onwards = local_address(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method != "POST":
        return redirect(onwards) if request.user.is_authenticated else _form(request, onwards)
    credentials = {
        "sign_in_name": request.POST.get("sign_in_name", "").strip()[:60],
        "password": request.POST.get("password", ""),
    }
    locked_before = not AxesProxyHandler.is_allowed(request, credentials)
    account = authenticate(request, **credentials)
    if account is None:
        return _failed(request, credentials["sign_in_name"], onwards, locked_before)
    login(request, account)
    return _begin(request, account, onwards)


def _begin(request: HttpRequest, account, onwards: str) -> HttpResponse:
    now = timezone.now()
    request.session["began_at"] = request.session["seen_at"] = now.isoformat()
    actor = queries.actor_of(
        account=account, today=timezone.localdate(now), request_id=request.request_id, address=address_of(request)
    )
    operations.note_sign_in(sign_in_name=account.sign_in_name, succeeded=True, by=actor, at=now)
    if not account.must_change_password and queries.password_expired(account=account, today=timezone.localdate(now)):
        operations.note_password_expired(account_id=account.pk, by=actor, at=now)
    response = HttpResponseRedirect(onwards)
    if account.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        _keep_language(request, response, account.language)
    return response


def _keep_language(request: HttpRequest, response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, samesite=settings.LANGUAGE_COOKIE_SAMESITE, secure=request.is_secure()
    )


def _failed(request: HttpRequest, sign_in_name: str, onwards: str, locked_before: bool) -> HttpResponse:
    locked = bool(getattr(request, "axes_locked_out", False))
    actor, now = actor_of(request), timezone.now()
    operations.note_sign_in(
        sign_in_name=sign_in_name, succeeded=False, by=actor, at=now, reason="locked" if locked_before else ""
    )
    if locked and not locked_before:
        operations.note_sign_in_locked(sign_in_name=sign_in_name, by=actor, at=now)
    error = _("登录名或密码不正确，或账号已停用。忘记密码时请联系安全管理员。")
    return _form(request, onwards, sign_in_name, error, status=422)


def _form(
    request: HttpRequest, onwards: str, sign_in_name: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "next": onwards,
        "sign_in_name": sign_in_name,
        "error": error,
        "first": request.method == "GET" and queries.waits_for_first_admin(),
    }
    return render(request, "sign_in/sign_in.html", context, status=status)


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict | None = None
) -> HttpResponse:
    """Answer 429 while an account is locked for this address; django-axes calls this."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    answer = render(request, "sign_in/locked.html", {"minutes": minutes}, status=429)
    answer["Retry-After"] = str(minutes * 60)
    return answer


@signed_in(methods=("POST",))
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on the server, so that its cookie is worth nothing, and have the browser forget what it keeps."""
    operations.note_sign_out(by=actor_of(request), at=timezone.now())
    logout(request)
    response = redirect("sign_in:sign_in")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


sign_out.open_before_password = True  # type: ignore[attr-defined]


@signed_in(methods=("GET", "HEAD", "POST"))
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; every other session of the account ends."""
    refusal = None
    forced = request.user.must_change_password
    if request.method == "POST":
        try:
            fresh = _new_password(request)
            account = operations.change_password(
                account_id=request.user.pk,
                present=request.POST.get("present", ""),
                password=fresh,
                by=actor_of(request),
                at=timezone.now(),
            )
        except Refusal as error:
            refusal = error
        else:
            update_session_auth_hash(request, account)
            messages.success(request, _("密码已修改，其他地方的登录已结束。"))
            return redirect(_address_of(settings.LOGIN_REDIRECT_URL if forced else "people:me"))
    context = {"forced": forced, "rules": _rules(), "error": _worded(refusal)}
    return render(request, "sign_in/password.html", context, status=422 if refusal else 200)


password.open_before_password = True  # type: ignore[attr-defined]


@public(methods=("GET", "HEAD", "POST"))
def first_admin(request: HttpRequest) -> HttpResponse:
    """Turn the code that `luodi first-admin` printed into the first security administrator; 404 once there is one."""
    if not queries.waits_for_first_admin():
        raise NotFound()
    refusal = None
    if request.method == "POST":
        try:
            operations.make_first_admin(
                code=request.POST.get("code", ""),
                name=request.POST.get("name", ""),
                sign_in_name=request.POST.get("sign_in_name", ""),
                password=_new_password(request),
                today=timezone.localdate(),
                by=actor_of(request),
                at=timezone.now(),
            )
        except Refusal as error:
            refusal = error
            _note_wrong_code(request, error)
        else:
            messages.success(request, _("账号已开通，请登录。"))
            return redirect("sign_in:sign_in")
    context = {"rules": _rules(), "error": _worded(refusal), "given": request.POST}
    return render(request, "sign_in/first_admin.html", context, status=422 if refusal else 200)


@public(methods=("GET", "HEAD", "POST"))
def reset(request: HttpRequest) -> HttpResponse:
    """Set a new password with the one-time code that the security administrator gave."""
    refusal = None
    if request.method == "POST":
        try:
            account = operations.reset_password(
                sign_in_name=request.POST.get("sign_in_name", "").strip(),
                code=request.POST.get("code", ""),
                password=_new_password(request),
                by=actor_of(request),
                at=timezone.now(),
            )
        except Refusal as error:
            refusal = error
            _note_wrong_code(request, error)
        else:
            unlock(username=account.sign_in_name)
            messages.success(request, _("新密码已设置，请登录。"))
            return redirect("sign_in:sign_in")
    context = {"rules": _rules(), "error": _worded(refusal), "given": request.POST}
    return render(request, "sign_in/reset.html", context, status=422 if refusal else 200)


def local_address(request: HttpRequest, wanted: str) -> str:
    """Give the wanted address if it leads to this site, else the work desk."""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else _address_of(settings.LOGIN_REDIRECT_URL)


def _address_of(page: str) -> str:
    try:
        return reverse(page)
    except NoReverseMatch:
        return "/"


def _new_password(request: HttpRequest) -> str:
    fresh = request.POST.get("password", "")
    if fresh != request.POST.get("again", ""):
        raise PasswordsDiffer()
    return fresh


def _note_wrong_code(request: HttpRequest, refusal: Refusal) -> None:
    if refusal.code == "code_not_valid":
        name = request.POST.get("sign_in_name", "")
        operations.note_sign_in(
            sign_in_name=name, succeeded=False, by=actor_of(request), at=timezone.now(), reason="wrong code"
        )


def _rules() -> list[str]:
    rules = [_("12 至 128 个字符"), _("不含姓名、登录名、单位名、区名和产品名"), _("不是常见密码，也不与最近五次相同")]
    if settings.PASSWORD_PROFILE == "dengbao":  # noqa: S105
        rules.insert(1, _("含大写字母、小写字母、数字、符号中的三类"))
    return rules


def _worded(refusal: Refusal | None) -> str:
    return refusal.sentence(translation.get_language() or "zh-hans") if refusal else ""
