"""Evidence of gates: put with its source, the same origin once, corrected by a new line, never rewritten."""

import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction

from luodi.journal import queries as journal
from luodi.projects import operations, refusals
from luodi.projects.models import Evidence
from luodi.values.refusal import NotAllowed, NotFound
from tests.given import documents, people, projects
from tests.given.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    return people.district()


def put(scene, project, item="minutes", by="river", **details):
    return operations.put_evidence(project_id=project.pk, item=item, by=scene.actor(by), at=people.NOW, **details)


def withdraw(scene, by="river", reason="文号有误", **details):
    return operations.withdraw_evidence(reason=reason, by=scene.actor(by), at=people.NOW, **details)


class TestPutEvidence:
    def test_keeps_the_number_and_leaves_a_journal_line(self, scene):
        project = projects.project(scene)
        line = put(scene, project, reference="纪要〔2025〕3号")
        assert (line.item, line.reference, line.person_id) == (
            "minutes",
            "纪要〔2025〕3号",
            scene.actor("river").person_id,
        )
        assert journal.lines(object_of=("projects.project", project.pk))[0].event == "project.evidence_put"

    def test_the_same_origin_twice_leaves_one_line_and_a_changed_one_replaces_it(self, scene):
        project = projects.project(scene)
        origin = {"item": "fairness_conclusion", "origin_kind": "reviews.review", "origin_id": 7, "by": "planning"}
        first = put(scene, project, reference="结论：通过", **origin)
        assert put(scene, project, reference="结论：通过", **origin) == first
        second = put(scene, project, reference="结论：附条件通过", **origin)
        assert second.replaces == first
        assert [line.pk for line in Evidence.objects.standing()] == [second.pk]

    def test_refuses_what_shows_nothing_what_is_unknown_and_what_only_an_act_can_make(self, scene):
        project = projects.project(scene)
        with pytest.raises(refusals.EvidenceEmpty):
            put(scene, project, reference="  ")
        with pytest.raises(refusals.EvidenceItemUnknown):
            put(scene, project, "luck", reference="1")
        with pytest.raises(refusals.EvidenceNotByHand):
            put(scene, project, "fairness_conclusion", reference="通过")

    def test_is_for_who_edits_the_project_and_sees_the_document(self, scene):
        project = projects.project(scene)
        theirs = documents.page(scene, "hill")
        with pytest.raises(NotFound):
            put(scene, project, by="hill", reference="1")
        with pytest.raises(NotAllowed):
            put(scene, project, by="leader", reference="1")
        with pytest.raises(NotFound):
            put(scene, project, document_id=theirs.pk)


class TestWithdrawEvidence:
    def test_takes_back_by_a_new_line_once(self, scene):
        project = projects.project(scene)
        line = put(scene, project, reference="1")
        with pytest.raises(refusals.ProjectReasonMissing):
            withdraw(scene, evidence_id=line.pk, reason=" ")
        assert withdraw(scene, evidence_id=line.pk) == 1
        assert not Evidence.objects.standing().exists()
        with pytest.raises(refusals.EvidenceGone):
            withdraw(scene, evidence_id=line.pk)

    def test_an_act_takes_back_what_it_made_and_nobody_else_does(self, scene):
        project = projects.project(scene)
        origin = {"origin_kind": "reviews.review", "origin_id": 7}
        line = put(scene, project, "fairness_conclusion", reference="通过", **origin)
        with pytest.raises(refusals.EvidenceNotByHand):
            withdraw(scene, evidence_id=line.pk)
        with pytest.raises(NotFound):
            withdraw(scene, by="hill", evidence_id=line.pk)
        assert withdraw(scene, **origin) == 1
        assert withdraw(scene, **origin) == 0

    def test_lines_cannot_be_changed_by_anybody(self, scene):
        line = put(scene, projects.project(scene), reference="1")
        with pytest.raises(Exception, match="permission denied|append-only"), transaction.atomic():
            Evidence.objects.filter(pk=line.pk).update(reference="2")
        with pytest.raises(IntegrityError), transaction.atomic():
            Evidence.objects.create(project=line.project, item="minutes", at=people.NOW)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_that_put_the_same_origin_in_the_same_moment_leave_one_line():
    scene = people.district()
    project = projects.project(scene)
    together, found = threading.Barrier(2), []

    def act():
        try:
            together.wait()
            line = put(scene, project, "joint_review", reference="通过", origin_kind="projects.review", origin_id=1)
            found.append(line.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    connection.ensure_connection()
    assert len(found) == 2 and len(set(found)) == 1
    assert Evidence.objects.count() == 1
