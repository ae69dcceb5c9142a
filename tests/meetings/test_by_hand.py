"""Meetings opened by hand: agenda, minutes, decisions in words and findings of trips with their follow-ups; races."""

import threading
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connections, transaction

from luodi.journal.models import Line
from luodi.meetings import operations, queries, refusals
from luodi.meetings.models import Meeting, Resolution
from luodi.meetings.operations import Found, Matter, NewMeeting, Resolved, Wanted
from luodi.tasks import operations as tasks
from luodi.tasks.models import Task
from luodi.tasks.refusals import FollowUpNeedsUnitAndDay
from luodi.values.refusal import NotAllowed, NotFound, Stale
from tests.given.documents import page
from tests.given.kept import kept
from tests.given.people import NOW, district

TODAY, HELD, DUE = date(2025, 3, 8), date(2025, 3, 7), date(2025, 4, 1)
FINDING = Found("园区一窗受理", "审批权下放到园区", "下放七项权限")


@pytest.fixture
@kept
def scene(db):
    return district()


def opened(scene, by="bureau", **change):
    wanted = {"kind": "committee", "name": "区委常委会会议", "held_date": HELD, "place": "会议中心"} | change
    return operations.open_meeting(meeting=NewMeeting(**wanted), by=scene.actor(by), at=NOW)


def wanted(scene, title="完成地块征迁", unit="临河街道", due=DUE):
    return Wanted(title, scene.units[unit].pk, due)


def resolved(scene, meeting, *follow, by="bureau", text="一季度完成征迁"):
    return operations.resolve(
        meeting_id=meeting.pk,
        resolved=Resolved(text, "纪要第1条", "区委常委会"),
        wanted=follow,
        by=scene.actor(by),
        at=NOW,
    )


def shown(scene, meeting, by="bureau", today=TODAY):
    return queries.proceedings(scene.actor(by), meeting.pk, today=today)


class TestOpening:
    def test_belongs_to_its_unit_and_class(self, scene):
        meeting = opened(scene, by="river", kind="promotion", name="街道推进会")
        assert (meeting.unit_id, meeting.data_class, meeting.article_id) == (
            scene.units["临河街道"].pk,
            "internal",
            None,
        )
        assert Line.objects.filter(event="meeting.opened", object_id=str(meeting.pk)).exists()
        seen = {
            who: Meeting.objects.visible_to(scene.actor(who)).exists() for who in ("river", "hill", "bureau", "leader")
        }
        assert seen == {"river": True, "hill": False, "bureau": True, "leader": True}

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"name": " "}, refusals.MeetingIncomplete),
            ({"held_date": None}, refusals.MeetingIncomplete),
            ({"kind": "party"}, refusals.MeetingKindUnknown),
            ({"data_class": "secret"}, refusals.MeetingClassUnknown),
        ],
    )
    def test_refuses_what_makes_no_sense(self, scene, change, refusal):
        with pytest.raises(refusal):
            opened(scene, **change)

    def test_opens_once_and_only_for_ones_own_unit(self, scene):
        opened(scene)
        with pytest.raises(refusals.MeetingThereAlready):
            opened(scene)
        for who in ("leader", "planning", "auditor"):
            with pytest.raises(NotAllowed):
                opened(scene, by=who)
        with pytest.raises(NotAllowed):
            opened(scene, by="river", unit_id=scene.units["望山街道"].pk)

    def test_its_day_is_corrected_but_never_lost(self, scene):
        meeting = opened(scene)
        given = {"meeting_id": meeting.pk, "version": 1, "reason": "笔误", "kind": "committee", "name": "常委会"}
        who = {"by": scene.actor("bureau"), "at": NOW}
        with pytest.raises(refusals.MeetingIncomplete):
            operations.correct_meeting(**given, held_date=None, **who)
        assert operations.correct_meeting(**given, held_date=date(2025, 3, 6), place="二号楼", **who).place == "二号楼"


class TestAgendaAndMinutes:
    def test_matters_carry_materials_and_are_changed_and_withdrawn_with_a_reason(self, scene):
        meeting, paper, who = opened(scene), page(scene, "bureau"), {"by": scene.actor("bureau"), "at": NOW}
        unit = scene.units["临河街道"].pk
        heard = operations.hear(meeting_id=meeting.pk, matter=Matter("招商汇报", unit, document_ids=(paper.pk,)), **who)
        with pytest.raises(refusals.MatterUntitled):
            operations.hear(meeting_id=meeting.pk, matter=Matter(" "), **who)
        with pytest.raises(NotFound):
            operations.hear(meeting_id=meeting.pk, matter=Matter("汇报", document_ids=(999_999,)), **who)
        given = {"heard_id": heard.pk, **who}
        with pytest.raises(refusals.ReasonMissing):
            operations.change_matter(version=1, matter=Matter("改"), reason="", **given)
        operations.change_matter(version=1, matter=Matter("一季度招商汇报", unit), reason="改题", **given)
        with pytest.raises(Stale):
            operations.withdraw_matter(version=1, reason="改期", **given)
        (row,) = shown(scene, meeting).matters
        assert (row.title, row.unit_name, row.materials) == ("一季度招商汇报", "临河街道", [])
        operations.withdraw_matter(version=2, reason="改期", **given)
        assert shown(scene, meeting).matters[0].withdrawn_reason == "改期"

    def test_minutes_are_changed_with_a_reason_only(self, scene):
        meeting, who = opened(scene), {"by": scene.actor("bureau"), "at": NOW}
        given = {"meeting_id": meeting.pk, "document_id": None, **who}
        with pytest.raises(refusals.MinutesEmpty):
            operations.write_minutes(version=1, text=" ", **given)
        operations.write_minutes(version=1, text="会议听取了汇报。", **given)
        with pytest.raises(refusals.ReasonMissing):
            operations.write_minutes(version=2, text="改", **given)
        operations.write_minutes(version=2, text="会议听取并同意。", reason="漏记", **given)
        assert shown(scene, meeting).minutes == "会议听取并同意。"


class TestDecisions:
    def test_a_decision_and_its_follow_ups_are_made_in_one_press(self, scene):
        meeting = opened(scene)
        resolved(scene, meeting, wanted(scene), wanted(scene, "望山段征迁", "望山街道"))
        (row,) = shown(scene, meeting).resolutions
        assert [(each.title, each.unit_name, each.standing) for each in row.follow_ups] == [
            ("完成地块征迁", "临河街道", "on_time"), ("望山段征迁", "望山街道", "on_time"),
        ]  # fmt: skip
        task = Task.objects.get(title="完成地块征迁")
        assert (task.asking_unit_id, task.demanded_by, task.origin_id) == (meeting.unit_id, "区委常委会", meeting.pk)
        listed = queries.meetings(scene.actor("bureau"), today=TODAY).rows[0]
        assert (listed.follow_ups, listed.open_follow_ups) == (2, 2)

    def test_all_or_nothing(self, scene):
        meeting = opened(scene)
        with pytest.raises(FollowUpNeedsUnitAndDay):
            resolved(scene, meeting, wanted(scene), wanted(scene, due=None))
        assert not Resolution.objects.exists() and not Task.objects.exists()
        with pytest.raises(refusals.ResolutionEmpty):
            resolved(scene, meeting, text=" ")

    def test_is_corrected_by_a_new_line_and_keeps_its_follow_ups(self, scene):
        meeting, who = opened(scene), {"by": scene.actor("bureau"), "at": NOW}
        first = resolved(scene, meeting, wanted(scene))
        with pytest.raises(DatabaseError), transaction.atomic():
            Resolution.objects.filter(pk=first.pk).update(text="改")
        given = {"resolution_id": first.pk, "resolved": Resolved("二季度完成征迁"), **who}
        with pytest.raises(refusals.ReasonMissing):
            operations.correct_resolution(reason=" ", **given)
        second = operations.correct_resolution(reason="笔误", **given)
        with pytest.raises(refusals.CorrectedBefore):
            operations.correct_resolution(reason="再改", **given)
        more = operations.follow_up_resolution(resolution_id=second.pk, wanted=[wanted(scene, "拨付资金")], **who)
        (row,) = shown(scene, meeting).resolutions
        assert (row.text, row.former) == ("二季度完成征迁", ["一季度完成征迁"])
        assert [each.id for each in row.follow_ups][1:] == [more[0].pk] and len(row.follow_ups) == 2

    def test_is_for_those_who_edit_the_meeting(self, scene):
        meeting = opened(scene)
        with pytest.raises(NotFound):
            resolved(scene, meeting, by="river")
        with pytest.raises(NotAllowed):
            resolved(scene, meeting, by="leader")
        own = opened(scene, by="river", name="街道会议")
        with pytest.raises(NotAllowed):
            resolved(scene, own, wanted(scene, unit="望山街道"), by="river")


class TestTrips:
    def found(self, scene, trip, *follow, finding=FINDING):
        return operations.find_on_trip(
            meeting_id=trip.pk, found=finding, wanted=follow, by=scene.actor("bureau"), at=NOW
        )

    def test_findings_become_actions(self, scene):
        trip = opened(scene, kind="trip", name="赴云栖谷考察")
        self.found(scene, trip, wanted(scene, "下放七项权限"))
        (row,) = shown(scene, trip).findings
        assert (row.seen, row.needs, row.follow_ups[0].title) == ("园区一窗受理", "下放七项权限", "下放七项权限")

    def test_refuses_half_a_finding_and_one_of_a_meeting(self, scene):
        with pytest.raises(refusals.FindingIncomplete):
            self.found(scene, opened(scene, kind="trip"), finding=Found("看了", "", "要做"))
        with pytest.raises(refusals.NotATrip):
            self.found(scene, opened(scene, name="常委会"))

    def test_a_trip_without_an_action_after_thirty_days_is_a_finding(self, scene):
        trip = opened(scene, kind="trip", name="赴云栖谷考察")
        finding = self.found(scene, trip)
        before, late = HELD + timedelta(days=29), HELD + timedelta(days=30)

        def idle(who, today):
            return [each.days for each in queries.idle_trips(scene.actor(who), today=today)]

        assert (idle("bureau", before), idle("bureau", late), idle("river", late), idle("leader", late)) == (
            [],
            [30],
            [],
            [],
        )
        assert shown(scene, trip, today=late).days_without_action == 30
        assert [row.idle for row in queries.meetings(scene.actor("bureau"), today=late, idle=True).rows] == [True]
        (task,) = operations.act_on_finding(
            trip_finding_id=finding.pk, wanted=[wanted(scene)], by=scene.actor("bureau"), at=NOW
        )
        assert idle("bureau", late) == [] and shown(scene, trip, today=late).days_without_action is None
        tasks.drop_follow_up(task_id=task.pk, version=1, outcome="不办了", by=scene.actor("bureau"), at=NOW)
        assert idle("bureau", late) == [30]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_of_two_corrections_at_once_one_stands():
    scene = district()
    first = resolved(scene, opened(scene))
    gate, results = threading.Barrier(2), []

    def correct(text):
        actor = scene.actor("bureau")
        gate.wait(10)
        try:
            operations.correct_resolution(
                resolution_id=first.pk, resolved=Resolved(text), reason="笔误", by=actor, at=NOW
            )
            results.append("corrected")
        except refusals.CorrectedBefore:
            results.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=correct, args=(text,)) for text in ("甲", "乙")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == ["corrected", "refused"]
