"""How agreements say no, each as a fact."""

from luodi.values.refusal import Refusal


class AgreementUntitled(Refusal):
    """The agreement has no title."""

    code = "agreement_untitled"


class AgreementKindWrong(Refusal):
    """There is no such kind, or it is made in another way. Params: kind."""

    code = "agreement_kind_wrong"


class AgreementWithoutParties(Refusal):
    """A district side and a firm are both needed."""

    code = "agreement_without_parties"


class AgreementNumberMissing(Refusal):
    """Nothing is submitted without its number."""

    code = "agreement_number_missing"


class AgreementNumberTaken(Refusal):
    """Another agreement bears this number. Params: number."""

    code = "agreement_number_taken"
    status = 409


class AgreementTextMissing(Refusal):
    """There is no text."""

    code = "agreement_text_missing"


class AgreementTextUnchanged(Refusal):
    """The new version says the same as the one before."""

    code = "agreement_text_unchanged"


class AgreementRateMissing(Refusal):
    """A foreign amount needs a rate and its day. Params: currency."""

    code = "agreement_rate_missing"


class AgreementDatesWrong(Refusal):
    """The agreement ends before it begins. Params: start, end."""

    code = "agreement_dates_wrong"


class AgreementNotIn(Refusal):
    """The act does not fit the state. Params: state, state_en, needed, needed_en."""

    code = "agreement_not_in"
    status = 409


class SignedTextIsFixed(Refusal):
    """What was signed is changed by a supplement only."""

    code = "signed_text_is_fixed"
    status = 409


class SupplementOfWhat(Refusal):
    """A supplement belongs to an agreement that was signed."""

    code = "supplement_of_what"


class FrameworkPromises(Refusal):
    """A framework agreement owes money, promises land or triggers a payment. Params: what."""

    code = "framework_promises"


class TermsMissing(Refusal):
    """An investment agreement watches nothing."""

    code = "terms_missing"


class TermIndicatorUnknown(Refusal):
    """There is no such indicator. Params: indicator."""

    code = "term_indicator_unknown"


class TermMeasureUnknown(Refusal):
    """There is no such measure. Params: measure."""

    code = "term_measure_unknown"


class TermTargetMissing(Refusal):
    """A target is nothing, zero or less. Params: term."""

    code = "term_target_missing"


class TermWithoutPeriod(Refusal):
    """A term has no period. Params: term."""

    code = "term_without_period"


class TermPeriodWrong(Refusal):
    """A period ends before it begins, or its evidence is due before it ends. Params: term, period."""

    code = "term_period_wrong"


class TermsOverlap(Refusal):
    """Two periods of a term overlap. Params: term."""

    code = "terms_overlap"


class TermEvidenceMissing(Refusal):
    """A term says nothing of its evidence. Params: term."""

    code = "term_evidence_missing"


class TermEvidenceIsStatistics(Refusal):
    """Statistical micro-data may serve nothing but statistics. Params: term, evidence."""

    code = "term_evidence_is_statistics"


class TermPaidForTax(Refusal):
    """A payment is linked to a term that may only be watched. Params: term, article."""

    code = "term_paid_for_tax"


class PaymentUnknown(Refusal):
    """A term or duty names a payment that there is not. Params: place."""

    code = "payment_unknown"


class PaymentDriverUnknown(Refusal):
    """There is no such driver. Params: driver."""

    code = "payment_driver_unknown"


class PaymentDriverForbidden(Refusal):
    """The law forbids a payment that follows this. Params: what, driver, driver_en, article, article_en."""

    code = "payment_driver_forbidden"


class PaymentWithoutGround(Refusal):
    """A payment names neither a clause, nor a public policy with its article, nor a legal basis. Params: what."""

    code = "payment_without_ground"


class PaymentOnTwoGrounds(Refusal):
    """A payment names more than one ground. Params: what."""

    code = "payment_on_two_grounds"


class PolicyNotPublished(Refusal):
    """The document or clause named as ground is not published. Params: title."""

    code = "policy_not_published"


class PaymentNotReckoned(Refusal):
    """A payment has neither a sum nor a way to reckon it. Params: what."""

    code = "payment_not_reckoned"


class PaymentOverCap(Refusal):
    """A payment is more than its cap, or the cap is nothing. Params: what."""

    code = "payment_over_cap"


class PaymentInForeignMoney(Refusal):
    """The district pays in 元. Params: what, currency."""

    code = "payment_in_foreign_money"


class PaymentStagesDoNotSumToOne(Refusal):
    """The stages leave a gap or exceed the whole. Params: what, total, difference."""

    code = "payment_stages_do_not_sum_to_one"


class DutyWithoutDay(Refusal):
    """A duty says neither day nor number of days. Params: what."""

    code = "duty_without_day"


class DutyWithoutBudget(Refusal):
    """A duty to pay names no budget line. Params: what."""

    code = "duty_without_budget"


class DutyUnitUnknown(Refusal):
    """The unit of a duty is not there. Params: what."""

    code = "duty_unit_unknown"


class DayBeforeSigning(Refusal):
    """Something is due before the agreement is signed. Params: what, day, signed."""

    code = "day_before_signing"


class SigningDayWrong(Refusal):
    """The day of signing lies in the future or before the approval. Params: day, approved, today."""

    code = "signing_day_wrong"


class CheckerMadeTheText(Refusal):
    """Who made or submitted the text does not approve it."""

    code = "checker_made_the_text"


class NoFairnessConclusion(Refusal):
    """No concluded review bears this very text."""

    code = "no_fairness_conclusion"


class FairnessFindingsOpen(Refusal):
    """A red line is open. Params: count."""

    code = "fairness_findings_open"


class LegalOpinionMissing(Refusal):
    """There is no legal opinion."""

    code = "legal_opinion_missing"


class SignedTextDiffers(Refusal):
    """The signed file does not say what was approved. Params: before, approved, signed."""

    code = "signed_text_differs"


class SignedFileUnreadable(Refusal):
    """The signed file is a scan without text. Params: filename."""

    code = "signed_file_unreadable"


class EndReasonMissing(Refusal):
    """An agreement is ended without a reason."""

    code = "agreement_end_reason_missing"


class EndDayWrong(Refusal):
    """An agreement ends before it was signed. Params: day, signed."""

    code = "agreement_end_day_wrong"


class NothingToTakeOver(Refusal):
    """The review did not word the current text anew."""

    code = "agreement_nothing_to_take_over"
    status = 409


class ReturnReasonMissing(Refusal):
    """An agreement is sent back without a reason."""

    code = "agreement_return_reason_missing"


class LibraryClauseUnknown(Refusal):
    """There is no such clause, or it is retired. Params: code."""

    code = "library_clause_unknown"


class LibraryCodeTaken(Refusal):
    """Another clause bears this code. Params: clause."""

    code = "library_code_taken"
    status = 409


class LibraryClauseNotPassed(Refusal):
    """The clause has open findings or was not passed yet. Params: title, count."""

    code = "library_clause_not_passed"


class LibraryMakerIsChecker(Refusal):
    """Who wrote a clause does not pass it."""

    code = "library_maker_is_checker"


class LibraryTextUnchanged(Refusal):
    """The new wording is the old one."""

    code = "library_text_unchanged"


class TemplateWithoutClauses(Refusal):
    """The template has no place for clauses. Params: filename."""

    code = "template_without_clauses"


class NoClauseChosen(Refusal):
    """No clause was chosen for the draft."""

    code = "no_clause_chosen"


class CleanUpWayMissing(Refusal):
    """A clean-up is decided without a way. Params: way."""

    code = "clean_up_way_missing"


class CleanUpProcedureMissing(Refusal):
    """A way needs its lawful procedure, a unit and a day."""

    code = "clean_up_procedure_missing"


class CleanUpUndecided(Refusal):
    """Nothing is done about a finding before the way is decided."""

    code = "clean_up_undecided"


class CleanUpStepEmpty(Refusal):
    """Progress is noted without words."""

    code = "clean_up_step_empty"


class CleanUpIsDone(Refusal):
    """The clean-up was closed."""

    code = "clean_up_is_done"
    status = 409


class NotALegacyAgreement(Refusal):
    """Only legacy agreements are scanned and cleaned up here."""

    code = "not_a_legacy_agreement"


class LegacyRowsWrong(Refusal):
    """Rows of the workbook can't be taken in; nothing was. Params: rows."""

    code = "legacy_rows_wrong"


class NothingToPromise(Refusal):
    """An agreement watches nothing and owes nothing that is not in the ledger of promises already."""

    code = "nothing_to_promise"
    status = 409


class AgreementFirmUnknown(Refusal):
    """The project of an agreement names no firm of the register, so nobody could promise. Params: project."""

    code = "agreement_firm_unknown"
