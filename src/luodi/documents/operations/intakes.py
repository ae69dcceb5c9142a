"""Writing intakes: a sheet is checked, its doubtful rows are answered, it is taken in once, and undone as a whole."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, connections, transaction

from luodi.documents.models import Intake, Progress, Row
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Refusal, Stale

PERMISSION = "projects.import"
WRITING_LOCK = 0x6C656467
OPEN_STATES = ("checking", "checked")


class IntakeNotOpen(Refusal):
    """The import is in a state in which this can't be done any more; `state` names it."""

    code = "intake_not_open"
    status = 409


class RowNotDoubtful(Refusal):
    """Only doubtful rows are answered. Params: row."""

    code = "row_not_doubtful"


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row as the check saw it; `values` and `findings` are plain JSON."""

    number: int
    values: dict
    findings: list[dict] = field(default_factory=list)
    verdict: str = "good"
    unit_id: int | None = None


@transaction.atomic
def begin_intake(
    *, document_id: int, file_name: str, mode: str, rows: int, unit_id: int, by: Actor, at: datetime
) -> Intake:
    """Begin taking in a sheet: the check comes next, here or in the background.

    :raises NotAllowed: if `by` may not import for the unit
    """
    require(by, PERMISSION, unit_id=unit_id)
    intake = Intake.objects.create(
        document_id=document_id, mode=mode, total=rows, unit_id=unit_id, started_by_id=by.person_id, started_at=at
    )
    record("import.uploaded", intake, by=by, at=at, label=file_name, facts={"rows": rows, "mode": mode})
    return intake


@transaction.atomic
def queue(*, intake_id: int, step: str, label: str, by: Actor, at: datetime) -> None:
    """Say that a step ("check" or "run") waits for the background; who reacts to the event enqueues it."""
    intake = Intake.objects.get(pk=intake_id)
    record(f"import.{step}_queued", intake, by=by, at=at, label=label, facts={"request": by.request_id})


@transaction.atomic
def store_check(
    *,
    intake_id: int,
    columns: dict,
    options: dict,
    findings: list[dict],
    rows: Sequence[CheckedRow],
    by: Actor,
    at: datetime,
) -> Intake:
    """Keep what a check found, rows included, and open the intake for answers.

    A check that comes again (after a worker died) replaces what the first one left.

    :raises IntakeNotOpen: if the intake was run, undone or dropped meanwhile
    """
    intake = _locked(intake_id, ("checking",), by)
    intake.rows.all().delete()
    _copy_rows(intake.pk, rows)
    intake.columns, intake.findings, intake.options = columns, findings, {**intake.options, **options}
    _count(intake, [row.verdict for row in rows])
    intake.total, intake.done = len(rows), 0
    intake.state, intake.version = "checked", intake.version + 1
    intake.save()
    record(
        "import.checked", intake, by=by, at=at, label=intake.document.file_name,
        facts={"good": intake.good, "doubtful": intake.doubtful, "bad": intake.bad},
    )  # fmt: skip
    return intake


def _count(intake: Intake, verdicts: Sequence[str]) -> None:
    intake.good, intake.doubtful, intake.bad = (verdicts.count(each) for each in ("good", "doubtful", "bad"))


def _copy_rows(intake_id: int, rows: Iterable[CheckedRow]) -> None:
    """Write rows by COPY: the constraints hold as for any other INSERT."""
    statement = "COPY documents_row (intake_id, number, values, findings, verdict, choice, reason, unit_id, object_kind) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:  # type: ignore[attr-defined]
        for row in rows:
            copy.write_row(
                (intake_id, row.number, _json(row.values), _json(row.findings), row.verdict, "", "", row.unit_id, "")
            )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@transaction.atomic
def update_rows(*, intake_id: int, rows: Sequence[tuple[int, CheckedRow]], by: Actor, at: datetime) -> None:
    """Keep what a second look found in some rows, as (row id, row); their answers are asked for again."""
    intake = _locked(intake_id, ("checked", "running"), by)
    found = Row.objects.in_bulk([row_id for row_id, _ in rows])
    for row_id, seen in rows:
        row = found[row_id]
        row.values, row.findings, row.verdict, row.choice = seen.values, seen.findings, seen.verdict, ""
    Row.objects.bulk_update(found.values(), ["values", "findings", "verdict", "choice"], batch_size=1000)
    _count(intake, list(intake.rows.values_list("verdict", flat=True)))
    intake.state, intake.version = "checked", intake.version + 1
    intake.save()
    record(
        "import.checked", intake, by=by, at=at, label=intake.document.file_name,
        facts={"good": intake.good, "doubtful": intake.doubtful, "bad": intake.bad},
    )  # fmt: skip


@transaction.atomic
def answer_rows(*, intake_id: int, version: int, answers: dict[int, str], reason: str, by: Actor, at: datetime) -> int:
    """Keep a person's answers to doubtful rows, as row id → choice, and return how many changed.

    :raises Stale: if the intake was checked or run again since `version`
    :raises RowNotDoubtful: naming a row that asks nothing
    """
    intake = _locked(intake_id, ("checked",), by)
    if intake.version != version:
        raise Stale()
    changed = []
    for row in intake.rows.filter(pk__in=answers).order_by("number"):
        if row.verdict != "doubtful":
            raise RowNotDoubtful(row=row.number)
        if (row.choice, row.reason) != (answers[row.pk], reason):
            row.choice, row.reason = answers[row.pk], reason
            changed.append(row)
    Row.objects.bulk_update(changed, ["choice", "reason"], batch_size=1000)
    if changed:
        facts = {"rows": len(changed), "choices": sorted({row.choice for row in changed})[:20], "reason": reason}
        record("import.answered", intake, by=by, at=at, label=intake.document.file_name, facts=facts)
    return len(changed)


@transaction.atomic
def begin_run(*, intake_id: int, version: int, by: Actor, at: datetime) -> Intake:
    """Move a checked intake to running, once: whoever presses second finds another state and changes nothing.

    :raises IntakeNotOpen: if it runs already, is done, undone or dropped
    :raises Stale: if it was checked again since `version`
    """
    intake = _locked(intake_id, ("checked",), by)
    if intake.version != version:
        raise Stale()
    intake.state, intake.version = "running", intake.version + 1
    intake.save(update_fields=["state", "version"])
    return intake


def wait_for_other_imports(*, by: Actor, at: datetime) -> None:
    """Let imports write one after the other until the transaction ends, so that the second sees what the first brought."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITING_LOCK])


@transaction.atomic
def finish_run(*, intake_id: int, taken: Sequence[tuple[int, str, int]], by: Actor, at: datetime) -> Intake:
    """Note what became of the rows, as (row id, object kind, object id), and close the intake."""
    intake = _locked(intake_id, ("running",), by)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE documents_row SET object_kind = taken.kind, object_id = taken.object"
            " FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS taken(id, kind, object)"
            " WHERE documents_row.id = taken.id AND documents_row.intake_id = %s",
            [*([list(part) for part in zip(*taken, strict=True)] if taken else [[], [], []]), intake.pk],
        )
    intake.state, intake.done, intake.finished_at, intake.version = "done", len(taken), at, intake.version + 1
    intake.save(update_fields=["state", "done", "finished_at", "version"])
    facts = {"taken": len(taken), "left": intake.total - len(taken)}
    record("import.done", intake, by=by, at=at, label=intake.document.file_name, facts=facts)
    return intake


@transaction.atomic
def fail_intake(*, intake_id: int, finding: dict, by: Actor, at: datetime) -> None:
    """Close an intake that was refused: nothing of it was taken in, and the file stays."""
    intake = _locked(intake_id, ("checking", "running"), by)
    intake.state, intake.finished_at, intake.version = "failed", at, intake.version + 1
    intake.findings = [*intake.findings, finding]
    intake.save(update_fields=["state", "finished_at", "version", "findings"])
    record(
        "import.failed",
        intake,
        by=by,
        at=at,
        label=intake.document.file_name,
        facts={"why": finding["code"]},
        succeeded=False,
    )


@transaction.atomic
def reopen_intake(*, intake_id: int, finding: dict, by: Actor, at: datetime) -> None:
    """Put a run that was refused back before the person who pressed, with the reason; nothing was taken in."""
    intake = _locked(intake_id, ("running",), by)
    kept = [each for each in intake.findings if each["code"] != finding["code"]]
    intake.state, intake.version, intake.findings = "checked", intake.version + 1, [finding, *kept]
    intake.save(update_fields=["state", "version", "findings"])
    record(
        "import.failed",
        intake,
        by=by,
        at=at,
        label=intake.document.file_name,
        facts={"why": finding["code"]},
        succeeded=False,
    )


@transaction.atomic
def drop_intake(*, intake_id: int, by: Actor, at: datetime) -> None:
    """Give up an intake before anything was taken in; the file and what was found stay on record.

    :raises IntakeNotOpen: if it runs or is done
    """
    intake = _locked(intake_id, OPEN_STATES, by)
    intake.state, intake.finished_at, intake.version = "dropped", at, intake.version + 1
    intake.save(update_fields=["state", "finished_at", "version"])
    record("import.dropped", intake, by=by, at=at, label=intake.document.file_name)


@transaction.atomic
def close_as_undone(*, intake_id: int, withdrawn: int, reason: str, by: Actor, at: datetime) -> Intake:
    """Mark an intake as undone; the rows keep pointing at what they had become.

    :raises NotAllowed: if `by` may not undo imports
    :raises IntakeNotOpen: if it is not done, or was undone already
    """
    require(by, "imports.undo")
    intake = _locked(intake_id, ("done",), by)
    intake.state, intake.version = "undone", intake.version + 1
    intake.options = {**intake.options, "undone_at": at.isoformat(), "undone_by": by.name, "undone_why": reason}
    intake.save(update_fields=["state", "version", "options"])
    record(
        "import.undone", intake, by=by, at=at, label=intake.document.file_name,
        facts={"withdrawn": withdrawn, "reason": reason},
    )  # fmt: skip
    return intake


def note_progress(*, intake_id: int, step: str, done: int, total: int, by: Actor, at: datetime) -> None:
    """Say how far long work has come, over a connection of its own, so that it is seen before the work commits."""
    aside = connections.create_connection("default")
    try:
        with aside.cursor() as cursor:
            cursor.execute(
                "INSERT INTO documents_progress (intake_id, step, done, total, at) VALUES (%s, %s, %s, %s, %s)"
                " ON CONFLICT (intake_id) DO UPDATE SET step = excluded.step, done = excluded.done,"
                " total = excluded.total, at = excluded.at",
                [intake_id, step, done, total, at],
            )
    finally:
        aside.close()


@transaction.atomic
def forget_progress(*, before: datetime, by: Actor, at: datetime) -> int:
    """Delete the progress notes of work that ended long ago and return how many there were."""
    return Progress.objects.filter(at__lt=before).delete()[0]


def _locked(intake_id: int, states: tuple[str, ...], by: Actor) -> Intake:
    """Lock an intake that the actor may act on, in one of the states.

    :raises NotFound: if it is not the actor's to see
    :raises IntakeNotOpen: if it is in another state
    """
    require(by, PERMISSION)
    intake = (
        Intake.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("document")
        .filter(pk=intake_id)
        .first()
    )
    if intake is None:
        raise NotFound()
    if intake.state not in states:
        raise IntakeNotOpen(state=intake.state, file=intake.document.file_name)
    return intake


@transaction.atomic
def note_download(*, intake_id: int, file_name: str, rows: int, by: Actor, at: datetime) -> int:
    """Write the journal line of a download of the checked rows, and give its number, which the file carries."""
    require(by, PERMISSION)
    return record(
        "import.downloaded", ("documents.intake", intake_id), by=by, at=at, label=file_name, owner_unit_id=by.unit_id,
        data_class="sensitive", facts={"rows": rows},
    ).pk  # fmt: skip
