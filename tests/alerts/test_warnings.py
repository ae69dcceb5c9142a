"""Early warnings: each stage of one thing is told once, to whom its rule names."""

from datetime import date, timedelta

import pytest

from luodi.alerts import operations
from luodi.alerts.models import Warned
from luodi.alerts.queries import rule_rows
from luodi.alerts.rules import rules
from luodi.alerts.sources import SOURCES
from luodi.notices.models import Notice
from luodi.values.actor import system
from tests.given import observed
from tests.given import promised as given
from tests.given import transfers as given_transfers
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, district
from tests.given.promised import term

WATCH = system("预警巡检")


@pytest.fixture
@kept
def scene(db):
    found = district()
    given_transfers.parameters()
    return found


def look(at):
    return operations.look_out(by=WATCH, at=at)


def told(scene, name):
    kinds = Notice.objects.filter(person_id=scene.actor(name).person_id, kind__startswith="alert.")
    return sorted(kinds.values_list("kind", flat=True))


def test_every_rule_has_a_source_and_words():
    assert {each.source for each in rules().values()} == set(SOURCES)


def test_a_promise_that_turns_red_is_told_once_and_again_when_it_stays_red(scene):
    one = observed.subject(scene)
    given.promise(scene, one, terms=[term(2024, "12000000"), term(2025, "24000000")])
    observed.verified(scene, one, "600")
    first = look(NOW)
    assert first["promise_red"] == 1 and look(NOW + timedelta(hours=1))["promise_red"] == 0
    assert "alert.promise_red" in told(scene, "river") and "alert.promise_red" in told(scene, "riverhead")
    assert "alert.promise_red" in told(scene, "bureau") and told(scene, "hill") == []
    assert look(NOW + timedelta(days=59))["promise_still_red"] == 0
    assert look(NOW + timedelta(days=61))["promise_still_red"] == 1
    assert "alert.promise_still_red" in told(scene, "leader") and "alert.promise_still_red" not in told(scene, "river")


def test_what_falls_due_is_told_at_both_distances_and_what_is_silent_is_asked_for(scene):
    one = observed.subject(scene)
    given.promise(scene, one, terms=[term(2025, "12000000")])
    found = look(NOW.replace(year=2025, month=12, day=10))
    assert found["promise_due"] == 1 and found["promise_due_soon"] == 0 and found["promise_silent"] == 1
    found = look(NOW.replace(year=2025, month=12, day=28))
    assert found["promise_due"] == 0 and found["promise_due_soon"] == 1 and found["promise_silent"] == 0
    words = Notice.objects.filter(kind="alert.promise_due_soon").first()
    assert words.params["days"] == 3 and words.object_kind == "promises.promise"


def test_a_missing_return_and_a_waiting_supplement_are_told_to_who_can_act(scene):
    one = observed.subject(scene)
    row = given.promise(scene, one)
    given.supplement(scene, row, [term(2025, "3000")])
    Notice.objects.all().delete()
    found = look(NOW.replace(year=2025, month=4, day=20))
    assert found["return_missing"] == 1 and found["supplement_waiting"] == 1
    assert "alert.return_missing" in told(scene, "river") and "alert.supplement_waiting" not in told(scene, "river")
    assert {"alert.return_missing", "alert.supplement_waiting"} <= set(told(scene, "riverhead"))


def test_secret_things_are_told_to_their_own_unit_alone(scene):
    one = observed.subject(scene)
    assert given.promise(scene, one, indicator="tax", terms=[term(2024, "12000000")]).data_class == "secret"
    assert sum(look(NOW).values()) > 0
    assert told(scene, "river") != [] and told(scene, "bureau") == []


def test_the_page_shows_the_rules_with_what_they_found(scene):
    given.promise(scene, observed.subject(scene), terms=[term(2024, "12000000")])
    look(NOW)
    rows = {each.code: each for each in rule_rows(scene.actor("river"), today=date(2025, 3, 8))}
    assert rows["return_missing"].days == 15 and Warned.objects.count() == sum(each.struck for each in rows.values())
    page = signed_in(scene.accounts["river"]).get("/notices/rules/").content.decode()
    assert "约谈" in page and "单位负责人" in page
