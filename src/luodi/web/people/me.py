"""One's own account: what one may do, tokens, leave, password."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.people import operations, queries
from luodi.people.operations.tokens import NEVER_BY_TOKEN
from luodi.people.permissions import permission_word
from luodi.values.refusal import NotAllowed, Refusal
from luodi.web.access import actor_of, permitted, signed_in
from luodi.web.answering import day_of, done, sentence

TOKEN_DAYS = 90


@signed_in()
def index(request: HttpRequest) -> HttpResponse:
    """Show the reader's own account."""
    return _screen(request)


def _screen(request: HttpRequest, *, secret: str = "", error: str = "") -> HttpResponse:
    viewer, today, now = actor_of(request), timezone.localdate(), timezone.now()
    page = queries.person_page(viewer, viewer.person_id or 0, today=today)
    held = [post for post in page.posts if post.held]
    context = {
        "page": page,
        "held": held,
        "viewer": viewer,
        "today": today,
        "tokens": queries.own_tokens(viewer=viewer, now=now),
        "offered": [
            (each, permission_word(each, viewer.language)) for each in sorted(viewer.permissions - NEVER_BY_TOKEN)
        ],
        "ends": today + timedelta(days=TOKEN_DAYS),
        "secret": secret,
        "error": error,
        "given": request.POST,
        "colleagues": queries.person_choices(unit_ids=None, today=today, besides=viewer.person_id) if held else [],
    }
    return render(request, "people/me.html", context, status=422 if error else 200)


@permitted("tokens.own", methods=("POST",))
def issue_token(request: HttpRequest) -> HttpResponse:
    """Issue a token and show its secret, this once."""
    now = timezone.now()
    last = day_of(request.POST.get("ends", "")) or timezone.localdate()
    end = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    end += timedelta(days=(last - end.date()).days + 1)
    try:
        _token, secret = operations.issue_token(
            label=request.POST.get("label", ""),
            permissions=frozenset(request.POST.getlist("permission")),
            expires_at=end,
            by=actor_of(request),
            at=now,
        )
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _screen(request, error=sentence(refusal))
    return _screen(request, secret=secret)


@permitted("tokens.own", methods=("POST",))
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """Revoke one of one's tokens."""

    def act() -> None:
        operations.revoke_token(token_id=token_id, by=actor_of(request), at=timezone.now())

    return done(request, act, _("令牌已吊销。"), "people:me")
