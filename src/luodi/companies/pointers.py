"""What points to a firm or a project, and what becomes of it when two of them are found to be one.

Each idea says so in a file `merging.toml` beside its tables: target → column → way.
  move      the row follows to the survivor, and comes back when the merger is undone
  history   append-only: the row keeps the id that it was written with and is read through the survivor
  stay      the row belongs to the one that is merged (its own mark, its register of mergers)
  twin:a,b  the row follows unless the survivor has one of the same a and b already; then it stays where it is
A column written "origin_kind+origin_id" is a pair of plain values, as tasks and notices carry them.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import F, Model, QuerySet

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Pointer:
    """A column that points to a firm or project. `kind` is the pair's other column where the two are plain values."""

    model: str
    column: str
    way: str
    kind: str = ""
    twins: tuple[str, ...] = ()


@cache
def pointers(target: str) -> tuple[Pointer, ...]:
    """List what points to a target ("companies.company"), from every `merging.toml` of the project."""
    found = []
    for path in sorted(ROOT.glob("*/merging.toml")):
        for place, way in tomllib.loads(path.read_text(encoding="utf-8")).get(target, {}).items():
            model, _dot, columns = place.rpartition(".")
            kind, _plus, column = columns.rpartition("+")
            way, _colon, twins = way.partition(":")
            found.append(
                Pointer(model, column, way, kind, tuple(name.strip() for name in twins.split(",") if name.strip()))
            )
    return tuple(found)


def counted(target: str, pk: int) -> dict[str, int]:
    """Count the rows that point to one firm or project, by model, columns that stay with it left out."""
    found: dict[str, int] = {}
    for each in pointers(target):
        if each.way != "stay" and (number := _rows(each, target, pk).count()):
            found[each.model] = found.get(each.model, 0) + number
    return found


def move(target: str, from_id: int, to_id: int) -> list[dict[str, Any]]:
    """Let the rows that point to one point to another, and tell which did, so that `bring_back` can undo exactly that."""
    moved = []
    for each in pointers(target):
        if each.way not in ("move", "twin"):
            continue
        rows = _rows(each, target, from_id)
        if each.way == "twin":
            rows = _without_twins(each, rows, target, to_id)
        ids = sorted(rows.values_list("pk", flat=True))
        if ids:
            _point(_model(each), each.column, ids, to_id)
            moved.append({"model": each.model, "column": each.column, "ids": ids})
    return moved


def gone_since(moved: list[dict[str, Any]], to_id: int) -> dict[str, int]:
    """Count moved rows that no longer point to the survivor: somebody pointed them elsewhere, or they are gone."""
    found: dict[str, int] = {}
    for each in moved:
        rows = apps.get_model(each["model"])._base_manager.filter(pk__in=each["ids"], **{each["column"]: to_id})
        if missing := len(each["ids"]) - rows.count():
            found[each["model"]] = missing
    return found


def bring_back(moved: list[dict[str, Any]], from_id: int) -> None:
    """Let moved rows point again to what they pointed to before."""
    for each in moved:
        _point(apps.get_model(each["model"]), each["column"], each["ids"], from_id)


def _point(model: type[Model], column: str, ids: list[int], to_id: int) -> None:
    """Point rows elsewhere, as their next version where they carry one, so that an open form notices."""
    values: dict[str, Any] = {column: to_id}
    if any(field.name == "version" for field in model._meta.concrete_fields):
        values["version"] = F("version") + 1
    model._base_manager.filter(pk__in=ids).update(**values)


def _model(each: Pointer) -> type[Model]:
    return apps.get_model(each.model)


def _rows(each: Pointer, target: str, pk: int) -> QuerySet[Any]:
    rows = _model(each)._base_manager.filter(**{each.column: pk})
    return rows.filter(**{each.kind: target}) if each.kind else rows


def _without_twins(each: Pointer, rows: QuerySet[Any], target: str, to_id: int) -> QuerySet[Any]:
    there = _rows(each, target, to_id)
    if not each.twins:
        return rows.none() if there.exists() else rows
    taken = set(there.values_list(*each.twins))
    return rows.filter(pk__in=[pk for pk, *twin in rows.values_list("pk", *each.twins) if tuple(twin) not in taken])
