"""Chosen projects pass to another officer at once, with a preview and a reason."""

import pytest

from luodi.notices.models import Notice
from luodi.projects.models import Change, Project
from tests.given import projects
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import district

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    return district()


def test_is_previewed_and_then_done_for_what_was_chosen_only(scene):
    chosen, other = projects.project(scene, "甲项目"), projects.project(scene, "乙项目")
    head, taker = signed_in(scene.accounts["riverhead"]), scene.actor("river").person_id
    assert 'name="project"' in head.get("/projects/").content.decode()
    page = head.get(f"/projects/hand-over/?project={chosen.pk}").content.decode()
    assert "甲项目" in page and "乙项目" not in page and f'value="{taker}"' in page
    form = {"project": [chosen.pk], "taker": taker, "reason": "轮岗"}
    assert head.post("/projects/hand-over/", form).status_code == 302
    assert list(Project.objects.filter(officer_id=taker).values_list("pk", flat=True)) == [chosen.pk]
    assert Change.objects.get(field="officer_id").reason == "轮岗" and Notice.objects.get().person_id == taker
    assert Project.objects.get(pk=other.pk).officer_id is None


def test_is_refused_without_a_reason_to_strangers_and_for_others_projects(scene):
    chosen = projects.project(scene, "甲项目")
    head, taker = signed_in(scene.accounts["riverhead"]), scene.actor("river").person_id
    answer = head.post("/projects/hand-over/", {"project": [chosen.pk], "taker": taker, "reason": " "})
    assert answer.status_code == 422 and "甲项目" in answer.content.decode()
    stranger = {"project": [chosen.pk], "taker": scene.actor("hill").person_id, "reason": "轮岗"}
    assert head.post("/projects/hand-over/", stranger).status_code == 422
    assert signed_in(scene.accounts["hillhead"]).post("/projects/hand-over/", stranger).status_code == 404
    assert signed_in(scene.accounts["river"]).get("/projects/hand-over/").status_code == 403
