"""Columns, the compiled firm, the plain reading and what a cluster's workers run give the same for any clause and any firm, gaps and boundaries included."""

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engines.policies.made import DAY, firms, packs, paids, table_of

from luodi.engines.policies import judge, read_pack
from luodi.engines.policies.explaining import explain_clause
from luodi.engines.policies.judging import judge_clause
from luodi.engines.policies.on_spark import COLUMNS, paid_in_piece, result_batches, total_batches
from luodi.engines.policies.screening import screen
from luodi.engines.policies.summing import added, in_order, told
from luodi.engines.policies.valuing import Scene

ROWS = st.lists(st.tuples(firms, paids), min_size=1, max_size=12)
QUIET = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=25, derandomize=True, **QUIET)
@given(text=packs, rows=ROWS)
def test_all_readers_agree_and_the_envelopes_books_close(text, rows):
    agree(text, rows)


@pytest.mark.slow
@settings(max_examples=500, **QUIET)
@given(text=packs, rows=ROWS)
def test_all_readers_agree_for_long(text, rows):
    agree(text, rows)


def on_a_cluster_too(pack, table, cut):
    """Hold what workers give of batches cut anywhere against one machine; nothing was paid before."""
    here, count = screen(pack, table, DAY), len(pack.on(DAY))
    batches = table.to_batches(max_chunksize=cut)
    parts = [batches[: len(batches) // 2], batches[len(batches) // 2 :]]
    sums = added((row for at, part in enumerate(parts) for row in total_batches(part, pack, DAY, at)), count)

    def paid_in(piece, envelope, left):
        return paid_in_piece(parts[piece], pack, DAY, envelope, left)

    totals = told(pack, DAY, sums, in_order(pack, DAY, sums, len(parts), paid_in))
    assert (totals.clauses, totals.envelopes) == (here.clauses, here.envelopes)
    found = [
        row
        for at, part in enumerate(parts)
        for batch in result_batches(part, pack, DAY, totals, at)
        for row in batch.to_pylist()
    ]
    wanted = here.results.select(COLUMNS).to_pylist()
    assert sorted(found, key=_place) == sorted(wanted, key=_place)


def _place(row):
    return row["firm"], row["clause"]


def agree(text, rows):
    pack = read_pack({"p.toml": text})
    facts, paid = [row for row, _ in rows], [each for _, each in rows]
    keys = {key: np.array([each[key] for each in paid]) for key in paid[0]}
    table = table_of(facts, pack.fields)
    screening = screen(pack, table, DAY, paid=keys)
    on_a_cluster_too(pack, table, 1 + len(rows) // 3)
    columns = {(row["row"], row["clause"]): row for row in screening.results.to_pylist()}
    granted = dict.fromkeys((clause.id for clause in pack.clauses), 0)
    for at, firm in enumerate(facts):
        scene = Scene(firm, pack.fields, pack.parameters, DAY)
        for clause, one in zip(pack.clauses, judge(pack, firm, DAY, paid=paid[at]), strict=True):
            plain = judge_clause(pack, clause, scene, paid[at])
            assert (one.status, one.amount_fen, one.missing) == (plain.status, plain.amount_fen, plain.missing), text
            told = explain_clause(pack, clause, firm, DAY, paid=paid[at])
            truths = {step.value for step in told.conditions}
            assert told.judgement == plain and (False not in truths or plain.status == "no")
            assert plain.status != "eligible" or (truths == {True} and told.limits[-1][2] == plain.amount_fen)
            assert told.lines("zh") and json.dumps(told.as_json())
            row = columns.get((at, clause.id))
            found = ("no", 0, 0) if row is None else (row["status"], row["amount_fen"], row["granted_fen"])
            assert found == (one.status, one.amount_fen, one.granted_fen), (text, firm)
            granted[clause.id] += one.granted_fen
            if row and row["payable_fen"] == row["granted_fen"]:
                assert row["reason"] == one.reasons[-1].code
    totals = {each.clause: each for each in screening.clauses}
    assert {name: each.granted_fen for name, each in totals.items()} == granted
    for fund in screening.envelopes:
        members = [totals[clause.id] for clause in pack.clauses if clause.envelope == fund.envelope]
        assert fund.payable_fen == sum(each.payable_fen for each in members) <= fund.amount_fen
        assert fund.due_fen == sum(each.granted_fen for each in members)
