"""Batches follow their projects: an amount that changes is held against the stated total again."""

from decimal import Decimal

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from luodi.jobs import batches
from luodi.meetings.models import BatchFinding
from luodi.meetings.operations import fill_slot
from luodi.projects.operations import edit_project
from luodi.values.money import Money
from tests.given import meetings
from tests.given.people import NOW, district
from tests.given.projects import project, yi

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_an_amount_that_grows_beyond_the_stated_total_becomes_a_question_to_the_batch():
    scene = district()
    meetings.congress(scene)
    batch, by = meetings.batch_of("signing"), scene.actor("bureau")
    signed = project(scene, amount=yi("2"))
    fill_slot(
        batch_id=batch.pk, ordinal=1, source_kind="person", source_id=by.person_id, project_id=signed.pk, by=by, at=NOW
    )
    assert not BatchFinding.objects.filter(batch=batch, code="sum_differs").exists()

    edit_project(
        project_id=signed.pk,
        changes={"amount": Money(Decimal("9e8"))},
        reason="更正单位",
        version=signed.version,
        by=by,
        at=NOW,
    )
    waiting = ProcrastinateJob.objects.get(task_name="batches.recheck_batches")
    assert waiting.args["project_id"] == signed.pk

    assert batches.recheck_batches(**waiting.args) == 1
    found = BatchFinding.objects.get(batch=batch, code="sum_differs", settled_at=None)
    assert Decimal(found.params["sum"]) == Decimal("900000000")
