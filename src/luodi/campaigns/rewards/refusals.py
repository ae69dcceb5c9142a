"""The ways in which pools and lists say no; their sentences stand in `refusals.toml`."""

from luodi.values.refusal import Refusal


class PoolNobodyToShare(Refusal):
    """Nobody is ranked in the period, or nobody has a point."""

    code = "pool_nobody_to_share"


class PoolAmountWrong(Refusal):
    """An amount is not above zero, or finer than a 分. Params: amount."""

    code = "pool_amount_wrong"


class RewardMonthsWrong(Refusal):
    """The months are not of the plan's year, stand the wrong way round, or are not over. Params: first, last, year."""

    code = "reward_months_wrong"


class RewardWordsMissing(Refusal):
    """A title, basis or reason is missing. Params: field, field_en."""

    code = "reward_words_missing"


class SplitRuleUnknown(Refusal):
    """There is no such rule. Params: text."""

    code = "split_rule_unknown"


class PoolThereAlready(Refusal):
    """The plan has a pool of this title for these months. Params: title."""

    code = "pool_there_already"
    status = 409


class RewardDecided(Refusal):
    """It was decided before."""

    code = "reward_decided"
    status = 409


class RewardByTheSame(Refusal):
    """Who proposed it can't decide it."""

    code = "reward_by_the_same"


class ListingAgainstRanking(Refusal):
    """A unit stands on both lists, is not ranked, or a praised one ranks below a blamed one. Params: unit."""

    code = "listing_against_ranking"


class ListingThereAlready(Refusal):
    """The unit stands on a list of this month. Params: unit."""

    code = "listing_there_already"
    status = 409


class HearingNotOver(Refusal):
    """The hearing goes on until a day. Params: day."""

    code = "hearing_not_over"


class HearingOver(Refusal):
    """The hearing ended on a day. Params: day."""

    code = "hearing_over"
