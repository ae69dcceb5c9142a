"""What waits around first contact, transfers, reviews, agreements, meetings, figures and instructions; and tasks."""

from collections.abc import Collection
from datetime import date

from luodi.agreements.queries import agreements_waiting
from luodi.cockpit.waiting.rows import LONGEST, MOST, Pile, Waiting, pile
from luodi.contacts.queries import instructions_waiting
from luodi.counting.queries import waiting_questions
from luodi.leads.queries import conflicts_waiting, leads_to_accept, rights_running_out
from luodi.meetings.queries import decisions_to_approve, idle_trips
from luodi.observations.queries import waiting_transfers
from luodi.reviews.queries import reviews_waiting
from luodi.tasks.queries import desk_tasks, follow_ups_to_settle
from luodi.values.actor import Actor


def registrations_to_accept(viewer: Actor, today: date) -> Pile:
    """Registrations of first contact that the viewer may accept, with the day by which the rules want an answer."""
    rows = [
        Waiting(
            each.title, "accept_lead", {}, "leads:detail", {"registration_id": each.id}, "", each.since, each.due,
            _passed(each.due, today), who=each.unit,
        )
        for each in leads_to_accept(viewer, limit=MOST)
    ]  # fmt: skip
    return pile("leads_to_accept", rows)


def rights_to_keep(viewer: Actor, today: date) -> Pile:
    """First-contact rights of the viewer's units that lapse soon unless somebody acts."""
    rows = [
        Waiting(
            each.title, "lead_silent" if each.what == "silent" else "lead_ending", {}, "leads:detail",
            {"registration_id": each.id}, "", each.since, each.due, _passed(each.due, today), who=each.unit,
            of=("leads.registration", each.id),
        )
        for each in rights_running_out(viewer, today=today, limit=MOST)
    ]  # fmt: skip
    return pile("rights", rows)


def conflicts_to_settle(viewer: Actor, today: date) -> Pile:
    """Conflicts over first contact that the viewer hears or rules on, and appeals that the viewer decides."""
    rows = [
        Waiting(
            each.title, f"{each.what}_conflict", {"number": each.number}, "leads:conflict", {"conflict_id": each.id}, "",
            each.since, each.due, _passed(each.due, today), who=each.unit,
        )
        for each in conflicts_waiting(viewer, limit=MOST)
    ]  # fmt: skip
    return pile("conflicts", rows)


def transfers_to_settle(viewer: Actor, today: date) -> Pile:
    """Transfers that the viewer's unit may accept, or that the viewer may approve."""
    rows = [
        Waiting(
            each.label, "decide_transfer" if each.waits_for == "bureau" else "accept_transfer",
            {"before": each.from_unit, "after": each.to_unit}, "observations:transfer", {"transfer_id": each.id}, "",
            each.accepted_at or each.proposed_at, who=each.accepted_by or each.proposed_by or each.from_unit,
        )
        for each in waiting_transfers(viewer, limit=MOST)
    ]  # fmt: skip
    return pile("transfers", rows)


def reviews_to_carry_on(viewer: Actor, today: date) -> Pile:
    """Fair-competition reviews: findings to answer, what is missing, answers to accept, conclusions to write."""
    rows = [
        Waiting(
            each.title, f"{each.what}_review", {"number": each.number, "n": each.n}, "reviews:detail",
            {"review_id": each.id}, "", each.since, who=each.who, of=("reviews.review", each.id),
        )
        for each in reviews_waiting(viewer, limit=MOST)
    ]  # fmt: skip
    return pile("reviews", rows)


def agreements_to_carry_on(viewer: Actor, today: date) -> Pile:
    """Agreements that the viewer may approve or sign."""
    rows = [
        Waiting(
            each.title, "approve_agreement" if each.state == "in_review" else "sign_agreement", {}, "agreements:detail",
            {"agreement_id": each.id}, "", each.changed_at, who=each.unit_name,
        )
        for each in agreements_waiting(viewer, today=today, limit=MOST)
    ]  # fmt: skip
    return pile("agreements", rows)


def decisions_of_meetings(viewer: Actor, today: date) -> Pile:
    """Decisions of meetings, recorded by somebody else, that the viewer may approve."""
    rows = [
        Waiting(
            each.title, "approve_decision", {"number": each.number}, "meetings:item", {"item_id": each.item_id}, "",
            each.recorded_at, who=each.recorded_by,
        )
        for each in decisions_to_approve(viewer, limit=MOST)
    ]  # fmt: skip
    return pile("decisions", rows)


def questions_to_figures(viewer: Actor, today: date) -> Pile:
    """Questions to the numbers that the viewer's unit answers, and answers that the viewer decides."""
    rows = [
        Waiting(
            each.project_name, f"{what}_question", {"text": each.text}, "counting:question", {"question_id": each.id}, "",
            each.asked_at if what == "answer" else each.answered_at, each.due_date,
            what == "answer" and _passed(each.due_date, today),
            who=each.asked_by if what == "answer" else each.answered_by, of=("counting.question", each.id),
        )
        for each, what in waiting_questions(viewer, today=today, limit=MOST)
    ]  # fmt: skip
    return pile("questions", rows)


def instructions_to_carry_out(viewer: Actor, today: date) -> Pile:
    """Leaders' instructions to report back on, and one's own that were reported on."""
    rows = [
        Waiting(
            each.project, f"{each.what}_instruction", {"text": each.text}, "contacts:project",
            {"project_id": each.project_id}, "", each.since, each.due_date, _passed(each.due_date, today), who=each.who,
            of=("tasks.task", each.task_id),
        )
        for each in instructions_waiting(viewer, limit=MOST)
    ]  # fmt: skip
    return pile("instructions", rows)


def trips_without_action(viewer: Actor, today: date) -> Pile:
    """Study trips of the viewer's units that have led to no action for too long; of the whole district for the bureau."""
    rows = [
        Waiting(
            each.name, "act_on_trip", {"n": each.days}, "meetings:detail", {"meeting_id": each.id}, "findings",
            who=each.unit_name,
        )
        for each in idle_trips(viewer, today=today, limit=MOST)
    ]  # fmt: skip
    return pile("idle_trips", rows)


def follow_ups_to_close(viewer: Actor, today: date) -> Pile:
    """What the viewer asked for and was reported done: to close or to return."""
    rows = [
        Waiting(
            row.title, "settle_follow_up", {"unit": row.unit_name}, "tasks:detail", {"task_id": row.id}, "",
            row.reported_at, row.due_date, who=row.person_name or row.unit_name, of=("tasks.task", row.id),
        )
        for row in follow_ups_to_settle(viewer, today=today, limit=MOST)
    ]  # fmt: skip
    return pile("follow_ups", rows)


def tasks_to_do(viewer: Actor, today: date, told: Collection[tuple[str, int]] = ()) -> Pile:
    """Open tasks that the viewer or the viewer's unit holds, but for those that another pile tells already."""
    if not viewer.may("tasks.view"):
        return pile("tasks", [])
    found = desk_tasks(viewer, today=today, limit=LONGEST, told=told)
    held = {row.id: row for row in (*found.overdue, *found.mine, *found.waiting)}
    rows = [
        Waiting(
            row.title, "do_task", {"unit": row.unit_name}, "tasks:detail", {"task_id": row.id}, "", row.opened_at,
            row.due_date, _passed(row.due_date, today), who=row.demanded_by,
        )
        for row in held.values()
    ]  # fmt: skip
    return pile("tasks", rows, max(len(rows), found.counts["mine"] + found.counts["waiting"]))


def _passed(day: date | None, today: date) -> bool:
    return day is not None and day < today
