"""Refusals about who decided at a gate."""

from luodi.values.refusal import Refusal


class DecisionOfWrongBody(Refusal):
    """A meeting decided that cannot decide this; `needed` names whose decision it takes, `decided` whose is there."""

    code = "decision_of_wrong_body"
    status = 409
