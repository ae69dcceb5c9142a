"""Tasks: opening, giving, accepting, finishing, dropping, reopening, handing over; who may, and races."""

import threading
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, connections, transaction

from luodi.journal.models import Line
from luodi.people import operations as people
from luodi.tasks import operations, queries
from luodi.tasks.models import Task
from luodi.tasks.operations import (
    FollowUpNamesNobody,
    HandOverToOneself,
    NewTask,
    OutcomeMissing,
    PersonNotInUnit,
    ReopeningNeedsAReason,
    TaskAlreadyAccepted,
    TaskIsClosed,
    TaskIsOpen,
    TaskUntitled,
    UnitNotActive,
)
from luodi.values.refusal import NotAllowed, NotFound, Stale
from tests.given import meetings as given
from tests.given.kept import kept
from tests.given.people import NOW, SET_UP, district

TODAY = date(2025, 3, 8)


@pytest.fixture
@kept
def scene(db):
    return district()


def opened(scene, who="river", unit="临河街道", **change):
    task = {"kind": "follow_up", "title": "完成地块征迁", "unit_id": scene.units[unit].pk if unit else None} | change
    return operations.open_task(task=NewTask(**task), by=scene.actor(who), at=NOW)


def act(do, task, scene, who="river", **more):
    task.refresh_from_db()
    more = {"version": task.version} | more
    return do(task_id=task.pk, by=scene.actor(who), at=NOW, **more)


class TestOpenTask:
    def test_keeps_title_holder_and_the_unit_that_opened_it(self, scene):
        task = opened(scene)
        assert (task.title, task.unit.name, task.origin_unit.name, task.state) == (
            "完成地块征迁",
            "临河街道",
            "临河街道",
            "open",
        )

    def test_writes_a_journal_line(self, scene):
        task = opened(scene)
        assert Line.objects.get(event="task.opened").object_id == str(task.pk)

    def test_refuses_a_follow_up_on_nobody_and_nothing(self, scene):
        with pytest.raises(FollowUpNamesNobody):
            opened(scene, unit=None)

    def test_the_database_refuses_it_too(self, scene):
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.create(kind="follow_up", title="空", opened_at=NOW)

    def test_takes_a_demand_on_nobody(self, scene):
        assert opened(scene, unit=None, kind="demand").kind == "demand"

    def test_refuses_no_title(self, scene):
        with pytest.raises(TaskUntitled):
            opened(scene, title="  ")

    def test_refuses_to_charge_another_unit(self, scene):
        with pytest.raises(NotAllowed):
            opened(scene, unit="望山街道")

    @pytest.mark.parametrize("who", ["leader", "auditor", "sysadmin", "secadmin", "auditadmin"])
    def test_is_not_for_those_who_only_look(self, scene, who):
        with pytest.raises(NotAllowed):
            opened(scene, who)


class TestAssignTask:
    def test_makes_a_follow_up_of_a_demand_that_somebody_now_holds(self, scene):
        given.congress(scene)
        demand = given.task_of("demand")
        unit = scene.units["望山街道"].pk
        task = act(operations.assign_task, demand, scene, "bureau", unit_id=unit, person_id=None, due_date=None)
        assert (task.kind, task.unit_id) == ("follow_up", unit)

    def test_lets_a_unit_take_on_what_nobody_holds(self, scene):
        given.congress(scene)
        unit = scene.units["临河街道"].pk
        task = act(operations.assign_task, given.task_of("demand"), scene, unit_id=unit, person_id=None, due_date=None)
        assert task.unit_id == unit

    def test_refuses_to_give_what_nobody_holds_to_others(self, scene):
        given.congress(scene)
        unit = scene.units["望山街道"].pk
        with pytest.raises(NotAllowed):
            act(operations.assign_task, given.task_of("demand"), scene, unit_id=unit, person_id=None, due_date=None)

    def test_refuses_a_person_without_a_post_in_the_unit(self, scene):
        task, hill = opened(scene), scene.actor("hill")
        with pytest.raises(PersonNotInUnit):
            act(operations.assign_task, task, scene, unit_id=task.unit_id, person_id=hill.person_id, due_date=None)

    def test_refuses_a_unit_that_is_gone(self, scene):
        task, unit = opened(scene), scene.units["城投平台"]
        type(unit).objects.filter(pk=unit.pk).update(active=False)
        with pytest.raises(UnitNotActive):
            act(operations.assign_task, task, scene, "bureau", unit_id=unit.pk, person_id=None, due_date=None)

    def test_refuses_to_leave_a_follow_up_with_nobody(self, scene):
        with pytest.raises(FollowUpNamesNobody):
            act(operations.assign_task, opened(scene), scene, unit_id=None, person_id=None, due_date=None)

    def test_forgets_who_accepted_it_when_it_changes_hands(self, scene):
        task = opened(scene)
        act(operations.accept_task, task, scene)
        head = scene.actor("riverhead").person_id
        task = act(operations.assign_task, task, scene, unit_id=task.unit_id, person_id=head, due_date=date(2025, 4, 1))
        assert (task.person_id, task.accepted_at, task.due_date) == (head, None, date(2025, 4, 1))

    def test_refuses_a_version_that_is_old(self, scene):
        with pytest.raises(Stale):
            act(operations.assign_task, opened(scene), scene, version=7, unit_id=None, person_id=None, due_date=TODAY)


class TestAcceptFinishDropReopen:
    def test_accepting_makes_the_person_its_holder(self, scene):
        task = act(operations.accept_task, opened(scene), scene)
        assert (task.person_id, task.accepted_by_id) == (scene.actor("river").person_id,) * 2

    def test_only_one_accepts(self, scene):
        task = opened(scene)
        act(operations.accept_task, task, scene)
        with pytest.raises(TaskAlreadyAccepted):
            act(operations.accept_task, task, scene, "riverhead")

    def test_finishing_says_what_was_done(self, scene):
        task = act(operations.finish_task, opened(scene), scene, outcome="已签征迁协议")
        assert (task.state, task.outcome, task.closed_at) == ("done", "已签征迁协议", NOW)

    @pytest.mark.parametrize("do", [operations.finish_task, operations.drop_task])
    def test_neither_ends_without_words(self, scene, do):
        with pytest.raises(OutcomeMissing):
            act(do, opened(scene), scene, outcome=" ")

    def test_a_closed_task_is_reopened_first(self, scene):
        task = opened(scene)
        act(operations.drop_task, task, scene, outcome="项目取消")
        with pytest.raises(TaskIsClosed):
            act(operations.finish_task, task, scene, outcome="办了")
        reopened = act(operations.reopen_task, task, scene, reason="项目恢复")
        assert (reopened.state, reopened.outcome, reopened.closed_at) == ("open", "", None)

    def test_reopening_needs_a_reason_and_a_closed_task(self, scene):
        task = opened(scene)
        with pytest.raises(TaskIsOpen):
            act(operations.reopen_task, task, scene, reason="x")
        act(operations.drop_task, task, scene, outcome="项目取消")
        with pytest.raises(ReopeningNeedsAReason):
            act(operations.reopen_task, task, scene, reason="")

    @pytest.mark.parametrize("who", ["hill", "planning"])
    def test_another_unit_does_not_even_see_it(self, scene, who):
        with pytest.raises(NotFound):
            act(operations.finish_task, opened(scene), scene, who, outcome="x")

    @pytest.mark.parametrize("who", ["leader", "auditor"])
    def test_those_who_only_look_may_not_act(self, scene, who):
        with pytest.raises(NotAllowed):
            act(operations.finish_task, opened(scene), scene, who, outcome="x")


class TestHandOver:
    def test_gives_all_open_tasks_to_the_other_person(self, scene):
        first, second = opened(scene), opened(scene, title="联系企业")
        for task in (first, second):
            act(operations.accept_task, task, scene)
        river, head = scene.actor("river"), scene.actor("riverhead")
        moved = operations.hand_over(
            from_person_id=river.person_id, to_person_id=head.person_id, reason="调岗", by=head, at=NOW
        )
        assert (moved, Task.objects.filter(person_id=head.person_id, accepted_at=None).count()) == (2, 2)

    def test_is_refused_to_officers_and_to_heads_of_other_units(self, scene):
        act(operations.accept_task, opened(scene), scene)
        river, head = scene.actor("river"), scene.actor("riverhead")
        with pytest.raises(NotAllowed):
            operations.hand_over(
                from_person_id=river.person_id, to_person_id=head.person_id, reason="", by=river, at=NOW
            )
        moved = operations.hand_over(
            from_person_id=river.person_id,
            to_person_id=scene.actor("hillhead").person_id,
            reason="",
            by=scene.actor("hillhead"),
            at=NOW,
        )
        assert moved == 0

    def test_refuses_the_same_person(self, scene):
        head = scene.actor("riverhead")
        with pytest.raises(HandOverToOneself):
            operations.hand_over(from_person_id=head.person_id, to_person_id=head.person_id, reason="", by=head, at=NOW)

    def test_refuses_a_person_of_another_unit(self, scene):
        act(operations.accept_task, opened(scene), scene)
        river, hill = scene.actor("river"), scene.actor("hill")
        with pytest.raises(PersonNotInUnit):
            operations.hand_over(
                from_person_id=river.person_id, to_person_id=hill.person_id, reason="", by=scene.actor("bureau"), at=NOW
            )


class TestDesk:
    def test_shows_what_one_holds_what_waits_and_what_is_late(self, scene):
        act(operations.accept_task, opened(scene), scene)
        opened(scene, title="等人来办")
        opened(scene, title="已经晚了", due_date=date(2025, 3, 1))
        desk = queries.desk_tasks(scene.actor("river"), today=TODAY)
        assert desk.counts == {"mine": 1, "waiting": 2, "overdue": 1}
        assert [row.title for row in desk.overdue] == ["已经晚了"]

    def test_shows_the_tasks_of_those_whom_one_stands_in_for(self, scene):
        act(operations.accept_task, opened(scene), scene)
        absent = scene.actor("river").person_id
        head = replace(scene.actor("riverhead"), standing_in_for=(absent,))
        assert queries.desk_tasks(head, today=TODAY).counts["mine"] == 1

    def test_is_empty_for_an_administrator(self, scene):
        opened(scene)
        assert queries.desk_tasks(scene.actor("sysadmin"), today=TODAY).counts == {
            "mine": 0,
            "waiting": 0,
            "overdue": 0,
        }


class TestList:
    def test_narrows_by_kind_state_unit_and_day(self, scene):
        opened(scene, due_date=date(2025, 3, 1))
        opened(scene, title="另一件")
        opened(scene, kind="demand", unit=None, title="一句要求")
        river = scene.actor("river")

        def titles(**asked):
            return {row.title for row in queries.tasks(river, queries.TaskFilter(**asked), today=TODAY).rows}

        assert titles(kinds=("demand",)) == {"一句要求"}
        assert titles(due="late") == {"完成地块征迁"}
        assert titles(unit_id=scene.units["临河街道"].pk) == {"完成地块征迁", "另一件"}
        assert titles(words="另一") == {"另一件"}
        assert titles(state="done") == set()

    def test_takes_as_many_statements_for_thirty_rows_as_for_one(self, scene, django_assert_num_queries):
        river = scene.actor("river")
        opened(scene)
        with django_assert_num_queries(3):
            queries.tasks(river, queries.TaskFilter(), today=TODAY)
        for n in range(29):
            opened(scene, title=f"任务{n}")
        with django_assert_num_queries(3):
            assert len(queries.tasks(river, queries.TaskFilter(), today=TODAY).rows) == 30

    def test_pages_and_sorts(self, scene):
        for n in range(5):
            opened(scene, title=f"任务{n}", due_date=date(2025, 4, 5 - n))
        found = queries.tasks(scene.actor("river"), queries.TaskFilter(), today=TODAY, sort="due", page=2, size=2)
        assert ([row.title for row in found.rows], found.total) == (["任务2", "任务1"], 5)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
class TestRaces:
    def test_of_two_who_accept_at_once_one_does(self):
        scene = district()
        task, gate, results = opened(scene), threading.Barrier(2), []

        def accept(actor):
            gate.wait(10)
            try:
                operations.accept_task(task_id=task.pk, version=1, by=actor, at=NOW)
                results.append("accepted")
            except (Stale, TaskAlreadyAccepted):
                results.append("refused")
            finally:
                connections.close_all()

        threads = [threading.Thread(target=accept, args=(scene.actor(who),)) for who in ("river", "riverhead")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert sorted(results) == ["accepted", "refused"]


def test_two_units_below_one_head_are_both_its_own(scene):
    below = people.add_unit(name="临河社区", kind="park", parent_id=scene.units["临河街道"].pk, by=SET_UP, at=NOW)
    task = operations.open_task(
        task=NewTask(kind="follow_up", title="社区走访", unit_id=below.pk), by=scene.actor("riverhead"), at=NOW
    )
    assert act(operations.finish_task, task, scene, "riverhead", outcome="走访完").state == "done"
