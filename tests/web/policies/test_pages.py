"""The pages of policies and of firms' facts: library, clause, editor with its live check, files, profile, sheets."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi.policies import queries
from luodi.policies.fact_sheet import fact_sheet
from luodi.policies.models import ClauseVersion, Fact
from tests.given import observed
from tests.given import policies as given
from tests.given.browsing import signed_in
from tests.given.kept import held
from tests.given.people import district


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker, tmp_path_factory):
    def build():
        found = district()
        given.people(found)
        found.policy, found.clause = given.published(found)
        found.draft = given.draft(found, found.policy, given.GIANT)
        found.firm = given.firm(found)
        observed.consented(found, observed.firm(found, found.firm))
        found.spend = given.fact(found, found.firm, "研发费用", "2712万元", by="river")
        found.revenue = given.fact(found, found.firm, "营业收入", "3亿元", by="river")
        return found

    with django_db_blocker.unblock(), held(build, tmp_path_factory.mktemp("files")) as found:
        yield found


@pytest.fixture(autouse=True)
def savepoint(scene, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def get(scene, address, who="bureau", **given):
    return signed_in(scene.accounts[who]).get(address, given)


def post(scene, address, who="bureau", **fields):
    return signed_in(scene.accounts[who]).post(address, fields)


def said(answer) -> str:
    return answer.content.decode()


def test_the_library_is_searched_filtered_and_exported(scene):
    text = said(get(scene, "/policies/", "planning"))
    assert "研发投入补助" in text and "国家级小巨人奖励" in text and "示例科技创新政策" in text
    assert "国家级小巨人奖励" not in said(get(scene, "/policies/", q="加计扣除"))
    assert "国家级小巨人奖励" in said(get(scene, "/policies/", industry="A01", sort="-from"))
    assert "研发投入补助" not in said(get(scene, "/policies/", industry="A01"))
    assert said(get(scene, "/policies/", q="没有的词")).count("没有符合条件的条款")
    answer = get(scene, "/policies/export")
    assert answer.status_code == 200 and answer["Content-Type"].endswith("sheet")


def test_lists_take_as_many_statements_for_thirty_as_for_one(scene):
    client = signed_in(scene.accounts["bureau"])
    client.get("/policies/")
    counts = []
    for number in (0, 29):
        for place in range(number):
            given.draft(scene, scene.policy, given.GIANT.replace('id = "giant"', f'id = "giant-{place}"'))
        with CaptureQueriesContext(connection) as asked:
            client.get("/policies/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_clause_stands_in_words_beside_its_text_with_cases_and_review(scene):
    text = said(get(scene, f"/clauses/{scene.clause.pk}/", "planning"))
    for words in (
        "研发投入超过上年的，给予补助。",
        "科技专项资金",
        "手册算例",
        "100万元",
        "加计扣除备案",
        "这份文本已有结论",
        "通过",
    ):
        assert words in text
    english = signed_in(scene.accounts["planning"]).get(
        f"/clauses/{scene.clause.pk}/", headers={"accept-language": "en"}
    )
    assert english.status_code == 200
    assert get(scene, "/clauses/999999/").status_code == 404


def test_the_editor_says_line_column_and_what_would_be_right(scene):
    check = f"/policies/{scene.policy.pk}/check"
    good = said(post(scene, check, text=given.RD.replace("version = 1", "version = 2")))
    assert "检查和算例都通过" in good and "算得" in good
    wrong = said(post(scene, check, text=given.RD.replace("研发费用 >= 100万元", "研发费 >= 100万元")))
    assert "第 9 行第" in wrong and "还不能提交" in wrong, wrong
    assert "还读不懂" in said(post(scene, check, text="[[clause"))
    taxed = given.RD.replace('when = "', 'when = "纳税额 >= 50万元 and ').replace(
        'industry = "I65"', 'industry = "I65", "纳税额" = "60万元"'
    )
    assert "公平竞争审查会指出" in said(post(scene, check, text=taxed))
    edit = f"/clauses/{scene.draft.pk}/edit"
    plain = said(post(scene, edit, edits=1, act="check", text=given.GIANT.replace("50万元", "40万元")))
    assert "40万元" in plain and ClauseVersion.objects.get(pk=scene.draft.pk).edits == 1
    saved = post(scene, edit, edits=1, act="save", text=given.GIANT.replace("50万元", "60万元"), remark="提高")
    assert saved.status_code == 302 and "60万元" in ClauseVersion.objects.get(pk=scene.draft.pk).text
    assert get(scene, edit, "planning").status_code == 404


def test_the_form_becomes_the_text(scene):
    fields = {
        "id": "rent", "title": "房租补贴", "kind": "rent", "from": "2025-01-01", "to": "2025-12-31", "when": "租赁面积 >= 300㎡",
        "amount": '50% * 已付租金', "evidence": "租赁合同：租赁面积", "quote": "给予房租\"补贴\"", "article": "3",
        "case1_name": "五百平", "case1_given": "租赁面积=500㎡，已付租金=10万元", "case1_status": "eligible", "case1_amount": "5万元",
    }  # fmt: skip
    answer = post(scene, f"/policies/{scene.policy.pk}/clauses/new", **fields)
    made = ClauseVersion.objects.get(clause_id="rent")
    assert answer.status_code == 302 and made.mode == "apply"
    page = queries.clause_page(scene.actor("bureau"), made.pk)
    assert page.judged.cases[0].passed and page.judged.clause.text["quote"] == '给予房租"补贴"'
    bad = post(scene, f"/policies/{scene.policy.pk}/clauses/new", **(fields | {"from": ""}))
    assert bad.status_code == 422 and "房租补贴" in said(bad)


def test_a_policy_is_submitted_reviewed_and_published_on_pages(scene):
    submitted = post(scene, f"/clauses/{scene.draft.pk}/submit")
    assert submitted.status_code == 302
    given.reviewed(scene, scene.draft)
    post(scene, f"/clauses/{scene.draft.pk}/publish", "bureau2")
    assert ClauseVersion.objects.get(pk=scene.draft.pk).state == "published"
    again = post(scene, f"/clauses/{scene.draft.pk}/next")
    newer = ClauseVersion.objects.get(clause_id="giant", version=2)
    assert again.url.endswith(f"/clauses/{newer.pk}/edit")
    assert "逐字比较" in said(get(scene, f"/clauses/{newer.pk}/changes"))
    with zipfile.ZipFile(io.BytesIO(get(scene, "/policies/pack.zip").content)) as folder:
        assert folder.namelist() == ["policies/science.toml"]
        text = folder.read("policies/science.toml").decode()
    assert text == given.FILE
    file = SimpleUploadedFile("science.toml", text.replace('id = "science"', 'id = "copy"').encode())
    assert post(scene, "/policies/import", file=file).status_code == 422
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("a.toml", "x" * 5_000_000)
    for data in (b"PK\x03\x04 broken", bomb.getvalue()):
        refused = post(scene, "/policies/import", file=SimpleUploadedFile("pack.zip", data))
        assert refused.status_code == 422 and "没有" in said(refused)


def test_a_firms_profile_masks_what_is_secret_and_logs_each_look(scene):
    page = f"/facts/{scene.firm.pk}/"
    text = said(get(scene, page, "riverhead"))
    assert "2712万元" in text and "3亿元" not in text and "＊＊" in text and "专项审计报告第 3 页" in text
    look = f"/facts/values/{scene.revenue.pk}/look"
    assert "3亿元" in said(post(scene, look, "riverhead", reason="核对申报"))
    assert post(scene, look, "bureau", reason="核对").status_code == 403
    assert post(scene, look, "hillhead", reason="核对").status_code == 404
    assert "2712万元" not in said(get(scene, page, "hill")) and "2712万元" not in said(get(scene, page, "finance"))
    post(scene, f"/facts/values/{scene.spend.pk}/verify", "riverhead")
    assert Fact.objects.get(replaces=scene.spend).state == "verified"
    refused = post(
        scene, f"/facts/{scene.firm.pk}/report", "river", field="rd_spend", year=2023, value="26元", source="表"
    )
    assert refused.status_code == 422 and "万元当成了元" in said(refused)


def test_a_sheet_of_facts_goes_out_and_comes_in(scene):
    out = get(scene, "/facts/export")
    assert out.status_code == 200 and out["Content-Type"].endswith("sheet")
    lines = [("", scene.firm.name, "2024", "表", "", "-1元")]
    file = SimpleUploadedFile("facts.xlsx", fact_sheet(lines, ["equipment_spend"]))
    wrong = post(scene, "/facts/import", file=file)
    assert wrong.status_code == 422 and "第 2 行 · 设备投资额" in said(wrong)
    lines = [("", scene.firm.name, "2024", "表", "", "1万元")]
    file = SimpleUploadedFile("facts.xlsx", fact_sheet(lines, ["equipment_spend"]))
    assert post(scene, "/facts/import", file=file).status_code == 302
    assert "示例甲公司" in said(get(scene, "/facts/", q="示例甲", sort="-facts"))
