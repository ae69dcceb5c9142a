"""The table of a board: its columns, and its lines written once and given again as long as the board stands the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from threading import Lock
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from luodi.engines import scoreboards as engine
from luodi.scoreboards.queries import BoardPage, Standing
from luodi.web import cells
from luodi.web.observed.words import language
from luodi.web.scoreboards import words
from luodi.web.tables import Column

MOST = 64
_kept: OrderedDict[Hashable, tuple[Standing, list[dict]]] = OrderedDict()
_lock = Lock()


def columns(page: BoardPage) -> tuple[Column, ...]:
    """Declare the columns of a board: place, unit, each indicator with its weight, adjustments, total, lamps."""
    code = page.row.unit_class
    ruled = page.standing.board.pack.of_class(code)
    return (
        Column("rank", _("排名"), "number", "xs", sort="rank"),
        Column("unit", _("单位"), "link", "md", sort="unit", href="page", card="title"),
        *(
            Column(
                one.code, words.titled(one), "number", "md", sort=one.code, unit=words.number(one.weights[code], 0), card="wide"
            )
            for one in ruled
        ),
        Column("adjusted", _("加减分"), "number", "sm"), Column("total", _("总分"), "number", "sm", sort="total"),
        Column("lamps", _("灯"), width="lg", card="wide"),
    )  # fmt: skip


def lines(page: BoardPage, declared: Sequence[Column], known: date | None, sort: str) -> list[dict]:
    """Give the units' lines of a board, sorted; what they say depends on the standing, which is kept while nothing changes.

    A kept line belongs to this very standing: the query gives another one as soon as something behind it has changed.
    """
    key, standing = (page.row.id, known, language()), page.standing
    with _lock:
        held = _kept.get(key)
    if held is None or held[0] is not standing:
        held = standing, _written(page, declared, known)
        with _lock:
            _kept[key] = held
            _kept.move_to_end(key)
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    return _sorted(held[1], sort)


def places(page: BoardPage) -> list[engine.Place]:
    """Give the places of the board's own class."""
    return [each for each in page.standing.board.places if each.total.unit_class == page.row.unit_class]


def _written(page: BoardPage, declared: Sequence[Column], known: date | None) -> list[dict]:
    named, address = words.lamps(), reverse("scoreboards:board", args=[page.row.id])
    addresses, col = f"{address}units/%s/" + (f"?at={known}" if known else ""), cells.prepared(declared)
    return [_line(page, place, named, addresses, col) for place in places(page)]


def _line(
    page: BoardPage, place: engine.Place, named: Mapping[str, str], addresses: str, col: Mapping[str, cells.Prepared]
) -> dict[str, Any]:
    """Write the cells of one unit: its place, the points of each indicator with lamp, raw beside capped."""
    unit, total, digits = page.standing.units[place.total.unit], place.total, page.standing.board.pack.places
    address = addresses % unit.id
    parts = [
        cells.td(col["rank"], place.rank, note=_("无效") if total.void else ""),
        cells.td(col["unit"], unit.name, address),
        *(_score(page, unit.code, score, named, address, col[score.indicator]) for score in total.scores),
        cells.td(col["adjusted"], words.number(total.bonus - total.penalty, digits)),
        cells.td(col["total"], words.number(total.total, digits) or None, address),
        cells.td(col["lamps"], words.lamps_of(total, named)),
    ]
    return {
        "page": address, "unit": unit.name, "value": total.exact, "cells": Markup("").join(parts),
        "points": {score.indicator: score.points for score in total.scores},
    }  # fmt: skip


def _score(
    page: BoardPage, unit: str, score: engine.Score, named: Mapping[str, str], address: str, column: cells.Prepared
) -> Markup:
    digits, cell = page.standing.board.pack.places, page.standing.cells.get((unit, score.indicator))
    points, raw = words.number(score.points, digits), words.number(score.raw, digits)
    above = raw if raw != points else ""
    note = (f"({above})" if above else "") + (f" {_('已更正')}" if cell is not None and cell.corrected else "")
    title = named[score.lamp] + (f"，{_('未封顶')} {above}" if above else "")
    return cells.td(
        column, cells.lamp(words.LAMPS[score.lamp], points), f"{address}#{score.indicator}", note=note, title=title
    )


def _sorted(rows: list[dict], sort: str) -> list[dict]:
    name, backwards = sort.removeprefix("-"), sort.startswith("-")
    if name in ("unit", "total"):
        by = "unit" if name == "unit" else "value"
        return sorted(rows, key=lambda row: row[by], reverse=backwards)
    if any(name in row["points"] for row in rows):
        return sorted(rows, key=lambda row: row["points"].get(name, -1), reverse=backwards)
    return list(reversed(rows)) if name == "rank" and backwards else rows
