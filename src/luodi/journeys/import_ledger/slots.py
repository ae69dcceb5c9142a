"""The places of batches that rows ask for by 批次 and 序号."""

from collections import defaultdict
from collections.abc import Sequence

from luodi.engines.sheets import NOTE, Finding
from luodi.meetings.queries import ImportBatch, batches_for_import
from luodi.values.actor import Actor
from luodi.values.names import normalised

from .draft import LEDGER, Draft


def judge_slots(drafts: Sequence[Draft], by: Actor) -> list[Finding]:
    """Find the batch and place of each row; give what concerns the batches as a whole (gaps).

    `known["batch"]` is the batch's id, `known["place"]` the number that was asked for (None: the next free one).
    """
    asking = [draft for draft in drafts if "batch" in draft.read]
    if not asking:
        return []
    batches = batches_for_import(viewer=by)
    by_name: dict[str, list[ImportBatch]] = defaultdict(list)
    for batch in batches:
        for name in {normalised(batch.label), normalised(batch.meeting_name + batch.label)}:
            by_name[name].append(batch)
    asked: dict[int, list[Draft]] = defaultdict(list)
    for draft in asking:
        found = by_name.get(normalised(draft.read["batch"]), [])
        if len(found) == 1:
            draft.known["batch"] = found[0].id
            asked[found[0].id].append(draft)
        elif found:
            draft.doubt("batch_shared", "batch", text=draft.read["batch"], count=len(found))
        else:
            draft.doubt(
                "batch_unknown", "batch", text=draft.read["batch"], offered=[batch.label for batch in batches][:12]
            )
    return [finding for batch in batches if batch.id in asked for finding in _judge_batch(batch, asked[batch.id])]


def _judge_batch(batch: ImportBatch, drafts: Sequence[Draft]) -> list[Finding]:
    filled = set(batch.filled)
    taken: dict[int, int] = {}
    free = batch.count - len(filled)
    for draft in drafts:
        ordinal = draft.read.get("ordinal")
        if draft.verdict == "bad":
            continue
        if ordinal is not None and ordinal in taken:
            draft.bad("place_twice", "ordinal", ordinal=ordinal, row=taken[ordinal], batch=batch.label)
            continue
        if ordinal is not None:
            taken[ordinal] = draft.number
        if ordinal in filled:
            draft.doubt("place_filled", "ordinal", ordinal=ordinal, batch=batch.label)
            continue
        beyond = ordinal > batch.count if ordinal is not None else free <= 0
        if beyond:
            draft.doubt("place_beyond", "ordinal", batch=batch.label, count=batch.count)
            continue
        free -= 1
    if free > 0:
        return [Finding(LEDGER + "batch_gap", NOTE, "", {"batch": batch.label, "count": batch.count, "left": free})]
    return []
