"""The envelopes of a screening divided in the database: pro rata, or in order while the fund lasts."""

from collections.abc import Mapping

from django.db import connection

from luodi.engines.policies import Pack
from luodi.engines.policies.envelopes import WHOLE, ratio_ppm
from luodi.policies.models import Screening

DUE = "screening_id = %(screening)s AND status = 'eligible' AND clause_id = ANY(%(clauses)s)"
IN_ORDER = "(ORDER BY company_id, array_position(%(clauses)s::bigint[], clause_id) ROWS UNBOUNDED PRECEDING)"
SPENT_AT = f"""SELECT min(place) FROM (
    SELECT row_number() OVER {IN_ORDER} AS place, sum(granted_fen) OVER {IN_ORDER} AS so_far
    FROM policies_screeningresult WHERE {DUE}) AS claims WHERE so_far > %(fund)s"""  # noqa: S608 - made of this module's own words
SHARED = f"""UPDATE policies_screeningresult
    SET payable_fen = granted_fen / {WHOLE} * %(ppm)s + granted_fen %% {WHOLE} * %(ppm)s / {WHOLE} WHERE {DUE}"""  # noqa: S608
FIRST_COME = f"""UPDATE policies_screeningresult AS result
    SET payable_fen = greatest(0, least(result.granted_fen, %(fund)s - before)) FROM (
        SELECT id, sum(granted_fen) OVER {IN_ORDER} - granted_fen AS before
        FROM policies_screeningresult WHERE {DUE}) AS claims
    WHERE claims.id = result.id AND before + result.granted_fen > %(fund)s"""  # noqa: S608
SUMS = "count(*), coalesce(sum(granted_fen), 0), coalesce(sum(payable_fen), 0)"
PAID = f"SELECT {SUMS} FROM policies_screeningresult WHERE {DUE}"  # noqa: S608


def divided(row: Screening, pack: Pack, keys: Mapping[tuple[str, int], int]) -> list[dict]:
    """Let each envelope pay what is due from it, firm by firm in the order of their numbers, and tell what became of it."""
    found = []
    with connection.cursor() as cursor:
        for envelope in pack.envelopes.values():
            members = [keys[each.id, each.version] for each in pack.on(row.as_of) if each.envelope == envelope.id]
            given: dict[str, object] = {"screening": row.pk, "clauses": members, "fund": envelope.amount_fen}
            cursor.execute(PAID, given)
            claims, due, paid = cursor.fetchone()
            if not claims:
                continue
            ppm, spent_at = WHOLE, None
            if due > envelope.amount_fen:
                ppm = ratio_ppm(int(due), envelope.amount_fen) if envelope.over == "pro_rata" else WHOLE
                cursor.execute(SPENT_AT, given)
                (spent_at,) = cursor.fetchone()
                cursor.execute(SHARED if envelope.over == "pro_rata" else FIRST_COME, given | {"ppm": ppm})
                cursor.execute(PAID, given)
                paid = cursor.fetchone()[2]
            found.append({
                "id": envelope.id, "title": envelope.title, "title_en": envelope.title_en, "over": envelope.over,
                "amount": envelope.amount_fen, "due": int(due), "paid": int(paid), "ppm": ppm, "claims": claims,
                "exhausted_after": spent_at,
            })  # fmt: skip
    return found
