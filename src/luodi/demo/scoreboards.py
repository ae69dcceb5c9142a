"""The demonstration's scoreboards: a pack in force, target plans of streets and platforms, a frozen board and one shown."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from luodi.demo import inventing
from luodi.demo.people import Staff
from luodi.journeys.take_counts import take_counts
from luodi.observations.operations import Source, record_observation, subject_of_unit, verify_observation
from luodi.promises.operations import Basis, Drawn, Manner, Parties, make_promise
from luodi.scoreboards import operations
from luodi.scoreboards.operations import Points, Typed
from luodi.values.actor import Actor
from luodi.values.period import Period

WAN = 10_000
PLATFORMS, LED = 3, 7
SOURCES = {
    "signed": "promise:signed_projects",
    "fixed_assets": "promise:fixed_assets",
    "domestic_capital": "promise:paid_in",
    "leads": "typed",
}
PLAN = "{} 年招商引资目标计划书（演示）"


def add_scoreboards(
    staff: Staff, *, bureau: Actor, head: Actor, by: Actor, today: date, morning: Callable[..., datetime]
) -> None:
    """Add the pack and the plans, freeze the board of the month before last, and show that of the last month.

    In January the year has no month that is over: then there is no board yet.
    """
    last = today.replace(day=1) - timedelta(days=1)
    year, at = last.year, morning(date(last.year, 1, 6))
    pack = _pack(year, bureau, by, at)
    units = [*inventing.plan()["streets"], *inventing.plan()["platforms"][:PLATFORMS]]
    for place, name in enumerate(units):
        _plan(staff.units[name], place, last, head.unit_id, bureau, by, morning)
    earlier = last.replace(day=1) - timedelta(days=1)
    if earlier.year == year:
        board = _board(pack, "street", earlier, staff, bureau, by, morning(earlier + timedelta(days=3)))
        operations.freeze_board(board_id=board, version=2, by=bureau, at=morning(earlier + timedelta(days=20)))
    shown = _board(pack, "street", last, staff, bureau, by, morning(today - timedelta(days=1), 9))
    operations.appeal(
        board_id=shown, unit_id=head.unit_id or 0, indicator="fixed_assets", reason="一个续建项目的投资还没有计入（演示）",
        evidence="项目投资完成情况专项审计报告第 3 页（演示）", by=head, at=morning(today - timedelta(days=1), 15),
    )  # fmt: skip
    operations.draw_up_board(
        pack_id=pack, unit_class="platform", period=Period.of_month(year, last.month), by=bureau, at=morning(today - timedelta(days=1))
    )  # fmt: skip


def _pack(year: int, bureau: Actor, by: Actor, at: datetime) -> int:
    """Upload the year's pack as the system and have the bureau approve it; the handbook's examples wait as drafts."""
    text = Path(__file__).with_name("scoreboard-pack.toml").read_text(encoding="utf-8").replace("{year}", str(year))
    row = operations.upload_pack(data=text.encode(), sources=SOURCES, by=by, at=at)
    operations.approve_pack(pack_id=row.pk, valid_from=date(year, 1, 1), by=bureau, at=at)
    operations.load_example_packs(by=by, at=at)
    return row.pk


def _plan(
    unit_id: int, place: int, last: date, has_plan: int | None, bureau: Actor, by: Actor, morning: Callable[..., datetime]
) -> None:  # fmt: skip
    """Promise a unit's plan, and observe its investment and capital up to the month before the last."""
    subject = subject_of_unit(unit_id=unit_id, by=by, at=morning(date(last.year, 1, 6)))
    targets = {
        "signed_projects": 3 + place % 4,
        "fixed_assets": (9 + place % 7) * 10_000 * WAN,
        "paid_in": (4 + place % 5) * 5_000 * WAN,
    }
    until = last.replace(day=1)
    share = Decimal(until.month - 1 or 1) / 12
    for number, (code, target) in enumerate(targets.items()):
        if not (unit_id == has_plan and code in ("signed_projects", "paid_in")):
            make_promise(
                parties=Parties(promisor_unit_id=unit_id), basis=Basis("target_plan", PLAN.format(last.year)),
                subject_id=subject.pk, indicator_code=code, manner=Manner("sum", time_unit="months"),
                terms=[Drawn(Period.of_year(last.year), Decimal(target))], by=by, at=morning(date(last.year, 1, 6)),
            )  # fmt: skip
        if until.month > 1:
            reached = Decimal(target) * share * Decimal(62 + (place * 37 + number * 23) % 60) / 100
            period = Period(date(last.year, 1, 1), until)
            _reached(subject.pk, code, period, reached, bureau, by, morning(until + timedelta(days=2)))


def _reached(
    subject_id: int, code: str, period: Period, value: Decimal, bureau: Actor, by: Actor, at: datetime
) -> None:
    money = code != "signed_projects"
    row = record_observation(
        subject_id=subject_id, indicator_code=code, period=period, value=Decimal(int(value / WAN) if money else round(value)), unit="万元" if money else "个",
        source=Source("form", "街道季度台账（演示）"), by=by, at=at,
    )  # fmt: skip
    verify_observation(series_id=row.series_id, seen=row.pk, by=bureau, at=at + timedelta(hours=3))


def _board(
    pack: int, unit_class: str, day: date, staff: Staff, bureau: Actor, by: Actor, at: datetime
) -> int:  # fmt: skip
    """Draw up a month's board, take the counts, type in the leads of some streets and a bonus, and show it."""
    board = operations.draw_up_board(
        pack_id=pack, unit_class=unit_class, period=Period.of_month(day.year, day.month), by=by, at=at
    )
    take_counts(board_id=board.pk, by=by, at=at)
    streets = inventing.plan()["streets"][:LED]
    for place, name in enumerate(streets):
        row = operations.type_figure(
            board_id=board.pk, unit_id=staff.units[name], indicator="leads", typed=Typed(Decimal(24 + place * 5), Decimal(60)),
            source="首报登记台账（演示）", reason="按月统计", by=by, at=at,
        )  # fmt: skip
        operations.decide_figure(figure_id=row.pk, approve=True, by=bureau, at=at)
    added = operations.propose_adjustment(
        board_id=board.pk, unit_id=staff.units[streets[1]], given=Points("bonus", Decimal(2)), reason="引进总部企业（演示）",
        reference="考核办法第 7 条（演示）", by=by, at=at,
    )  # fmt: skip
    operations.decide_adjustment(adjustment_id=added.pk, approve=True, by=bureau, at=at)
    operations.show_board(board_id=board.pk, version=1, by=bureau, at=at)
    return board.pk
