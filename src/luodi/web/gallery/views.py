"""The gallery: every component in all its states, for those who build pages and those who check them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luodi.values.refusal import NotAllowed
from luodi.web.access import actor_of, public
from luodi.web.gallery import samples
from luodi.web.gallery.registry import FAMILIES


@public()
def gallery(request: HttpRequest) -> HttpResponse:
    """Show all components: to everybody in demo or debug mode, else to those who set the district up."""
    _admit(request)
    return render(request, "gallery/index.html", {"families": FAMILIES, **samples.everything()})


@public()
def screen(request: HttpRequest) -> HttpResponse:
    """Show the components of the leaders' big screen on a screen of their own; `?light` for paper."""
    _admit(request)
    theme = "light" if "light" in request.GET else "dark"
    return render(request, "gallery/screen_page.html", {"families": FAMILIES, "screen_theme": theme, **samples.everything()})


def _admit(request: HttpRequest) -> None:
    if settings.DEBUG or getattr(settings, "DEMO", False):
        return
    if not actor_of(request).may("people.set_up"):
        raise NotAllowed(permission="people.set_up")
