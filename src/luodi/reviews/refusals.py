"""The ways in which a review says no; sentences stand in refusals.toml."""

from luodi.values.refusal import Refusal


class TextMissing(Refusal):
    """A review without a text to read."""

    code = "review_text_missing"


class TextUnchanged(Refusal):
    """A new version that is the same as the one before."""

    code = "review_text_unchanged"


class TitleMissing(Refusal):
    """A review without a title."""

    code = "review_title_missing"


class WrongReviewer(Refusal):
    """The unit may not review this text (P01). Params: unit, wanted."""

    code = "review_wrong_reviewer"


class MarketRegulatorUnknown(Refusal):
    """No unit of the district bears the name that the parameter gives the market regulator. Params: name."""

    code = "review_market_regulator_unknown"


class ReviewIsClosed(Refusal):
    """The review was concluded or withdrawn. Params: number."""

    code = "review_is_closed"
    status = 409


class FindingIsClosed(Refusal):
    """The finding is closed, or no longer in the text. Params: rule."""

    code = "review_finding_is_closed"
    status = 409


class AnswerMissing(Refusal):
    """An answer without reasons."""

    code = "review_answer_missing"


class ForbidNeedsMore(Refusal):
    """A forbid cannot be explained away. Params: rule."""

    code = "review_forbid_needs_more"


class NothingToAccept(Refusal):
    """The finding has no answer that waits for the reviewer. Params: rule."""

    code = "review_nothing_to_accept"


class ReviewerIsDrafter(Refusal):
    """One person drafted or answered and would decide as well."""

    code = "review_reviewer_is_drafter"
    status = 403


class ExemptionIncomplete(Refusal):
    """An exemption lacks one of its four fields (条例 art. 12). Params: missing."""

    code = "review_exemption_incomplete"


class ExemptionEndsTooSoon(Refusal):
    """An exemption would end before it begins. Params: until_date."""

    code = "review_exemption_ends_too_soon"


class OnlyForbidsNeedExemption(Refusal):
    """The finding is no forbid. Params: rule."""

    code = "review_only_forbids_need_exemption"


class HearingIncomplete(Refusal):
    """A hearing's record does not say who was heard, or what they said."""

    code = "review_hearing_incomplete"


class HearingMissing(Refusal):
    """Nobody was heard, and it is not said why (P02)."""

    code = "review_hearing_missing"


class FirstReviewMissing(Refusal):
    """The drafter's own first review is missing (P01)."""

    code = "review_first_missing"


class FindingsOpen(Refusal):
    """Findings are open (P03). Params: findings."""

    code = "review_findings_open"


class ConclusionMissing(Refusal):
    """A conclusion without words."""

    code = "review_conclusion_missing"


class ReasonMissing(Refusal):
    """Something is withdrawn or ended without a reason."""

    code = "review_reason_missing"


class PackUnknown(Refusal):
    """There is no such rule pack. Params: name."""

    code = "review_pack_unknown"


class PackUnreadable(Refusal):
    """An uploaded file is no rule pack. Params: where (the file in it), why."""

    code = "review_pack_unreadable"
    status = 422


class PackNotYetValid(Refusal):
    """The uploaded version holds from a later day on. Params: version, day."""

    code = "review_pack_not_yet_valid"
    status = 422


class PackReasonMissing(Refusal):
    """A rule pack is uploaded without a reason."""

    code = "review_pack_reason_missing"
    status = 422


class PackAlreadyAdopted(Refusal):
    """The version was adopted before. Params: version."""

    code = "review_pack_already_adopted"
    status = 409


class RescanRunning(Refusal):
    """Texts are being read again already."""

    code = "review_rescan_running"
    status = 409
