"""What happens around every request: identity, headers, session ends, the actor, permissions, idempotency, failures."""

import hashlib
import logging
import re
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation

from luodi.people import operations as people
from luodi.people import queries as people_queries
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web import errors

log = logging.getLogger("luodi.web")
ACCEPTABLE_ID = re.compile(r"^[A-Za-z0-9_-]{8,64}$")


class RequestIdentity:
    """Give each request an id that its journal lines, answer and log lines carry."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request.request_id = given if ACCEPTABLE_ID.match(given) else secrets.token_hex(8)
        response = self.get_response(request)
        response["X-Request-Id"] = request.request_id
        return response


class SafeHeaders:
    """Keep pages of signed-in people out of every cache, and leave no referrer or feature open."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class FailuresExplained:
    """Turn refusals into answers that say what to do, and faults into a page with a reference number only."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Http404):
            exception = NotFound()
        if isinstance(exception, Refusal):
            if isinstance(exception, NotAllowed) and hasattr(request, "actor"):
                people.note_denied(path=request.path, by=request.actor, at=timezone.now())
            return errors.refused(request, exception)
        if isinstance(exception, (OperationalError, InterfaceError)):
            log.error("database unavailable %s %s", request.request_id, type(exception).__name__)
            return errors.unavailable(request)
        if isinstance(exception, DatabaseError):
            log.exception("database error %s", request.request_id)
        return None


class SessionEnds:
    """End a session after idle minutes and after so many hours in all, on the server's side (SE1)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and self._over(request, timezone.now()):
            logout(request)
        return self.get_response(request)

    def _over(self, request: HttpRequest, now: datetime) -> bool:
        began = datetime.fromisoformat(request.session.get("began_at", now.isoformat()))
        seen = datetime.fromisoformat(request.session.get("seen_at", now.isoformat()))
        if now - began > timedelta(hours=settings.SESSION_HOURS):
            return True
        if now - seen > timedelta(minutes=settings.SESSION_IDLE_MINUTES):
            return True
        if "began_at" not in request.session:
            request.session["began_at"] = now.isoformat()
        if now - seen > timedelta(minutes=1) or "seen_at" not in request.session:
            request.session["seen_at"] = now.isoformat()
        return False


class ActorOfRequest:
    """Build the actor once for each request: the person, units, roles, stand-ins; of a token or else of the session.

    A call of the API that carries a token acts by it alone: its session, if there is one, counts for nothing, and a
    token that does not hold leaves a stranger. What a browser does not send by itself can't be forged from another
    site, so such calls need no CSRF token; every other unsafe call does.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        whence = {"request_id": request.request_id, "address": address_of(request)}
        request.actor = people_queries.nobody(**whence)
        request.by_token = False
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        whence |= {"today": timezone.localdate(), "language": translation.get_language() or "zh-hans"}
        if errors.wants_json(request) and scheme.lower() == "bearer":
            request.by_token = request._dont_enforce_csrf_checks = True
            self._by_token(request, secret.strip(), whence)
        elif request.user.is_authenticated:
            request.actor = people_queries.actor_of(account=request.user, **whence)
        return self.get_response(request)

    def _by_token(self, request: HttpRequest, secret: str, whence: dict) -> None:
        now = timezone.now()
        actor = people_queries.actor_of_token(secret, now=now, **whence)
        if actor is not None:
            request.actor = actor
            people.note_token_used(secret=secret, by=actor, at=now)


def address_of(request: HttpRequest) -> str:
    """Give the caller's network address; a proxy's header counts only where a proxy is configured."""
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        forwarded = request.headers.get("X-Forwarded-For", "")
        if forwarded:
            return forwarded.split(",")[-1].strip()[:45]
    return request.META.get("REMOTE_ADDR", "")


class PermissionOrPublic:
    """Refuse every view that neither demands a permission nor is marked public; send strangers to the sign-in page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        mark = getattr(view, "permission", None)
        if mark == "public":
            return None
        by_token = getattr(request, "by_token", False)
        if mark is None and getattr(view, "checks_itself", False):
            waits = request.user.is_authenticated and request.user.must_change_password and not by_token
            return errors.change_password_first(request) if waits else None
        if not request.user.is_authenticated:
            return errors.sign_in_first(request, redirect_to_login(request.get_full_path()))
        if mark is None:
            return errors.refused(request, NotAllowed(permission="?"))
        if request.user.must_change_password and not getattr(view, "open_before_password", False):
            return errors.change_password_first(request)
        return None


class PlainText:
    """Refuse calls whose address or form carries NUL characters, which no column of the database can hold."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        values = [value for data in (request.GET, request.POST) for _, many in data.lists() for value in many]
        return errors.bad_request(request) if any("\x00" in value for value in (request.path, *values)) else None


class SameCallOnce:
    """Answer a repeated unsafe call with the same Idempotency-Key as it was answered, with one effect (BL1).

    409 while the first is still running, 422 where the key comes with another body. Answers 409, 429 and 5xx are
    not kept. Forms carry the key as the field `idempotency_key`, programs as a header. A key belongs to an account,
    whether it calls by session or by token; a token's answer is given only to a token that may do as much.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        account_id = request.actor.account_id
        if request.method in {"GET", "HEAD", "OPTIONS"} or account_id is None:
            return None
        key = request.headers.get("Idempotency-Key") or request.POST.get("idempotency_key", "")
        if not key:
            return None
        fingerprint = fingerprint_of(request)
        call, fresh = people.begin_call(account_id=account_id, key=key[:80], fingerprint=fingerprint, at=timezone.now())
        if fresh:
            request.idempotent_call = call
            return None
        if call.fingerprint != fingerprint:
            return self._problem(request, 422, "idempotency_key_reused")
        if call.status is None:
            return self._problem(request, 409, "call_in_flight")
        return HttpResponse(
            bytes(call.body or b""), status=call.status, headers={**call.headers, "Idempotent-Replay": "1"}
        )

    def _problem(self, request: HttpRequest, status: int, code: str) -> HttpResponse:
        refusal = Refusal()
        refusal.code, refusal.status = code, status
        return errors.refused(request, refusal)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        call = getattr(request, "idempotent_call", None)
        if call is not None:
            kept = not response.streaming and response.status_code < 500 and response.status_code not in {409, 429}
            headers = {name: response[name] for name in ("Content-Type", "Location", "HX-Redirect") if name in response}
            body = response.content if kept else b""
            with transaction.atomic():
                people.end_call(call=call, status=response.status_code, body=body, headers=headers, keep=kept)
        return response


def fingerprint_of(request: HttpRequest) -> str:
    """Hash the method, path and body of a call, files and all, without the CSRF token that differs from page to page."""
    parts = [request.method or "", request.get_full_path()]
    if getattr(request, "by_token", False):
        parts += sorted(request.actor.permissions)
    if request.content_type == "multipart/form-data" or request.POST:
        parts += [f"{name}={values}" for name, values in sorted(request.POST.lists()) if name != "csrfmiddlewaretoken"]
        parts += [f"{name}={file.name}:{_digest_of(file)}" for name, file in sorted(request.FILES.items())]
    else:
        parts.append(hashlib.sha256(request.body).hexdigest())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _digest_of(file: UploadedFile) -> str:
    running = hashlib.sha256()
    for part in file.chunks():
        running.update(part)
    file.seek(0)
    return running.hexdigest()
