"""Pages of agreements: drafted step by step, watched and paid for apart, redlines, the library, the legacy ledger."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from luodi.agreements import operations
from luodi.agreements.models import Agreement, CleanUp, ModelClause, Template
from luodi.agreements.operations import Source
from tests.given import agreements as given
from tests.given import projects
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, district

OLD = "第一条　奖励\n甲方按乙方缴纳税收形成的区级地方财力贡献的50%给予奖励。\n第二条　期限\n乙方十年内不得迁出本区。\n"


@pytest.fixture
@kept
def scene(db):
    return district()


def text_of(response) -> str:
    return response.content.decode()


def client(scene, who="river"):
    return signed_in(scene.accounts[who])


def head(**more) -> dict:
    return {
        "title": "澄川医药投资协议", "number": "临投〔2025〕3号", "district": "临河街道办事处", "firm": "澄川医药科技有限公司",
        "data_class": "sensitive",
    } | more  # fmt: skip


def workbook(*rows: tuple) -> SimpleUploadedFile:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["协议编号", "协议名称", "相对方", "责任单位", "签订日期", "到期日期", "协议文本"])
    for place, row in enumerate(rows, 1):
        sheet.write_row(place, 0, row)
    book.close()
    return SimpleUploadedFile("存量.xlsx", file.getvalue())


class TestOneAgreement:
    def test_shows_clauses_and_what_is_watched_and_paid_for_apart(self, scene):
        agreement = given.with_terms(scene, given.draft(scene))
        page = text_of(client(scene).get(f"/agreements/{agreement.pk}/"))
        watched, paid = page.index('id="watched"'), page.index('id="paid"')
        assert watched < page.index("3000万元", watched) < paid < page.index("1200万元", paid)
        assert "税收" in page[watched:paid] and "税收" not in page[paid : page.index('id="duties"')].replace(
            "按税收", ""
        )

    def test_is_checked_before_it_is_submitted(self, scene):
        agreement = given.draft(scene, text=OLD)
        page = text_of(client(scene).get(f"/agreements/{agreement.pk}/?check=1"))
        assert "C05" in page and "监测什么" in page

    def test_goes_through_its_states_by_forms(self, scene):
        agreement = given.with_terms(scene, given.draft(scene))
        river, address = client(scene), f"/agreements/{agreement.pk}/"
        assert river.post(f"{address}submit", {"version": agreement.version}).status_code == 302
        refused = client(scene, "bureau").post(
            f"{address}approve", {"version": agreement.version + 1, "legal_opinion": "7号"}
        )
        assert refused.status_code == 422 and "审查结论" in text_of(refused)
        given.concluded(scene, agreement)
        form = {"version": agreement.version + 1, "legal_opinion": "7号"}
        assert client(scene, "bureau").post(f"{address}approve", form).status_code == 302
        agreement.refresh_from_db()
        wrong = given.signed_file(agreement, ("不超过1200万元", "不超过1300万元"))
        upload = {
            "version": agreement.version,
            "file": SimpleUploadedFile("签.docx", wrong.data),
            "signed_date": timezone.localdate().isoformat(),
        }
        answer = client(scene, "riverhead").post(f"{address}sign", upload)
        assert answer.status_code == 422 and "300万元" in text_of(answer)

    def test_of_another_street_is_not_there(self, scene):
        agreement = given.draft(scene)
        for part in ("", "redline", "versions/1.docx", "terms"):
            assert client(scene, "hill").get(f"/agreements/{agreement.pk}/{part}").status_code == 404

    def test_is_given_as_word_and_pdf(self, scene):
        agreement = given.draft(scene)
        for kind, start in (("docx", b"PK"), ("pdf", b"%PDF")):
            assert client(scene).get(f"/agreements/{agreement.pk}/versions/1.{kind}").content.startswith(start)
        assert client(scene).get(f"/agreements/{agreement.pk}/versions/1.exe").status_code == 404

    def test_is_read_in_english(self, scene):
        agreement = given.with_terms(scene, given.draft(scene))
        page = text_of(client(scene).get(f"/agreements/{agreement.pk}/", headers={"Accept-Language": "en"}))
        assert "watched, not paid for" in page and "paid on a ground only" in page


class TestTermsForm:
    def test_reads_lines_and_names_those_it_can_not(self, scene):
        agreement = given.draft(scene)
        form = {
            "version": 1, "term1_indicator": "fixed_assets", "term1_measure": "cumulative",
            "term1_periods": "2026-01-01~2027-01-01 ３０００万元 2027-03-31\n2026-01-01~2028-01-01 8000万元 2028-03-31",
            "term1_evidence": "专项审计报告、发票", "term1_payment": "1", "paid1_what": "房租补助", "paid1_driver": "rent",
            "paid1_cap": "1200万元", "paid1_basis": "按实际支付房租", "paid1_legal": "《若干政策》第六条",
            "paid1_stages": "30% 开工证明 2026-12-31\n40% 竣工证明\n30% 达产证明",
        }  # fmt: skip
        wrong = client(scene).post(f"/agreements/{agreement.pk}/terms", form | {"term1_periods": "明年多投点"})
        assert wrong.status_code == 422 and "明年多投点" in text_of(wrong) and "房租补助" in text_of(wrong)
        assert client(scene).post(f"/agreements/{agreement.pk}/terms", form).status_code == 302
        agreement.refresh_from_db()
        again = text_of(client(scene).get(f"/agreements/{agreement.pk}/terms"))
        assert "2026-01-01~2027-01-01 3000万元 2027-03-31" in again and "40% 竣工证明" in again


class TestRedline:
    def test_marks_what_changed_and_says_what_it_touches(self, scene):
        agreement = given.draft(scene)
        operations.change_text(
            agreement_id=agreement.pk, version=1, source=Source(text=given.TEXT.replace("1200万元", "1500万元")), reason="改",
            by=scene.actor("river"), at=NOW,
        )  # fmt: skip
        page = text_of(client(scene).get(f"/agreements/{agreement.pk}/redline"))
        assert "<del>1200</del><ins>1500</ins>" in page and "重新审查" in page
        assert client(scene).get(f"/agreements/{agreement.pk}/redline.docx").content.startswith(b"PK")


class TestDraftingFromTheLibrary:
    def test_chooses_clauses_fills_blanks_and_makes_a_word_draft(self, scene):
        bureau, project = scene.actor("bureau"), projects.project(scene)
        assert operations.load_library(by=bureau, at=NOW) >= 20
        assert not ModelClause.objects.filter(current=None).exists()
        template = Template.objects.get(kind="investment").pk
        rent, court = (ModelClause.objects.get(code=code).pk for code in ("payment-rent", "dispute-court"))
        river, first = client(scene), head(project=project.pk, kind="investment", template=template, step="head")
        assert "房租补助" in text_of(river.post("/agreements/new", first))
        second = first | {"step": "clauses", "clause": [rent, court]}
        assert f"b{rent}_补助上限" in text_of(river.post("/agreements/new", second))
        third = second | {
            "step": "blanks", f"b{rent}_政策名称": "若干政策", f"b{rent}_政策条款": "第六条", f"b{rent}_补助上限": "很多",
            f"b{court}_法院名称": "示例区人民法院",
        }  # fmt: skip
        refused = river.post("/agreements/new", third)
        assert refused.status_code == 422 and "补助上限" in text_of(refused)
        assert river.post("/agreements/new", third | {f"b{rent}_补助上限": "1200万元"}).status_code == 302
        text = Agreement.objects.get().current.text
        assert "第一条　房租补助" in text and "最高不超过1200万元" in text and "{{" not in text

    def test_a_clause_with_an_open_finding_is_not_offered_and_not_passed(self, scene):
        bureau = scene.actor("bureau")
        bad = operations.write_clause(code="x", kind="payment", title="返还条款", text=OLD, by=bureau, at=NOW)
        page = client(scene, "bureau").get(f"/agreements/clauses/{bad.clause_id}/")
        assert bad.open_findings and "C05" in text_of(page)
        pages = text_of(client(scene).post("/agreements/new", head(step="head", template="1")))
        assert "返还条款" not in pages


class TestLegacyLedger:
    def test_takes_in_a_workbook_scans_decides_and_closes(self, scene):
        rows = [("旧1", "旧投资协议", "示例甲公司", "临河街道", "2019-05-01", "2029-05-01", OLD)]
        bad = ("旧2", "另一份", "示例乙公司", "没有的街道", "2019-05-01", "", "文")
        river = client(scene)
        refused = river.post("/agreements/legacy/upload", {"file": workbook(*rows, bad)})
        assert refused.status_code == 422 and "第 3 行" in text_of(refused) and not Agreement.objects.exists()
        assert river.post("/agreements/legacy/upload", {"file": workbook(*rows)}).status_code == 302
        agreement = Agreement.objects.get()
        for _again in range(2):
            assert river.post(f"/agreements/{agreement.pk}/scan", {}).status_code == 302
        found = list(CleanUp.objects.order_by("span_start"))
        assert {"C05"} <= {each.code for each in found} and len({(e.code, e.span_start) for e in found}) == len(found)
        one, unit = found[0], scene.units["临河街道"].pk
        decision = {"version": 1, "way": "amend", "procedure": "协商变更并补偿", "unit": unit, "due_date": "2025-06-30"}
        address = f"/agreements/legacy/{one.pk}/"
        assert client(scene, "bureau").post(f"{address}decide", decision | {"procedure": ""}).status_code == 422
        assert client(scene, "bureau").post(f"{address}decide", decision).status_code == 302
        assert river.post(f"{address}progress", {"version": 2, "what": "已签变更", "done": "1"}).status_code == 302
        one.refresh_from_db()
        assert one.state == "done" and "已签变更" in text_of(river.get(address))
        assert river.get("/agreements/legacy/export").content.startswith(b"PK")


@pytest.mark.parametrize("address", ["/agreements/", "/agreements/legacy/", "/projects/{project}/agreements/"])
def test_a_list_asks_as_often_for_one_row_as_for_many(scene, address):
    project, browser = projects.project(scene), client(scene, "bureau")
    address = address.format(project=project.pk)

    def add(number: int) -> None:
        given.draft(scene, project=project, head=given.head(f"临{number}"))
        old = operations.register_legacy(
            head=given.head(f"旧{number}"), unit_id=scene.units["临河街道"].pk, signed_date=given.TODAY,
            source=Source(text=f"{OLD}{number}"), by=scene.actor("river"), at=NOW,
        )  # fmt: skip
        operations.add_finding(agreement_id=old.pk, quote="奖励", reason="旧", by=scene.actor("river"), at=NOW)

    add(1)
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as one:
        browser.get(address)
    for number in range(2, 9):
        add(number)
    with CaptureQueriesContext(connection) as many:
        assert "临8" in text_of(browser.get(address)) or "legacy" in address
    assert len(many) == len(one)
