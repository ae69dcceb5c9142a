"""Filling the places of a batch: rows, names from the text, by hand; what finds no place; races and rights."""

import threading
from decimal import Decimal

import pytest
from django.db import connections

from luodi.journal.models import Line
from luodi.meetings import operations, queries
from luodi.meetings.models import Slot
from luodi.meetings.operations import Filling
from luodi.meetings.refusals import (
    BatchIsDropped,
    ReasonMissing,
    SlotAlreadyFilled,
    SlotMemberTwice,
    SlotNeedsAName,
)
from luodi.tasks.models import Task
from luodi.values.refusal import NotAllowed, NotFound, Stale
from tests.given import meetings as given
from tests.given.kept import kept
from tests.given.people import NOW, district
from tests.given.projects import firm, project, several, yi


@pytest.fixture
@kept
def scene(db):
    scene = district()
    given.congress(scene)
    return scene


def fill(scene, kind="signing", who="river", **row):
    row = {"source_kind": "row", "source_id": 1, "ordinal": None} | row
    return operations.fill_slot(batch_id=given.batch_of(kind).pk, by=scene.actor(who), at=NOW, **row)


def open_findings(kind="signing"):
    return {each.code: each.params for each in given.batch_of(kind).findings.filter(settled_at=None)}


class TestFillSlots:
    def test_puts_a_row_at_the_number_that_it_asks_for(self, scene):
        own = project(scene)
        result = fill(scene, ordinal=2, project_id=own.pk)
        slot = given.batch_of("signing").slots.get(ordinal=2)
        assert (result.outcome, slot.project_id, slot.source_kind) == ("filled", own.pk, "row")
        assert slot.name == ""

    def test_takes_the_first_free_place_without_a_number(self, scene):
        assert fill(scene, project_id=project(scene).pk).ordinal == 1

    def test_keeps_a_row_beyond_the_stated_count_as_surplus_and_asks(self, scene):
        result = fill(scene, ordinal=4, project_id=project(scene).pk)
        assert result.outcome == "beyond"
        assert open_findings() == {"surplus": {"rows": 1, "count": 3}}

    def test_overwrites_no_other_row_and_asks(self, scene):
        first, second = several(scene, 2)
        fill(scene, ordinal=1, project_id=first, source_id=1)
        assert fill(scene, ordinal=1, project_id=second, source_id=2).outcome == "taken"
        assert given.batch_of("signing").slots.get(ordinal=1).project_id == first
        assert open_findings()["ordinal_used_twice"] == {"rows": 1, "ordinals": [1]}

    def test_does_nothing_for_a_row_that_stands_there_already(self, scene):
        own = project(scene)
        fill(scene, ordinal=1, project_id=own.pk)
        assert fill(scene, ordinal=1, project_id=own.pk).outcome == "same"
        assert Line.objects.filter(event="slot.filled", facts__source="row").count() == 1

    def test_names_the_gap_that_a_list_leaves(self, scene):
        for ordinal, pk in zip((1, 3), several(scene, 2), strict=True):
            fill(scene, ordinal=ordinal, project_id=pk, source_id=ordinal)
        assert open_findings()["gap"] == {"missing": [2], "count": 1}

    def test_finds_no_gap_before_a_list_came(self, scene):
        assert open_findings("payout") == {}

    def test_asks_where_the_amounts_do_not_add_up_to_the_total(self, scene):
        for ordinal, amount in enumerate(("2", "2", "1"), start=1):
            own = project(scene, f"示例项目{ordinal}号", amount=yi(amount))
            fill(scene, ordinal=ordinal, project_id=own.pk, source_id=ordinal)
        assert Decimal(open_findings()["sum_differs"]["sum"]) == Decimal(500_000_000)

    def test_takes_a_sum_within_the_rounding_of_the_stated_total(self, scene):
        for ordinal, amount in enumerate(("2", "2", "1.6"), start=1):
            own = project(scene, f"示例项目{ordinal}号", amount=yi(amount))
            fill(scene, ordinal=ordinal, project_id=own.pk, source_id=ordinal)
        assert "sum_differs" not in open_findings()

    def test_closes_the_call_for_the_list_when_every_place_is_named(self, scene):
        for ordinal, pk in enumerate(several(scene, 3), start=1):
            fill(scene, ordinal=ordinal, project_id=pk, source_id=ordinal)
        assert Task.objects.get(kind="list_call", fact=given.batch_of("signing").fact).state == "done"

    def test_refuses_a_name_by_hand_of_an_officer_of_another_unit(self, scene):
        with pytest.raises(NotAllowed):
            fill(scene, "payout", who="river", name="云栖仪器", source_kind="person", source_id=None)

    @pytest.mark.parametrize("who", ["planning", "leader", "finance", "auditor"])
    def test_refuses_rows_of_those_who_may_not_import(self, scene, who):
        with pytest.raises(NotAllowed):
            fill(scene, who=who, project_id=project(scene).pk)

    def test_shows_administrators_no_batch(self, scene):
        with pytest.raises(NotFound):
            fill(scene, who="sysadmin", project_id=project(scene).pk)

    def test_writes_no_name_of_a_project_into_the_journal(self, scene):
        own = project(scene, "望山秘密项目")
        fill(scene, ordinal=1, project_id=own.pk, name=own.name)
        line = Line.objects.filter(event="slot.filled").order_by("-pk").first()
        assert "望山秘密项目" not in str(line.facts)


class TestNamesFromTheText:
    def test_give_way_to_a_row_of_the_same_name_wherever_it_stands(self, scene):
        own = firm("澄川医药科技有限公司")
        result = fill(scene, "payout", ordinal=4, company_id=own.pk, name=own.name)
        slots = {slot.ordinal: slot for slot in given.batch_of("payout").slots.all()}
        assert result.ordinal == 4
        assert (slots[4].company_id, slots[4].fact.quote) == (own.pk, "澄川医药科技")
        assert slots[1].filled_at is None

    def test_move_to_a_free_place_when_another_row_asks_for_theirs(self, scene):
        own = firm("云栖仪器有限公司")
        fill(scene, "payout", ordinal=1, company_id=own.pk, name=own.name)
        slots = {slot.ordinal: slot for slot in given.batch_of("payout").slots.all()}
        assert slots[1].company_id == own.pk
        assert (slots[4].name, slots[4].source_kind) == ("澄川医药科技", "fact")
        assert slots[2].name == "望山精工"

    def test_are_never_lost_when_the_list_leaves_no_place_for_them(self, scene):
        for ordinal in range(1, 5):
            own = firm(f"示例企业{'甲乙丙丁'[ordinal - 1]}有限公司")
            fill(scene, "payout", ordinal=ordinal, company_id=own.pk, name=own.name, source_id=ordinal)
        assert open_findings("payout")["surplus"]["rows"] == 2

    def test_come_back_when_the_import_is_undone(self, scene):
        own = firm("澄川医药科技有限公司")
        fill(scene, "payout", ordinal=1, company_id=own.pk, name=own.name, source_id=9)
        operations.empty_slots(source_kind="row", source_ids=[9], reason="撤销导入", by=scene.actor("river"), at=NOW)
        slot = given.batch_of("payout").slots.get(ordinal=1)
        assert (slot.name, slot.source_kind, slot.company_id) == ("澄川医药科技", "fact", None)


class TestEmptySlots:
    def test_takes_rows_surplus_and_findings_back(self, scene):
        ids = several(scene, 4)
        for ordinal, pk in enumerate(ids, start=1):
            fill(scene, ordinal=ordinal, project_id=pk, source_id=ordinal)
        emptied = operations.empty_slots(
            source_kind="row", source_ids=[1, 2, 3, 4], reason="错", by=scene.actor("river"), at=NOW
        )
        assert emptied == 3
        assert (open_findings(), given.batch_of("signing").surplus.count()) == ({}, 0)
        assert Task.objects.get(kind="list_call", fact=given.batch_of("signing").fact).state == "open"


class TestNameSlot:
    def name(self, scene, who="bureau", **change):
        row = {"ordinal": 3, "version": 1, "name": "云栖仪器"} | change
        return operations.name_slot(batch_id=given.batch_of("payout").pk, by=scene.actor(who), at=NOW, **row)

    def test_keeps_who_named_it(self, scene):
        slot = self.name(scene)
        assert (slot.name, slot.source_kind, slot.source_id) == ("云栖仪器", "person", scene.actor("bureau").person_id)

    def test_needs_a_name(self, scene):
        with pytest.raises(SlotNeedsAName):
            self.name(scene, name="  ")

    def test_refuses_a_place_that_somebody_changed_since(self, scene):
        self.name(scene)
        with pytest.raises(Stale):
            self.name(scene, name="别家")

    def test_asks_for_a_reason_to_change_a_filled_place(self, scene):
        self.name(scene)
        with pytest.raises(SlotAlreadyFilled):
            self.name(scene, version=2, name="别家")
        assert self.name(scene, version=2, name="别家", reason="名单更正").name == "别家"

    def test_refuses_the_same_unit_twice(self, scene):
        unit = scene.units["临河街道"].pk
        self.name(scene, unit_id=unit)
        with pytest.raises(SlotMemberTwice):
            self.name(scene, ordinal=4, unit_id=unit)

    def test_empties_only_with_a_reason_and_keeps_nothing_behind(self, scene):
        self.name(scene)
        batch, bureau = given.batch_of("payout"), scene.actor("bureau")
        with pytest.raises(ReasonMissing):
            operations.empty_slot(batch_id=batch.pk, ordinal=3, version=2, reason="", by=bureau, at=NOW)
        operations.empty_slot(batch_id=batch.pk, ordinal=3, version=2, reason="点错", by=bureau, at=NOW)
        assert batch.slots.get(ordinal=3).filled_at is None

    def test_refuses_a_place_that_is_not_there(self, scene):
        with pytest.raises(NotFound):
            self.name(scene, ordinal=99)

    def test_keeps_the_names_of_persons_out_of_the_plain_journal(self, scene):
        self.name(scene, name="江明远")
        line = Line.objects.filter(event="slot.filled").order_by("-pk").first()
        assert "江明远" not in str(line.facts)


class TestNameSlots:
    def name(self, scene, names, who="bureau"):
        return operations.name_slots(batch_id=given.batch_of("payout").pk, names=names, by=scene.actor(who), at=NOW)

    def test_fills_the_free_places_in_order_and_leaves_what_is_named(self, scene):
        results = self.name(scene, ["澄川医药科技有限公司", " 云栖仪器 ", "", "云栖仪器", "柳岸光电"])
        assert [each.outcome for each in results] == ["same", "filled", "filled"]
        assert list(given.batch_of("payout").slots.order_by("ordinal").values_list("name", flat=True)) == [
            "澄川医药科技", "望山精工", "云栖仪器", "柳岸光电",
        ]  # fmt: skip

    def test_keeps_each_name_that_is_too_much(self, scene):
        self.name(scene, ["云栖仪器", "柳岸光电", "明川电子", "东渡物流"])
        assert open_findings("payout")["surplus"]["rows"] == 2

    def test_needs_at_least_one_name(self, scene):
        with pytest.raises(SlotNeedsAName):
            self.name(scene, ["", "  "])

    def test_is_refused_to_an_officer_of_another_unit(self, scene):
        with pytest.raises(NotAllowed):
            self.name(scene, ["云栖仪器"], who="river")


class TestWhatAViewerSees:
    def test_counts_are_the_same_for_all_and_amounts_only_ones_own(self, scene):
        fill(scene, ordinal=1, project_id=project(scene, amount=yi("2")).pk)
        rows = {
            who: queries.batch_rows(scene.actor(who), kinds=("signing",))[0]
            for who in ("bureau", "river", "hill", "finance")
        }
        assert {(row.named, row.stated_count, row.stated_total) for row in rows.values()} == {
            (1, 3, Decimal(600_000_000))
        }
        assert {who: row.seen_sum for who, row in rows.items()} == {
            "bureau": yi("2").amount, "river": yi("2").amount, "hill": None, "finance": None,
        }  # fmt: skip
        assert {who: row.unseen_projects for who, row in rows.items()} == {
            "bureau": 0,
            "river": 0,
            "hill": 1,
            "finance": 0,
        }

    def test_the_sum_of_others_amounts_stays_out_of_the_finding(self, scene):
        for ordinal, amount in enumerate(("2", "2", "9"), start=1):
            own = project(scene, f"示例项目{ordinal}号", amount=yi(amount))
            fill(scene, ordinal=ordinal, project_id=own.pk, source_id=ordinal)
        number = given.batch_of("signing").pk
        seen = {who: queries.batch(scene.actor(who), number).findings[0].params for who in ("bureau", "hill")}
        assert ("sum" in seen["bureau"], "sum" in seen["hill"]) == (True, False)

    def test_an_import_is_offered_the_batches_and_the_numbers_that_are_gone(self, scene):
        fill(scene, ordinal=2, project_id=project(scene).pk)
        offered = {each.kind: each for each in queries.batches_for_import(scene.actor("river"))}
        assert (offered["signing"].count, offered["signing"].filled) == (3, (2,))
        assert offered["payout"].filled == ()

    def test_a_project_knows_its_places(self, scene):
        own = project(scene)
        fill(scene, ordinal=2, project_id=own.pk)
        assert [place.ordinal for place in queries.places_of_project(scene.actor("river"), own.pk)] == [2]


class TestDroppedBatches:
    def test_take_no_rows(self, scene):
        batch = given.batch_of("other")
        operations.drop_batch(batch_id=batch.pk, version=1, reason="不是批次", by=scene.actor("bureau"), at=NOW)
        with pytest.raises(BatchIsDropped):
            operations.fill_slots(
                batch_id=batch.pk, fillings=[Filling(name="甲", source_kind="person")], by=scene.actor("bureau"), at=NOW
            )


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
class TestRaces:
    def test_of_two_rows_for_one_place_one_gets_it_and_the_other_is_asked_about(self):
        scene = district()
        given.congress(scene)
        batch, ids, gate, results = given.batch_of("signing"), several(scene, 2), threading.Barrier(2), []
        actor = scene.actor("river")

        def ask(project_id):
            gate.wait(10)
            try:
                results.append(operations.fill_slot(
                    batch_id=batch.pk, ordinal=1, project_id=project_id, source_kind="row", source_id=project_id,
                    by=actor, at=NOW,
                ).outcome)  # fmt: skip
            finally:
                connections.close_all()

        threads = [threading.Thread(target=ask, args=(pk,)) for pk in ids]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert sorted(results) == ["filled", "taken"]
        assert Slot.objects.filter(batch=batch).exclude(filled_at=None).count() == 1
        assert open_findings()["ordinal_used_twice"]["rows"] == 1
