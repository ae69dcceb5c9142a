"""The ways in which subjects, shares and transfers say no; their sentences stand in `refusals.toml`."""

from luodi.values.refusal import Refusal


class CreditNotWhole(Refusal):
    """Agreed shares don't make up the whole; `offered` says what would be right."""

    code = "credit_not_whole"


class CreditNeedsOneLander(Refusal):
    """Agreed shares name no lander, or several, or another unit than the receiving one."""

    code = "credit_needs_one_lander"


class CreditUnitTwice(Refusal):
    """A unit stands twice in agreed shares."""

    code = "credit_unit_twice"


class CreditUnitUnknown(Refusal):
    """There is no such unit, or it is closed."""

    code = "credit_unit_unknown"


class TransferToItself(Refusal):
    """The receiving unit holds it already."""

    code = "transfer_to_itself"


class TransferHelperIsParty(Refusal):
    """The helper gives or takes itself."""

    code = "transfer_helper_is_party"


class TransferReasonUnknown(Refusal):
    """The reason or trigger is none of those there are."""

    code = "transfer_reason_unknown"


class TransferNeedsWords(Refusal):
    """A transfer, or its refusal, comes without an explanation."""

    code = "transfer_needs_words"


class TransferTooEarly(Refusal):
    """The days without a site are not over."""

    code = "transfer_too_early"


class TransferUnderWay(Refusal):
    """Another transfer of the same subject is open."""

    code = "transfer_under_way"
    status = 409


class TransferSettled(Refusal):
    """The transfer was decided, declined or withdrawn before."""

    code = "transfer_settled"
    status = 409


class TransferNotAccepted(Refusal):
    """The receiving unit has not answered yet, and the bureau did not order it."""

    code = "transfer_not_accepted"


class TransferCheckerIsMaker(Refusal):
    """Who proposed or accepted it would approve it."""

    code = "transfer_checker_is_maker"
    status = 403


class TransferNotUndoable(Refusal):
    """Only an approved transfer of the same subject can be taken back, to the unit that it came from."""

    code = "transfer_not_undoable"
