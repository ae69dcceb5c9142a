"""What the demonstration's campaign is rewarded with: a pool that is frozen, one that waits, and a street on each list."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from luodi.campaigns import operations, queries
from luodi.campaigns.operations import NewPool
from luodi.values.actor import Actor
from luodi.values.period import months_after


def add_rewards(
    *, bureau: Actor, leader: Actor, today: date, morning: Callable[[date], datetime]
) -> None:  # fmt: skip
    """Propose and approve what follows from last month's ranking of the newest plan."""
    first = today.replace(day=1)
    month, plan = months_after(first, -1), queries.plans(bureau)[0]
    at = morning(min(first + timedelta(days=2), today)) + timedelta(hours=4)
    pools = [
        operations.propose_pool(
            plan_id=plan.id, by=bureau, at=at,
            pool=NewPool(title, month, month, Decimal(amount), rule, "美丽行动激励办法第七条（演示）"),
        )
        for title, amount, rule in (("流动红旗奖", 200_000, "first_three"), ("以奖代补", 500_000, "points"))
    ]  # fmt: skip
    operations.decide_pool(pool_id=pools[0].pk, version=1, approve=True, by=leader, at=at + timedelta(hours=2))
    stands = [each for each in queries.month_standing(bureau, plan.id, month, known=at) if each.rank]
    red, _black = operations.propose_listings(
        plan_id=plan.id, month=month, colours={stands[0].unit_id: "red", stands[-1].unit_id: "black"},
        reason="当月排名首位、末位（演示）", by=bureau, at=at,
    )  # fmt: skip
    heard = red.hearing_until + timedelta(days=1)
    if heard <= today:
        operations.decide_listing(listing_id=red.pk, version=1, publish=True, by=leader, at=morning(heard))
