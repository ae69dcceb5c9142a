"""Keeping the board's tally short: many delta rows of a group become one, exactly, while others write."""

from datetime import datetime

from django.db import connection, transaction

FOLDING_LOCK = 0x666F6C64
GROUP = "unit_id, stage, stage_confirmed, confirmed, binding, side_state, track"
FOLD = f"""
WITH crowded AS (
    SELECT {GROUP} FROM projects_tally GROUP BY {GROUP} HAVING COUNT(*) > 1
), gone AS (
    DELETE FROM projects_tally AS t USING crowded AS c
    WHERE (t.unit_id, t.stage, t.stage_confirmed, t.confirmed, t.binding, t.side_state, t.track)
        = (c.unit_id, c.stage, c.stage_confirmed, c.confirmed, c.binding, c.side_state, c.track)
    RETURNING t.*
), folded AS (
    INSERT INTO projects_tally ({GROUP}, projects, amount, without_amount)
    SELECT {GROUP}, SUM(projects), SUM(amount), SUM(without_amount) FROM gone
    GROUP BY {GROUP} HAVING SUM(projects) <> 0 OR SUM(amount) <> 0 OR SUM(without_amount) <> 0
)
SELECT COUNT(*) FROM gone
"""  # noqa: S608 - made of this module's own words


@transaction.atomic
def fold_tally(*, at: datetime) -> int:
    """Fold the delta rows of each group into one and give how many rows were folded; 0 while another fold runs.

    Exact at any moment: rows of transactions that are still open are not seen and stay; readers see all old rows or
    all new ones. `at` is when the job ran; nothing of it is stored.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [FOLDING_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(FOLD)
        return cursor.fetchone()[0]
