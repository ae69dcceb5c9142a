"""Pages of campaigns: the list, one with its units and sources, linking."""

import pytest

from luodi.campaigns.models import Campaign
from tests.campaigns.test_operations import page
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import district


@pytest.fixture
@kept
def scene(db):
    return district()


def text_of(response) -> str:
    return response.content.decode()


def client(scene, who="bureau"):
    return signed_in(scene.accounts[who])


def test_the_list_teaches_the_next_step(scene):
    assert "还没有专项行动" in text_of(client(scene).get("/campaigns/"))


def test_the_list_names_the_leading_units(scene):
    page(scene)
    assert "临河街道、综合执法局" in text_of(client(scene).get("/campaigns/"))


def test_a_campaign_opens_the_source_of_everything(scene):
    page(scene)
    campaign = Campaign.objects.get()
    shown = text_of(client(scene).get(f"/campaigns/{campaign.pk}/"))
    facts = {campaign.fact_id, campaign.papers.get().fact_id, *campaign.parts.values_list("fact_id", flat=True)}
    assert all(f"/documents/facts/{fact}/" in shown for fact in facts)


def test_a_wording_is_linked_to_a_unit(scene):
    page(scene)
    campaign = Campaign.objects.get()
    part = campaign.parts.get(unit_text="综合执法局")
    form = {"unit": scene.units["规划资源局"].pk, "reason": "同一单位"}
    assert client(scene).post(f"/campaigns/{campaign.pk}/parts/{part.pk}/link", form).status_code == 302
    assert "规划资源局" in text_of(client(scene).get(f"/campaigns/{campaign.pk}/"))


def test_linking_without_a_reason_is_explained_on_the_page(scene):
    page(scene)
    campaign = Campaign.objects.get()
    part = campaign.parts.get(unit_text="综合执法局")
    form = {"unit": scene.units["规划资源局"].pk, "reason": " "}
    response = client(scene).post(f"/campaigns/{campaign.pk}/parts/{part.pk}/link", form)
    assert response.status_code == 422


def test_an_internal_campaign_answers_404_to_another_unit(scene):
    page(scene, by="river", data_class="internal")
    assert client(scene, "hill").get(f"/campaigns/{Campaign.objects.get().pk}/").status_code == 404


@pytest.mark.parametrize("who", ["sysadmin", "secadmin", "auditadmin"])
def test_campaigns_are_closed_to_administrators(scene, who):
    assert client(scene, who).get("/campaigns/").status_code == 403


def test_campaigns_are_read_in_english_too(scene):
    page(scene)
    assert "Leading units" in text_of(client(scene).get("/campaigns/", headers={"Accept-Language": "en"}))
