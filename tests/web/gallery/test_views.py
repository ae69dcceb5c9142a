"""The gallery shows every component in every state that the registry names, and only to those who may see it."""

import re
from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from luodi.web.gallery.registry import FAMILIES

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def scenes(html: str) -> Counter:
    return Counter(re.findall(r'data-component="(\w+)" data-state="(\w+)"', html))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_shows_every_component_once_in_every_state(demo, language):
    client = Client(headers={"accept-language": language})
    shown = scenes(client.get(reverse("gallery:index")).text) + scenes(client.get(reverse("gallery:screen")).text)
    declared = {(name, state) for family in FAMILIES for name, states in family.components.items() for state in states}
    assert declared - set(shown) == set()
    assert set(shown) - declared == set()
    assert [scene for scene, times in shown.items() if times > 1] == []


def test_repeats_no_id(demo):
    ids = re.findall(r'\sid="([^"]+)"', Client().get(reverse("gallery:index")).text)
    assert [name for name, times in Counter(ids).items() if times > 1] == []


def test_labels_and_popovers_lead_to_something(demo):
    html = Client().get(reverse("gallery:index")).text
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    targets = re.findall(r'(?:for|popovertarget|aria-labelledby)="([^"]+)"', html)
    assert [target for target in targets if target not in ids] == []


def test_sends_a_stranger_to_the_sign_in_page_outside_the_demo(settings):
    settings.DEMO = False
    response = Client().get(reverse("gallery:index"))
    assert response.status_code == 302
    assert "sign-in" in response["Location"]


def test_follows_the_theme_cookie_without_scripts(demo):
    client = Client()
    assert 'data-bs-theme="light"' in client.get(reverse("gallery:index")).text
    client.cookies["luodi_theme"] = "dark"
    assert 'data-bs-theme="dark"' in client.get(reverse("gallery:index")).text
    client.cookies["luodi_theme"] = '"><script>'
    assert 'data-bs-theme="light"' in client.get(reverse("gallery:index")).text
