"""A ledger with 批次 and 序号 fills the nameless places of a batch; a surplus and a gap become findings."""

import pytest

from luodi.documents.models import Intake
from luodi.engines.sheets import Finding
from luodi.journeys import import_ledger
from luodi.meetings.models import BatchFinding, Slot
from luodi.meetings.operations import name_slot
from luodi.projects.models import Project
from tests.given import sheets
from tests.given.kept import kept
from tests.given.meetings import batch_of, congress
from tests.given.people import NOW, district

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    found = district()
    congress(found)
    return found


def brought(by, rows) -> Intake:
    number = import_ledger.take_in_ledger(
        data=sheets.ledger(rows), file_name="名单.xlsx", mode="good_rows", by=by, at=NOW
    )
    return Intake.objects.get(pk=number)


def run(intake: Intake, by) -> None:
    intake.refresh_from_db()
    import_ledger.accept_hints(intake_id=intake.pk, version=intake.version, by=by, at=NOW)
    import_ledger.start_run(intake_id=intake.pk, version=intake.version, by=by, at=NOW)


def in_batch(number: int, ordinal: int | None = None, **changes) -> dict:
    return sheets.row(number, batch=batch_of("signing").label, ordinal=ordinal, **changes)


def test_rows_fill_the_places_they_ask_for(scene):
    by = scene.actor("bureau")
    intake = brought(by, [in_batch(1, 2), in_batch(2, 1), in_batch(3)])
    assert {row.verdict for row in intake.rows.all()} == {"good"}
    run(intake, by)
    slots = {slot.ordinal: slot for slot in Slot.objects.filter(batch=batch_of("signing"))}
    names = {project.pk: project.name for project in Project.objects.all()}
    assert [names[slots[n].project_id] for n in (1, 2, 3)] == [sheets.row(n)["name"] for n in (2, 1, 3)]
    assert {slot.source_kind for slot in slots.values()} == {"row"}


def test_a_gap_is_told_before_and_found_after(scene):
    by = scene.actor("bureau")
    intake = brought(by, [in_batch(1, 1)])
    assert "还有 2 个没有点名" in "".join(Finding.of_json(each).sentence() for each in intake.findings)
    run(intake, by)
    assert BatchFinding.objects.filter(batch=batch_of("signing"), code="gap", settled_at=None).exists()


def test_a_row_beyond_the_stated_count_is_asked_about_and_becomes_a_finding(scene):
    by = scene.actor("bureau")
    intake = brought(by, [in_batch(n) for n in range(1, 5)])
    assert [row.verdict for row in intake.rows.order_by("number")] == ["good", "good", "good", "doubtful"]
    run(intake, by)
    assert Project.objects.count() == 4
    assert BatchFinding.objects.filter(batch=batch_of("signing"), code="surplus", settled_at=None).exists()


def test_one_number_twice_and_a_number_that_is_filled(scene):
    by = scene.actor("bureau")
    run(brought(by, [in_batch(1, 1)]), by)
    again = brought(by, [in_batch(2, 1), in_batch(3, 2), in_batch(4, 2)])
    assert [row.verdict for row in again.rows.order_by("number")] == ["doubtful", "good", "bad"]


def test_an_unknown_batch_names_the_known_ones(scene):
    by = scene.actor("bureau")
    row = brought(by, [sheets.row(1, batch="没有这一批")]).rows.get()
    assert row.verdict == "doubtful"
    assert batch_of("signing").label in Finding.of_json(row.findings[0]).sentence()


def test_an_undo_empties_the_places(scene):
    by = scene.actor("bureau")
    intake = brought(by, [in_batch(1, 1), in_batch(2, 2)])
    run(intake, by)
    import_ledger.undo_import(intake_id=intake.pk, reason="传错", by=by, at=NOW)
    assert not Slot.objects.filter(batch=batch_of("signing"), project__isnull=False).exists()


def test_a_place_corrected_by_hand_keeps_the_import(scene):
    by = scene.actor("bureau")
    intake = brought(by, [in_batch(1, 1), in_batch(2, 2)])
    run(intake, by)
    batch, project = batch_of("signing"), Project.objects.order_by("pk").first()
    slot = Slot.objects.get(batch=batch, project=project)
    name_slot(
        batch_id=batch.pk,
        ordinal=slot.ordinal,
        version=slot.version,
        project_id=project.pk,
        reason="核对过",
        by=by,
        at=NOW,
    )
    with pytest.raises(import_ledger.LaterWorkHangs) as refused:
        import_ledger.undo_import(intake_id=intake.pk, reason="传错", by=by, at=NOW)
    assert "空位" in refused.value.sentence()
