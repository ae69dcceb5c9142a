"""Policies 政策: clauses as code. One typed tree per clause, several readers of it (docs/policies.md).

`reading` takes policy files, `one` judges a firm, `screening` all of them, `envelopes` divides a fund. Pure: no Django, no clock, no eval of text.
What works on columns is imported when it is first asked for: Arrow takes a third of a second, and most pages judge one firm.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .checking import CaseResult, check, run_cases
from .comparing import differences
from .depending import dependants
from .explaining import Explanation, explain
from .fields import all_fields
from .one import Judgement, Reason, judge
from .problems import PolicyRefused, Problem
from .reading import load_pack, read_clause, read_pack, read_policy
from .shape import Case, Clause, Envelope, Field, Group, Pack, Parameter, Policy

if TYPE_CHECKING:
    from .doubling import Double, doubles
    from .nearing import Near, nearly
    from .screening import Screening, screen
    from .simulating import Comparison, Simulation, compare, sensitivity, simulate, with_clause

ON_COLUMNS = {
    "Double": "doubling", "doubles": "doubling", "Near": "nearing", "nearly": "nearing", "Screening": "screening",
    "screen": "screening", "Comparison": "simulating", "Simulation": "simulating", "compare": "simulating",
    "sensitivity": "simulating", "simulate": "simulating", "with_clause": "simulating",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in ON_COLUMNS:
        return getattr(import_module(f".{ON_COLUMNS[name]}", __name__), name)
    raise AttributeError(name)


__all__ = [
    "Case", "CaseResult", "Clause", "Comparison", "Double", "Envelope", "Explanation", "Field", "Group", "Judgement", "Near",
    "Pack", "Parameter", "Policy", "PolicyRefused", "Problem", "Reason", "Screening", "Simulation", "all_fields", "check",
    "compare", "dependants", "differences", "doubles", "explain", "judge", "load_pack", "nearly", "read_clause", "read_pack",
    "read_policy", "run_cases", "screen", "sensitivity", "simulate", "with_clause",
]  # fmt: skip
