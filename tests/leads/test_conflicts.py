"""Conflicts: raised, heard, ruled in the order of the rules, appealed once; and pairs of projects that may be one."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from luodi.leads import operations, queries, refusals
from luodi.leads.models import Conflict, ConflictStep, Pair
from luodi.leads.operations import Hearing
from luodi.people import operations as people
from luodi.tasks.models import Task
from luodi.values.actor import system
from luodi.values.refusal import NotAllowed, NotFound, Stale
from tests.given import leads as given
from tests.given import projects
from tests.given.kept import kept
from tests.given.people import NOW, SET_UP, district

LATER = NOW + timedelta(hours=5)
JOB = system("查重")


@pytest.fixture
@kept
def scene(db):
    return district()


def act(do, conflict, scene, who="bureau", **more):
    conflict.refresh_from_db()
    return do(conflict_id=conflict.pk, version=conflict.version, by=scene.actor(who), at=LATER, **more)


def heard(scene, conflict, **found):
    return act(operations.hear, conflict, scene, hearing=Hearing(**({"text": "双方陈述，核对原件"} | found)))


class TestRuling:
    def test_earlier_evidence_of_the_same_day_wins_and_the_project_goes_along(self, scene):
        conflict, first, second = given.conflict(scene)
        heard(scene, conflict)
        act(operations.rule_conflict, conflict, scene, winner="second", reason="邀请函早于纪要")
        for row in (conflict, first, second):
            row.refresh_from_db()
        assert (conflict.ground, conflict.winner_id) == ("evidence", second.pk)
        assert (first.state, second.state, second.project.unit.name) == ("taken_over", "active", "望山街道")
        assert second.project_id == first.project_id and second.shadow_of is None
        steps = conflict.steps.get(kind="ruled").facts["steps"]
        assert steps == [
            ["registered", "", False],
            ["evidence", "second", True],
            ["choice", "", False],
            ["office", "second", False],
        ]

    def test_evidence_that_does_not_hold_leaves_the_other_side(self, scene):
        conflict, first, _second = given.conflict(scene)
        heard(scene, conflict, second_holds=False)
        act(operations.rule_conflict, conflict, scene, winner="", reason="原件不能提供")
        conflict.refresh_from_db()
        assert (conflict.winner_id, conflict.ground) == (first.pk, "evidence")

    def test_nobody_rules_against_the_order(self, scene):
        conflict, *_ = given.conflict(scene)
        heard(scene, conflict)
        with pytest.raises(refusals.RulingAgainstOrder) as refused:
            act(operations.rule_conflict, conflict, scene, winner="first", reason="更合适")
        assert "接洽证据时间" in str(refused.value)

    def test_a_tie_goes_to_the_investors_choice_with_its_paper_then_to_the_office(self, scene):
        conflict, first, second = given.conflict(scene, earlier=timedelta(days=1))
        with pytest.raises(refusals.ChoiceNeedsReference):
            heard(scene, conflict, choice="second")
        heard(scene, conflict)
        with pytest.raises(refusals.RulingNeedsFit):
            act(operations.rule_conflict, conflict, scene, winner="", reason="")
        heard(scene, conflict, choice="second", choice_reference="投资方函〔2025〕1号")
        act(operations.rule_conflict, conflict, scene, winner="second", reason="投资方选定")
        conflict.refresh_from_db()
        assert (conflict.ground, conflict.winner_id) == ("choice", second.pk)

    def test_the_office_rules_by_fit_with_its_reason(self, scene):
        conflict, first, _second = given.conflict(scene, earlier=timedelta(days=1))
        heard(scene, conflict)
        act(operations.rule_conflict, conflict, scene, winner="first", reason="园区有现成厂房，能耗指标够")
        conflict.refresh_from_db()
        assert (conflict.ground, conflict.winner_id) == ("office", first.pk)

    def test_a_later_day_stands_behind_unless_the_parameter_widens_the_day(self, scene):
        given.registered(scene)
        later = NOW + timedelta(days=3)
        second = given.registered(scene, by="hill", at=later, evidence_at=NOW - timedelta(days=30))
        conflict = operations.open_conflict(
            registration_id=second.pk, reason="接洽更早", by=scene.actor("hill"), at=later
        )
        today = later.date()
        assert queries.conflict(scene.actor("bureau"), conflict.pk, today=today).order_ground == "registered"
        people.set_parameter(
            code="leads.tie_days", value=30, unit="天", source="区办〔2025〕3号", valid_from=today, by=SET_UP, at=NOW
        )
        found = queries.conflict(scene.actor("bureau"), conflict.pk, today=today)
        assert (found.order_ground, found.order_winner) == ("evidence", "second")

    def test_is_the_bureaus_in_its_order_and_once(self, scene):
        conflict, *_ = given.conflict(scene)
        with pytest.raises(refusals.ConflictNotInState):
            act(operations.rule_conflict, conflict, scene, winner="second", reason="x")
        for who in ("river", "hillhead", "leader"):
            with pytest.raises(NotAllowed):
                act(operations.hear, conflict, scene, who, hearing=Hearing("x"))
        with pytest.raises(Stale):
            operations.hear(
                conflict_id=conflict.pk, version=9, hearing=Hearing("x"), by=scene.actor("bureau"), at=LATER
            )
        with pytest.raises(refusals.ConflictKnown):
            operations.open_conflict(
                registration_id=conflict.second_id, reason="再提", by=scene.actor("hill"), at=LATER
            )

    def test_steps_can_not_be_changed(self, scene):
        conflict, *_ = given.conflict(scene)
        with pytest.raises(DatabaseError), transaction.atomic():
            ConflictStep.objects.filter(conflict=conflict).update(text="改")


class TestAppeal:
    def ruled(self, scene):
        conflict, first, second = given.conflict(scene)
        heard(scene, conflict)
        act(operations.rule_conflict, conflict, scene, winner="second", reason="证据更早")
        return conflict, first, second

    def test_is_the_losers_and_a_leader_may_turn_the_ruling(self, scene):
        conflict, first, second = self.ruled(scene)
        with pytest.raises(refusals.AppealOnlyByLoser):
            act(operations.appeal, conflict, scene, "hill", reason="x")
        act(operations.appeal, conflict, scene, "river", reason="邀请函系事后补签")
        act(operations.decide_appeal, conflict, scene, "leader", winner="first", reason="经核补签属实")
        for row in (conflict, first, second):
            row.refresh_from_db()
        assert (conflict.state, first.state, second.state) == ("final", "active", "shadow")
        assert (first.project.unit.name, second.project, second.shadow_of_id) == ("临河街道", None, first.pk)
        with pytest.raises(refusals.ConflictNotInState):
            act(operations.appeal, conflict, scene, "hill", reason="再来")

    def test_may_uphold_it(self, scene):
        conflict, first, second = self.ruled(scene)
        act(operations.appeal, conflict, scene, "river", reason="不服")
        act(operations.decide_appeal, conflict, scene, "leader", winner="second", reason="维持")
        second.refresh_from_db()
        assert second.state == "active"

    def test_is_not_decided_by_who_ruled(self, scene):
        conflict, *_ = self.ruled(scene)
        act(operations.appeal, conflict, scene, "river", reason="不服")
        with pytest.raises(NotAllowed):
            act(operations.decide_appeal, conflict, scene, "bureau", winner="first", reason="x")
        with pytest.raises(IntegrityError), transaction.atomic():
            Conflict.objects.filter(pk=conflict.pk).update(appeal_decided_by=conflict.ruled_by)


class TestSight:
    def test_a_unit_sees_its_own_side_only(self, scene):
        conflict, first, second = given.conflict(scene)
        told = queries.conflict(scene.actor("hill"), conflict.pk, today=NOW.date())
        assert [side.shown for side in told.sides] == [False, True] and told.order == ()
        assert told.row.first_unit == "" and first.number not in str(told)
        both = queries.conflict(scene.actor("bureau"), conflict.pk, today=NOW.date())
        assert all(side.shown for side in both.sides) and both.order_winner == "second"

    def test_a_stranger_sees_nothing(self, scene):
        conflict, *_ = given.conflict(scene)
        with pytest.raises(NotFound):
            queries.conflict(scene.actor("planning"), conflict.pk, today=NOW.date())
        assert queries.conflicts(scene.actor("planning"), today=NOW.date()).total == 0

    def test_takes_a_fixed_number_of_statements(self, scene, django_assert_num_queries):
        conflict, *_ = given.conflict(scene)
        bureau = scene.actor("bureau")
        with django_assert_num_queries(3):
            queries.conflicts(bureau, today=NOW.date())
        with django_assert_num_queries(3):
            queries.conflict(bureau, conflict.pk, today=NOW.date())


class TestPairs:
    def found(self, scene):
        row = given.registered(scene)
        twin = projects.project(
            scene, "澄川医药总部项目", company_name="澄川医药科技有限责任公司", unit="望山街道", by="hill"
        )
        assert operations.find_pairs(after=0, limit=100, by=JOB, at=LATER) == (0, 1)
        return row, twin, Pair.objects.get()

    def decide(self, scene, pair, who="bureau", verdict="different", reason="两个法人，产品不同"):
        return operations.decide_pair(
            pair_id=pair.pk, version=pair.version, verdict=verdict, reason=reason, by=scene.actor(who), at=LATER
        )

    def test_are_found_once_and_remembered_when_they_differ(self, scene):
        row, twin, pair = self.found(scene)
        assert {pair.one_id, pair.other_id} == {row.project_id, twin.pk}
        self.decide(scene, pair)
        assert operations.find_pairs(after=0, limit=100, by=JOB, at=LATER) == (0, 0)
        assert queries.pairs(scene.actor("bureau"))[1] == 0

    def test_the_same_leave_a_task_to_merge_them(self, scene):
        row, twin, pair = self.found(scene)
        self.decide(scene, pair, verdict="same", reason="同一项目两处登记")
        task = Task.objects.get(origin_kind="leads.pair")
        assert twin.code in task.title and row.project.code in task.title
        with pytest.raises(refusals.PairIsDecided):
            self.decide(scene, pair)

    def test_need_a_reason_and_sight_of_both(self, scene):
        _row, _twin, pair = self.found(scene)
        with pytest.raises(refusals.LeadReasonMissing):
            self.decide(scene, pair, reason=" ")
        for who in ("river", "hill"):
            assert queries.pairs(scene.actor(who))[1] == 0
            with pytest.raises(NotFound):
                self.decide(scene, pair, who)
