"""AU1, IN2, IN3, PD5: what somebody who has not signed in meets at every address, and what every answer carries."""

import pytest
from django.test import Client

from tests.security.addresses import addresses

pytestmark = pytest.mark.django_db

# The only addresses that open without signing in. A new one has to be put here on purpose.
PUBLIC = {
    "sign_in:sign_in", "sign_in:first_admin", "sign_in:reset",
    "appearance:theme", "appearance:language",
    "gallery:index", "gallery:screen",
    "observed:firm", "claims:published", "claims:publication", "claims:apply", "claims:apply_state",
}  # fmt: skip
SAMPLE = {"int": "1", "str": "x", "slug": "x", "path": "x", "uuid": "00000000-0000-0000-0000-000000000000"}


def path_of(address) -> str:
    """Fill an address's parts with samples."""
    path = "/" + address.route
    for converter in SAMPLE:
        for part in address.parts:
            path = path.replace(f"<{converter}:{part}>", SAMPLE[converter])
    for part in address.parts:
        path = path.replace(f"<{part}>", "x")
    return path


def test_every_address_demands_a_permission_or_stands_on_the_public_list():
    assert [each.name for each in addresses() if each.permission is None] == []  # permitted, signed_in or public
    assert {each.name for each in addresses() if each.permission == "public"} == PUBLIC


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_to_the_sign_in_page(method):
    wrong = []
    for address in addresses():
        if address.name not in PUBLIC:
            answer = getattr(Client(), method)(path_of(address))
            if answer.status_code != 302 or not answer["Location"].startswith("/sign-in/"):
                wrong.append((address.name, answer.status_code, answer.content[:200]))
    assert wrong == []


def test_an_unsafe_call_without_the_forms_token_is_refused():
    client = Client(enforce_csrf_checks=True)
    posting = [each for each in addresses() if "POST" in each.methods]
    answers = {each.name: client.post(path_of(each)).status_code for each in posting}
    assert len(answers) > 100
    assert {name: status for name, status in answers.items() if status != 403} == {}


@pytest.mark.parametrize("path", ["/sign-in/", "/nowhere/", "/projects/"])
def test_every_answer_carries_the_safe_headers(path):
    answer = Client().get(path)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cache-Control"] == "no-store"
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Request-Id"]


def test_a_missing_page_shows_a_reference_and_no_stack():
    answer = Client().get("/nowhere/")
    assert answer.status_code == 404
    assert "Traceback" not in answer.content.decode()
