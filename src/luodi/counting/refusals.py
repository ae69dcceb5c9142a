"""The ways in which counting says no; their sentences stand in `refusals.toml`."""

from luodi.values.refusal import Refusal


class CountingSourceMissing(Refusal):
    """Something is stated without saying where it comes from."""

    code = "counting_source_missing"


class CountingFieldWrong(Refusal):
    """A value does not fit its field. Params: field, value."""

    code = "counting_field_wrong"


class CountingNothingChanged(Refusal):
    """What is stated is known already."""

    code = "counting_nothing_changed"


class CountingReasonMissing(Refusal):
    """An act that needs a reason comes without one."""

    code = "counting_reason_missing"


class LinkOfItself(Refusal):
    """A project is said to be a phase or an increase of itself, or of both kinds at once."""

    code = "link_of_itself"


class LinkGoesRound(Refusal):
    """A project is said to be part of one that is part of it. Params: name."""

    code = "link_goes_round"


class InflowAmountWrong(Refusal):
    """An inflow of nothing or less, or a foreign one without rate and day."""

    code = "inflow_amount_wrong"


class InflowSlipKnown(Refusal):
    """The slip stands in the ledger already. Params: slip."""

    code = "inflow_slip_known"
    status = 409


class InflowNeedsSlip(Refusal):
    """An inflow without a slip is not confirmed."""

    code = "inflow_needs_slip"


class InflowInFuture(Refusal):
    """The day lies after today."""

    code = "inflow_in_future"


class InflowLeftBeforeItCame(Refusal):
    """Money is said to have left before it came, or more than came."""

    code = "inflow_left_before_it_came"


class EntryDone(Refusal):
    """The entry was confirmed or withdrawn before."""

    code = "entry_done"
    status = 409


class ConfirmedByMaker(Refusal):
    """Who entered it would confirm it."""

    code = "confirmed_by_maker"
    status = 403


class LandmarkUnknown(Refusal):
    """There is no such landing fact, or it lacks the amount that it needs. Params: kind."""

    code = "landmark_unknown"


class DefinitionWrong(Refusal):
    """A definition of landing that means nothing. Params: problem."""

    code = "definition_wrong"


class QuestionEmpty(Refusal):
    """A question, an answer or a decision without words."""

    code = "question_empty"


class QuestionOpenAlready(Refusal):
    """The same thing is asked already and not decided."""

    code = "question_open_already"
    status = 409


class QuestionNotOpen(Refusal):
    """The question was answered or decided before."""

    code = "question_not_open"
    status = 409


class QuestionNotAnswered(Refusal):
    """There is no answer to decide."""

    code = "question_not_answered"
    status = 409


class DecidedByAnswerer(Refusal):
    """Who answered would decide."""

    code = "decided_by_answerer"
    status = 403


class FindingGone(Refusal):
    """The finding is gone, or decided: there is nothing to ask."""

    code = "finding_gone"
    status = 409


class SheetColumnsMissing(Refusal):
    """An Excel sheet of inflows lacks columns. Params: columns."""

    code = "inflow_sheet_columns_missing"


class SheetRowWrong(Refusal):
    """A row of an Excel sheet of inflows can't be taken; nothing was entered. Params: row, problem."""

    code = "inflow_sheet_row_wrong"
