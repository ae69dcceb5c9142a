"""Signing in and out: the form, where it leads, what the journal keeps."""

import pytest
from django.test import Client
from django.urls import reverse

from luodi.journal import queries as journal
from luodi.people.models import Account
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import PASSWORD, district

pytestmark = pytest.mark.django_db
FORM = {"sign_in_name": "river", "password": PASSWORD}


@pytest.fixture
@kept
def scene():
    return district()


def sign_in(client: Client, **changes):
    return client.post(reverse("sign_in:sign_in"), {**FORM, **changes})


class TestSignIn:
    def test_the_right_password_begins_a_session_and_leaves_a_line(self, scene, client):
        response = sign_in(client)
        assert response.status_code == 302 and response["Location"] == "/"
        assert client.session["_auth_user_id"] == str(scene.accounts["river"].pk)
        line = journal.lines(limit=1)[0]
        assert (line.event, line.actor, line.address) == ("sign_in.succeeded", "测试river", "127.0.0.1")

    def test_a_wrong_password_and_an_unknown_name_are_answered_alike(self, scene, client):
        wrong = sign_in(client, password="Wrong-Password-1")
        unknown = sign_in(client, sign_in_name="nobody-at-all")
        assert wrong.status_code == unknown.status_code == 422
        sentence = "登录名或密码不正确"
        assert sentence in wrong.content.decode() and sentence in unknown.content.decode()
        lines = journal.lines(event="sign_in.failed")
        assert [line.sentence for line in lines] == ["登录失败:nobody-at-all", "登录失败:river"]
        assert not any(line.succeeded for line in lines)

    def test_a_closed_account_is_answered_like_a_wrong_password(self, scene, client):
        Account.objects.filter(sign_in_name="river").update(is_active=False)
        response = sign_in(client)
        assert response.status_code == 422 and "登录名或密码不正确" in response.content.decode()

    @pytest.mark.parametrize(
        ("wanted", "reached"),
        [
            ("/password/", "/password/"),
            ("https://elsewhere.example/", "/"),
            ("//elsewhere.example/", "/"),
            ("javascript:alert(1)", "/"),
            ("", "/"),
        ],
    )
    def test_it_leads_only_to_this_site(self, scene, client, wanted, reached):
        assert sign_in(client, next=wanted)["Location"] == reached

    def test_a_stranger_comes_back_to_the_page_they_wanted(self, scene, client):
        response = client.get("/password/")
        assert response.status_code == 302 and response["Location"] == "/sign-in/?next=/password/"
        assert 'name="next" value="/password/"' in client.get(response["Location"]).content.decode()

    def test_the_page_speaks_english_where_asked(self, client):
        page = client.get("/sign-in/", headers={"Accept-Language": "en"}).content.decode()
        assert "Sign in" in page and "登录" not in page.replace("落地", "")

    def test_the_language_of_the_account_counts_on_a_fresh_browser(self, scene, client):
        Account.objects.filter(sign_in_name="river").update(language="en")
        assert sign_in(client).cookies["luodi_language"].value == "en"

    def test_the_password_is_never_in_the_page_or_the_journal(self, scene, client):
        page = sign_in(client, password="Canary-Password-9").content.decode()
        assert "Canary-Password-9" not in page
        assert not any("Canary" in str(line) for line in journal.lines())


class TestSignOut:
    def test_it_needs_a_post(self, scene):
        assert signed_in(scene.accounts["river"]).get(reverse("sign_in:sign_out")).status_code == 405

    def test_it_leads_to_the_form_and_leaves_a_line(self, scene):
        response = signed_in(scene.accounts["river"]).post(reverse("sign_in:sign_out"))
        assert response["Location"] == "/sign-in/"
        assert journal.lines(limit=1)[0].event == "sign_out"
