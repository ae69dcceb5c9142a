"""Campaigns: set up from a page, added to by later ones, only mentioned, linked to units, and who sees them."""

import pytest

from luodi.campaigns import operations, queries
from luodi.campaigns.models import Campaign
from luodi.campaigns.operations import LinkingNeedsAReason
from luodi.values.refusal import NotAllowed, NotFound
from tests.given import meetings as given
from tests.given.kept import kept
from tests.given.people import NOW, district

TEXT = """纵深推进“美丽示例”建设

日前,2026年建设“美丽示例”推进会召开。
会上,综合执法局、临河街道部署了《2026年“美丽示例”实施方案》牵头工作任务。
望山街道作交流发言。
"""
FACTS = [
    ("named", "“美丽示例”建设", {"name": "“美丽示例”建设", "kind": "campaign"}),
    ("named", "《2026年“美丽示例”实施方案》", {"name": "《2026年“美丽示例”实施方案》", "kind": "plan"}),
    ("org", "综合执法局", {"name": "综合执法局", "role": "部署牵头工作任务"}),
    ("org", "临河街道", {"name": "临河街道", "role": "部署牵头工作任务"}),
    ("org", "望山街道", {"name": "望山街道", "role": "交流发言"}),
]
MENTION = TEXT.replace("推进会召开", "现场会召开")


@pytest.fixture
@kept
def scene(db):
    return district()


def page(scene, **given_):
    return given.congress(scene, **({"text": TEXT, "facts": FACTS, "kind": "推进会", "event_date": None} | given_))


class TestSetUpCampaign:
    def test_gives_the_plan_the_leads_and_the_units_of_their_names(self, scene):
        page(scene)
        campaign = Campaign.objects.get()
        leads = campaign.parts.filter(role="lead").order_by("pk")
        assert (campaign.name, campaign.year, campaign.papers.get().kind) == ("美丽示例", 2026, "plan")
        assert [(part.unit_text, part.unit) for part in leads] == [
            ("综合执法局", None),
            ("临河街道", scene.units["临河街道"]),
        ]

    def test_adds_to_the_campaign_of_this_name_and_changes_nothing(self, scene):
        page(scene)
        page(scene, text=MENTION)
        campaign = Campaign.objects.get()
        assert (campaign.papers.count(), campaign.parts.count(), campaign.mentions.count()) == (1, 3, 2)

    def test_an_internal_page_never_adds_to_the_public_one(self, scene):
        page(scene)
        page(scene, by="river", data_class="internal", text=MENTION)
        hill, river = scene.actor("hill"), scene.actor("river")
        assert queries.campaigns(hill).total == 1
        assert queries.campaigns(river).total == 2

    def test_opens_none_where_it_is_only_mentioned(self, scene):
        page(scene, facts=[FACTS[0], FACTS[4]])
        assert Campaign.objects.count() == 0

    def test_refuses_another_units_document(self, scene):
        origin = operations.Origin(1, 1, scene.units["望山街道"].pk, "public")
        with pytest.raises(NotAllowed):
            operations.set_up_campaign(
                name="甲", year=None, fact_id=1, origin=origin, papers=(), parts=(), by=scene.actor("river"), at=NOW
            )


class TestLinkPart:
    def link(self, scene, who="bureau", reason="同一单位"):
        part = Campaign.objects.get().parts.get(unit_text="综合执法局")
        return operations.link_part(
            part_id=part.pk, unit_id=scene.units["规划资源局"].pk, reason=reason, by=scene.actor(who), at=NOW
        )

    def test_says_which_unit_a_wording_means_and_keeps_the_wording(self, scene):
        page(scene)
        part = self.link(scene)
        assert (part.unit.name, part.unit_text) == ("规划资源局", "综合执法局")

    def test_needs_a_reason(self, scene):
        page(scene)
        with pytest.raises(LinkingNeedsAReason):
            self.link(scene, reason="")

    def test_is_for_the_unit_of_the_document_and_the_bureau(self, scene):
        page(scene)
        with pytest.raises(NotAllowed):
            self.link(scene, "river")

    def test_is_nothing_for_those_who_do_not_see_it(self, scene):
        page(scene, by="river", data_class="internal")
        with pytest.raises(NotFound):
            self.link(scene, "hill")


class TestQueries:
    def test_take_as_many_statements_for_one_part_as_for_many(self, scene, django_assert_num_queries):
        page(scene)
        bureau, number = scene.actor("bureau"), Campaign.objects.get().pk
        with django_assert_num_queries(4):
            detail = queries.campaign(bureau, number)
        assert (detail.row.leads, detail.row.units, len(detail.sources)) == (("临河街道", "综合执法局"), 3, 1)
