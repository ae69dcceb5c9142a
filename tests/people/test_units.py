"""Units: renamed with the former name kept, moved with all below, merged so that history keeps the old one."""

from datetime import date

import pytest

from luodi.journal import queries as journal
from luodi.people import operations, queries
from luodi.people.models import Post, Unit
from luodi.people.operations.units import (
    UnitBelowItself,
    UnitMergeNeedsAReason,
    UnitNameMissing,
    UnitNameTaken,
    UnitNotActive,
)
from luodi.people.texts import TextDoesNotFit
from luodi.values.refusal import NotAllowed, NotFound
from tests.given.kept import kept
from tests.given.people import NOW, district

pytestmark = pytest.mark.django_db
TODAY = date(2025, 3, 8)


@pytest.fixture
@kept
def scene():
    return district()


class TestAddUnit:
    def add(self, scene, name="新设街道", who="bureau", **more):
        wanted = {"kind": "street", "parent_id": scene.root.pk, **more}
        return operations.add_unit(name=name, by=scene.actor(who), at=NOW, **wanted)

    def test_it_stands_below_its_parent(self, scene):
        unit = self.add(scene)
        assert unit.path == f"{scene.root.path}{unit.pk}." and unit.pinyin == "xsjd"
        assert journal.lines(limit=1)[0].event == "unit.added"

    def test_refusals(self, scene):
        for name, more, refusal in [
            ("临河街道", {}, UnitNameTaken),
            ("  ", {}, UnitNameMissing),
            ("某处", {"kind": "kingdom"}, UnitNameMissing),
            ("某" * 81, {}, TextDoesNotFit),
            ("某\x07处", {}, TextDoesNotFit),
            ("某处", {"parent_id": 999_999}, NotFound),
            ("某处", {"who": "river"}, NotAllowed),
        ]:
            with pytest.raises(refusal):
                self.add(scene, name, **more)


class TestRenameUnit:
    def test_search_finds_both_names(self, scene):
        river = scene.units["临河街道"]
        operations.rename_unit(unit_id=river.pk, name="沿河街道", by=scene.actor("bureau"), at=NOW)
        row = queries.unit_tree(scene.actor("bureau"), today=TODAY, words="临河")[0]
        assert (row.name, row.former) == ("沿河街道", ("临河街道",))
        assert queries.unit_tree(scene.actor("bureau"), today=TODAY, words="yhjd")[0].id == river.pk
        line = journal.lines(limit=1)[0]
        assert (line.before, line.after) == ("临河街道", "沿河街道")

    def test_the_name_of_another_is_refused(self, scene):
        with pytest.raises(UnitNameTaken):
            operations.rename_unit(
                unit_id=scene.units["临河街道"].pk, name="望山街道", by=scene.actor("bureau"), at=NOW
            )

    def test_nobody_else_renames(self, scene):
        with pytest.raises(NotAllowed):
            operations.rename_unit(unit_id=scene.units["临河街道"].pk, name="甲", by=scene.actor("riverhead"), at=NOW)


class TestMoveUnit:
    def test_all_below_move_along_and_so_does_what_is_seen(self, scene):
        by = scene.actor("bureau")
        river, hill = scene.units["临河街道"], scene.units["望山街道"]
        office = operations.add_unit(name="临河街道经济科", kind="department", parent_id=river.pk, by=by, at=NOW)
        assert office.pk in scene.actor("river").unit_ids
        operations.move_unit(unit_id=river.pk, parent_id=hill.pk, by=by, at=NOW)
        office.refresh_from_db()
        assert office.path == f"{hill.path}{river.pk}.{office.pk}."
        assert {river.pk, office.pk} <= scene.actor("hill").unit_ids

    def test_never_below_itself(self, scene):
        by, river = scene.actor("bureau"), scene.units["临河街道"]
        office = operations.add_unit(name="临河街道经济科", kind="department", parent_id=river.pk, by=by, at=NOW)
        for parent in (river, office):
            with pytest.raises(UnitBelowItself):
                operations.move_unit(unit_id=river.pk, parent_id=parent.pk, by=by, at=NOW)


class TestMergeUnit:
    def merge(self, scene, one="临河街道", other="望山街道", reason="区编办〔2025〕3号", who="bureau"):
        return operations.merge_unit(
            unit_id=scene.units[one].pk, into_id=scene.units[other].pk, reason=reason, by=scene.actor(who), at=NOW
        )

    def test_posts_go_on_in_the_successor_and_the_old_ones_end(self, scene):
        into, moved = self.merge(scene)
        assert (into.name, moved) == ("望山街道", 2)
        posts = Post.objects.filter(person__account__sign_in_name="river").order_by("pk")
        assert [(post.unit.name, post.from_date, post.to_date) for post in posts] == [
            ("临河街道", date(2024, 1, 1), TODAY),
            ("望山街道", TODAY, None),
        ]
        assert scene.actor("river").unit_name == "望山街道"

    def test_the_old_unit_is_closed_and_leads_to_the_new_one(self, scene):
        self.merge(scene)
        page = queries.unit_page(scene.actor("hill"), scene.units["临河街道"].pk, today=TODAY)
        assert (page.unit.active, page.unit.successor) == (False, "望山街道")
        assert queries.unit_page(scene.actor("hill"), scene.units["望山街道"].pk, today=TODAY).absorbed == (
            (scene.units["临河街道"].pk, "临河街道"),
        )
        line = journal.lines(limit=1)[0]
        assert line.event == "unit.merged" and "区编办〔2025〕3号" in line.sentence

    def test_units_below_move(self, scene):
        by = scene.actor("bureau")
        office = operations.add_unit(
            name="临河街道经济科", kind="department", parent_id=scene.units["临河街道"].pk, by=by, at=NOW
        )
        self.merge(scene)
        office.refresh_from_db()
        assert office.path.startswith(scene.units["望山街道"].path)

    def test_nothing_new_is_put_into_a_closed_unit(self, scene):
        self.merge(scene)
        by, closed = scene.actor("bureau"), scene.units["临河街道"]
        person = operations.add_person(name="沈一舟", by=by, at=NOW)
        with pytest.raises(UnitNotActive):
            operations.give_post(person_id=person.pk, unit_id=closed.pk, role="officer", from_date=TODAY, by=by, at=NOW)
        with pytest.raises(UnitNotActive):
            operations.add_unit(name="某科", kind="department", parent_id=closed.pk, by=by, at=NOW)
        with pytest.raises(UnitNotActive):
            self.merge(scene)

    def test_refusals(self, scene):
        with pytest.raises(UnitMergeNeedsAReason):
            self.merge(scene, reason=" ")
        with pytest.raises(UnitBelowItself):
            self.merge(scene, other="临河街道")
        with pytest.raises(UnitBelowItself):
            self.merge(scene, one="示例区")
        with pytest.raises(NotAllowed):
            self.merge(scene, who="riverhead")
        assert Unit.objects.filter(active=False).count() == 0


def test_the_tree_takes_as_many_statements_for_many_units_as_for_few(scene, django_assert_num_queries):
    viewer = scene.actor("river")
    with django_assert_num_queries(1):
        assert len(queries.unit_tree(viewer, today=TODAY)) == 8
    for number in range(30):
        operations.add_unit(
            name=f"第{number}站", kind="department", parent_id=scene.root.pk, by=scene.actor("bureau"), at=NOW
        )
    with django_assert_num_queries(1):
        assert len(queries.unit_tree(viewer, today=TODAY)) == 38
