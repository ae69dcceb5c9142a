"""Screening all firms in the background: asked by a person, judged a batch a transaction, envelopes divided at the end."""

from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
from django.db import connection, transaction
from django.utils.timezone import localdate

from luodi.journal.operations import record
from luodi.notices.operations import NewNotice, notify
from luodi.people.permissions import require
from luodi.policies import clause_files
from luodi.policies.columns import columns_wanted
from luodi.policies.models import Screening, Simulation
from luodi.policies.operations.dividing import divided
from luodi.policies.queries.bulk import SLAB, firms_known, next_firms, slab_of
from luodi.policies.queries.runs import sums_of
from luodi.policies.queries.standing import pack_files, published_pack, version_keys
from luodi.policies.refusals import NothingPublished, RunUnderWay
from luodi.policies.survey import Survey, doubts_of, result_table
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Refusal

MOST_DOUBTS = 1000


@transaction.atomic
def start_screening(*, year: int, as_of: date | None = None, by: Actor, at: datetime) -> Screening:
    """Ask for all firms to be screened for a basis year, by the pack and the facts as they stand now.

    :raises RunUnderWay: while another one waits or runs
    :raises NothingPublished: if no clause is published
    """
    require(by, "policies.screen")
    if Screening.objects.filter(state__in=["waiting", "running"]).exists():
        raise RunUnderWay()
    files = pack_files(at)
    if not version_keys(at):
        raise NothingPublished()
    row = Screening.objects.create(
        year=year, as_of=as_of or localdate(at), known_at=at, pack_sha256=clause_files.digest("\n".join(files.values())),
        total=firms_known(at).count(), made_by_id=by.person_id, made_at=at,
    )  # fmt: skip
    record(
        "policy.screening_queued",
        row,
        by=by,
        at=at,
        label=f"{year}",
        facts={"firms": row.total, "pack": row.pack_sha256[:16]},
    )
    return row


@transaction.atomic
def screen_some(*, screening_id: int, size: int = SLAB, by: Actor, at: datetime, survey: Survey | None = None) -> int:
    """Judge the next firms of a screening and give how many there were; 0 when all are judged.

    :param survey: the screening's pack made ready, kept from one call to the next
    """
    require(by, "policies.screen")
    row = _locked(screening_id)
    if row.state not in ("waiting", "running"):
        return 0
    ids = next_firms(row.known_at, row.cursor, size)
    if len(ids):
        survey = survey or _survey(row)
        slab = slab_of(row.year, row.known_at, ids, columns_wanted(survey.pack))
        found = survey.run(slab)
        _store(row, result_table(survey, slab, found, version_keys(row.known_at)))
        row.doubts += [list(each) for each in doubts_of(survey, slab, found, MOST_DOUBTS - len(row.doubts))]
        row.cursor, row.done = int(ids[-1]), row.done + len(ids)
    row.state = "running"
    row.save(update_fields=["state", "cursor", "done", "doubts"])
    return len(ids)


def _survey(row: Screening) -> Survey:
    return Survey(published_pack(row.known_at), row.as_of)


def _store(row: Screening, results: pa.Table) -> None:
    """Write results by COPY."""
    names = ["screening_id", *results.column_names]
    table = results.add_column(0, "screening_id", pa.array(np.full(results.num_rows, row.pk)))
    buffer = pa.BufferOutputStream()
    pa_csv.write_csv(table, buffer, pa_csv.WriteOptions(include_header=False))
    statement = f"COPY policies_screeningresult ({', '.join(names)}) FROM STDIN (FORMAT csv)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:  # type: ignore[attr-defined]
        copy.write(buffer.getvalue().to_pybytes())


@transaction.atomic
def finish_screening(*, screening_id: int, by: Actor, at: datetime) -> Screening:
    """Divide the envelopes among what is due and close a screening that judged everybody."""
    require(by, "policies.screen")
    row = _locked(screening_id)
    if row.state != "running":
        return row
    row.envelopes = divided(row, published_pack(row.known_at), version_keys(row.known_at))
    row.sums = sums_of(row)
    row.state, row.ended_at = "done", at
    row.save(update_fields=["envelopes", "sums", "state", "ended_at"])
    due = sum(each["eligible"] for each in row.sums)
    record("policy.screened", row, by=by, at=at, label=f"{row.year}", facts={"firms": row.done, "due": due})
    tell_maker(row, "policy.screened", {"year": row.year, "firms": row.done, "due": due}, "policies:screening", by, at)
    return row


def screen_all(*, screening_id: int, by: Actor, at: datetime, size: int = SLAB) -> int:
    """Judge everybody that is left, a slab a transaction, and finish; how many firms were judged.

    What can't be gone on with is kept as the screening's problem.
    """
    count = 0
    try:
        survey = _survey(Screening.objects.get(pk=screening_id))
        while judged := screen_some(screening_id=screening_id, size=size, by=by, at=at, survey=survey):
            count += judged
        finish_screening(screening_id=screening_id, by=by, at=at)
    except Refusal as said:
        fail_run(screening_id=screening_id, problem=said.sentence("zh"), by=by, at=at)
    return count


@transaction.atomic
def fail_run(*, screening_id: int, problem: str, by: Actor, at: datetime) -> None:
    """Close a screening that can't go on, with what was wrong."""
    require(by, "policies.screen")
    row = _locked(screening_id)
    row.state, row.problem, row.ended_at = "failed", problem[:300], at
    row.save(update_fields=["state", "problem", "ended_at"])
    words = {"title": f"{row.year}", "problem": row.problem}
    tell_maker(row, "policy.run_failed", words, "policies:screening", by, at)


def tell_maker(
    row: Screening | Simulation, kind: str, words: dict[str, object], page: str, by: Actor, at: datetime
) -> None:
    """Tell the person who asked for a run what became of it."""
    if row.made_by_id is not None:
        about = f"policies.{row._meta.model_name}"
        notify(notices=[NewNotice(row.made_by_id, kind, words, page, about, row.pk)], by=by, at=at)


def _locked(screening_id: int) -> Screening:
    row = Screening.objects.select_for_update(of=("self",)).filter(pk=screening_id).first()
    if row is None:
        raise NotFound()
    return row
