"""What operations on claims and their money refuse."""

from luodi.values.refusal import Refusal


class EnvelopeThereAlready(Refusal):
    """There is an envelope of this name and year. Params: title."""

    code = "envelope_there_already"
    status = 409


class EnvelopeAmountWrong(Refusal):
    """An amount is zero, no whole 分, or beyond what can be kept. Params: amount."""

    code = "envelope_amount_wrong"


class EnvelopeCutTooDeep(Refusal):
    """A cut would leave less than is committed. Params: left."""

    code = "envelope_cut_too_deep"
    status = 409


class EnvelopeEarlierFirst(Refusal):
    """What a first-come envelope has left is kept for claims that were handed in earlier. Params: title, left, asked, count, kept."""

    code = "envelope_earlier_first"
    status = 409


class EnvelopeExhausted(Refusal):
    """The envelope has less left than the claim takes. Params: title, left, asked."""

    code = "envelope_exhausted"
    status = 409


class EnvelopeNothingToDivide(Refusal):
    """No approved claim waits for its share. Params: title."""

    code = "envelope_divides_later"


class EnvelopeNotProRata(Refusal):
    """An envelope that gives first come is not divided. Params: title."""

    code = "envelope_not_pro_rata"


class ClaimThereAlready(Refusal):
    """The firm has a claim for the clause and year. Params: clause, year, claim_id."""

    code = "claim_there_already"
    status = 409


class ClaimClauseUnknown(Refusal):
    """The pack in force has no such clause. Params: clause."""

    code = "claim_clause_unknown"


class ClaimNotDue(Refusal):
    """By what is known the firm is not due anything. Params: clause, why."""

    code = "claim_not_due"


class ClaimWrongStage(Refusal):
    """The step does not fit where the claim stands. Params: stage, wanted."""

    code = "claim_wrong_stage"
    status = 409


class ClaimEvidenceMissing(Refusal):
    """The clause asks for evidence that is not there. Params: missing."""

    code = "claim_evidence_missing"


class ClaimEvidenceThere(Refusal):
    """The very file stands behind this claim already. Params: name."""

    code = "claim_evidence_there"
    status = 409


class ClaimEvidenceUsed(Refusal):
    """Another firm's claim, or one for the same clause, stands on the very file. Params: claim_id, name."""

    code = "claim_evidence_used"
    status = 409


class ClaimEvidenceLocked(Refusal):
    """Evidence changes only until the department has checked. Params: stage."""

    code = "claim_evidence_locked"
    status = 409


class ClaimDoubtsOpen(Refusal):
    """Named doubts are not settled. Params: count."""

    code = "claim_doubts_open"
    status = 409


class ClaimDoubtSettled(Refusal):
    """The doubt was settled already."""

    code = "claim_doubt_settled"
    status = 409


class ClaimAmountWrong(Refusal):
    """More would be granted than was reckoned, or nothing. Params: asked."""

    code = "claim_amount_wrong"


class ClaimNeedsWords(Refusal):
    """A reason or answer is missing."""

    code = "claim_needs_words"


class ClaimCheckerIsMaker(Refusal):
    """Who had a hand in it would decide it."""

    code = "claim_checker_is_maker"
    status = 403


class ClaimsNotOfOneUnit(Refusal):
    """Claims of several departments would be published together."""

    code = "claims_not_of_one_unit"


class ClaimsNoneChosen(Refusal):
    """Nothing was chosen."""

    code = "claims_none_chosen"


class ClaimPublicationRuns(Refusal):
    """The publication is not over. Params: until."""

    code = "claim_publication_runs"
    status = 409


class ClaimObjectionOpen(Refusal):
    """An objection is not answered. Params: count."""

    code = "claim_objection_open"
    status = 409


class ClaimNeedsMeeting(Refusal):
    """An amount above the parameter goes to a meeting first. Params: limit."""

    code = "claim_needs_meeting"


class ObjectionAnswered(Refusal):
    """The objection was answered already."""

    code = "objection_answered"
    status = 409


class ObjectionOutOfPlace(Refusal):
    """There is nothing to object to at this stage. Params: stage."""

    code = "objection_out_of_place"
    status = 409


class BankAccountWrong(Refusal):
    """A bank account is not whole or its number is none."""

    code = "bank_account_wrong"


class BankAccountSame(Refusal):
    """The account stands already."""

    code = "bank_account_same"
    status = 409


class BankAccountUnderWay(Refusal):
    """Another change of the account waits for a second person."""

    code = "bank_account_under_way"
    status = 409


class BankAccountSettled(Refusal):
    """It was confirmed or rejected already."""

    code = "bank_account_settled"
    status = 409


class BankAccountMissing(Refusal):
    """Firms have no confirmed account. Params: firms."""

    code = "bank_account_missing"


class PaymentUnderWay(Refusal):
    """Claims are being paid or are not ready for it. Params: claims."""

    code = "payment_under_way"
    status = 409


class PayBatchWrongState(Refusal):
    """The step does not fit the batch. Params: state."""

    code = "batch_wrong_state"
    status = 409


class PayBatchNothingReady(Refusal):
    """No payment of the batch is ready."""

    code = "batch_nothing_ready"


class PayBatchCountDiffers(Refusal):
    """A batch for the stage has not as many firms as were announced. Params: stated, firms."""

    code = "batch_count_differs"


class PaymentWrongState(Refusal):
    """The step does not fit the payment. Params: number."""

    code = "payment_wrong_state"
    status = 409


class BankReturnReadBefore(Refusal):
    """This very file was read for the batch. Params: name."""

    code = "bank_return_read_before"
    status = 409


class BankReturnUnreadable(Refusal):
    """The file has no readable table of a bank's return. Params: missing."""

    code = "bank_return_unreadable"


class RecoveryTooMuch(Refusal):
    """More would be taken back than was paid. Params: most."""

    code = "recovery_too_much"


class RecoveryGroundUnknown(Refusal):
    """The ground is none of the list. Params: ground."""

    code = "recovery_ground_unknown"


class RecoverySettled(Refusal):
    """It was decided already, or another one waits."""

    code = "recovery_settled"
    status = 409


class RecoveryNotDemanded(Refusal):
    """Money comes back only for what was demanded."""

    code = "recovery_not_demanded"
    status = 409


class RepaymentNotedBefore(Refusal):
    """This reference was noted already. Params: reference."""

    code = "repayment_noted_before"
    status = 409


class SignUpSettled(Refusal):
    """It was decided already."""

    code = "sign_up_settled"
    status = 409


class SignUpNotWhole(Refusal):
    """Name, phone, sign-in name or proof are missing."""

    code = "sign_up_not_whole"


class ClaimEnvelopeMissing(Refusal):
    """No envelope of that name and year was opened. Params: code, year."""

    code = "claim_envelope_missing"


class ApplicationTriesTooMany(Refusal):
    """Too many calls of the public form came from this address."""

    code = "application_tries_too_many"
    status = 429


class ApplicationsTooMany(Refusal):
    """More applications wait than the bureau takes."""

    code = "applications_too_many"
    status = 429


class ApplicationNotWhole(Refusal):
    """Name, firm, phone, role or a paper is missing."""

    code = "application_not_whole"


class ApplicationNeedsConsent(Refusal):
    """The processing of personal data was not agreed to."""

    code = "application_needs_consent"


class ApplicationPaperKind(Refusal):
    """A paper is neither a PDF nor a photo. Params: name."""

    code = "application_paper_kind"


class ApplicationWaits(Refusal):
    """The very same person has an application for this code waiting."""

    code = "application_waits"
    status = 409


class ApplicationUnknown(Refusal):
    """The receipt number is none."""

    code = "application_unknown"
    status = 404


class ApplicationSettled(Refusal):
    """It was decided already."""

    code = "application_settled"
    status = 409


class ApplicationFirmUnknown(Refusal):
    """No firm of the register has the code. Params: code."""

    code = "application_firm_unknown"
