"""What was promised in the demonstration district: a firm's investment and jobs, the street's own plan, a delay, a supplement."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from luodi.observations.operations import subject_of_unit
from luodi.projects.operations import give_subject
from luodi.promises import operations
from luodi.promises.operations import Basis, Drawn, Manner, Parties
from luodi.promises.queries import promise_detail
from luodi.values.actor import Actor
from luodi.values.period import Period

WAN = 10_000
INVESTED = ((2400, 3600), (1500, 2000), (9000, 12_000))
PLANNED = (("signed_projects", "sum", 8), ("landed_projects", "sum", 5), ("paid_in", "sum", 20_000 * WAN))


def add_promises(
    *, street: Actor, head: Actor, projects: Sequence[tuple[int, str, int, str]], today: date,
    morning: Callable[[date], datetime],
) -> None:  # fmt: skip
    """Note what three firms and the street promised; `projects` are (id, name, company id, company name) of the street."""
    for place, ((project_id, _, company_id, _), targets) in enumerate(zip(projects, INVESTED, strict=False)):
        at = morning(date(today.year - 1, 1, 8))
        subject_id = give_subject(project_id=project_id, by=street, at=at)
        row = operations.make_promise(
            parties=Parties(promisor_company_id=company_id, beneficiary_unit_id=street.unit_id),
            basis=Basis("clause", f"投资协议第 {place + 4} 条（演示）"), subject_id=subject_id, indicator_code="fixed_assets",
            manner=Manner("sum", cumulative_cure=1, pays=True, remedy="按未完成比例扣减兑付"),
            terms=[_year(today.year - 1, targets[0]), _year(today.year, targets[1])], by=street, at=at,
        )  # fmt: skip
        if place == 0:
            _moved(row.pk, street, head, morning(today - timedelta(days=12)), today)
        if place == 1:
            _supplemented(row.pk, street, morning(today - timedelta(days=6)), today)
    _plan_of_street(street, morning(date(today.year, 1, 6)), today)


def _year(year: int, wan: int) -> Drawn:
    return Drawn(Period.of_year(year), Decimal(wan * WAN))


def _plan_of_street(street: Actor, at: datetime, today: date) -> None:
    subject = subject_of_unit(unit_id=street.unit_id or 0, by=street, at=at)
    for code, measure, target in PLANNED:
        operations.make_promise(
            parties=Parties(promisor_unit_id=street.unit_id),
            basis=Basis("target_plan", f"{today.year} 年招商引资目标计划书（演示）"), subject_id=subject.pk,
            indicator_code=code, manner=Manner(measure, time_unit="months"),
            terms=[Drawn(Period.of_year(today.year), Decimal(target))], by=street, at=at,
        )  # fmt: skip


def _moved(promise_id: int, street: Actor, head: Actor, at: datetime, today: date) -> None:
    """Move the running year's due date by the two months that the land came late; another person approves it."""
    term_id = promise_detail(street, promise_id, today=today).promise.terms[-1].term_id
    act = operations.propose_act(
        term_id=term_id, version=1, kind="moved", day=date(today.year + 1, 2, 28), ground="government",
        reason="用地交付晚两个月（演示）", by=street, at=at,
    )  # fmt: skip
    operations.decide_act(act_id=act.pk, version=2, approve=True, by=head, at=at + timedelta(hours=3))


def _supplemented(promise_id: int, street: Actor, at: datetime, today: date) -> None:
    operations.supplement_promise(
        promise_id=promise_id, version=1, ground="二期提前，双方商定提高当年目标（演示）",
        terms=[_year(today.year - 1, 1500), _year(today.year, 2600)], by=street, at=at,
    )  # fmt: skip
