"""Figures of a report to the city or province: by template, period and unit or track, each with the projects behind it."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.db.models import Q

from luodi.engines.gates.stages import STAGES
from luodi.people.permissions import require
from luodi.projects.models import Project
from luodi.projects.permissions import sees_amount
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

FILE = Path(__file__).resolve().parent / "reports.toml"


@dataclass(frozen=True, slots=True)
class Template:
    """A report's layout: its title, the length of its period, what a line stands for, and its figures in order."""

    code: str
    zh: str
    en: str
    period: str
    by: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A project behind a figure. `amount` in 元 is None where it is unknown or not the viewer's to see."""

    figure: str
    line: str
    project_id: int
    code: str
    name: str
    unit: str
    day: date
    amount: Decimal | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a line: projects and amounts, claimed (all) and, of them, confirmed; they are never added together."""

    projects: int
    amount: Decimal
    confirmed: int
    confirmed_amount: Decimal


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it would be filed: days [first, end), lines with a cell for each figure, the sum, and the sources."""

    template: Template
    first: date
    end: date
    headings: tuple[str, ...]
    lines: tuple[tuple[str, tuple[Cell, ...]], ...]
    total: tuple[Cell, ...]
    sources: tuple[Source, ...]


@cache
def _file() -> dict[str, dict[str, dict]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def templates() -> dict[str, Template]:
    """Give the templates of reports by code."""
    return {
        code: Template(code, row["zh"], row["en"], row["period"], row["by"], tuple(row["figures"]))
        for code, row in _file()["templates"].items()
    }


def period_of(kind: str, day: date) -> tuple[date, date]:
    """Give the last whole month or quarter before a day, half-open."""
    end = day.replace(day=1) if kind == "month" else date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    back = end - timedelta(days=1)
    first = back.replace(day=1) if kind == "month" else date(back.year, 3 * ((back.month - 1) // 3) + 1, 1)
    return first, end


def report(*, viewer: Actor, template: str, first: date, end: date) -> Report:
    """Fill a report from the ledger as it stands, for events of the days [first, end); one SQL statement.

    :raises NotAllowed: without the permission to report
    :raises NotFound: for a template that there is not
    """
    require(viewer, "projects.report")
    layout = templates().get(template)
    if layout is None or not first < end:
        raise NotFound()
    sources = sources_of(viewer, layout, first, end)
    names = sorted({source.line for source in sources})
    figures = _file()["figures"]
    key = "en" if viewer.language.startswith("en") else "zh"
    return Report(
        template=layout, first=first, end=end, headings=tuple(figures[code][key] for code in layout.figures),
        lines=tuple((name, _cells(layout, [each for each in sources if each.line == name])) for name in names),
        total=_cells(layout, sources), sources=tuple(sources),
    )  # fmt: skip


def figure_words() -> dict[str, str]:
    """Give the Chinese names of the figures by code."""
    return {code: row["zh"] for code, row in _file()["figures"].items()}


def sources_of(
    viewer: Actor, layout: Template, first: date, end: date, *, known: datetime | None = None
) -> list[Source]:
    """Give the projects behind each figure of a layout, of those registered until an instant; one SQL statement."""
    seen = Q() if known is None else Q(registered_at__lte=known)
    figures = [(code, _file()["figures"][code]) for code in layout.figures]
    rows = list(
        Project.objects.visible_to(viewer).filter(withdrawn_at=None).select_related("unit").defer("grams").order_by("code")
        .filter(seen, _any_day({figure["day"] for _, figure in figures}, first, end))
    )  # fmt: skip
    found = []
    for code, figure in figures:
        needed = STAGES[figure["stage"]].order
        for row in rows:
            day = getattr(row, figure["day"])
            if day is None or not first <= day < end or figure.get("binding", row.binding) != row.binding:
                continue
            sure = bool(row.stage_confirmed) and STAGES[row.stage_confirmed].order >= needed
            line = (row.unit.short_name or row.unit.name) if layout.by == "unit" else row.track or "—"
            amount = row.amount if sees_amount(viewer, row.unit_id) else None
            found.append(Source(code, line, row.pk, row.code, row.name, row.unit.name, day, amount, sure))
    return found


def _any_day(columns: set[str], first: date, end: date) -> Q:
    condition = Q()
    for column in sorted(columns):
        condition |= Q(**{f"{column}__gte": first, f"{column}__lt": end})
    return condition


def _cells(layout: Template, sources: list[Source]) -> tuple[Cell, ...]:
    cells = []
    for code in layout.figures:
        own = [each for each in sources if each.figure == code]
        sure = [each for each in own if each.confirmed]
        cells.append(Cell(len(own), _sum(own), len(sure), _sum(sure)))
    return tuple(cells)


def _sum(sources: list[Source]) -> Decimal:
    return sum((each.amount for each in sources if each.amount is not None), Decimal(0))
