"""What operations on meetings and batches refuse."""

from luodi.values.refusal import Refusal


class ReasonMissing(Refusal):
    """A correction without a reason."""

    code = "batch_reason_missing"


class BatchIsDropped(Refusal):
    """The batch was dropped."""

    code = "batch_is_dropped"


class BatchKindUnknown(Refusal):
    """There is no such kind of batch."""

    code = "batch_kind_unknown"


class MeetingKindUnknown(Refusal):
    """There is no such kind of meeting."""

    code = "meeting_kind_unknown"


class CountBelowNamed(Refusal):
    """A place above the new count is filled."""

    code = "batch_count_below_named"


class CountNotPositive(Refusal):
    """A count has to be a whole number above zero."""

    code = "batch_count_not_positive"


class TotalNotPositive(Refusal):
    """A total has to be above zero; unknown is empty, not zero."""

    code = "batch_total_not_positive"


class TotalNotInYuan(Refusal):
    """A stated total is kept in 元."""

    code = "batch_total_not_in_yuan"


class BatchHasRows(Refusal):
    """Ledger rows stand in the batch."""

    code = "batch_has_rows"


class SlotNeedsAName(Refusal):
    """A place is named with nothing."""

    code = "slot_needs_a_name"


class SlotMemberTwice(Refusal):
    """The member already stands at another place of the batch."""

    code = "slot_member_twice"


class SlotAlreadyFilled(Refusal):
    """The place was filled, and no reason for a change was given."""

    code = "slot_already_filled"
    status = 409


class FindingNeedsAnAnswer(Refusal):
    """A finding is settled without an answer."""

    code = "finding_needs_an_answer"


class FindingIsSettled(Refusal):
    """The finding was settled before."""

    code = "finding_is_settled"


class ItemBodyUnknown(Refusal):
    """There is no such body, or no such standing of a legal opinion."""

    code = "item_body_unknown"


class ItemUntitled(Refusal):
    """An item without a title."""

    code = "item_untitled"


class ItemWaitsAlready(Refusal):
    """The project waits for a decision of this body already."""

    code = "item_waits_already"
    status = 409


class ItemIsClosed(Refusal):
    """The item is decided or withdrawn."""

    code = "item_is_closed"
    status = 409


class LegalOpinionMissing(Refusal):
    """No legal opinion lies before the body, or one is named without its number."""

    code = "item_legal_opinion_missing"


class DecisionIncomplete(Refusal):
    """A decision without outcome, number or day; `missing` names what is."""

    code = "decision_incomplete"


class DecisionInTheFuture(Refusal):
    """The day of a decision is still to come."""

    code = "decision_in_the_future"


class DecisionWaits(Refusal):
    """A decision on the item waits for its approval."""

    code = "decision_waits"
    status = 409


class DecisionIsChecked(Refusal):
    """The decision was approved or refused before."""

    code = "decision_is_checked"
    status = 409


class DecisionCheckerIsMaker(Refusal):
    """Who recorded the decision would approve it."""

    code = "decision_checker_is_maker"
    status = 403


class DissentNamesNobody(Refusal):
    """A dissent without a name or without words."""

    code = "dissent_names_nobody"


class MeetingClassUnknown(Refusal):
    """A meeting opened by hand is public, internal or sensitive."""

    code = "meeting_class_unknown"


class MeetingIncomplete(Refusal):
    """A meeting opened by hand has a name and a day."""

    code = "meeting_incomplete"


class MeetingThereAlready(Refusal):
    """The unit has a meeting of this name on this day."""

    code = "meeting_there_already"


class MinutesEmpty(Refusal):
    """Minutes are a text or a document."""

    code = "minutes_empty"


class MatterUntitled(Refusal):
    """A matter on an agenda has a title."""

    code = "matter_untitled"


class ResolutionEmpty(Refusal):
    """A decision has words."""

    code = "resolution_empty"


class FindingIncomplete(Refusal):
    """A finding says what was seen, why it works there and what it would take here."""

    code = "trip_finding_incomplete"


class NotATrip(Refusal):
    """Findings belong to study trips."""

    code = "not_a_trip"


class NothingWanted(Refusal):
    """Somebody follows up without saying what is wanted."""

    code = "nothing_wanted"


class TooManyWanted(Refusal):
    """More follow-ups at once than one press takes."""

    code = "too_many_wanted"


class CorrectedBefore(Refusal):
    """The line was corrected before; its successor stands."""

    code = "resolution_corrected_before"
