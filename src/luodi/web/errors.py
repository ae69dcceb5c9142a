"""Answers to failure: a page for people, a problem document for programs; never a stack, always a reference number."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from luodi.values.refusal import NotFound, Refusal

MERGED = {  # an old address leads to the one in which it lives on
    "project_merged_away": ("projects:detail", "project_id"),
    "company_merged_away": ("companies:detail", "company_id"),
}
PAGES = {403: "403.html", 404: "404.html", 503: "503.html"}


def wants_json(request: HttpRequest) -> bool:
    """Tell whether the caller is a program: the API answers problem documents (RFC 9457)."""
    return request.path.startswith("/api/")


def problem(request: HttpRequest, status: int, code: str, detail: str, **extra: object) -> JsonResponse:
    """Build a problem document with the request's id as its instance."""
    body = {"type": f"luodi:{code}", "title": code, "status": status, "detail": detail, **extra}
    body["instance"] = getattr(request, "request_id", "")
    return JsonResponse(
        body, status=status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False}
    )


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal with its sentence in the reader's language."""
    language = translation.get_language() or "zh-hans"
    sentence = refusal.sentence(language)
    if wants_json(request):
        return _refused_call(request, refusal, sentence)
    if refusal.code in MERGED and request.method in {"GET", "HEAD"}:
        page, part = MERGED[refusal.code]
        return redirect(page, **{part: refusal.params[part]})
    context = {
        "sentence": sentence,
        "code": refusal.code,
        "reference": getattr(request, "request_id", ""),
        "status": refusal.status,
    }
    return render(request, PAGES.get(refusal.status, "refused.html"), context, status=refusal.status)


def _refused_call(request: HttpRequest, refusal: Refusal, sentence: str) -> JsonResponse:
    """Answer a program with the refusal's code, sentence and parameters (RFC 9457)."""
    response = problem(request, refusal.status, refusal.code, sentence, params=_plain_params(refusal.params))
    if refusal.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if refusal.status == 405:
        response["Allow"] = str(refusal.params.get("allowed", ""))
    return response


def _plain_params(value: object) -> object:
    """Give parameters as JSON holds them: numbers and truth values as they are, money and days as texts."""
    if isinstance(value, dict):
        return {str(key): _plain_params(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain_params(each) for each in value]
    return value if value is None or isinstance(value, (bool, int)) else str(value)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer 503 while the database can't be reached, without asking it for anything."""
    if wants_json(request):
        return problem(request, 503, "unavailable", _("系统暂时连不上数据库,请稍后再试"))
    text = "503 · 系统暂时不可用,请稍后再试 · Temporarily unavailable, please try again\n"
    response = HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = "10"
    return response


def sign_in_first(request: HttpRequest, to_sign_in: HttpResponse) -> HttpResponse:
    """Send a stranger to the sign-in page: a redirect for pages, HX-Redirect for HTMX, 401 for programs."""
    if wants_json(request):
        return problem(request, 401, "sign_in_first", _("请先登录,或使用访问令牌"))
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": to_sign_in["Location"]})
    return to_sign_in


def change_password_first(request: HttpRequest) -> HttpResponse:
    """Send a person whose password was set by somebody else to the page where they set their own."""
    if wants_json(request):
        return problem(request, 403, "change_password_first", _("请先在网页上修改初始密码"))
    return redirect("sign_in:password")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404 for an address that does not exist."""
    return refused(request, NotFound())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400 for a request that can't be understood."""
    return _plain(request, 400, "bad_request", _("请求格式有误"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with a reference number and nothing of the fault itself; 503 where it was the database that is away."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return unavailable(request)
    reference = getattr(request, "request_id", "")
    if wants_json(request):
        return problem(request, 500, "server_error", _("系统出错,已记录"))
    return render(request, "500.html", {"reference": reference, "status": 500}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 where the form's protection token is missing or old."""
    return _plain(request, 403, "csrf", _("页面已过期或来源不明,请刷新后重试"))


def _plain(request: HttpRequest, status: int, code: str, sentence: str) -> HttpResponse:
    if wants_json(request):
        return problem(request, status, code, sentence)
    context = {"sentence": sentence, "code": code, "reference": getattr(request, "request_id", ""), "status": status}
    return render(request, PAGES.get(status, "refused.html"), context, status=status)
