"""Sending a text outside: by mail, or to a robot of DingTalk (signed) or WeCom. No more than one address is ever asked."""

import base64
import hashlib
import hmac
import http.client
import json
import ssl
import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import SplitResult, quote_plus, urlsplit

from django.conf import settings
from django.core.mail import send_mail

SECONDS = 10
LONGEST_ANSWER = 20_000


class NotSent(Exception):
    """The message did not arrive; the text says why, as the other side put it."""


@dataclass(frozen=True, slots=True)
class Robot:
    """A kind of robot: its host, its path, and whether messages are signed with a secret."""

    zh: str
    en: str
    host: str
    path: str
    signed: bool


@cache
def robots() -> dict[str, Robot]:
    """Give the kinds of robots of robots.toml."""
    text = (Path(__file__).parent / "robots.toml").read_text(encoding="utf-8")
    return {kind: Robot(**each) for kind, each in tomllib.loads(text).items()}


def is_allowed(kind: str, address: str) -> bool:
    """Tell whether a robot's address is one: HTTPS to the known host and path, or a gateway named in the settings.

    Anything else would let a page make the server ask addresses inside its own network.
    """
    robot = robots()[kind]
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    if parts.username or parts.fragment or not parts.query or parts.path != robot.path:
        return False
    if f"{parts.scheme}://{parts.netloc}" in settings.ROBOT_HOSTS:
        return True
    return parts.scheme == "https" and parts.hostname == robot.host and port in (None, 443)


def signature(secret: str, milliseconds: int) -> str:
    """Sign an instant as DingTalk asks: HMAC-SHA256 over “instant, new line, secret”, in base64, made fit for an address."""
    said = f"{milliseconds}\n{secret}".encode()
    return quote_plus(base64.b64encode(hmac.new(secret.encode(), said, hashlib.sha256).digest()))


def send(*, kind: str, address: str, secret: str, subject: str, text: str, at: datetime) -> None:
    """Send a text on a channel.

    :raises NotSent: saying why it did not arrive
    """
    if kind == "mail":
        _by_mail(address, subject, text)
        return
    parts, target = urlsplit(address), address
    if robots()[kind].signed and secret:
        milliseconds = int(at.timestamp() * 1000)
        target = f"{address}&timestamp={milliseconds}&sign={signature(secret, milliseconds)}"
    answer = _posted(parts, target, {"msgtype": "text", "text": {"content": f"{subject}\n{text}"}})
    if answer.get("errcode") != 0:
        raise NotSent(str(answer.get("errmsg") or answer)[:200])


def _by_mail(address: str, subject: str, text: str) -> None:
    if not settings.EMAIL_HOST:
        raise NotSent("LUODI_SMTP_HOST")
    try:
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [address])
    except OSError as fault:  # smtplib's faults are OSErrors
        raise NotSent(str(fault)[:200]) from fault


def _posted(parts: SplitResult, target: str, body: dict) -> dict:
    """Post JSON without following redirects, reading a bounded answer."""
    make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    more = {"context": ssl.create_default_context()} if parts.scheme == "https" else {}
    line = connection = None
    try:
        connection = make(parts.hostname or "", parts.port, timeout=SECONDS, **more)
        line = target[target.index(parts.path, len(parts.scheme) + 3) :]
        data = json.dumps(body, ensure_ascii=False).encode()
        connection.request("POST", line, data, {"Content-Type": "application/json; charset=utf-8"})
        answer = connection.getresponse()
        read = answer.read(LONGEST_ANSWER)
        if answer.status != 200:
            raise NotSent(f"HTTP {answer.status}")
        found = json.loads(read)
        return found if isinstance(found, dict) else {}
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise NotSent(str(fault)[:200] or type(fault).__name__) from fault
    finally:
        if connection is not None:
            connection.close()
