"""From rows to the engine's units and back: how a board stands as of a day, as known on another, or as it was frozen."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django.utils.timezone import make_aware

from luodi.engines import scoreboards as engine
from luodi.engines.promises import day_number
from luodi.observations.queries import CreditedValue, credited_values
from luodi.people.models import Unit
from luodi.promises.queries.plan_readings import PlanReading, target_plans_known_at
from luodi.scoreboards.models import Adjustment, Board, Figure, Pack, Snapshot
from luodi.scoreboards.queries.rows import Cell, Standing, UnitRow
from luodi.scoreboards.sources import Source, source_of
from luodi.values.period import Period


@lru_cache(maxsize=32)
def _read(text: str) -> engine.Pack:
    return engine.read_pack(text)


def engine_pack(pack: Pack) -> engine.Pack:
    """Give the engine's reading of a pack's text."""
    return _read(pack.text)


def sources_of(pack: Pack) -> dict[str, Source]:
    """Give where each figure of a pack comes from."""
    return {code: source_of(text) for code, text in pack.sources.items()}


def units_of_class(unit_class: str) -> dict[str, UnitRow]:
    """Give the active units of a class by the engine's code, in the district's order; one SQL statement."""
    rows = (
        Unit.objects.filter(kind=unit_class, active=True).order_by("sort", "pk").values_list("pk", "name", "short_name")
    )
    return {code_of(pk): UnitRow(pk, code_of(pk), short or name) for pk, name, short in rows}


def code_of(unit_id: int) -> str:
    """Give the code under which the engine knows a unit."""
    return f"U{unit_id:06d}"


def promised_codes(board: Board) -> list[str]:
    """List the indicators of target plans that a board reads."""
    sources = sources_of(board.pack)
    return sorted({sources[each.code].promised for each in engine_pack(board.pack).of_class(board.unit_class)} - {""})


def credited_codes(board: Board) -> list[str]:
    """List the indicators of which a board reads the units' credit for projects and firms."""
    sources = sources_of(board.pack)
    ruled = engine_pack(board.pack).of_class(board.unit_class)
    return sorted({sources[each.code].of for each in ruled if sources[each.code].kind == "credited"})


def standing_known_at(board: Board, *, known: date) -> Standing:
    """Work out how a board stands as of its day, as known on a day; eight SQL statements whatever the number of units.

    Two more for each indicator that is credited for projects and firms.
    """
    pack, sources = engine_pack(board.pack), sources_of(board.pack)
    units = units_of_class(board.unit_class)
    ids = [each.id for each in units.values()]
    ruled = [each.code for each in pack.of_class(board.unit_class)]
    plans = target_plans_known_at(unit_ids=ids, codes=promised_codes(board), on=board.as_of, known=known)
    credited = credited_values(codes=credited_codes(board), period=_year_until(board), at=_night_after(known))
    typed = _typed(board, ids, known)
    added = _added(board, ids, known)
    cells = {
        (unit.code, code): cell
        for unit in units.values()
        for code in ruled
        if (cell := _cell(sources[code], plans, credited, typed.get((unit.id, code), ()), unit.id, board.as_of))
        is not None
    }
    over = Period.of_year(pack.year).elapsed(board.as_of)
    rows = [_unit(unit, board.unit_class, ruled, cells, added[unit.id], over, plans) for unit in units.values()]
    return Standing(engine.ranked(pack, rows), units, cells, board.as_of, known)


def frozen_standing(board: Board, snapshot: Snapshot) -> Standing:
    """Give a board exactly as it was frozen, after checking its digest.

    :raises SnapshotChanged: if text and digest don't belong together
    """
    body = engine.checked(engine.Snapshot(snapshot.text, snapshot.digest))
    pack = engine_pack(board.pack)
    places = tuple(_place(each, pack.places) for each in body["places"])
    found = engine.Board(pack, tuple(_frozen_unit(each) for each in body["units"].values()), places)
    units = {code: UnitRow(row["id"], code, row["name"]) for code, row in snapshot.behind["units"].items()}
    cells = {(unit, code): _behind(row) for unit, code, row in snapshot.behind["cells"]}
    return Standing(found, units, cells, board.as_of, snapshot.known)


def behind_of(standing: Standing) -> dict[str, Any]:
    """Write the units and what stands behind each figure as plain values, to be kept beside a snapshot."""
    units = {code: {"id": unit.id, "name": unit.name} for code, unit in standing.units.items()}
    cells = [[unit, code, _plain(cell)] for (unit, code), cell in standing.cells.items()]
    return {"units": units, "cells": cells}


def _year_until(board: Board) -> Period:
    return Period(date(board.as_of.year, 1, 1), board.as_of + timedelta(days=1))


def _night_after(known: date) -> datetime:
    """Give the end of a day as known: its last instant."""
    return make_aware(datetime.combine(known + timedelta(days=1), time.min)) - timedelta(microseconds=1)


def _typed(board: Board, unit_ids: list[int], known: date) -> dict[tuple[int, str], list[Figure]]:
    """Give the approved figures of the board's year until its day by unit and indicator, the oldest first."""
    rows = Figure.objects.filter(
        pack_code=board.pack.code, unit__in=unit_ids, state="approved", day__lte=board.as_of,
        day__gte=date(board.pack.year, 1, 1), decided_at__date__lte=known,
    ).order_by("day", "decided_at", "pk")  # fmt: skip
    found: dict[tuple[int, str], list[Figure]] = defaultdict(list)
    for row in rows:
        found[row.unit_id, row.indicator].append(row)
    return found


def _added(board: Board, unit_ids: list[int], known: date) -> dict[int, list[Adjustment]]:
    rows = Adjustment.objects.filter(
        pack_code=board.pack.code, unit__in=unit_ids, state="approved", day__lte=board.as_of,
        day__gte=date(board.pack.year, 1, 1), decided_at__date__lte=known,
    ).order_by("pk")  # fmt: skip
    found: dict[int, list[Adjustment]] = defaultdict(list)
    for row in rows:
        found[row.unit_id].append(row)
    return found


def _cell(
    source: Source, plans: Mapping[tuple[int, str], PlanReading], credited: Mapping[tuple[int, str], CreditedValue],
    typed: list[Figure] | tuple[()], unit_id: int, as_of: date,
) -> Cell | None:  # fmt: skip
    """Lay what was typed in over what the source says: of a source of rows only what was typed in for that very day."""
    plan = plans.get((unit_id, source.promised))
    own = [row for row in typed if source.kind == "typed" or row.kind == "counted" or row.day == as_of]
    if plan is None and not own and source.kind == "typed":
        return None
    cell = Cell(source.kind, source.of, None, plan.target if plan else None, plan.base if plan else None)
    if plan:
        reads = source.kind == "promise"
        cell = replace(
            cell, promise_id=plan.promise_id, term_id=plan.term_id, actual=plan.actual if reads else None,
            used=plan.used if reads else 0,
        )  # fmt: skip
    if source.kind == "credited" and (reached := credited.get((unit_id, source.of))):
        cell = replace(cell, actual=reached.value, used=reached.subjects)
    for row in own:
        given = {name: value for name in ("actual", "target", "base") if (value := getattr(row, name)) is not None}
        cell = replace(
            cell, **given, faults=row.faults, missed=row.missed, figure_id=row.pk, source=row.source,
            corrected=row.kind == "appeal" or (source.kind != "typed" and row.kind == "typed"),
        )  # fmt: skip
    return cell


def _unit(
    unit: UnitRow, unit_class: str, ruled: list[str], cells: Mapping[tuple[str, str], Cell], added: list[Adjustment],
    time: Fraction, plans: Mapping[tuple[int, str], PlanReading],
) -> engine.Unit:  # fmt: skip
    figures = {}
    for code in ruled:
        if (cell := cells.get((unit.code, code))) is not None:
            figures[code] = engine.Figure(cell.actual, cell.target, cell.base, cell.faults, cell.missed)
    own = [plan for (unit_id, _), plan in plans.items() if unit_id == unit.id]
    reached = [day_number(plan.reached) for plan in own if plan.reached]
    return engine.Unit(
        unit.code, unit_class, time, figures,
        bonus={f"#{row.pk} {row.reason}": row.points for row in added if row.kind == "bonus"},
        penalty={f"#{row.pk} {row.reason}": row.points for row in added if row.kind == "penalty"},
        vetoes=tuple((row.veto, row.indicator) for row in added if row.kind == "veto"),
        achieved=max(reached) if own and len(reached) == len(own) else None,
    )  # fmt: skip


def _plain(cell: Cell) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, Decimal) else value
        for name in Cell.__dataclass_fields__
        if (value := getattr(cell, name)) is not None
    }


def _behind(row: dict[str, Any]) -> Cell:
    numbers = {name: Decimal(row[name]) if name in row else None for name in ("actual", "target", "base")}
    return Cell(**{name: value for name, value in row.items() if name not in numbers}, **numbers)


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _decimal(text: str | None, places: int) -> Decimal | None:
    return None if text is None else engine.rounded(Fraction(text), places)


def _place(row: dict[str, Any], digits: int) -> engine.Place:
    total = row["total"]
    scores = tuple(
        engine.Score(
            each["indicator"], Fraction(each["weight"]), _fraction(each["progress"]), Fraction(each["raw"]),
            Fraction(each["points"]), each["lamp"], each["state"],
        )
        for each in total["scores"]
    )  # fmt: skip
    exact = {name: Fraction(total[name]) for name in ("base", "bonus", "penalty", "exact")}
    held = engine.Total(
        unit=total["unit"], unit_class=total["unit_class"], scores=scores, **exact, total=_decimal(total["total"], digits),
        void=total["void"],
    )  # fmt: skip
    rank = None if row["rank"] is None else int(row["rank"])
    apart = tuple((code, _decimal(points, digits) or Decimal(0)) for code, points in row["apart"])
    return engine.Place(rank, held, row["decided_by"], row["above"], _decimal(row["gap"], digits), apart)


def _frozen_unit(row: dict[str, Any]) -> engine.Unit:
    figures = {
        code: engine.Figure(
            _fraction(each["actual"]), _fraction(each["target"]), _fraction(each["base"]), int(each["faults"]), each["missed"]
        )
        for code, each in row["figures"].items()
    }  # fmt: skip
    points = {name: {words: Fraction(each) for words, each in row[name].items()} for name in ("bonus", "penalty")}
    achieved = None if row["achieved"] is None else int(row["achieved"])
    return engine.Unit(
        row["code"], row["unit_class"], Fraction(row["time"]), figures, points["bonus"], points["penalty"],
        tuple((veto, indicator) for veto, indicator in row["vetoes"]), achieved,
    )  # fmt: skip
