"""The theme and language switches keep a cookie and lead back, never away."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_keeps_the_theme_and_returns():
    response = Client().post(reverse("appearance:theme"), {"theme": "dark", "next": "/projects/?sort=name"})
    assert response.status_code == 302
    assert response["Location"] == "/projects/?sort=name"
    assert response.cookies["luodi_theme"].value == "dark"
    assert response.cookies["luodi_theme"]["samesite"] == "Lax"


@pytest.mark.parametrize("away", ["https://example.com/", "//example.com", "javascript:alert(1)", ""])
def test_never_leads_away(away):
    assert Client().post(reverse("appearance:theme"), {"theme": "light", "next": away})["Location"] == "/"


def test_keeps_no_theme_that_does_not_exist():
    assert "luodi_theme" not in Client().post(reverse("appearance:theme"), {"theme": "neon"}).cookies


def test_changes_nothing_on_get():
    assert Client().get(reverse("appearance:theme")).status_code == 405
    assert Client().get(reverse("appearance:language")).status_code == 405


def test_refuses_a_post_without_the_forms_token():
    assert Client(enforce_csrf_checks=True).post(reverse("appearance:theme"), {"theme": "dark"}).status_code == 403


def test_keeps_the_language(settings):
    response = Client().post(reverse("appearance:language"), {"language": "en", "next": "/"})
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
