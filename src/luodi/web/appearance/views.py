"""Switching the theme and the language: two buttons that work without scripts."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.i18n import set_language

from luodi.people.operations import choose_language
from luodi.web.access import actor_of, public
from luodi.web.shell import THEME_COOKIE, THEMES

A_YEAR = 365 * 24 * 3600


@public(methods=("POST",))
def switch_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie and return to the page that the reader came from."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(THEME_COOKIE, theme, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    return response


@public(methods=("POST",))
def switch_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in Django's cookie, and on the account of a signed-in reader; return to their page."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        choose_language(language=language, by=actor_of(request), at=timezone.now())
    return set_language(request)
