"""The plan of a year: tasks with their proof, issues that come back, sheets row by row, and who may do what."""

from datetime import date, datetime

import pytest
from django.db import DatabaseError, transaction

from luodi.campaigns import operations, queries, refusals
from luodi.campaigns.models import PlanTask, TaskStep
from luodi.people.operations import set_parameter
from luodi.values.refusal import NotAllowed, NotFound, Stale
from tests.given import campaigned as given
from tests.given.kept import held
from tests.given.people import NOW, SET_UP, District, district

TODAY = date(2025, 3, 8)
LATER = datetime.fromisoformat("2025-03-20T09:00:00+08:00")
HEADINGS = ["战线", "任务", "牵头单位", "配合单位", "完成期限", "佐证"]


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), held(lambda: _built(), tmp_path_factory.mktemp("files")) as found:
        yield found


def _built():
    scene = district()
    return scene, given.plan(scene)


@pytest.fixture
def scene(built, db) -> District:
    return built[0]


@pytest.fixture
def plan(built, scene):
    return built[1]


def report(scene, row, words="已完成全部立面", by="river", **more):
    row.refresh_from_db()
    return operations.report_task(task_id=row.pk, version=row.version, words=words, by=scene.actor(by), at=NOW, **more)


def check(scene, row, accept=True, words="", by="planning"):
    row.refresh_from_db()
    return operations.check_task(
        task_id=row.pk, version=row.version, accept=accept, words=words, by=scene.actor(by), at=NOW
    )


class TestAPlan:
    def test_stands_once_a_year_and_only_its_office_or_the_bureau_writes_it(self, scene, plan):
        with pytest.raises(refusals.PlanThereAlready):
            given.plan(scene)
        with pytest.raises(NotAllowed):
            given.task(scene, plan, by="river")
        assert given.task(scene, plan, by="bureau").state == "open"

    @pytest.mark.parametrize(
        ("fields", "refusal"),
        [
            ({"due": date(2026, 1, 1)}, refusals.PlanDayWrong),
            ({"title": "  "}, refusals.CampaignWordsMissing),
            ({"proof": "video"}, refusals.CampaignChoiceUnknown),
        ],
    )
    def test_refuses_what_can_not_be(self, scene, plan, fields, refusal):
        with pytest.raises(refusal):
            given.task(scene, plan, **fields)
        given.task(scene, plan)
        with pytest.raises(refusals.PlanTaskThereAlready):
            given.task(scene, plan)


class TestATask:
    def test_is_reported_with_its_proof_and_accepted_by_another_person(self, scene, plan):
        row = given.task(scene, plan, proof="photo", helpers=["望山街道"])
        with pytest.raises(refusals.CampaignProofMissing):
            report(scene, row)
        with pytest.raises(NotAllowed):
            report(scene, row, by="hill", document_id=1)
        with pytest.raises(NotFound):
            report(scene, row, document_id=given.photo(scene, "hill"))
        report(scene, row, document_id=given.photo(scene))
        with pytest.raises(refusals.CampaignStepNotNow):
            report(scene, row, document_id=given.photo(scene, colour=(5, 5, 5)))
        with pytest.raises(NotAllowed):
            check(scene, row, by="riverhead")
        with pytest.raises(refusals.CampaignWordsMissing):
            check(scene, row, accept=False)
        check(scene, row, accept=False, words="照片看不清")
        assert PlanTask.objects.get(pk=row.pk).state == "returned"
        own = given.task(scene, plan, "办公室自办", unit="规划资源局")
        report(scene, own, by="planning")
        with pytest.raises(refusals.CampaignCheckerIsMaker):
            check(scene, own)
        check(scene, own, by="bureau")
        assert [each.kind for each in queries.task_detail(scene.actor("bureau"), own.pk, today=TODAY).steps] == [
            "accepted", "reported", "set",
        ]  # fmt: skip

    def test_is_overdue_until_moved_with_a_reason_and_steps_stay(self, scene, plan):
        row = given.task(scene, plan, due=date(2025, 3, 7))
        assert queries.task_detail(scene.actor("river"), row.pk, today=TODAY).task.lamp == "red"
        with pytest.raises(Stale):
            operations.move_task(
                task_id=row.pk, version=9, due_date=TODAY, reason="雨", by=scene.actor("planning"), at=NOW
            )
        operations.move_task(
            task_id=row.pk, version=1, due_date=date(2025, 4, 30), reason="连续降雨", by=scene.actor("planning"), at=NOW
        )
        assert queries.task_detail(scene.actor("river"), row.pk, today=TODAY).task.lamp == "grey"
        with pytest.raises(DatabaseError), transaction.atomic():
            TaskStep.objects.filter(task=row).update(words="改")


class TestAnIssue:
    def test_is_closed_with_a_photo_and_reopened_when_it_comes_back_within_thirty_days(self, scene, plan):
        row = given.issue(scene, plan, photo_id=given.photo(scene, "planning"))
        with pytest.raises(refusals.IssueStandsAlready):
            given.issue(scene, plan, "澄波路 １２号")
        with pytest.raises(refusals.CampaignProofMissing):
            operations.close_issue(
                issue_id=row.pk, version=1, photo_id=None, words="好了", by=scene.actor("river"), at=NOW
            )
        given.closing(scene, row, day=date(2025, 3, 6))
        with pytest.raises(NotAllowed):
            given.checked(scene, row, by="river")
        given.checked(scene, row)
        again = given.issue(scene, plan, "澄波路12 号", found=date(2025, 3, 20), due=date(2025, 3, 25), at=LATER)
        assert (again.pk, again.state, again.times, again.closed_date) == (row.pk, "open", 2, None)
        steps = queries.issue_detail(scene.actor("river"), row.pk, today=TODAY).steps
        assert [each.kind for each in steps] == ["reopened", "accepted", "reported", "found"]

    def test_is_a_new_one_after_the_days_of_the_parameter(self, scene, plan):
        row = given.issue(scene, plan)
        given.closing(scene, row, day=date(2025, 3, 6))
        given.checked(scene, row)
        set_parameter(
            code="campaigns.recur_days",
            value=10,
            unit="天",
            source="办公室通知",
            valid_from=date(2025, 3, 1),
            by=SET_UP,
            at=NOW,
        )
        again = given.issue(scene, plan, found=date(2025, 3, 20), due=date(2025, 3, 25), at=LATER)
        assert (again.pk != row.pk, again.times) == (True, 1)

    @pytest.mark.parametrize(
        ("fields", "refusal"),
        [
            ({"found": date(2025, 3, 9)}, refusals.IssueDayWrong),
            ({"due": date(2025, 3, 1)}, refusals.IssueDayWrong),
            ({"place": " 　"}, refusals.CampaignWordsMissing),
            ({"source": "rumour"}, refusals.CampaignChoiceUnknown),
            ({"unit": "城投平台"}, refusals.StreetNotOfPlan),
            ({"line_id": 0}, refusals.PlanLineUnknown),
            ({"by": "hill"}, NotAllowed),
        ],
    )
    def test_refuses_what_can_not_be(self, scene, plan, fields, refusal):
        with pytest.raises(refusal):
            given.issue(scene, plan, **fields)

    def test_shows_each_photo_once_and_only_to_those_who_see_it(self, scene, plan):
        shown = given.photo(scene, "planning")
        row = given.issue(scene, plan, photo_id=shown)
        with pytest.raises(refusals.PhotoUsedBefore):
            given.issue(scene, plan, "别处", photo_id=shown)
        step = queries.issue_detail(scene.actor("river"), row.pk, today=TODAY).before
        assert queries.issue_photo(scene.actor("river"), row.pk, step.id).startswith(b"\xff\xd8")
        for stranger in ("hill", "sysadmin"):
            with pytest.raises(NotFound):
                queries.issue_photo(scene.actor(stranger), row.pk, step.id)


class TestASheet:
    def test_names_row_and_field_and_writes_all_or_nothing_or_the_good_rows(self, scene, plan):
        good = ["街容", "清理小广告", "临河街道", "望山街道、城投平台", date(2025, 5, 1), "照片"]
        rows = [good, ["云彩", "测云", "临河街道", "", date(2025, 5, 1), ""], ["碧水", "", "临河街道", "", date(2025, 5, 1), ""],
                ["碧水", "清淤", "没有的街道", "", date(2025, 5, 1), ""], ["碧水", "清淤", "临河街道", "", date(2026, 5, 1), ""], good]  # fmt: skip
        data = given.sheet(HEADINGS, rows)

        def taken(mode, who="planning"):
            return operations.take_in_tasks(
                plan_id=plan.pk, data=data, file_name="任务.xlsx", mode=mode, by=scene.actor(who), at=NOW
            )

        before = PlanTask.objects.count()
        found = taken("all")
        assert [row.outcome for row in found.rows] == ["left"] + ["refused"] * 5
        assert PlanTask.objects.count() == before
        assert found.rows[1].number == 3
        assert found.rows[1].findings[0][0] == "战线" and "云彩" in found.rows[1].findings[0][1]
        assert found.rows[2].findings[0][0] == "任务" and found.rows[4].findings[0][0] == "完成期限"
        assert taken("good_rows").written == 1
        assert PlanTask.objects.get(title="清理小广告").helpers.count() == 2
        with pytest.raises(NotAllowed):
            taken("all", "river")

    def test_of_issues_reopens_as_by_hand_and_keeps_to_ones_own_street(self, scene, plan):
        headings = ["战线", "来源", "等级", "责任街道", "地点", "网格", "问题", "发现日期", "整改期限"]
        rows = [["街容", "巡查", "一般", unit, f"澄波路{n}号", "网格3", "破损", date(2025, 3, 3), date(2025, 3, 12)]
                for n, unit in enumerate(["临河街道", "望山街道"])]  # fmt: skip
        found = operations.take_in_issues(
            plan_id=plan.pk, data=given.sheet(headings, rows), file_name="问题.xlsx", mode="good_rows",
            by=scene.actor("river"), at=NOW,
        )  # fmt: skip
        assert [row.outcome for row in found.rows] == ["written", "refused"]
        assert "不能" in found.rows[1].findings[0][1] or found.rows[1].findings[0][1]


def test_each_sees_what_is_theirs_and_the_office_sees_all(scene, plan):
    given.issue(scene, plan)
    given.issue(scene, plan, "山脚下", unit="望山街道")
    given.task(scene, plan)
    seen = {
        who: (
            len(queries.tasks_of(scene.actor(who), plan.pk, today=TODAY)),
            queries.issues(scene.actor(who), plan.pk, queries.IssueFilter(), today=TODAY).total,
        )
        for who in ("river", "hill", "planning", "bureau", "leader", "auditor")
    }
    everything = (1, 2)
    assert seen == {
        "river": (1, 1), "hill": (0, 1), "planning": everything, "bureau": everything, "leader": everything,
        "auditor": everything,
    }  # fmt: skip
    with pytest.raises(NotFound):
        queries.wall(scene.actor("sysadmin"), plan.pk, today=TODAY)
