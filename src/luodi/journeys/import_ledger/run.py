"""Importing a checked ledger: all its chosen rows in one transaction, or none."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from luodi.companies.operations import NewCompany, register_companies
from luodi.documents.operations.intakes import (
    begin_run,
    finish_run,
    queue,
    reopen_intake,
    update_rows,
    wait_for_other_imports,
)
from luodi.documents.queries.intakes import IntakePage, RowLine, every_row, intake_rows
from luodi.documents.queries.intakes import intake as intake_page
from luodi.engines.sheets import BAD, WEIGHT, Finding
from luodi.meetings.operations.slots import fill_slots
from luodi.meetings.placing import Filling
from luodi.projects.operations import NewProject, register_projects, set_side_state
from luodi.values.actor import Actor
from luodi.values.refusal import Refusal

from .answers import Answer
from .check import Progressed, judge_again, silent
from .collecting import without_collecting
from .draft import Draft
from .fields import stage_of
from .upload import AT_ONCE

PROJECT = "projects.project"
NAMED = 20


class RowsNotReady(Refusal):
    """All rows were asked for, or none, and some are bad or unanswered. Params: bad, open, rows."""

    code = "import_rows_not_ready"


class NothingToImport(Refusal):
    """No row is good, and no doubtful one was answered with yes."""

    code = "import_nothing"


class LedgerChanged(Refusal):
    """Since the check the ledger changed, and rows that were good are not any more. Params: rows."""

    code = "import_ledger_changed"
    status = 409


@transaction.atomic
def start_run(*, intake_id: int, version: int, by: Actor, at: datetime) -> None:
    """Import a checked intake: up to 300 rows here, more in the background.

    Whoever presses second changes nothing: the state has moved on.

    :raises IntakeNotOpen: if it runs already, is done, undone or dropped
    :raises RowsNotReady: under "all or none" with bad or unanswered rows, naming them
    :raises NothingToImport: if no row is left to take in
    """
    page = intake_page(intake_id=intake_id, viewer=by)
    begin_run(intake_id=intake_id, version=version, by=by, at=at)
    _refuse_unready(page, by)
    if page.line.total > AT_ONCE:
        queue(intake_id=intake_id, step="run", label=page.line.file_name, by=by, at=at)
    else:
        run_intake(intake_id=intake_id, by=by, at=at)


def _refuse_unready(page: IntakePage, by: Actor) -> None:
    unanswered = page.line.doubtful - page.answered
    if page.line.mode == "all_or_none" and (page.line.bad or unanswered):
        rows = [row.number for verdict in ("bad", "open") for row in _some(page, verdict, by, NAMED)]
        raise RowsNotReady(bad=page.line.bad, open=unanswered, rows=sorted(rows)[:NAMED])
    answers = (
        (Answer.of(row.choice) for row in _some(page, "doubtful", by, page.line.doubtful)) if page.answered else ()
    )
    if not page.line.good and not any(_taken("doubtful", answer) for answer in answers):
        raise NothingToImport()


def _some(page: IntakePage, verdict: str, by: Actor, most: int) -> list[RowLine]:
    return intake_rows(intake_id=page.line.id, viewer=by, verdict=verdict, size=most)


def _taken(row_verdict: str, answer: Answer) -> bool:
    return row_verdict == "good" or (row_verdict == "doubtful" and (answer.take or answer.link is not None))


@without_collecting()
@transaction.atomic
def run_intake(*, intake_id: int, by: Actor, at: datetime, progressed: Progressed = silent) -> None:
    """Write the chosen rows of a running intake into the ledger: firms, projects, places of batches, journal.

    One transaction: killed in the middle, nothing of it is there. Again on an intake that is done, it does nothing.
    The ledger is asked once more first; rows that are no longer as good as they were checked go back to the person.
    """
    page = intake_page(intake_id=intake_id, viewer=by)
    if page.line.state != "running":
        return
    wait_for_other_imports(by=by, at=at)
    stored = {row.id: row for row in every_row(intake_id=intake_id, viewer=by)}
    drafts = [Draft.of_stored(row) for row in stored.values()]
    judge_again(drafts, by=by, at=at, progressed=progressed)
    chosen = [(draft, Answer.of(stored[draft.row_id or 0].choice)) for draft in drafts]
    worse = [draft for draft in drafts if _is_worse(draft, stored[draft.row_id or 0].findings)]
    affected = [
        draft for draft, answer in chosen if draft in worse and _taken(stored[draft.row_id or 0].verdict, answer)
    ]
    if affected:
        changes = [(draft.row_id or 0, draft.as_checked()) for draft in affected]
        finding = Finding(LedgerChanged.code, BAD, "", {"rows": [draft.number for draft in affected][:20]})
        reopen_intake(intake_id=intake_id, finding=finding.as_json(), by=by, at=at)
        update_rows(intake_id=intake_id, rows=changes, by=by, at=at)
        return
    taken = [(draft, answer) for draft, answer in chosen if _taken(stored[draft.row_id or 0].verdict, answer)]
    results = _write(taken, by, at, progressed)
    finish_run(intake_id=intake_id, taken=results, by=by, at=at)


def _is_worse(draft: Draft, before: Sequence[dict]) -> bool:
    """Tell whether the ledger now says something against a row that it did not say when the row was checked."""
    said = {(each["code"], each["field"]) for each in before}
    return any(WEIGHT[each.severity] and (each.code, each.field) not in said for each in draft.findings)


def _write(
    taken: Sequence[tuple[Draft, Answer]], by: Actor, at: datetime, progressed: Progressed
) -> list[tuple[int, str, int]]:
    new = [(draft, answer) for draft, answer in taken if answer.link is None]
    progressed("firms", 0, len(taken))
    firms = _firms(new, by, at)
    progressed("projects", 0, len(taken))
    rows = [_project(draft, firms.get(draft.number, ())) for draft, _ in new]
    ids = register_projects(rows=rows, by=by, at=at)
    became = {draft.number: pk for (draft, _), pk in zip(new, ids, strict=True)}
    became |= {draft.number: answer.link for draft, answer in taken if answer.link is not None}
    for draft, _ in new:
        side = stage_of(draft)[1]
        if side:
            set_side_state(project_id=became[draft.number], side_state=side, reason="台账导入时的状态", by=by, at=at)
    progressed("places", 0, len(taken))
    _fill_places([draft for draft, _ in taken], became, by, at)
    return [(draft.row_id or 0, PROJECT, became[draft.number]) for draft, _ in taken]


def _firms(new: Sequence[tuple[Draft, Answer]], by: Actor, at: datetime) -> dict[int, tuple[int, ...]]:
    """Give the firms of each row by its number, the leading one first; those unknown are registered once each."""
    found: dict[int, list[int | tuple[str, str]]] = {}
    wanted: dict[tuple[str, str], NewCompany] = {}
    for draft, answer in new:
        firms: list[int | tuple[str, str]] = []
        for place, name in enumerate(draft.investors()):
            known = (answer.firm or draft.known.get("firm")) if place == 0 and answer.firm != 0 else None
            if known:
                firms.append(known)
                continue
            code = draft.read.get("code", "") if place == 0 else ""
            firms.append((name, code))
            if (name, code) not in wanted:
                wanted[name, code] = NewCompany(name, code or None, source_kind="row", source_id=draft.row_id)
        found[draft.number] = firms
    ids = dict(zip(wanted, register_companies(rows=wanted.values(), by=by, at=at) if wanted else [], strict=True))
    return {
        number: tuple(dict.fromkeys(firm if isinstance(firm, int) else ids[firm] for firm in firms))
        for number, firms in found.items()
    }


def _project(draft: Draft, firms: tuple[int, ...]) -> NewProject:
    investors = draft.investors()
    return NewProject(
        name=draft.read["name"],
        unit_id=draft.known["unit"],
        officer_id=draft.known.get("officer"),
        track=draft.read.get("track", ""),
        company_id=firms[0] if firms else None,
        company_name=investors[0][:160] if investors else "",
        investor_ids=firms[1:],
        amount=draft.money(),
        rate=draft.rate() if "rate_date" in draft.read else None,
        rate_date=draft.day("rate_date") if "rate" in draft.read else None,
        binding=draft.read.get("binding", "unknown"),
        stage_claimed=stage_of(draft)[0],
        signed_date=draft.day("signed_date"),
        landed_date=draft.day("landed_date"),
        started_date=draft.day("started_date"),
        produced_date=draft.day("produced_date"),
        site=draft.read.get("site", ""),
        note=draft.read.get("note", ""),
        source_kind="row",
        source_id=draft.row_id,
    )


def _fill_places(drafts: Sequence[Draft], became: dict[int, int], by: Actor, at: datetime) -> None:
    asked: dict[int, list[Filling]] = defaultdict(list)
    for draft in drafts:
        if "batch" in draft.known:
            asked[draft.known["batch"]].append(
                Filling(
                    ordinal=draft.read.get("ordinal"), project_id=became[draft.number], name=draft.read["name"],
                    source_kind="row", source_id=draft.row_id,
                )
            )  # fmt: skip
    for batch_id, fillings in sorted(asked.items()):
        fill_slots(batch_id=batch_id, fillings=fillings, by=by, at=at)
