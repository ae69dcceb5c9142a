"""Scoreboards: the handbook's 99.67 from rows, a board's life to its frozen snapshot, and every way that is closed."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from luodi.engines import scoreboards as engine
from luodi.engines.scoreboards import PackNotUsable
from luodi.journal.models import Line
from luodi.observations.models import Observation
from luodi.scoreboards import operations, queries, refusals
from luodi.scoreboards.models import Appeal, Board, Snapshot
from luodi.scoreboards.operations import Points, Typed
from luodi.scoreboards.queries import BoardFilter
from luodi.values.period import Period
from luodi.values.refusal import NotAllowed, NotFound, Stale
from tests.given import observed
from tests.given import scored as given
from tests.given.kept import held, laid_out
from tests.given.people import NOW, district

TODAY = given.JULY.date()


def build():
    scene = district()
    return scene, given.example(scene)


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker, tmp_path_factory):
    """Build example 1 once for the module."""
    with (
        django_db_blocker.unblock(),
        held(lambda: laid_out("example 1", build), tmp_path_factory.mktemp("files")) as found,
    ):
        yield found


@pytest.fixture
def scene(kept, django_db_blocker):
    """Give the scene; what a test writes is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield kept[0]
        transaction.set_rollback(True)


@pytest.fixture
def board(scene, kept):
    return Board.objects.select_related("pack").get(pk=kept[1].pk)


def page(scene, board, who="bureau", *, today=TODAY, known=None):
    return queries.board_page(scene.actor(who), board.pk, today=today, known=known)


def unit(scene, board, who="bureau", name="临河街道", *, today=TODAY, known=None):
    return queries.unit_page(scene.actor(who), board.pk, scene.units[name].pk, today=today, known=known)


class TestExampleOne:
    def test_the_handbooks_points_and_lamps_come_out_of_rows(self, scene, board):
        found = unit(scene, board)
        total = found.place.total
        assert (total.total, engine.rounded(total.base, 2)) == (Decimal("99.67"), Decimal("97.67"))
        assert (total.bonus, total.penalty) == (Decimal("3.5"), Decimal("1.5"))
        points = {each.indicator: engine.rounded(each.points, 2) for each in total.scores}
        assert points == {
            "signed": Decimal("18.00"), "landing_rate": Decimal("9.17"), "fixed_assets": Decimal("18.00"),
            "foreign_capital": Decimal("8.00"), "domestic_capital": Decimal("12.00"), "new_firm_tax": Decimal("22.50"),
            "leads": Decimal("10.00"),
        }  # fmt: skip
        assert [each.lamp for each in total.scores] == [
            "green",
            "yellow",
            "yellow",
            "yellow",
            "green",
            "yellow",
            "green",
        ]
        assert found.place.rank == 1 and "居本类首位" in engine.why(found.page.standing.board, found.unit.code)

    def test_each_figure_names_the_promise_or_the_row_behind_it_and_what_is_missing_is_grey(self, scene, board):
        standing = page(scene, board).standing
        river, hill = (
            next(u.code for u in standing.units.values() if u.name == name) for name in ("临河街道", "望山街道")
        )
        assert standing.cells[river, "fixed_assets"].promise_id and standing.cells[river, "fixed_assets"].used == 1
        assert (
            standing.cells[river, "leads"].figure_id
            and standing.cells[river, "leads"].source == "投促局月度台账第 6 期"
        )
        grey = standing.board.place(hill).total.of("leads")
        assert (grey.lamp, grey.state, grey.points) == ("grey", "no_data", 0)

    def test_one_more_project_changes_what_the_engine_says(self, scene, board):
        standing = page(scene, board).standing
        hill = next(u.code for u in standing.units.values() if u.name == "望山街道")
        change = engine.what_if(standing.board, unit=hill, indicator="signed")
        assert change.points > 0 and change.rank == 2

    def test_an_earlier_day_is_known_as_it_was_then(self, scene, board):
        before = unit(scene, board, known=date(2025, 7, 1))
        assert {each.state for each in before.place.total.scores} == {"no_data"}
        assert unit(scene, board, known=date(2025, 7, 5)).place.total.of("fixed_assets").points == 18

    def test_what_was_observed_after_the_boards_day_does_not_count(self, scene, board):
        of = observed.Subject.objects.get(name="临河街道", kind="unit")
        observed.verified(
            scene, of, "50000", period=Period.of_month(2025, 7), at=given.OVER + timedelta(days=30),
        )  # fmt: skip
        assert unit(scene, board, today=date(2025, 9, 1)).place.total.of("fixed_assets").points == 18

    def test_a_board_costs_the_same_whatever_it_holds(self, scene, board):
        by = scene.actor("bureau")

        def statements():
            with CaptureQueriesContext(connection) as found:
                queries.board_page(by, board.pk, today=TODAY)
            return len(found)

        def asked_twice():
            given.added(scene, board, "bonus", "1")
            given.typed(scene, board, "leads", "50", "60")
            return statements(), statements()

        fresh, kept = asked_twice()
        assert (fresh, kept) == asked_twice() and kept < fresh <= 14

    def test_a_kept_standing_is_never_out_of_date(self, scene, board):
        before = unit(scene, board).place.total
        assert unit(scene, board).place.total is before
        of = observed.Subject.objects.get(name="望山街道", kind="unit")
        observed.verified(
            scene, of, "1", indicator="talent", unit="人", period=Period.of_half(2025, 1), by="hill", checker="hillhead"
        )  # fmt: skip
        assert unit(scene, board).place.total is before
        river = observed.Subject.objects.get(name="临河街道", kind="unit")
        row = Observation.objects.get(series__subject=river, series__indicator="fixed_assets", state="verified")
        observed.corrected(scene, row, "100000", at=given.JULY)
        assert unit(scene, board).place.total.of("fixed_assets").points == 20
        assert unit(scene, board, known=date(2025, 7, 6)).place.total.of("fixed_assets").points == 18


class TestPacks:
    def test_every_fault_of_a_bad_pack_is_told_with_place_and_field(self, scene):
        bad = given.TEXT.replace(b"cap = 1.2", b'cap = "x"').replace(b"street = 15", b"street = 14")
        with pytest.raises(PackNotUsable) as told:
            operations.upload_pack(data=bad, by=scene.actor("bureau"), at=NOW)
        words = told.value.sentence("zh")
        assert "[[indicator]] 1 signed" in words and "cap" in words and words.count("\n") >= 5

    @pytest.mark.parametrize(
        ("data", "sources", "refusal"),
        [
            (b"\xff\xfe", {}, refusals.PackFileNotUsable),
            (given.TEXT + b"\n#" + b"x" * 200_000, {}, refusals.PackFileNotUsable),
            (given.TEXT.replace(b'code = "street"', b'code = "village"').replace(b"street =", b"village ="), {}, refusals.PackClassUnknown),
            (given.TEXT + b"\n", {"signed": "promise:nothing"}, refusals.PackSourceUnknown),
            (given.TEXT + b"\n", {"nothing": "typed"}, refusals.PackSourceUnknown),
            (given.TEXT, {}, refusals.PackTwice),
        ],
    )  # fmt: skip
    def test_what_is_no_pack_is_refused_by_name(self, scene, data, sources, refusal):
        with pytest.raises(refusal):
            operations.upload_pack(data=data, sources=sources, by=scene.actor("bureau"), at=NOW)

    def test_who_uploaded_it_does_not_approve_it_and_an_approved_one_stays(self, scene, board):
        row = given.pack(scene, text=given.TEXT + b"\n", approve=False)
        with pytest.raises(refusals.ScoreboardCheckerIsMaker):
            operations.approve_pack(pack_id=row.pk, valid_from=TODAY, by=scene.actor("bureau"), at=NOW)
        with pytest.raises(NotAllowed):
            operations.upload_pack(data=given.TEXT, by=scene.actor("riverhead"), at=NOW)
        with pytest.raises(refusals.PackNotInForce):
            given.board(scene, row, period=Period.of_month(2025, 5))
        with pytest.raises(refusals.ScoreboardSettled):
            operations.set_sources(pack_id=board.pack_id, sources={}, by=scene.actor("bureau"), at=NOW)
        with pytest.raises(DatabaseError), transaction.atomic():
            type(board.pack).objects.filter(pk=board.pack_id).update(text="x")

    def test_the_handbooks_packs_come_as_examples_once(self, scene):
        found = operations.load_example_packs(by=scene.actor("bureau"), at=NOW)
        assert {row.code for row in found} == {"beautiful-2025"} and all(row.example for row in found)
        assert operations.load_example_packs(by=scene.actor("bureau"), at=NOW) == []


class TestBoards:
    @pytest.mark.parametrize(
        ("period", "unit_class", "refusal"),
        [
            (Period.of_month(2024, 6), "street", refusals.BoardDayWrong),
            (Period.of_half(2025, 1), "street", refusals.BoardDayWrong),
            (Period.of_month(2025, 5), "park", refusals.BoardWithoutUnits),
            (given.JUNE, "street", refusals.BoardTwice),
        ],
    )
    def test_a_board_that_can_not_be_is_refused_by_name(self, scene, board, period, unit_class, refusal):
        with pytest.raises(refusal):
            given.board(scene, board.pack, period=period, unit_class=unit_class)

    def test_only_the_bureau_sees_a_draft_and_the_class_sees_it_shown(self, scene, board):
        for name in ("river", "leader", "auditor"):
            with pytest.raises(NotFound):
                page(scene, board, name)
        given.shown(scene, board)
        for name in ("river", "hillhead", "leader", "auditor"):
            assert page(scene, board, name).standing.board.places
        with pytest.raises(NotFound):
            page(scene, board, "planning")
        assert queries.boards(scene.actor("planning"), BoardFilter()) == ([], 0)

    def test_it_waits_for_the_window_and_for_every_answer_and_then_never_changes(self, scene, board):
        assert given.shown(scene, board).appeals_until == date(2025, 7, 10)
        asked = given.appealed(scene, board)
        with pytest.raises(refusals.AppealsStillRun):
            given.frozen(scene, board, at=given.JULY + timedelta(days=3))
        with pytest.raises(refusals.AppealsOpen):
            given.frozen(scene, board)
        operations.accept_appeal(
            appeal_id=asked.pk, answer="审计报告属实", corrected=Typed(Decimal("1000000000")), by=scene.actor("bureau"), at=given.JULY
        )  # fmt: skip
        assert unit(scene, board).place.total.of("fixed_assets").points == 20
        assert unit(scene, board, known=date(2025, 7, 6)).place.total.of("fixed_assets").points == 18
        given.frozen(scene, board)
        total = unit(scene, board, today=date(2025, 8, 1)).place.total
        assert total.total == Decimal("101.67")
        given.typed(scene, board, "leads", "1", "60", at=given.OVER)
        assert unit(scene, board, today=date(2025, 8, 1)).place.total == total
        _, now, rows = queries.differences(scene.actor("river"), board.pk, today=date(2025, 8, 1))
        river = next(each for each in rows if each.unit.name == "临河街道")
        assert river.total_now < river.total_frozen and [code for code, _, _ in river.apart] == ["leads"]

    def test_a_frozen_board_is_checked_and_neither_it_nor_its_snapshot_can_be_written(self, scene, board):
        given.shown(scene, board)
        live = page(scene, board).standing.board
        given.frozen(scene, board)
        kept = Snapshot.objects.get(board=board)
        assert engine.checked(engine.Snapshot(kept.text, kept.digest))["as_of"] == "2025-06-30"
        assert Line.objects.get(event="scoreboard.frozen").facts["digest"] == kept.digest
        assert page(scene, board).standing.board.places == live.places
        for change in (
            lambda: Snapshot.objects.filter(pk=kept.pk).update(text="{}"),
            lambda: Board.objects.filter(pk=board.pk).update(state="shown", frozen_at=None),
            lambda: Appeal.objects.create(
                board=board, unit=scene.units["临河街道"], reason="晚", evidence="无", made_at=NOW
            ),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_an_appeal_is_the_units_in_time_once_and_answered_by_the_bureau(self, scene, board):
        with pytest.raises(NotFound):
            given.appealed(scene, board)
        given.shown(scene, board)
        with pytest.raises(NotAllowed):
            given.appealed(scene, board, by="hillhead")
        with pytest.raises(NotAllowed):
            given.appealed(scene, board, by="river")
        with pytest.raises(refusals.AppealTooLate):
            given.appealed(scene, board, at=given.OVER)
        asked = given.appealed(scene, board)
        with pytest.raises(refusals.AppealUnderWay):
            given.appealed(scene, board)
        assert queries.appeals_of(scene.actor("hill"), board.pk) == ()
        with pytest.raises(refusals.ScoreboardNeedsWords):
            operations.refuse_appeal(appeal_id=asked.pk, answer=" ", by=scene.actor("bureau"), at=given.JULY)
        operations.refuse_appeal(appeal_id=asked.pk, answer="报告未列该项目", by=scene.actor("bureau"), at=given.JULY)
        with pytest.raises(refusals.ScoreboardSettled):
            operations.accept_appeal(appeal_id=asked.pk, answer="采纳", by=scene.actor("bureau"), at=given.JULY)

    def test_a_veto_voids_the_place_and_counts_are_kept_by_day(self, scene, board):
        given.added(scene, board, "veto", "0", veto="falsification")
        assert unit(scene, board).place.rank is None
        with pytest.raises(refusals.FigureNotTyped):
            operations.propose_adjustment(
                board_id=board.pk, unit_id=scene.units["临河街道"].pk, given=Points("veto", veto="nothing"), reason="x",
                reference="y", by=scene.actor("bureau"), at=NOW,
            )  # fmt: skip
        other = given.pack(
            scene, text=given.TEXT.replace(b"streets-2025", b"counted"), sources={"signed": "count:signed"}
        )
        counted, river = given.board(scene, other), scene.units["临河街道"].pk
        for count, at in ((3, given.JULY), (3, given.JULY), (6, given.OVER)):
            operations.take_counts(
                board_id=counted.pk, counts=[(river, "signed", count)], by=scene.actor("bureau"), at=at
            )

        def signed(known):
            standing = page(scene, counted, today=date(2025, 8, 1), known=known).standing
            return next(
                cell.actual
                for (code, name), cell in standing.cells.items()
                if name == "signed" and standing.units[code].id == river
            )

        assert (signed(date(2025, 7, 7)), signed(None)) == (3, 6)

    def test_a_figure_is_approved_by_another_and_wrong_numbers_are_named(self, scene, board):
        river = scene.units["临河街道"].pk
        row = operations.type_figure(
            board_id=board.pk, unit_id=river, indicator="leads", typed=Typed(Decimal(1)), source="台账", reason="补", by=scene.actor("bureau"), at=NOW
        )  # fmt: skip
        with pytest.raises(refusals.ScoreboardCheckerIsMaker):
            operations.decide_figure(figure_id=row.pk, approve=True, by=scene.actor("bureau"), at=NOW)
        for typed, indicator in ((Typed(), "leads"), (Typed(Decimal("NaN")), "leads"), (Typed(target=Decimal(-1)), "leads"), (Typed(Decimal(1)), "x")):  # fmt: skip
            with pytest.raises(refusals.FigureNotTyped):
                operations.type_figure(
                    board_id=board.pk, unit_id=river, indicator=indicator, typed=typed, source="a", reason="b", by=scene.actor("bureau"), at=NOW
                )  # fmt: skip
        with pytest.raises(refusals.UnitNotOnBoard):
            operations.type_figure(
                board_id=board.pk, unit_id=scene.units["财政局"].pk, indicator="leads", typed=Typed(Decimal(1)), source="a", reason="b", by=scene.actor("bureau"), at=NOW
            )  # fmt: skip


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_freezing_and_answering_at_once_leave_no_open_appeal_on_a_frozen_board():
    scene = district()
    given.people(scene)
    board = given.board(scene, given.pack(scene))
    given.shown(scene, board)
    answers, ready = [], threading.Barrier(2)

    def run(act):
        try:
            ready.wait(5)
            act()
            answers.append("done")
        except (refusals.AppealsOpen, refusals.BoardStepWrong, refusals.AppealTooLate, Stale):
            answers.append("told")
        finally:
            connections.close_all()

    late = given.JULY + timedelta(days=4, hours=-10)
    acts = (
        lambda: given.frozen(scene, board, at=given.OVER),
        lambda: given.appealed(scene, board, at=late - timedelta(days=1)),
    )
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert sorted(answers) == ["done", "told"]
    board.refresh_from_db()
    assert board.appeals.filter(state="open").count() == (1 if board.state == "shown" else 0)
