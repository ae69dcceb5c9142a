"""The gallery: every component in all its states, for those who build pages and those who check them."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luodi.values.refusal import NotAllowed
from luodi.web.access import actor_of, public
from luodi.web.gallery import samples
from luodi.web.gallery.registry import FAMILIES


@public()
def gallery(request: HttpRequest) -> HttpResponse:
    """Show all components: to everybody in demo or debug mode, else to those who set the district up."""
    if (refused := _first_sign_in(request)) is not None:
        return refused
    return render(request, "gallery/index.html", {"families": FAMILIES, **samples.everything()})


@public()
def screen(request: HttpRequest) -> HttpResponse:
    """Show the components of the leaders' big screen on a screen of their own; `?light` for paper."""
    if (refused := _first_sign_in(request)) is not None:
        return refused
    theme = "light" if "light" in request.GET else "dark"
    return render(
        request, "gallery/screen_page.html", {"families": FAMILIES, "screen_theme": theme, **samples.everything()}
    )


def _first_sign_in(request: HttpRequest) -> HttpResponse | None:
    if settings.DEBUG or settings.DEMO:
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not actor_of(request).may("people.set_up"):
        raise NotAllowed(permission="people.set_up")
    return None
