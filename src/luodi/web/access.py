"""Who may open a page: every view either demands a permission or stands on the short list of public ones."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed

View = Callable[..., HttpResponse]


def permitted(permission: str, *, methods: tuple[str, ...] = ("GET", "HEAD")) -> Callable[[View], View]:
    """Demand a permission (of people/roles.toml) and one of the methods before a view runs."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method not in methods:
                return HttpResponse(status=405, headers={"Allow": ", ".join(methods)})
            if not actor_of(request).may(permission):
                raise NotAllowed(permission=permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.methods = methods  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in(*, methods: tuple[str, ...] = ("GET", "HEAD")) -> Callable[[View], View]:
    """Demand a signed-in person and nothing more: for one's own password, language and sign-out."""
    return permitted_to_everyone("signed_in", methods)


def public(*, methods: tuple[str, ...] = ("GET", "HEAD")) -> Callable[[View], View]:
    """Open a view to everybody. Only views on the list in tests/architecture may carry this."""
    return permitted_to_everyone("public", methods)


def permitted_to_everyone(mark: str, methods: tuple[str, ...]) -> Callable[[View], View]:
    """Mark a view as public or as open to every signed-in person, with its methods."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method not in methods:
                return HttpResponse(status=405, headers={"Allow": ", ".join(methods)})
            return view(request, *args, **kwargs)

        guarded.permission = mark  # type: ignore[attr-defined]
        guarded.methods = methods  # type: ignore[attr-defined]
        return guarded

    return decorate


def actor_of(request: HttpRequest) -> Actor:
    """Give the actor that the middleware built for this request."""
    return request.actor  # type: ignore[attr-defined]
