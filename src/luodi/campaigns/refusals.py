"""The ways in which campaigns say no; their sentences stand in `refusals.toml`."""

from luodi.values.refusal import Refusal


class CampaignWordsMissing(Refusal):
    """A text that is needed is empty. Params: field, field_en."""

    code = "campaign_words_missing"


class CampaignChoiceUnknown(Refusal):
    """A source, level, proof, pack or way of taking in is not one there is. Params: text."""

    code = "campaign_choice_unknown"


class PlanThereAlready(Refusal):
    """The campaign has a plan of this year. Params: name, year."""

    code = "plan_there_already"
    status = 409


class PlanLineUnknown(Refusal):
    """The plan has no line of this name. Params: line, known."""

    code = "plan_line_unknown"


class PlanUnitUnknown(Refusal):
    """There is no working unit of this name or number. Params: unit."""

    code = "campaign_unit_unknown"


class PlanDayWrong(Refusal):
    """A day does not lie in the plan's year, or is missing. Params: day, year."""

    code = "plan_day_wrong"


class PlanTaskThereAlready(Refusal):
    """The line has this task for this unit. Params: title, line."""

    code = "plan_task_there_already"
    status = 409


class StreetNotOfPlan(Refusal):
    """The unit is not one of the plan's streets. Params: unit."""

    code = "street_not_of_plan"


class StreetTargetWrong(Refusal):
    """A target is not above zero, too fine, or of an indicator that the pack does not observe. Params: indicator, value."""

    code = "street_target_wrong"


class CampaignStepNotNow(Refusal):
    """What shall be done does not fit the state. Params: state, state_en."""

    code = "campaign_step_not_now"
    status = 409


class CampaignCheckerIsMaker(Refusal):
    """Who reported can't check it."""

    code = "campaign_checker_is_maker"


class CampaignProofMissing(Refusal):
    """The proof asked for is not there. Params: proof, proof_en."""

    code = "campaign_proof_missing"


class CampaignNotAPhoto(Refusal):
    """The document given as a photo is none. Params: title."""

    code = "campaign_not_a_photo"


class IssueDayWrong(Refusal):
    """A day lies in the future, or before the one that it follows. Params: day, earliest, latest."""

    code = "issue_day_wrong"


class IssueStandsAlready(Refusal):
    """There is an open issue of this line at this place. Params: id, place, state, state_en."""

    code = "issue_stands_already"
    status = 409


class PhotoUsedBefore(Refusal):
    """The photo was shown for another finding or closing. Params: title."""

    code = "campaign_photo_used_before"
    status = 409


class CampaignSheetTooLong(Refusal):
    """The sheet has more rows than are taken in at once. Params: rows, limit."""

    code = "campaign_sheet_too_long"


class CampaignFileMissing(Refusal):
    """The form came without a file."""

    code = "campaign_file_missing"
