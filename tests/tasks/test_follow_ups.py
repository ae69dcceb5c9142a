"""Follow-ups that somebody asked for: reported by the holder, settled by the asker alone, stepped up when late; races."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction

from luodi.jobs import daily
from luodi.journal.models import Line
from luodi.notices.models import Notice
from luodi.people import operations as people
from luodi.tasks import operations, queries, refusals
from luodi.tasks.models import Step, Task
from luodi.tasks.operations import NewTask, Told
from luodi.values.actor import system
from luodi.values.refusal import NotAllowed, NotFound, Stale
from tests.given.documents import page
from tests.given.kept import kept
from tests.given.people import NOW, district
from tests.given.transfers import second_bureau

TODAY, DUE = date(2025, 3, 8), date(2025, 3, 20)
NIGHT = system("督办提醒")


def _scene():
    scene = district()
    second_bureau(scene)
    scene.paper = page(scene, "river")
    return scene


@pytest.fixture
@kept
def scene(db):
    return _scene()


def asked(scene, by="bureau", unit="临河街道", **change):
    task = {"kind": "follow_up", "title": "完成地块征迁", "unit_id": scene.units[unit].pk, "due_date": DUE} | change
    return operations.ask_for(task=NewTask(**task), by=scene.actor(by), at=NOW)


def act(do, task, scene, by, **more):
    task.refresh_from_db()
    at = more.pop("at", NOW)
    who = scene.actor(by) if isinstance(by, str) else by
    return do(task_id=task.pk, version=task.version, by=who, at=at, **more)


def reported(scene, task):
    return act(operations.report_done, task, scene, "river", told=Told("已完成签约", document_ids=(scene.paper.pk,)))


class TestAsking:
    def test_says_who_asked_for_which_unit_and_tells_the_holder(self, scene):
        task = asked(scene)
        assert (task.asked_by_id, task.asking_unit_id) == (
            scene.actor("bureau").person_id,
            scene.units["投资促进局"].pk,
        )
        assert task.remind_date == date(2025, 3, 17)
        assert Line.objects.filter(event="follow_up.asked", object_id=str(task.pk)).exists()
        assert list(Notice.objects.values_list("person_id", "kind")) == [
            (scene.actor("riverhead").person_id, "follow_up.asked")
        ]

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"due_date": None}, refusals.FollowUpNeedsUnitAndDay),
            ({"unit_id": None}, refusals.FollowUpNeedsUnitAndDay),
            ({"due_date": date(2025, 3, 7)}, refusals.DueInThePast),
            ({"title": " "}, refusals.TaskUntitled),
            ({"person_id": 999_999}, NotFound),
        ],
    )
    def test_refuses_what_nobody_could_follow(self, scene, change, refusal):
        with pytest.raises(refusal):
            asked(scene, **change)

    def test_is_for_those_who_act_for_the_unit(self, scene):
        assert asked(scene, by="leader").asking_unit_id == scene.units["示例区"].pk
        for who in ("hill", "auditor", "planning"):
            with pytest.raises(NotAllowed):
                asked(scene, by=who)

    def test_the_database_refuses_a_half_asked_one(self, scene):
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.filter(pk=asked(scene).pk).update(due_date=None)


class TestReporting:
    def test_progress_stays_as_it_was_given_and_may_carry_evidence(self, scene):
        task = asked(scene)
        told = Told("签了八户", date(2025, 3, 7), (scene.paper.pk,))
        act(operations.report_progress, task, scene, "river", told=told)
        shown = queries.follow_up(scene.actor("bureau"), task.pk, today=TODAY)
        assert [(step.kind, step.text, step.papers) for step in shown.steps] == [
            ("progress", "签了八户", [(scene.paper.pk, scene.paper.title)])
        ]
        with pytest.raises(DatabaseError), transaction.atomic():
            Step.objects.filter(task=task).update(text="签了八十户")

    def test_is_the_holders_alone(self, scene):
        task = asked(scene)
        with pytest.raises(NotAllowed):
            act(operations.report_progress, task, scene, "bureau", told=Told("替报"))
        with pytest.raises(NotFound):
            act(operations.report_progress, task, scene, "hill", told=Told("别家"))
        with pytest.raises(NotAllowed):
            act(operations.accept_task, task, scene, "bureau")

    @pytest.mark.parametrize(
        ("told", "refusal"),
        [
            (Told(" "), refusals.ReportSaysNothing),
            (Told("明天的事", date(2025, 3, 9)), refusals.ReportInTheFuture),
            (Told("别人的文档", document_ids=(999_999,)), NotFound),
        ],
    )
    def test_refuses_what_is_no_report(self, scene, told, refusal):
        with pytest.raises(refusal):
            act(operations.report_progress, asked(scene), scene, "river", told=told)

    def test_done_needs_evidence_and_comes_once(self, scene):
        task = asked(scene)
        with pytest.raises(refusals.DoneNeedsEvidence):
            act(operations.report_done, task, scene, "river", told=Told("办完了"))
        assert reported(scene, task).reported_at == NOW
        with pytest.raises(refusals.ReportedBefore):
            reported(scene, task)
        assert Notice.objects.filter(kind="follow_up.reported", person_id=task.asked_by_id).exists()
        assert [row.id for row in queries.follow_ups_to_settle(scene.actor("bureau"), today=TODAY)] == [task.pk]

    def test_only_follow_ups_that_were_asked_for_are_reported_on(self, scene):
        plain = operations.open_task(
            task=NewTask(kind="follow_up", title="走访", unit_id=scene.units["临河街道"].pk),
            by=scene.actor("river"),
            at=NOW,
        )
        with pytest.raises(refusals.NotAskedFor):
            act(operations.report_progress, plain, scene, "river", told=Told("去了"))
        assert act(operations.finish_task, plain, scene, "river", outcome="去了").state == "done"


class TestSettling:
    def test_the_holder_closes_drops_moves_and_reopens_nothing(self, scene):
        task = asked(scene)
        river = {"unit_id": task.unit_id, "person_id": None}
        for do, more in (
            (operations.finish_task, {"outcome": "好了"}), (operations.drop_task, {"outcome": "算了"}),
            (operations.assign_task, river | {"due_date": date(2025, 6, 1)}),
        ):  # fmt: skip
            with pytest.raises(refusals.FollowUpIsTheAskers):
                act(do, task, scene, "river", **more)
        reported(scene, task)
        for do, more in (
            (operations.close_follow_up, {"outcome": "好了"}),
            (operations.return_follow_up, {"reason": "x"}),
        ):
            with pytest.raises(NotAllowed):
                act(do, task, scene, "riverhead", **more)
        person = scene.actor("river").person_id
        given = act(
            operations.assign_task, task, scene, "riverhead", unit_id=task.unit_id, person_id=person, due_date=DUE
        )
        assert given.person_id == person

    def test_another_of_the_askers_unit_does_not_but_the_stand_in_does(self, scene):
        task = reported(scene, asked(scene))
        with pytest.raises(NotAllowed):
            act(operations.close_follow_up, task, scene, "bureau2", outcome="好了")
        stand_in = replace(scene.actor("bureau2"), standing_in_for=(task.asked_by_id,))
        closed = act(operations.close_follow_up, task, scene, stand_in, outcome="核实无误")
        assert (closed.state, closed.outcome) == ("done", "核实无误")

    def test_the_head_of_the_askers_unit_does(self, scene):
        task = reported(scene, asked(scene, by="river"))
        assert act(operations.close_follow_up, task, scene, "riverhead", outcome="核实").state == "done"

    def test_is_returned_with_a_reason_and_a_day_and_then_needs_evidence_anew(self, scene):
        task = asked(scene)
        with pytest.raises(refusals.NotReportedYet):
            act(operations.close_follow_up, task, scene, "bureau", outcome="好了")
        reported(scene, task)
        with pytest.raises(refusals.ReasonMissing):
            act(operations.return_follow_up, task, scene, "bureau", reason=" ")
        back = act(operations.return_follow_up, task, scene, "bureau", reason="缺两户", due_date=date(2025, 3, 25))
        assert (back.reported_at, back.due_date, back.remind_date) == (None, date(2025, 3, 25), date(2025, 3, 22))
        with pytest.raises(refusals.DoneNeedsEvidence):
            act(operations.report_done, task, scene, "river", told=Told("又办完了"))

    def test_is_reopened_with_a_reason_and_a_new_day_and_keeps_its_history(self, scene):
        task = reported(scene, asked(scene))
        act(operations.close_follow_up, task, scene, "bureau", outcome="核实无误")
        given = {"reason": "出现反复", "due_date": date(2025, 4, 1)}
        with pytest.raises(NotAllowed):
            act(operations.reopen_follow_up, task, scene, "river", **given)
        with pytest.raises(refusals.FollowUpNeedsUnitAndDay):
            act(operations.reopen_follow_up, task, scene, "bureau", reason="反复", due_date=None)
        again = act(operations.reopen_follow_up, task, scene, "bureau", **given)
        assert (again.state, again.outcome, again.reported_at, again.due_date) == ("open", "", None, date(2025, 4, 1))
        kinds = [step.kind for step in queries.follow_up(scene.actor("bureau"), task.pk, today=TODAY).steps]
        assert kinds == ["reopened", "closed", "done"]

    def test_what_a_person_asked_for_is_handed_over_with_what_they_hold(self, scene):
        task = asked(scene)
        people_of = {name: scene.actor(name) for name in ("bureau", "bureau2")}
        moved = operations.hand_over(
            from_person_id=people_of["bureau"].person_id, to_person_id=people_of["bureau2"].person_id, reason="调岗",
            by=people_of["bureau"], at=NOW,
        )  # fmt: skip
        task.refresh_from_db()
        assert (moved, task.asked_by_id) == (1, people_of["bureau2"].person_id)


class TestOverdue:
    def test_reminds_then_tells_the_head_then_the_leader_each_once(self, scene):
        task, told = asked(scene), []
        for day in (-4, -3, -2, 0, 1, 3, 5, 9):
            Notice.objects.all().delete()
            operations.step_up_overdue(by=NIGHT, at=NOW + timedelta(days=12 + day))
            told.append(sorted({kind.split(".")[1] for kind in Notice.objects.values_list("kind", flat=True)}))
        assert told == [[], ["reminded"], [], [], ["to_head"], [], ["to_leader"], []]
        shown = queries.follow_up(scene.actor("leader"), task.pk, today=date(2025, 3, 29))
        assert [(step.kind, step.taken) for step in shown.chain] == [
            ("reminded", date(2025, 3, 17)), ("to_head", date(2025, 3, 21)), ("to_leader", date(2025, 3, 25)),
        ]  # fmt: skip

    def test_follows_the_days_that_the_district_sets(self, scene):
        people.set_parameter(
            code="follow_ups.head_days", value=3, unit="天", source="区督查办法", valid_from=date(2025, 3, 1), by=scene.actor("bureau"),
            at=NOW,
        )  # fmt: skip
        asked(scene)
        assert operations.step_up_overdue(by=NIGHT, at=NOW + timedelta(days=14)) == 0
        assert operations.step_up_overdue(by=NIGHT, at=NOW + timedelta(days=15)) == 1

    def test_is_the_work_of_a_nightly_job(self, scene):
        asked(scene)
        assert (daily.step_up_overdue(0), daily.step_up_overdue(0)) == (2, 0)

    def test_leaves_what_waits_for_its_asker(self, scene):
        reported(scene, asked(scene))
        assert operations.step_up_overdue(by=NIGHT, at=NOW + timedelta(days=40)) == 0


class TestDesk:
    def test_counts_by_lamp_and_narrows_to_what_one_holds_and_asked_for(self, scene):
        asked(scene, due_date=date(2025, 3, 9))
        asked(scene)
        reported(scene, asked(scene, title="已报"))
        asked(scene, unit="望山街道", title="别家的")
        bureau, river = scene.actor("bureau"), scene.actor("river")

        def counts(viewer, today=TODAY, **asked_for):
            return queries.follow_ups(viewer, queries.FollowUpFilter(**asked_for), today=today).counts

        assert counts(bureau) == {"on_time": 2, "soon": 1, "over": 0, "reported": 1, "closed": 0}
        assert counts(bureau, date(2025, 3, 10))["over"] == 1
        assert sum(counts(river).values()) == sum(counts(river, part="held").values()) == 3
        assert sum(counts(river, part="asked").values()) == 0
        found = queries.follow_ups(bureau, queries.FollowUpFilter(standing="reported", words="已报"), today=TODAY)
        assert ([row.title for row in found.rows], found.total) == (["已报"], 1)

    def test_takes_three_statements_whatever_their_number(self, scene, django_assert_num_queries):
        bureau = scene.actor("bureau")
        for n in range(2):
            asked(scene, title=f"第{n}件")
        with django_assert_num_queries(3):
            queries.follow_ups(bureau, queries.FollowUpFilter(), today=TODAY)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_of_closing_and_returning_at_once_one_happens():
    scene = _scene()
    task = reported(scene, asked(scene))
    gate, results = threading.Barrier(2), []

    def settle(do, more):
        actor = scene.actor("bureau")
        gate.wait(10)
        try:
            do(task_id=task.pk, version=task.version, by=actor, at=NOW, **more)
            results.append(do.__name__)
        except Stale:
            results.append("stale")
        finally:
            connections.close_all()

    acts = [(operations.close_follow_up, {"outcome": "核实"}), (operations.return_follow_up, {"reason": "缺材料"})]
    threads = [threading.Thread(target=settle, args=each) for each in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert results.count("stale") == 1 and len(results) == 2
    assert Step.objects.filter(kind__in=["closed", "returned"]).count() == 1
