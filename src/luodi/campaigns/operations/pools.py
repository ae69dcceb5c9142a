"""An incentive pool (以奖代补): proposed with its shares as the streets stand, approved by another person, frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from luodi.campaigns.models import Plan, Pool, PoolShare
from luodi.campaigns.permissions import is_oneself, require_plan, seen_plan
from luodi.campaigns.queries.standings import PeriodStanding, months_between, period_standing
from luodi.campaigns.rewards import refusals
from luodi.campaigns.rewards.splitting import SplitRule, Standing, split_pool, split_rules
from luodi.engines.scoreboards import canonical, frozen
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.period import months_after
from luodi.values.refusal import NotFound, Stale

FORM = "luodi-pool/1"
LARGEST = Decimal(10) ** 11


@dataclass(frozen=True, slots=True)
class NewPool:
    """An amount of 元 for the months from `first` to `last` (any day of them), the rule, and the paper it rests on."""

    title: str
    first: date
    last: date
    amount: Decimal
    rule: str
    basis: str


@transaction.atomic
def propose_pool(*, plan_id: int, pool: NewPool, by: Actor, at: datetime) -> Pool:
    """Propose a pool for the office; its shares are worked out from the streets' months as they are known now.

    :raises NotAllowed: for who does not run the office
    :raises PoolAmountWrong, RewardMonthsWrong, SplitRuleUnknown, RewardWordsMissing: each for its fault
    :raises PoolNobodyToShare: if no street is ranked
    :raises PoolThereAlready: if the plan has one of this title for these months
    """
    plan = seen_plan(by, plan_id)
    require_plan(by, plan.office_id)
    first, last = require_months_over(plan, pool.first, pool.last, at)
    rule = _checked(pool)
    stands = period_standing(plan, months_between(first, last), known=at)
    parts = split_pool(pool.amount, rule, stands.standings)
    text = _frozen(plan, pool, (first, last), stands, parts, at)
    row = fitting(Pool(
        plan=plan, title=pool.title.strip(), first_month=first, last_month=last, amount=pool.amount, rule=rule.code,
        basis=pool.basis.strip(), known_at=at, made_by_id=by.person_id, frozen_text=text,
        digest=sha256(text.encode()).hexdigest(),
    ))  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise refusals.PoolThereAlready(title=row.title) from None
    PoolShare.objects.bulk_create([_share(row, each, parts) for each in stands.standings])
    facts = {
        "amount": f"{row.amount:.2f}", "rule": rule.zh, "rule_en": rule.en, "first": f"{first:%Y-%m}", "last": f"{last:%Y-%m}",
    }  # fmt: skip
    record("campaign.pool_proposed", row, by=by, at=at, label=row.title, owner_unit_id=plan.office_id, facts=facts)
    return row


@transaction.atomic
def decide_pool(*, pool_id: int, version: int, approve: bool, words: str = "", by: Actor, at: datetime) -> Pool:
    """Approve a pool, which freezes it for good, or reject it saying why, as another person than who proposed it.

    :raises RewardByTheSame: for who proposed it
    :raises RewardDecided: if that was done before
    :raises RewardWordsMissing: when rejected without words
    """
    found = Pool.objects.visible_to(by).filter(pk=pool_id).select_related("plan").first()
    if found is None:
        raise NotFound()
    require(by, "campaigns.approve", unit_id=found.plan.office_id)
    row = Pool.objects.select_for_update(of=("self",)).get(pk=pool_id)
    require_undecided(row.state, row.version, version, row.made_by_id, by)
    if not approve:
        require_text(words, "理由", "reason")
    row.state, row.decided_by_id, row.decided_at = "approved" if approve else "rejected", by.person_id, at
    row.decision_note, row.version = words.strip(), row.version + 1
    fitting(row).save(update_fields=["state", "decided_by", "decided_at", "decision_note", "version"])
    facts = {"amount": f"{row.amount:.2f}", "digest": row.digest[:12], "words": row.decision_note}
    event = "campaign.pool_approved" if approve else "campaign.pool_rejected"
    record(event, row, by=by, at=at, label=row.title, owner_unit_id=found.plan.office_id, facts=facts)
    return row


def require_months_over(plan: Plan, first: date, last: date, at: datetime) -> tuple[date, date]:
    """Give the first days of two months of the plan's year that are over.

    :raises RewardMonthsWrong: naming them
    """
    first, last = first.replace(day=1), last.replace(day=1)
    if first > last or {first.year, last.year} != {plan.year} or months_after(last, 1) > localdate(at):
        raise refusals.RewardMonthsWrong(first=f"{first:%Y-%m}", last=f"{last:%Y-%m}", year=plan.year)
    return first, last


def require_undecided(state: str, version: int, seen: int, maker_id: int | None, by: Actor) -> None:
    """Refuse to decide what is decided, was changed since, or was proposed by oneself.

    :raises RewardDecided, Stale, RewardByTheSame: each for its case
    """
    if state != "proposed":
        raise refusals.RewardDecided()
    if version != seen:
        raise Stale()
    if is_oneself(by, maker_id):
        raise refusals.RewardByTheSame()


def require_text(text: str, field: str, field_en: str) -> None:
    """Refuse an empty text.

    :raises RewardWordsMissing: naming the field
    """
    if not text.strip():
        raise refusals.RewardWordsMissing(field=field, field_en=field_en)


def _checked(pool: NewPool) -> SplitRule:
    require_text(pool.title, "名称", "title")
    require_text(pool.basis, "依据", "basis")
    if not (pool.amount.is_finite() and 0 < pool.amount < LARGEST and pool.amount * 100 % 1 == 0):
        raise refusals.PoolAmountWrong(amount=str(pool.amount)[:20])
    if pool.rule not in split_rules():
        raise refusals.SplitRuleUnknown(text=pool.rule[:20])
    return split_rules()[pool.rule]


def _share(pool: Pool, each: Standing, parts: dict[int, Decimal]) -> PoolShare:
    return PoolShare(pool=pool, unit_id=each.unit_id, rank=each.rank, points=each.points, amount=parts[each.unit_id])


def _frozen(
    plan: Plan, pool: NewPool, months: Sequence[date], stands: PeriodStanding, parts: dict[int, Decimal], at: datetime
) -> str:
    boards = [
        [f"{month:%Y-%m}", frozen(board, as_of=month.isoformat(), known=at.isoformat()).digest]
        for month, board in stands.boards
    ]
    shares = [[each.unit_id, each.rank, str(each.points), str(parts[each.unit_id])] for each in stands.standings]
    return canonical({
        "form": FORM, "plan": plan.pk, "title": pool.title.strip(), "months": [f"{each:%Y-%m}" for each in months],
        "amount": f"{pool.amount:.2f}", "rule": pool.rule, "basis": pool.basis.strip(), "known": at.isoformat(),
        "boards": boards, "shares": shares,
    })  # fmt: skip
