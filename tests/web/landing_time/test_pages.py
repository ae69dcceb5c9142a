"""Landing times: which spells count, medians and units, the projects behind a figure, forecasts and their silence."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from luodi.cockpit.landing_time import landing_time
from luodi.cockpit.project_time import project_time
from luodi.counting import operations as counting
from luodi.counting.queries import SpellAsked, landing_definition, spell_groups, spell_rows
from luodi.people import operations as people
from luodi.projects import operations
from luodi.projects.models import Project
from luodi.projects.queries import project_page
from tests.given import counting as given_counting
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, SET_UP, district
from tests.given.transfers import parameters

TODAY = date(2026, 3, 1)
FIRST = datetime.fromisoformat("2025-03-08T09:00:00+08:00")


@pytest.fixture
@kept
def scene(db):
    found = district()
    parameters()
    return found


def landing(scene, number: int, days: int | None, *, unit="临河街道", at=FIRST, signed_after=10, name="示例"):
    """Register so many projects that were signed some days later and landed so many days after that (None: not yet)."""
    signed = at.date() + timedelta(days=signed_after)
    rows = [
        operations.NewProject(
            name=f"{name}{unit}{days}日{place}号项目", unit_id=scene.units[unit].pk, stage_claimed="P8" if days else "P7",
            signed_date=signed, landed_date=signed + timedelta(days=days) if days is not None else None, source_kind="demo",
        )
        for place in range(number)
    ]  # fmt: skip
    return operations.register_projects(rows=rows, by=SET_UP, at=at)


def text_of(response) -> str:
    return response.content.decode()


class TestSpells:
    def test_end_landed_waiting_or_given_up(self, scene):
        landing(scene, 1, 50)
        (waiting,) = landing(scene, 1, None)
        (lost,) = landing(scene, 1, None, name="流失")
        project = Project.objects.get(pk=lost)
        operations.set_side_state(
            project_id=lost, side_state="lost", reason="去了邻区", by=scene.actor("riverhead"), at=NOW + timedelta(days=30),
            version=project.version,
        )  # fmt: skip
        found = {(g.ended, g.happened) for g in spell_groups(today=TODAY) if g.part == "landing"}
        assert found == {(50, True), (348, False), (20, False)}
        rows, total = spell_rows(scene.actor("river"), SpellAsked("landing", state="waiting"), today=TODAY)
        assert [(row.project_id, row.days) for row in rows] == [(waiting, 348), (lost, 20)] and total == 2

    def test_count_what_was_registered_late_only_from_then_and_leave_out_what_was_over(self, scene):
        late = FIRST + timedelta(days=100)
        landing(scene, 2, 150, at=late, signed_after=-60)
        landing(scene, 1, 20, at=late, signed_after=-60, name="早")
        found = landing_time(part="landing", today=TODAY)
        assert (found.whole.curve.events, found.whole.left_out) == (2, 1)
        assert [(g.entered, g.ended) for g in spell_groups(today=TODAY) if g.part == "landing" and g.happened][-1] == (
            60,
            150,
        )


class TestLandingTime:
    def test_tells_days_lost_and_saved_by_unit(self, scene):
        landing(scene, 20, 60, unit="望山街道")
        landing(scene, 20, 160)
        landing(scene, 3, 90, unit="城投平台")
        found = landing_time(part="landing", today=TODAY)
        by_name = {line.unit_name: line for line in found.units}
        assert by_name["临河街道"].difference.days > 30 and by_name["临河街道"].difference.clear
        assert by_name["望山街道"].difference.days < -30
        assert by_name["城投平台"].difference is None
        assert [line.unit_name for line in found.units][0] == "临河街道"

    def test_counts_stage_by_stage_once_they_are_claimed(self, scene):
        ids = landing(scene, 1, None)
        for day, stage in ((5, "P8"), (45, "P9")):
            operations.claim_stage(
                project_id=ids[0], stage=stage, by=scene.actor("river"), at=FIRST + timedelta(days=day)
            )
        found = landing_time(part="P8", today=TODAY)
        assert (found.whole.curve.events, found.whole.curve.median.day) == (1, 40)


def reckoned(scene, project_id: int, day: date, name="river"):
    """Reckon the night's figures and give how a project stands in time on a day."""
    counting.reckon_paces(by=SET_UP, at=datetime.combine(day, datetime.min.time(), FIRST.tzinfo))
    return project_time(project_page(project_id=project_id, viewer=scene.actor(name)), today=day)


class TestLandedByDefinition:
    def test_is_the_day_of_its_evidence_not_that_of_the_ledger_and_names_the_definition(self, scene):
        given_counting.parameters()
        one, other = landing(scene, 2, 50, at=FIRST - timedelta(days=60))
        held = given_counting.definition(scene)
        given_counting.landmark(scene, Project.objects.get(pk=one), "land_won", day=date(2025, 2, 6))
        counting.recheck_all(by=SET_UP, at=NOW + timedelta(days=60))
        found = landing_time(part="landing", today=TODAY)
        assert found.definition.title == held.title == landing_definition(on=TODAY).title
        assert (found.whole.curve.events, found.whole.curve.median.day) == (1, 20)
        asked = SpellAsked("landing", state="done")
        rows, total = spell_rows(scene.actor("river"), asked, today=TODAY, definition_id=held.pk)
        assert [(row.project_id, row.days) for row in rows] == [(one, 20)] and total == 1
        sure = landing_time(part="landing", today=TODAY, kind="confirmed").whole.curve
        assert (sure.events, sure.spells) == (0, 2)
        assert reckoned(scene, one, TODAY).forecast.landed == date(2025, 2, 6)
        assert reckoned(scene, other, TODAY).forecast.definition == held.title


class TestForecast:
    def test_gives_a_day_with_its_interval_and_moves_with_the_days_spent(self, scene):
        for days in range(20, 140, 3):
            landing(scene, 1, days)
        (one,) = landing(scene, 1, None, at=FIRST + timedelta(days=300), name="待落地")
        early, later = (reckoned(scene, one, day).forecast for day in (date(2026, 1, 20), TODAY))
        assert early.part == "landing" and early.early < early.middle < early.late < later.late
        assert later.middle - TODAY < early.middle - date(2026, 1, 20)

    def test_is_silent_under_thirty_landings_and_before_the_first_night(self, scene):
        landing(scene, 29, 40)
        (one,) = landing(scene, 1, None)
        page = project_page(project_id=one, viewer=scene.actor("river"))
        assert project_time(page, today=TODAY).forecast.reason == "not_reckoned"
        assert project_time(replace(page, steps=()), today=TODAY).stages == ()
        said = reckoned(scene, one, TODAY).forecast
        assert (said.reason, said.events, said.minimum_events, said.middle) == ("few_events", 29, 30, None)
        assert "少于 30 个，不作预测" in text_of(signed_in(scene.accounts["river"]).get(f"/projects/{one}/"))


class TestStageTimes:
    def test_hold_the_days_against_the_median_of_the_track_or_say_that_cases_are_few(self, scene):
        ids = landing(scene, 6, None)
        for place, project_id in enumerate(ids):
            for day, stage in ((5, "P8"), (25 + place, "P9")):
                operations.claim_stage(
                    project_id=project_id, stage=stage, by=scene.actor("river"), at=FIRST + timedelta(days=day)
                )
        found = {stage.code: stage for stage in reckoned(scene, ids[5], date(2025, 5, 1)).stages}
        assert (found["P8"].days, found["P8"].median, found["P8"].lamp, found["P8"].now) == (25, 22, "amber", False)
        assert (found["P9"].median, found["P9"].cases, found["P9"].lamp, found["P9"].now) == (None, 0, "grey", True)
        people.set_parameter(
            code="forecast.stage_events", value=7, unit="个", source="测试", valid_from=date(2025, 4, 1), by=scene.actor("bureau"),
            at=NOW,
        )  # fmt: skip
        assert {stage.lamp for stage in reckoned(scene, ids[5], date(2025, 5, 1)).stages} == {"grey"}


class TestPages:
    def test_open_every_number_and_say_what_is_not_ones_own(self, scene):
        now = timezone.now()
        landing(scene, 12, 40, at=now - timedelta(days=200))
        landing(scene, 8, None, unit="望山街道", at=now - timedelta(days=200))
        page = text_of(signed_in(scene.accounts["hill"]).get("/landing-time/?part=landing"))
        assert "中位天数" in page and "part=landing&amp;kind=claimed&amp;state=done" in page
        listed = text_of(signed_in(scene.accounts["hill"]).get("/landing-time/projects?part=landing&state=counted"))
        assert "另有 12 个项目" in listed and "望山街道" in listed and "临河街道40日" not in listed
        assert "另有" not in text_of(signed_in(scene.accounts["bureau"]).get("/landing-time/projects?part=landing"))
        export = signed_in(scene.accounts["bureau"]).get("/landing-time/export?part=landing")
        assert export.headers["Content-Type"].endswith("sheet")

    @pytest.mark.parametrize(
        "query", ["", "?part=evil&kind=x", "?part=P8&kind=confirmed", "projects?unit=x&path=y&page=z&state=q"]
    )
    def test_take_any_question_even_of_nothing(self, scene, query):
        assert signed_in(scene.accounts["bureau"]).get(f"/landing-time/{query}").status_code == 200

    def test_take_the_same_number_of_statements_for_one_project_and_forty(self, scene):
        bureau = signed_in(scene.accounts["bureau"])

        def statements(address):
            with CaptureQueriesContext(connection) as queries:
                assert bureau.get(address).status_code == 200
            return len(queries)

        addresses = ("/landing-time/", "/landing-time/projects")
        landing(scene, 1, 40)
        bureau.get(addresses[0])
        before = [statements(each) for each in addresses]
        landing(scene, 20, 60, unit="望山街道")
        landing(scene, 19, None)
        assert [statements(each) for each in addresses] == before
