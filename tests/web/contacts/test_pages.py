"""Pages of the daily work: the quick form, its draft, the line of time, the lists, and what stays masked."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from luodi.contacts.models import Comment, Draft, Visit
from tests.given import contacts as given
from tests.given import projects
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import district

pytestmark = pytest.mark.django_db
VISIT = {"kind": "visit", "held_date": "2025-03-06", "said": "看了厂房，关心蒸汽价格。", "next_step": "送报价"}


@pytest.fixture
@kept
def scene():
    given.parameters()
    return district()


@pytest.fixture
def project(scene):
    return projects.project(scene)


def text_of(answer) -> str:
    return answer.content.decode()


class TestProject:
    def test_teaches_the_first_step_and_shows_the_tabs(self, scene, project):
        page = text_of(signed_in(scene.accounts["river"]).get(f"/projects/{project.pk}/contacts/"))
        assert "记一次往来" in page and "还没有记录" in page and "报进展" in page

    def test_takes_a_visit_with_a_photo_from_a_phone(self, scene, project):
        river = signed_in(scene.accounts["river"])
        address = f"/projects/{project.pk}/contacts/visit/"
        assert 'enctype="multipart/form-data"' in text_of(river.get(address))
        photo = SimpleUploadedFile("现场.jpg", given.photo(), "image/jpeg")
        answer = river.post(address, VISIT | {"photo": photo, "evidence": "1"})
        assert answer.status_code == 302 and Visit.objects.get().evidence
        page = text_of(river.get(answer["Location"]))
        assert "关心蒸汽价格" in page and "送报价" in page and "有凭证" in page

    def test_loses_nothing_typed_on_a_refusal_nor_afterwards(self, scene, project):
        river = signed_in(scene.accounts["river"])
        address = f"/projects/{project.pk}/contacts/visit/"
        refused = river.post(address, VISIT | {"held_date": "2099-01-01"})
        assert refused.status_code == 422 and "关心蒸汽价格" in text_of(refused)
        later = text_of(signed_in(scene.accounts["river"]).get(address))
        assert "关心蒸汽价格" in later and "草稿" in later
        assert "关心蒸汽价格" not in text_of(signed_in(scene.accounts["riverhead"]).get(address))
        river.post(address, VISIT)
        assert not Draft.objects.exists()

    def test_keeps_what_is_being_typed(self, scene, project):
        river = signed_in(scene.accounts["river"])
        answer = river.post("/contacts/drafts/", {"draft": f"progress:{project.pk}", "happened": "还没写完"})
        assert answer.status_code == 204
        assert "还没写完" in text_of(river.get(f"/projects/{project.pk}/contacts/"))
        hill = signed_in(scene.accounts["hill"])
        assert hill.post("/contacts/drafts/", {"draft": f"visit:{project.pk}", "said": "x"}).status_code == 404

    def test_shows_a_correction_with_what_stood_before(self, scene, project):
        row, river = given.visit(scene, project), signed_in(scene.accounts["river"])
        address = f"/contacts/visits/{row.pk}/correct/"
        assert "看了厂房" in text_of(river.get(address))
        assert river.post(address, VISIT | {"reason": "漏记"}).status_code == 302
        page = text_of(river.get(f"/projects/{project.pk}/contacts/"))
        assert "更正前的记录" in page and "漏记" in page
        assert river.post(address, VISIT | {"reason": "又改"}).status_code == 409

    def test_comments_and_instructs_from_the_leaders_place(self, scene, project):
        leader = signed_in(scene.accounts["leader"])
        address = f"/projects/{project.pk}/contacts/"
        assert 'id="progress"' not in text_of(leader.get(address))
        assert leader.post(address + "comment/", {"text": "抓紧"}).status_code == 302
        unit = scene.units["规划资源局"].pk
        order = {"text": "一周内落实", "unit": unit, "due_date": "2099-01-01"}
        assert leader.post(address + "instruction/", order).status_code == 302
        planning = signed_in(scene.accounts["planning"])
        assert "一周内落实" in text_of(planning.get(address)) and Comment.objects.get().text == "抓紧"
        assert signed_in(scene.accounts["bureau"]).post(address + "instruction/", order).status_code == 403

    def test_shows_phones_masked_until_a_reason_opens_one(self, scene, project):
        contact, river = given.contact(scene, project), signed_in(scene.accounts["river"])
        page = text_of(river.get(f"/projects/{project.pk}/contacts/"))
        assert "139****5678" in page and "13912345678" not in page
        address = f"/contacts/people/{contact.pk}/reveal/"
        assert "13912345678" in text_of(river.post(address, {"reason": "回访"}))
        assert signed_in(scene.accounts["hill"]).post(address, {"reason": "看"}).status_code == 404
        assert signed_in(scene.accounts["leader"]).post(address, {"reason": "看"}).status_code == 403


class TestLists:
    @pytest.mark.parametrize(
        "query", ["", "?kind=visit", "?q=电力", "?evidence=no&unit=abc", "?on_from=x&page=9&sort=evil"]
    )
    def test_take_any_question(self, scene, project, query):
        given.visit(scene, project)
        assert signed_in(scene.accounts["bureau"]).get(f"/contacts/{query}").status_code == 200
        assert signed_in(scene.accounts["bureau"]).get(f"/contacts/overdue/{query}").status_code == 200

    def test_show_contacts_and_silent_projects_of_ones_own_only(self, scene, project):
        given.visit(scene, project)
        for address, words in (("/contacts/", "看了厂房"), ("/contacts/overdue/", project.name)):
            assert words in text_of(signed_in(scene.accounts["river"]).get(address))
            assert words not in text_of(signed_in(scene.accounts["hill"]).get(address))

    def test_go_to_excel_as_filtered(self, scene, project):
        given.visit(scene, project)
        given.visit(scene, project, kind="call", said="通了电话")
        body = signed_in(scene.accounts["bureau"]).get("/contacts/export/?kind=call").content
        rows = list(load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True))
        assert [row[5] for row in rows[3:]] == ["通了电话"]
