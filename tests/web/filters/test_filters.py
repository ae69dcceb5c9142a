"""Saved filters: one's own, shared within the unit on wish, and never a way to rows that are not one's own."""

import pytest

from luodi.people.models import SavedFilter
from tests.given import projects
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import district

pytestmark = pytest.mark.django_db
ASKED = "/filters/new/projects/?track=%E7%94%9F%E5%91%BD%E5%81%A5%E5%BA%B7&sort=-amount&page=3"


@pytest.fixture
@kept
def scene():
    return district()


def keep(scene, who="river", **form):
    client = signed_in(scene.accounts[who])
    page = client.get(ASKED).content.decode()
    assert 'name="query" value="track=%E7%94%9F%E5%91%BD%E5%81%A5%E5%BA%B7&amp;sort=-amount"' in page
    return client.post("/filters/new/projects/", {"name": "生命健康", "query": "track=生命健康"} | form)


def test_a_filter_stands_under_its_list_and_is_ones_own(scene):
    assert keep(scene).status_code == 302
    assert "生命健康" in signed_in(scene.accounts["river"]).get("/projects/").content.decode()
    assert "?track=生命健康" not in signed_in(scene.accounts["riverhead"]).get("/projects/").content.decode()


def test_a_shared_one_is_seen_within_the_unit_only_and_shows_each_their_own_rows(scene):
    keep(scene, shared="1")
    projects.project(scene, "澄川医药总部项目")
    assert "生命健康 · 测试river" in signed_in(scene.accounts["riverhead"]).get("/projects/").content.decode()
    hill = signed_in(scene.accounts["hill"])
    assert "测试river" not in hill.get("/projects/").content.decode()
    assert "澄川医药总部项目" not in hill.get("/projects/?track=生命健康").content.decode()


def test_the_same_name_takes_the_new_query_and_nothing_is_refused_in_silence(scene):
    keep(scene)
    keep(scene, query="track=数字经济")
    assert [row.query for row in SavedFilter.objects.all()] == ["track=数字经济"]
    assert keep(scene, name=" ").status_code == 422
    assert keep(scene, query="").status_code == 422
    assert signed_in(scene.accounts["river"]).get("/filters/new/evil/").status_code == 404


def test_one_drops_ones_own_only(scene):
    keep(scene)
    address = f"/filters/{SavedFilter.objects.get().pk}/drop/"
    assert signed_in(scene.accounts["riverhead"]).post(address).status_code == 404
    assert signed_in(scene.accounts["river"]).post(address).status_code == 302
    assert not SavedFilter.objects.exists()
