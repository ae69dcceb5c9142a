"""Items before a meeting and their decisions: who may, what is missing, what a gate gets, what stays; races."""

import threading
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction

from luodi.journal.models import Line
from luodi.meetings import operations, refusals
from luodi.meetings.models import Decision, Item
from luodi.meetings.operations import Decided, ItemContent
from luodi.projects.models import Evidence, Project
from luodi.values.refusal import NotAllowed, NotFound, Stale
from tests.given.documents import page
from tests.given.kept import kept
from tests.given.people import NOW, district
from tests.given.projects import project
from tests.given.transfers import second_bureau

CONTENT = ItemContent(
    body="executive",
    title="关于引进澄川医药总部项目的请示",
    legal_opinion="given",
    legal_reference="区司法意见〔2025〕12号",
)
PASSED = Decided("pass", "区政府常务会议纪要〔2025〕3号", date(2025, 3, 7), "年内开工", (("区财政局", "分期拨付"),))


@pytest.fixture
@kept
def scene(db):
    found = district()
    second_bureau(found)
    return found


def put(scene, content=CONTENT, by="river", of=None):
    of = of or Project.objects.first() or project(scene)
    return operations.put_item(project_id=of.pk, content=content, by=scene.actor(by), at=NOW)


def recorded(scene, item, decided=PASSED, by="river"):
    item.refresh_from_db()
    return operations.record_decision(
        item_id=item.pk, version=item.version, decided=decided, by=scene.actor(by), at=NOW
    )


def approved(scene, item, decided=PASSED, by="bureau"):
    return operations.approve_decision(decision_id=recorded(scene, item, decided).pk, by=scene.actor(by), at=NOW)


def evidence(item):
    return list(Evidence.objects.standing().filter(item="meeting_decision", project_id=item.project_id))


class TestPutItem:
    def test_lies_before_the_body_with_its_materials(self, scene):
        document = page(scene, "river")
        item = put(scene, ItemContent("joint_review", "联审", document_ids=(document.pk,)))
        assert [each.document_id for each in item.materials.all()] == [document.pk]
        assert Line.objects.filter(event="item.put", object_id=str(item.pk)).exists()

    def test_once_a_project_and_body(self, scene):
        item = put(scene)
        with pytest.raises(refusals.ItemWaitsAlready):
            put(scene, of=item.project)

    def test_not_with_what_one_does_not_see(self, scene):
        other = page(scene, "hill")
        with pytest.raises(NotFound):
            put(scene, ItemContent("joint_review", "联审", document_ids=(other.pk,)))
        with pytest.raises(NotFound):
            put(scene, by="hill")
        with pytest.raises(NotAllowed):
            put(scene, by="leader")

    @pytest.mark.parametrize(
        ("content", "refusal"),
        [
            (ItemContent("parliament", "议题"), refusals.ItemBodyUnknown),
            (ItemContent("executive", " "), refusals.ItemUntitled),
            (ItemContent("executive", "议题", legal_opinion="given"), refusals.LegalOpinionMissing),
        ],
    )
    def test_not_what_makes_no_sense(self, scene, content, refusal):
        with pytest.raises(refusal):
            put(scene, content)

    def test_is_edited_with_a_reason_and_withdrawn_while_it_waits(self, scene):
        item = put(scene)
        change = ItemContent("special", "改为专题会", planned_date=date(2025, 3, 20))
        act = {"item_id": item.pk, "by": scene.actor("river"), "at": NOW}
        with pytest.raises(refusals.ReasonMissing):
            operations.edit_item(version=1, content=change, reason=" ", **act)
        operations.edit_item(version=1, content=change, reason="区府办调整", **act)
        with pytest.raises(Stale):
            operations.withdraw_item(version=1, reason="材料不全", **act)
        operations.withdraw_item(version=2, reason="材料不全", **act)
        with pytest.raises(refusals.ItemIsClosed):
            operations.withdraw_item(version=3, reason="再来", **act)


class TestDecision:
    def test_counts_once_another_person_approved_it_and_is_evidence_for_the_gate(self, scene):
        item = put(scene)
        decision = recorded(scene, item, by="bureau")
        assert evidence(item) == []
        with pytest.raises(refusals.DecisionCheckerIsMaker):
            operations.approve_decision(decision_id=decision.pk, by=scene.actor("bureau"), at=NOW)
        with pytest.raises(NotAllowed):
            operations.approve_decision(decision_id=decision.pk, by=scene.actor("river"), at=NOW)
        operations.approve_decision(decision_id=decision.pk, by=scene.actor("leader"), at=NOW)
        (line,) = evidence(item)
        assert (line.reference, line.origin_id, line.effective_date) == (PASSED.number, item.pk, PASSED.decided_date)
        item.refresh_from_db()
        assert (item.state, item.outcome) == ("decided", "pass")

    def test_the_database_itself_refuses_a_maker_as_checker(self, scene):
        decision = recorded(scene, put(scene))
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(
                state="approved", checked_by=decision.recorded_by, checked_at=NOW
            )

    def test_opens_no_gate_while_another_body_follows(self, scene):
        approved(
            scene, item := put(scene, ItemContent("executive", "议题", legal_opinion="not_needed", needs_next=True))
        )
        assert evidence(item) == []
        approved(scene, put(scene, ItemContent("committee", "议题", legal_opinion="not_needed")))
        assert sorted(line.body for line in evidence(item)) == ["committee", "executive"]

    def test_changed_later_is_a_new_line_that_takes_the_evidence_back(self, scene):
        item = put(scene)
        first = approved(scene, item)
        change = Decided("reject", "区政府常务会议纪要〔2025〕5号", date(2025, 3, 8))
        with pytest.raises(refusals.ReasonMissing):
            recorded(scene, item, change)
        second = approved(scene, item, Decided(change.outcome, change.number, change.decided_date, reason="条件未成就"))
        item.refresh_from_db()
        assert (second.replaces_id, item.outcome, evidence(item)) == (first.pk, "reject", [])

    def test_stays_as_it_was_recorded(self, scene):
        decision = approved(scene, put(scene))
        for change in ({"number": "改"}, {"state": "refused"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Decision.objects.filter(pk=decision.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).delete()

    def test_is_recorded_anew_after_a_refusal(self, scene):
        item = put(scene)
        decision = recorded(scene, item)
        with pytest.raises(refusals.DecisionWaits):
            recorded(scene, item)
        operations.refuse_decision(decision_id=decision.pk, reason="文号有误", by=scene.actor("bureau"), at=NOW)
        with pytest.raises(refusals.DecisionIsChecked):
            operations.approve_decision(decision_id=decision.pk, by=scene.actor("bureau"), at=NOW)
        approved(scene, item)

    @pytest.mark.parametrize(
        ("decided", "refusal"),
        [
            (Decided("pass", "", None), refusals.DecisionIncomplete),
            (Decided("maybe", "1号", date(2025, 3, 7)), refusals.DecisionIncomplete),
            (Decided("pass", "1号", date(2025, 3, 9)), refusals.DecisionInTheFuture),
            (Decided("pass", "1号", date(2025, 3, 7), dissent=(("区财政局", ""),)), refusals.DissentNamesNobody),
            (Decided("pass", "1号", date(2025, 3, 7), document_id=999_999), NotFound),
        ],
    )
    def test_lacks_nothing(self, scene, decided, refusal):
        with pytest.raises(refusal):
            recorded(scene, put(scene), decided)

    def test_passes_only_with_the_legal_opinion(self, scene):
        item = put(scene, ItemContent("committee", "议题", legal_opinion="asked"))
        with pytest.raises(refusals.LegalOpinionMissing):
            recorded(scene, item)
        recorded(scene, item, Decided("revise", "1号", date(2025, 3, 7)))

    def test_its_follow_up_is_a_task_of_the_unit(self, scene):
        item = put(scene)
        planning = scene.units["规划资源局"].pk
        task = operations.follow_up_item(
            item_id=item.pk,
            title="落实用地指标",
            unit_id=planning,
            due_date=date(2025, 4, 1),
            by=scene.actor("bureau"),
            at=NOW,
        )
        assert (task.origin_kind, task.origin_id, task.unit_id) == ("meetings.item", item.pk, planning)
        assert Item.objects.visible_to(scene.actor("planning")).filter(pk=item.pk).exists()
        assert not Item.objects.visible_to(scene.actor("hill")).filter(pk=item.pk).exists()


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_of_two_approvals_at_once_one_wins():
    scene = district()
    second_bureau(scene)
    decision = recorded(scene, put(scene))
    said, barrier = [], threading.Barrier(2)

    def approve(name):
        barrier.wait()
        try:
            operations.approve_decision(decision_id=decision.pk, by=scene.actor(name), at=NOW)
            said.append("done")
        except refusals.DecisionIsChecked:
            said.append("checked")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=approve, args=(name,)) for name in ("bureau", "bureau2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["checked", "done"]
    assert Evidence.objects.filter(item="meeting_decision").count() == 1
