"""Gates of a project: what is missing, evidence, opinions and conditions, passing; the rules; what waits for the caller."""

from decimal import Decimal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from luodi.api.contract import Id, actor_of, offer
from luodi.api.gate_shapes import (
    ConditionReported,
    EvidencePut,
    FailureAnswered,
    Failures,
    FailuresAsked,
    FailureShown,
    FailureWritten,
    GateAnswered,
    GatePassed,
    GatesShown,
    GateWithdrawn,
    OpinionGiven,
    OpinionsAsked,
    PileShown,
    RouteSet,
    RulesSet,
    RulesShown,
)
from luodi.cockpit.waiting import waiting as everything_waiting
from luodi.projects import operations, queries
from luodi.projects.operations import Wish
from luodi.values.refusal import NotFound

router = Router()


@offer(router, "GET", "/projects/{project_id}/gates", permission="projects.view", answer=GatesShown, summary="Gates")
def gates(request: HttpRequest, project_id: Id):
    """Give a project's next gate with what is missing and who holds it."""
    return _shown(request, project_id)


def _shown(request: HttpRequest, project_id: int) -> dict[str, object]:
    viewer = actor_of(request)
    page = queries.without_secrets(queries.gate_page(project_id=project_id, viewer=viewer, today=timezone.localdate()))
    place = 0 if viewer.language.startswith("zh") else 1
    verdict = page.verdict
    return {
        "project_id": project_id, "version": page.heading.version, "stage": page.heading.stage,
        "stage_confirmed": page.heading.stage_confirmed, "gate": verdict.gate, "ready": verdict.ready,
        "missing": [
            {
                "code": each.ask.code, "what": each.name("zh" if place == 0 else "en"), "holder": each.holder[place],
                "stage": each.ask.stage, "source": each.ask.source, "due": each.due.day if each.due else None,
                "due_certain": each.due.certain if each.due else True,
            }
            for each in verdict.missing
        ],
        "vetoes": len(verdict.vetoes), "open_conditions": len(verdict.conditions),
        "bodies": [code for code, _, _ in verdict.bodies], "evidence": list(page.evidence), "rounds": list(page.rounds),
        "passed": [each.gate for each in page.passes],
    }  # fmt: skip


@offer(
    router,
    "POST",
    "/projects/{project_id}/gates/pass",
    permission="gates.pass",
    answer=GatesShown,
    summary="Pass a gate",
)
def pass_gate(request: HttpRequest, project_id: Id, passed: GatePassed):
    """Pass a project through its next gate."""
    operations.pass_gate(project_id=project_id, **passed.model_dump(), by=actor_of(request), at=timezone.now())
    return _shown(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/gates/route", permission="projects.edit", answer=GatesShown,
    summary="Say which way a project takes",
)  # fmt: skip
def set_route(request: HttpRequest, project_id: Id, route: RouteSet):
    """Say whether a project takes land or leases, what is special about it, and how much support it asks for."""
    support = None if route.support is None else Decimal(route.support)
    operations.set_route(
        project_id=project_id, path=route.path, marks=tuple(route.marks), support=support, reason=route.reason,
        by=actor_of(request), at=timezone.now(),
    )  # fmt: skip
    return _shown(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/gates/evidence", permission="projects.edit", answer=GatesShown,
    summary="Put evidence",
)  # fmt: skip
def put_evidence(request: HttpRequest, project_id: Id, put: EvidencePut):
    """Enter evidence by hand; what only an act can make is refused."""
    operations.put_evidence(project_id=project_id, **put.model_dump(), by=actor_of(request), at=timezone.now())
    return _shown(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/gates/evidence/{evidence_id}/withdraw", permission="projects.edit",
    answer=GatesShown, summary="Withdraw evidence",
)  # fmt: skip
def withdraw_evidence(request: HttpRequest, project_id: Id, evidence_id: Id, withdrawn: GateWithdrawn):
    """Withdraw evidence that was entered by hand."""
    _guard(request, project_id)
    operations.withdraw_evidence(
        evidence_id=evidence_id, reason=withdrawn.reason, by=actor_of(request), at=timezone.now()
    )
    return _shown(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/gates/opinions", permission="projects.edit", answer=GatesShown,
    summary="Ask for opinions",
)  # fmt: skip
def ask_opinions(request: HttpRequest, project_id: Id, asked: OpinionsAsked):
    """Ask departments for their opinion on a project."""
    operations.ask_opinions(project_id=project_id, **asked.model_dump(), by=actor_of(request), at=timezone.now())
    return _shown(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/gates/opinions/{round_id}", permission="gates.opine", answer=GatesShown,
    summary="Give an opinion",
)  # fmt: skip
def give_opinion(request: HttpRequest, project_id: Id, round_id: Id, given: OpinionGiven):
    """Give a department's opinion, or replace or withdraw the former one."""
    _guard(request, project_id)
    wishes = [Wish(each.text, each.before) for each in given.conditions]
    operations.give_opinion(
        round_id=round_id, unit_id=given.unit_id, verdict=given.verdict, text=given.text, conditions=wishes,
        seen=given.seen, by=actor_of(request), at=timezone.now(),
    )  # fmt: skip
    return _shown(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/gates/opinions/{round_id}/cancel", permission="projects.edit",
    answer=GatesShown, summary="Cancel a round of opinions",
)  # fmt: skip
def cancel_round(request: HttpRequest, project_id: Id, round_id: Id, withdrawn: GateWithdrawn):
    """Cancel a round of opinions, so that the question can be put anew."""
    _guard(request, project_id)
    operations.cancel_round(round_id=round_id, reason=withdrawn.reason, by=actor_of(request), at=timezone.now())
    return _shown(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/gates/conditions/{condition_id}/report", permission="projects.edit",
    answer=GatesShown, summary="Report a condition as met",
)  # fmt: skip
def report_condition(request: HttpRequest, project_id: Id, condition_id: Id, reported: ConditionReported):
    """Report a condition as met, with what shows it."""
    _guard(request, project_id)
    operations.report_condition(
        condition_id=condition_id, evidence=reported.evidence, by=actor_of(request), at=timezone.now()
    )
    return _shown(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/gates/conditions/{condition_id}/answer", permission="gates.opine",
    answer=GatesShown, summary="Accept a condition or send it back",
)  # fmt: skip
def answer_condition(request: HttpRequest, project_id: Id, condition_id: Id, answered: GateAnswered):
    """Accept that a condition is met, or send the report back."""
    _guard(request, project_id)
    operations.answer_condition(
        condition_id=condition_id, accepted=answered.accepted, answer=answered.answer, by=actor_of(request),
        at=timezone.now(),
    )  # fmt: skip
    return _shown(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/failure-review", permission="projects.edit", answer=FailureShown,
    summary="Write an honest-failure review",
)  # fmt: skip
def write_failure(request: HttpRequest, project_id: Id, written: FailureWritten):
    """Write what was tried on a lost or terminated project and what was learnt."""
    operations.write_failure_review(
        project_id=project_id, **written.model_dump(), by=actor_of(request), at=timezone.now()
    )
    return _failure(request, project_id)


@offer(
    router, "POST", "/projects/{project_id}/failure-review/{failure_id}/answer", permission="gates.pass",
    answer=FailureShown, summary="Approve an honest-failure review",
)  # fmt: skip
def answer_failure(request: HttpRequest, project_id: Id, failure_id: Id, answered: FailureAnswered):
    """Approve an honest-failure review, or send it back."""
    _guard(request, project_id)
    operations.answer_failure_review(
        review_id=failure_id, **answered.model_dump(), by=actor_of(request), at=timezone.now()
    )
    return _failure(request, project_id)


def _failure(request: HttpRequest, project_id: int):
    page = queries.gate_page(project_id=project_id, viewer=actor_of(request), today=timezone.localdate())
    if not page.failures:
        raise NotFound()
    return page.failures[0]


def _guard(request: HttpRequest, project_id: int) -> None:
    queries.project_heading(project_id=project_id, viewer=actor_of(request))


@offer(router, "GET", "/failure-reviews", permission="projects.view", answer=Failures, summary="Honest-failure reviews")
def failures(request: HttpRequest, asked: Query[FailuresAsked]):
    """Search what was tried and learnt on projects that were lost."""
    filters = queries.FailureFilter(asked.q.strip(), asked.reason_code, asked.state)
    rows, total = queries.failure_reviews(
        viewer=actor_of(request), asked=filters, limit=asked.size, offset=(asked.page - 1) * asked.size
    )
    return {"total": total, "rows": rows}


@offer(router, "GET", "/gates", permission="projects.view", answer=RulesShown, summary="The gates' rules")
def rules(request: HttpRequest):
    """Give the gates' definition that holds today."""
    return _rules(request)


def _rules(request: HttpRequest) -> dict[str, object]:
    page = queries.gate_definition_page(viewer=actor_of(request), today=timezone.localdate())
    if page is None:
        raise NotFound()
    return {"version_id": page.shown, "newest": page.newest, "title": page.definition.title, "text": page.text}


@offer(router, "POST", "/gates", permission="gates.define", answer=RulesShown, summary="Set the gates' rules")
def define(request: HttpRequest, rules_set: RulesSet):
    """Set a new version of the gates' definition from a day on."""
    operations.define_gates(**rules_set.model_dump(), by=actor_of(request), at=timezone.now())
    return _rules(request)


@offer(router, "GET", "/waiting", permission="desk.view", answer=list[PileShown], summary="What waits for the caller")
def waiting(request: HttpRequest):
    """Give what waits for the caller, pile by pile."""
    return everything_waiting(viewer=actor_of(request), today=timezone.localdate())
