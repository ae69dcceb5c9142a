"""What is done with clauses: submitted, sent back, published, withdrawn; a policy's head published."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.policies import operations, queries
from luodi.web.access import actor_of, permitted
from luodi.web.answering import done, whole

ISSUERS = ("department", "government")


def _act(request: HttpRequest, clause_pk: int, do: Callable, said: str) -> HttpResponse:
    named = {"by": actor_of(request), "at": timezone.now()}
    return done(request, lambda: do(**named), said, "policies:clause", clause_pk=clause_pk)


def _issuer(request: HttpRequest) -> str:
    given = request.POST.get("issued_by", "")
    return given if given in ISSUERS else "department"


@permitted("policies.draft", methods=("POST",))
def submit(request: HttpRequest, clause_pk: int) -> HttpResponse:
    """Send one draft into review."""
    policy_id = queries.clause_page(actor_of(request), clause_pk).row.policy_id

    def do(**named):
        operations.submit_clauses(policy_id=policy_id, clause_pks=[clause_pk], issued_by=_issuer(request), **named)

    return _act(request, clause_pk, do, _("已提交审查；公平竞争审查有结论后由另一位有权限的人发布。"))


@permitted("policies.view", methods=("POST",))
def send_back(request: HttpRequest, clause_pk: int) -> HttpResponse:
    """Send a clause back to draft, with a reason."""

    def do(**named):
        operations.send_back_clause(
            clause_pk=clause_pk,
            edits=whole(request.POST.get("edits")) or 0,
            reason=request.POST.get("reason", ""),
            **named,
        )

    return _act(request, clause_pk, do, _("已退回为草稿。"))


@permitted("policies.publish", methods=("POST",))
def publish(request: HttpRequest, clause_pk: int) -> HttpResponse:
    """Publish one clause."""
    policy_id = queries.clause_page(actor_of(request), clause_pk).row.policy_id

    def do(**named):
        operations.publish_clauses(
            policy_id=policy_id, clause_pks=[clause_pk], end_earlier=bool(request.POST.get("end_earlier")), **named
        )

    return _act(request, clause_pk, do, _("已发布；文本从此不再改动。"))


@permitted("policies.view", methods=("POST",))
def withdraw(request: HttpRequest, clause_pk: int) -> HttpResponse:
    """Withdraw a version, with a reason."""

    def do(**named):
        operations.withdraw_clause(
            clause_pk=clause_pk,
            edits=whole(request.POST.get("edits")) or 0,
            reason=request.POST.get("reason", ""),
            **named,
        )

    return _act(request, clause_pk, do, _("已撤回，记录保留。"))


@permitted("policies.draft", methods=("POST",))
def submit_all(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Send all drafts of a policy into review at once, as one text."""
    viewer, at = actor_of(request), timezone.now()
    drafts = queries.policy_page(viewer, policy_id).drafts

    def do():
        operations.submit_clauses(policy_id=policy_id, clause_pks=drafts, issued_by=_issuer(request), by=viewer, at=at)

    return done(request, do, _("已整份提交审查。"), "policies:policy", policy_id=policy_id)


@permitted("policies.publish", methods=("POST",))
def publish_all(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Publish all clauses of a policy that are in review."""
    viewer, at = actor_of(request), timezone.now()
    waiting = queries.policy_page(viewer, policy_id).in_review

    def do():
        operations.publish_clauses(
            policy_id=policy_id, clause_pks=waiting, end_earlier=bool(request.POST.get("end_earlier")), by=viewer, at=at
        )

    return done(request, do, _("已整份发布。"), "policies:policy", policy_id=policy_id)


@permitted("policies.publish", methods=("POST",))
def publish_head(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Publish a policy's drafted head."""
    viewer, at = actor_of(request), timezone.now()
    said = _("总则已发布。")
    return done(
        request, lambda: operations.publish_head(policy_id=policy_id, by=viewer, at=at), said, "policies:policy",
        policy_id=policy_id,
    )  # fmt: skip
