"""The list: what it shows to whom, its filters, orders, pages, counts, and that its statements do not grow."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from luodi.companies.naming import wanted
from luodi.projects import operations, queries
from luodi.projects.models import Project
from luodi.projects.queries import ProjectFilter
from luodi.projects.queries.finding import Window, shares_of
from luodi.projects.queries.lists import SORTS, order_of, statement
from luodi.projects.queries.scope import all_units, where_of
from luodi.tasks.models import Task
from luodi.values.money import Money
from tests.given import people, projects
from tests.given.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    return people.district()


def names(viewer, **asked):
    return [row.name for row in queries.project_list(viewer=viewer, filters=ProjectFilter(**asked)).rows]


@pytest.fixture
def three(scene):
    """Give a street's two projects and another street's one."""
    projects.project(scene, "澄川医药总部项目", amount=projects.yi("1.2"), company_name="澄川医药科技有限公司")
    projects.project(scene, "望潮机器人二期", amount=projects.yi("0.5"), stage_claimed="P10", track="高端制造", binding="binding",
                     signed_date=date(2024, 6, 1))  # fmt: skip
    projects.project(
        scene,
        "青禾新能源总部",
        unit="望山街道",
        by="hill",
        amount=projects.yi("3"),
        stage_claimed="P2",
        signed_date=None,
    )
    return scene


class TestScope:
    def test_a_street_sees_its_own_and_the_bureau_all(self, three):
        assert set(names(three.actor("river"))) == {"澄川医药总部项目", "望潮机器人二期"}
        assert names(three.actor("hill")) == ["青禾新能源总部"]
        assert len(names(three.actor("bureau"))) == 3

    @pytest.mark.parametrize("nobody", ["sysadmin", "secadmin", "auditadmin", "planning"])
    def test_administrators_and_departments_see_none(self, three, nobody):
        assert names(three.actor(nobody)) == []

    @pytest.mark.parametrize("who", [*people.ROLES, *people.DUTIES])
    def test_is_the_same_door_as_the_querysets(self, three, who):
        viewer = three.actor(who)
        through_the_door = set(
            Project.objects.visible_to(viewer).filter(withdrawn_at=None).values_list("name", flat=True)
        )
        assert set(names(viewer)) == through_the_door

    def test_finance_sees_rows_without_amounts(self, three):
        rows = queries.project_list(viewer=three.actor("finance")).rows
        assert [(row.amount, row.amount_hidden) for row in rows] == [(None, True)] * 3
        assert {row.amount for row in queries.project_list(viewer=three.actor("leader")).rows} != {None}

    def test_a_hidden_amount_answers_no_filter_and_no_order(self, three):
        viewer = three.actor("finance")
        assert names(viewer, amount_from=Decimal(1)) == []
        assert names(viewer, amount_to=Decimal(10**12)) == []
        assert queries.project_list(viewer=viewer, sort="-amount").sort == "-newest"
        assert len(names(three.actor("bureau"), amount_from=Decimal(1))) == 3

    def test_a_task_put_before_a_department_opens_that_row_only(self, three):
        viewer, project = three.actor("planning"), Project.objects.get(name="青禾新能源总部")
        Task.objects.create(
            kind="follow_up", title="用地预审", unit_id=viewer.unit_id, origin_kind="projects.project", origin_id=project.pk,
            opened_at=people.NOW,
        )  # fmt: skip
        row = queries.project_list(viewer=viewer).rows[0]
        assert (row.name, row.amount_hidden) == ("青禾新能源总部", True)
        assert set(Project.objects.visible_to(viewer)) == {project}
        assert queries.board(viewer=viewer).total().projects == 1

    def test_withdrawn_rows_are_gone(self, three):
        pk = Project.objects.get(name="望潮机器人二期").pk
        operations.withdraw_projects(ids=[pk], reason="误导入", by=three.actor("river"), at=people.NOW)
        assert names(three.actor("river")) == ["澄川医药总部项目"]


class TestFilters:
    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ({"track": "高端制造"}, {"望潮机器人二期"}),
            ({"stage": "P10"}, {"望潮机器人二期"}),
            ({"stage": "building"}, {"望潮机器人二期"}),
            ({"binding": "binding"}, {"望潮机器人二期"}),
            ({"side": "line"}, {"澄川医药总部项目", "望潮机器人二期", "青禾新能源总部"}),
            ({"side": "hold"}, set()),
            ({"standing": "confirmed"}, set()),
            ({"standing": "claimed", "stage": "P2"}, {"青禾新能源总部"}),
            ({"reached": "P7"}, set()),
            ({"signed_from": date(2025, 1, 1)}, {"澄川医药总部项目"}),
            ({"signed_to": date(2025, 1, 1)}, {"望潮机器人二期"}),
            ({"amount_from": Decimal(10**8)}, {"澄川医药总部项目", "青禾新能源总部"}),
            ({"amount_to": Decimal(10**8)}, {"望潮机器人二期"}),
            ({"text": "总部"}, {"澄川医药总部项目", "青禾新能源总部"}),
            ({"text": "总部 青禾"}, {"青禾新能源总部"}),
            ({"text": "医药科"}, {"澄川医药总部项目"}),
            ({"text": "wcjqr"}, {"望潮机器人二期"}),
            ({"text": "没有这个"}, set()),
            ({"text": "LD-2025"}, {"澄川医药总部项目", "望潮机器人二期", "青禾新能源总部"}),
            ({"text": "%_"}, {"澄川医药总部项目", "望潮机器人二期", "青禾新能源总部"}),
        ],
    )
    def test_narrow(self, three, asked, expected):
        assert set(names(three.actor("bureau"), **asked)) == expected

    def test_a_unit_takes_those_below_along(self, three):
        bureau = three.actor("bureau")
        assert len(names(bureau, unit_id=three.root.pk)) == 3
        assert names(bureau, unit_id=three.units["望山街道"].pk) == ["青禾新能源总部"]
        assert names(three.actor("river"), unit_id=three.units["望山街道"].pk) == []

    def test_say_when_a_text_is_too_short(self, three):
        assert queries.project_list(viewer=three.actor("river"), filters=ProjectFilter(text="澄")).text_too_short

    def test_find_every_name_by_each_two_three_and_four_characters_of_it(self, three):
        for name in ("澄川医药总部项目", "望潮机器人二期"):
            for length in (2, 3, 4):
                for at in range(len(name) - length + 1):
                    assert name in names(three.actor("bureau"), text=name[at : at + length])


class TestOrders:
    @pytest.mark.parametrize("sort", [f"{sign}{name}" for name in SORTS for sign in ("", "-")])
    def test_keyset_pages_forwards_and_back_give_each_row_once(self, scene, sort):
        projects.several(scene, 23, signed_date=date(2025, 1, 1))
        projects.several(scene, 4)
        viewer = scene.actor("river")
        seen, after, pages = [], "", []
        while True:
            page = queries.project_list(viewer=viewer, sort=sort, after=after, size=5)
            seen += [row.id for row in page.rows]
            pages.append(page)
            after = page.after
            if not after:
                break
        assert len(seen) == len(set(seen)) == 27
        assert pages[0].before == ""
        back = queries.project_list(viewer=viewer, sort=sort, before=pages[-1].before, size=5)
        assert [row.id for row in back.rows] == [row.id for row in pages[-2].rows]
        jump = queries.project_list(viewer=viewer, sort=sort, page=3, size=5)
        assert [row.id for row in jump.rows] == seen[10:15]

    @pytest.mark.parametrize("key", ["x", "~", "2025~", "x~1", "2025-01-01~x", "'; DROP TABLE~1", "NaN~1"])
    def test_a_key_that_makes_no_sense_gives_the_first_page(self, three, key):
        for sort in ("-newest", "signed"):
            assert len(queries.project_list(viewer=three.actor("bureau"), sort=sort, after=key).rows) == 3


class TestCount:
    def test_stops_at_one_more_than_a_thousand_unless_exact(self, scene):
        unit = scene.units["临河街道"].pk
        rows = [operations.NewProject(name=f"示例{i}", unit_id=unit, source_kind="demo") for i in range(1100)]
        operations.register_projects(rows=rows, by=people.SET_UP, at=people.NOW)
        viewer = scene.actor("river")
        assert queries.project_list(viewer=viewer).total == 1001
        assert queries.project_list(viewer=viewer, exact=True).total == 1100


class TestStatements:
    def test_are_three_for_one_row_and_for_fifty(self, scene, django_assert_num_queries):
        projects.several(scene, 1)
        viewer = scene.actor("river")
        queries.project_list(viewer=viewer, filters=ProjectFilter(text="示例"))  # a process reads the statistics once
        with django_assert_num_queries(3):
            queries.project_list(viewer=viewer, filters=ProjectFilter(text="示例"))
        projects.several(scene, 60)
        with django_assert_num_queries(3):
            assert len(queries.project_list(viewer=viewer, filters=ProjectFilter(text="示例")).rows) == 50


@pytest.fixture
@kept
def ten_thousand():
    """Give a district of 10,000 projects over two streets, tracks and stages, with fresh statistics."""
    scene = people.district()
    units = [scene.units["临河街道"].pk, scene.units["望山街道"].pk]
    tracks, stages = ["数字经济", "生命健康", "高端制造", "新能源"], ["P2", "P7", "P8", "P10", "P12"]
    rows = [
        operations.NewProject(
            name=f"示例{tracks[i % 4]}产业园{i}号", unit_id=units[i % 2], track=tracks[i % 4], stage_claimed=stages[i % 5],
            amount=Money(Decimal(i + 1) * 10_000), signed_date=date(2020 + i % 5, 1 + i % 12, 1), source_kind="demo",
        )
        for i in range(10_000)
    ]  # fmt: skip
    operations.register_projects(rows=rows, by=people.SET_UP, at=people.NOW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE projects_project")
    return scene


class TestPlans:
    def plan(self, viewer, sort, **asked):
        where = where_of(ProjectFilter(**asked), viewer, all_units())
        sql, params = statement(where, order_of(sort), Window(50), shares_of(where))
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + sql, params)
            return "\n".join(row[0] for row in cursor.fetchall())

    def test_never_scan_the_whole_table(self, ten_thousand):
        bureau, river = ten_thousand.actor("bureau"), ten_thousand.actor("river")
        unit = ten_thousand.units["临河街道"].pk
        for viewer in (bureau, river):
            for sort in [f"{sign}{name}" for name in SORTS for sign in ("", "-")]:
                assert "Seq Scan on projects_project" not in self.plan(viewer, sort), sort
            for asked in (
                {"unit_id": unit, "track": "新能源", "stage": "P7"}, {"track": "新能源"}, {"stage": "P12"},
                {"text": "产业"}, {"text": "业园77"}, {"text": "园777号"}, {"text": "LD-2025-00077"},
            ):  # fmt: skip
                assert "Seq Scan on projects_project" not in self.plan(viewer, "-newest", **asked), asked

    def test_the_stored_pairs_are_those_that_a_search_asks_for(self, ten_thousand):
        row = Project.objects.values_list("name", "grams").first()
        assert set(wanted(row[0])) <= set(row[1])
