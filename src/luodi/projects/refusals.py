"""The ways in which projects say no; their sentences stand in `refusals.toml`."""

from luodi.values.refusal import Refusal


class ProjectNameMissing(Refusal):
    """The project has no name."""

    code = "project_name_missing"


class ProjectTextTooLong(Refusal):
    """A text is longer than its column."""

    code = "project_text_too_long"


class ProjectUnitUnknown(Refusal):
    """There is no such unit, or it is closed."""

    code = "project_unit_unknown"


class ProjectOfficerUnknown(Refusal):
    """There is no such person."""

    code = "project_officer_unknown"


class ProjectCompanyUnknown(Refusal):
    """There is no such firm."""

    code = "project_company_unknown"


class ProjectStageUnknown(Refusal):
    """There is no such stage on the main line."""

    code = "project_stage_unknown"


class ProjectSideStateUnknown(Refusal):
    """There is no such side state."""

    code = "project_side_state_unknown"


class ProjectBindingUnknown(Refusal):
    """The kind of agreement is neither binding, framework nor unknown."""

    code = "project_binding_unknown"


class ProjectAmountNotPositive(Refusal):
    """An amount of nothing or less; what is unknown stays empty."""

    code = "project_amount_not_positive"


class ProjectRateMissing(Refusal):
    """A rate without its date, a date without its rate, or a rate of nothing or less."""

    code = "project_rate_missing"


class ProjectDatesOutOfOrder(Refusal):
    """The landing day lies before the signing day."""

    code = "project_dates_out_of_order"


class ProjectSourceUnknown(Refusal):
    """The source is neither a row, a fact, a person nor the demo."""

    code = "project_source_unknown"


class ProjectFieldUnknown(Refusal):
    """A change names a field that a project does not have or that nobody edits."""

    code = "project_field_unknown"


class ProjectReasonMissing(Refusal):
    """An act that needs a reason comes without one."""

    code = "project_reason_missing"


class ProjectNothingChanged(Refusal):
    """An edit changes nothing."""

    code = "project_nothing_changed"


class ProjectAmountHidden(Refusal):
    """The person does not see the amount and so cannot change it."""

    code = "project_amount_hidden"
    status = 403


class ProjectKnown(Refusal):
    """The unit has a project of this name already."""

    code = "project_known"


class ProjectIsWithdrawn(Refusal):
    """The project was withdrawn."""

    code = "project_is_withdrawn"
    status = 409


class ProjectPassesByTransfer(Refusal):
    """The unit of a project whose credit shares are kept changes by a transfer only."""

    code = "project_passes_by_transfer"


class StageBelowConfirmed(Refusal):
    """A claim lies before what is confirmed."""

    code = "stage_below_confirmed"


class StageNotClaimed(Refusal):
    """A confirmation goes beyond what is claimed."""

    code = "stage_not_claimed"


class StageConfirmedAlready(Refusal):
    """The stage, or a later one, is confirmed."""

    code = "stage_confirmed_already"


class EvidenceMissing(Refusal):
    """A confirmation comes with neither a text nor a document; `needed` says what the stage asks for."""

    code = "evidence_missing"


class CheckerIsMaker(Refusal):
    """Who claimed the stage would confirm it."""

    code = "checker_is_maker"
    status = 403


class EvidenceItemUnknown(Refusal):
    """No gate knows this kind of evidence."""

    code = "evidence_item_unknown"


class EvidenceNotByHand(Refusal):
    """Only the act that makes this evidence puts it or takes it back."""

    code = "evidence_not_by_hand"


class EvidenceEmpty(Refusal):
    """Evidence that shows neither a number nor a document."""

    code = "evidence_empty"


class EvidenceGone(Refusal):
    """The line was withdrawn or replaced already."""

    code = "evidence_gone"
    status = 409


class RoutePathUnknown(Refusal):
    """The path is neither land nor lease."""

    code = "route_path_unknown"


class RouteMarkUnknown(Refusal):
    """A special matter that no rule knows."""

    code = "route_mark_unknown"


class RouteSupportWrong(Refusal):
    """The support asked for is negative or immeasurable."""

    code = "route_support_wrong"


class RoundKindUnknown(Refusal):
    """A round is a joint review or a legality review."""

    code = "round_kind_unknown"


class RoundNobodyAsked(Refusal):
    """No department is asked, or too many at once."""

    code = "round_nobody_asked"


class RoundUnitUnknown(Refusal):
    """A department that is not there or is closed."""

    code = "round_unit_unknown"


class RoundDueWrong(Refusal):
    """The deadline is not after today."""

    code = "round_due_wrong"


class RoundAskedAlready(Refusal):
    """Each of these departments is asked already."""

    code = "round_asked_already"
    status = 409


class RoundCancelledAlready(Refusal):
    """The round was cancelled."""

    code = "round_cancelled_already"
    status = 409


class OpinionNotYours(Refusal):
    """The department is not asked, or not the person's own."""

    code = "opinion_not_yours"
    status = 403


class AskerAnswers(Refusal):
    """Who asked for the opinion would give it."""

    code = "asker_answers"
    status = 403


class OpinionVerdictUnknown(Refusal):
    """The opinion is neither pass, conditional, veto nor withdrawn."""

    code = "opinion_verdict_unknown"


class OpinionNothingToWithdraw(Refusal):
    """There is no opinion that could be withdrawn."""

    code = "opinion_nothing_to_withdraw"
    status = 409


class OpinionNeedsText(Refusal):
    """A conditional opinion, a veto or a withdrawal without its reason."""

    code = "opinion_needs_text"


class OpinionConditionsWrong(Refusal):
    """A conditional opinion without a condition, or conditions on another."""

    code = "opinion_conditions_wrong"


class VetoNotYours(Refusal):
    """This department may not veto."""

    code = "veto_not_yours"


class VetoAfterSigning(Refusal):
    """A veto comes after the signing."""

    code = "veto_after_signing"
    status = 409


class ConditionTooLate(Refusal):
    """A condition lies before a gate that is passed or unknown."""

    code = "condition_too_late"


class ConditionSettled(Refusal):
    """The condition was accepted already."""

    code = "condition_settled"
    status = 409


class ConditionNotReported(Refusal):
    """Nobody reports the condition as met."""

    code = "condition_not_reported"
    status = 409


class ConditionNeedsEvidence(Refusal):
    """A condition is reported as met without anything to show."""

    code = "condition_needs_evidence"


class GatePassedAlready(Refusal):
    """The gate, or a later one, is passed."""

    code = "gate_passed_already"
    status = 409


class GateSkipped(Refusal):
    """Another gate comes first."""

    code = "gate_skipped"
    status = 409


class GateHalted(Refusal):
    """The project stands beside the line."""

    code = "gate_halted"
    status = 409


class GateVetoed(Refusal):
    """A department's veto stands."""

    code = "gate_vetoed"
    status = 409


class GateNotReady(Refusal):
    """Something is missing for the gate; `missing` names each with who holds it."""

    code = "gate_not_ready"
    status = 409


class StageByGateOnly(Refusal):
    """A project under gates is confirmed by its gates only."""

    code = "stage_by_gate_only"
    status = 409


class GateDefinitionWrong(Refusal):
    """The definition's text has faults; `faults` names each."""

    code = "gate_definition_wrong"


class GateDefinitionNeedsSource(Refusal):
    """A definition without the word it rests on."""

    code = "gate_definition_needs_source"


class GateDefinitionTooEarly(Refusal):
    """A definition would hold from a past day."""

    code = "gate_definition_too_early"


class GateDefinitionUnchanged(Refusal):
    """A definition says what the former says."""

    code = "gate_definition_unchanged"


class LossReasonUnknown(Refusal):
    """A reason code that is not in the list."""

    code = "loss_reason_unknown"


class FailureNotEnded(Refusal):
    """The project is neither lost nor terminated."""

    code = "failure_not_ended"
    status = 409


class FailureSaysNothing(Refusal):
    """The review lacks what was tried or what was learnt."""

    code = "failure_says_nothing"


class FailureApprovedAlready(Refusal):
    """The review is approved."""

    code = "failure_approved_already"
    status = 409
