"""Policies 政策: clauses as code. One typed tree per clause, several readers of it (docs/policies.md).

`reading` takes policy files, `one` judges a firm, `screening` all of them, `envelopes` divides a fund. Pure: no Django, no clock, no eval of text.
"""

from .checking import CaseResult, check, run_cases
from .comparing import differences
from .depending import dependants
from .doubling import Double, doubles
from .explaining import Explanation, explain
from .fields import all_fields
from .nearing import Near, nearly
from .one import Judgement, Reason, judge
from .problems import PolicyRefused, Problem
from .reading import load_pack, read_clause, read_pack, read_policy
from .screening import Screening, screen
from .shape import Case, Clause, Envelope, Field, Group, Pack, Parameter, Policy
from .simulating import Comparison, Simulation, compare, sensitivity, simulate, with_clause

__all__ = [
    "Case", "CaseResult", "Clause", "Comparison", "Double", "Envelope", "Explanation", "Field", "Group", "Judgement", "Pack", "Near", "Parameter", "Policy", "PolicyRefused", "Problem",
    "Reason", "Screening", "Simulation", "all_fields", "check", "compare", "dependants", "differences", "doubles", "explain", "judge", "load_pack", "read_clause", "read_pack", "read_policy", "run_cases", "screen", "sensitivity", "simulate", "with_clause", "nearly",
]  # fmt: skip
