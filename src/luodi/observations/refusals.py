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


class ObservationNegative(Refusal):
    """An observed value is below zero."""

    code = "observation_negative"


class ObservationTooFine(Refusal):
    """A value has more decimals than its indicator keeps, or more digits than are stored."""

    code = "observation_too_fine"


class ObservationUnitWrong(Refusal):
    """The value was given in a unit that is not the indicator's."""

    code = "observation_unit_wrong"


class ObservationPeriodWrong(Refusal):
    """The period has not begun, or is no period."""

    code = "observation_period_wrong"


class ObservationsOverlap(Refusal):
    """The subject has a value of this indicator for a period with days in common."""

    code = "observations_overlap"
    status = 409


class PeriodClosed(Refusal):
    """The unit's return of the period is approved: what it says changes by a correction only."""

    code = "period_closed"


class ObservationSourceMissing(Refusal):
    """A value comes without a source."""

    code = "observation_source_missing"


class StatisticsMicroData(Refusal):
    """A single firm's data from statistical reporting would become a value."""

    code = "statistics_micro_data"


class SizeDoubtful(Refusal):
    """The value is many times larger or smaller than before: it asks, and the answer is kept. Params: times, before."""

    code = "size_doubtful"


class ObserverNotEntitled(Refusal):
    """The indicator is reported by somebody else."""

    code = "observer_not_entitled"


class ObservationSettled(Refusal):
    """The observation is in a state in which this can't be done. Params: state."""

    code = "observation_settled"
    status = 409


class ObservationCheckerIsMaker(Refusal):
    """Who reported it, or wished the correction, or sent the return, would check it."""

    code = "observation_checker_is_maker"
    status = 403


class ObservationNeedsWords(Refusal):
    """A dispute, a correction or a look comes without a reason."""

    code = "observation_needs_words"


class CorrectionUnderWay(Refusal):
    """A correction of the same value waits for its decision."""

    code = "correction_under_way"
    status = 409


class CorrectionChangesNothing(Refusal):
    """The corrected value is the value that stands."""

    code = "correction_changes_nothing"


class ConsentMissing(Refusal):
    """The firm has not authorised that its own data be held, or no longer does."""

    code = "consent_missing"


class ConsentWrong(Refusal):
    """A request for consent lacks its purpose or end, or the end is past; or its state does not allow the step."""

    code = "consent_wrong"


class SingleFirmOnly(Refusal):
    """Tax and accounts of one firm are recorded at the firm, where its consent stands."""

    code = "single_firm_only"


class LinkHasNoFirm(Refusal):
    """Only a firm's value is confirmed by the firm."""

    code = "link_has_no_firm"


class LinkNotHolding(Refusal):
    """The link is unknown, used, over, or what it asks about has changed; which of these is not told."""

    code = "link_not_holding"
    status = 404


class LinkTriesTooMany(Refusal):
    """Too many links that did not hold were tried from this address."""

    code = "link_tries_too_many"
    status = 429


class LinkNotForStaff(Refusal):
    """Somebody of the district would answer for the firm."""

    code = "link_not_for_staff"
    status = 403


class ReturnEditedAfterApproval(Refusal):
    """The quarter's return is approved, and this file is another one. Params: before, after (hashes)."""

    code = "return_edited_after_approval"
    status = 409


class ReturnTooLong(Refusal):
    """The sheet has more rows than a return may carry."""

    code = "return_too_long"


class ReturnEmpty(Refusal):
    """No row of the sheet is filled in."""

    code = "return_empty"


class ReturnCellWrong(Refusal):
    """A cell of a row can't be read."""

    code = "return_cell_wrong"


class ReturnSubjectUnknown(Refusal):
    """The row's number is no subject of the unit."""

    code = "return_subject_unknown"


class ReturnHasBadRows(Refusal):
    """Rows that can't be taken stand in the way of approval."""

    code = "return_has_bad_rows"


class ReturnDoubtsOpen(Refusal):
    """Rows of doubtful size need an answer before approval."""

    code = "return_doubts_open"
