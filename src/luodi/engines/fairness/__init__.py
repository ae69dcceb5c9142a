"""The fairness engine: a clause, an agreement or a policy reviewed against a rule pack of the fair-competition rules.

It proposes findings with article, place, reason and another wording; a person decides. Pure: no Django, no clock.
"""

from .checking import checked_pack
from .pack import Ground, Law, Pack, PackFaulty, Rule, load_pack, pack_names, parse_pack
from .reviewing import review
from .shape import CONDITIONS, DRIVERS, KINDS, SEVERITIES, Clause, Finding, Outcome, Severity
from .structured import specific_operator

__all__ = [
    "CONDITIONS",
    "DRIVERS",
    "KINDS",
    "SEVERITIES",
    "Clause",
    "Finding",
    "Ground",
    "Law",
    "Outcome",
    "Pack",
    "PackFaulty",
    "Rule",
    "Severity",
    "checked_pack",
    "load_pack",
    "pack_names",
    "parse_pack",
    "review",
    "specific_operator",
]
