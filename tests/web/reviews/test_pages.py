"""The pages of reviews: list, review with marks and findings, form, exemptions, pack, rescan, a project's tab."""

import io
from datetime import date

import docx
import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi.jobs import reviews as jobs
from luodi.reviews import operations
from luodi.reviews.models import Finding, Opening, Review
from tests.given import projects
from tests.given import reviews as given
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, district
from tests.given.reviews import AGREEMENT, BAD, GOOD, asked, finding
from tests.journeys.test_fairness_reviews import stricter  # noqa: F401 (a fixture)


@pytest.fixture
@kept
def scene(db):
    scene = district()
    given.regulator(scene)
    return scene


def get(scene, address, who="river"):
    return signed_in(scene.accounts[who]).get(address)


def post(scene, address, who="river", **fields):
    return signed_in(scene.accounts[who]).post(address, fields)


def version(review) -> int:
    return Review.objects.get(pk=review.pk).version


class TestList:
    def test_shows_what_is_open_and_leads_to_it(self, scene):
        review = asked(scene)
        text = get(scene, "/reviews/").content.decode()
        assert review.title in text and f"/reviews/{review.pk}/" in text
        assert review.title not in get(scene, "/reviews/?state=concluded").content.decode()
        assert review.title in get(scene, "/reviews/?blocked=1").content.decode()
        assert review.title not in get(scene, "/reviews/", "hill").content.decode()

    def test_takes_as_many_statements_for_thirty_as_for_one(self, scene):
        client = signed_in(scene.accounts["river"])
        asked(scene)
        client.get("/reviews/")
        with CaptureQueriesContext(connection) as one:
            client.get("/reviews/")
        for _ in range(29):
            asked(scene)
        with CaptureQueriesContext(connection) as thirty:
            client.get("/reviews/")
        assert len(one) == len(thirty)

    def test_comes_as_an_excel_file(self, scene):
        asked(scene)
        answer = get(scene, "/reviews/export")
        assert answer.status_code == 200 and answer.content.startswith(b"PK")


class TestAsking:
    def test_a_pasted_text_is_reviewed(self, scene):
        answer = post(scene, "/reviews/new", title="协议", text=AGREEMENT, kind="agreement", issued_by="department")
        assert answer.status_code == 302 and answer["Location"] == f"/reviews/{Review.objects.get().pk}/"

    def test_a_refusal_keeps_what_was_entered(self, scene):
        answer = post(scene, "/reviews/new", title="某某协议", text=" ")
        assert answer.status_code == 422 and "某某协议" in answer.content.decode()

    def test_for_a_project_from_its_tab(self, scene):
        project = projects.project(scene, "临河新材料项目")
        assert f"/reviews/new?project={project.pk}" in get(scene, f"/projects/{project.pk}/reviews/").content.decode()
        post(scene, "/reviews/new", title="协议", text=GOOD, project=project.pk)
        assert "协议" in get(scene, f"/projects/{project.pk}/reviews/").content.decode()
        assert get(scene, f"/projects/{project.pk}/reviews/", "hill").status_code == 404
        assert post(scene, "/reviews/new", who="hill", title="x", text="y", project=project.pk).status_code == 404


class TestReview:
    def test_marks_the_words_and_says_why(self, scene):
        review = asked(scene)
        text = get(scene, f"/reviews/{review.pk}/").content.decode()
        one = finding(review, "C05")
        assert f'id="finding-{one.pk}"' in text and f'id="at-{one.pk}"' in text and one.reason in text
        assert "ld-rv-mark-forbid" in text and one.article in text
        assert Opening.objects.filter(review=review).count() == 1

    def test_is_not_there_for_others(self, scene):
        review = asked(scene)
        for part in ("", "changes", "form.pdf", "text"):
            assert get(scene, f"/reviews/{review.pk}/{part}", "hill").status_code == 404
        assert get(scene, f"/reviews/{review.pk}/form.exe").status_code == 404

    def test_takes_as_many_statements_for_thirty_findings_as_for_one(self, scene):
        client, counted = signed_in(scene.accounts["river"]), []
        for lines in (1, 30):
            text = "\n".join(f"第{n}项{BAD}" for n in range(lines))
            clauses = tuple(given.clauses_of(f"第{n}项{BAD}")[0] for n in range(lines))
            review = asked(scene, text=text, clauses=clauses)
            client.get(f"/reviews/{review.pk}/")
            with CaptureQueriesContext(connection) as taken:
                assert client.get(f"/reviews/{review.pk}/").status_code == 200
            counted.append(len(taken))
        assert counted[0] == counted[1]

    def test_the_whole_way_by_forms(self, scene):
        review = asked(scene)
        at = f"/reviews/{review.pk}"
        one = finding(review, "C05").pk
        post(scene, f"{at}/answer", version=version(review), finding=one, kind="rewrite", wording=GOOD)
        assert finding(review, "C05") is None
        post(scene, f"{at}/text", version=version(review), text=f"{GOOD}\n{GOOD}", reason="删去")
        for each in Finding.objects.filter(review=review, state="open"):
            kind = "not_applicable" if each.severity == "forbid" else "explained"
            post(scene, f"{at}/answer", version=version(review), finding=each.pk, kind=kind, words="见说明")
        refused = signed_in(scene.accounts["riverhead"]).post(
            f"{at}/conclude", {"version": version(review), "words": "可以"}, follow=True
        )
        assert "听取意见" in refused.content.decode() and Review.objects.get().state == "open"
        post(scene, f"{at}/hearing", version=version(review), heard="none", held_date="2025-03-08", summary="不涉及")
        post(scene, f"{at}/conclude", "riverhead", version=version(review), words="可以出台")
        assert Review.objects.get().state == "concluded"
        assert post(scene, f"{at}/conclude", "riverhead", version=1, words="可以").status_code == 409
        assert "<del>" in get(scene, f"{at}/changes?from=1&to=2").content.decode()

    def test_its_form_names_each_finding_with_its_answer(self, scene):
        review = asked(scene)
        one = finding(review, "C05").pk
        post(
            scene,
            f"/reviews/{review.pk}/answer",
            version=version(review),
            finding=one,
            kind="not_applicable",
            words="引用条文",
        )
        written = docx.Document(io.BytesIO(get(scene, f"/reviews/{review.pk}/form.docx").content))
        words = "\n".join(cell.text for table in written.tables for row in table.rows for cell in row.cells)
        assert BAD in words and "引用条文" in words and review.text_sha256 in words
        printed = get(scene, f"/reviews/{review.pk}/form.pdf")
        assert printed["Content-Type"] == "application/pdf" and len(pypdfium2.PdfDocument(printed.content)) >= 1


class TestExemptionsAndPacks:
    def test_an_exemption_is_granted_listed_and_ended(self, scene):
        review = asked(scene)
        fields = {
            "ground": "science", "no_milder": "已比较", "until_date": "2099-06-30", "reasons": "攻关",
            "finding": finding(review, "C05").pk,
        }  # fmt: skip
        assert post(scene, f"/reviews/{review.pk}/exempt", version=version(review), **fields).status_code == 403
        post(scene, f"/reviews/{review.pk}/exempt", "riverhead", version=version(review), **fields)
        text = get(scene, "/reviews/exemptions").content.decode()
        assert "2099-06-30" in text and review.title in text
        pk = Finding.objects.get(pk=fields["finding"]).exemptions.get().pk
        post(scene, f"/reviews/exemptions/{pk}/end", "riverhead", reason="条件成就")
        assert finding(review, "C05").state == "open"
        assert review.title in get(scene, "/reviews/exemptions?state=ended").content.decode()
        assert review.title not in get(scene, "/reviews/exemptions?state=ended", "hill").content.decode()

    def test_a_new_pack_is_adopted_and_its_difference_shown(self, scene, stricter):  # noqa: F811
        review = asked(scene)
        assert "C05" in get(scene, "/reviews/pack").content.decode()
        answer = post(scene, "/reviews/pack/adopt", "bureau", name="fcr-next", reason="更新")
        rescan = int(answer["Location"].rstrip("/").rpartition("/")[2])
        assert "ld-work-running" in get(scene, answer["Location"]).content.decode()
        jobs.rescan(rescan)
        text = get(scene, answer["Location"]).content.decode()
        assert "ld-work-done" in text and review.title in text
        assert post(scene, "/reviews/pack/adopt", name="fcr-next").status_code == 403


def test_hearings_and_versions_stand_on_the_page(scene):
    review = asked(scene)
    given.act(
        operations.attach_hearing, review, scene, heard="public", held_date=date(2025, 3, 1), who="居民代表十人",
        summary="没有异议",
    )  # fmt: skip
    text = get(scene, f"/reviews/{review.pk}/").content.decode()
    assert "居民代表十人" in text and NOW.strftime("%Y-%m-%d") in text
