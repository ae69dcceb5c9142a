"""Two firms found to be one: everything follows, nothing is lost, and all of it comes back."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luodi.companies import operations, queries
from luodi.companies.models import Alias, Company, Merger
from luodi.journal.models import Line
from luodi.projects.models import Investor, Project
from luodi.values.refusal import NotAllowed, Stale
from tests.given import projects
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, district

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    return district()


def pair(scene):
    survivor = projects.firm("澄川医药科技有限公司", credit_code=projects.CODES[0])
    loser = projects.firm("澄川医药(集团)有限公司", group_name="澄川系", aliases=["澄川医药"])
    return survivor, loser


def merge(scene, survivor, loser, chosen=None, by="bureau", **more):
    told = {"versions": (survivor.version, loser.version), "chosen": chosen or {}, "reason": "同一法人"} | more
    return operations.merge_companies(survivor_id=survivor.pk, loser_id=loser.pk, by=scene.actor(by), at=NOW, **told)


def state():
    """Give all that merging may touch, versions left out."""
    firms = [
        {key: value for key, value in row.items() if key not in ("version",)}
        for row in Company.objects.order_by("pk").values()
    ]
    for row in firms:
        row["grams"] = sorted(row["grams"])
    return (
        firms,
        list(Alias.objects.order_by("pk").values()),
        list(Project.objects.order_by("pk").values_list("pk", "company_id")),
        list(Investor.objects.order_by("pk").values_list("pk", "project_id", "company_id")),
    )


class TestMerge:
    def test_lets_everything_follow_and_keeps_the_names(self, scene):
        survivor, loser = pair(scene)
        project = projects.project(scene, company_id=loser.pk)
        merge(scene, survivor, loser, {"group_name": "loser"})
        project.refresh_from_db()
        page = queries.company_page(company_id=survivor.pk, viewer=scene.actor("river"))
        assert project.company_id == survivor.pk and page.group_name == "澄川系"
        assert set(page.aliases) == {"澄川医药", "澄川医药(集团)有限公司"}
        assert [match.company_id for match in queries.company_matches(["澄川医药(集团)有限公司"])[0]] == [survivor.pk]
        assert Line.objects.filter(event="company.merged").count() == 1

    def test_leads_the_old_address_to_the_survivor(self, scene):
        survivor, loser = pair(scene)
        merge(scene, survivor, loser)
        answer = signed_in(scene.accounts["river"]).get(f"/companies/{loser.pk}/")
        assert (answer.status_code, answer["Location"]) == (302, f"/companies/{survivor.pk}/")

    def test_refuses_two_legal_persons_stale_forms_and_others(self, scene):
        survivor, loser = pair(scene)
        other = projects.firm("临澜重工有限公司", credit_code=projects.CODES[1])
        with pytest.raises(operations.CompanyCodesDiffer):
            merge(scene, survivor, other)
        with pytest.raises(operations.CompaniesAreOne):
            merge(scene, survivor, survivor)
        with pytest.raises(Stale):
            merge(scene, survivor, loser, versions=(9, 9))
        with pytest.raises(operations.CompanyReasonMissing):
            merge(scene, survivor, loser, reason=" ")
        with pytest.raises(NotAllowed):
            merge(scene, survivor, loser, by="river")
        merge(scene, survivor, loser)
        loser.refresh_from_db()
        with pytest.raises(operations.CompanyMergedAlready):
            merge(scene, other, loser)


class TestUnmerge:
    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        leading=st.lists(st.booleans(), max_size=4), beside=st.lists(st.booleans(), max_size=3),
        chosen=st.dictionaries(st.sampled_from(["name", "credit_code", "country", "group_name"]), st.sampled_from(["loser", "survivor"])),
        coded=st.booleans(),
    )  # fmt: skip
    def test_gives_back_exactly_what_was(self, scene, leading, beside, chosen, coded):
        from django.db import transaction

        with transaction.atomic():
            survivor = projects.firm("澄川医药科技有限公司")
            loser = projects.firm(
                "澄川医药(集团)有限公司", credit_code=projects.CODES[2] if coded else None, country="新加坡"
            )
            for place, own in enumerate(leading):
                projects.project(scene, f"项目甲{place}", company_id=(survivor if own else loser).pk)
            for place, both in enumerate(beside):
                row = projects.project(scene, f"项目乙{place}")
                Investor.objects.create(project=row, company=loser)
                if both:
                    Investor.objects.create(project=row, company=survivor)
            before = state()
            merger = merge(scene, survivor, loser, chosen)
            operations.unmerge_companies(merger_id=merger.pk, reason="认错了", by=scene.actor("bureau"), at=NOW)
            assert state() == before
            transaction.set_rollback(True)

    def test_is_refused_where_later_work_depends_on_it(self, scene):
        survivor, loser = pair(scene)
        project = projects.project(scene, company_id=loser.pk)
        merger = merge(scene, survivor, loser, {"group_name": "loser"})
        other = projects.firm("临澜重工有限公司")
        Project.objects.filter(pk=project.pk).update(company=other)
        survivor.refresh_from_db()
        operations.edit_company(
            company_id=survivor.pk, changes={"group_name": "新澄川系"}, reason="改名", version=survivor.version,
            by=scene.actor("bureau"), at=NOW,
        )  # fmt: skip
        with pytest.raises(operations.MergeHasLaterWork) as told:
            operations.unmerge_companies(merger_id=merger.pk, reason="撤销", by=scene.actor("bureau"), at=NOW)
        assert "projects.project" in str(told.value) and "group_name" in str(told.value)
        assert Merger.objects.get().undone_at is None


class TestPage:
    def test_shows_both_side_by_side_and_merges(self, scene):
        survivor, loser = pair(scene)
        projects.project(scene, company_id=loser.pk)
        bureau = signed_in(scene.accounts["bureau"])
        address = f"/companies/{survivor.pk}/merge/?with={loser.pk}"
        page = bureau.get(address).content.decode()
        assert survivor.name in page and loser.name in page
        form = {"loser": loser.pk, "survivor_version": survivor.version, "loser_version": loser.version, "group_name": "loser",
                "reason": "同一法人"}  # fmt: skip
        assert bureau.post(f"/companies/{survivor.pk}/merge/", form).status_code == 302
        page = bureau.get(f"/companies/{survivor.pk}/").content.decode()
        assert "撤销合并" in page
        merger = Merger.objects.get()
        assert bureau.post(f"/companies/mergers/{merger.pk}/undo/", {"reason": "认错了"}).status_code == 302
        assert Company.objects.get(pk=loser.pk).merged_into_id is None
        assert signed_in(scene.accounts["river"]).get(address).status_code == 403
