"""Two at once: a code works for one of them, a unit is merged once, the last security administrator stays."""

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connections

from luodi.people import operations, queries
from luodi.people.models import Account, AdminDuty, Person, Post, Unit
from luodi.values.actor import system
from luodi.values.refusal import Refusal
from tests.given.people import NOW, district

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
TODAY = date(2025, 3, 8)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run acts in threads that start together, and give "done" or the code of the refusal for each, sorted."""
    barrier, outcomes = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
            outcomes.append("done")
        except Refusal as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_the_first_administrators_code_makes_one():
    """AU6: single use holds against two who type it at the same moment."""
    code = operations.issue_first_admin_code(by=system("测试"), at=NOW)

    def act(name: str) -> Callable[[], object]:
        return lambda: operations.make_first_admin(
            code=code,
            name=name,
            sign_in_name=name,
            password="Willow-Lantern-42",
            today=TODAY,
            by=queries.nobody(),
            at=NOW,
        )

    assert at_once(act("jia"), act("yi")) == ["code_not_valid", "done"]
    assert Account.objects.count() == AdminDuty.objects.count() == 1


def test_a_password_code_works_once():
    scene = district()
    code = operations.issue_password_code(account_id=scene.accounts["river"].pk, by=scene.actor("secadmin"), at=NOW)

    def act(password: str) -> Callable[[], object]:
        return lambda: operations.reset_password(
            sign_in_name="river", code=code, password=password, by=queries.nobody(), at=NOW
        )

    assert at_once(act("Willow-Lantern-42"), act("Willow-Lantern-43")) == ["code_not_valid", "done"]


def test_two_units_merged_into_each_other_leave_one():
    scene = district()
    by, river, hill = scene.actor("bureau"), scene.units["临河街道"].pk, scene.units["望山街道"].pk

    def act(one: int, other: int) -> Callable[[], object]:
        return lambda: operations.merge_unit(unit_id=one, into_id=other, reason="文", by=by, at=NOW)

    assert at_once(act(river, hill), act(hill, river)) == ["done", "unit_below_itself"]
    assert Unit.objects.filter(active=False).count() == 1
    assert Post.objects.filter(to_date=None, unit__active=False).count() == 0


def test_two_security_administrators_cannot_remove_each_other():
    """AC6: one of them stays."""
    scene = district()
    second = operations.add_person(name="沈一舟", by=scene.actor("secadmin"), at=NOW)
    operations.open_account(person_id=second.pk, sign_in_name="shen", by=scene.actor("secadmin"), at=NOW)
    operations.give_duty(
        person_id=second.pk, duty="security_admin", since_date=TODAY, by=scene.actor("secadmin"), at=NOW
    )
    first = Person.objects.get(account__sign_in_name="secadmin")
    one, other = scene.actor("secadmin"), scene.actor("shen")
    outcomes = at_once(
        lambda: operations.end_duty(person_id=second.pk, by=one, at=NOW),
        lambda: operations.end_duty(person_id=first.pk, by=other, at=NOW),
    )
    assert outcomes == ["done", "last_security_administrator"]
    assert AdminDuty.objects.filter(duty="security_admin").count() == 1
