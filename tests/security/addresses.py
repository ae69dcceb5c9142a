"""Every address of the product, read from the resolver, for the sweeps."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """An address: its full name, the names of its path's parts, its view and what the view demands."""

    name: str
    route: str
    parts: tuple[str, ...]
    permission: str | None
    methods: tuple[str, ...]
    view: object


@cache
def addresses() -> list[Address]:
    """List every address of pages (the API has its own list), in the resolver's order."""
    return [address for address in _walk(get_resolver().url_patterns, "", "") if not address.route.startswith("api/")]


def api_addresses() -> list[Address]:
    """List every address of the API."""
    return [address for address in _walk(get_resolver().url_patterns, "", "") if address.route.startswith("api/")]


def _walk(patterns: list, prefix: str, namespace: str) -> Iterator[Address]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = ":".join(part for part in (namespace, pattern.namespace) if part)
            yield from _walk(pattern.url_patterns, route, inner)
        elif isinstance(pattern, URLPattern):
            yield Address(
                name=":".join(part for part in (namespace, pattern.name) if part),
                route=route,
                parts=tuple(pattern.pattern.converters),
                permission=getattr(pattern.callback, "permission", None),
                methods=getattr(pattern.callback, "methods", ()),
                view=pattern.callback,
            )
