"""Simulating drafts with a year's firms beside the pack in force: cost, winners and losers, envelopes, thresholds."""

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np
from django.db import transaction
from django.utils.timezone import localdate

from luodi.engines.policies import Pack, screen
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.policies import clause_files, thresholds
from luodi.policies.columns import Array, columns_wanted
from luodi.policies.costing import Costed, Firms, costed
from luodi.policies.judging import read_files
from luodi.policies.models import ClauseVersion, Simulation
from luodi.policies.operations.screening import tell_maker
from luodi.policies.queries.bulk import everybody, firms_known
from luodi.policies.queries.standing import published_pack
from luodi.policies.queries.would_be import mixed_files
from luodi.policies.refusals import SimulationEmpty
from luodi.policies.thresholds import FACTORS
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Refusal

MOST_DRAFTS, MOST_FIRMS_KEPT, FALLING_KEPT = 8, 500, 100
OPEN = ["draft", "in_review"]


@transaction.atomic
def start_simulation(
    *, title: str, year: int, clause_pks: Sequence[int], as_of: date | None = None, by: Actor, at: datetime
) -> Simulation:
    """Ask for drafts to be simulated with the firms of a basis year; their texts are kept as they are now.

    :raises SimulationEmpty: without a draft, or for drafts that can't be read together with the pack in force
    """
    require(by, "policies.screen")
    rows = list(ClauseVersion.objects.visible_to(by).filter(pk__in=clause_pks, state__in=OPEN).select_related("policy"))
    if not rows or len(rows) != len(set(clause_pks)) or len(rows) > MOST_DRAFTS:
        raise SimulationEmpty(detail=f"≤ {MOST_DRAFTS}")
    try:
        pack = read_files(mixed_files(rows))
    except Refusal as said:
        raise SimulationEmpty(detail=said.sentence("zh")) from said
    row = Simulation.objects.create(
        title=(title.strip() or "、".join(each.title for each in rows))[:120], year=year, as_of=as_of or localdate(at), known_at=at,
        clauses=[each.pk for each in rows], texts=[each.text for each in rows], pack_sha256=pack.digest[:64],
        total=firms_known(at).count(), made_by_id=by.person_id, made_at=at,
    )  # fmt: skip
    record(
        "policy.simulation_queued", row, by=by, at=at, label=row.title, facts={"firms": row.total, "drafts": len(rows)}
    )
    return row


@transaction.atomic
def run_simulation(*, simulation_id: int, by: Actor, at: datetime) -> Simulation:
    """Judge the firms by the pack in force, by all drafts together, by each alone, and with thresholds moved; keep the outcome."""
    require(by, "policies.screen")
    row = Simulation.objects.select_for_update(of=("self",)).filter(pk=simulation_id).first()
    if row is None:
        raise NotFound()
    if row.state != "waiting":
        return row
    try:
        row.outcome, row.firms = _outcome(row)
        row.state = "done"
    except Refusal as said:
        row.state, row.problem = "failed", said.sentence("zh")[:300]
    row.done, row.ended_at = row.total, at
    row.save()
    record("policy.simulated", row, by=by, at=at, label=row.title, facts={"firms": row.total, "state": row.state})
    kind = "policy.simulated" if row.state == "done" else "policy.run_failed"
    tell_maker(row, kind, {"title": row.title, "problem": row.problem}, "policies:simulation", by, at)
    return row


def _outcome(row: Simulation) -> tuple[dict, list]:
    drafts = _drafts(row)
    now, together_pack = _pack_in_force(row), read_files(mixed_files(drafts))
    firms = everybody(row.year, row.known_at, columns_wanted(now, together_pack))
    before, together = costed(now, firms, row.as_of), costed(together_pack, firms, row.as_of)
    variants = [_variant("now", "", now, before), _variant("drafts", "", together_pack, together)]
    if len(drafts) > 1:
        for each in drafts:
            pack = read_files(mixed_files([each]))
            variants.append(_variant("draft", each.title, pack, costed(pack, firms, row.as_of)))
    moved = _movers(firms.ids, before.by_firm, together.by_firm)
    outcome = {
        "variants": variants, "winners": sum(after > was for _firm, was, after in moved),
        "losers": sum(after < was for _firm, was, after in moved), "firms": len(firms.ids),
        "sensitivity": [_sensitivity(each, firms, row.as_of) for each in drafts],
    }  # fmt: skip
    return outcome, [*moved[: MOST_FIRMS_KEPT - FALLING_KEPT], *moved[MOST_FIRMS_KEPT - FALLING_KEPT :][-FALLING_KEPT:]]


def _drafts(row: Simulation) -> list[ClauseVersion]:
    """Give the drafts as they were when they were asked about, whatever became of them since."""
    found = {each.pk: each for each in ClauseVersion.objects.filter(pk__in=row.clauses).select_related("policy")}
    drafts = []
    for pk, text in zip(row.clauses, row.texts, strict=True):
        draft, columns = found[pk], clause_files.clause_columns(text)
        draft.text, draft.valid_from, draft.valid_to = text, columns.valid_from, columns.valid_to
        drafts.append(draft)
    return drafts


def _pack_in_force(row: Simulation) -> Pack:
    return published_pack(row.known_at)


def _variant(kind: str, title: str, pack: Pack, found: Costed) -> dict:
    """Tell a variant: by clause, and what is paid by sector, size and street, and the envelopes."""
    titles = {each.id: {"title": each.title, "title_en": each.title_en} for each in pack.clauses}
    clauses = {
        each.clause: {
            "eligible": each.eligible, "maybe": each.maybe, "near": 0, "granted": each.granted_fen, "paid": each.payable_fen
        } | titles[each.clause]
        for each in found.clauses if each.eligible or each.maybe
    }  # fmt: skip
    return {
        "kind": kind, "title": title, "clauses": clauses, "total": sum(each.payable_fen for each in found.clauses),
        "by": found.by,
        "funds": [
            {
                "id": each.id, "title": each.title, "title_en": each.title_en, "over": each.over, "amount": each.amount_fen,
                "due": each.due_fen, "paid": each.paid_fen, "ppm": each.ratio_ppm, "claims": each.claims,
                "exhausted_after": each.exhausted_after,
            }
            for each in found.funds
        ],
    }  # fmt: skip


def _movers(ids: Array, before: Array, after: Array) -> list[list[int]]:
    """List the firms that would get more or less, as [firm, before, after], who gains most first."""
    places = np.flatnonzero(before != after)
    order = places[np.lexsort((-ids[places], before[places] - after[places]))]
    return [[int(ids[at]), int(before[at]), int(after[at])] for at in order]


def _sensitivity(draft: ClauseVersion, firms: Firms, as_of: date) -> dict:
    """Move the first threshold of a draft's condition down and up, and tell what the clause alone would cost."""
    kept, rows = draft.text, []
    threshold = thresholds.first_threshold(kept)
    for factor in FACTORS if threshold else ():
        draft.text = thresholds.moved(kept, factor)
        found = screen(read_files(mixed_files([draft], alone=True)), firms.population, as_of, rows=False)
        mine = [each for each in found.clauses if each.clause == draft.clause_id]
        rows.append({
            "percent": factor, "threshold": thresholds.first_threshold(draft.text), "eligible": sum(each.eligible for each in mine),
            "paid": sum(each.payable_fen for each in mine),
        })  # fmt: skip
    draft.text = kept
    return {"clause": draft.clause_id, "title": draft.title, "threshold": threshold, "rows": rows}
