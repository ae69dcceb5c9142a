"""Persons: posts with days, duties that exclude each other, phones behind a mask, stand-ins, hand-over."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from luodi.journal import queries as journal
from luodi.people import operations, queries
from luodi.people.models import AdminDuty, Person, Post
from luodi.people.operations.persons import (
    AdministratorHoldsNoPost,
    DutiesExcludeEachOther,
    LastSecurityAdministrator,
    PostDaysWrong,
    PostHeldAlready,
    RevealNeedsAReason,
    RoleUnknown,
)
from luodi.people.operations.stand_ins import (
    AdministratorStandsInForNobody,
    HandOverToSamePerson,
    StandInDaysWrong,
    StandInForOneself,
    StandInNeedsAReason,
    StandInOverlaps,
)
from luodi.values.actor import system
from luodi.values.refusal import NotAllowed, NotFound
from tests.given.kept import kept
from tests.given.people import NOW, district

pytestmark = pytest.mark.django_db
TODAY = date(2025, 3, 8)


@pytest.fixture
@kept
def scene():
    return district()


def person_of(name: str) -> int:
    return Person.objects.get(account__sign_in_name=name).pk


class TestPosts:
    def give(self, scene, name="river", who="bureau", **more):
        wanted = {"unit_id": scene.units["望山街道"].pk, "role": "officer", "from_date": TODAY, **more}
        return operations.give_post(person_id=person_of(name), by=scene.actor(who), at=NOW, **wanted)

    def test_a_post_brings_its_unit_from_its_day_on(self, scene):
        self.give(scene, from_date=TODAY + timedelta(days=1))
        hill = scene.units["望山街道"].pk
        assert hill not in scene.actor("river").unit_ids
        assert hill in scene.actor("river", TODAY + timedelta(days=1)).unit_ids

    def test_refusals(self, scene):
        for more, refusal in [
            ({"role": "emperor"}, RoleUnknown),
            ({"role": "security_admin"}, RoleUnknown),
            ({"to_date": TODAY}, PostDaysWrong),
            ({"unit_id": scene.units["临河街道"].pk}, PostHeldAlready),
            ({"unit_id": 999_999}, NotFound),
            ({"who": "riverhead"}, NotAllowed),
        ]:
            with pytest.raises(refusal):
                self.give(scene, **more)

    def test_nobody_gives_or_ends_a_post_of_their_own(self, scene):
        """AC6: nobody edits their own rights."""
        with pytest.raises(NotAllowed):
            self.give(scene, "bureau", "bureau")
        with pytest.raises(NotAllowed):
            operations.end_post(
                post_id=Post.objects.get(person_id=person_of("bureau")).pk,
                to_date=TODAY,
                by=scene.actor("bureau"),
                at=NOW,
            )

    def test_nor_of_the_person_they_stand_in_for(self, scene):
        """AC6: a stand-in has the absent person's rights for now, so these count as their own."""
        operations.give_post(
            person_id=person_of("hill"), unit_id=scene.units["投资促进局"].pk, role="promotion_bureau",
            from_date=date(2024, 1, 1), by=scene.actor("secadmin"), at=NOW,
        )  # fmt: skip
        operations.arrange_stand_in(
            absent_id=person_of("bureau"), substitute_id=person_of("hill"), from_date=TODAY, to_date=TODAY + timedelta(days=9),
            reason="休假", by=scene.actor("bureau"), at=NOW,
        )  # fmt: skip
        with pytest.raises(NotAllowed):
            self.give(scene, "bureau", "hill")

    def test_it_cannot_end_before_it_began(self, scene):
        post = Post.objects.get(person_id=person_of("river"))
        with pytest.raises(PostDaysWrong):
            operations.end_post(post_id=post.pk, to_date=date(2023, 1, 1), by=scene.actor("bureau"), at=NOW)


class TestDuties:
    def test_the_three_exclude_each_other_in_the_database(self, scene):
        """AC6: a second duty for one person is refused by a constraint, whoever writes it."""
        with pytest.raises(IntegrityError), transaction.atomic():
            AdminDuty.objects.create(person_id=person_of("secadmin"), duty="audit_admin", since_date=TODAY)

    def test_the_operation_words_it(self, scene):
        """AC6: the person reads why."""
        with pytest.raises(DutiesExcludeEachOther):
            self.give(scene, "auditadmin", "system_admin")

    def give(self, scene, name, duty, who="secadmin"):
        return operations.give_duty(person_id=person_of(name), duty=duty, since_date=TODAY, by=scene.actor(who), at=NOW)

    def test_a_duty_and_a_post_exclude_each_other(self, scene):
        """AC6: administrators see no business rows, so they hold no post that would show them any."""
        with pytest.raises(AdministratorHoldsNoPost):
            self.give(scene, "river", "system_admin")
        with pytest.raises(AdministratorHoldsNoPost):
            operations.give_post(
                person_id=person_of("sysadmin"), unit_id=scene.units["望山街道"].pk, role="officer", from_date=TODAY,
                by=scene.actor("secadmin"), at=NOW,
            )  # fmt: skip

    def test_only_the_security_administrator_gives_them(self, scene):
        person = operations.add_person(name="沈一舟", by=scene.actor("bureau"), at=NOW)
        with pytest.raises(NotAllowed):
            operations.give_duty(
                person_id=person.pk, duty="security_admin", since_date=TODAY, by=scene.actor("bureau"), at=NOW
            )

    def test_the_last_security_administrator_stays(self, scene):
        second = operations.add_person(name="沈一舟", by=scene.actor("secadmin"), at=NOW)
        account = operations.open_account(
            person_id=second.pk, sign_in_name="shen", password="Canal-Bridge-77!", by=scene.actor("secadmin"), at=NOW
        )
        assert account.must_change_password
        with pytest.raises(NotAllowed):
            operations.end_duty(person_id=person_of("secadmin"), by=scene.actor("secadmin"), at=NOW)
        self.give(scene, "shen", "security_admin")
        operations.end_duty(person_id=person_of("secadmin"), by=scene.actor("shen"), at=NOW)
        assert AdminDuty.objects.filter(duty="security_admin").count() == 1

        with pytest.raises(LastSecurityAdministrator):
            operations.end_duty(person_id=second.pk, by=system("测试"), at=NOW)


class TestPhones:
    def test_the_list_and_the_page_show_a_mask(self, scene):
        """PD2: 138****1234, never the number."""
        page = queries.person_page(scene.actor("riverhead"), person_of("river"), today=TODAY)
        assert page.phone == "138****1234" and page.may_reveal
        listed = queries.persons(scene.actor("riverhead"), today=TODAY, words="测试river")
        assert {row.phone for row in listed.rows} == {"138****1234"}

    def test_another_units_phone_is_not_even_masked(self, scene):
        """PD2: own scope for officers; nothing for administrators."""
        for viewer in ("hill", "secadmin", "finance"):
            page = queries.person_page(scene.actor(viewer), person_of("river"), today=TODAY)
            assert page.phone is None and not page.may_reveal

    def test_a_leader_sees_the_mask_and_cannot_open_it(self, scene):
        """PD2: the table says masked without reveal."""
        page = queries.person_page(scene.actor("leader"), person_of("river"), today=TODAY)
        assert page.phone == "138****1234" and not page.may_reveal
        with pytest.raises(NotAllowed):
            self.reveal(scene, "leader")

    def reveal(self, scene, who, reason="联系签约事宜"):
        return operations.reveal_phone(person_id=person_of("river"), reason=reason, by=scene.actor(who), at=NOW)

    def test_it_opens_with_a_reason_that_the_journal_keeps(self, scene):
        """PD2: reveal = permission + reason + journal line; the number itself is not in the line."""
        assert self.reveal(scene, "riverhead") == "13800001234"
        line = journal.lines(limit=1)[0]
        assert line.event == "phone.revealed" and "联系签约事宜" in line.sentence and "13800001234" not in str(line)

    def test_without_a_reason_or_the_scope_it_stays_closed(self, scene):
        """PD2: no reason, no number; another unit, no number."""
        with pytest.raises(RevealNeedsAReason):
            self.reveal(scene, "riverhead", " ")
        for who in ("hill", "hillhead", "secadmin", "finance"):
            with pytest.raises(NotAllowed):
                self.reveal(scene, who)


class TestStandIn:
    def arrange(self, scene, who="riverhead", absent="riverhead", substitute="river", days=(0, 10), reason="年休假"):
        return operations.arrange_stand_in(
            absent_id=person_of(absent), substitute_id=person_of(substitute), from_date=TODAY + timedelta(days=days[0]),
            to_date=TODAY + timedelta(days=days[1]), reason=reason, by=scene.actor(who), at=NOW,
        )  # fmt: skip

    def test_the_substitute_acts_with_the_absent_persons_posts_on_these_days(self, scene):
        self.arrange(scene)
        assert scene.actor("river").may("people.hand_over")
        assert "unit_head" in scene.actor("river").roles
        assert not scene.actor("river", TODAY + timedelta(days=10)).may("people.hand_over")

    def test_ending_it_takes_the_rights_away(self, scene):
        row = self.arrange(scene)
        operations.end_stand_in(stand_in_id=row.pk, by=scene.actor("riverhead"), at=NOW)
        assert not scene.actor("river").may("people.hand_over")
        assert [line.event for line in journal.lines(limit=2)] == ["stand_in.ended", "stand_in.arranged"]

    def test_a_head_arranges_it_for_a_colleague_of_the_unit_only(self, scene):
        self.arrange(scene, "riverhead", "river", "hill")
        with pytest.raises(NotAllowed):
            self.arrange(scene, "hillhead", "river", "hill", (20, 30))
        with pytest.raises(NotAllowed):
            self.arrange(scene, "river", "hill", "hillhead")

    def test_nobody_takes_rights_by_their_own_hand(self, scene):
        """AC6: a head does not become the stand-in of a colleague by their own arrangement."""
        with pytest.raises(StandInForOneself):
            self.arrange(scene, "riverhead", "river", "riverhead")
        with pytest.raises(StandInForOneself):
            self.arrange(scene, "river", "river", "river")

    def test_the_substitute_does_not_prolong_it(self, scene):
        """AC6: who stands in for the head may not arrange the head's next stand-in."""
        self.arrange(scene)
        with pytest.raises(NotAllowed):
            self.arrange(scene, "river", "riverhead", "hill", (10, 20))

    def test_administrators_are_left_out(self, scene):
        """AC6: no duty passes to a stand-in, and no administrator takes on a post."""
        with pytest.raises(AdministratorStandsInForNobody):
            self.arrange(scene, substitute="sysadmin")
        with pytest.raises(AdministratorStandsInForNobody):
            self.arrange(scene, "secadmin", "secadmin", "river")

    def test_refusals(self, scene):
        for more, refusal in [
            ({"days": (-1, 5)}, StandInDaysWrong),
            ({"days": (3, 3)}, StandInDaysWrong),
            ({"reason": ""}, StandInNeedsAReason),
        ]:
            with pytest.raises(refusal):
                self.arrange(scene, **more)
        self.arrange(scene)
        with pytest.raises(StandInOverlaps):
            self.arrange(scene, days=(5, 20))


class TestHandOver:
    def decide(self, scene, who="riverhead", giver="river", taker="riverhead"):
        operations.decide_hand_over(
            from_person_id=person_of(giver), to_person_id=person_of(taker), reason="调岗", by=scene.actor(who), at=NOW
        )

    def test_the_head_decides_for_their_unit(self, scene):
        self.decide(scene)
        assert "调岗" in journal.lines(limit=1)[0].sentence

    def test_refusals(self, scene):
        with pytest.raises(NotAllowed):
            self.decide(scene, "river")
        with pytest.raises(NotAllowed):
            self.decide(scene, "hillhead")
        with pytest.raises(HandOverToSamePerson):
            self.decide(scene, taker="river")


class TestList:
    def test_it_finds_by_name_initials_unit_role_and_account(self, scene):
        secadmin = scene.actor("secadmin")
        operations.add_person(name="沈一舟", by=secadmin, at=NOW)

        def found(**more):
            return {row.name for row in queries.persons(scene.actor("secadmin"), today=TODAY, **more).rows}

        assert found(words="一舟") == found(words="syz") == {"沈一舟"}
        assert found(unit_id=scene.units["临河街道"].pk) == {"测试river", "测试riverhead"}
        assert found(role="unit_head") == {"测试riverhead", "测试hillhead"}
        assert found(role="audit_admin") == {"测试auditadmin"}
        assert found(state="without_account") == {"沈一舟"}

    def test_accounts_are_for_the_security_administrator(self, scene):
        rows = queries.persons(scene.actor("river"), today=TODAY, state="without_account").rows
        assert len(rows) == 12 and {row.sign_in_name for row in rows} == {""}
        assert queries.person_page(scene.actor("river"), person_of("hill"), today=TODAY).account is None
        assert (
            queries.person_page(scene.actor("river"), person_of("river"), today=TODAY).account.sign_in_name == "river"
        )

    def test_it_takes_as_many_statements_for_many_as_for_few(self, scene, django_assert_num_queries):
        viewer = scene.actor("bureau")
        with django_assert_num_queries(3):
            queries.persons(viewer, today=TODAY)
        for number in range(30):
            person = operations.add_person(name=f"路人{number}", by=viewer, at=NOW)
            operations.give_post(
                person_id=person.pk, unit_id=scene.root.pk, role="officer", from_date=TODAY, by=viewer, at=NOW
            )
        with django_assert_num_queries(3):
            assert queries.persons(viewer, today=TODAY).total == 42
