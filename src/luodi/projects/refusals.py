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
