"""BL3: a project's life against a plain model: no gate skipped, shares untouched, counts equal a recount from the journal.

Twenty lives of fifty steps in the fast suite, two hundred in the slow one (see docs/guides/gates.md).
"""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from luodi.engines.gates.stages import MAIN_CODES
from luodi.journal.models import Line
from luodi.observations.models import CreditShare
from luodi.projects import operations
from luodi.projects.models import Evidence, GatePass, Opinion, Project, StageTally
from luodi.values.refusal import Refusal
from tests.given import gates, transfers
from tests.given.people import NOW, SET_UP

STEPS = 50
# What a leased project with a binding agreement and no special matter needs, written down again by hand.
NEEDS = {
    "P1": {"contact_evidence", "registration_accepted"}, "P2": {"minutes"}, "P3": {"letter_of_interest", "due_diligence"},
    "P4": {"joint_review"}, "P5": {"policy_estimate", "fairness_conclusion", "legal_opinion"}, "P7": {"signed_text"},
    "P8": {"credit_code", "site_contract"}, "P9": {"land_or_fitout"}, "P10": {"paid_in"}, "P11": {"progress"},
    "P12": {"production"}, "P13": {"covenant_review"}, "P14": {"post_evaluation"},
}  # fmt: skip
ITEMS = sorted(set().union(*NEEDS.values()) - {"joint_review"})
PLACES = st.integers(0, len(MAIN_CODES) - 1)


class Life(RuleBasedStateMachine):
    """One project, its officer, two who pass gates, one department with a veto; beside it the plain model."""

    scene = None

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.lines_before = Line.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        self.tally_before = tally()
        self.project = gates.project(self.scene, binding="binding")
        self.river = self.scene.actor("river")
        operations.set_route(project_id=self.project.pk, path="leased", by=self.river, at=NOW)
        transfers.proposed(self.scene, self.project)
        self.shares = list(CreditShare.objects.values_list("pk", "unit_id", "ppm"))
        assert self.shares
        self.clock = NOW
        self.confirmed, self.claimed, self.side = -1, 0, ""
        self.shown: set[str] = set()
        self.round, self.opinion, self.seen = None, "", None

    def now(self):
        self.clock += timedelta(minutes=1)
        return self.clock

    def tried(self, act) -> bool:
        """Try an act and tell whether it was done; a refusal leaves nothing behind."""
        try:
            with transaction.atomic():
                act()
        except Refusal:
            return False
        return True

    @rule(place=PLACES)
    def claim(self, place):
        stage = MAIN_CODES[place]
        done = self.tried(
            lambda: operations.claim_stage(
                project_id=self.project.pk, stage=stage, reason="核对", by=self.river, at=self.now()
            )
        )
        assert done == (place != self.claimed and place >= self.confirmed)
        self.claimed = place if done else self.claimed

    @rule(item=st.sampled_from(ITEMS))
    def show(self, item):
        gates.show(self.project, item)
        self.shown.add(item)

    @rule()
    def show_what_comes_next(self):
        for item in NEEDS.get(MAIN_CODES[min(self.confirmed + 1, len(MAIN_CODES) - 1)], set()) - {"joint_review"}:
            self.show(item)

    @rule(item=st.sampled_from(ITEMS))
    def withdraw(self, item):
        for line in Evidence.objects.standing().filter(project=self.project, item=item):
            operations.withdraw_evidence(evidence_id=line.pk, reason="作废", by=SET_UP, at=self.now())
        self.shown.discard(item)

    @rule()
    def ask(self):
        done = self.tried(
            lambda: setattr(self, "asked", gates.ask(self.scene, self.project, "生态环境分局", at=self.now()))
        )
        assert done == (self.round is None)
        if done:
            self.round = self.asked

    @rule(verdict=st.sampled_from(["pass", "pass", "veto", "withdrawn"]), stale=st.booleans())
    def answer(self, verdict, stale):
        if self.round is None:
            return
        seen = -1 if stale and self.seen is None else None if stale else self.seen
        done = self.tried(
            lambda: gates.answer(self.scene, self.round, "nature", verdict, text="意见", seen=seen, at=self.now())
        )
        allowed = not stale and (verdict != "withdrawn" or self.opinion in ("pass", "veto"))
        assert done == (allowed and not (verdict == "veto" and self.confirmed >= MAIN_CODES.index("P7")))
        if done:
            self.opinion, self.seen = verdict, Opinion.objects.latest("pk").pk

    @rule(side=st.sampled_from(["", "", "hold"]))
    def set_aside(self, side):
        done = self.tried(
            lambda: operations.set_side_state(
                project_id=self.project.pk, side_state=side, reason="试", by=self.river, at=self.now()
            )
        )
        assert done == (side != self.side)
        self.side = side

    @rule(place=PLACES, by=st.sampled_from(["bureau", "leader"]))
    def pass_some_gate(self, place, by):
        self._pass(place, by)

    @rule(by=st.sampled_from(["bureau", "leader"]))
    def pass_the_next_gate(self, by):
        self._pass(min(self.confirmed + 1, len(MAIN_CODES) - 1), by)

    @rule()
    def go_on(self):
        """Do all that the next gate asks for, so that runs get far."""
        self.show_what_comes_next()
        if self.side:
            self.set_aside("")
        if self.claimed <= self.confirmed < len(MAIN_CODES) - 1:
            self.claim(self.confirmed + 1)
        if MAIN_CODES[self.confirmed + 1 if self.confirmed < len(MAIN_CODES) - 1 else 0] == "P4":
            if self.round is None:
                self.ask()
            if self.opinion != "pass":
                self.answer("pass", False)
        self.pass_the_next_gate("bureau")

    def _pass(self, place, by):
        done = self.tried(lambda: gates.pass_gate(self.scene, self.project, MAIN_CODES[place], by=by, at=self.now()))
        assert done == self._may_pass(place), (MAIN_CODES[place], vars(self))
        self.confirmed = place if done else self.confirmed

    def _may_pass(self, place) -> bool:
        needed = set().union(*(NEEDS.get(code, set()) for code in MAIN_CODES[: place + 1]))
        there = self.shown | ({"joint_review"} if self.opinion == "pass" else set())
        vetoed = self.opinion == "veto" and place >= MAIN_CODES.index("P4")
        return place == self.confirmed + 1 <= self.claimed and not self.side and not vetoed and needed <= there

    @invariant()
    def stands_where_the_model_stands(self):
        row = Project.objects.values_list("stage_confirmed", "stage_claimed", "side_state").get(pk=self.project.pk)
        reached = MAIN_CODES[self.confirmed] if self.confirmed >= 0 else None
        assert row == (reached, MAIN_CODES[self.claimed], self.side)

    def teardown(self):
        """At the end: gates in order without a gap, shares as they were, counts as the journal tells them."""
        try:
            passed = list(GatePass.objects.filter(project=self.project).order_by("pk").values_list("gate", flat=True))
            assert passed == MAIN_CODES[: self.confirmed + 1]
            assert list(CreditShare.objects.values_list("pk", "unit_id", "ppm")) == self.shares
            assert tally() - self.tally_before == recount(self.lines_before)
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)


def tally() -> Counter:
    """Give what the board counts: projects by claimed stage, standing and side state."""
    rows = StageTally.objects.values_list("stage", "confirmed", "side_state").annotate(n=Sum("projects"))
    return Counter({(stage, sure, side): n for stage, sure, side, n in rows if n})


def recount(after: int) -> Counter:
    """Count again from the journal alone."""
    claimed, confirmed, side = {}, {}, {}
    for line in Line.objects.filter(pk__gt=after, object_kind="projects.project").order_by("pk"):
        if line.event == "project.registered":
            claimed[line.object_id], side[line.object_id] = line.facts["stage"], ""
        elif line.event == "project.stage_claimed":
            claimed[line.object_id] = line.facts["after"]
        elif line.event == "gate.passed":
            confirmed[line.object_id] = line.facts["after"]
        elif line.event == "project.side_state_set":
            side[line.object_id] = line.facts["after"]
    return Counter((stage, confirmed.get(pk) == stage, side[pk]) for pk, stage in claimed.items())


@pytest.mark.django_db
@pytest.mark.parametrize(("lives", "part"), [(20, 0), *(pytest.param(50, n, marks=pytest.mark.slow) for n in range(4))])
def test_a_projects_life_is_what_the_model_says(lives, part):
    """BL3: gates in order, once, with everything there. The two hundred come in parts, each from a seed of its own."""
    Life.scene = gates.district()
    run_state_machine_as_test(
        seed(part)(type("Life", (Life,), {})) if part else Life,
        settings=settings(
            max_examples=lives, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )  # fmt: skip
