"""The ways in which the daily work says no; their sentences stand in `refusals.toml`."""

from luodi.values.refusal import Refusal, Stale


class VisitSaysNothing(Refusal):
    """A visit without a word of what was said."""

    code = "visit_says_nothing"


class VisitInTheFuture(Refusal):
    """A visit is logged after it was held."""

    code = "visit_in_the_future"


class VisitDayMissing(Refusal):
    """A visit without its day."""

    code = "visit_day_missing"


class VisitKindUnknown(Refusal):
    """A visit is a visit, a call, a meeting or a talk online."""

    code = "visit_kind_unknown"


class EvidenceNeedsADocument(Refusal):
    """A contact counts as evidenced only with a photo or document."""

    code = "evidence_needs_a_document"


class NextStepNeedsWords(Refusal):
    """A day or a person for the next step, but no word of what the step is."""

    code = "next_step_needs_words"


class OwnerNotInUnit(Refusal):
    """The person who shall take the next step holds no post in the project's unit."""

    code = "owner_not_in_unit"


class ProgressSaysNothing(Refusal):
    """A progress report that tells nothing."""

    code = "progress_says_nothing"


class ForecastInThePast(Refusal):
    """A forecast of a day that is over."""

    code = "forecast_in_the_past"


class CommentSaysNothing(Refusal):
    """A comment without words."""

    code = "comment_says_nothing"


class CommentTooLate(Refusal):
    """A comment is edited within minutes, and by its writer only."""

    code = "comment_too_late"


class MentionCannotSee(Refusal):
    """Somebody is mentioned who may not see the project."""

    code = "mention_cannot_see"


class InstructionSaysNothing(Refusal):
    """An instruction without words."""

    code = "instruction_says_nothing"


class InstructionDayMissing(Refusal):
    """An instruction needs the day by which it is done, today or later."""

    code = "instruction_day_missing"


class InstructionClosed(Refusal):
    """The instruction was closed before."""

    code = "instruction_closed"


class InstructionNotYours(Refusal):
    """Only the one who gave an instruction closes it."""

    code = "instruction_not_yours"
    status = 403


class ReportBackSaysNothing(Refusal):
    """A report back without words."""

    code = "report_back_says_nothing"


class ContactUnnamed(Refusal):
    """An investor's contact without a name."""

    code = "contact_unnamed"


class ContactTextTooLong(Refusal):
    """A text longer than its column."""

    code = "contact_text_too_long"


class CorrectionNeedsAReason(Refusal):
    """A correction without a reason."""

    code = "contacts_correction_needs_a_reason"


class CorrectedBefore(Stale):
    """Somebody corrected this row before."""

    code = "contacts_corrected_before"


class DraftTooLarge(Refusal):
    """More was typed than a draft keeps."""

    code = "draft_too_large"
