"""The month of a plan: 84.2 points from rows, as known on any day, and a place that says why."""

from datetime import date, datetime
from decimal import Decimal as D

import pytest

from luodi.campaigns import operations, queries
from luodi.campaigns.models import Issue
from luodi.campaigns.rounds import Month, Round, rounds_of, standing
from luodi.values.refusal import NotFound
from tests.given import campaigned as given
from tests.given.kept import held
from tests.given.people import District, district

APRIL = given.APRIL


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), held(_built, tmp_path_factory.mktemp("files")) as found:
        yield found


def _built():
    scene = district()
    plan = given.plan(scene)
    given.golden_month(scene, plan)
    return scene, plan


@pytest.fixture
def scene(built, db) -> District:
    return built[0]


@pytest.fixture
def plan(built, scene):
    return built[1]


def ranking(scene, plan, who="planning", known=APRIL):
    return queries.monthly_ranking(scene.actor(who), plan.pk, month=given.MARCH, known=known)


def test_the_golden_month_comes_to_84_2_through_rows_of_the_database(scene, plan):
    found = ranking(scene, plan)
    first = found.places[0]
    assert (first.unit, first.rank, first.total) == ("临河街道", 1, D("84.20"))
    assert first.points == {
        "pm25": D("8.50"), "good_days": D("4.50"), "sections": D("12.80"), "problems": D("22.00"),
        "fine_management": D("13.20"), "satisfaction": D("9.20"), "milestones": D("14.00"),
    }  # fmt: skip
    month = first.month
    assert (month.closed, month.problems, month.overdue, month.reached, month.milestones) == (47, 50, 3, 14, 15)
    assert len(month.issues) == 50 and list(month.issues.values()).count("late") == 3
    assert "84.20" in first.why_zh and found.places[1].total < D("84.20")


def test_a_street_sees_every_place_and_only_its_own_rows(scene, plan):
    places = {each.unit: each for each in ranking(scene, plan, "hill").places}
    assert places["临河街道"].total == D("84.20") and places["临河街道"].month is None
    assert places["望山街道"].month is not None
    river = scene.units["临河街道"].pk
    assert queries.counted_issues(scene.actor("hill"), plan.pk, unit_id=river, month=given.MARCH, known=APRIL) == {}
    with pytest.raises(NotFound):
        ranking(scene, plan, "sysadmin")


def test_a_past_day_answers_as_it_did_then(scene, plan):
    def counted(day):
        known = datetime.fromisoformat(f"{day}T18:00:00+08:00")
        month = queries.monthly_figures(plan_id=plan.pk, month=given.MARCH, known=known)[scene.units["临河街道"].pk]
        return month.closed, month.problems, month.overdue, len(month.observed)

    assert counted("2025-03-10") == (0, 0, 0, 0)
    assert counted("2025-03-16") == (47, 47, 0, 0)
    before = counted("2025-04-03")
    assert before == (47, 50, 3, 5)
    left = Issue.objects.filter(plan=plan, state="open").first()
    later = datetime.fromisoformat("2025-04-09T09:00:00+08:00")
    given.closing(scene, left, day=date(2025, 4, 8), at=later)
    given.checked(scene, left, at=later)
    assert counted("2025-04-03") == counted("2025-04-10") == before
    april = queries.monthly_figures(plan_id=plan.pk, month=date(2025, 4, 1), known=later)[scene.units["临河街道"].pk]
    assert (april.closed, april.problems, april.overdue) == (1, 3, 2)


def test_an_issue_that_comes_back_counts_once_more(scene, plan):
    row = given.issue(scene, plan, "山路1号", unit="望山街道", found=date(2025, 3, 3), due=date(2025, 3, 7))
    given.closing(scene, row, day=date(2025, 3, 5), by="hill")
    given.checked(scene, row)
    again = datetime.fromisoformat("2025-03-20T09:00:00+08:00")
    given.issue(scene, plan, "山路1号", unit="望山街道", found=date(2025, 3, 19), due=date(2025, 3, 25), at=again)
    month = queries.monthly_figures(plan_id=plan.pk, month=given.MARCH, known=APRIL)[scene.units["望山街道"].pk]
    assert (month.closed, month.problems, month.overdue, list(month.issues.values())) == (1, 2, 1, ["late"])


def test_a_newer_target_counts_from_when_it_is_known(scene, plan):
    operations.set_target(
        plan_id=plan.pk, unit_id=scene.units["临河街道"].pk, indicator_code="pm25", value=D("33"), source="调整通知",
        by=scene.actor("planning"), at=datetime.fromisoformat("2025-04-05T09:00:00+08:00"),
    )  # fmt: skip
    assert ranking(scene, plan).places[0].total == D("84.20")
    assert ranking(scene, plan, known=datetime.fromisoformat("2025-04-06T09:00:00+08:00")).places[0].total == D("85.70")


def test_rounds_are_counted_by_the_day_of_the_report():
    steps = [
        ("found", date(2025, 2, 20), date(2025, 3, 5)), ("reported", date(2025, 3, 1), None), ("returned", date(2025, 3, 2), None),
        ("moved", date(2025, 3, 2), date(2025, 3, 9)), ("reported", date(2025, 3, 8), None), ("accepted", date(2025, 3, 12), None),
    ]  # fmt: skip
    assert rounds_of(steps) == [Round(date(2025, 2, 20), date(2025, 3, 9), date(2025, 3, 8))]
    assert rounds_of([*steps, ("withdrawn", date(2025, 3, 13), None)]) == []
    month = Month(date(2025, 3, 1), date(2025, 4, 1), date(2025, 3, 9))
    assert standing(Round(date(2025, 3, 1), date(2025, 3, 9)), month) == ""
    assert standing(Round(date(2025, 3, 1), date(2025, 3, 8)), month) == "late"
    assert standing(Round(date(2025, 3, 1), date(2025, 3, 8), date(2025, 3, 9)), month) == "done"
    assert standing(Round(date(2025, 2, 1), date(2025, 2, 8), date(2025, 2, 9)), month) == ""
