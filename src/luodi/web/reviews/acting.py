"""What is done with a review: findings answered, answers accepted, exemptions, hearings, conclusion, withdrawal."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.journeys import conclude_fairness_review as journey
from luodi.reviews import operations
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, done, whole


def _act(request: HttpRequest, review_id: int, do: Callable, said: str, **fields: object) -> HttpResponse:
    version = whole(request.POST.get("version")) or 0
    named = {"review_id": review_id, "version": version, "by": actor_of(request), "at": timezone.now()} | fields
    return done(request, lambda: do(**named), said, "reviews:detail", review_id=review_id)


def _text(request: HttpRequest, name: str, most: int = 4000) -> str:
    return request.POST.get(name, "")[:most]


@permitted("reviews.answer", methods=("POST",))
def answer(request: HttpRequest, review_id: int) -> HttpResponse:
    """Answer a finding: word its sentence anew, explain it, or say why it does not apply."""
    finding_id, kind = whole(request.POST.get("finding")) or 0, request.POST.get("kind", "")
    if kind == "rewrite":
        said, wording = _("已改写，全文重新审查过了。"), _text(request, "wording")
        return _act(request, review_id, operations.rewrite_passage, said, finding_id=finding_id, wording=wording)
    return _act(
        request, review_id, operations.answer_finding, _("已答复。"), finding_id=finding_id,
        kind=kind if kind in ("explained", "not_applicable") else "explained", words=_text(request, "words"),
    )  # fmt: skip


@permitted("reviews.answer", methods=("POST",))
def first_review(request: HttpRequest, review_id: int) -> HttpResponse:
    """Give the drafter's own first review."""
    return _act(request, review_id, operations.give_first_review, _("初审意见已保存。"), words=_text(request, "words"))


@permitted("reviews.answer", methods=("POST",))
def hearing(request: HttpRequest, review_id: int) -> HttpResponse:
    """Attach a record of a hearing, or why nobody has to be heard."""
    heard = request.POST.get("heard", "")
    return _act(
        request, review_id, operations.attach_hearing, _("听取意见的记录已附上。"),
        heard=heard if heard in ("operators", "associations", "public", "experts") else "none",
        held_date=day_of(request.POST.get("held_date", "")) or timezone.localdate(), who=_text(request, "who", 300),
        summary=_text(request, "summary"),
    )  # fmt: skip


@permitted("reviews.answer", methods=("POST",))
def withdraw(request: HttpRequest, review_id: int) -> HttpResponse:
    """Take a text back from review."""
    said, reason = _("已撤回送审。"), _text(request, "reason", 300)
    return _act(request, review_id, operations.withdraw_review, said, reason=reason)


@permitted("reviews.conclude", methods=("POST",))
def accept(request: HttpRequest, review_id: int) -> HttpResponse:
    """Accept or refuse the answer that a forbid does not apply."""
    accepted = request.POST.get("accepted") == "1"
    return _act(
        request, review_id, operations.accept_answer, _("已同意该答复。") if accepted else _("已退回该答复。"),
        finding_id=whole(request.POST.get("finding")) or 0, accepted=accepted, words=_text(request, "words"),
    )  # fmt: skip


@permitted("reviews.conclude", methods=("POST",))
def exempt(request: HttpRequest, review_id: int) -> HttpResponse:
    """Grant an exemption with its four fields."""
    return _act(
        request, review_id, operations.grant_exemption, _("例外已生效，到期自动终止。"),
        finding_id=whole(request.POST.get("finding")) or 0, ground=request.POST.get("ground", ""),
        no_milder=_text(request, "no_milder"), until_date=day_of(request.POST.get("until_date", "")),
        until_condition=_text(request, "until_condition", 300), reasons=_text(request, "reasons"),
    )  # fmt: skip


@permitted("reviews.conclude", methods=("POST",))
def conclude(request: HttpRequest, review_id: int) -> HttpResponse:
    """Write the conclusion."""
    said, text = _("审查结论已作出。"), _text(request, "words")
    return _act(request, review_id, journey.conclude_fairness_review, said, words=text)


@permitted("reviews.conclude", methods=("POST",))
def end_exemption(request: HttpRequest, exemption_id: int) -> HttpResponse:
    """End an exemption by hand."""
    named = {"reason": _text(request, "reason", 300), "by": actor_of(request), "at": timezone.now()}
    said = _("例外已终止，相关发现重新打开。")
    return done(request, lambda: journey.end_exemption(exemption_id=exemption_id, **named), said, "reviews:exemptions")
