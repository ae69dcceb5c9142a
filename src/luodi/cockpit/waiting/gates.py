"""What waits around a project's gates: opinions, gates, conditions, claims, honest-failure reviews."""

from datetime import date

from luodi.cockpit.waiting.rows import MOST, Pile, Waiting, pile
from luodi.engines.gates.stages import STAGES
from luodi.projects import queries as projects
from luodi.values.actor import Actor


def opinions_to_give(viewer: Actor, today: date) -> Pile:
    """Opinions asked of the viewer's unit, the most urgent first."""
    rows = [
        Waiting(
            each.project, "give_opinion", {"unit": each.unit, "kind": each.kind}, "projects:gates",
            {"project_id": each.project_id}, "opinions", each.asked_at, each.due_date, each.due_date < today,
            who=each.asked_by,
        )
        for each in projects.opinions_owed(viewer=viewer, limit=MOST)
    ]  # fmt: skip
    return pile("opinions", rows)


def gates_to_pass(viewer: Actor, today: date) -> Pile:
    """Gates that the viewer may pass: the ready ones first, the others with how much is missing."""
    rows = []
    for card in projects.gates_to_pass(viewer=viewer, today=today, limit=MOST):
        verdict = card.verdict
        lacking = len(verdict.missing) + len(verdict.conditions) + len(verdict.vetoes)
        values = {
            "gate": verdict.gate,
            "stage": STAGES[verdict.gate].zh,
            "stage_en": STAGES[verdict.gate].en,
            "n": lacking,
        }
        what = "pass_gate" if verdict.ready else "gate_lacks"
        rows.append(
            Waiting(
                card.name, what, values, "projects:gates", {"project_id": card.id}, "pass", card.changed_at,
                ready=verdict.ready, who=card.unit,
            )
        )  # fmt: skip
    return pile("gates", rows)


def claims_to_confirm(viewer: Actor, today: date) -> Pile:
    """Claims of projects from older ledgers that wait for somebody to confirm them on evidence."""
    rows = [
        Waiting(
            name, "confirm_claim", {"stage": STAGES[claimed].zh, "stage_en": STAGES[claimed].en}, "projects:detail",
            {"project_id": pk}, "confirm", at, who=unit,
        )
        for pk, name, claimed, _, at, unit in projects.claims_to_confirm(viewer=viewer, limit=MOST)
    ]  # fmt: skip
    return pile("claims", rows)


def conditions_to_accept(viewer: Actor, today: date) -> Pile:
    """Conditions reported as met, for the department that set them."""
    rows = [
        Waiting(
            each.project, "accept_condition", {"text": each.text}, "projects:gates", {"project_id": each.project_id},
            "opinions", each.reported_at, who=each.reported_by,
        )
        for each in projects.conditions_waiting(viewer=viewer, reported=True, limit=MOST)
    ]  # fmt: skip
    return pile("conditions_to_accept", rows)


def conditions_to_meet(viewer: Actor, today: date) -> Pile:
    """Conditions that the viewer's unit has to meet before a gate."""
    rows = [
        Waiting(
            each.project, "meet_condition", {"text": each.text, "unit": each.unit, "gate": each.before},
            "projects:gates", {"project_id": each.project_id}, "opinions", each.set_at, who=each.unit,
        )
        for each in projects.conditions_waiting(viewer=viewer, reported=False, limit=MOST)
    ]  # fmt: skip
    return pile("conditions_to_meet", rows)


def failures_to_approve(viewer: Actor, today: date) -> Pile:
    """Honest-failure reviews that wait for somebody to approve them."""
    rows = [
        Waiting(name, "approve_failure", {}, "projects:gates", {"project_id": pk}, "failure", at, who=writer)
        for pk, name, at, writer in projects.failures_to_approve(viewer=viewer, limit=MOST)
    ]
    return pile("failures", rows)
