"""Keeping the board's tallies short: many delta rows of a group become one, exactly, while others write."""

from datetime import datetime

from django.db import connection, transaction

FOLDING_LOCK = 0x666F6C64
TABLES = {
    "projects_tally": "unit_id, stage, stage_confirmed, confirmed, binding, side_state, track",
    "projects_stagetally": "unit_id, stage, confirmed, side_state",
}
FOLD = """
WITH crowded AS (
    SELECT {group} FROM {table} GROUP BY {group} HAVING COUNT(*) > 1
), gone AS (
    DELETE FROM {table} AS t USING crowded AS c WHERE ({ours}) = ({theirs}) RETURNING t.*
), folded AS (
    INSERT INTO {table} ({group}, projects, amount, without_amount)
    SELECT {group}, SUM(projects), SUM(amount), SUM(without_amount) FROM gone
    GROUP BY {group} HAVING SUM(projects) <> 0 OR SUM(amount) <> 0 OR SUM(without_amount) <> 0
)
SELECT COUNT(*) FROM gone
"""


@transaction.atomic
def fold_tally(*, at: datetime) -> int:
    """Fold the delta rows of each group into one and give how many rows were folded; 0 while another fold runs.

    Exact at any moment: rows of transactions that are still open are not seen and stay; readers see all old rows or
    all new ones. `at` is when the job ran; nothing of it is stored.
    """
    folded = 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [FOLDING_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        for table, group in TABLES.items():
            columns = group.split(", ")
            ours, theirs = (", ".join(f"{alias}.{name}" for name in columns) for alias in "tc")
            cursor.execute(FOLD.format(table=table, group=group, ours=ours, theirs=theirs))
            folded += cursor.fetchone()[0]
    return folded
