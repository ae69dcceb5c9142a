"""The board: exact in the same transaction, whatever the history; scoped; folded without loss, also while others write."""

import threading
from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luodi.projects import operations, queries
from luodi.projects.models import Project, Tally
from luodi.projects.queries import BoardCell, ProjectFilter
from luodi.values.money import Money
from luodi.values.refusal import Refusal
from tests.given import people, projects
from tests.given.kept import kept

pytestmark = pytest.mark.django_db

COUNTED = """
SELECT unit_id, stage_claimed, COALESCE(stage_confirmed, ''), COALESCE(stage_confirmed = stage_claimed, false), binding,
       side_state, track, COUNT(*), COALESCE(SUM(amount), 0), COUNT(*) FILTER (WHERE amount IS NULL)
FROM projects_project WHERE withdrawn_at IS NULL GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
"""
TALLIED = """
SELECT unit_id, stage, stage_confirmed, confirmed, binding, side_state, track, SUM(projects), SUM(amount),
       SUM(without_amount)
FROM projects_tally GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING SUM(projects) <> 0 ORDER BY 1, 2, 3, 4, 5, 6, 7
"""
COARSELY_COUNTED = """
SELECT unit_id, stage_claimed, COALESCE(stage_confirmed = stage_claimed, false), side_state, COUNT(*),
       COALESCE(SUM(amount), 0), COUNT(*) FILTER (WHERE amount IS NULL)
FROM projects_project WHERE withdrawn_at IS NULL GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""
COARSELY_TALLIED = """
SELECT unit_id, stage, confirmed, side_state, SUM(projects), SUM(amount), SUM(without_amount)
FROM projects_stagetally GROUP BY 1, 2, 3, 4 HAVING SUM(projects) <> 0 ORDER BY 1, 2, 3, 4
"""


def fetched(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@pytest.fixture
@kept
def scene():
    return people.district()


class TestBoard:
    def test_keeps_claimed_and_confirmed_apart(self, scene):
        first, second = projects.several(scene, 2)
        operations.confirm_stage(project_id=first, evidence="协议", by=scene.actor("riverhead"), at=people.NOW)
        board = queries.board(viewer=scene.actor("river"))
        unit = scene.units["临河街道"].pk
        assert board.cells == {
            (unit, "P7", True): BoardCell(1, Decimal("10000.00"), 0),
            (unit, "P7", False): BoardCell(1, Decimal("20000.00"), 0),
        }
        assert second

    def test_shows_a_street_its_own_and_how_many_are_not(self, scene):
        projects.several(scene, 2)
        projects.several(scene, 3, unit="望山街道")
        board = queries.board(viewer=scene.actor("river"))
        assert (board.total().projects, board.elsewhere) == (2, 3)
        assert queries.board(viewer=scene.actor("bureau")).elsewhere == 0
        assert queries.board(viewer=scene.actor("river"), filters=ProjectFilter(track="数字经济")).elsewhere is None

    def test_hides_sums_from_those_who_see_no_amounts(self, scene):
        projects.several(scene, 2)
        total = queries.board(viewer=scene.actor("finance")).total()
        assert (total.projects, total.amount) == (2, None)

    def test_counts_what_is_on_hold_beside_the_line(self, scene):
        pk = projects.several(scene, 2)[0]
        operations.set_side_state(project_id=pk, side_state="hold", reason="x", by=scene.actor("river"), at=people.NOW)
        board = queries.board(viewer=scene.actor("river"))
        assert (board.total().projects, board.sides) == (1, {"hold": 1})
        assert queries.board(viewer=scene.actor("river"), filters=ProjectFilter(side="hold")).total().projects == 1

    def test_says_how_many_lack_an_amount_and_never_takes_that_for_zero(self, scene):
        projects.project(scene, amount=None)
        assert queries.board(viewer=scene.actor("river")).total().without_amount == 1

    @pytest.mark.parametrize(
        "asked", [{}, {"track": "数字经济"}, {"stage": "P7"}, {"binding": "unknown"}, {"standing": "claimed"}]
    )
    def test_counts_what_the_list_lists(self, scene, asked):
        projects.several(scene, 7)
        projects.project(scene, track="新能源", binding="binding", stage_claimed="P3")
        asked = ProjectFilter(side="line", **asked)
        for who in ("river", "bureau", "finance"):
            listed = queries.project_list(viewer=scene.actor(who), filters=asked, exact=True).total
            assert queries.board(viewer=scene.actor(who), filters=asked).total().projects == listed

    def test_takes_two_statements_for_one_project_and_for_many(self, scene, django_assert_num_queries):
        for number in (1, 40):
            projects.several(scene, number)
            viewer = scene.actor("bureau")
            with django_assert_num_queries(2):
                queries.board(viewer=viewer)

    def test_is_right_inside_the_same_transaction_and_after_a_rollback(self, scene):
        projects.several(scene, 1)
        viewer = scene.actor("river")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            projects.several(scene, 5)
            assert queries.board(viewer=viewer).total().projects == 6
            raise ZeroDivisionError
        assert queries.board(viewer=viewer).total().projects == 1


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["register", "claim", "confirm", "side", "edit", "move", "withdraw", "fold"]),
        st.integers(0, 30),
        st.integers(0, 14),
    ),
    max_size=25,
)


class TestTally:
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(acts=ACTS)
    def test_sums_to_the_exact_state_after_any_history(self, scene, acts):
        with transaction.atomic():
            for act, number, stage in acts:
                with suppress(Refusal):
                    self.do(scene, act, number, stage)
                assert fetched(TALLIED) == fetched(COUNTED)
                assert fetched(COARSELY_TALLIED) == fetched(COARSELY_COUNTED)
            transaction.set_rollback(True)

    def do(self, scene, act, number, stage):
        ids = list(Project.objects.filter(withdrawn_at=None).order_by("pk").values_list("pk", flat=True))
        by, at = scene.actor("bureau"), people.NOW
        if act == "register":
            projects.several(scene, 1 + number % 3, stage_claimed=f"P{stage}")
        elif act == "fold":
            operations.fold_tally(at=at)
        elif ids:
            pk = ids[number % len(ids)]
            self.change(scene, act, pk, stage, by, at)

    def change(self, scene, act, pk, stage, by, at):
        version = Project.objects.get(pk=pk).version
        if act == "claim":
            operations.claim_stage(project_id=pk, stage=f"P{stage}", reason="x", by=people.SET_UP, at=at)
        elif act == "confirm":
            operations.confirm_stage(project_id=pk, stage=f"P{stage}", evidence="x", by=by, at=at)
        elif act == "side":
            operations.set_side_state(
                project_id=pk, side_state=["hold", "lost", ""][stage % 3], reason="x", by=by, at=at
            )
        elif act == "withdraw":
            operations.withdraw_projects(ids=[pk], reason="x", by=by, at=at)
        else:
            changes = {"unit_id": scene.units["望山街道"].pk} if act == "move" else {
                "amount": Money(Decimal(stage) * 7 + 1) if stage else None, "track": f"赛道{stage}"}  # fmt: skip
            operations.edit_project(project_id=pk, changes=changes, reason="x", version=version, by=by, at=at)


class TestFoldTally:
    def test_leaves_one_row_a_group_and_the_same_sums(self, scene):
        for _ in range(5):
            projects.several(scene, 2)
        before = fetched(TALLIED)
        assert operations.fold_tally(at=people.NOW) == 10
        assert Tally.objects.count() == 1
        assert fetched(TALLIED) == before == fetched(COUNTED)
        assert operations.fold_tally(at=people.NOW) == 0

    def test_drops_groups_that_came_to_nothing(self, scene):
        ids = projects.several(scene, 2)
        operations.withdraw_projects(ids=ids, reason="误导入", by=scene.actor("river"), at=people.NOW)
        operations.fold_tally(at=people.NOW)
        assert Tally.objects.count() == 0

    @pytest.mark.django_db(transaction=True, databases=["default", "owner"])
    def test_loses_nothing_while_others_write(self):
        scene = people.district()
        stop, faults = threading.Event(), []

        def fold():
            while not stop.is_set():
                operations.fold_tally(at=people.NOW)
            connections.close_all()

        def write():
            try:
                for _ in range(8):
                    projects.several(scene, 3)
            except Exception as error:
                faults.append(error)
            finally:
                connections.close_all()

        folders, writers = (
            [threading.Thread(target=fold) for _ in range(2)],
            [threading.Thread(target=write) for _ in range(3)],
        )
        for thread in folders + writers:
            thread.start()
        for thread in writers:
            thread.join()
        stop.set()
        for thread in folders:
            thread.join()
        assert not faults
        operations.fold_tally(at=people.NOW)
        assert fetched(TALLIED) == fetched(COUNTED)
        assert fetched(COARSELY_TALLIED) == fetched(COARSELY_COUNTED)
        assert fetched(COUNTED)[0][7] == 72
