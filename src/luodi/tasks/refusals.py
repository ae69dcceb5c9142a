"""What operations on tasks refuse."""

from luodi.values.refusal import Refusal


class FollowUpNamesNobody(Refusal):
    """A follow-up without somebody, something or some day."""

    code = "follow_up_names_nobody"


class TaskUntitled(Refusal):
    """A task without words."""

    code = "task_untitled"


class TaskIsClosed(Refusal):
    """The task was finished or dropped."""

    code = "task_is_closed"


class TaskIsOpen(Refusal):
    """The task is still open, so that there is nothing to reopen."""

    code = "task_is_open"


class OutcomeMissing(Refusal):
    """Somebody closes a task without saying how it ended."""

    code = "outcome_missing"


class ReopeningNeedsAReason(Refusal):
    """Somebody reopens a task without a reason."""

    code = "reopening_needs_a_reason"


class PersonNotInUnit(Refusal):
    """The person holds no post in the unit that day."""

    code = "person_not_in_unit"


class UnitNotActive(Refusal):
    """The unit was closed or merged."""

    code = "unit_not_active"


class TaskAlreadyAccepted(Refusal):
    """Somebody else accepted the task before."""

    code = "task_already_accepted"


class TaskClosesWithItsCause(Refusal):
    """A leader's instruction is closed by the one who gave it, not by the unit that carries it out."""

    code = "task_closes_with_its_cause"


class HandOverToOneself(Refusal):
    """Work is handed over to the person who holds it."""

    code = "hand_over_to_oneself"


class FollowUpIsTheAskers(Refusal):
    """A follow-up is closed, dropped, moved and reopened by the one who asked for it alone."""

    code = "follow_up_is_the_askers"


class FollowUpNeedsUnitAndDay(Refusal):
    """A follow-up that somebody asks for names the unit that holds it and the day by which it is due."""

    code = "follow_up_needs_unit_and_day"


class DueInThePast(Refusal):
    """The day by which something is due is over."""

    code = "due_in_the_past"


class NotAskedFor(Refusal):
    """Nobody asked for this task, so that there is nobody to report to."""

    code = "not_asked_for"


class ReportSaysNothing(Refusal):
    """A report without words."""

    code = "report_says_nothing"


class ReportInTheFuture(Refusal):
    """A report of a day that is still to come."""

    code = "report_in_the_future"


class DoneNeedsEvidence(Refusal):
    """Somebody reports a follow-up done without any document behind it."""

    code = "done_needs_evidence"


class ReportedBefore(Refusal):
    """The follow-up was reported done already and waits for the one who asked."""

    code = "reported_before"


class NotReportedYet(Refusal):
    """Nobody reported the follow-up done, so that there is nothing to close or return."""

    code = "not_reported_yet"


class ReasonMissing(Refusal):
    """The one who asked returns or reopens a follow-up without a reason."""

    code = "follow_up_reason_missing"
