"""Pages of counting: questions asked, answered, decided; figures that open their rows; the ledger in and out of Excel."""

import io
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi.counting import operations
from luodi.counting.models import Definition, Finding, Inflow, Landmark, Particulars, Question
from luodi.people import operations as people
from tests.given import counting as given
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, SET_UP, district


@pytest.fixture
@kept
def scene(db):
    given.parameters()
    return district()


def client(scene, who="bureau"):
    return signed_in(scene.accounts[who])


def text_of(response) -> str:
    return response.content.decode()


def twins(scene):
    return given.signed(scene), given.signed(scene, "澄川芯片封装基地项目（再签）")


class TestQuestions:
    def test_a_finding_is_asked_answered_and_decided_on_pages(self, scene):
        _, again = twins(scene)
        finding = given.findings(again)["resigned"]
        page = text_of(client(scene).get(f"/counting/findings/{finding.pk}/"))
        assert "重复签约" in page and "查清前不计入" in page and f"/projects/{again.pk}/counting/" in page
        client(scene).post(f"/counting/findings/{finding.pk}/ask", {"text": "是否同一项目？"})
        question = Question.objects.get()
        river = client(scene, "river")
        assert "提交答复" in text_of(river.get(f"/counting/questions/{question.pk}/"))
        river.post(f"/counting/questions/{question.pk}/answer", {"version": 1, "text": "两份合同，见 HT-18"})
        bureau = client(scene)
        assert "认可答复" in text_of(bureau.get(f"/counting/questions/{question.pk}/"))
        bureau.post(f"/counting/questions/{question.pk}/decide", {"version": 2, "text": "认可", "decision": "explain"})
        question.refresh_from_db()
        assert question.state == "explained" and given.counted(again).counts
        listed = text_of(bureau.get("/counting/?state=decided"))
        assert "答复认可" in listed and "是否同一项目？" in listed
        assert (
            bureau.post(f"/counting/questions/{question.pk}/decide", {"version": 2, "text": "再审"}).status_code == 409
        )

    def test_a_leader_asks_on_the_projects_page_and_the_unit_has_a_task(self, scene):
        project = given.signed(scene)
        client(scene, "leader").post(
            f"/projects/{project.pk}/counting/ask", {"measure": "signed", "text": "依据何在？"}
        )
        assert "答复数据质疑" in text_of(client(scene, "river").get("/tasks/"))
        assert "依据何在？" in text_of(client(scene, "river").get(f"/projects/{project.pk}/counting/"))

    @pytest.mark.parametrize(
        "query", ["?page=999", "?page=x", "?sort=evil", "?unit=abc", "?rule=x&state=y", "?q=" + "长" * 200]
    )
    def test_strange_addresses_are_taken_in_stride(self, scene, query):
        for page in ("", "findings/", "counts/rows", "inflows/", "counts/"):
            assert client(scene).get(f"/counting/{page}{query}").status_code == 200

    def test_empty_lists_teach_the_next_step(self, scene):
        assert "还没有质疑" in text_of(client(scene).get("/counting/"))
        assert "没有疑点" in text_of(client(scene).get("/counting/findings/"))
        assert "还没有落地口径" in text_of(client(scene).get("/counting/definitions/"))


class TestFigures:
    def test_claimed_counted_and_left_out_stand_apart_and_open_their_rows(self, scene):
        first, again = twins(scene)
        page = text_of(client(scene).get("/counting/counts/?year=2025"))
        assert "3.00" in page and "standing=claimed" in page and "standing=out" in page and "重复签约 1" in page
        rows = text_of(client(scene).get("/counting/counts/rows?measure=signed&column=binding&year=2025&standing=out"))
        assert again.name in rows and "不计：" in rows and "30,000" in rows
        rows = text_of(client(scene).get("/counting/counts/rows?measure=signed&standing=claimed"))
        assert first.name in rows and again.name not in rows

    def test_two_definitions_stand_side_by_side_each_named(self, scene):
        one, two = given.definition(scene), given.definition(
            scene, {"code": "lease", "zh": "租赁", "en": "lease", "needs": [["lease_signed"]]}, title="租赁即落地"
        )  # fmt: skip
        given.landmark(scene, given.signed(scene), "land_won")
        page = text_of(client(scene).get(f"/counting/counts/?year=2025&definition={one.pk}&compared={two.pk}"))
        assert "落地（对照口径）" in page and "租赁即落地" in page and f"definition={one.pk}" in page

    def test_who_sees_no_amounts_sees_counts_only_and_strangers_see_their_own(self, scene):
        given.signed(scene)
        finance = text_of(client(scene, "finance").get("/counting/counts/?year=2025"))
        assert "不可见" in finance and "3.00" not in finance
        hill = text_of(client(scene, "hill").get("/counting/counts/?year=all"))
        assert "全区另有 1 行不在您的可见范围内" in hill and "3.00" not in hill
        assert client(scene, "planning").get("/counting/counts/").status_code == 403

    def test_another_units_twin_is_hinted_at_without_its_name(self, scene):
        given.signed(scene, unit="望山街道", by="hill", name="澄川芯片封装基地项目（望山）")
        mine = given.signed(scene)
        page = text_of(client(scene, "river").get(f"/projects/{mine.pk}/counting/"))
        assert "其他单位的项目" in page and "望山" not in page


class TestPinnedStatements:
    def test_lists_cost_the_same_for_one_row_and_for_thirty(self, scene):
        reader, costs = client(scene), []
        given.definition(scene)
        pages = [
            "/counting/",
            "/counting/findings/",
            "/counting/inflows/",
            "/counting/counts/?year=2025",
            "/counting/counts/rows",
        ]
        for number in (1, 29):
            for place in range(number):
                project = given.projects.project(
                    scene, f"澄川芯片封装基地项目{number}{place}", binding="binding", company_name="澄川半导体有限公司", anyway=True
                )  # fmt: skip
                finding = Finding.objects.create(
                    rule="late_entry", project=project, rules_version="x", found_at=NOW, changed_at=NOW
                )
                Question.objects.create(
                    project=project, finding=finding, measure="signed", text="?", unit=project.unit, due_date=date(2025, 3, 9), asked_at=NOW
                )  # fmt: skip
                Inflow.objects.create(
                    project=project, capital_class="domestic", paid_date=date(2025, 3, 1), amount=1, entered_at=NOW, slip=f"{number}-{place}"
                )  # fmt: skip
            operations.recheck_changed(by=SET_UP, at=given.LATER)
            for page in pages:
                reader.get(page)
                with CaptureQueriesContext(
                    connection,
                ) as caught:
                    assert reader.get(page).status_code == 200
                costs.append(len(caught))
            with CaptureQueriesContext(connection) as caught:
                reader.get(f"/projects/{project.pk}/counting/")
            costs.append(len(caught))
        assert costs[:6] == costs[6:]
        assert max(costs) <= 20


class TestProjectPage:
    def test_money_facts_and_particulars_are_entered_and_confirmed_by_two(self, scene):
        project, river = given.signed(scene), client(scene, "river")
        place = f"/projects/{project.pk}/counting/"
        river.post(place + "inflows", {"class": "foreign", "form": "paid_in", "paid_date": "2025-03-01", "amount": "100", "currency": "USD",
                                       "rate": "7.17", "rate_date": "2025-03-01", "slip": "HD-9"})  # fmt: skip
        river.post(place + "landmarks", {"kind": "construction_permit", "date": "2025-03-02", "evidence": "许可 18 号"})
        river.post(place + "particulars", {"version": 0, "source": "执照", "sector_code": "c3972", "floor_area": "12,000.5",
                                           "registered_capital": "5000", "has_lease": "yes", "headcount": ""})  # fmt: skip
        money, mark, known = Inflow.objects.get(), Landmark.objects.get(), Particulars.objects.get()
        assert (money.amount, money.currency) == (Decimal("7170000.00"), "USD")
        assert (known.sector_code, known.registered_capital, known.has_lease) == ("C3972", Decimal("50000000.00"), True)
        head = client(scene, "riverhead")
        head.post(f"/counting/inflows/{money.pk}/confirm", {"version": 1, "project": project.pk})
        head.post(f"/counting/landmarks/{mark.pk}/confirm", {"version": 1, "project": project.pk})
        page = text_of(head.get(place))
        assert page.count("已核") >= 2 and "12000.50" in page
        river.post(
            f"/counting/inflows/{money.pk}/follow", {"version": 2, "left_date": "2025-03-05", "evidence": "流水 3"}
        )
        assert "过桥资金" in text_of(river.get(place))
        river.post(f"/counting/inflows/{money.pk}/withdraw", {"version": 3, "reason": "填错"})
        assert "填错" in text_of(river.get("/counting/inflows/?state=withdrawn"))

    def test_says_what_is_wrong_with_a_form_and_keeps_nothing(self, scene):
        project, river = given.signed(scene), client(scene, "river")
        place = f"/projects/{project.pk}/counting/"
        for form, values in (("inflows", {"class": "domestic", "paid_date": "昨天", "amount": "1"}), ("inflows", {"class": "domestic", "paid_date": "2025-03-01", "amount": "很多"}),
                             ("landmarks", {"kind": "moon", "date": "2025-03-01", "evidence": "x"}), ("particulars", {"version": 0, "source": "x", "headcount": "-5"})):  # fmt: skip
            assert river.post(place + form, values, follow=True).status_code == 200
        assert not Inflow.objects.exists() and not Landmark.objects.exists() and not Particulars.objects.exists()


def workbook(*rows) -> SimpleUploadedFile:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet()
    heads = ["项目编号", "类别", "形式", "到资日期", "金额(万元)", "币种", "汇率", "汇率日期", "回单号", "付款方"]
    for number, row in enumerate([heads, *rows]):
        for place, value in enumerate(row):
            sheet.write(number, place, value)
    book.close()
    return SimpleUploadedFile("到资.xlsx", target.getvalue())


class TestExcel:
    def test_a_sheet_of_inflows_is_taken_in_whole_or_not_at_all(self, scene):
        project, river = given.signed(scene), client(scene, "river")
        good = [project.code, "内资", "实缴到账", "2025-03-01", 5000, "", "", "", "HD-1", "澄川控股"]
        bad = [project.code, "内资", "", "2025-03-01", 100, "", "", "", "HD-1", ""]
        answer = river.post("/counting/inflows/sheet", {"file": workbook(good, bad)}, follow=True)
        assert "第 3 行" in text_of(answer) and not Inflow.objects.exists()
        river.post("/counting/inflows/sheet", {"file": workbook(good)})
        assert Inflow.objects.get().amount == Decimal("50000000.00")
        answer = river.post(
            "/counting/inflows/sheet", {"file": SimpleUploadedFile("x.xlsx", b"no workbook")}, follow=True
        )
        assert answer.status_code == 200 and Inflow.objects.count() == 1

    def test_lists_go_out_as_files_and_the_template_comes_back_in(self, scene):
        twins(scene)
        people.load_initial_parameters(by=SET_UP, at=NOW)
        for page in ("export", "findings/export", "counts/export", "inflows/export"):
            assert client(scene).get(f"/counting/{page}").content[:2] == b"PK"
        river = client(scene, "river")
        template = river.get("/counting/inflows/template").content
        answer = river.post("/counting/inflows/sheet", {"file": SimpleUploadedFile("t.xlsx", template)}, follow=True)
        assert answer.status_code == 200 and not Inflow.objects.exists()


class TestRulesAndDefinitions:
    def test_the_rules_stand_there_in_words_in_both_languages(self, scene):
        page = text_of(client(scene).get("/counting/rules/"))
        assert page.count("怎样判断") == 16 and "0.8" in page and "剪彩当开工" in page
        english = text_of(client(scene).get("/counting/rules/", headers={"Accept-Language": "en"}))
        assert "Ribbon cutting as start" in english or "剪彩当开工" in english

    def test_the_bureau_sets_and_retires_what_counts_as_landed(self, scene):
        bureau = client(scene)
        bureau.post("/counting/definitions/set", {"title": "2025 口径", "year": "2025", "source": "办法第八条", "needs_1": ["lease_signed"],
                                                  "name_1": "租赁", "total_from_1": "10000", "entered_from_1": "5000"})  # fmt: skip
        row = Definition.objects.get()
        assert row.routes[0]["total_from"] == "100000000.00"
        assert "计划总投资不低于 10,000 万元" in text_of(bureau.get("/counting/definitions/"))
        bureau.post(f"/counting/definitions/{row.pk}/retire", {"reason": "换口径"})
        assert "换口径" in text_of(bureau.get("/counting/definitions/"))
        assert client(scene, "river").post("/counting/definitions/set", {}).status_code == 403
