"""Pages of first contact: the form that stops a double entry, the list and its export, the desk, the pool, Excel in."""

import io
from datetime import timedelta

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from luodi.journal.models import Line
from luodi.leads.models import Registration
from tests.given import leads as given
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import district


@pytest.fixture
@kept
def scene(db):
    return district()


def text_of(response) -> str:
    return response.content.decode()


def client(scene, who="river"):
    return signed_in(scene.accounts[who])


def form(scene, unit="临河街道", **change) -> dict:
    at = timezone.localtime() - timedelta(days=2)
    given_form = dict(given.LEAD)
    return given_form | {
        "unit_id": scene.units[unit].pk, "amount": "20000", "evidence_at": at.strftime("%Y-%m-%dT%H:%M"),
    } | change  # fmt: skip


def now_lead(scene, **change):
    return given.registered(scene, at=timezone.now(), **change)


class TestForm:
    def test_registers_at_once_where_nothing_is_alike(self, scene):
        response = client(scene).post("/leads/new", form(scene))
        row = Registration.objects.get()
        assert response.status_code == 302 and response.url == f"/leads/{row.pk}/"
        assert (row.amount, row.state) == (200_000_000, "waiting")

    def test_names_all_that_is_missing_and_keeps_what_was_typed(self, scene):
        response = client(scene).post("/leads/new", form(scene, controller="", need="", contact_phone=""))
        page = text_of(response)
        assert response.status_code == 422 and "实际控制人、用地或空间需求、投资方联系人及电话" in page
        assert given.LEAD["title"] in page

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"amount": "2亿亿"}, "金额"),
            ({"amount": "0.5"}, "可能写错了单位"),
            ({"evidence_at": "昨天"}, "看不懂证据时间"),
            ({"evidence_at": "2999-01-01T09:00"}, "晚于现在"),
            ({"controller_share": "150"}, "持股比例"),
            ({"credit_code": "123"}, "信用代码"),
            ({"unit_id": "abc"}, ""),
        ],
    )
    def test_says_what_is_wrong_with_a_field(self, scene, change, words):
        response = client(scene).post("/leads/new", form(scene, **change))
        assert response.status_code in (302, 422) and (not words or words in text_of(response))

    def test_shows_an_occupied_investor_while_typing_without_telling_whose(self, scene):
        now_lead(scene)
        response = client(scene, "hill").post("/leads/check", form(scene, "望山街道"))
        page = text_of(response)
        assert "已占用" in page and "澄某" in page
        assert not any(word in page for word in ("临河街道", "BB-", given.LEAD["title"], "相似度"))
        assert Line.objects.filter(event="lead.looked_up").count() == 1

    def test_shows_candidates_first_and_registers_when_they_were_seen(self, scene):
        now_lead(scene)
        hill, entered = client(scene, "hill"), form(scene, "望山街道")
        first = hill.post("/leads/new", entered)
        assert first.status_code == 422 and Registration.objects.count() == 1
        seal = text_of(first).split('name="seen" value="')[1].split('"')[0]
        assert hill.post("/leads/new", entered | {"seen": seal}).status_code == 302
        assert Registration.objects.get(unit__name="望山街道").state == "shadow"

    def test_checks_as_a_step_of_its_own_without_scripts(self, scene):
        response = client(scene).post("/leads/new", form(scene, step="check"))
        assert response.status_code == 200 and "没有查到疑似重复" in text_of(response)
        assert Registration.objects.count() == 0

    def test_speaks_english(self, scene):
        page = text_of(client(scene).get("/leads/new", headers={"accept-language": "en"}))
        assert "Register first contact" in page and "报备首谈" not in page


class TestPages:
    def test_the_list_teaches_the_next_step_and_shows_clocks(self, scene):
        assert "还没有报备" in text_of(client(scene).get("/leads/"))
        now_lead(scene)
        page = text_of(client(scene).get("/leads/"))
        assert "前受理" in page and given.LEAD["title"] in page and given.LEAD["contact_phone"] not in page
        assert "还没有报备" in text_of(client(scene, "hill").get("/leads/"))

    @pytest.mark.parametrize(
        "query", ["?page=999", "?page=x", "?sort=evil", "?unit=abc", "?press=y&state=z", "?q=" + "长" * 200]
    )
    def test_the_list_takes_any_question(self, scene, query):
        now_lead(scene)
        assert client(scene).get(f"/leads/{query}").status_code == 200

    def test_the_export_leaves_phones_out(self, scene):
        now_lead(scene)
        response = client(scene).get("/leads/export")
        assert response.status_code == 200 and response.content.startswith(b"PK")

    def test_one_registration_is_accepted_noted_and_opened_with_a_reason(self, scene):
        row = now_lead(scene)
        bureau, river = client(scene, "bureau"), client(scene)
        assert "等待投资促进局受理" in text_of(river.get(f"/leads/{row.pk}/"))
        assert bureau.post(f"/leads/{row.pk}/accept", {"version": 1}).status_code == 302
        page = text_of(river.get(f"/leads/{row.pk}/"))
        assert "首谈有效" in page and "139****5678" in page
        opened = river.post(f"/leads/{row.pk}/reveal", {"what": "phone", "reason": "约见面"})
        assert "13912345678" in text_of(opened)
        noted = river.post(
            f"/leads/{row.pk}/contact", {"contacted_date": timezone.localdate().isoformat(), "reference": "纪要"}
        )
        assert noted.status_code == 302
        early = river.post(f"/leads/{row.pk}/renew", {"version": Registration.objects.get(pk=row.pk).version})
        assert early.status_code == 422 and "至少 2 次" in text_of(early)

    def test_the_project_has_a_page_of_its_registrations(self, scene):
        row = now_lead(scene)
        assert row.number in text_of(client(scene).get(f"/projects/{row.project_id}/leads/"))
        assert client(scene, "hill").get(f"/projects/{row.project_id}/leads/").status_code == 404

    def test_the_pool_tells_others_neither_title_nor_unit(self, scene):
        row = now_lead(scene)
        client(scene).post(f"/leads/{row.pk}/release", {"version": 1, "reason": "无合适空间"})
        page = text_of(client(scene, "hill").get(f"/leads/pool/?take={row.pk}"))
        assert "C2760" in page and "澄某" in page and "认领" in page
        assert not any(word in page for word in (given.LEAD["title"], "BB-", "抗体"))

    def test_the_desk_rules_in_order_and_prints_the_ruling(self, scene):
        morning = timezone.localtime().replace(hour=9, minute=0) - timedelta(days=1)  # both claims on one day
        conflict, first, second = given.conflict(scene, at=morning)
        bureau = client(scene, "bureau")
        heard = bureau.post(f"/leads/conflicts/{conflict.pk}/hear", {"version": 1, "text": "双方到会"})
        assert heard.status_code == 302
        assert "“接洽证据时间”已定" in text_of(bureau.get(f"/leads/conflicts/{conflict.pk}/"))
        refused = bureau.post(f"/leads/conflicts/{conflict.pk}/rule", {"version": 2, "winner": "first", "reason": "x"})
        assert refused.status_code == 422 and "不能另裁" in text_of(refused)
        assert (
            bureau.post(
                f"/leads/conflicts/{conflict.pk}/rule", {"version": 2, "winner": "second", "reason": "证据在先"}
            ).status_code
            == 302
        )
        assert "首谈权裁定书" in text_of(bureau.get(f"/leads/conflicts/{conflict.pk}/ruling"))
        told = text_of(client(scene, "hill").get(f"/leads/conflicts/{conflict.pk}/ruling"))
        assert first.number not in told and second.number in told


def sheet(rows: list[dict]) -> SimpleUploadedFile:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    page = book.add_worksheet("首谈报备")
    names = [
        "项目名称",
        "投资方名称",
        "实际控制人",
        "报备单位",
        "行业代码",
        "产品",
        "用地或空间需求",
        "投资额(万元)",
        "联系人",
        "联系电话",
        "证据种类",
        "证据说明",
        "证据时间",
    ]
    page.write_row(0, 0, names)
    for number, row in enumerate(rows, 1):
        page.write_row(number, 0, [row.get(name, "") for name in names])
    book.close()
    return SimpleUploadedFile("报备.xlsx", target.getvalue())


def row_of(**change) -> dict:
    at = timezone.localtime() - timedelta(days=1)
    return {
        "项目名称": "储能电芯项目", "投资方名称": "禾照储能有限公司", "实际控制人": "某控股", "报备单位": "临河街道", "行业代码": "C3841", "产品": "电芯",
        "用地或空间需求": "厂房", "投资额(万元)": 20000, "联系人": "某某", "联系电话": "13700000000", "证据种类": "会谈纪要", "证据说明": "纪要1号",
        "证据时间": at.strftime("%Y-%m-%d %H:%M"),
    } | change  # fmt: skip


class TestImport:
    def test_registers_the_good_rows_and_says_what_is_wrong_with_the_others(self, scene):
        rows = [
            row_of(), row_of(项目名称="缺项", 投资方名称="云杉文化有限公司", 实际控制人=""), row_of(项目名称="又一次"),
            row_of(项目名称="别的单位", 投资方名称="星垣新材", 报备单位="望山街道"),
        ]  # fmt: skip
        page = text_of(client(scene).post("/leads/import/", {"file": sheet(rows)}))
        assert Registration.objects.count() == 1
        assert "缺这些要素：实际控制人" in page and "疑似重复" in page and "没有“望山街道”" in page

    def test_gives_a_template_and_refuses_what_is_no_sheet(self, scene):
        assert client(scene).get("/leads/import/template").content.startswith(b"PK")
        wrong = client(scene).post("/leads/import/", {"file": SimpleUploadedFile("x.xlsx", b"not a sheet")})
        assert wrong.status_code == 422
        assert client(scene).post("/leads/import/", {}).status_code == 422
