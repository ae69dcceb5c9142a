"""Stages: claimed is not confirmed, the claimer does not confirm, evidence is asked for, races have one winner."""

import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction

from luodi.journal import queries as journal
from luodi.projects import operations, refusals
from luodi.projects.models import Project, StageStep
from luodi.values.refusal import NotAllowed, NotFound, Refusal, Stale
from tests.given import people, projects
from tests.given.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    return people.district()


def confirm(scene, project, by="riverhead", **details):
    details = {"evidence": "协议 2025-17 号"} | details
    return operations.confirm_stage(project_id=project.pk, by=scene.actor(by), at=people.NOW, **details)


def claim(scene, project, stage, by="river", **details):
    return operations.claim_stage(project_id=project.pk, stage=stage, by=scene.actor(by), at=people.NOW, **details)


class TestClaimStage:
    def test_moves_the_claim_and_leaves_what_is_confirmed(self, scene):
        project = projects.project(scene)
        confirm(scene, project)
        moved = claim(scene, project, "P10")
        assert (moved.stage_claimed, moved.stage_confirmed) == ("P10", "P7")
        assert journal.lines(object_of=("projects.project", project.pk))[0].event == "project.stage_claimed"

    def test_goes_back_only_with_a_reason_and_never_below_the_confirmed(self, scene):
        project = projects.project(scene, stage_claimed="P10")
        with pytest.raises(refusals.ProjectReasonMissing):
            claim(scene, project, "P8")
        claim(scene, project, "P8", reason="误报")
        confirm(scene, project, stage="P7")
        with pytest.raises(refusals.StageBelowConfirmed):
            claim(scene, project, "P6", reason="误报")

    def test_refuses_the_same_stage_and_unknown_ones(self, scene):
        project = projects.project(scene)
        with pytest.raises(refusals.ProjectNothingChanged):
            claim(scene, project, "P7")
        with pytest.raises(refusals.ProjectStageUnknown):
            claim(scene, project, "lost")

    def test_does_not_know_another_units_project(self, scene):
        project = projects.project(scene)
        with pytest.raises(NotFound):
            claim(scene, project, "P8", by="hill")
        with pytest.raises(NotAllowed):
            claim(scene, project, "P8", by="leader")

    def test_refuses_a_stale_form(self, scene):
        project = projects.project(scene)
        claim(scene, project, "P8", version=1)
        with pytest.raises(Stale):
            claim(scene, project, "P9", version=1)


class TestConfirmStage:
    def test_writes_the_step_with_both_persons_and_the_evidence(self, scene):
        project = confirm(scene, projects.project(scene))
        assert project.stage_confirmed == "P7"
        step = StageStep.objects.get(kind="confirmed")
        assert step.claimed_by_id == scene.actor("river").person_id
        assert step.confirmed_by_id == scene.actor("riverhead").person_id
        assert step.evidence == "协议 2025-17 号"

    def test_may_confirm_a_stage_before_the_claimed_one(self, scene):
        project = projects.project(scene, stage_claimed="P10")
        assert confirm(scene, project, stage="P7").stage_confirmed == "P7"
        with pytest.raises(refusals.StageConfirmedAlready):
            confirm(scene, project, stage="P5")

    def test_asks_for_the_evidence_of_the_stage(self, scene):
        with pytest.raises(refusals.EvidenceMissing) as caught:
            confirm(scene, projects.project(scene), evidence="  ")
        assert "签署文本" in caught.value.sentence("zh")

    def test_is_refused_to_the_claimer_in_code_and_in_sql(self, scene):
        project = projects.project(scene, by="riverhead")
        with pytest.raises(refusals.CheckerIsMaker):
            confirm(scene, project)
        person = scene.actor("riverhead").person_id
        with pytest.raises(IntegrityError, match="does not confirm"), transaction.atomic():
            StageStep.objects.create(
                project_id=project.pk, kind="confirmed", after="P7", evidence="x", confirmed_by_id=person, at=people.NOW
            )

    def test_needs_the_permission(self, scene):
        project = projects.project(scene, by="bureau")
        with pytest.raises(NotAllowed):
            confirm(scene, project, by="river")
        with pytest.raises(NotFound):
            confirm(scene, project, by="hillhead")

    def test_never_goes_beyond_the_claim(self, scene):
        with pytest.raises(refusals.StageNotClaimed):
            confirm(scene, projects.project(scene), stage="P8")

    def test_does_not_take_a_document_that_the_person_cannot_see(self, scene):
        with pytest.raises(NotFound):
            confirm(scene, projects.project(scene), evidence="", document_id=987654)

    def test_confirms_many_at_once_or_none(self, scene):
        ids = projects.several(scene, 5)
        wishes = [operations.Confirmation(pk, evidence="批量核定 1 号") for pk in ids]
        operations.confirm_stages(confirmations=wishes, by=scene.actor("riverhead"), at=people.NOW)
        assert Project.objects.filter(stage_confirmed="P7").count() == 5
        with pytest.raises(refusals.StageConfirmedAlready):
            operations.confirm_stages(confirmations=wishes, by=scene.actor("riverhead"), at=people.NOW)


class TestSteps:
    def test_are_append_only(self, scene):
        projects.project(scene)
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            connection.cursor().execute("UPDATE projects_stagestep SET after = 'P8'")


class TestSideState:
    def test_is_set_with_a_reason_and_taken_back(self, scene):
        project = projects.project(scene)
        by = scene.actor("river")
        with pytest.raises(refusals.ProjectReasonMissing):
            operations.set_side_state(project_id=project.pk, side_state="hold", reason=" ", by=by, at=people.NOW)
        with pytest.raises(refusals.ProjectSideStateUnknown):
            operations.set_side_state(project_id=project.pk, side_state="P7", reason="x", by=by, at=people.NOW)
        operations.set_side_state(project_id=project.pk, side_state="hold", reason="业主要求", by=by, at=people.NOW)
        back = operations.set_side_state(project_id=project.pk, side_state="", reason="恢复", by=by, at=people.NOW)
        assert back.side_state == ""
        assert journal.lines(limit=1)[0].sentence == "项目“澄川医药总部项目”状态:暂缓 → 在推进(恢复)"


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
class TestRaces:
    def race(self, work, number=2):
        barrier, results = threading.Barrier(number), []

        def run(place):
            try:
                barrier.wait(5)
                results.append(work(place))
            except Refusal as refusal:
                results.append(type(refusal).__name__)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=(place,)) for place in range(number)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    def test_two_confirmations_have_one_winner(self):
        scene = people.district()
        project = projects.project(scene)
        actors = [scene.actor("riverhead"), scene.actor("bureau")]
        results = self.race(
            lambda place: (
                operations.confirm_stage(
                    project_id=project.pk, evidence="协议", by=actors[place], at=people.NOW
                ).stage_confirmed
            )
        )
        assert sorted(results) == ["P7", "StageConfirmedAlready"]
        assert StageStep.objects.filter(kind="confirmed").count() == 1

    def test_two_edits_of_one_version_leave_one_stale(self):
        scene = people.district()
        project = projects.project(scene)
        by = scene.actor("river")
        results = self.race(
            lambda place: (
                operations.edit_project(
                    project_id=project.pk,
                    changes={"site": f"示例园 {place} 号"},
                    reason="改地点",
                    version=1,
                    by=by,
                    at=people.NOW,
                ).version
            )
        )
        assert sorted(map(str, results)) == ["2", "Stale"]
