"""How alike two investors and their projects are, and which of two claims to first contact precedes. Pure.

Nothing here decides that two rows are one: a score with its reasons in words is a proposal for a person; only the
thresholds of the caller (dated parameters) make an occupied right or a candidate of it.
"""

from .groups import Stake, same_group, top_controllers
from .likeness import Likeness, Party, Reason, likeness
from .names import core_key, identity_keys, search_pairs
from .precedence import Claim, Precedence, Step, precede

__all__ = [
    "Claim", "Likeness", "Party", "Precedence", "Reason", "Stake", "Step", "core_key", "identity_keys", "likeness", "precede",
    "same_group", "search_pairs", "top_controllers",
]  # fmt: skip
