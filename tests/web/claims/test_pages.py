"""Pages of payouts: a claim's whole way in the browser's own requests, what each role sees, and a fixed number of statements."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from luodi.claims.models import Batch, Claim, Payment, Publication, SignUp
from luodi.journal.models import Line
from luodi.people import operations as people
from luodi.policies import operations as policies
from tests.given.browsing import signed_in
from tests.given.claimed import envelope, firms, policy_scene, published, submitted
from tests.given.documents import page
from tests.given.files import docx
from tests.given.kept import kept
from tests.given.people import NOW, SET_UP


@pytest.fixture
@kept
def scene(db):
    return policy_scene()


def client(scene, who):
    return signed_in(scene.accounts[who])


def text_of(scene, address, who="bureau"):
    answer = client(scene, who).get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def post(scene, who, address, **data):
    answer = client(scene, who).post(address, data)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return answer


def versioned(claim, **data):
    claim.refresh_from_db()
    return {"version": claim.version} | data


def test_the_whole_way_from_the_firms_own_page_to_the_receipt_and_one_recovery(scene):
    for code, value in (("claims.meeting_from", 500_000),):
        people.set_parameter(
            code=code,
            value=value,
            unit="元",
            source="议事规则",
            valid_from=date(2025, 3, 1),
            by=scene.actor("bureau"),
            at=NOW,
        )
    mine = text_of(scene, "/mine/?year=2025", "firmuser")
    assert "研发投入补助" in mine and "1,000,000.00" in mine and "免申即享" in mine
    assert "2600万元" in text_of(scene, "/mine/profile?year=2025", "firmuser")
    post(scene, "firmuser", "/mine/claim", clause="rd-spend", year="2025")
    claim = Claim.objects.get()
    assert "还缺：加计扣除备案" in text_of(scene, f"/mine/{claim.pk}/", "firmuser")
    assert client(scene, "bureau").get(f"/claims/{claim.pk}/").status_code == 404
    refused = client(scene, "firmuser").post(f"/mine/{claim.pk}/submit", versioned(claim))
    assert refused.status_code == 422 and "还缺材料" in refused.content.decode()
    filed = docx("加计扣除备案表")
    file = SimpleUploadedFile("备案.docx", filed)
    post(scene, "firmuser", f"/mine/{claim.pk}/evidence", name="加计扣除备案", file=file)
    post(scene, "firmuser", f"/mine/{claim.pk}/submit", **versioned(claim))
    shown = text_of(scene, f"/claims/{claim.pk}/", "planning")
    assert "2600万元" in shown and "专项审计报告第 3 页" in shown and "部门核查" in shown
    hidden = text_of(scene, f"/claims/{claim.pk}/", "leader")
    assert "2600万元" not in hidden and "只对企业本身、主管部门和财政显示" in hidden
    asked = text_of(scene, f"/claims/{claim.pk}/", "auditor")
    assert "2600万元" not in asked and "查看测算数据" in asked
    opened = client(scene, "auditor").post(f"/claims/{claim.pk}/reveal", {"reason": "年度审计抽查"}).content.decode()
    assert (
        "2600万元" in opened and "已留痕" in opened and Line.objects.filter(event="claim.inputs_looked_at").count() == 1
    )
    assert "2600万元" not in text_of(scene, f"/claims/{claim.pk}/", "auditor")
    told = text_of(scene, f"/mine/{claim.pk}/", "firmuser")
    assert "审计局" in told and "年度审计抽查" in told and "测试auditor" not in told
    paper = client(scene, "planning").get(f"/claims/evidence/{claim.evidence.get().pk}")
    assert paper.status_code == 200 and paper.content == filed
    post(
        scene,
        "planning",
        f"/claims/{claim.pk}/check",
        **versioned(claim, passed="1", granted="900,000.00", words="剔除委外"),
    )
    post(scene, "finance", f"/claims/{claim.pk}/look")
    post(scene, "finance", f"/claims/{claim.pk}/cross", **versioned(claim, passed="1"))
    post(scene, "planning", "/claims/publish", claim=claim.pk, title="拟兑现名单", contact="示例电话")
    notice = Publication.objects.get()
    public = Client().get(f"/published/{notice.pk}/").content.decode()
    assert "示例甲公司" in public and "900,000.00" in public and "2600" not in public
    Publication.objects.update(from_date=notice.from_date - timedelta(30), until_date=notice.until_date - timedelta(30))
    needs = client(scene, "bureau").post(f"/claims/{claim.pk}/approve", versioned(claim))
    assert needs.status_code == 422 and "会议决定编号" in needs.content.decode()
    post(scene, "bureau", f"/claims/{claim.pk}/approve", **versioned(claim, meeting_decision="常务会〔2025〕12号"))
    post(scene, "finance", f"/envelopes/{scene.fund.pk}/divide", reason="批次结账")
    assert "已承诺" in text_of(scene, f"/envelopes/{scene.fund.pk}/", "finance")
    post(scene, "firmuser", "/mine/account", holder="示例甲公司", bank="示例银行", number="6222000011112222")
    account = scene.firm.bank_accounts.get()
    listed = text_of(scene, "/payments/accounts/", "finance")
    assert "**** 2222" in listed and "6222000011112222" not in listed
    post(scene, "finance", f"/payments/accounts/{account.pk}", confirm="1")
    post(scene, "finance", "/payments/new", claim=claim.pk, title="第一批", kind="payout")
    batch = Batch.objects.get()
    post(scene, "finance2", f"/payments/{batch.pk}/release", **versioned(batch))
    post(scene, "finance", f"/payments/{batch.pk}/send", **versioned(batch))
    orders = client(scene, "finance").get(f"/payments/{batch.pk}/file.csv").content.decode("utf-8-sig")
    sheet = openpyxl.load_workbook(
        BytesIO(client(scene, "finance").get(f"/payments/{batch.pk}/file.xlsx").content)
    ).active
    number = Payment.objects.get().number
    assert f"{number},示例甲公司,示例银行,6222000011112222,900000.00" in orders and sheet["E2"].value == "900000.00"
    today = timezone.localdate().isoformat()
    back = f"指令号,金额,结果,日期,说明\r\n{number},900000.00,成功,{today},\r\nLD9,1,成功,{today},\r\n".encode()
    post(scene, "finance", f"/payments/{batch.pk}/return", file=SimpleUploadedFile("回单.csv", back))
    assert "本批次没有指令号 LD9" in text_of(scene, f"/payments/{batch.pk}/", "finance")
    for who, address in (("firmuser", f"/mine/{claim.pk}/receipt.pdf"), ("bureau", f"/claims/{claim.pk}/receipt.docx")):
        assert client(scene, who).get(address).status_code == 200
    post(scene, "finance", f"/claims/{claim.pk}/archive", **versioned(claim))
    post(scene, "finance", f"/claims/{claim.pk}/recover", ground="fraud", amount="900000", reason="虚开发票")
    recovery = claim.recoveries.get()
    post(scene, "finance2", f"/claims/recoveries/{recovery.pk}", demand="1")
    post(scene, "finance", f"/claims/recoveries/{recovery.pk}/repaid", amount="900000", day=today, reference="缴01")
    assert "已缴回" in text_of(scene, f"/claims/{claim.pk}/", "finance")
    assert Line.objects.filter(event="recovery.repaid").exists()


def test_invitations_say_of_each_firm_what_became_of_it(scene):
    assert "示例甲公司" not in text_of(scene, "/claims/invite?clause=giant")
    run = policies.start_screening(year=2025, as_of=date(2025, 12, 31), by=scene.actor("bureau"), at=timezone.now())
    policies.screen_all(screening_id=run.pk, by=SET_UP, at=timezone.now())
    assert "示例甲公司" in text_of(scene, "/claims/invite?clause=giant")
    data = {"clause": "giant", "year": "2025", "firms": "示例甲公司\n没有的公司"}
    answer = client(scene, "bureau").post("/claims/invite", data).content.decode()
    assert "已邀请 1 家" in answer and "没有唯一对应的企业" in answer
    claim = Claim.objects.get()
    assert "“国家级小巨人奖励”待确认" in text_of(scene, "/waiting/", "firmuser")
    assert "确认享受" in text_of(scene, f"/mine/{claim.pk}/", "firmuser")
    post(scene, "firmuser", f"/mine/{claim.pk}/confirm", **versioned(claim))
    assert "系统：数据均已核实" in text_of(scene, f"/claims/{claim.pk}/", "bureau")


def test_the_desk_filters_exports_and_costs_the_same_for_one_and_for_thirty(scene):
    fund = envelope(scene, 10_000_00, code="other-2025")
    ids = firms(31)
    published(scene, fund, ids[0], 100_00)
    finance = client(scene, "finance")
    finance.get("/claims/")
    counts = []
    for more in (ids[:0], ids[1:]):
        for firm in more:
            submitted(scene, fund, firm, 100_00)
        with CaptureQueriesContext(connection) as seen:
            assert finance.get("/claims/?sort=-amount&unit=0").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert "没有符合条件的申请" in text_of(scene, "/claims/?q=没有的企业", "finance")
    assert "逾期" in text_of(scene, "/claims/?late=1&stage=open", "finance")
    sheet = openpyxl.load_workbook(BytesIO(finance.get("/claims/export?stage=submitted").content)).active
    assert sheet.max_row >= 30


def test_a_representative_is_entered_by_one_and_opened_by_another_with_a_code(scene):
    second = client(scene, "bureau2")
    proof = page(scene, "bureau")
    data = {
        "company": "示例甲公司",
        "name": "新代表",
        "phone": "13800001111",
        "sign_in_name": "newrep",
        "proof": proof.pk,
    }
    post(scene, "bureau", "/representatives/new", **data)
    listed = text_of(scene, "/representatives/")
    assert "138****1111" in listed and "等另一人复核" in listed
    row = SignUp.objects.get()
    shown = second.post(f"/representatives/{row.pk}", {"approve": "1"}).content.decode()
    assert "一次性代码" in shown
    assert scene.firm.representatives.count() == 2
