"""The pages of firms: list, page, forms, export."""

from io import BytesIO

import openpyxl
import pytest

from luodi.companies import operations
from luodi.companies.models import Company
from tests.given import people, projects
from tests.given.browsing import signed_in
from tests.given.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    return people.district()


@pytest.fixture
def river(scene):
    return signed_in(scene.accounts["river"])


def text_of(response):
    return response.content.decode()


class TestList:
    def test_finds_by_name_alias_code_and_pinyin(self, scene, river):
        projects.firm("澄川医药科技有限公司", aliases=["澄药集团"], credit_code=projects.CODES[0])
        projects.firm("望潮机器人有限公司")
        for words in ("澄川", "澄药", "药集团", projects.CODES[0], projects.CODES[0].lower(), "ccyy"):
            text = text_of(river.get("/companies/", {"q": words}))
            assert "澄川医药科技有限公司" in text
            assert "望潮机器人" not in text
        assert "没有符合条件的企业" in text_of(river.get("/companies/", {"q": "没有这个"}))

    def test_teaches_the_next_step_when_empty(self, river):
        assert "企业库还是空的" in text_of(river.get("/companies/"))

    @pytest.mark.parametrize("who", ["sysadmin", "secadmin", "auditadmin"])
    def test_is_closed_to_administrators(self, scene, who):
        assert signed_in(scene.accounts[who]).get("/companies/").status_code == 403

    @pytest.mark.parametrize(
        "query", ["?page=x&sort=;", "?page=99999", "?q=%25%27", "?sort=-credit_code&exact=1", "?group=x"]
    )
    def test_takes_any_address(self, scene, river, query):
        projects.firm()
        assert river.get("/companies/" + query).status_code == 200


class TestDetail:
    def test_shows_names_candidates_and_the_projects_that_one_may_see(self, scene, river):
        firm = projects.firm("澄川医药科技有限公司", aliases=["澄药"], group_name="澄川示例集团")
        projects.firm("澄川医药科技股份有限公司")
        projects.project(scene, company_id=firm.pk)
        projects.project(scene, "别街道的项目", unit="望山街道", by="hill", company_id=firm.pk)
        text = text_of(river.get(f"/companies/{firm.pk}/"))
        assert "可能是同一家企业" in text
        assert "澄药" in text
        assert "澄川医药总部项目" in text
        assert "别街道的项目" not in text

    def test_does_not_exist(self, river):
        assert river.get("/companies/987654/").status_code == 404


class TestForms:
    def test_register_add_alias_and_edit(self, scene, river):
        answer = river.post(
            "/companies/new/", {"name": "青禾示例有限公司", "credit_code": projects.CODES[1], "country": "中国"}
        )
        firm = Company.objects.get()
        assert answer["Location"] == f"/companies/{firm.pk}/"
        assert river.post(f"/companies/{firm.pk}/alias/", {"alias": "青禾"}).status_code == 302
        form = {"name": "青禾示例股份有限公司", "reason": "更名", "version": 2}
        assert river.post(f"/companies/{firm.pk}/edit/", form).status_code == 302
        firm.refresh_from_db()
        assert firm.name == "青禾示例股份有限公司"
        assert set(firm.aliases.values_list("name", flat=True)) == {"青禾", "青禾示例有限公司"}

    @pytest.mark.parametrize(
        ("form", "words"),
        [
            ({"name": ""}, "请填写企业名称"),
            ({"name": "乙示例有限公司", "credit_code": "123"}, "统一社会信用代码应为 18 位"),
            ({"name": "乙示例有限公司", "credit_code": projects.CODES[0]}, "属于“甲示例有限公司”"),
            ({"name": "甲示例有限公司"}, "已在库中"),
        ],
    )
    def test_refuse_in_words_and_keep_what_was_typed(self, scene, river, form, words):
        projects.firm("甲示例有限公司", credit_code=projects.CODES[0])
        answer = river.post("/companies/new/", form | {"group_name": "某集团"})
        assert answer.status_code == 422
        assert words in text_of(answer)
        assert "某集团" in text_of(answer)

    def test_refuse_a_stale_form(self, scene, river):
        firm = projects.firm()
        operations.add_alias(company_id=firm.pk, name="澄药", by=people.SET_UP, at=people.NOW)
        answer = river.post(f"/companies/{firm.pk}/edit/", {"name": "别的名字", "reason": "x", "version": 1})
        assert answer.status_code == 409

    def test_are_closed_to_readers(self, scene):
        firm, leader = projects.firm(), signed_in(scene.accounts["leader"])
        assert leader.get("/companies/new/").status_code == 403
        assert leader.post(f"/companies/{firm.pk}/edit/", {}).status_code == 403
        assert leader.post(f"/companies/{firm.pk}/alias/", {}).status_code == 403

    def test_ignore_fields_that_are_not_offered(self, scene, river):
        river.post(
            "/companies/new/",
            {"name": "丙示例有限公司", "source_kind": "demo", "version": 9, "merged_into": 1, "unit_id": 1},
        )
        firm = Company.objects.get()
        assert (firm.source_kind, firm.version, firm.merged_into_id, firm.unit_id) == ("person", 1, None, None)


class TestExport:
    def test_gives_what_was_filtered_without_formulas(self, scene, river):
        projects.firm("=1+1示例有限公司")
        projects.firm("望潮机器人有限公司")
        sheet = openpyxl.load_workbook(BytesIO(river.get("/companies/export/?q=示例").content)).active
        assert sheet["A4"].value == "=1+1示例有限公司"
        assert sheet["A4"].data_type == "s"
        assert sheet.max_row == 4
