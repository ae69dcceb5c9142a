"""Many firms as one Arrow table, and the columnar engine's outcome over it as what simulations are made of."""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from luodi.engines.policies import Pack, screen
from luodi.engines.policies.depending import columns_of_pack
from luodi.policies.reckoning import Firm, Fund, Pair, Reckoned, exhausted

TYPES = {
    "amount": pa.int64(),
    "date": pa.int32(),
    "flag": pa.bool_(),
    "code": pa.string(),
    "set": pa.list_(pa.string()),
}


def table_of(pack: Pack, firms: Sequence[Firm]) -> pa.Table:
    """Lay firms out as the columns that a pack reads, one row a firm, in the order given; what is not known is null."""
    columns = {"firm": pa.array([str(each.company_id) for each in firms], pa.string())}
    for name in columns_of_pack(pack):
        kind = pack.fields[name.partition("@")[0]].kind.name
        values = [each.facts.get(name) for each in firms]
        if kind == "set":
            values = [None if value is None else sorted(value) for value in values]  # type: ignore[call-overload]
        columns[name] = pa.array(values, TYPES[kind])
    return pa.table(columns)


def reckoned(pack: Pack, firms: Sequence[Firm], as_of: date) -> Reckoned:
    """Judge all firms at once by the columnar engine and let the envelopes pay; near ones are not looked for."""
    found = screen(pack, table_of(pack, firms), as_of)
    units = {each.company_id: each.unit_id for each in firms}
    clauses = {each.id: each for each in pack.on(as_of)}
    pairs, payable = [], {}
    rows = found.results.select(["firm", "clause", "version", "status", "amount_fen", "granted_fen", "payable_fen"])
    for row in rows.to_pylist():
        company_id, code = int(row["firm"]), row["clause"]
        pairs.append(Pair(
            company_id, units[company_id], code, row["version"], row["status"], row["amount_fen"], row["granted_fen"], "", ""
        ))  # fmt: skip
        if row["status"] == "eligible":
            payable[company_id, code] = row["payable_fen"]
    funds = []
    for each in found.envelopes:
        envelope = pack.envelopes[each.envelope]
        members = [one for one in pairs if one.status == "eligible" and clauses[one.clause].envelope == each.envelope]
        if not members:
            continue
        order = {firm.company_id: place for place, firm in enumerate(firms)}
        members.sort(key=lambda one, order=order: order[one.company_id])
        funds.append(Fund(
            envelope.id, envelope.title, envelope.title_en, each.over, each.amount_fen, each.due_fen, each.payable_fen,
            each.ratio_ppm, len(members), exhausted([one.granted_fen for one in members], each.amount_fen),
        ))  # fmt: skip
    return Reckoned(pairs, payable, funds)
