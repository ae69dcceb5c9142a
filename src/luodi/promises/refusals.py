"""The ways in which promises say no; their sentences stand in `refusals.toml`."""

from luodi.values.refusal import Refusal


class PromiseTargetNothing(Refusal):
    """A target is not above zero, or finer or larger than its indicator keeps. Params: period, value."""

    code = "promise_target_nothing"


class PromiseBaseWrong(Refusal):
    """The base of a lower-is-better term does not lie above its target, or a higher-is-better one has a base."""

    code = "promise_base_wrong"


class PromiseTermsMissing(Refusal):
    """A promise or supplement comes without a term."""

    code = "promise_terms_missing"


class PromiseTermsOverlap(Refusal):
    """Two terms have days in common. Params: first, second."""

    code = "promise_terms_overlap"


class PromiseDueWrong(Refusal):
    """A term is due before its period is over."""

    code = "promise_due_wrong"


class PromiseChoiceUnknown(Refusal):
    """A measure, direction, basis, kind or ground is not one there is. Params: text."""

    code = "promise_choice_unknown"


class PromiseMeasureWrong(Refusal):
    """The measure does not suit the indicator: flows add up, stocks and rates don't."""

    code = "promise_measure_wrong"


class PromiseIndicatorNotPayable(Refusal):
    """Payments would hang on an indicator that may only be watched. Params: indicator, reason."""

    code = "promise_indicator_not_payable"


class PromisePartiesWrong(Refusal):
    """There is no promisor or two, two beneficiaries, or one who promises to itself."""

    code = "promise_parties_wrong"


class PromiseOfAnotherFirm(Refusal):
    """The subject stands for another firm than the one that promises."""

    code = "promise_of_another_firm"


class PromiseNeedsWords(Refusal):
    """The basis, ground or reason is not told."""

    code = "promise_needs_words"


class SupplementUnderWay(Refusal):
    """Another supplement, or the same kind of decision on the term, waits already."""

    code = "supplement_under_way"
    status = 409


class SupplementSettled(Refusal):
    """It was approved or rejected already."""

    code = "supplement_settled"
    status = 409


class PromiseCheckerIsMaker(Refusal):
    """Who proposed it would approve it."""

    code = "promise_checker_is_maker"
    status = 403


class PromiseTermNotInForce(Refusal):
    """The term was ended by a supplement, or waits for one."""

    code = "promise_term_not_in_force"
    status = 409


class PromiseDayWrong(Refusal):
    """A moved due date or the end of a cure does not lie after the due date. Params: due."""

    code = "promise_day_wrong"


class PlanEmpty(Refusal):
    """A sheet of target plans names no target."""

    code = "plan_empty"


class PlanTooLong(Refusal):
    """A sheet of target plans has too many rows. Params: rows, limit."""

    code = "plan_too_long"


class PlanRowsWrong(Refusal):
    """Rows of a sheet of target plans can't be taken. Params: wrong, rows, what, what_en."""

    code = "plan_rows_wrong"


class PlanCellWrong(Refusal):
    """A cell of a row can't be read. Params: what, what_en."""

    code = "plan_cell_wrong"


class PlanUnitUnknown(Refusal):
    """A row names a unit that there is not. Params: unit."""

    code = "plan_unit_unknown"


class PlanTwice(Refusal):
    """The unit has a target for the indicator and year already. Params: unit, indicator, year."""

    code = "plan_twice"
    status = 409


class PromiseAmountWrong(Refusal):
    """A stage of a payment hangs where nothing is paid, is missing for one term, or is no sum above zero. Params: period."""

    code = "promise_amount_wrong"


class PromiseStagesWrong(Refusal):
    """There are more or fewer stages than terms, or their percentages don't make up 100. Params: terms, stages."""

    code = "promise_stages_wrong"


class PromiseStageUnknown(Refusal):
    """No such stage of a payment hangs on the promise. Params: stage, stages."""

    code = "promise_stage_unknown"


class PromisePaidTooMuch(Refusal):
    """More would be paid than is payable, or more taken back than has to come back. Params: stage, payable, back."""

    code = "promise_paid_too_much"
    status = 409


class PromisePaidLater(Refusal):
    """A payment is noted for a day that is still to come. Params: day."""

    code = "promise_paid_later"
