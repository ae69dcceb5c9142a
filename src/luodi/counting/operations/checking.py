"""Checking projects by the counting rules: findings kept, what counts made anew, one project or all of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max
from django.utils.timezone import localdate

from luodi.counting.models import Counted, Finding, FindingStep, Run
from luodi.counting.queries.cases import (
    Neighbours,
    cases_of,
    changed_since,
    definitions_in_force,
    peers_of,
    settings_on,
)
from luodi.engines import counting as engine
from luodi.engines.counting import Case, Hit, Standing
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.projects.models import Project
from luodi.values.actor import Actor

LOCK = 0x636F756E74
CHUNK = 1000
OVERLAP = timedelta(minutes=15)
IMMATERIAL = {"limit", "cell", "similar"}
Told = Callable[[int, int], None]


@dataclass(slots=True)
class Outcome:
    """What a check did: projects looked at, findings that are new (or back), findings that are gone."""

    projects: int = 0
    found: int = 0
    vanished: int = 0

    def add(self, other: "Outcome") -> None:
        """Add another outcome to this one."""
        self.projects += other.projects
        self.found += other.found
        self.vanished += other.vanished


@transaction.atomic
def recheck(*, project_ids: Sequence[int], by: Actor, at: datetime) -> Outcome:
    """Check some projects and those whose counting depends on them; part of whatever changed them, so without a right
    of its own.
    """
    _serialise()
    asked = set(project_ids)
    return _check(asked | peers_of(asked), by, at)


@transaction.atomic
def recheck_project(*, project_id: int, by: Actor, at: datetime) -> Outcome:
    """Check one project on demand.

    :raises NotAllowed: without the right to approve answers
    """
    require(by, "counting.approve")
    return recheck(project_ids=[project_id], by=by, at=at)


def recheck_changed(*, by: Actor, at: datetime, limit: int = 20_000) -> Outcome:
    """Check what changed since the last run, in chunks of a transaction each; an hour of nothing costs two statements."""
    last = Run.objects.filter(finished_at__isnull=False).aggregate(last=Max("at"))["last"]
    since = last - OVERLAP if last else datetime.min.replace(tzinfo=at.tzinfo, year=1900)
    changed = changed_since(since, limit)
    if not changed:
        return Outcome()
    run = _begin("changed", len(changed), by, at)
    complete = len(changed) < limit
    return _run(run, changed, by, at, with_peers=True, finished=complete)


def recheck_all(*, by: Actor, at: datetime, told: Told | None = None) -> Outcome:
    """Check every project, in chunks of a transaction each; `told` hears how far it is.

    :raises NotAllowed: without the right to approve answers
    """
    require(by, "counting.approve")
    total = Project.objects.filter(withdrawn_at=None).count()
    run = _begin("all", total, by, at)
    done, after, outcome = 0, 0, Outcome()
    while chunk := list(Project.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        after = chunk[-1]
        outcome.add(_chunk(chunk, by, at, with_peers=False))
        done += len(chunk)
        if told:
            told(min(done, total), total)
    _finish(run, outcome, by, at)
    return outcome


def _run(run: Run, ids: list[int], by: Actor, at: datetime, *, with_peers: bool, finished: bool) -> Outcome:
    outcome = Outcome()
    for start in range(0, len(ids), CHUNK):
        outcome.add(_chunk(ids[start : start + CHUNK], by, at, with_peers=with_peers))
    if finished:
        _finish(run, outcome, by, at)
    return outcome


@transaction.atomic
def _chunk(ids: list[int], by: Actor, at: datetime, *, with_peers: bool) -> Outcome:
    _serialise()
    return _check(set(ids) | (peers_of(ids) if with_peers else set()), by, at)


def _begin(kind: str, total: int, by: Actor, at: datetime) -> Run:
    return Run.objects.create(kind=kind, at=at, total=total, rules_version=engine.VERSION, person_id=by.person_id)


@transaction.atomic
def _finish(run: Run, outcome: Outcome, by: Actor, at: datetime) -> None:
    run.projects, run.found, run.vanished, run.finished_at = outcome.projects, outcome.found, outcome.vanished, at
    run.save(update_fields=["projects", "found", "vanished", "finished_at"])
    facts = {"projects": outcome.projects, "found": outcome.found, "vanished": outcome.vanished}
    record("counting.checked", run, by=by, at=at, label=engine.VERSION, facts=facts | {"kind": run.kind})


def _serialise() -> None:
    """Let one check write at a time, so that a pair of projects is never judged by two half-seen states."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _check(ids: set[int], by: Actor, at: datetime) -> Outcome:
    """Judge these projects (others are only looked at), keep their findings, and write what counts."""
    around = cases_of(ids | peers_of(ids))
    cases = {pk: case for pk, case in around.items() if pk in ids}
    settings = settings_on(localdate(at), {case.sector_group for case in cases.values()})
    neighbours = Neighbours(around.values())
    hits = {pk: engine.judge(case, neighbours.of(case), settings) for pk, case in cases.items()}
    outcome = _keep_findings(ids, hits, by, at)
    _write_counted(ids, cases, at)
    _note_checked(ids, at)
    outcome.projects = len(cases)
    return outcome


def _keep_findings(ids: set[int], hits: dict[int, list[Hit]], by: Actor, at: datetime) -> Outcome:
    known = {
        (row.project_id, row.rule, row.other_id or 0, row.inflow_id or 0): row
        for row in Finding.objects.filter(project_id__in=ids).exclude(rule="asked")
    }
    steps, fresh, outcome = [], [], Outcome()
    seen_now = {(pk, *hit.key): hit for pk, found in hits.items() for hit in found}
    for key, hit in seen_now.items():
        row = known.get(key)
        if row is None:
            fresh.append(_finding(key[0], hit, at))
            continue
        kind = _kept(row, hit, at)
        if kind:
            row.save()
            steps.append(_step(row, kind, at))
            outcome.found += kind == "returned"
    for row in Finding.objects.bulk_create(fresh):
        steps.append(_step(row, "found", at))
    for key, row in known.items():
        if key not in seen_now and row.gone_at is None:
            row.gone_at = row.changed_at = at
            row.save(update_fields=["gone_at", "changed_at"])
            steps.append(_step(row, "vanished", at))
            outcome.vanished += 1
    FindingStep.objects.bulk_create(steps, batch_size=2000)
    outcome.found += len(fresh)
    return outcome


def _finding(project_id: int, hit: Hit, at: datetime) -> Finding:
    return Finding(
        rule=hit.rule, project_id=project_id, other_id=hit.other_id, inflow_id=hit.inflow_id, seen=dict(hit.seen),
        rules_version=engine.VERSION, found_at=at, changed_at=at,
    )  # fmt: skip


def _kept(row: Finding, hit: Hit, at: datetime) -> str:
    """Bring a known finding up to date and say what happened to it; one explained before opens again with new numbers."""
    before, now = _material(row.seen), _material(dict(hit.seen))
    kind = "returned" if row.gone_at is not None else "changed" if before != now else ""
    if not kind:
        return ""
    if before != now and row.state == "dismissed":
        row.state = "open"
    row.seen, row.gone_at, row.changed_at, row.rules_version = dict(hit.seen), None, at, engine.VERSION
    return kind


def _material(seen: dict) -> dict:
    return {key: value for key, value in seen.items() if key not in IMMATERIAL}


def _step(row: Finding, kind: str, at: datetime) -> FindingStep:
    return FindingStep(finding=row, kind=kind, seen=row.seen, rules_version=engine.VERSION, at=at)


def _write_counted(ids: Iterable[int], cases: dict[int, Case], at: datetime) -> None:
    standings: dict[int, list[Standing]] = {}
    rows = Finding.objects.filter(project_id__in=ids, gone_at=None).order_by("pk")
    for row in rows.values_list("project_id", "pk", "rule", "state", "inflow_id", "measure"):
        standings.setdefault(row[0], []).append(Standing(*row[1:]))
    definitions = definitions_in_force()
    wanted = {}
    for pk, case in cases.items():
        for line in engine.count(case, standings.get(pk, ()), definitions):
            row = _counted(case, line, at)
            wanted[_key(row)] = row
    present = {_key(row): row for row in Counted.objects.filter(project_id__in=ids)}
    stale = [row.pk for key, row in present.items() if key not in wanted or _differs(row, wanted[key])]
    fresh = [row for key, row in wanted.items() if key not in present or _differs(present[key], row)]
    if stale:
        Counted.objects.filter(pk__in=stale).delete()
    Counted.objects.bulk_create(fresh, batch_size=2000)


def _counted(case: Case, line: engine.Counted, at: datetime) -> Counted:
    return Counted(
        project_id=case.id, measure=line.measure, column=line.column, definition_id=line.definition_id,
        inflow_id=line.inflow_id, finding_id=line.finding_id, unit_id=case.unit_id, track=case.track, date=line.day,
        claimed_amount=line.claimed_amount, counts=line.counts, number=line.number, amount=line.amount,
        confirmed=line.confirmed, why=line.why, route=line.route, rules_version=engine.VERSION, known_at=at,
    )  # fmt: skip


def _key(row: Counted) -> tuple:
    return row.project_id, row.measure, row.definition_id, row.inflow_id


COMPARED = (
    "column", "finding_id", "unit_id", "track", "date", "claimed_amount", "counts", "number", "amount", "confirmed", "why",
    "route",
)  # fmt: skip


def _differs(one: Counted, other: Counted) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in COMPARED)


def _note_checked(ids: Iterable[int], at: datetime) -> None:
    sql = """
    INSERT INTO counting_checked (project_id, project_version, live, rules_version, at)
    SELECT id, version, withdrawn_at IS NULL, %s, %s FROM projects_project WHERE id = ANY(%s)
    ON CONFLICT (project_id) DO UPDATE SET project_version = EXCLUDED.project_version, live = EXCLUDED.live,
        rules_version = EXCLUDED.rules_version, at = EXCLUDED.at
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [engine.VERSION, at, list(ids)])


FOLD = """
WITH crowded AS (
    SELECT measure, "column", definition_id, unit_id, track, month, counts, confirmed, why FROM counting_tally
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 HAVING COUNT(*) > 1
), gone AS (
    DELETE FROM counting_tally AS t USING crowded AS c
    WHERE (t.measure, t."column", t.unit_id, t.track, t.counts, t.confirmed, t.why)
        = (c.measure, c."column", c.unit_id, c.track, c.counts, c.confirmed, c.why)
      AND t.definition_id IS NOT DISTINCT FROM c.definition_id AND t.month IS NOT DISTINCT FROM c.month
    RETURNING t.*
), folded AS (
    INSERT INTO counting_tally (measure, "column", definition_id, unit_id, track, month, counts, confirmed, why, rows,
                                number, amount, claimed)
    SELECT measure, "column", definition_id, unit_id, track, month, counts, confirmed, why, SUM(rows), SUM(number),
           SUM(amount), SUM(claimed)
    FROM gone GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 HAVING SUM(rows) <> 0 OR SUM(amount) <> 0 OR SUM(claimed) <> 0
)
SELECT COUNT(*) FROM gone
"""


@transaction.atomic
def fold_counts(*, by: Actor, at: datetime) -> int:
    """Fold the delta rows of the sums together and give how many there were; readers see all old rows or all new ones."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(FOLD)
        return int(cursor.fetchone()[0])
