"""What the engine refuses to compute with, each named with table, column and row."""

from luodi.values.refusal import Refusal


class ColumnMissing(Refusal):
    """A column of the layout is not there."""

    code = "promises_column_missing"


class ColumnNotWhole(Refusal):
    """A column holds something else than whole numbers, or gaps."""

    code = "promises_column_not_whole"


class ColumnsDiffer(Refusal):
    """The columns of one table are of different lengths."""

    code = "promises_columns_differ"


class UnknownCode(Refusal):
    """A code stands in a column that the layout does not know."""

    code = "promises_unknown_code"


class EmptyWindow(Refusal):
    """A period ends before or on the day on which it starts, or is longer than the engine counts."""

    code = "promises_empty_window"


class TargetNotPositive(Refusal):
    """A target is nothing or less: there is no share of it."""

    code = "promises_target_not_positive"


class BaseNotAboveTarget(Refusal):
    """Where lower is better, the base has to lie above the target."""

    code = "promises_base_not_above_target"


class AmountTooLarge(Refusal):
    """An amount is larger than the engine counts exactly: probably a wrong unit."""

    code = "promises_amount_too_large"


class ShareNotWhole(Refusal):
    """The shares of one credit don't make up the whole, or one of them is negative."""

    code = "promises_share_not_whole"


class NamedTwice(Refusal):
    """One id stands in a table twice."""

    code = "promises_named_twice"


class NotThere(Refusal):
    """A row names another that is not in its table."""

    code = "promises_not_there"


class SeveralOrigins(Refusal):
    """An average or a rate can't be put together from several origins."""

    code = "promises_several_origins"
