"""Rows that repeat each other, and rows that the ledger may hold already."""

import json
from collections import defaultdict
from collections.abc import Sequence

from luodi.projects.queries import Asked, project_matches
from luodi.values.actor import Actor
from luodi.values.names import normalised

from .draft import Draft

OFFERED = 5


def judge_repeats(drafts: Sequence[Draft]) -> None:
    """Find rows of the sheet that are copies of each other, or bear one project name."""
    copies: dict[str, int] = {}
    names: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        key = json.dumps({name: text for name, text in draft.cells.items() if name != "ordinal"}, sort_keys=True)
        if key in copies:
            draft.bad("row_copied", "", row=copies[key])
            continue
        copies[key] = draft.number
        if "name" in draft.read:
            names[normalised(draft.read["name"])].append(draft)
    for same in names.values():
        for draft in same[1:]:
            draft.doubt("repeated", "name", row=same[0].number, name=draft.read["name"])


def judge_known_projects(drafts: Sequence[Draft], by: Actor) -> list[int]:
    """Hold the rows against the projects of the ledger, and give the ids of other units' projects that were hinted at.

    Own ones are offered for linking (`known["same"]` holds [id, code, name]); another unit's is only "occupied".
    Rows of units for which one may not act are not asked about. The number of statements does not grow with the rows.
    """
    asking = [draft for draft in drafts if "name" in draft.read and not draft.is_bad_at("unit")]
    asked = [Asked(draft.read["name"], draft.known.get("unit"), draft.known.get("firm")) for draft in asking]
    hinted: list[int] = []
    for draft, matches in zip(asking, project_matches(rows=asked, viewer=by) if asked else [], strict=True):
        own = [match for match in matches if match.visible]
        if own:
            draft.known["same"] = [[match.project_id, match.code, match.name] for match in own[:OFFERED]]
            draft.doubt(
                "known_own" if own[0].how == "same" else "known_similar", "name", name=own[0].name, code=own[0].code
            )
        elif matches:
            draft.doubt("occupied", "name", masked=matches[0].name)
            hinted.append(matches[0].project_id)
    return hinted
