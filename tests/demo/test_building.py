"""The demonstration district: built through operations, the same each time, over all stages and three years."""

from datetime import date, datetime

import pytest

from luodi.claims.models import Claim, Payment
from luodi.claims.queries import envelopes
from luodi.demo import inventing
from luodi.demo.building import build
from luodi.demo.leads import LEADS
from luodi.engines.gates.stages import MAIN_CODES
from luodi.journal import queries as journal
from luodi.leads.models import Conflict, Registration
from luodi.meetings.queries import batch_rows, idle_trips
from luodi.people.models import Account, Unit
from luodi.policies.models import ClauseVersion
from luodi.policies.queries import published_pack
from luodi.policies.queries.population import firm_ids_with_facts, firms_of
from luodi.policies.reckoning import reckon
from luodi.projects.models import Project
from luodi.tasks.queries import FollowUpFilter, follow_ups
from luodi.values.actor import system
from luodi.values.credit_code import CreditCode
from tests.given.kept import held

NOW = datetime.fromisoformat("2026-11-20T10:00:00+08:00")


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), held(lambda: build(at=NOW), tmp_path_factory.mktemp("files")) as done:
        yield done


@pytest.fixture(autouse=True)
def _open(django_db_blocker):
    with django_db_blocker.unblock():
        yield


@pytest.mark.slow  # the whole district; the browser suite stands on one too
class TestBuild:
    def test_has_the_units_firms_and_projects_that_were_promised(self, built):
        assert Unit.objects.filter(kind="street").count() == 18
        assert len(inventing.target_units()) == 25
        assert (built.firms, built.projects) == (200, 120 + len(LEADS))
        assert set(Project.objects.values_list("stage_claimed", flat=True)) == set(MAIN_CODES)
        days = Project.objects.values_list("registered_at", flat=True)
        assert (max(days) - min(days)).days > 2 * 365

    def test_names_thirty_of_the_thirty_seven_places(self, built):
        signing = next(row for row in batch_rows(system("test")) if row.kind == "signing")
        assert (signing.stated_count, signing.named, signing.binding) == (37, 30, "unknown")

    def test_pays_twenty_four_firms_on_stage_and_the_books_are_what_was_paid(self, built):
        paid = Payment.objects.filter(state="paid")
        assert (paid.count(), paid.values("claim__company").distinct().count()) == (24, 24)
        books = [row.books for row in envelopes(system("test"))]
        assert sum(each.paid for each in books) == sum(paid.values_list("amount_fen", flat=True))
        assert all(each.left >= 0 for each in books)
        assert {"invited", "draft", "submitted", "crossed", "published"} <= set(
            Claim.objects.values_list("stage", flat=True)
        )

    def test_confirms_some_stages_and_leaves_others_claimed(self, built):
        confirmed = Project.objects.filter(stage_confirmed__isnull=False).count()
        assert 20 < confirmed < 100

    def test_shows_first_contact_in_every_state(self, built):
        states = set(Registration.objects.values_list("state", flat=True))
        assert states >= {"waiting", "active", "shadow", "lapsed", "taken_over"}
        assert set(Conflict.objects.values_list("state", flat=True)) == {"open", "ruled"}

    def test_publishes_the_pack_and_knows_what_firms_are_due(self, built):
        assert len(published_pack().clauses) >= 40
        assert ClauseVersion.objects.get(state="in_review").clause_id == "move-in-award"
        firms = firms_of(2025, None, firm_ids_with_facts(None))
        found = reckon(published_pack(), firms, NOW.date())
        due = {each.clause for each in found.pairs if each.status == "eligible" and each.granted_fen}
        assert (
            len(firms) == 60
            and len(due) >= 15
            and {each.status for each in found.pairs} == {"eligible", "maybe", "near"}
        )

    def test_follows_up_a_committee_meeting_and_shows_a_trip_without_an_action(self, built):
        desk = follow_ups(system("test"), FollowUpFilter(), today=NOW.date())
        assert all(desk.counts.values()) and desk.total == 9
        assert 35 in [trip.days for trip in idle_trips(system("test"), today=NOW.date())]

    def test_leaves_a_journal_that_holds_together(self, built):
        assert journal.verify().faults == ()

    def test_gives_every_account_a_password_made_now(self, built):
        assert {name for name, *_ in built.passwords} == set(Account.objects.values_list("sign_in_name", flat=True))
        assert len({password for _, password, *_ in built.passwords}) == len(built.passwords)


class TestInventing:
    def test_invents_the_same_each_time(self):
        assert inventing.projects(200, 50, date(2026, 1, 1)) == inventing.projects(200, 50, date(2026, 1, 1))

    def test_says_in_every_firms_name_that_it_is_invented(self):
        firms = inventing.firms(1500)
        assert all(inventing.MARK in firm.name for firm in firms)
        assert len({firm.name for firm in firms}) == len(firms)
        assert all(CreditCode.parse(firm.credit_code).text == firm.credit_code for firm in firms[::97])

    def test_puts_no_day_before_the_one_it_follows(self):
        for row in inventing.projects(500, 50, date(2026, 1, 1)):
            days = [
                day
                for day in (row.registered_date, row.signed_date, row.landed_date, row.started_date, row.produced_date)
                if day
            ]
            assert days == sorted(days)
