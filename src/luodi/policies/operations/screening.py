"""Screening all firms in the background: asked by a person, judged a batch a transaction, envelopes divided at the end."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from luodi.journal.operations import record
from luodi.notices.operations import NewNotice, notify
from luodi.people.permissions import require
from luodi.policies import clause_files
from luodi.policies.models import Screening, ScreeningResult, Simulation
from luodi.policies.queries.population import firm_ids_with_facts, firms_of
from luodi.policies.queries.standing import pack_files, published_pack, version_keys
from luodi.policies.reckoning import Pair, doubles, paid, pairs_of
from luodi.policies.refusals import NothingPublished, RunUnderWay
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
        total=len(firm_ids_with_facts(at)), made_by_id=by.person_id, made_at=at,
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
def screen_some(*, screening_id: int, size: int, by: Actor, at: datetime) -> int:
    """Judge the next firms of a screening and give how many there were; 0 when all are judged."""
    require(by, "policies.screen")
    row = _locked(screening_id)
    if row.state not in ("waiting", "running"):
        return 0
    ids = [each for each in firm_ids_with_facts(row.known_at) if each > row.cursor][:size]
    if ids:
        pack, keys = published_pack(row.known_at), version_keys(row.known_at)
        firms = firms_of(row.year, row.known_at, ids)
        pairs = [pair for firm in firms for pair in pairs_of(pack, firm, row.as_of)]
        ScreeningResult.objects.bulk_create(
            [_result(row, pair, keys[pair.clause, pair.version]) for pair in pairs], batch_size=2000
        )
        row.cursor, row.done = ids[-1], row.done + len(ids)
    row.state = "running"
    row.save(update_fields=["state", "cursor", "done"])
    return len(ids)


@transaction.atomic
def finish_screening(*, screening_id: int, by: Actor, at: datetime) -> Screening:
    """Divide the envelopes among what is due, look for double payments, and close a screening that judged everybody."""
    require(by, "policies.screen")
    row = _locked(screening_id)
    if row.state != "running":
        return row
    pack = published_pack(row.known_at)
    results = list(
        row.results.filter(status="eligible").select_related("clause").order_by("company_id", "clause__place")
    )
    pairs = [_pair(each) for each in results]
    outcome = paid(pack, pairs, row.as_of)
    for each in results:
        each.payable_fen = outcome.payable[each.company_id, each.clause.clause_id]
    ScreeningResult.objects.bulk_update(results, ["payable_fen"], batch_size=1000)
    with_any = {each.company_id for each in pairs}
    firms = {each.company_id: each for each in firms_of(row.year, row.known_at, sorted(with_any))}
    row.envelopes = [
        {
            "id": each.id, "title": each.title, "title_en": each.title_en, "over": each.over, "amount": each.amount_fen, "due": each.due_fen,
            "paid": each.paid_fen, "ppm": each.ratio_ppm, "claims": each.claims, "exhausted_after": each.exhausted_after,
        }
        for each in outcome.funds
    ]  # fmt: skip
    row.doubts = [list(each) for each in doubles(pack, pairs, firms, row.as_of)[:MOST_DOUBTS]]
    row.state, row.ended_at = "done", at
    row.save(update_fields=["envelopes", "doubts", "state", "ended_at"])
    record("policy.screened", row, by=by, at=at, label=f"{row.year}", facts={"firms": row.done, "due": len(pairs)})
    tell_maker(
        row, "policy.screened", {"year": row.year, "firms": row.done, "due": len(pairs)}, "policies:screening", by, at
    )
    return row


def screen_all(*, screening_id: int, by: Actor, at: datetime, size: int = 200) -> int:
    """Judge everybody that is left, a batch a transaction, and finish; how many firms were judged.

    What can't be gone on with is kept as the screening's problem.
    """
    count = 0
    try:
        while judged := screen_some(screening_id=screening_id, size=size, by=by, at=at):
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


def _result(row: Screening, pair: Pair, clause_pk: int) -> ScreeningResult:
    return ScreeningResult(
        screening=row, company_id=pair.company_id, unit_id=pair.unit_id, clause_id=clause_pk, status=pair.status,
        amount_fen=pair.amount_fen, granted_fen=pair.granted_fen, reason=pair.reason, reason_en=pair.reason_en,
        missing=list(pair.missing),
    )  # fmt: skip


def _pair(each: ScreeningResult) -> Pair:
    return Pair(
        each.company_id, each.unit_id, each.clause.clause_id, each.clause.version, each.status, each.amount_fen,
        each.granted_fen, each.reason, each.reason_en, tuple(each.missing),
    )  # fmt: skip
