"""What the journal keeps of every act, and that nobody rewrites it (LO1 LO2 LO4 LO5)."""

from datetime import timedelta

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from luodi.journal import operations as journal
from luodi.journal import queries
from luodi.journal.models import Line
from luodi.people import operations
from luodi.people.models import Person
from luodi.values.actor import system
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, PASSWORD, district

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    operations.load_initial_parameters(by=system("测试布景"), at=NOW)
    return district()


def person_of(name: str) -> int:
    return Person.objects.get(account__sign_in_name=name).pk


def test_a_line_keeps_who_where_when_what_before_and_after(scene):
    """LO1: time with its offset, person, acting unit, address, kind and id of the object, success, before, after, request."""
    client = signed_in(scene.accounts["bureau"])
    river = scene.units["临河街道"]
    answer = client.post(f"/people/units/{river.pk}/rename/", {"name": "沿河街道"}, REMOTE_ADDR="10.1.2.3")
    line = queries.lines(limit=1)[0]
    assert line.at.utcoffset() is not None and line.succeeded
    assert (line.actor, line.unit, line.address) == ("测试bureau", "投资促进局", "10.1.2.3")
    assert (line.event, line.object_kind, line.object_id) == ("unit.renamed", "people.unit", str(river.pk))
    assert (line.before, line.after) == ("临河街道", "沿河街道")
    assert line.request_id == answer["X-Request-Id"]


ACTS = {
    "sign_in.succeeded": lambda scene: Client().post("/sign-in/", {"sign_in_name": "river", "password": PASSWORD}),
    "sign_in.failed": lambda scene: Client().post("/sign-in/", {"sign_in_name": "river", "password": "wrong"}),
    "sign_out": lambda scene: signed_in(scene.accounts["river"]).post("/sign-out/"),
    "access.denied": lambda scene: signed_in(scene.accounts["river"]).get("/settings/"),
    "list.exported": lambda scene: signed_in(scene.accounts["bureau"]).get("/journal/export/"),
    "post.given": lambda scene: signed_in(scene.accounts["bureau"]).post(
        f"/people/persons/{person_of('river')}/post/", {"unit": scene.units["望山街道"].pk, "role": "officer"}
    ),
    "duty.ended": lambda scene: signed_in(scene.accounts["secadmin"]).post(
        f"/people/persons/{person_of('auditadmin')}/duty/end/"
    ),
    "account.closed": lambda scene: signed_in(scene.accounts["secadmin"]).post(
        f"/people/persons/{person_of('river')}/account/close/", {"reason": "调离"}
    ),
    "code.issued": lambda scene: signed_in(scene.accounts["secadmin"]).post(
        f"/people/persons/{person_of('river')}/account/code/"
    ),
    "password.changed": lambda scene: signed_in(scene.accounts["river"]).post(
        "/password/", {"present": PASSWORD, "password": "Willow-Lantern-42", "again": "Willow-Lantern-42"}
    ),
    "parameter.set": lambda scene: signed_in(scene.accounts["bureau"]).post(
        "/settings/parameters/set/",
        {"code": "password.days", "value": "60", "source": "文", "valid_from": "2025-06-01"},
    ),
    "phone.revealed": lambda scene: signed_in(scene.accounts["riverhead"]).post(
        f"/people/persons/{person_of('river')}/reveal/", {"reason": "联系"}
    ),
    "journal.verified": lambda scene: signed_in(scene.accounts["auditadmin"]).post("/journal/verify/"),
}


@pytest.mark.parametrize("event", ACTS)
def test_each_kind_of_act_leaves_its_line(scene, event):
    """LO2: sign-in and out, failures, denied looks, exports, changes of rights, reveals, settings, checks."""
    ACTS[event](scene)
    assert [line.event for line in queries.lines(limit=3)].count(event) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_line SET event = 'sign_out'",
        "DELETE FROM journal_line",
        "TRUNCATE journal_line",
        "UPDATE journal_block SET root = ''",
        "DELETE FROM journal_block",
        "UPDATE people_parameter SET value = '1'",
        "DELETE FROM people_parameter",
    ],
)
def test_the_application_can_change_nothing_that_was_written(scene, statement):
    """LO4: no UPDATE, DELETE or TRUNCATE for the application's role."""
    journal.seal_blocks(at=NOW + timedelta(seconds=2))
    with pytest.raises((ProgrammingError, InternalError), match="permission denied|append-only"), transaction.atomic():
        connection.cursor().execute(statement)


def test_the_check_names_a_line_whose_hash_does_not_fit(scene):
    """LO5: a line written with another hash than its content has is found at once, sealed or not."""
    line = Line.objects.order_by("-pk").first()
    copy = Line(**{field.attname: getattr(line, field.attname) for field in Line._meta.fields if field.attname != "id"})
    copy.event = "sign_out"
    copy.save(force_insert=True)
    faults = queries.verify().faults
    assert [(fault.code, fault.line_id) for fault in faults] == [("line_changed", copy.pk)]


def test_what_axes_keeps_of_a_failure_holds_no_password(scene):
    """LO7: the failure counter keeps the form without the password that was typed."""
    Client().post(reverse("sign_in:sign_in"), {"sign_in_name": "river", "password": "Canary-Password-9"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(a)::text FROM axes_accessattempt a")
        assert all("Canary" not in row for (row,) in cursor.fetchall())
