"""Notices go outside: gathered, signed, not in quiet hours, tried again, never more than may leave."""

import base64
import hashlib
import hmac
import threading
from datetime import time, timedelta
from email import message_from_bytes
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connections

from luodi.journal.models import Line
from luodi.notices import operations, queries, refusals
from luodi.notices.models import Channel, Delivery
from luodi.notices.operations import ChannelTerms, NewNotice
from luodi.values.actor import system
from luodi.values.refusal import NotFound, Stale
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, district
from tests.given.receivers import post_office, robot

NEVER_QUIET = ChannelTerms(quiet_from=time(0), quiet_to=time(0))
SECRET = "SEC示例"
SENDER = system("消息外送")


@pytest.fixture
@kept
def scene(db):
    return district()


def dingtalk(scene, hook, terms=NEVER_QUIET, at=NOW):
    address = f"{hook.origin}/robot/send?access_token=abcdef12"
    return operations.set_channel(
        kind="dingtalk", address=address, secret=SECRET, terms=terms, by=scene.actor("river"), at=at
    )


def told(scene, number, at, *, data_class="internal", start=0):
    person = scene.actor("river").person_id
    notices = [
        NewNotice(person, "work.handed_over", {"who": "某人", "n": place, "reason": "示例"}, "", "projects.project", place, data_class)
        for place in range(start, start + number)
    ]  # fmt: skip
    operations.notify(notices=notices, by=scene.actor("bureau"), at=at)


def later(minutes=0, **more):
    return NOW + timedelta(minutes=minutes, **more)


def test_many_notices_go_as_one_signed_message_and_are_not_sent_again(scene, settings):
    with robot() as hook:
        settings.ROBOT_HOSTS = [hook.origin]
        dingtalk(scene, hook)
        told(scene, 25, later(1))
        assert operations.deliver(by=SENDER, at=later(2)) == (1, 0)
        assert operations.deliver(by=SENDER, at=later(30)) == (0, 0)
    (path, body), *more = hook.heard
    assert more == [] and "25 条新消息" in body["text"]["content"] and "另有 5 条" in body["text"]["content"]
    asked = parse_qs(urlsplit(path).query)
    signed = f"{asked['timestamp'][0]}\n{SECRET}".encode()
    expected = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
    assert asked["sign"] == [expected] and asked["access_token"] == ["abcdef12"]
    assert Line.objects.filter(event="notices.delivered").count() == 1


def test_sensitive_things_are_announced_without_their_words(scene, settings):
    with robot() as hook:
        settings.ROBOT_HOSTS = [hook.origin]
        dingtalk(scene, hook)
        told(scene, 1, later(1), data_class="sensitive")
        operations.deliver(by=SENDER, at=later(2))
    assert "某人" not in str(hook.heard) and "敏感事项" in str(hook.heard)


def test_a_message_that_fails_is_tried_again_with_pauses_and_given_up_after_six(scene, settings):
    with robot([(500, {}), (200, {"errcode": 310000, "errmsg": "sign not match"})]) as hook:
        settings.ROBOT_HOSTS = [hook.origin]
        dingtalk(scene, hook)
        told(scene, 1, later(1))
        assert operations.deliver(by=SENDER, at=later(2)) == (0, 1)
        assert operations.deliver(by=SENDER, at=later(4)) == (0, 0)
        assert operations.deliver(by=SENDER, at=later(7)) == (0, 1)
        assert queries.deliveries(scene.actor("river"))[0].error == "sign not match"
        assert operations.deliver(by=SENDER, at=later(20)) == (1, 0)
        told(scene, 1, later(30), start=50)
    for place in range(6):
        operations.deliver(by=SENDER, at=later(60 + 240 * place))
    row = queries.deliveries(scene.actor("river"))[0]
    assert (row.state, row.tries) == ("failed", 6) and row.error


def test_in_quiet_hours_nothing_goes_and_a_digest_goes_once_a_day(scene, settings):
    night = NOW.replace(hour=22)
    with robot() as hook:
        settings.ROBOT_HOSTS = [hook.origin]
        row = dingtalk(scene, hook, ChannelTerms(rhythm="daily", digest_at=time(9)), at=night)
        told(scene, 2, night + timedelta(minutes=1))
        for hours in (0.1, 5, 9.9):
            assert operations.deliver(by=SENDER, at=night + timedelta(hours=hours)) == (0, 0)
        assert operations.deliver(by=SENDER, at=night + timedelta(hours=11.1)) == (1, 0)
        told(scene, 2, night + timedelta(hours=12), start=20)
        assert operations.deliver(by=SENDER, at=night + timedelta(hours=14)) == (0, 0)
        operations.switch_channel(channel_id=row.pk, version=1, active=False, by=scene.actor("river"), at=night)
        assert operations.deliver(by=SENDER, at=night + timedelta(hours=40)) == (0, 0)


def test_mail_goes_through_the_districts_server(scene, settings):
    with post_office() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = office.host, office.port
        settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
        operations.set_channel(
            kind="mail", address="someone@example.org", terms=NEVER_QUIET, by=scene.actor("river"), at=NOW
        )
        told(scene, 1, later(1))
        assert operations.deliver(by=SENDER, at=later(2)) == (1, 0)
    mail = message_from_bytes(office.mails[0])
    assert "移交" in mail.get_payload(decode=True).decode() and mail["To"] == "someone@example.org"


@pytest.mark.parametrize("address", [
    "http://oapi.dingtalk.com/robot/send?access_token=1", "https://127.0.0.1/robot/send?access_token=1",
    "https://oapi.dingtalk.com.example.org/robot/send?access_token=1", "https://oapi.dingtalk.com/other?access_token=1",
    "https://a@oapi.dingtalk.com/robot/send?access_token=1", "https://oapi.dingtalk.com:99999/robot/send?a=1", "someone@example.org",
])  # fmt: skip
def test_no_page_makes_the_server_ask_another_address(scene, address):
    with pytest.raises(refusals.ChannelAddressWrong):
        operations.set_channel(kind="dingtalk", address=address, terms=NEVER_QUIET, by=scene.actor("river"), at=NOW)


def test_what_cannot_be_is_refused_by_name(scene, settings):
    river, hill = scene.actor("river"), scene.actor("hill")
    with pytest.raises(refusals.MailNotSetUp):
        operations.set_channel(kind="mail", address="a@example.org", terms=NEVER_QUIET, by=river, at=NOW)
    settings.EMAIL_HOST = "127.0.0.1"
    with pytest.raises(refusals.ChannelAddressWrong):
        operations.set_channel(kind="mail", address="nobody", terms=NEVER_QUIET, by=river, at=NOW)
    with pytest.raises(refusals.ChannelTermsWrong):
        operations.set_channel(kind="fax", address="1", terms=NEVER_QUIET, by=river, at=NOW)
    row = operations.set_channel(kind="mail", address="a@example.org", terms=NEVER_QUIET, by=river, at=NOW)
    with pytest.raises(refusals.ChannelThere):
        operations.set_channel(kind="mail", address="a@example.org", terms=NEVER_QUIET, by=river, at=NOW)
    with pytest.raises(Stale):
        operations.switch_channel(channel_id=row.pk, version=7, active=False, by=river, at=NOW)
    with pytest.raises(NotFound):
        operations.switch_channel(channel_id=row.pk, version=1, active=False, by=hill, at=NOW)


def test_the_page_sets_tries_and_switches_a_channel_and_never_shows_its_key(scene, settings):
    river = signed_in(scene.accounts["river"])
    assert "还没有设置" in river.get("/notices/channels/").content.decode()
    address = "https://oapi.dingtalk.com/robot/send?access_token=verysecretkey9876"
    given = {
        "kind": "dingtalk",
        "address": address,
        "secret": SECRET,
        "rhythm": "soon",
        "quiet_from": "22:00",
        "quiet_to": "07:30",
    }
    assert river.post("/notices/channels/", given).status_code == 302
    page = river.get("/notices/channels/").content.decode()
    assert "verysecretkey" not in page and SECRET not in page and "9876" in page and "22:00–07:30" in page
    row = Channel.objects.get()
    river.post(f"/notices/channels/{row.pk}/try/", {"version": 1})
    assert "测试消息" in river.get("/notices/channels/").content.decode()
    river.post(f"/notices/channels/{row.pk}/switch/", {"version": 1, "to": "off"})
    row.refresh_from_db()
    assert not row.active and river.post("/notices/channels/", given | {"kind": "wecom"}).status_code == 422
    assert (
        signed_in(scene.accounts["hill"]).post(f"/notices/channels/{row.pk}/switch/", {"version": 2}).status_code == 404
    )


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_runs_at_once_send_one_message(settings):
    scene = district()
    with robot() as hook:
        settings.ROBOT_HOSTS = [hook.origin]
        dingtalk(scene, hook)
        told(scene, 3, later(1))
        start = threading.Barrier(2)

        def run():
            start.wait()
            operations.deliver(by=SENDER, at=later(2))
            connections.close_all()

        threads = [threading.Thread(target=run) for _ in range(2)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        operations.deliver(by=SENDER, at=later(3))
    assert len(hook.heard) == 1 and Delivery.objects.count() == 1
