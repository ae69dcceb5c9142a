"""The board: counts and sums per unit and stage, each leading to its projects."""

from typing import Any, Literal
from urllib.parse import urlencode

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import Amount, Asked, Id, actor_of, offer
from luodi.api.projects import Binding, ProjectsAsked, Side, Stage, Step
from luodi.projects import queries

router = Router()


class BoardAsked(Asked):
    """What the board is narrowed to."""

    unit: Id | None = None
    track: str = Field("", max_length=40)
    binding: Binding | Literal[""] = ""
    stage: Stage | Step | Literal[""] = ""
    standing: Literal["", "claimed", "confirmed"] = ""
    side: Side | Literal["", "line"] = ""


class BoardUnit(Schema):
    """A unit of the board."""

    id: int
    name: str


class BoardCell(Schema):
    """Projects of one unit at one stage, claimed or confirmed; `rows` is the address of the projects counted here."""

    unit_id: int
    stage: str
    confirmed: bool
    projects: int
    amount: Amount | None
    without_amount: int
    rows: str


class Board(Schema):
    """Counts and sums; an amount of null is hidden. `elsewhere` counts projects that are not the caller's."""

    units: list[BoardUnit]
    cells: list[BoardCell]
    sides: dict[str, int]
    elsewhere: int | None


@offer(router, "GET", "/projects/board", permission="projects.view", answer=Board, summary="The board")
def board(request: HttpRequest, asked: Query[BoardAsked]):
    """Give counts and sums per unit and stage, claimed and confirmed apart; each cell leads to its projects."""
    kept = {name: value for name, value in asked.model_dump().items() if value}
    filters = ProjectsAsked(**kept).as_filter(actor_of(request))
    found = queries.board(viewer=actor_of(request), filters=filters)
    cells = [
        {"unit_id": unit, "stage": stage, "confirmed": sure, "projects": cell.projects, "amount": cell.amount,
         "without_amount": cell.without_amount, "rows": _rows_of(kept, unit, stage, sure)}
        for (unit, stage, sure), cell in sorted(found.cells.items())
    ]  # fmt: skip
    return {"units": found.units, "cells": cells, "sides": found.sides, "elsewhere": found.elsewhere}


def _rows_of(kept: dict[str, Any], unit_id: int, stage: str, sure: bool) -> str:
    """Give the address of a cell's projects; units are leaves of the board, so those below a unit stand in their own cells."""
    place = {"unit": unit_id, "stage": stage, "standing": "confirmed" if sure else "claimed", "side": "line"}
    return "/api/v1/projects?" + urlencode(
        place | {name: kept[name] for name in ("track", "binding", "side") if name in kept}
    )
