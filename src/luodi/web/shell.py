"""What every page carries around its content: menu, reader, theme, language, product name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from luodi.notices.queries import unread
from luodi.web.menu import menu_for

THEME_COOKIE = "luodi_theme"
MENU_COOKIE = "luodi_menu"
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page. `menu` is a list of (heading, lines); `demo` marks a demonstration installation;
    `unread` counts the reader's unread notices, in one SQL statement that only a page with the bell asks."""

    menu: list
    reader: str
    unit: str
    signed_in: bool
    theme: str
    narrow: bool
    language: str
    district: str
    demo: bool
    request_id: str
    path: str
    unread: Callable[[], int]


def theme_of(request: HttpRequest) -> str:
    """Read the reader's theme from the cookie: light unless it says dark."""
    theme = request.COOKIES.get(THEME_COOKIE, "light")
    return theme if theme in THEMES else "light"


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the template context processor's one name, `shell`."""
    actor = getattr(request, "actor", None)
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    match = getattr(request, "resolver_match", None)
    may = actor.may if actor is not None else lambda permission: False
    frame = Shell(
        menu=menu_for(may, current=match.view_name if match else "") if signed_in else [],
        reader=(getattr(actor, "name", "") or (user.get_username() if user is not None and signed_in else "")),
        unit=getattr(actor, "unit_name", "") or "",
        signed_in=signed_in,
        theme=theme_of(request),
        narrow=request.COOKIES.get(MENU_COOKIE) == "narrow",
        language="en" if (translation.get_language() or "zh").startswith("en") else "zh-CN",
        district=getattr(settings, "DISTRICT_NAME", ""),
        demo=bool(getattr(settings, "DEMO", False)),
        request_id=getattr(request, "request_id", "") or (getattr(actor, "request_id", "") or ""),
        path=request.get_full_path(),
        unread=lambda: unread(actor) if actor is not None else 0,
    )
    return {"shell": frame}
