"""A unit on one page: what it promised, where it stands and what waits, each part as the reader may see it."""

from datetime import date, datetime

import pytest
import time_machine

from luodi.cockpit.unit_work import unit_work
from luodi.promises.queries import PromiseFilter, promises_known_at
from luodi.tasks.operations import NewTask, ask_for
from luodi.values.refusal import NotFound
from tests.given import campaigned, observed, projects, promised, scored
from tests.given.browsing import signed_in
from tests.given.kept import held
from tests.given.people import NOW, district

pytestmark = pytest.mark.django_db
THEN = datetime.fromisoformat("2025-07-10T09:00:00+08:00")


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), held(_scene, tmp_path_factory.mktemp("files")) as found:
        yield found


def _scene():
    scene = district()
    scene.board = scored.shown(scene, scored.example(scene))
    projects.project(scene, "澄川医药总部项目", amount=projects.yi("2"), binding="binding")
    promised.promise(scene, observed.subject(scene, "示例澄波项目"))
    for unit in ("临河街道", "望山街道"):
        task = NewTask(kind="follow_up", title=f"{unit}征迁", unit_id=scene.units[unit].pk, due_date=date(2025, 5, 30))
        ask_for(task=task, by=scene.actor("bureau"), at=NOW)
    scene.plan = campaigned.plan(scene)
    campaigned.issue(scene, scene.plan)
    return scene


def work(scene, who, unit="临河街道"):
    return unit_work(scene.actor(who), scene.units[unit].pk, today=THEN.date(), now=THEN)


def test_brings_together_what_the_other_pages_say(scene):
    found = work(scene, "bureau")
    assert (found.on_board.page.place.rank, sum(number for _, number, _ in found.steps)) == (1, 1)
    assert found.on_board.why.startswith("总分") and sum(found.plan.lamps().values()) == 6
    listed = promises_known_at(
        scene.actor("bureau"), PromiseFilter(unit_id=scene.units["临河街道"].pk), today=THEN.date()
    )
    assert [row.id for row in listed.rows] == sorted(row.id for row in found.verdicts.rows)
    assert [row.title for row in found.follow_ups.rows] == ["临河街道征迁"] and found.tasks.total == 1
    assert found.campaigns[0].late == 1 and found.missing is not None


def test_shows_another_units_page_without_what_is_its_own(scene):
    found = work(scene, "hill")
    assert found.on_board.page.place.rank == 1  # a board is shown to every unit of its class
    assert (found.plan, found.verdicts.rows, found.follow_ups.total, found.missing) == (None, (), 0, None)
    assert sum(number for _, number, _ in found.steps) == 0 and found.credited in (None, ())


def test_there_is_no_page_of_a_unit_that_is_not(scene):
    with pytest.raises(NotFound):
        unit_work(scene.actor("bureau"), 999_999, today=THEN.date(), now=THEN)


def test_reads_a_fixed_number_of_statements(scene, django_assert_num_queries):
    with time_machine.travel(THEN, tick=False):
        river = signed_in(scene.accounts["riverhead"])
        page = f"/cockpit/units/{scene.units['临河街道'].pk}/"
        assert "临河街道征迁" in river.get(page).content.decode()
        with django_assert_num_queries(47):
            english = river.get(page, headers={"Accept-Language": "en"})
        assert english.status_code == 200
        assert "临河街道征迁" not in signed_in(scene.accounts["hill"]).get(page).content.decode()


def test_the_big_screen_shows_the_ledger_and_every_number_opens_its_list(scene, django_assert_num_queries):
    with time_machine.travel(THEN, tick=False):
        leader = signed_in(scene.accounts["leader"])
        page = leader.get("/cockpit/").content.decode()
        for words in ("目标计划的灯", "99.67", "临河街道征迁", "美丽示例行动", "?who=unit&amp;verdict=on_track"):
            assert words in page
        with django_assert_num_queries(44):
            leader.get("/cockpit/")
        assert leader.get("/promises/?who=unit&verdict=on_track").status_code == 200
