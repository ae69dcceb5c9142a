"""Reading target plans: which units hold one for a year and how they stand, and one unit's plan as a paper to sign."""

from dataclasses import dataclass
from datetime import date

from luodi.engines.papers import Cell, Heading, Pairs, Paper, Paragraph, Signatures, Table
from luodi.promises.models import Promise
from luodi.promises.queries.readings import JOINED, PromiseRow, read_promises
from luodi.values.actor import Actor
from luodi.values.indicator import indicator
from luodi.values.money import Money
from luodi.values.refusal import NotFound

LAMPS = ("green", "yellow", "red", "grey")


@dataclass(frozen=True, slots=True)
class Plan:
    """A unit's plan of a year: its targets with how they stand."""

    unit_id: int
    unit: str
    rows: tuple[PromiseRow, ...]

    def lamps(self) -> dict[str, int]:
        """Count the targets by lamp."""
        found = dict.fromkeys(LAMPS, 0)
        for each in self.rows:
            found[each.running.lamp if each.running else "grey"] += 1
        return found


def plans(
    viewer: Actor, *, year: int, today: date, unit_id: int | None = None, known: date | None = None
) -> list[Plan]:
    """List the plans of a year that the viewer may see, in the order of the units; five SQL statements.

    They stand as of `today`, as known on a day (None: that day).
    """
    day = known or today
    found = Promise.objects.visible_to(viewer).filter(
        basis_kind="target_plan", promisor_unit__isnull=False, terms__valid_from__year=year, made_at__date__lte=day
    )
    if unit_id is not None:
        found = found.filter(promisor_unit_id=unit_id)
    promises = list(
        found.select_related(*JOINED)
        .order_by("promisor_unit__kind", "promisor_unit__sort", "promisor_unit_id", "pk")
        .distinct()
    )
    by_unit: dict[tuple[int, str], list[PromiseRow]] = {}
    for promise, row in zip(promises, read_promises(promises, viewer, today, day), strict=True):
        by_unit.setdefault((promise.promisor_unit_id, promise.promisor_unit.name), []).append(row)
    return [Plan(pk, name, tuple(rows)) for (pk, name), rows in by_unit.items()]


def plan_book(viewer: Actor, *, unit_id: int, year: int, today: date) -> Paper:
    """Arrange a unit's plan as the task book that the unit and the district sign.

    :raises NotFound: if the viewer sees no plan of the unit for the year
    """
    found = plans(viewer, year=year, today=today, unit_id=unit_id)
    if not found:
        raise NotFound()
    plan = found[0]
    rows = [_line(number, each) for number, each in enumerate(plan.rows, 1)]
    head = (("序号", "指标", "年度目标", "完成期限", "权重", "依据"),)
    blocks = [
        Pairs((("责任单位", plan.unit), ("年度", f"{year} 年"), ("指标数", f"{len(rows)} 项"), ("制表日期", f"{today:%Y-%m-%d}")), columns=4),
        Heading("一、目标任务", 2), Table(head=head, rows=rows, widths=(1, 4, 3, 3, 2, 6)),
        Heading("二、核定办法", 2),
        Paragraph("目标以经核实的实绩核定；没有数据的不作完成处理。政府原因造成的延误，经认定后顺延完成期限；调整目标须签订补充约定。"),
        Heading("三、签署", 2),
        Signatures((("责任单位（盖章）", ""), ("责任单位负责人", ""), ("区政府（盖章）", ""), ("日期", ""))),
    ]  # fmt: skip
    return Paper(
        f"{year} 年招商引资目标计划书", blocks, subtitle=plan.unit, header=plan.unit, footer=f"{year} 年目标计划书"
    )


def _line(number: int, row: PromiseRow) -> tuple:
    measured, term = indicator(row.indicator), row.terms[-1]
    target = Money(term.target).format() if measured.is_money else f"{term.target:,.{measured.places}f} {measured.unit}"
    weight = f"{row.weight:f}".rstrip("0").rstrip(".")
    return (
        Cell(str(number), align="center"), measured.zh, Cell(target, align="right"), f"{term.due:%Y-%m-%d}",
        Cell(weight, align="right"), row.basis_reference,
    )  # fmt: skip
