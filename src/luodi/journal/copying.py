"""Writing journal lines: one with its personal values in one statement, many by COPY, several times faster than INSERT.

Triggers and constraints hold all the same.
"""

import json
from collections.abc import Sequence

from django.db import connection

from luodi.journal.models import Line

LINE = (
    "id", "at", "event", "succeeded", "actor_kind", "actor_id", "unit_id", "object_kind", "object_id", "owner_unit_id",
    "data_class", "request_id", "facts", "personal_digest", "algorithm", "digest",
)  # fmt: skip

INSERT = f"INSERT INTO journal_line ({', '.join(LINE[1:])}) VALUES ({', '.join(['%s'] * len(LINE[1:]))}) RETURNING id"  # noqa: S608  (names of columns)
WITH_PERSONAL = f"""
WITH line AS ({INSERT}),
     personal AS (INSERT INTO journal_personal (line_id, salt, values) SELECT id, %s, %s::jsonb FROM line)
SELECT id FROM line
"""  # noqa: S608


def insert_line(line: Line, salt: bytes, personal: dict) -> None:
    """Write one line and its personal values in the caller's transaction, in one statement, and give the line its id."""
    values = [_json(line.facts) if name == "facts" else line.__dict__[name] for name in LINE[1:]]
    with connection.cursor() as cursor:
        if personal:
            cursor.execute(WITH_PERSONAL, [*values, salt, _json(personal)])
        else:
            cursor.execute(INSERT, values)
        line.pk = cursor.fetchone()[0]
    line._state.adding = False


def copy_lines(lines: Sequence[Line], personal: Sequence[tuple[bytes, dict]]) -> None:
    """Write lines and their personal values (salt, values) in the caller's transaction, and give the lines their ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('journal_line', 'id')) FROM generate_series(1, %s)", [len(lines)]
        )
        for line, (pk,) in zip(lines, cursor.fetchall(), strict=True):
            line.pk = pk
            line._state.adding = False
        with cursor.copy(f"COPY journal_line ({', '.join(LINE)}) FROM STDIN") as copy:  # type: ignore[attr-defined]
            for line in lines:
                values = line.__dict__
                copy.write_row([_json(values[name]) if name == "facts" else values[name] for name in LINE])
        with cursor.copy("COPY journal_personal (line_id, salt, values) FROM STDIN") as copy:  # type: ignore[attr-defined]
            for line, (salt, values) in zip(lines, personal, strict=True):
                if values:
                    copy.write_row([line.pk, salt, _json(values)])


def _json(value: dict) -> str:
    return json.dumps(value, ensure_ascii=False)
