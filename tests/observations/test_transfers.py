"""Transfers: who may, what divides how, what is refused, what never moves; races."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from luodi.journal.models import Line
from luodi.journeys import transfer_project
from luodi.journeys.merge_units import merge_units
from luodi.observations import operations, queries, refusals
from luodi.observations.groups import GROUP_CODES, groups
from luodi.observations.models import CreditShare, Split, Transfer
from luodi.observations.operations import Proposal
from luodi.observations.queries import Measure, units_totals
from luodi.observations.splitting import UnitShare
from luodi.projects import operations as projects
from luodi.projects.refusals import ProjectPassesByTransfer
from luodi.values.refusal import NotAllowed, NotFound
from tests.given import transfers as given
from tests.given.kept import kept
from tests.given.people import NOW, SET_UP, district
from tests.given.projects import project

MARCH, APRIL = date(2025, 3, 1), date(2025, 4, 1)


@pytest.fixture
@kept
def scene(db):
    found = district()
    given.parameters()
    given.second_bureau(found)
    return found


@pytest.fixture
def one(scene):
    return project(scene)


def percents(scene, subject_id, group, on):
    found = queries.credit(subject_id=subject_id, viewer=scene.actor("bureau"), on=on).now[group]
    return [(share.unit_name, share.role, str(share.percent)) for share in found.shares]


def test_the_groups_of_the_database_are_those_of_the_file():
    assert list(groups()) == GROUP_CODES


class TestApproveTransfer:
    def test_divides_each_group_by_the_table_from_next_month_on(self, scene, one):
        done = given.approved(scene, one)
        subject = done.subject_id
        assert done.valid_from == APRIL
        assert percents(scene, subject, "signing", MARCH) == [("临河街道", "lander", "1E+2")]
        two = [("临河街道", "originator"), ("望山街道", "lander")]
        for group, parts in {"signing": (40, 60), "investment": (30, 70), "operation": (50, 50)}.items():
            wanted = [(*who, Decimal(part)) for who, part in zip(two, parts, strict=True)]
            assert [(u, r, Decimal(p)) for u, r, p in percents(scene, subject, group, APRIL)] == wanted
        after = date(2028, 4, 1)
        assert [Decimal(p) for _, _, p in percents(scene, subject, "operation", after)] == [100]
        assert [Decimal(p) for _, _, p in percents(scene, subject, "signing", after)] == [40, 60]

    def test_takes_a_helpers_tenth_off_the_top(self, scene, one):
        done = given.approved(scene, one, helper_id=scene.units["城投平台"].pk)
        found = percents(scene, done.subject_id, "signing", APRIL)
        assert [(r, Decimal(p)) for _, r, p in found] == [("originator", 36), ("lander", 54), ("assist", 10)]

    def test_passes_the_project_to_the_unit_and_to_who_accepted_it(self, scene, one):
        given.approved(scene, one)
        one.refresh_from_db()
        hill = scene.actor("hill")
        assert (one.unit_id, one.officer_id) == (scene.units["望山街道"].pk, hill.person_id)
        events = list(Line.objects.filter(event__startswith="transfer.").order_by("pk").values_list("event", flat=True))
        assert events == ["transfer.proposed", "transfer.accepted", "transfer.approved"]
        assert Line.objects.filter(event="project.passed", object_id=str(one.pk)).exists()

    def test_needs_somebody_who_neither_proposed_nor_accepted_it(self, scene, one):
        transfer = given.proposed(scene, one, by="bureau", trigger="order")
        with pytest.raises(refusals.TransferCheckerIsMaker):
            transfer_project.approve_transfer(transfer_id=transfer.pk, version=1, by=scene.actor("bureau"), at=NOW)
        transfer_project.approve_transfer(transfer_id=transfer.pk, version=1, by=scene.actor("bureau2"), at=NOW)

    def test_waits_for_the_receiving_unit_unless_the_bureau_orders_it(self, scene, one):
        transfer = given.proposed(scene, one)
        with pytest.raises(refusals.TransferNotAccepted):
            transfer_project.approve_transfer(transfer_id=transfer.pk, version=1, by=scene.actor("bureau"), at=NOW)
        with pytest.raises(NotAllowed):
            operations.accept_transfer(transfer_id=transfer.pk, version=1, by=scene.actor("bureau"), at=NOW)

    def test_the_database_itself_refuses_a_maker_as_checker(self, scene, one):
        transfer = given.proposed(scene, one, by="bureau", trigger="order")
        with pytest.raises(IntegrityError), transaction.atomic():
            Transfer.objects.filter(pk=transfer.pk).update(
                state="approved", decided_by=transfer.proposed_by, decided_at=NOW, valid_from=APRIL
            )

    def test_a_taking_back_is_a_transfer_of_its_own_with_a_reason(self, scene, one):
        first = given.approved(scene, one)
        back = given.approved(
            scene, one, to="临河街道", by="hill", taker="river", at=NOW + timedelta(days=60), reason="undo",
            note="误判产业方向", undoes_id=first.pk,
        )  # fmt: skip
        subject = back.subject_id
        assert [Decimal(p) for _, _, p in percents(scene, subject, "signing", APRIL)] == [40, 60]
        assert percents(scene, subject, "signing", date(2025, 6, 1)) == [("临河街道", "lander", "1E+2")]
        assert Transfer.objects.get(pk=first.pk).state == "approved"

    def test_a_second_transfer_keeps_the_first_originator(self, scene, one):
        given.approved(scene, one)
        order = given.proposed(
            scene, one, to="城投平台", by="bureau", trigger="order", helper_id=scene.units["望山街道"].pk,
            at=NOW + timedelta(days=1),
        )  # fmt: skip
        at = NOW + timedelta(days=2)
        transfer_project.approve_transfer(transfer_id=order.pk, version=1, by=scene.actor("bureau2"), at=at)
        found = percents(scene, order.subject_id, "signing", APRIL)
        assert [(u, r) for u, r, _ in found] == [
            ("临河街道", "originator"),
            ("城投平台", "lander"),
            ("望山街道", "assist"),
        ]


class TestProposeTransfer:
    def test_refuses_a_third_three_times_and_offers_what_would_be_right(self, scene, one):
        names = ("临河街道", "望山街道", "城投平台")
        roles = ("originator", "lander", "assist")
        shares = tuple(UnitShare(scene.units[n].pk, r, 330_000) for n, r in zip(names, roles, strict=True))
        with pytest.raises(refusals.CreditNotWhole) as refused:
            given.proposed(scene, one, own_shares=shares)
        assert refused.value.params["offered"] == ["临河街道 33.3333%", "望山街道 33.3334%", "城投平台 33.3333%"]
        assert "99%" in refused.value.sentence() and "33.3334%" in refused.value.sentence("en")
        assert not Transfer.objects.exists()
        right = tuple(
            UnitShare(each.unit_id, each.role, refused.value.params["offered_ppm"][str(each.unit_id)])
            for each in shares
        )
        done = given.approved(scene, one, own_shares=right)
        assert CreditShare.objects.filter(split__transfer=done).count() == 3 * len(GROUP_CODES)

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"to": "临河街道"}, refusals.TransferToItself),
            ({"note": "  "}, refusals.TransferNeedsWords),
            ({"reason": "weather"}, refusals.TransferReasonUnknown),
            ({"trigger": "no_site"}, refusals.TransferTooEarly),
            ({"trigger": "no_site", "since_without_site": NOW.date() - timedelta(days=59)}, refusals.TransferTooEarly),
            ({"undoes_id": 1}, refusals.TransferNotUndoable),
            ({"reason": "undo"}, refusals.TransferNotUndoable),
        ],
    )
    def test_refuses_what_makes_no_sense(self, scene, one, change, refusal):
        with pytest.raises(refusal):
            given.proposed(scene, one, **change)

    def test_is_open_once_and_for_those_who_hold_it(self, scene, one):
        with pytest.raises(NotFound):
            given.proposed(scene, one, by="hill")
        with pytest.raises(NotAllowed):
            given.proposed(scene, one, by="river", trigger="order")
        given.proposed(scene, one)
        with pytest.raises(refusals.TransferUnderWay):
            given.proposed(scene, one, to="城投平台")

    def test_a_settled_transfer_stays_settled(self, scene, one):
        transfer = given.proposed(scene, one)
        operations.decline_transfer(transfer_id=transfer.pk, version=1, reason="无空间", by=scene.actor("hill"), at=NOW)
        with pytest.raises(refusals.TransferSettled):
            operations.accept_transfer(transfer_id=transfer.pk, version=2, by=scene.actor("hill"), at=NOW)
        again = given.proposed(scene, one)
        operations.withdraw_transfer(
            transfer_id=again.pk, version=1, reason="另行商议", by=scene.actor("river"), at=NOW
        )


class TestVisibility:
    def test_every_unit_of_a_transfer_sees_it_and_nobody_else(self, scene, one):
        transfer = given.proposed(scene, one)
        for name, sees in {"river": 1, "hill": 1, "bureau": 1, "auditor": 1, "planning": 0, "sysadmin": 0}.items():
            assert Transfer.objects.visible_to(scene.actor(name)).filter(pk=transfer.pk).count() == sees, name

    def test_who_passed_it_on_still_sees_its_share(self, scene, one):
        done = given.approved(scene, one)
        found = queries.credit(subject_id=done.subject_id, viewer=scene.actor("river"), on=APRIL)
        assert found.unit_id == scene.units["望山街道"].pk


class TestHistory:
    def test_no_row_of_splits_or_shares_is_ever_changed(self, scene, one):
        done = given.approved(scene, one)
        for act in (
            lambda: Split.objects.filter(transfer=done).update(reason="改"),
            lambda: CreditShare.objects.all().delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()

    def test_the_database_refuses_gaps_and_months_that_have_begun(self, scene, one):
        done = given.approved(scene, one)
        unit = scene.units["望山街道"].pk
        for month, until, ppm in (
            (MARCH, None, 1_000_000),
            (date(2025, 5, 1), None, 999_999),
            (date(2025, 5, 1), date(2025, 6, 1), 1_000_000),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                split = Split.objects.create(
                    subject_id=done.subject_id, indicators="signing", valid_from=month, valid_to=until, set_at=NOW
                )
                CreditShare.objects.create(split=split, unit_id=unit, role="lander", ppm=ppm)
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_the_unit_of_such_a_project_is_not_edited(self, scene, one):
        given.proposed(scene, one)
        one.refresh_from_db()
        change = {"unit_id": scene.units["望山街道"].pk}
        with pytest.raises(ProjectPassesByTransfer):
            projects.edit_project(
                project_id=one.pk, changes=change, reason="改", version=one.version, by=scene.actor("bureau"), at=NOW
            )

    def test_a_merged_units_shares_go_on_with_its_successor_from_next_month(self, scene, one):
        done = given.approved(scene, one)
        at = NOW + timedelta(days=40)
        merge_units(
            unit_id=scene.units["临河街道"].pk, into_id=scene.units["城投平台"].pk, reason="区划调整", by=SET_UP, at=at
        )
        assert [u for u, _, _ in percents(scene, done.subject_id, "signing", APRIL)] == ["临河街道", "望山街道"]
        assert [u for u, _, _ in percents(scene, done.subject_id, "signing", date(2025, 5, 1))] == [
            "城投平台",
            "望山街道",
        ]
        assert [u for u, _, _ in percents(scene, done.subject_id, "operation", date(2028, 4, 1))] == ["望山街道"]


class TestUnitsTotals:
    def test_divide_to_the_last_fen(self, scene, one):
        done = given.approved(scene, one, helper_id=scene.units["城投平台"].pk)
        measure = Measure(done.subject_id, "investment", date(2025, 7, 19), Decimal("100000000.01"))
        found = units_totals([measure])
        river, hill, platform = (scene.units[n].pk for n in ("临河街道", "望山街道", "城投平台"))
        assert found[river] == Decimal("27000000.00") and found[platform] == Decimal("10000000.00")
        assert found[hill] == Decimal("63000000.01")
        assert sum(found.values()) == measure.value


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
class TestRaces:
    def ran(self, *acts):
        said, barrier = [], threading.Barrier(len(acts))

        def run(act):
            barrier.wait()
            try:
                act()
                said.append("done")
            except Exception as refusal:
                said.append(type(refusal).__name__)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(said)

    def test_of_two_transfers_and_two_approvals_one_wins(self):
        scene = district()
        given.parameters()
        given.second_bureau(scene)
        one = project(scene)

        def propose(to):
            proposal = Proposal(scene.units[to].pk, "owner", "chain", "产业契合")
            return lambda: transfer_project.propose_transfer(
                project_id=one.pk, proposal=proposal, by=scene.actor("river"), at=NOW
            )

        assert self.ran(propose("望山街道"), propose("城投平台")) == ["TransferUnderWay", "done"]
        operations.withdraw_transfer(
            transfer_id=Transfer.objects.get().pk, version=1, reason="重来", by=scene.actor("river"), at=NOW
        )
        transfer = given.proposed(scene, one)
        operations.accept_transfer(transfer_id=transfer.pk, version=1, by=scene.actor("hill"), at=NOW)

        def approve(name):
            return lambda: transfer_project.approve_transfer(
                transfer_id=transfer.pk, version=2, by=scene.actor(name), at=NOW
            )

        assert self.ran(approve("bureau"), approve("bureau2")) == ["TransferSettled", "done"]
        assert Split.objects.filter(transfer=transfer, indicators="signing").count() == 1
