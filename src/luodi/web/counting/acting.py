"""What is done with questions, findings, inflows and landing facts: each leads back to its page with what was said."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.counting import operations
from luodi.values.money import Money
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, done, whole


def _given(request: HttpRequest) -> dict:
    return {"version": whole(request.POST.get("version")) or 0, "by": actor_of(request), "at": timezone.now()}


def _text(request: HttpRequest, name: str, longest: int = 500) -> str:
    return request.POST.get(name, "").strip()[:longest]


@permitted("counting.answer", methods=("POST",))
def answer(request: HttpRequest, question_id: int) -> HttpResponse:
    """Answer a question for the responsible unit."""

    def act() -> object:
        return operations.answer_question(
            question_id=question_id, text=_text(request, "text", 1000), document_id=whole(request.POST.get("document")),
            **_given(request),
        )  # fmt: skip

    return done(request, act, _("答复已提交，等待审核。"), "counting:question", question_id=question_id)


@permitted("counting.approve", methods=("POST",))
def decide(request: HttpRequest, question_id: int) -> HttpResponse:
    """Accept an answer, uphold the doubt, or ask again."""
    ways = {
        "explain": (operations.explain_question, _("已认可答复，数据照计。")),
        "uphold": (operations.uphold_question, _("疑点成立，数据不再计入。")),
        "again": (operations.ask_again, _("已再次质疑，期限顺延。")),
    }
    operation, said = ways.get(request.POST.get("decision", ""), ways["again"])

    def act() -> object:
        return operation(question_id=question_id, text=_text(request, "text"), **_given(request))

    return done(request, act, said, "counting:question", question_id=question_id)


@permitted("counting.view", methods=("POST",))
def ask_about_finding(request: HttpRequest, doubt_id: int) -> HttpResponse:
    """Turn a finding into a question to the responsible unit."""

    def act() -> object:
        return operations.ask_about_finding(
            finding_id=doubt_id, text=_text(request, "text"), by=actor_of(request), at=timezone.now()
        )

    return done(request, act, _("质疑已发给责任单位。"), "counting:finding", doubt_id=doubt_id)


def _back(request: HttpRequest) -> tuple[str, dict]:
    project_id = whole(request.POST.get("project"))
    return ("counting:project", {"project_id": project_id}) if project_id else ("counting:inflows", {})


@permitted("projects.confirm_stage", methods=("POST",))
def confirm_inflow(request: HttpRequest, inflow_id: int) -> HttpResponse:
    """Confirm an inflow as a second person."""
    page, where = _back(request)

    def act() -> object:
        return operations.confirm_inflow(inflow_id=inflow_id, **_given(request))

    return done(request, act, _("到资已确认。"), page, **where)


@permitted("projects.edit", methods=("POST",))
def withdraw_inflow(request: HttpRequest, inflow_id: int) -> HttpResponse:
    """Withdraw an inflow with a reason."""
    page, where = _back(request)

    def act() -> object:
        return operations.withdraw_inflow(inflow_id=inflow_id, reason=_text(request, "reason", 200), **_given(request))

    return done(request, act, _("到资已撤回，不再计入。"), page, **where)


@permitted("projects.edit", methods=("POST",))
def follow_inflow(request: HttpRequest, inflow_id: int) -> HttpResponse:
    """Note until when money stayed, or that it left."""
    page, where = _back(request)

    def act() -> object:
        amount = _text(request, "left_amount", 40)
        return operations.follow_inflow(
            inflow_id=inflow_id, evidence=_text(request, "evidence", 200), stayed_until=day_of(request.POST.get("stayed_until", "")),
            left_date=day_of(request.POST.get("left_date", "")),
            left_amount=Money.parse_in(amount, "万元")[0].amount if amount else None, **_given(request),
        )  # fmt: skip

    return done(request, act, _("资金去向已登记。"), page, **where)


@permitted("projects.confirm_stage", methods=("POST",))
def confirm_landmark(request: HttpRequest, landmark_id: int) -> HttpResponse:
    """Confirm a landing fact as a second person."""
    page, where = _back(request)

    def act() -> object:
        return operations.confirm_landmark(landmark_id=landmark_id, **_given(request))

    return done(request, act, _("落地事实已确认。"), page, **where)


@permitted("projects.edit", methods=("POST",))
def withdraw_landmark(request: HttpRequest, landmark_id: int) -> HttpResponse:
    """Withdraw a landing fact with a reason."""
    page, where = _back(request)

    def act() -> object:
        return operations.withdraw_landmark(
            landmark_id=landmark_id, reason=_text(request, "reason", 200), **_given(request)
        )

    return done(request, act, _("落地事实已撤回。"), page, **where)
