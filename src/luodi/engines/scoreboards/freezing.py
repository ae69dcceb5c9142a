"""Freezing: a board as canonical JSON with its sha256, so that anybody can tell later whether it is the one that was frozen."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .pack import Pack
from .ranking import Board
from .refusals import SnapshotChanged

FORM = "luodi-scoreboard/1"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Hold a frozen board: its text and the digest of exactly that text."""

    text: str
    digest: str


def frozen(board: Board, *, as_of: str, known: str) -> Snapshot:
    """Freeze a board with everything that it was made of: the pack's digest, all figures, all places.

    :param as_of: the day that is judged, in ISO form
    :param known: the day up to which observations were known, in ISO form
    """
    units = {unit.code: _plain(asdict(unit)) for unit in board.units}
    body = {
        "form": FORM, "pack": {"code": board.pack.code, "digest": board.pack.digest}, "as_of": as_of, "known": known,
        "units": units, "places": [_plain(asdict(place)) for place in board.places],
    }  # fmt: skip
    text = canonical(body)
    return Snapshot(text, hashlib.sha256(text.encode()).hexdigest())


def checked(snapshot: Snapshot) -> dict[str, Any]:
    """Give what was frozen, after checking it.

    :raises SnapshotChanged: if text and digest don't belong together
    """
    found = hashlib.sha256(snapshot.text.encode()).hexdigest()
    if found != snapshot.digest:
        raise SnapshotChanged(wanted=snapshot.digest[:12], found=found[:12])
    return json.loads(snapshot.text)


def made_with(snapshot: Snapshot, pack: Pack) -> bool:
    """Tell whether a board was frozen with exactly this pack."""
    return checked(snapshot)["pack"]["digest"] == pack.digest


def canonical(body: Any) -> str:
    """Write plain values in the one form that a digest is taken of: sorted keys, no spaces, no escapes beyond JSON's."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _plain(value: Any) -> Any:
    """Write exact numbers as text: equal numbers become equal text, whichever way they were given."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value} can't be frozen")
    return str(Fraction(value))
