"""Who is one condition short of a clause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from .blocks import plan_of
from .columnar import Frame
from .columns import FIRM, Columns, Population
from .screening import BLOCK
from .shape import Pack
from .wording import in_words


@dataclass(frozen=True, slots=True)
class Near:
    """A firm and the one condition that it lacks; `known` is false where that is only not shown."""

    firm: str
    row: int
    condition: str
    condition_en: str
    known: bool


def nearly(pack: Pack, table: pa.Table, as_of: date, clause_id: str, most: int = 1000) -> tuple[Near, ...]:
    """Give the firms for which all conditions of a clause but one hold, in the order of the table.

    :raises KeyError: if no version of the clause is in force on the day
    """
    plan = plan_of(pack, as_of, frozenset({clause_id}))
    if not plan.clauses:
        raise KeyError(clause_id)
    (steps,) = plan.steps
    nodes = dict(zip(steps.conditions, steps.nodes, strict=True))
    columns, found = Columns(Population(table), pack.fields, plan.columns), []  # type: ignore[var-annotated]
    for start in range(0, table.num_rows, BLOCK):
        frame = Frame(columns.block(start, BLOCK))
        truths = [frame.truth(condition) for condition in steps.conditions]
        lacking = np.sum([~true for true, _ in truths], axis=0)
        for condition, (true, unknown) in zip(steps.conditions, truths, strict=True):
            words = in_words(nodes[condition], "zh"), in_words(nodes[condition], "en")
            for row in np.flatnonzero((lacking == 1) & ~true).tolist():
                sure = unknown is None or not unknown[row]
                found.append(Near(str(table.column(FIRM)[start + row].as_py()), start + row, *words, sure))
        if len(found) >= most:
            break
    return tuple(sorted(found, key=lambda each: each.row)[:most])
