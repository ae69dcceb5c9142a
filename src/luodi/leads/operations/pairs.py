"""The standing queue of projects found later that may be one: found by a job, decided by a person, remembered."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from luodi.journal.operations import record
from luodi.leads import refusals
from luodi.leads.models import LIVE, Pair, Registration
from luodi.leads.operations.locking import reason_given, store
from luodi.leads.queries.candidates import AskedInvestor, candidates
from luodi.leads.queries.pairs import visible_pairs
from luodi.leads.rules import rules_on
from luodi.people.permissions import require
from luodi.tasks import operations as tasks
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Stale

VERDICTS = {"same": ("同一个项目", "the same project"), "different": ("不同的项目", "different projects")}


@transaction.atomic
def find_pairs(*, after: int, limit: int, by: Actor, at: datetime) -> tuple[int, int]:
    """Look again at live registrations beyond an id and keep new pairs; give the last id (0 at the end) and how many.

    A pair that was decided is never proposed again, in whichever direction it is found.
    """
    require(by, "leads.rule")
    rules, found = rules_on(localdate(at)), {}
    rows = list(Registration.objects.filter(state__in=LIVE, pk__gt=after).order_by("pk")[:limit])
    for row in rows:
        share = None if row.controller_share is None else float(row.controller_share)
        asked = AskedInvestor(
            row.investor_name,
            row.credit_code,
            row.foreign_number,
            row.controller,
            share,
            row.product,
            row.site,
            row.unit_id,
        )
        hits = candidates(asked, viewer=by, rules=rules, but=row.pk, but_project=row.project_id).hits
        for hit in hits:
            other = _project_of(hit)
            if other and other != row.project_id and hit.how.score >= rules.candidate_score:
                key = (min(other, row.project_id), max(other, row.project_id))
                found.setdefault(key, hit.how)
    known = set(Pair.objects.filter(one_id__in=[one for one, _ in found]).values_list("one_id", "other_id"))
    fresh = [
        Pair(
            one_id=one, other_id=other, score=Decimal(str(how.score)), found_at=at,
            reasons=[[reason.code, reason.strength] for reason in how.reasons],
        )
        for (one, other), how in found.items()
        if (one, other) not in known
    ]  # fmt: skip
    Pair.objects.bulk_create(fresh, ignore_conflicts=True)
    return (rows[-1].pk if len(rows) == limit else 0), len(fresh)


def _project_of(hit) -> int | None:
    if hit.shown.kind == "project":
        return hit.row_id
    if hit.shown.kind == "registration" and hit.live:
        return Registration.objects.filter(pk=hit.row_id).values_list("project_id", flat=True).first()
    return None


@transaction.atomic
def decide_pair(*, pair_id: int, version: int, verdict: str, reason: str, by: Actor, at: datetime) -> Pair:
    """Decide whether two projects are one: "same" leaves a task to merge them, "different" is remembered.

    :raises PairIsDecided: if somebody decided it before
    """
    require(by, "leads.register")
    pair = visible_pairs(by).select_for_update(of=("self",)).select_related("one", "other").filter(pk=pair_id).first()
    if pair is None or verdict not in VERDICTS:
        raise NotFound()
    if pair.state != "open":
        raise refusals.PairIsDecided()
    if pair.version != version:
        raise Stale()
    pair.state, pair.reason = verdict, reason_given(reason)
    pair.decided_by_id, pair.decided_at = by.person_id, at
    store(pair, "state", "reason", "decided_by", "decided_at")
    if verdict == "same":
        title = f"合并重复项目：{pair.one.code} 与 {pair.other.code}"
        task = tasks.NewTask(
            kind="follow_up", title=title, detail=pair.reason, unit_id=by.unit_id, about=f"{pair.one.code}、{pair.other.code}",
            origin_kind="leads.pair", origin_id=pair.pk, origin_label=title, origin_unit_id=by.unit_id,
        )  # fmt: skip
        tasks.open_task(task=task, by=by, at=at)
    zh, en = VERDICTS[verdict]
    record(
        "pair.decided", pair, by=by, at=at, label=f"{pair.one.code} / {pair.other.code}", owner_unit_id=pair.one.unit_id,
        facts={"verdict": zh, "verdict_en": en, "reason": pair.reason},
    )  # fmt: skip
    return pair
