"""Sessions and lockout hold what the security checklist asks (AU3 AU4 SE1 SE2 SE3 SE5 PD5 LO2 OP3)."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from luodi.journal import queries as journal
from luodi.people import operations
from luodi.people.models import Account
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import PASSWORD, district

pytestmark = pytest.mark.django_db
BEGAN = datetime.fromisoformat("2025-03-10T08:00:00+08:00")
PAGE = "/password/"  # open to every signed-in person


@pytest.fixture
@kept
def scene():
    return district()


def sign_in(client: Client, name: str = "river", password: str = PASSWORD, address: str = "10.0.0.1"):
    return client.post(reverse("sign_in:sign_in"), {"sign_in_name": name, "password": password}, REMOTE_ADDR=address)


def is_signed_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


class TestLockout:
    def test_the_fifth_failure_locks_and_the_right_password_is_refused_then(self, scene):
        """AU3: five failures per account and address; the right password is refused while locked, 30 minutes long."""
        with time_machine.travel(BEGAN, tick=False) as clock:
            answers = [sign_in(Client(), password=f"Wrong-Password-{n}").status_code for n in range(5)]
            assert answers == [422, 422, 422, 422, 429]
            locked = sign_in(Client())
            assert locked.status_code == 429 and "_auth_user_id" not in locked.client.session
            assert "已锁定 30 分钟" in locked.content.decode() and locked["Retry-After"] == "1800"
            clock.shift(timedelta(minutes=31))
            assert sign_in(Client()).status_code == 302

    def test_it_locks_one_account_at_one_address_only(self, scene):
        """AU3: neither other people at that address nor the person at another address are shut out."""
        for n in range(5):
            sign_in(Client(), password=f"Wrong-Password-{n}")
        assert sign_in(Client(), "hill").status_code == 302
        assert sign_in(Client(), address="10.0.0.2").status_code == 302

    def test_the_failures_stand_in_the_database(self, scene):
        """AU4: another worker sees them, because none of it is kept in a process."""
        for n in range(3):
            sign_in(Client(), password=f"Wrong-Password-{n}")
        with connection.cursor() as cursor:
            cursor.execute("SELECT SUM(failures_since_start) FROM axes_accessattempt WHERE username = 'river'")
            assert cursor.fetchone()[0] == 3

    def test_the_journal_has_each_failure_and_one_lock(self, scene):
        """LO2: failures and the lock leave lines; a try while locked is a failure with its reason."""
        for n in range(6):
            sign_in(Client(), password=f"Wrong-Password-{n}")
        assert len(journal.lines(event="sign_in.failed")) == 6
        assert len(journal.lines(event="sign_in.locked")) == 1

    def test_a_good_sign_in_forgets_the_failures(self, scene):
        """AU3: four failures, the right password, four failures again: not locked."""
        for _ in range(2):
            for n in range(4):
                assert sign_in(Client(), password=f"Wrong-Password-{n}").status_code == 422
            assert sign_in(Client()).status_code == 302


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_failures_are_counted_across_workers_at_once():
    """AU4: another process and this one, each with its own memory, failing in turn, lock the account together."""
    district()
    script = (
        "import django, sys; django.setup()\n"
        "from django.db import connection\n"
        f"connection.settings_dict['NAME'] = {settings.DATABASES['default']['NAME']!r}\n"
        "from django.conf import settings\n"
        "plain = {'BACKEND': 'django.contrib.staticfiles.storage.StaticFilesStorage'}\n"
        "settings.STORAGES = {**settings.STORAGES, 'staticfiles': plain}\n"
        "from django.test import Client\n"
        "tries = int(sys.argv[1])\n"
        "form = {'sign_in_name': 'river', 'password': 'Wrong-Password-1'}\n"
        "print([Client().post('/sign-in/', form, REMOTE_ADDR='10.0.0.9').status_code for _ in range(tries)])\n"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "luodi.wiring.settings", "PYTHONPATH": "src"}
    run = subprocess.run(
        [sys.executable, "-c", script, "3"], env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    answers = json.loads(run.stdout.strip().splitlines()[-1])
    answers += [sign_in(Client(), password="Wrong-Password-1", address="10.0.0.9").status_code for _ in range(2)]
    assert answers == [422, 422, 422, 422, 429]


class TestSessionEnds:
    def test_twenty_one_idle_minutes_end_it(self, scene):
        """SE1: idle timeout of 20 minutes, on the server's side."""
        with time_machine.travel(BEGAN, tick=False) as clock:
            client = Client()
            sign_in(client)
            clock.shift(timedelta(minutes=19))
            assert is_signed_in(client)
            clock.shift(timedelta(minutes=21))
            assert client.get(PAGE)["Location"] == f"/sign-in/?next={PAGE}"

    def test_eight_hours_and_a_minute_of_work_end_it(self, scene):
        """SE1: absolute end after eight hours, however busy the person is."""
        with time_machine.travel(BEGAN, tick=False) as clock:
            client = Client()
            sign_in(client)
            for _ in range(32):
                clock.shift(timedelta(minutes=15))
                last = is_signed_in(client)
            assert last
            clock.shift(timedelta(minutes=1))
            assert not is_signed_in(client)

    def test_many_requests_in_a_minute_do_not_shorten_or_lengthen_it(self, scene):
        """SE1: looking at pages within a minute writes no session, and idle time counts from the last look kept."""
        with time_machine.travel(BEGAN, tick=False) as clock:
            client = Client()
            sign_in(client)
            for _ in range(3):
                clock.shift(timedelta(seconds=30))
                assert is_signed_in(client)
            clock.shift(timedelta(minutes=22))
            assert not is_signed_in(client)

    def test_the_server_ends_it_even_if_the_cookie_is_kept(self, scene):
        """SE1: the cookie of an idle session brings nobody back."""
        with time_machine.travel(BEGAN, tick=False) as clock:
            client = Client()
            sign_in(client)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            clock.shift(timedelta(minutes=21))
            again = Client()
            again.cookies[settings.SESSION_COOKIE_NAME] = cookie
            assert not is_signed_in(again)


class TestRotation:
    def test_the_session_id_rotates_at_sign_in(self, scene):
        """SE2: an id planted before signing in is worth nothing after it."""
        client = Client()
        client.get("/sign-in/")
        session = client.session
        session["planted"] = 1
        session.save()
        before = session.session_key
        sign_in(client)
        assert client.session.session_key != before
        stranger = Client()
        stranger.cookies[settings.SESSION_COOKIE_NAME] = before
        assert not is_signed_in(stranger)

    def test_signing_out_kills_it_on_the_server(self, scene):
        """SE2 PD5: the old cookie replayed is a stranger, and the browser is told to forget what it keeps."""
        client = Client()
        sign_in(client)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        response = client.post(reverse("sign_in:sign_out"))
        assert response["Clear-Site-Data"] == '"cache", "storage"'
        replay = Client()
        replay.cookies[settings.SESSION_COOKIE_NAME] = cookie
        assert not is_signed_in(replay)

    def test_a_changed_password_ends_the_other_sessions_and_rotates_this_one(self, scene):
        """SE2: after a change of password only the session that changed it goes on, under a new id."""
        here, elsewhere = Client(), Client()
        sign_in(here), sign_in(elsewhere)
        before = here.session.session_key
        fresh = "Bridge-Canal-88!"
        here.post(PAGE, {"present": PASSWORD, "password": fresh, "again": fresh})
        assert is_signed_in(here) and here.session.session_key != before
        assert not is_signed_in(elsewhere)


class TestClosedAccount:
    def test_closing_an_account_ends_its_sessions_at_once(self, scene, now):
        """SE3: the next request of a disabled person is a stranger's."""
        client = signed_in(scene.accounts["river"])
        assert is_signed_in(client)
        operations.close_account(
            account_id=scene.accounts["river"].pk, reason="调离", by=scene.actor("secadmin"), at=now
        )
        assert not is_signed_in(client)
        assert sign_in(Client()).status_code == 422

    def test_a_temporary_password_ends_its_sessions_at_once(self, scene, now):
        """SE3: who reset the password has shut the intruder out."""
        client = signed_in(scene.accounts["river"])
        account = Account.objects.get(sign_in_name="river")
        operations.set_temporary_password(
            account_id=account.pk, password="Temporary-Canal-1", by=scene.actor("secadmin"), at=now
        )
        assert not is_signed_in(client)


class TestHeaders:
    def test_pages_are_kept_out_of_caches(self, scene):
        """PD5: no-store on every page, before and after signing in."""
        assert Client().get("/sign-in/")["Cache-Control"] == "no-store"
        assert signed_in(scene.accounts["river"]).get(PAGE)["Cache-Control"] == "no-store"

    def test_cookies_are_http_only_and_same_site(self, scene):
        """SE5 without TLS: HttpOnly and SameSite=Lax already hold."""
        client = Client()
        cookie = sign_in(client).cookies[settings.SESSION_COOKIE_NAME]
        assert cookie["httponly"] and cookie["samesite"] == "Lax"


PRODUCTION = """
import django; django.setup()
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import RequestFactory
from django.contrib.sessions.middleware import SessionMiddleware
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.core import checks
import json

def view(request):
    get_token(request)
    return HttpResponse("x")

request = RequestFactory().get("/", secure=True)
answer = CsrfViewMiddleware(view)(request)
print(json.dumps({
    "session": [settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY,
                settings.SESSION_COOKIE_SAMESITE, settings.SESSION_COOKIE_DOMAIN, settings.SESSION_COOKIE_PATH],
    "csrf": answer.cookies.output(header=""),
    "hsts": settings.SECURE_HSTS_SECONDS,
    "warnings": [str(each) for each in checks.run_checks(include_deployment_checks=True) if each.level >= checks.WARNING],
}))
"""


@pytest.fixture(scope="module")
def production() -> dict:
    """Give what a process with production settings says of its cookies and of Django's deployment check."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "luodi.wiring.settings",
        "PYTHONPATH": "src",
        "LUODI_HTTPS": "1",
        "LUODI_BEHIND_PROXY": "1",
        "LUODI_HOSTS": "luodi.example.cn",
        "LUODI_SECRET_KEY": "q7Zx9Kp2Vt5Lw8Rb3Nc6Yd1Hf4Jg0MsTeUaXoQi-4217-production-like",
    }
    run = subprocess.run(
        [sys.executable, "-c", PRODUCTION], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_cookies_behind_tls_are_secure_and_bound_to_the_host(production):
    """SE5: Secure, HttpOnly, SameSite and the prefix __Host- (which forbids Domain and demands Path=/)."""
    assert production["session"] == ["__Host-luodi", True, True, "Lax", None, "/"]
    csrf = production["csrf"]
    assert "__Host-luodi-csrf=" in csrf and "Secure" in csrf and "SameSite=Lax" in csrf
    assert "Domain" not in csrf and production["hsts"] >= 31_536_000


def test_the_deployment_check_is_clean_with_production_settings(production):
    """SE5 OP3: Django's deployment check finds nothing to warn of."""
    assert production["warnings"] == []


@pytest.mark.parametrize("key", ["short", "django-insecure-0123456789abcdefghijklmnop", "a" * 64])
def test_a_sample_secret_key_is_refused_at_the_start(key):
    """OP3: a default or weak key ends the program before it serves."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "luodi.wiring.settings",
        "PYTHONPATH": "src",
        "LUODI_SECRET_KEY": key,
    }
    run = subprocess.run(
        [sys.executable, "-m", "django", "check"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode != 0 and "LUODI_SECRET_KEY" in run.stderr
