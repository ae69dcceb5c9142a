"""Pages of the settings: dictionaries, dated parameters, set-up from Excel."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from luodi.journal import queries as journal
from luodi.journeys import set_up_district
from luodi.people import operations, queries
from luodi.people.models import Entry, Parameter, Roster, Unit
from luodi.people.queries.settings import ParameterNotSet
from luodi.values.actor import system
from luodi.values.refusal import NotAllowed
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, district
from tests.journeys.test_set_up_district import workbook

pytestmark = pytest.mark.django_db
ROLES = [
    "bureau",
    "river",
    "riverhead",
    "planning",
    "leader",
    "finance",
    "auditor",
    "sysadmin",
    "secadmin",
    "auditadmin",
]
SET_UP = {"bureau", "sysadmin", "secadmin"}


@pytest.fixture
@kept
def scene():
    operations.load_initial_parameters(by=system("测试布景"), at=NOW)
    return district()


@pytest.mark.parametrize("name", ROLES)
def test_pages_open_for_whom_they_should(scene, name):
    client = signed_in(scene.accounts[name])
    for address, seen in [
        ("/settings/", SET_UP),
        ("/settings/dictionaries/tracks/", SET_UP),
        ("/settings/parameters/", {"bureau", "sysadmin"}),
        ("/settings/set-up/", SET_UP),
        ("/settings/set-up/template/", SET_UP),
    ]:
        for language in ("zh-hans", "en"):
            status = client.get(address, headers={"Accept-Language": language}).status_code
            assert status == (200 if name in seen else 403), address


class TestDictionary:
    FORM = {"code": "bio", "zh": "生命健康", "en": "Life sciences", "valid_from": "2024-01-01", "sort": "1"}

    def test_a_word_is_added_reworded_and_ended(self, scene):
        client = signed_in(scene.accounts["bureau"])
        client.post("/settings/dictionaries/tracks/add/", self.FORM)
        row = Entry.objects.get()
        client.post(
            f"/settings/dictionaries/entries/{row.pk}/reword/",
            {"zh": "生物医药", "en": "Biomedicine", "valid_from": "2025-01-01", "dictionary": "tracks"},
        )
        assert queries.dictionary_words("tracks", on=date(2024, 6, 1)) == {"生命健康": "Life sciences"}
        assert queries.dictionary_words("tracks", on=date(2025, 6, 1)) == {"生物医药": "Biomedicine"}
        latest = Entry.objects.get(valid_to=None)
        client.post(
            f"/settings/dictionaries/entries/{latest.pk}/end/", {"valid_to": "2026-01-01", "dictionary": "tracks"}
        )
        assert queries.dictionary_words("tracks", on=date(2026, 6, 1)) == {}
        assert [line.event for line in journal.lines(limit=3)] == ["entry.ended", "entry.reworded", "entry.added"]

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"zh": ""}, "要有代码和中文名称"),
            ({"valid_from": ""}, "请填写日期"),
            ({"zh": "长" * 81}, "太长"),
        ],
    )
    def test_refusals_are_worded(self, scene, changes, said):
        client = signed_in(scene.accounts["bureau"])
        page = client.post("/settings/dictionaries/tracks/add/", {**self.FORM, **changes}, follow=True).content.decode()
        assert said in page and Entry.objects.count() == 0

    def test_the_same_word_is_refused(self, scene):
        client = signed_in(scene.accounts["bureau"])
        client.post("/settings/dictionaries/tracks/add/", self.FORM)
        page = client.post("/settings/dictionaries/tracks/add/", self.FORM, follow=True).content.decode()
        assert "词典里已有" in page and Entry.objects.count() == 1

    def test_an_unknown_dictionary_is_404(self, scene):
        client = signed_in(scene.accounts["bureau"])
        assert client.get("/settings/dictionaries/nonsense/").status_code == 404

    def test_officers_do_not_edit(self, scene):
        assert (
            signed_in(scene.accounts["river"]).post("/settings/dictionaries/tracks/add/", self.FORM).status_code == 403
        )


class TestParameters:
    FORM = {
        "code": "password.days",
        "value": "60",
        "unit": "天",
        "source": "区保密办〔2025〕1号",
        "valid_from": "2025-06-01",
    }

    def test_a_change_is_a_new_row_and_counts_from_its_day(self, scene):
        client = signed_in(scene.accounts["bureau"])
        client.post("/settings/parameters/set/", self.FORM)
        assert queries.parameter("password.days", on=date(2025, 5, 31)) == 90
        assert queries.parameter("password.days", on=date(2025, 6, 1)) == 60
        assert Parameter.objects.filter(code="password.days").count() == 2
        page = client.get("/settings/parameters/").content.decode()
        assert "区保密办〔2025〕1号" in page and "系统初始值" in page

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"source": " "}, "须写明依据"),
            ({"value": ""}, "请填写取值"),
            ({"valid_from": "sometime"}, "请填写日期"),
            ({"code": "made.up"}, "没有任何规则使用参数"),
        ],
    )
    def test_refusals_are_worded(self, scene, changes, said):
        client = signed_in(scene.accounts["bureau"])
        before = Parameter.objects.count()
        page = client.post("/settings/parameters/set/", {**self.FORM, **changes}, follow=True).content.decode()
        assert said in page and Parameter.objects.count() == before

    def test_the_application_cannot_overwrite_one(self, scene):
        from django.db import DatabaseError, transaction

        with pytest.raises(DatabaseError), transaction.atomic():
            Parameter.objects.update(value=1)

    def test_an_unset_one_refuses_clearly(self):
        with pytest.raises(ParameterNotSet) as refused:
            queries.parameter("password.days", on=date(2025, 1, 1))
        assert "设置—参数" in refused.value.sentence()

    def test_the_system_administrator_looks_and_does_not_edit(self, scene):
        client = signed_in(scene.accounts["sysadmin"])
        assert client.post("/settings/parameters/set/", self.FORM).status_code == 403
        with pytest.raises(NotAllowed):
            operations.set_parameter(
                code="password.days",
                value=1,
                unit="",
                source="x",
                valid_from=date(2025, 1, 1),
                by=scene.actor("river"),
                at=NOW,
            )


class TestSetUp:
    ROWS = [("新河街道", "", "街道", "示例区", "", 1), ("乙处", "", "王国", "示例区", "", 1)]

    def upload(self, client, data: bytes, mode="good", name="名册.xlsx"):
        return client.post("/settings/set-up/", {"file": SimpleUploadedFile(name, data), "mode": mode})

    def test_from_upload_to_result(self, scene):
        client = signed_in(scene.accounts["bureau"])
        where = self.upload(client, workbook(self.ROWS))["Location"]
        page = client.get(where).content.decode()
        assert "单位 3" in page and "不合格" in page and "导入 1 行" in page
        result = client.post(f"{where}bring-in/", follow=True).content.decode()
        assert "新单位" in result and Unit.objects.filter(name="新河街道").exists()

    def test_all_or_none_offers_no_button_while_a_row_is_bad(self, scene):
        client = signed_in(scene.accounts["bureau"])
        where = self.upload(client, workbook(self.ROWS), "all")["Location"]
        assert "请改好不合格的行后重新上传" in client.get(where).content.decode()
        assert "还有 1 行不合格" in client.post(f"{where}bring-in/", follow=True).content.decode()
        assert not Unit.objects.filter(name="新河街道").exists()

    @pytest.mark.parametrize(
        ("data", "name", "said"),
        [
            (b"", "名册.xlsx", ""),
            (b"name,unit\n", "名册.xlsx", ""),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "名册.xls", "Excel 97-2003"),
        ],
    )
    def test_a_file_that_is_no_workbook_is_refused_in_words(self, scene, data, name, said):
        response = self.upload(signed_in(scene.accounts["bureau"]), data, name=name)
        assert response.status_code == 422 and said in response.content.decode()
        assert Roster.objects.count() == 0

    def test_a_form_without_a_file_says_so(self, scene):
        response = signed_in(scene.accounts["bureau"]).post("/settings/set-up/", {"mode": "good"})
        assert response.status_code == 422 and "请先选择要上传的 Excel 文件" in response.content.decode()

    def test_the_template_can_be_filled_in_and_comes_back_without_its_examples(self, scene):
        body = signed_in(scene.accounts["bureau"]).get("/settings/set-up/template/").content
        sheets = CalamineWorkbook.from_filelike(BytesIO(body))
        assert sheets.sheet_names == ["单位", "人员"]
        heads = {name: sheets.get_sheet_by_name(name).to_python()[0] for name in sheets.sheet_names}
        assert heads["单位"] == [column.names[0] for column in set_up_district.unit_columns()]
        assert heads["人员"] == [column.names[0] for column in set_up_district.people_columns()]
        response = self.upload(signed_in(scene.accounts["bureau"]), body)
        assert response.status_code == 422  # nothing but example rows: there is nothing to bring in
