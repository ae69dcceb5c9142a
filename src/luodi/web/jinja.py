"""The Jinja2 environment behind every page: Django's Jinja2 backend calls `environment`."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils import translation
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined, pass_context
from markupsafe import Markup, escape

from luodi.web import cells, formats
from luodi.web.static_addresses import static
from luodi.web.tables import Column, Filter, Paging, Stage, standing, table_width

WEB = Path(__file__).resolve().parent
COMPONENTS = WEB / "components"


def template_directories() -> list[Path]:
    """List the folders that templates are found in: the common one and every `web/<idea>/templates`."""
    return [WEB / "templates", *sorted(WEB.glob("*/templates"))]


def environment(**options: Any) -> Environment:
    """Build the environment: autoescaping, Django's translations, the components, the globals and the filters.

    `options` are those of Django's Jinja2 backend; `loader` is widened so that `components/…` is found too.
    A name that is missing from the context fails loudly when it is printed (StrictUndefined).
    """
    loader = options.pop("loader", None) or FileSystemLoader([str(path) for path in template_directories()])
    options.setdefault("undefined", StrictUndefined)
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    options["autoescape"] = True
    options["extensions"] = [
        *options.get("extensions", ()),
        "jinja2.ext.i18n",
        "jinja2.ext.do",
        "jinja2.ext.loopcontrols",
    ]
    components = PrefixLoader({"components": FileSystemLoader(str(COMPONENTS))})
    env = Environment(loader=ChoiceLoader([components, loader]), **options)  # noqa: S701  (autoescape is set above)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        sentence,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals.update(GLOBALS)
    env.filters.update(formats.FILTERS)
    return env


def sentence(message: str) -> str:
    """Give a sentence of a template in the reader's language; catalogues are read once, so each is looked up once."""
    return _sentence(translation.get_language(), message)


@lru_cache(maxsize=8192)
def _sentence(language: str | None, message: str) -> str:
    return translation.gettext(message)


def url(name: str, /, *args: object, **kwargs: object) -> str:
    """Give the address of a named page; keyword arguments fill its path."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def url_or_none(name: str, /, **kwargs: object) -> str | None:
    """Give the address of a named page, or None while no such page is installed."""
    try:
        return reverse(name, kwargs=kwargs or None)
    except NoReverseMatch:
        return None


def query(params: Mapping[str, Any] | None, /, **changes: object) -> str:
    """Give "?…" with `changes` made to the present query; None or "" removes a name, and paging starts afresh.

    `params` is `request.GET` or any mapping. A change given as a list replaces all values of the name.
    """
    pairs: list[tuple[str, object]] = []
    dropped = {*changes, "page", "after"} if "page" not in changes and "after" not in changes else set(changes)
    for key in params or ():
        if key not in dropped:
            values = params.getlist(key) if hasattr(params, "getlist") else [params[key]]  # type: ignore[index,union-attr]
            pairs += [(key, value) for value in values if value not in (None, "")]
    for key, value in changes.items():
        values = value if isinstance(value, (list, tuple)) else [value]
        pairs += [(key, each) for each in values if each not in (None, "")]
    return "?" + urlencode(pairs)


def attributes(pairs: Mapping[str, object] | None) -> Markup:
    """Write a mapping as HTML attributes: True gives a bare name, None and False leave it out, `_` becomes `-`.

    :raises ValueError: for an attribute that the content security policy forbids (style, on…)
    """
    parts = []
    for name, value in (pairs or {}).items():
        name = name.replace("_", "-")
        if name == "style" or name.startswith("on"):
            raise ValueError(f"the content security policy forbids the attribute {name}")
        if value is True:
            parts.append(Markup(" {}").format(name))
        elif value is not None and value is not False:
            parts.append(Markup(' {}="{}"').format(name, value))
    return Markup("").join(parts)


@pass_context
def csrf_field(context: Mapping[str, Any]) -> Markup:
    """Give the hidden field that each form needs; empty where no request is at hand (macros: import `with context`).

    It is written once a page: the token is masked anew each time that Django is asked for it.
    """
    request = context.get("request")
    if request is None:
        return escape(context.get("csrf_input", ""))
    if not hasattr(request, "csrf_field"):
        request.csrf_field = escape(context.get("csrf_input", ""))
    return request.csrf_field


def htmx(
    get: str | None = None,
    *,
    post: str | None = None,
    target: str | None = None,
    select: str | None = None,
    swap: str | None = None,
    push: bool = False,
    trigger: str | None = None,
    indicator: str | None = None,
) -> Markup:
    """Write HTMX attributes on one element, explicitly, so that nothing depends on inheritance.

    Without `get` or `post` (both addresses) there are none. `select` defaults to `target`.
    """
    if not get and not post:
        return Markup("")
    return attributes(
        {
            "hx_get": get,
            "hx_post": post,
            "hx_target": target,
            "hx_select": select or target,
            "hx_swap": swap or ("outerHTML" if target else None),
            "hx_push_url": "true" if push else None,
            "hx_trigger": trigger,
            "hx_indicator": indicator,
        }
    )


GLOBALS: dict[str, Any] = {
    "url": url,
    "url_or_none": url_or_none,
    "static": static,
    "query": query,
    "attributes": attributes,
    "csrf_field": csrf_field,
    "htmx": htmx,
    "language": translation.get_language,
    "cells": cells,
    "bar_width": formats.bar_width,
    "column": Column,
    "filter_by": Filter,
    "paging": Paging,
    "stage": Stage,
    "standing": standing,
    "table_width": table_width,
}
