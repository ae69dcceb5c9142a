"""Addresses of the API: every one demands a token or a session, and refuses with a problem document."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase
from django.http.request import RawPostDataException
from django.urls import URLPattern, URLResolver

from luodi.api.calls import api
from luodi.api.contract import CallMalformed, MethodNotOffered, TokenNeeded, actor_of

app_name = "api"


def guarded(view: Callable) -> Callable:
    """Demand an actor before anything else; leave forgery checks to the middleware, and word a wrong method."""

    @wraps(view)
    def guard(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if actor_of(request).account_id is None:
            raise TokenNeeded()
        try:
            response = view(request, *args, **kwargs)
        except RawPostDataException as error:  # a form with files was sent to a call that takes JSON
            raise CallMalformed() from error
        if response.status_code == 405:
            raise MethodNotOffered(method=request.method, allowed=response.headers.get("Allow", ""))
        return response

    guard.csrf_exempt = False  # type: ignore[attr-defined]
    guard.checks_itself = True  # type: ignore[attr-defined]
    return guard


def _guard_all(patterns: list) -> list:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _guard_all(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            pattern.callback = guarded(pattern.callback)
    return patterns


urlpatterns = _guard_all([pattern for pattern in api.urls[0] if pattern.name != "api-root"])
