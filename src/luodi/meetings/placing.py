"""Where the rows of a list belong among the places of a batch: a pure decision on plain places.

A place that only a passage names gives way to a ledger row: the row takes the number it asks for, and the passage's
name moves to the row that bears it, or to a free place at the end, because the text says no number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from luodi.values.names import firm_key, normalised, similarity

ALIKE = 0.85


@dataclass(frozen=True, slots=True)
class Filling:
    """A row that asks for a place. `ordinal` None takes the place of the same name, else the first free one.

    `name` serves to recognise a name from the text; it is stored only where no project, firm or unit stands.
    """

    ordinal: int | None = None
    project_id: int | None = None
    company_id: int | None = None
    unit_id: int | None = None
    name: str = ""
    source_kind: str = "row"
    source_id: int | None = None

    @property
    def linked(self) -> tuple[str, int] | None:
        """Give what the row points to, or None where it only has a name."""
        if self.project_id:
            return "project", self.project_id
        if self.company_id:
            return "company", self.company_id
        return ("unit", self.unit_id) if self.unit_id else None


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of a row: "filled", "same" (it stood there already), "beyond" (no place) or "taken".

    `slot_id` and `ordinal` say where it stands; None for "beyond" and "taken".
    """

    outcome: str
    slot_id: int | None = None
    ordinal: int | None = None


class Places:
    """The places of one batch while rows are being placed; `changed` and `extra` hold what has to be written."""

    def __init__(self, slots: Sequence, at: datetime) -> None:
        self.by_ordinal = {slot.ordinal: slot for slot in slots}
        self.changed: dict[int, object] = {}
        self.extra: list[tuple[Filling, str]] = []
        self.at = at

    def place(self, row: Filling) -> Filled:
        """Place one row and say what became of it."""
        there = self._of(row)
        if there is not None:
            if row.ordinal in (None, there.ordinal):
                return Filled("same", there.pk, there.ordinal)
            return self._left_over(row, "taken")
        told = self._told(row.name)
        target = self.by_ordinal.get(row.ordinal) if row.ordinal else told or self._free()
        if target is None:
            return self._left_over(row, "beyond")
        if target.filled_at is not None and not _only_told(target):
            return self._left_over(row, "taken")
        self._make_room(target, told)
        self._fill(target, row)
        return Filled("filled", target.pk, target.ordinal)

    def _left_over(self, row: Filling, reason: str) -> Filled:
        self.extra.append((row, reason))
        return Filled(reason)

    def _of(self, row: Filling):
        """Find the place where the very same project, firm, unit or passage stands."""
        for slot in self.by_ordinal.values():
            if row.linked and _links(slot) == row.linked:
                return slot
            if not row.linked and slot.filled_at and normalised(slot.name) == normalised(row.name):
                return slot
            if row.source_kind == "person" and _only_told(slot) and alike(slot.name, row.name):
                return slot
        return None

    def _told(self, name: str):
        """Find the place that a passage names alike."""
        told = [slot for slot in self.by_ordinal.values() if _only_told(slot)] if name else []
        return next((slot for slot in told if alike(slot.name, name)), None)

    def _free(self, last: bool = False):
        free = [slot for ordinal, slot in sorted(self.by_ordinal.items()) if slot.filled_at is None]
        return (free[-1] if last else free[0]) if free else None

    def _make_room(self, target, told) -> None:
        """Free the target of a passage's name, and bring the passage that names this row to it."""
        if _only_told(target) and target is not told:
            name, fact_id = target.name, target.fact_id
            elsewhere = told or self._free(last=True)
            _empty(target)
            if told is not None:
                target.name, target.fact_id = told.name, told.fact_id
            if elsewhere is not None:
                self._tell(elsewhere, name, fact_id)
            else:
                self.extra.append((Filling(name=name, source_kind="fact", source_id=fact_id), "beyond"))
        elif told is not None and target is not told:
            target.name, target.fact_id = told.name, told.fact_id
            _empty(told)
            self._change(told)

    def _tell(self, slot, name: str, fact_id: int) -> None:
        slot.name, slot.fact_id, slot.source_kind, slot.source_id, slot.filled_at = (
            name,
            fact_id,
            "fact",
            fact_id,
            self.at,
        )
        self._change(slot)

    def _fill(self, slot, row: Filling) -> None:
        slot.project_id = row.project_id
        slot.company_id = None if row.project_id else row.company_id
        slot.unit_id = None if row.project_id or row.company_id else row.unit_id
        slot.name = slot.name or ("" if row.linked else row.name[:200])
        slot.source_kind, slot.source_id, slot.filled_at = row.source_kind, row.source_id, self.at
        if row.source_kind == "fact":
            slot.fact_id = row.source_id
        self._change(slot)

    def _change(self, slot) -> None:
        if slot.pk not in self.changed:
            slot.version += 1
        self.changed[slot.pk] = slot


def alike(one: str, other: str) -> bool:
    """Tell whether two names look like one member's: the same key, one inside the other, or nearly all pairs shared."""
    left, right = firm_key(one), firm_key(other)
    if not left or not right:
        return False
    return (min(len(left), len(right)) >= 4 and (left in right or right in left)) or similarity(one, other) >= ALIKE


def _links(slot) -> tuple[str, int] | None:
    for kind in ("project", "company", "unit"):
        if getattr(slot, f"{kind}_id"):
            return kind, getattr(slot, f"{kind}_id")
    return None


def _only_told(slot) -> bool:
    return slot.filled_at is not None and slot.source_kind == "fact" and _links(slot) is None


def _empty(slot) -> None:
    slot.name, slot.project_id, slot.company_id, slot.unit_id, slot.fact_id = "", None, None, None, None
    slot.source_kind, slot.source_id, slot.filled_at = "", None, None


def release(slot) -> None:
    """Take a row out of its place; a passage that names the place stays."""
    fact_id, name = slot.fact_id, slot.name
    filled_at = slot.filled_at
    _empty(slot)
    if fact_id is not None:
        slot.fact_id, slot.name, slot.source_kind, slot.source_id, slot.filled_at = (
            fact_id,
            name,
            "fact",
            fact_id,
            filled_at,
        )
    slot.version += 1
