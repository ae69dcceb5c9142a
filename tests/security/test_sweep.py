"""AC1, AC2, IN3, LO1: every page and every call, asked by every role, at objects that are not theirs."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connection

from luodi.agreements.models import Agreement
from luodi.documents.models import Fact, Intake
from luodi.journal.models import Line
from luodi.people.permissions import roles
from luodi.projects.models import Project
from luodi.tasks.models import Task
from tests.given.browsing import signed_in
from tests.given.people import DUTIES, ROLES
from tests.given.world import AMOUNT_WORDS, CANARIES, World
from tests.security import walking
from tests.security.addresses import addresses

MATRIX = tomllib.loads((Path(__file__).parent / "matrix.toml").read_text(encoding="utf-8"))
ROLE_OF = {name: role for name, (_unit, role) in ROLES.items()} | DUTIES | {"firm": "firm_user"}
LOOKERS = {"bureau", "river", "secadmin", "sysadmin", "auditadmin"}
WITHOUT_AMOUNTS = ["finance", "planning"]
STRANGERS = ["hill", "hillhead", "planning", "firm", "sysadmin", "secadmin", "auditadmin"]
AT_ONCE = {"river", "hill"}  # the officer whose objects they are, and one of another street; others: the slow suite


def walkers(names, at_once=AT_ONCE):
    """Give the accounts that walk, those of the slow suite marked so."""
    return [pytest.param(name, marks=() if name in at_once else pytest.mark.slow) for name in names]


CANARY_PIECES = ["金雀", "丹砂岭", "青崖渡", "鹭影湾", "云麓签", "绝密赛道"]
LISTS = {
    "failures",
    "export_failures",
    "index",
    "persons",
    "export",
    "export_meetings",
    "export_persons",
    "export_units",
    "batches",
    "board",
    "pool",
    "conflicts",
    "duplicates",
    "findings",
    "counts",
    "rows",
    "inflows",
    "statistics",
    "export_findings",
    "export_counts",
    "export_inflows",
    "items",
    "export_items",
    "projects",
    "export_overdue",
    "overdue",
}
SECRETS = (*CANARIES, "绝密赛道甲")
# Beyond the decorator's: a view that asks for a second permission inside.
DEMANDED_INSIDE = {
    "gallery:index": "people.set_up",
    "gallery:screen": "people.set_up",
    "companies:export": "companies.view",
    "meetings:export": "meetings.view",
    "tasks:export": "tasks.view",
    "leads:export": "leads.view",
    "gates:export_failures": "projects.view",
    "agreements:export": "agreements.view",
    "agreements:legacy_export": "agreements.view",
    "documents:export": "documents.view",
    "campaigns:export": "campaigns.view",
    "campaigns:export_tasks": "campaigns.view",
    "campaigns:export_issues": "campaigns.view",
    "campaigns:export_lists": "campaigns.view",
    "campaigns:export_pool": "campaigns.view",
    "meetings:export_meetings": "meetings.view",
    "counting:export": "counting.view",
    "counting:export_findings": "counting.view",
    "counting:export_counts": "counting.view",
    "counting:export_inflows": "counting.view",
    "counting:inflow_template": "counting.view",
    "meetings:export_items": "meetings.view",
    "observations:export": "credit.view",
    "observed:export": "observations.view",
    "promises:export": "promises.view",
    "policies:export": "policies.view",
    "policies:export_facts": "facts.view",
    "policies:export_results": "policies.screen",
    "claims:export": "claims.view",
    "scoreboards:export": "scoreboards.view",
    "landing_time:export": "cockpit.view",
    "people:export_persons": "people.view",
    "people:export_units": "units.view",
    "reviews:export": "reviews.view",
    "contacts:export": "contacts.view",
    "contacts:export_overdue": "contacts.view",
}
# The security administrator ends anybody's token: that is the duty.
BY_DUTY = {("secadmin", "people:revoke_token")}


def may(name: str, permission: str) -> bool:
    return permission in ("signed_in", "public") or permission in roles()[ROLE_OF[name]].permissions


def found_in(answer, words) -> list[str]:
    text = walking.text_of(answer)
    return [word for word in words if word in text]


WRITES = re.compile(r"^\s*(?:WITH .* )?(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE | re.DOTALL)
MAY_BE_WRITTEN = ("django_session", "axes_", "observations_linktry")
LOOKS_ARE_KEPT = ("journal_", "reviews_opening")
LOGGED_LOOKS = {
    "tasks:export_desk", "promises:plan_book",
    "counting:export", "counting:export_findings", "counting:export_counts", "counting:export_inflows",
    "companies:export", "projects:export", "journal:export", "documents:original", "documents:export", "imports:findings", "projects:new",
    "tasks:export", "meetings:export", "leads:export", "meetings:export_meetings", "campaigns:export",
    "campaigns:export_tasks", "campaigns:export_issues", "campaigns:export_lists", "campaigns:export_pool",
    "people:export_persons", "people:export_units",
    "reviews:export", "reviews:detail", "reviews:form",
    "contacts:export", "contacts:export_overdue", "gates:export_failures", "meetings:export_items", "agreements:export",
    "agreements:legacy_export", "observations:export", "observed:export", "promises:export", "scoreboards:export",
    "policies:export", "policies:export_facts", "policies:pack", "policies:export_results",
    "landing_time:export", "claims:export", "claims:paper", "claims:bank_file", "claims:receipt", "claims:mine_receipt",
    "claims:mine_paper", "claims:application_paper",
}  # fmt: skip


@dataclass
class Seen:
    """What somebody met at an address: the status, 临河街道's words and amounts on the page, what the database wrote."""

    name: str
    permission: str
    own: bool
    allowed: bool
    written: list[tuple[str, str]] = field(default_factory=list)
    status: int = 0
    secrets: list[str] = field(default_factory=list)
    amounts: list[str] = field(default_factory=list)

    @property
    def as_it_should(self) -> bool:
        """Tell whether the page opened for those who may, and for nobody else."""
        return self.status in ({200, 302, 404} if self.allowed else {403})


def walk(scene: World, name: str) -> list[Seen]:
    """Open every page as somebody, once."""
    client, walked = signed_in(scene.account(name)), []

    def guard(execute, sql, params, many, context):
        if found := WRITES.match(sql):
            logged = found[2].startswith(LOOKS_ARE_KEPT) and walked[-1].name in LOGGED_LOOKS
            if not logged and not found[2].startswith(MAY_BE_WRITTEN):
                walked[-1].written.append((found[1], found[2]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(guard):
        for address in addresses():
            if "GET" not in address.methods:
                continue
            allowed = may(name, DEMANDED_INSIDE.get(address.name, address.permission)) and may(name, address.permission)
            here = Seen(address.name, address.permission, bool(set(address.parts) & set(scene.own)), allowed)
            walked.append(here)
            answer = client.get(walking.path_of(scene, address))
            text = walking.text_of(answer)
            here.status = answer.status_code
            here.secrets = [word for word in SECRETS if word in text]
            here.amounts = [word for word in AMOUNT_WORDS if word in text]
    return walked


class TestTheMatrix:
    def test_says_what_every_page_demands(self):
        built = {each.name: [each.permission, " ".join(m for m in each.methods if m != "HEAD")] for each in addresses()}
        assert built == MATRIX["pages"]

    def test_says_what_every_call_demands(self):
        built = {f"{method} {path}": call["x-permission"] for method, path, call in walking.calls()}
        assert built == MATRIX["api"]

    def test_names_only_permissions_that_some_role_carries(self):
        known = frozenset().union(*(role.permissions for role in roles().values())) | {"signed_in", "public"}
        assert {permission for permission, _methods in MATRIX["pages"].values()} - known == set()
        assert set(MATRIX["api"].values()) - known == set()


@pytest.mark.parametrize("name", walkers(ROLE_OF))
class TestEveryRole:
    def test_walks_once_through_all_pages(self, scene, name):
        """Open what its permissions name and nothing else; looking writes nothing; strangers and finance read no canary."""
        seen = walk(scene, name)
        assert [(each.name, each.permission, each.status) for each in seen if not each.as_it_should] == []
        if name in LOOKERS:
            assert [(each.name, each.written) for each in seen if each.allowed and each.written] == []
        if name in STRANGERS:
            lists = [each for each in seen if not each.own]
            assert len(lists) > 80 and [(each.name, each.secrets) for each in lists if each.secrets] == []
        if name in WITHOUT_AMOUNTS:
            told = [(each.name, each.amounts) for each in seen if each.amounts and may(name, each.permission)]
            assert told == []

    def test_posts_only_where_its_permissions_allow(self, scene, name):
        client, wrong = signed_in(scene.account(name)), []
        for address in addresses():
            if "POST" not in address.methods or may(name, address.permission):
                continue
            status = client.post(walking.path_of(scene, address), walking.WORDS).status_code
            if status != 403:
                wrong.append((address.name, address.permission, status))
        assert wrong == []

    def test_makes_the_calls_that_its_permissions_name_and_no_others(self, scene, name):
        client, wrong = walking.program(scene, name), []
        for method, path, call in walking.calls():
            status = walking.make_call(
                client, scene, method, path, "?q=试试" if path.endswith("/search") else ""
            ).status_code
            allowed = may(name, call["x-permission"])
            if (
                status >= 500
                or (status == 403) != (not allowed)
                and not (allowed and method != "GET" and status == 403)
            ):
                wrong.append((method, path, status))
        assert wrong == []


@pytest.mark.parametrize("name", walkers(STRANGERS))
class TestAnotherStreetsObjects:
    def test_are_not_there_by_any_address(self, scene, name):
        before, wrong = _state(), []
        client = signed_in(scene.account(name))
        for address in walking.of_own_objects(scene):
            for method in address.methods:
                if method == "HEAD":
                    continue
                answer = getattr(client, method.lower())(walking.path_of(scene, address), walking.WORDS)
                if (name, address.name) in BY_DUTY:
                    continue
                if answer.status_code not in (403, 404) or found_in(answer, SECRETS):
                    wrong.append((method, address.name, answer.status_code, found_in(answer, SECRETS)))
        assert wrong == [] and _state() == before

    def test_are_not_there_by_any_call(self, scene, name):
        before, wrong = _state(), []
        client = walking.program(scene, name)
        for method, path, _call in walking.calls():
            if not set(re.findall(r"{(\w+)}", path)) & set(scene.own):
                continue
            answer = walking.make_call(client, scene, method, path)
            if answer.status_code not in (403, 404) or found_in(answer, SECRETS):
                wrong.append((method, path, answer.status_code, found_in(answer, SECRETS)))
        assert wrong == [] and _state() == before

    def test_stand_in_no_list_of_the_api(self, scene, name):
        client, told = walking.program(scene, name), []
        for method, path, _call in walking.calls():
            if method != "GET" or set(re.findall(r"{(\w+)}", path)) & set(scene.own):
                continue
            queries = (
                [f"?q={piece}" for piece in CANARY_PIECES]
                if path.endswith("/search")
                else ["", f"?q={CANARY_PIECES[0]}"]
            )
            for query in queries:
                if words := found_in(walking.make_call(client, scene, method, path, query), SECRETS):
                    told.append((path, query, words))
        assert told == []


@pytest.mark.parametrize("name", walkers(STRANGERS, at_once={"firm"}))
class TestAnotherStreetsWords:
    def test_stand_in_no_list_that_is_searched_for_them(self, scene, name):
        client, told = signed_in(scene.account(name)), []
        for path in _searched(scene, name):
            answer = client.get(path)
            if words := found_in(answer, SECRETS):
                told.append((path, words))
        assert told == []


def _searched(scene: World, name: str) -> list[str]:
    """List the lists without an object of 临河街道's own, searched for the beginnings of its words; closed ones for one."""
    found = []
    for each in addresses():
        if "GET" in each.methods and is_list(each):
            pieces = CANARY_PIECES if may(name, each.permission) else CANARY_PIECES[:1]
            found += [f"{walking.path_of(scene, each)}?q={piece}" for piece in pieces]
    return found


def is_list(address) -> bool:
    return not address.parts and address.name.rpartition(":")[2] in LISTS


def _state() -> list:
    return [
        list(Project.objects.order_by("pk").values_list("pk", "name", "version", "stage_claimed", "stage_confirmed")),
        list(Agreement.objects.order_by("pk").values_list("pk", "state", "version")),
        list(Task.objects.order_by("pk").values_list("pk", "state", "version", "person_id")),
        list(Fact.objects.order_by("pk").values_list("pk", "state", "version")),
        list(Intake.objects.order_by("pk").values_list("pk", "state", "version")),
    ]


class TestHiddenAmounts:
    """Finance and departments see rows, but no amount under negotiation."""

    @pytest.mark.parametrize("name", walkers(WITHOUT_AMOUNTS))
    def test_stand_in_no_list_that_is_measured_or_sorted_by_them(self, scene, name):
        client, told = signed_in(scene.account(name)), []
        for address in addresses():
            if "GET" not in address.methods or not may(name, address.permission) or not is_list(address):
                continue
            for query in ("?measure=amount", "?sort=-amount"):
                answer = client.get(walking.path_of(scene, address) + query)
                if words := found_in(answer, AMOUNT_WORDS):
                    told.append((address.name, query, words))
        assert told == []

    @pytest.mark.parametrize("name", walkers(WITHOUT_AMOUNTS))
    def test_stand_in_no_call(self, scene, name):
        client, told = walking.program(scene, name), []
        for method, path, _call in walking.calls():
            if method == "GET":
                answer = walking.make_call(client, scene, method, path, "?q=丹砂" if path.endswith("/search") else "")
                if words := found_in(answer, AMOUNT_WORDS):
                    told.append((path, words))
        assert told == []

    def test_are_told_by_no_filter_and_no_order(self, scene):
        client = walking.program(scene, "finance")
        everything = client.get("/api/v1/projects").json()
        assert everything["total"] == Project.objects.filter(withdrawn_at=None).count() and all(
            row["amount_hidden"] for row in everything["rows"]
        )
        assert client.get("/api/v1/projects?amount_from=1").json()["total"] == 0
        assert client.get("/api/v1/projects?sort=-amount").json()["sort"] == "-newest"


class TestLooking:
    def test_at_what_is_forbidden_leaves_a_line(self, scene):
        before = Line.objects.filter(event="access.denied").count()
        signed_in(scene.account("sysadmin")).get("/projects/")
        assert Line.objects.filter(event="access.denied").count() == before + 1
