"""The ways in which pools and lists say no; their sentences stand in `refusals.toml`."""

from luodi.values.refusal import Refusal


class PoolNobodyToShare(Refusal):
    """Nobody is ranked in the period, or nobody has a point."""

    code = "pool_nobody_to_share"
