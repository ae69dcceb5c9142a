"""Every link of every page leads somewhere: each role walks the demonstration district from its desk."""

import re
from collections import Counter
from datetime import datetime
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.urls import resolve

from luodi.demo.building import build
from luodi.people.models import Account
from tests.given.browsing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LINK = re.compile(r'(?:href|hx-get)="([^"#]*)(?:#[^"]*)?"')
SAME_KIND = {"bureau": 2}  # of links that differ only in ids and values so many are opened; of others one
ROLES = ("bureau", "street", "leader", "department", "auditor", "sysadmin")


def kind_of(address: str) -> tuple:
    """Give what a link has in common with its like: its view and the names of its parameters."""
    parts = urlsplit(address)
    return resolve(parts.path).view_name, tuple(sorted({name for name, _ in parse_qsl(parts.query)}))


def links_of(page: str, address: str) -> list[str]:
    """List the addresses inside the product that a page links to."""
    found = (urljoin(address, unescape(each)) for each in LINK.findall(page))
    return [each for each in found if each.startswith("/") and not each.startswith("/static/")]


def walk(client, same_kind: int) -> tuple[list[tuple[str, str, int]], int]:
    """Open links from the desk on; list those that fail as (from, to, status), and say how many were opened."""
    waiting, seen, opened, broken = [("", "/")], {"/"}, Counter(), []
    while waiting:
        source, address = waiting.pop(0)
        kind = kind_of(address)
        if opened[kind] >= same_kind:
            continue
        opened[kind] += 1
        answer = client.get(address, follow=True)
        if answer.status_code != 200:
            broken.append((source, address, answer.status_code))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        for link in links_of(body.decode(), address):
            if link not in seen:
                seen.add(link)
                waiting.append((address, link))
    return broken, opened.total()


def test_every_link_of_every_page_opens_for_those_who_see_it(own_surroundings):
    build(at=datetime.fromisoformat("2026-11-20T10:00:00+08:00"))
    broken, opened = {}, {}
    for role in ROLES:
        broken[role], opened[role] = walk(signed_in(Account.objects.get(sign_in_name=role)), SAME_KIND.get(role, 1))
    assert broken == {role: [] for role in ROLES}
    assert opened["bureau"] > 80
    assert opened["sysadmin"] > 10
