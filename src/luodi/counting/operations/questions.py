"""Questions to the numbers (数据质疑): asked to a unit until a day, answered with evidence, decided by somebody else."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from luodi.counting import refusals
from luodi.counting.models import MEASURES, Finding, FindingStep, Question, QuestionStep
from luodi.counting.operations.checking import recheck
from luodi.counting.permissions import may_answer, may_decide, project_seen
from luodi.documents.permissions import seen_document
from luodi.engines import counting as engine
from luodi.engines.clocks import working_days_after
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.people.queries import parameter
from luodi.projects.models import Project
from luodi.tasks import operations as tasks
from luodi.values.actor import Actor, system
from luodi.values.refusal import NotAllowed, NotFound, Stale

ORIGIN = "counting.question"


@transaction.atomic
def ask_about_finding(*, finding_id: int, text: str, by: Actor, at: datetime) -> Question:
    """Turn a finding into a question to the unit that is responsible for the project.

    :raises FindingGone: if it is gone or upheld
    :raises QuestionOpenAlready: if it is asked already
    """
    require(by, "counting.view")
    finding = Finding.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=finding_id).first()
    if finding is None:
        raise NotFound()
    if finding.gone_at is not None or finding.state == "accepted":
        raise refusals.FindingGone()
    rule = engine.rules().get(finding.rule)
    measure = rule.bears_on[0] if rule else finding.measure
    return _ask(finding, project_seen(finding.project_id, by), measure, text, by, at)


@transaction.atomic
def ask_about_figure(*, project_id: int, measure: str, text: str, by: Actor, at: datetime) -> Question:
    """Ask a question to one figure of a project, as a person: an auditor, a leader, another officer.

    :raises QuestionOpenAlready: if this figure is being asked about
    """
    require(by, "counting.view")
    if measure not in MEASURES:
        raise refusals.CountingFieldWrong(field="指标", field_en="measure", value=measure[:20])
    project = project_seen(project_id, by)
    finding, _new = Finding.objects.get_or_create(
        project=project, rule="asked", measure=measure, other=None, inflow=None,
        defaults={"rules_version": engine.VERSION, "found_at": at, "changed_at": at},
    )  # fmt: skip
    return _ask(finding, project, measure, text, by, at)


def _ask(finding: Finding, project: Project, measure: str, text: str, by: Actor, at: datetime) -> Question:
    if not text.strip():
        raise refusals.QuestionEmpty()
    due = _due(at)
    try:
        with transaction.atomic():
            question = Question.objects.create(
                project=project, finding=finding, measure=measure, text=text.strip()[:500], unit_id=project.unit_id,
                due_date=due, asked_by_id=by.person_id, asked_at=at,
            )  # fmt: skip
    except IntegrityError as twice:
        raise refusals.QuestionOpenAlready() from twice
    _step(question, "asked", question.text, by, at, due=due)
    _set(finding, "open", "asked", question.text, by, at)
    _open_task(question, project, at)
    _record("counting.question_asked", question, project, by, at, text=question.text, due=due)
    return question


def _due(at: datetime) -> date:
    """Give the day by which an answer is due: so many working days of the parameter from today."""
    today = localdate(at)
    return working_days_after(today, max(int(str(parameter("counting.answer_days", on=today))), 1)).day


@transaction.atomic
def answer_question(
    *, question_id: int, version: int, text: str, by: Actor, at: datetime, document_id: int | None = None
) -> Question:
    """Answer a question for the responsible unit, with evidence; the follow-up is closed, the approver decides.

    :raises QuestionNotOpen: if it was answered or decided
    """
    question, project = _locked(question_id, version, by)
    if not may_answer(by, {question.unit_id, project.unit_id}):
        raise NotAllowed(permission="counting.answer")
    if question.state != "open":
        raise refusals.QuestionNotOpen()
    if not text.strip():
        raise refusals.QuestionEmpty()
    if document_id:
        seen_document(document_id, by)
    question.state, question.answer, question.document_id = "answered", text.strip()[:1000], document_id
    question.answered_by_id, question.answered_at = by.person_id, at
    question.decided_by_id = None
    _store(question)
    _step(question, "answered", question.answer, by, at, document_id=document_id)
    _set(question.finding, "answered", "answered", question.answer, by, at)
    tasks.close_of_origin(
        origin_kind=ORIGIN, origin_id=question.pk, kind="finding", outcome="已答复", by=by, at=at
    )  # fmt: skip
    _record("counting.question_answered", question, project, by, at, text=question.answer[:200])
    return question


@transaction.atomic
def explain_question(*, question_id: int, version: int, text: str, by: Actor, at: datetime) -> Question:
    """Accept an answer: the figure counts, the finding is dismissed as long as its numbers stay what they are.

    :raises DecidedByAnswerer: if `by` answered it
    """
    return _decide(question_id, version, "explained", "dismissed", text, by, at)


@transaction.atomic
def uphold_question(*, question_id: int, version: int, text: str, by: Actor, at: datetime) -> Question:
    """Uphold the doubt: the figure no longer counts, stated beside what is claimed.

    :raises DecidedByAnswerer: if `by` answered it
    """
    return _decide(question_id, version, "upheld", "accepted", text, by, at)


def _decide(question_id: int, version: int, state: str, finding: str, text: str, by: Actor, at: datetime) -> Question:
    question, project = _to_decide(question_id, version, text, by)
    question.state, question.decision = state, text.strip()[:500]
    question.decided_by_id, question.decided_at = by.person_id, at
    _store(question)
    _step(question, state, question.decision, by, at)
    _set(question.finding, finding, finding, question.decision, by, at)
    facts = {"text": question.decision[:200]}
    if state == "explained":
        _record("counting.question_explained", question, project, by, at, **facts)
    else:
        _record("counting.question_upheld", question, project, by, at, **facts)
    recheck(project_ids=[project.pk], by=by, at=at)
    return question


@transaction.atomic
def ask_again(*, question_id: int, version: int, text: str, by: Actor, at: datetime) -> Question:
    """Not accept an answer and ask again, with a new day; the follow-up opens again.

    :raises DecidedByAnswerer: if `by` answered it
    """
    question, project = _to_decide(question_id, version, text, by)
    question.state, question.round, question.due_date = "open", question.round + 1, _due(at)
    _store(question)
    _step(question, "asked_again", text.strip()[:1000], by, at, due=question.due_date)
    _set(question.finding, "open", "asked", text.strip()[:500], by, at)
    _open_task(question, project, at)
    _record("counting.question_asked_again", question, project, by, at, text=text.strip()[:200], due=question.due_date)
    return question


def _to_decide(question_id: int, version: int, text: str, by: Actor) -> tuple[Question, Project]:
    require(by, "counting.approve")
    question, project = _locked(question_id, version, by)
    if question.state != "answered":
        raise refusals.QuestionNotAnswered()
    if not may_decide(by, question.answered_by_id):
        raise refusals.DecidedByAnswerer()
    if not text.strip():
        raise refusals.QuestionEmpty()
    return question, project


def _locked(question_id: int, version: int, by: Actor) -> tuple[Question, Project]:
    seen = Question.objects.visible_to(by).select_for_update(of=("self",)).select_related("project", "finding")
    question = seen.filter(pk=question_id).first()
    if question is None or not by.may("counting.view"):
        raise NotFound()
    if question.version != version:
        raise Stale()
    return question, question.project


def _store(question: Question) -> None:
    question.version += 1
    question.save()


def _step(
    question: Question, kind: str, text: str, by: Actor, at: datetime, *, due: date | None = None,
    document_id: int | None = None,
) -> None:  # fmt: skip
    QuestionStep.objects.create(
        question=question, kind=kind, text=text, due_date=due, document_id=document_id, person_id=by.person_id, at=at
    )  # fmt: skip


def _set(finding: Finding, state: str, kind: str, note: str, by: Actor, at: datetime) -> None:
    finding.state, finding.changed_at = state, at
    finding.save(update_fields=["state", "changed_at"])
    FindingStep.objects.create(
        finding=finding, kind=kind, seen=finding.seen, note=note[:500], rules_version=engine.VERSION,
        person_id=by.person_id, at=at,
    )  # fmt: skip


def _open_task(question: Question, project: Project, at: datetime) -> None:
    """Open the follow-up of the unit that has to answer; its due day drives lamps, desks and reminders."""
    task = tasks.NewTask(
        kind="finding", title=f"答复数据质疑：{project.name}"[:300], detail=question.text, unit_id=question.unit_id,
        due_date=question.due_date, origin_kind=ORIGIN, origin_id=question.pk, origin_label=project.name[:200],
        origin_unit_id=question.unit_id,
    )  # fmt: skip
    tasks.open_task(task=task, by=system("数据质疑"), at=at)


def _record(event: str, question: Question, project: Project, by: Actor, at: datetime, **facts) -> None:
    record(event, question, by=by, at=at, label=project.name, owner_unit_id=project.unit_id, facts=facts)
