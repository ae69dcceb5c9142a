"""What is counted in the demonstration district: a definition of landing, money, landing facts, findings and questions."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from luodi.counting import operations, queries
from luodi.counting.operations import NewInflow
from luodi.counting.queries import CountedRow, FindingFilter, FindingRow, RowsAsked
from luodi.demo.people import Staff
from luodi.people.queries.lookups import actor_of_person
from luodi.values.actor import Actor

SOURCE = "临潮区招商引资项目落地认定办法（演示）第八条"
ROUTES = [
    {"code": "land", "zh": "土地摘牌", "en": "land won", "needs": [["land_won"]]},
    {"code": "title", "zh": "购买厂房", "en": "factory bought", "needs": [["title_changed"]]},
    {"code": "lease", "zh": "租赁厂房", "en": "factory leased", "needs": [["lease_signed"]], "total_from": "100000000",
     "entered_from": "50000000"},
    {"code": "services", "zh": "服务业", "en": "services", "needs": [["firm_registered"], ["lease_signed", "title_changed"],
     ["first_payroll"], ["first_revenue"]], "paid_in_from": "5000000"},
]  # fmt: skip
MONEY, FACTS = 8, 10
KINDS = ("land_won", "lease_signed", "title_changed", "construction_permit")


def add_counting(staff: Staff, *, today: date, by: Actor, at: datetime) -> None:
    """Set the definition, enter money and facts, check everything, ask two questions and decide one of them."""
    bureau = actor_of_person(person_id=staff.persons["bureau"], today=today)
    for year in (today.year - 1, today.year):
        operations.set_definition(title=f"{year} 年落地口径", year=year, routes=ROUTES, source=SOURCE, by=bureau, at=at)
    operations.recheck_all(by=by, at=at)
    officers = _officers(staff, today, by)
    signed = queries.counted_rows(bureau, RowsAsked(), size=200).rows
    held = [row for row in signed if row.date and row.counts]
    held.sort(key=lambda row: row.project_id)
    for place, row in enumerate(held[:MONEY]):
        _money(place, row, officers, today, bureau)
    for place, row in enumerate(held[:FACTS]):
        _fact(place, row, officers, today, bureau)
    operations.recheck_all(by=by, at=at)
    _questions(officers, bureau, at)


@dataclass(frozen=True, slots=True)
class Officers:
    """Who works for a unit: the persons with an account, for the other units the demo itself."""

    known: dict[str, Actor]
    otherwise: Actor

    def of(self, unit_name: str) -> Actor:
        """Give who enters and answers for a unit."""
        return self.known.get(unit_name, self.otherwise)


def _officers(staff: Staff, today: date, by: Actor) -> Officers:
    actors = [actor_of_person(person_id=staff.persons[name], today=today) for name in ("street", "park")]
    return Officers({actor.unit_name: actor for actor in actors}, by)


def _noon(day: date, at: datetime) -> datetime:
    return at.replace(year=day.year, month=day.month, day=day.day, hour=12)


def _money(place: int, row: CountedRow, officers: Officers, today: date, bureau: Actor) -> None:
    """Enter an inflow of a project; the third left after three weeks, every second one is confirmed."""
    assert row.date is not None
    paid = min(row.date + timedelta(days=20), today)
    when = _noon(paid, row.known_at)
    officer = officers.of(row.unit_name)
    foreign = place % 4 == 1
    new = NewInflow(
        project_id=row.project_id, capital_class="foreign" if foreign else "domestic", paid_date=paid,
        amount=Decimal(1_000_000 * (place + 2)) if foreign else Decimal(10_000_000 * (place + 1)),
        currency="USD" if foreign else "CNY", rate=Decimal("7.18") if foreign else None, rate_date=paid if foreign else None,
        slip=f"YS{paid:%Y%m%d}{place:04}", payer="演示投资控股有限公司",
    )  # fmt: skip
    entered = operations.enter_inflow(inflow=new, by=officer, at=when)
    if place == 2 and paid + timedelta(days=21) <= today:
        left = paid + timedelta(days=21)
        operations.follow_inflow(
            inflow_id=entered.pk, version=1, left_date=left, left_amount=new.amount, evidence="银行流水（演示）", by=officer,
            at=_noon(left, when),
        )  # fmt: skip
    elif place % 2 == 0:
        operations.confirm_inflow(inflow_id=entered.pk, version=1, by=bureau, at=when + timedelta(hours=2))


def _fact(place: int, row: CountedRow, officers: Officers, today: date, bureau: Actor) -> None:
    """Put a landing fact of a project; every second one is confirmed."""
    assert row.date is not None
    day = min(row.date + timedelta(days=40 + place), today)
    kind = KINDS[place % len(KINDS)]
    mark = operations.put_landmark(
        project_id=row.project_id, kind=kind, day=day, evidence=f"演示〔{day.year}〕{place + 1} 号",
        by=officers.of(row.unit_name), at=_noon(day, row.known_at),
    )  # fmt: skip
    if place % 2 == 0:
        operations.confirm_landmark(
            landmark_id=mark.pk, version=1, by=bureau, at=_noon(day, row.known_at) + timedelta(hours=3)
        )


def _questions(officers: Officers, bureau: Actor, at: datetime) -> None:
    """Ask about two findings of different rules; one is answered and accepted, one stays open."""
    found = queries.findings(bureau, FindingFilter(state="open"), size=200).rows
    held = list(found)
    first = _first(held, ("late_entry", "start_without_permit", "resigned"), 0)
    second = _first(held, ("framework", "start_without_permit", "phases", "shell"), first.project_id if first else 0)
    if first:
        asked = operations.ask_about_finding(
            finding_id=first.id,
            text="请说明迟报原因，并附签约文本和首次报送记录。",
            by=bureau,
            at=at - timedelta(days=9),
        )
        operations.answer_question(
            question_id=asked.pk, version=1, text="项目由外区转来，签约文本见附件编号 HT-2025-018，已于次月月报补报。",
            by=officers.of(first.unit_name), at=at - timedelta(days=7),
        )  # fmt: skip
        operations.explain_question(
            question_id=asked.pk,
            version=2,
            text="文本与月报一致，认可；今后按月报送。",
            by=bureau,
            at=at - timedelta(days=6),
        )
    if second:
        operations.ask_about_finding(
            finding_id=second.id, text="请补充证据或更正自报阶段。", by=bureau, at=at - timedelta(days=3)
        )


def _first(rows: list[FindingRow], rules: tuple[str, ...], other_than: int) -> FindingRow | None:
    fitting = [row for row in rows if row.project_id != other_than]
    return next((row for rule in rules for row in fitting if row.rule == rule), None)
