"""Scenes of scoreboards, built through operations: the handbook's example 1 as rows."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from luodi.engines.scoreboards.pack import FOLDER
from luodi.observations.models import Subject
from luodi.scoreboards import operations
from luodi.scoreboards.models import Board, Pack
from luodi.scoreboards.operations import Points, Typed
from luodi.values.period import Period
from tests.given import observed, promised
from tests.given import transfers as given_transfers
from tests.given.people import NOW, District
from tests.given.promised import term

JUNE = Period.of_month(2025, 6)
JULY = datetime.fromisoformat("2025-07-07T09:00:00+08:00")  # a Monday
OVER = datetime.fromisoformat("2025-07-14T09:00:00+08:00")
TEXT = (FOLDER / "streets-2025.toml").read_bytes()
SOURCES = {
    "signed": "promise:signed_projects", "fixed_assets": "promise:fixed_assets", "foreign_capital": "promise:foreign_capital",
    "domestic_capital": "promise:paid_in", "new_firm_tax": "promise:tax", "landing_rate": "typed", "leads": "typed",
}  # fmt: skip
# Handbook §6.3, example 1: target and actual of each indicator that stands in the plan, in its unit.
PLANS = {
    "signed_projects": ("8", "5", "个"), "fixed_assets": ("2000000000", "90000", "万元"),
    "foreign_capital": ("10000000", "4000000", "美元"), "paid_in": ("1200000000", "75000", "万元"),
    "tax": ("60000000", "2700", "万元"),
}  # fmt: skip


def people(scene: District) -> None:
    """Add the parameters and a second person of the bureau."""
    given_transfers.parameters()
    given_transfers.second_bureau(scene)


def pack(scene: District, *, text: bytes = TEXT, sources: dict[str, str] | None = None, approve: bool = True) -> Pack:
    """Upload a pack, and have another person approve it."""
    row = operations.upload_pack(
        data=text, sources=SOURCES if sources is None else sources, by=scene.actor("bureau"), at=NOW
    )
    if approve:
        row = operations.approve_pack(pack_id=row.pk, valid_from=date(2025, 1, 1), by=scene.actor("bureau2"), at=NOW)
    return row


def plans(scene: District, *, unit: str = "临河街道", part: Decimal = Decimal(1)) -> Subject:
    """Promise a unit's target plan and observe example 1 for the first half of the year, or a part of it."""
    names = {"临河街道": ("river", "riverhead"), "望山街道": ("hill", "hillhead")}[unit]
    one = observed.subject(scene, unit, unit=unit, kind="unit")
    for code, (target, reached, unit_word) in PLANS.items():
        promised.promise(scene, one, indicator=code, terms=[term(2025, target)], by=names[0])
        value = Decimal(reached) * part
        whole = value.to_integral_value() if code == "signed_projects" else value
        observed.verified(
            scene, one, str(whole), indicator=code, unit=unit_word, period=Period.of_half(2025, 1), by=names[0],
            checker=names[1], at=JULY - timedelta(days=4),
        )  # fmt: skip
    return one


def board(
    scene: District, of: Pack, *, period: Period = JUNE, unit_class: str = "street", at: datetime = JULY
) -> Board:
    """Draw up a board."""
    return operations.draw_up_board(
        pack_id=of.pk, unit_class=unit_class, period=period, by=scene.actor("bureau"), at=at
    )


def typed(
    scene: District, of: Board, indicator: str, actual: str, target: str, *, unit: str = "临河街道", at: datetime = JULY
) -> None:  # fmt: skip
    """Type in a figure and have another person approve it."""
    row = operations.type_figure(
        board_id=of.pk, unit_id=scene.units[unit].pk, indicator=indicator, typed=Typed(Decimal(actual), Decimal(target)),
        source="投促局月度台账第 6 期", reason="台账统计", by=scene.actor("bureau"), at=at,
    )  # fmt: skip
    operations.decide_figure(figure_id=row.pk, approve=True, by=scene.actor("bureau2"), at=at)


def added(
    scene: District, of: Board, kind: str, points: str, *, unit: str = "临河街道", at: datetime = JULY, **more
) -> None:
    """Propose an adjustment and have another person approve it."""
    row = operations.propose_adjustment(
        board_id=of.pk, unit_id=scene.units[unit].pk, given=Points(kind, Decimal(points), **more), reason="总部企业落户",
        reference="考核办法第 7 条", by=scene.actor("bureau"), at=at,
    )  # fmt: skip
    operations.decide_adjustment(adjustment_id=row.pk, approve=True, by=scene.actor("bureau2"), at=at)


def example(scene: District) -> Board:
    """Build example 1 of the handbook for one street beside another that reached half of it: 99.67 points."""
    people(scene)
    of = board(scene, pack(scene))
    plans(scene)
    plans(scene, unit="望山街道", part=Decimal("0.5"))
    for unit in ("临河街道", "望山街道"):
        typed(scene, of, "landing_rate", "0.55", "0.60", unit=unit)
    typed(scene, of, "leads", "40", "60")
    added(scene, of, "bonus", "3")
    added(scene, of, "bonus", "0.5")
    added(scene, of, "penalty", "1.5")
    return of


def shown(scene: District, of: Board, *, at: datetime = JULY) -> Board:
    """Show a board."""
    of.refresh_from_db()
    return operations.show_board(board_id=of.pk, version=of.version, by=scene.actor("bureau"), at=at)


def frozen(scene: District, of: Board, *, at: datetime = OVER) -> Board:
    """Freeze a board."""
    of.refresh_from_db()
    return operations.freeze_board(board_id=of.pk, version=of.version, by=scene.actor("bureau2"), at=at)


def appealed(
    scene: District, of: Board, *, indicator: str = "fixed_assets", by: str = "riverhead", at: datetime = JULY
):
    """Appeal for 临河街道."""
    return operations.appeal(
        board_id=of.pk, unit_id=scene.units["临河街道"].pk, indicator=indicator, reason="漏计一个项目的投资",
        evidence="专项审计报告第 3 页", by=scene.actor(by), at=at,
    )  # fmt: skip
