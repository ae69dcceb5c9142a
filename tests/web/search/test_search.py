"""The search: grouped, scoped, never on what is hidden, calm about any text."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi.cockpit.search import search
from tests.given import people, projects
from tests.given.browsing import signed_in
from tests.given.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    return people.district()


def kinds(scene, who, text):
    return {
        group.kind: [hit.title for hit in group.hits]
        for group in search(viewer=scene.actor(who), text=text, today=people.NOW.date()).groups
    }


def test_groups_what_it_finds(scene):
    projects.project(scene, company_name="澄川医药科技有限公司")
    projects.firm()
    found = kinds(scene, "river", "澄川")
    assert found["projects"] == ["澄川医药总部项目"]
    assert found["companies"] == ["澄川医药科技有限公司"]
    assert kinds(scene, "river", "临河")["units"] == ["临河街道"]


def test_never_finds_another_streets_project(scene):
    projects.project(scene)
    assert "projects" not in kinds(scene, "hill", "澄川")
    assert "projects" not in kinds(scene, "planning", "澄川")


def test_never_finds_by_a_hidden_amount(scene):
    projects.project(scene, amount=projects.yi("1.2345"))
    for text in ("12345", "123450000", "1.2345"):
        assert "projects" not in kinds(scene, "finance", text)


@pytest.mark.parametrize("text", ["", "澄", " ", "%", "'", "\x00\x00", "a" * 5000, "((((", "😀😀", "_ _"])
def test_is_calm_about_any_text(scene, text):
    client = signed_in(scene.accounts["river"])
    assert client.get("/search/", {"q": text}).status_code in (200, 400)


def test_leaves_out_what_one_has_no_permission_for(scene):
    projects.firm()
    assert kinds(scene, "secadmin", "澄川") == {}
    assert signed_in(scene.accounts["secadmin"]).get("/search/?q=澄川").status_code == 403


def test_has_a_fixed_number_of_statements(scene):
    viewer = scene.actor("river")
    with CaptureQueriesContext(connection) as few:
        search(viewer=viewer, text="示例", today=people.NOW.date())
    projects.several(scene, 30)
    with CaptureQueriesContext(connection) as more:
        search(viewer=viewer, text="示例", today=people.NOW.date())
    assert len(more) == len(few)
