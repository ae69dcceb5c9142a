"""A task on its way: reported with its proof, accepted or returned by the office, moved or withdrawn with a reason."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from luodi.campaigns import refusals
from luodi.campaigns.models import PlanTask, TaskStep
from luodi.campaigns.operations.planning import require_day_of_plan
from luodi.campaigns.permissions import is_oneself, require_check, require_plan, require_report, seen_task
from luodi.documents.permissions import seen_document
from luodi.journal.operations import record
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.refusal import Stale

STATES = {
    "open": ("进行中", "open"), "reported": ("待验收", "reported"), "returned": ("退回", "returned"),
    "accepted": ("已验收", "accepted"), "withdrawn": ("已撤销", "withdrawn"), "closing": ("待核查", "to be checked"),
    "closed": ("已销号", "closed"),
}  # fmt: skip
PROOF_WORDS = {
    "text": ("文字说明", "an account in words"), "document": ("文件", "a document"), "photo": ("照片", "a photo"),
}  # fmt: skip


@transaction.atomic
def report_task(
    *, task_id: int, version: int, words: str, document_id: int | None = None, day: date | None = None, by: Actor,
    at: datetime,
) -> TaskStep:  # fmt: skip
    """Report a task as done on a day (today when left out), with the proof that it asks for.

    :raises NotAllowed: for who is neither of the leading unit nor of the office
    :raises CampaignStepNotNow: unless it is open or was returned
    :raises CampaignProofMissing, CampaignNotAPhoto: for the proof
    :raises IssueDayWrong: for a day that lies ahead or before the plan's year
    """
    task = locked_task(task_id, version, by)
    require_report(by, task.lead_id, task.plan.office_id)
    require_state(task.state, "open", "returned")
    _require_proof(task, words, document_id, by)
    done = day or localdate(at)
    earliest = date(task.plan.year, 1, 1)
    if not earliest <= done <= localdate(at):
        raise refusals.IssueDayWrong(day=done, earliest=earliest, latest=localdate(at))
    step = write_task_step(
        task, "reported", day=done, words=words, document_id=document_id, state="reported", by=by, at=at
    )
    _note("campaign.task_reported", task, by, at, day=done.isoformat())
    return step


@transaction.atomic
def check_task(*, task_id: int, version: int, accept: bool, words: str = "", by: Actor, at: datetime) -> TaskStep:
    """Accept a reported task for the office, or return it saying why, as another person than who reported it.

    :raises CampaignCheckerIsMaker: for who reported it
    :raises CampaignWordsMissing: when returned without words
    """
    task = locked_task(task_id, version, by)
    require_check(by, task.plan.office_id)
    require_state(task.state, "reported")
    report = task.steps.filter(kind="reported").order_by("-pk").first()
    if is_oneself(by, report.by_id):
        raise refusals.CampaignCheckerIsMaker()
    if not accept:
        require_words(words)
    kind = "accepted" if accept else "returned"
    step = write_task_step(
        task, kind, day=localdate(at), words=words, reporter_id=report.by_id, state=kind, by=by, at=at
    )
    _note(f"campaign.task_{kind}", task, by, at, words=step.words)
    return step


@transaction.atomic
def move_task(*, task_id: int, version: int, due_date: date | None, reason: str, by: Actor, at: datetime) -> TaskStep:
    """Move a task's deadline for the office, saying why; figures of before keep the old one."""
    task = locked_task(task_id, version, by)
    require_plan(by, task.plan.office_id)
    require_state(task.state, "open", "reported", "returned")
    require_day_of_plan(task.plan, due_date)
    require_words(reason)
    before, task.due_date = task.due_date, due_date
    step = write_task_step(
        task, "moved", day=localdate(at), due_date=due_date, words=reason, state=task.state, by=by, at=at
    )
    _note(
        "campaign.task_moved", task, by, at, before=before.isoformat(), due=task.due_date.isoformat(), words=step.words
    )
    return step


@transaction.atomic
def withdraw_task(*, task_id: int, version: int, reason: str, by: Actor, at: datetime) -> TaskStep:
    """Withdraw a task that was planned by mistake, saying why; from then on it counts nowhere."""
    task = locked_task(task_id, version, by)
    require_plan(by, task.plan.office_id)
    require_state(task.state, "open", "returned")
    require_words(reason)
    step = write_task_step(task, "withdrawn", day=localdate(at), words=reason, state="withdrawn", by=by, at=at)
    _note("campaign.task_withdrawn", task, by, at, words=step.words)
    return step


def locked_task(task_id: int, version: int, by: Actor) -> PlanTask:
    """Lock a task that the actor may see.

    :raises NotFound: if there is none
    :raises Stale: if somebody changed it since
    """
    found = seen_task(by, task_id)
    locked = PlanTask.objects.select_for_update(of=("self",)).get(pk=task_id)
    if locked.version != version:
        raise Stale()
    locked.plan, locked.line = found.plan, found.line
    return locked


def write_task_step(
    task: PlanTask, kind: str, *, state: str, words: str = "", by: Actor, at: datetime, **step
) -> TaskStep:
    """Write a step of a locked task and bring the task to its state."""
    row = fitting(TaskStep(task=task, kind=kind, words=words.strip(), by_id=by.person_id, at=at, **step))
    row.save(force_insert=True)
    task.state, task.version = state, task.version + 1
    task.save(update_fields=["state", "due_date", "version"])
    return row


def require_state(state: str, *allowed: str) -> None:
    """Refuse unless the state is one of those.

    :raises CampaignStepNotNow: naming the state
    """
    if state not in allowed:
        zh, en = STATES[state]
        raise refusals.CampaignStepNotNow(state=zh, state_en=en)


def require_words(words: str) -> None:
    """Refuse an empty reason.

    :raises CampaignWordsMissing: naming the field
    """
    if not words.strip():
        raise refusals.CampaignWordsMissing(field="理由", field_en="reason")


def _require_proof(task: PlanTask, words: str, document_id: int | None, by: Actor) -> None:
    if not words.strip() or (task.proof != "text" and document_id is None):
        zh, en = PROOF_WORDS[task.proof if words.strip() else "text"]
        raise refusals.CampaignProofMissing(proof=zh, proof_en=en)
    if document_id is None:
        return
    document = seen_document(document_id, by)
    if task.proof == "photo" and document.kind != "photo":
        raise refusals.CampaignNotAPhoto(title=document.title)


def _note(event: str, task: PlanTask, by: Actor, at: datetime, **facts: object) -> None:
    record(
        event, task, by=by, at=at, label=task.title, owner_unit_id=task.lead_id, facts={"line": task.line.name} | facts
    )
