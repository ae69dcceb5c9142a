"""Standings kept in the process: worked out once, and given again as long as nothing that they rest on has changed.

What they rest on is asked of the database each time, in two statements over the board's own rows: so a kept standing is
never out of date, whoever wrote what in which process, and a district of a million promises costs no more than a small one.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from threading import Lock

from django.db import connection

from luodi.observations.queries import credited_stamp
from luodi.promises.queries.plan_readings import target_plans_stamp
from luodi.scoreboards.models import Board, Snapshot
from luodi.scoreboards.queries.rows import Standing
from luodi.scoreboards.queries.standing import (
    credited_codes,
    frozen_standing,
    promised_codes,
    standing_known_at,
    units_of_class,
)

MOST = 64
TYPED = """
SELECT (SELECT md5(string_agg(concat_ws('|', id, unit_id, indicator, day, actual, target, base, faults, missed, decided_at), ',' ORDER BY id))
        FROM scoreboards_figure WHERE pack_code = %(pack)s AND state = 'approved'),
       (SELECT md5(string_agg(concat_ws('|', id, unit_id, kind, veto, indicator, points, day, decided_at), ',' ORDER BY id))
        FROM scoreboards_adjustment WHERE pack_code = %(pack)s AND state = 'approved')
"""
_kept: OrderedDict[Hashable, Standing] = OrderedDict()
_lock = Lock()


def kept_standing(board: Board, *, known: date) -> Standing:
    """Give how a board stands as known on a day; four SQL statements where it is kept (five with credit), else as `standing_known_at`."""
    units = units_of_class(board.unit_class)
    plans = target_plans_stamp(unit_ids=[each.id for each in units.values()], codes=promised_codes(board))
    with connection.cursor() as cursor:
        cursor.execute(TYPED, {"pack": board.pack.code})
        typed = cursor.fetchone()
    pack = board.pack.digest, tuple(sorted(board.pack.sources.items()))
    credited = credited_stamp(credited_codes(board))
    key = board.pk, board.unit_class, board.as_of, pack, known, tuple(units.values()), plans, credited, typed
    return _given(key, lambda: standing_known_at(board, known=known))


def kept_frozen(board: Board, snapshot: Snapshot) -> Standing:
    """Give a frozen board; its text is hashed each time, so that a changed one is refused as ever.

    :raises SnapshotChanged: if text and digest don't belong together
    """
    key = snapshot.pk, snapshot.digest, hashlib.sha256(snapshot.text.encode()).hexdigest(), snapshot.known
    return _given(key, lambda: frozen_standing(board, snapshot))


def _given(key: Hashable, work_out: Callable[[], Standing]) -> Standing:
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    standing = work_out()
    with _lock:
        _kept[key] = standing
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return standing
