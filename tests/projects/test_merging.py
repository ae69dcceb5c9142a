"""Two projects found to be one: proposed by one, decided by another, counted once, and all of it comes back."""

import threading

import pytest
from django.db import connections

from luodi.contacts import queries as contacts
from luodi.contacts.operations import report_progress
from luodi.people import operations as people
from luodi.projects import merger_refusals, operations, queries
from luodi.projects.models import Project, ProjectMerger
from luodi.projects.queries import ProjectFilter
from luodi.values.refusal import NotAllowed, NotFound, Refusal, Stale
from tests.given import contacts as given
from tests.given import projects
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, PASSWORD, SET_UP, district

pytestmark = pytest.mark.django_db


def second_officer(scene):
    """Give the bureau a second person, who may decide what the first proposed."""
    from datetime import date

    person = people.add_person(name="测试核定", by=SET_UP, at=NOW)
    people.give_post(
        person_id=person.pk, unit_id=scene.units["投资促进局"].pk, role="promotion_bureau", from_date=date(2024, 1, 1),
        by=SET_UP, at=NOW,
    )  # fmt: skip
    scene.accounts["second"] = people.open_account(
        person_id=person.pk, sign_in_name="second", password=PASSWORD, temporary=False, by=SET_UP, at=NOW
    )


@pytest.fixture
@kept
def scene():
    given.parameters()
    scene = district()
    second_officer(scene)
    return scene


def pair(scene):
    return (
        projects.project(scene, "澄川医药总部项目", amount=projects.yi("2")),
        projects.project(
            scene, "澄川医药全国总部基地", amount=projects.yi("3"), unit="望山街道", by="hill", site="望山二路"
        ),
    )


def propose(scene, survivor, loser, chosen=(), by="bureau"):
    return operations.propose_project_merger(
        survivor_id=survivor.pk, loser_id=loser.pk, versions=(survivor.version, loser.version), chosen=chosen, reason="同一项目",
        by=scene.actor(by), at=NOW,
    )  # fmt: skip


def decide(scene, row, by="second", agreed=True):
    return operations.decide_project_merger(merger_id=row.pk, agreed=agreed, by=scene.actor(by), at=NOW)


def counts(scene):
    board = queries.board(viewer=scene.actor("bureau"), filters=ProjectFilter())
    rows = (
        Project.objects.filter(withdrawn_at=None).order_by("pk").values_list("pk", "name", "amount", "site", "unit_id")
    )
    return board.total().projects, board.total().amount, list(rows)


class TestMerge:
    def test_needs_a_second_person_and_counts_once_afterwards(self, scene):
        survivor, loser = pair(scene)
        row = propose(scene, survivor, loser, ["amount", "site"])
        assert counts(scene)[0] == 2
        with pytest.raises(merger_refusals.MergerNeedsAnother):
            decide(scene, row, "bureau")
        decide(scene, row)
        survivor.refresh_from_db()
        assert counts(scene)[0] == 1 and (survivor.site, survivor.amount) == ("望山二路", projects.yi("3").amount)

    def test_reads_history_through_the_survivor_and_leads_old_addresses_there(self, scene):
        survivor, loser = pair(scene)
        report_progress(project_id=loser.pk, happened="并前的进展", by=scene.actor("hill"), at=NOW)
        loser.refresh_from_db()
        decide(scene, propose(scene, survivor, loser))
        viewer = scene.actor("bureau")
        work = contacts.daily_work(project_id=survivor.pk, unit_id=survivor.unit_id, viewer=viewer)
        assert "并前的进展" in [entry.facts.get("happened") for entry in work.entries]
        bureau = signed_in(scene.accounts["bureau"])
        for old in ("", "contacts/"):
            answer = bureau.get(f"/projects/{loser.pk}/{old}")
            assert (answer.status_code, answer["Location"]) == (302, f"/projects/{survivor.pk}/")
        assert signed_in(scene.accounts["hill"]).get(f"/projects/{loser.pk}/").status_code == 404

    def test_refuses_the_same_the_changed_and_the_second_time(self, scene):
        survivor, loser = pair(scene)
        with pytest.raises(merger_refusals.ProjectsAreOne):
            propose(scene, survivor, survivor)
        with pytest.raises(NotAllowed):
            propose(scene, survivor, loser, by="river")
        row = propose(scene, survivor, loser)
        with pytest.raises(merger_refusals.ProjectMergerStands):
            propose(scene, survivor, loser)
        operations.edit_project(
            project_id=loser.pk,
            changes={"note": "改了"},
            reason="补充",
            version=loser.version,
            by=scene.actor("hill"),
            at=NOW,
        )
        with pytest.raises(Stale):
            decide(scene, row)
        decide(scene, row, agreed=False)
        assert counts(scene)[0] == 2

    def test_and_taking_it_back_leave_all_counts_as_they_were(self, scene):
        survivor, loser = pair(scene)
        before = counts(scene)
        row = decide(scene, propose(scene, survivor, loser, ["name", "amount", "site", "company", "dates"]))
        operations.unmerge_projects(merger_id=row.pk, reason="认错了", by=scene.actor("bureau"), at=NOW)
        assert counts(scene) == before
        with pytest.raises(Stale):
            operations.unmerge_projects(merger_id=row.pk, reason="再来", by=scene.actor("bureau"), at=NOW)

    def test_can_not_be_taken_back_over_later_work(self, scene):
        survivor, loser = pair(scene)
        row = decide(scene, propose(scene, survivor, loser, ["site"]))
        survivor.refresh_from_db()
        operations.edit_project(
            project_id=survivor.pk, changes={"site": "临河一号"}, reason="改址", version=survivor.version,
            by=scene.actor("river"), at=NOW,
        )  # fmt: skip
        with pytest.raises(merger_refusals.ProjectMergerHasLaterWork) as told:
            operations.unmerge_projects(merger_id=row.pk, reason="撤销", by=scene.actor("bureau"), at=NOW)
        assert "site" in str(told.value)

    def test_happens_on_its_page(self, scene):
        survivor, loser = pair(scene)
        bureau, second = signed_in(scene.accounts["bureau"]), signed_in(scene.accounts["second"])
        address = f"/projects/{survivor.pk}/merge/"
        assert loser.name in bureau.get(f"{address}?with={loser.pk}").content.decode()
        form = {"loser": loser.pk, "survivor_version": survivor.version, "loser_version": loser.version, "site": "loser",
                "reason": "同一项目"}  # fmt: skip
        assert bureau.post(address, form).status_code == 302
        row = ProjectMerger.objects.get()
        assert "不能自己核定" in bureau.post(f"/projects/mergers/{row.pk}/agree/", follow=True).content.decode()
        assert second.post(f"/projects/mergers/{row.pk}/agree/").status_code == 302
        row.refresh_from_db()
        assert row.state == "done"
        assert signed_in(scene.accounts["river"]).get(f"{address}?with={loser.pk}").status_code == 403


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_decisions_at_once_have_one_winner():
    given.parameters()
    scene = district()
    second_officer(scene)
    row, told = propose(scene, *pair(scene)), []

    def run(agreed):
        try:
            decide(scene, row, agreed=agreed)
            told.append("decided")
        except Refusal as refusal:
            told.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(agreed,)) for agreed in (True, False)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert sorted(told) == ["decided", "stale"]


def test_a_strange_merger_is_not_there():
    with pytest.raises(NotFound):
        operations.unmerge_projects(merger_id=10**9, reason="x", by=SET_UP, at=NOW)
