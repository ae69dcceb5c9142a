"""The right of first contact: accepted, kept, renewed, warned of, lapsed, released, taken from the pool."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from luodi.journal.models import Line
from luodi.leads import operations, queries, refusals
from luodi.leads.models import Registration
from luodi.people import operations as people
from luodi.projects.operations import set_side_state, withdraw_projects
from luodi.tasks.models import Task
from luodi.values.actor import system
from luodi.values.money import Money
from luodi.values.refusal import NotAllowed, NotFound, Stale
from tests.given import leads as given
from tests.given import projects
from tests.given.kept import kept
from tests.given.people import NOW, SET_UP, district

CLOCK = system("首谈时钟")


@pytest.fixture
@kept
def scene(db):
    return district()


def act(do, row, scene, who="river", at=NOW, **more):
    row.refresh_from_db()
    return do(registration_id=row.pk, version=row.version, by=scene.actor(who), at=at, **more)


def later(days: float):
    return NOW + timedelta(days=days)


def clock(days: float) -> dict:
    return operations.keep_clocks(by=CLOCK, at=later(days))


class TestAcceptAndReject:
    def test_confers_the_right_for_the_months_of_the_rules(self, scene):
        row = given.accepted(scene)
        assert (row.state, row.protected_until, row.decided_by_id) == (
            "active",
            date(2025, 6, 8),
            scene.actor("bureau").person_id,
        )
        large = given.accepted(
            scene,
            investor_name="星垣新材",
            title="大项目",
            amount=Money(1_000_000_000),
            product="新材",
            controller="无",
        )
        assert large.protected_until == date(2025, 9, 8)

    def test_is_the_bureaus_and_never_its_makers(self, scene):
        row = given.registered(scene)
        for who in ("river", "riverhead", "leader", "auditor"):
            with pytest.raises(NotAllowed):
                act(operations.accept, row, scene, who)
        own = given.registered(scene, by="bureau", investor_name="星垣新材", controller="无", product="新材", site="")
        with pytest.raises(NotAllowed):
            act(operations.accept, own, scene, "bureau")
        with pytest.raises(IntegrityError), transaction.atomic():
            Registration.objects.filter(pk=own.pk).update(decided_by=own.registered_by)

    def test_refuses_a_project_that_was_withdrawn(self, scene):
        row = given.registered(scene)
        withdraw_projects(ids=[row.project_id], reason="录错", by=scene.actor("river"), at=NOW)
        with pytest.raises(refusals.LeadProjectWithdrawn):
            act(operations.accept, row, scene, "bureau")

    def test_refuses_a_second_time_and_an_old_version(self, scene):
        row = given.registered(scene)
        given.accepted(scene, row)
        with pytest.raises(refusals.LeadNotInState):
            act(operations.accept, row, scene, "bureau")
        with pytest.raises(Stale):
            operations.reject(registration_id=row.pk, version=9, reason="x", by=scene.actor("bureau"), at=NOW)

    def test_a_rejection_says_why_and_moves_the_earliest_shadow_up(self, scene):
        first, second = given.registered(scene), given.registered(scene, by="hill")
        with pytest.raises(refusals.LeadReasonMissing):
            act(operations.reject, first, scene, "bureau", reason=" ")
        act(operations.reject, first, scene, "bureau", reason="证据不实")
        second.refresh_from_db()
        assert (second.state, second.project.unit.name, second.shadow_of) == ("waiting", "望山街道", None)
        assert given.accepted(scene, second).state == "active"

    def test_a_shadow_that_is_about_another_project_is_set_apart(self, scene):
        given.registered(scene)
        second = given.registered(scene, by="hill")
        row = act(operations.set_apart, second, scene, "bureau", reason="产品与地块均不同")
        assert (row.state, row.apart) == ("waiting", row.pk)


class TestContactsAndRenewal:
    def test_a_contact_ends_the_silence_and_counts_once_for_its_origin(self, scene):
        row = given.accepted(scene)
        asked = {
            "project_id": row.project_id,
            "contacted_date": date(2025, 4, 1),
            "origin_kind": "contacts.visit",
            "origin_id": 5,
        }
        lines = [operations.note_contact(**asked, by=scene.actor("river"), at=later(30)) for _ in range(2)]
        row.refresh_from_db()
        assert lines[0].pk == lines[1].pk and row.last_contact == date(2025, 4, 1)

    def test_refuses_one_without_evidence_or_from_the_future_or_by_others(self, scene):
        row = given.accepted(scene)
        asked = {"project_id": row.project_id, "by": scene.actor("river"), "at": NOW}
        with pytest.raises(refusals.LeadContactUnproven):
            operations.note_contact(**asked, contacted_date=NOW.date())
        with pytest.raises(refusals.LeadContactDayWrong):
            operations.note_contact(**asked, contacted_date=date(2025, 3, 9), reference="纪要")
        other = asked | {"by": scene.actor("hill"), "contacted_date": NOW.date(), "reference": "纪要"}
        assert operations.note_contact(**other) is None

    def test_a_renewal_needs_two_evidenced_contacts_and_comes_once(self, scene):
        row = given.accepted(scene)
        with pytest.raises(refusals.LeadRenewalUnproven) as refused:
            act(operations.renew, row, scene)
        assert refused.value.params == {"days": 60, "needed": 2, "have": 0}
        for day in (10, 20):
            operations.note_contact(
                project_id=row.project_id,
                contacted_date=later(day).date(),
                reference="纪要",
                by=scene.actor("river"),
                at=later(day),
            )
        row = act(operations.renew, row, scene, at=later(21))
        assert (row.protected_until, row.renewals) == (date(2025, 9, 8), 1)
        with pytest.raises(refusals.LeadRenewalUsedUp):
            act(operations.renew, row, scene, at=later(22))

    def test_another_unit_does_not_even_see_the_right(self, scene):
        row = given.accepted(scene)
        with pytest.raises(NotFound):
            act(operations.renew, row, scene, "hill")


class TestClocks:
    def test_warn_at_45_days_of_silence_and_lapse_at_60_into_the_pool(self, scene):
        row = given.accepted(scene)
        behind = given.registered(scene, by="hill")
        assert clock(44) == {"warned": 0, "lapsed": 0}
        assert clock(45) == {"warned": 1, "lapsed": 0}
        assert clock(46) == {"warned": 0, "lapsed": 0}
        assert Task.objects.get(origin_id=row.pk).state == "open"
        assert clock(60) == {"warned": 0, "lapsed": 1}
        row.refresh_from_db()
        assert (row.state, row.end_kind) == ("lapsed", "silence")
        assert Task.objects.get(origin_id=row.pk).state == "done"
        assert Task.objects.get(origin_id=behind.pk).unit.name == "望山街道"
        assert not row.project.evidence.standing().exists()
        assert clock(61) == {"warned": 0, "lapsed": 0}

    def test_follow_the_parameter_that_the_bureau_sets(self, scene):
        given.accepted(scene)
        people.set_parameter(
            code="leads.silence_warning_days",
            value=10,
            unit="天",
            source="区办〔2025〕3号",
            valid_from=date(2025, 3, 9),
            by=SET_UP,
            at=NOW,
        )
        assert clock(10)["warned"] == 1

    def test_a_contact_takes_the_warning_back(self, scene):
        row = given.accepted(scene)
        clock(45)
        operations.note_contact(
            project_id=row.project_id,
            contacted_date=later(50).date(),
            reference="纪要",
            by=scene.actor("river"),
            at=later(50),
        )
        row.refresh_from_db()
        assert row.warned_at is None and Task.objects.get(origin_id=row.pk).state == "done"
        assert clock(61) == {"warned": 0, "lapsed": 0}

    def test_a_right_ends_with_its_protection_its_project_or_its_loss(self, scene):
        ended = given.accepted(scene)
        lost = given.accepted(scene, investor_name="星垣新材", title="二", product="新材", controller="无", site="")
        gone = given.accepted(scene, investor_name="禾照储能", title="三", product="电池", controller="空", site="")
        people.set_parameter(
            code="leads.silence_lapse_days",
            value=900,
            unit="天",
            source="试",
            valid_from=date(2025, 3, 9),
            by=SET_UP,
            at=NOW,
        )
        set_side_state(
            project_id=lost.project_id, side_state="lost", reason="落户外地", by=scene.actor("river"), at=NOW
        )
        withdraw_projects(ids=[gone.project_id], reason="录错", by=scene.actor("river"), at=NOW)
        assert clock(1)["lapsed"] == 2
        assert clock(93)["lapsed"] == 1
        kinds = {row.pk: row.end_kind for row in Registration.objects.all()}
        assert kinds == {ended.pk: "expired", lost.pk: "lost", gone.pk: "withdrawn"}

    def test_are_not_for_units(self, scene):
        with pytest.raises(NotAllowed):
            operations.keep_clocks(by=scene.actor("river"), at=NOW)


class TestPool:
    def lapsed(self, scene):
        row = given.accepted(scene)
        clock(60)
        return row

    def take(self, scene, row, who="hill", unit="望山街道", days=61, **change):
        return operations.take_from_pool(
            registration_id=row.pk, unit_id=scene.units[unit].pk, contact=given.contact(later(days), **change), by=scene.actor(who),
            at=later(days),
        )  # fmt: skip

    def test_tells_another_unit_only_the_sector_the_need_and_a_masked_investor(self, scene):
        row = self.lapsed(scene)
        ((told,), number) = queries.pool(scene.actor("hill"), today=later(61).date())
        assert (number, told.visible, told.title, told.number, told.unit_name) == (1, False, "", "", "")
        assert told.investor.startswith("澄某") and told.sector_code == row.sector_code
        ((own,), _) = queries.pool(scene.actor("river"), today=later(61).date())
        assert own.investor == given.NAME

    def test_gives_a_lead_to_who_brings_evidence_and_the_project_goes_along_at_acceptance(self, scene):
        row = self.lapsed(scene)
        taken = self.take(scene, row)
        assert (taken.state, taken.previous_id, taken.project.unit.name) == ("waiting", row.pk, "临河街道")
        assert queries.pool(scene.actor("river"), today=later(61).date())[1] == 0
        given.accepted(scene, taken, at=later(62))
        taken.project.refresh_from_db()
        row.refresh_from_db()
        assert (taken.project.unit.name, row.state) == ("望山街道", "taken_over")
        assert set(taken.project.evidence.standing().values_list("origin_id", flat=True)) == {taken.pk}

    def test_refuses_without_contact_or_evidence_and_what_is_not_there(self, scene):
        row = self.lapsed(scene)
        with pytest.raises(refusals.LeadFieldsMissing):
            self.take(scene, row, contact_name="", evidence_text="")
        self.take(scene, row)
        with pytest.raises(refusals.LeadNotInPool):
            self.take(scene, row, "river", "临河街道")

    def test_a_live_right_of_others_is_not_in_the_pool_and_not_there(self, scene):
        row = given.accepted(scene)
        with pytest.raises(NotFound):
            self.take(scene, row)

    def test_keeps_a_lost_one_for_its_unit_for_thirty_days(self, scene):
        row = given.accepted(scene)
        set_side_state(project_id=row.project_id, side_state="lost", reason="落户外地", by=scene.actor("river"), at=NOW)
        clock(1)
        with pytest.raises(refusals.LeadNotYetOpen):
            self.take(scene, row, days=10)
        again = self.take(scene, row, "river", "临河街道", days=10)
        given.accepted(scene, again, at=later(11))
        again.project.refresh_from_db()
        assert again.project.side_state == ""

    def test_a_released_right_is_free_at_once(self, scene):
        row = given.accepted(scene)
        with pytest.raises(refusals.LeadReasonMissing):
            act(operations.release, row, scene, reason="")
        behind = given.registered(scene, by="hill")
        act(operations.release, row, scene, reason="无合适空间")
        assert Task.objects.get(origin_id=behind.pk).unit.name == "望山街道"
        assert self.take(scene, row, days=1).state == "waiting"
        behind.refresh_from_db()
        assert behind.state == "taken_over"


class TestReveal:
    def test_opens_a_phone_for_a_reason_and_logs_it(self, scene):
        row = given.accepted(scene)
        assert queries.registration(scene.actor("river"), row.pk, today=NOW.date()).contact_phone == "139****5678"
        asked = {"registration_id": row.pk, "what": "phone", "at": NOW}
        assert operations.reveal(**asked, reason="约见面", by=scene.actor("riverhead")) == "13912345678"
        assert Line.objects.filter(event="lead.revealed").count() == 1
        with pytest.raises(refusals.LeadReasonMissing):
            operations.reveal(**asked, reason="", by=scene.actor("river"))
        with pytest.raises(NotAllowed):
            operations.reveal(**asked, reason="看看", by=scene.actor("leader"))
        with pytest.raises(NotFound):
            operations.reveal(**asked, reason="看看", by=scene.actor("hill"))


class TestLists:
    def test_take_as_many_statements_for_thirty_rows_as_for_one(self, scene, django_assert_num_queries):
        bureau, today = scene.actor("bureau"), NOW.date()
        given.registered(scene)
        asks = [
            (4, lambda: queries.registrations(bureau, queries.RegistrationFilter(), today=today)),
            (3, lambda: queries.pool(bureau, today=today)),
        ]
        for number, ask in asks:
            with django_assert_num_queries(number):
                ask()
        first = Registration.objects.get()
        for n in range(29):
            first.pk, first.number, first.identity, first.state = None, f"BB-{n}", f"n:{n}", "lapsed"
            first.ended_at, first.end_reason, first.project = NOW, "届满", projects.project(scene, f"项目{n}")
            first.save(force_insert=True)
        for number, ask in asks:
            with django_assert_num_queries(number):
                ask()
        assert len(queries.registrations(bureau, queries.RegistrationFilter(), today=today).rows) == 30

    @pytest.mark.parametrize(("press", "days"), [("silent", 50), ("ending", 85), ("due", 9)])
    def test_narrow_to_what_presses(self, scene, press, days):
        row = given.registered(scene) if press == "due" else given.accepted(scene)
        found = queries.registrations(
            scene.actor("river"), queries.RegistrationFilter(press=press), today=later(days).date()
        )
        assert [each.id for each in found.rows] == [row.pk] and found.rows[0].lamp in ("red", "amber")
        assert (
            queries.registrations(scene.actor("river"), queries.RegistrationFilter(press=press), today=NOW.date()).total
            == 0
        )


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_of_two_units_that_take_one_lead_at_once_one_gets_it():
    scene = district()
    row = given.accepted(scene)
    operations.keep_clocks(by=CLOCK, at=later(60))
    gate, results = threading.Barrier(2), []

    def take(actor, unit):
        gate.wait(10)
        try:
            operations.take_from_pool(
                registration_id=row.pk,
                unit_id=scene.units[unit].pk,
                contact=given.contact(later(61)),
                by=actor,
                at=later(61),
            )
            results.append("taken")
        except refusals.LeadNotInPool:
            results.append("refused")
        finally:
            connections.close_all()

    asks = [(scene.actor("river"), "临河街道"), (scene.actor("hill"), "望山街道")]
    threads = [threading.Thread(target=take, args=ask) for ask in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == ["refused", "taken"]
