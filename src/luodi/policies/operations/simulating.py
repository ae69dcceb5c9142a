"""Simulating drafts with a year's firms beside the pack in force: cost, winners and losers, envelopes, thresholds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from luodi.engines.policies import Pack
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.policies import clause_files, thresholds
from luodi.policies.columns import reckoned
from luodi.policies.judging import read_files
from luodi.policies.models import ClauseVersion, Simulation
from luodi.policies.operations.screening import tell_maker
from luodi.policies.queries.population import firm_ids_with_facts, firms_of
from luodi.policies.queries.standing import published_pack
from luodi.policies.queries.would_be import mixed_files
from luodi.policies.reckoning import BY, Firm, Reckoned
from luodi.policies.refusals import SimulationEmpty
from luodi.policies.thresholds import FACTORS
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Refusal

MOST_DRAFTS, MOST_FIRMS_KEPT = 8, 500
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
        total=len(firm_ids_with_facts(at)), made_by_id=by.person_id, made_at=at,
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
    firms = firms_of(row.year, row.known_at, firm_ids_with_facts(row.known_at))
    drafts = _drafts(row)
    now = _pack_in_force(row)
    before = reckoned(now, firms, row.as_of)
    variants = [_variant("now", "", now, before, firms)]
    together_pack = read_files(mixed_files(drafts))
    together = reckoned(together_pack, firms, row.as_of)
    variants.append(_variant("drafts", "", together_pack, together, firms))
    if len(drafts) > 1:
        for each in drafts:
            pack = read_files(mixed_files([each]))
            variants.append(_variant("draft", each.title, pack, reckoned(pack, firms, row.as_of), firms))
    moved = _movers(before.of_firm(), together.of_firm())
    outcome = {
        "variants": variants, "winners": sum(after > was for _firm, was, after in moved),
        "losers": sum(after < was for _firm, was, after in moved), "firms": len(firms),
        "sensitivity": [_sensitivity(each, firms, row.as_of) for each in drafts],
    }  # fmt: skip
    return outcome, [list(each) for each in moved[:MOST_FIRMS_KEPT]]


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


def _variant(kind: str, title: str, pack: Pack, found: Reckoned, firms: Sequence[Firm]) -> dict:
    """Sum a variant: by clause, and what is paid by sector, size and street, and the envelopes."""
    clauses: dict[str, dict] = defaultdict(lambda: {"eligible": 0, "maybe": 0, "near": 0, "granted": 0, "paid": 0})
    for pair in found.pairs:
        clauses[pair.clause][pair.status] += 1
        clauses[pair.clause]["granted"] += pair.granted_fen if pair.status == "eligible" else 0
        clauses[pair.clause]["paid"] += found.payable.get((pair.company_id, pair.clause), 0)
    titles = {each.id: (each.title, each.title_en) for each in pack.clauses}
    for code, sums in clauses.items():
        sums["title"], sums["title_en"] = titles[code]
    return {
        "kind": kind, "title": title, "clauses": dict(clauses), "total": sum(found.payable.values()),
        "by": {name: _grouped(name, found.of_firm(), firms) for name in BY},
        "funds": [
            {
                "id": each.id, "title": each.title, "title_en": each.title_en, "over": each.over, "amount": each.amount_fen,
                "due": each.due_fen, "paid": each.paid_fen, "ppm": each.ratio_ppm, "claims": each.claims,
                "exhausted_after": each.exhausted_after,
            }
            for each in found.funds
        ],
    }  # fmt: skip


def _grouped(name: str, got: Mapping[int, int], firms: Sequence[Firm]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for firm in firms:
        if fen := got.get(firm.company_id, 0):
            sums[str(firm.facts.get(name, ""))] += fen
    return dict(sorted(sums.items(), key=lambda each: -each[1]))


def _movers(before: Mapping[int, int], after: Mapping[int, int]) -> list[tuple[int, int, int]]:
    changed = [
        (firm, before.get(firm, 0), after.get(firm, 0))
        for firm in before.keys() | after.keys()
        if before.get(firm, 0) != after.get(firm, 0)
    ]
    return sorted(changed, key=lambda each: (each[2] - each[1], each[0]), reverse=True)


def _sensitivity(draft: ClauseVersion, firms: Sequence[Firm], as_of: date) -> dict:
    """Move the first threshold of a draft's condition down and up, and tell what the clause alone would cost."""
    kept, rows = draft.text, []
    threshold = thresholds.first_threshold(kept)
    for factor in FACTORS if threshold else ():
        draft.text = thresholds.moved(kept, factor)
        found = reckoned(read_files(mixed_files([draft], alone=True)), firms, as_of)
        mine = [each for each in found.pairs if each.clause == draft.clause_id and each.status == "eligible"]
        cost = sum(found.payable[each.company_id, each.clause] for each in mine)
        moved_to = thresholds.first_threshold(draft.text)
        rows.append({"percent": factor, "threshold": moved_to, "eligible": len(mine), "paid": cost})
    draft.text = kept
    return {"clause": draft.clause_id, "title": draft.title, "threshold": threshold, "rows": rows}
