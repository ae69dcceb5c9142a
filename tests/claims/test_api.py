"""The API of payouts: the same operations, the same refusals, a claim's way by calls."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from luodi.claims import operations
from luodi.claims.models import Claim, Publication
from tests.claims.test_applying import CODE, PDF, stranger
from tests.given.claimed import approved, envelope, policy_scene
from tests.given.files import docx
from tests.given.kept import kept
from tests.given.world import token_of


@pytest.fixture
@kept
def scene(db):
    return policy_scene()


def call(scene, who, method, path, body=None, status=200):
    client = Client(headers={"Authorization": f"Bearer {token_of(scene, who)[1]}"})
    place = f"/api/v1{path}"
    answer = (
        client.get(place)
        if method == "GET"
        else client.post(place, json.dumps(body or {}), content_type="application/json")
    )
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_a_claims_way_by_calls(scene):
    due = call(scene, "firmuser", "GET", f"/firms/{scene.firm.pk}/dues?year=2025")["rows"]
    assert [(row["clause"], row["status"], row["granted_fen"]) for row in due][0] == (
        "rd-spend",
        "eligible",
        1_000_000_00,
    )
    call(scene, "firmuser", "GET", "/firms/999999/dues?year=2025", status=404)
    body = {"company_id": scene.firm.pk, "clause": "giant", "year": 2025}
    row = call(scene, "bureau", "POST", "/claims", body, 201)["row"]
    assert call(scene, "bureau", "POST", "/claims", body, 409)["title"] == "claim_there_already"
    done = call(scene, "firmuser", "POST", f"/claims/{row['id']}/confirm", {"version": row["version"]})
    assert (done["row"]["stage"], done["row"]["granted_fen"]) == ("checked", 500_000_00)
    crossed = call(
        scene, "finance", "POST", f"/claims/{row['id']}/cross", {"version": done["row"]["version"], "passed": True}
    )
    call(
        scene, "planning", "POST", "/publications", {"claim_ids": [row["id"]], "title": "名单", "contact": "电话"}, 201
    )
    stale = {"version": crossed["row"]["version"], "meeting_decision": "1号"}
    assert call(scene, "bureau", "POST", f"/claims/{row['id']}/approve", stale, 409)["title"] == "stale"
    Publication.objects.update(
        from_date=Publication.objects.get().from_date - timedelta(30),
        until_date=Publication.objects.get().until_date - timedelta(30),
    )
    fresh = {"version": Claim.objects.get().version}
    assert call(scene, "leader", "POST", f"/claims/{row['id']}/approve", fresh)["row"]["stage"] == "approved"
    call(scene, "finance", "POST", f"/envelopes/{scene.fund.pk}/divide", {"reason": "结账"})
    (listed,) = call(scene, "finance", "GET", "/envelopes")["rows"]
    assert (listed["committed_fen"], listed["left_fen"]) == (500_000_00, 10_000_000_00 - 500_000_00)
    assert call(scene, "finance", "POST", "/payment-batches", {"title": "一", "claim_ids": [row["id"]]}, 422)[
        "title"
    ] == ("bank_account_missing")
    assert call(scene, "hill", "GET", f"/claims/{row['id']}", status=404)


def send(scene, who, path, data, status=201):
    client = Client(headers={"Authorization": f"Bearer {token_of(scene, who)[1]}"})
    answer = client.post(f"/api/v1{path}", data)
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_the_firms_own_calls_and_the_auditors_look_at_the_inputs(scene):
    own, paper = f"/firms/{scene.firm.pk}/claims", docx("加计扣除备案表")
    drafted = call(scene, "firmuser", "POST", own, {"clause": "rd-spend", "year": 2025}, 201)["row"]
    call(scene, "firmuser", "POST", "/firms/999999/claims", {"clause": "rd-spend", "year": 2025}, 404)
    kept = call(scene, "firmuser", "POST", f"/claims/{drafted['id']}/keep", {"version": 1, "words": "补充"})["row"]
    file = {"name": "加计扣除备案", "file": SimpleUploadedFile("备案.docx", paper)}
    (there,) = send(scene, "firmuser", f"{own}/{drafted['id']}/evidence", file)["evidence"]
    dropped = call(scene, "firmuser", "POST", f"{own}/{drafted['id']}/evidence/{there['id']}/drop")
    assert (dropped["missing"], dropped["evidence"]) == (["加计扣除备案"], [])
    file["file"] = SimpleUploadedFile("备案.docx", paper)
    send(scene, "firmuser", f"{own}/{drafted['id']}/evidence", file)
    call(scene, "firmuser", "POST", f"/claims/{drafted['id']}/submit", {"version": kept["version"]})
    assert [row["stage"] for row in call(scene, "firmuser", "GET", own)["rows"]] == ["submitted"]
    place = f"/claims/{drafted['id']}"
    hidden = call(scene, "auditor", "GET", place)
    assert (hidden["hidden"], hidden["inputs"], "look" in hidden["may"]) == (True, [], True)
    assert call(scene, "auditor", "POST", f"{place}/looks", {"reason": " "}, 422)["title"] == "claim_needs_words"
    opened = call(scene, "auditor", "POST", f"{place}/looks", {"reason": "年度审计抽查"}, 201)
    assert "2600万元" in [each["value"] for each in opened["inputs"]] and opened["explanation"]
    assert call(scene, "auditor", "GET", place)["inputs"] == []
    call(scene, "leader", "POST", f"{place}/looks", {"reason": "想看"}, 403)
    (look,) = call(scene, "firmuser", "GET", f"{own}/{drafted['id']}")["looks"]
    assert (look["unit"], look["person"], look["reason"]) == ("审计局", "", "年度审计抽查")
    assert call(scene, "planning", "GET", place)["looks"][0]["person"] == "测试auditor"
    fresh = {"version": Claim.objects.get().version, "reason": "改由明年申报"}
    assert call(scene, "firmuser", "POST", f"{place}/withdraw", fresh)["row"]["stage"] == "withdrawn"


def test_accounts_bank_files_and_returns_by_calls(scene):
    claim = approved(scene, envelope(scene, 10_000_00, code="api-2025"), scene.firm.pk, 1_000_00)
    account = {"holder": "示例甲公司", "bank": "示例银行", "number": "6222 0000 1111 2222"}
    row = call(scene, "firmuser", "POST", f"/firms/{scene.firm.pk}/bank-accounts", account, 201)
    assert (row["number"], row["state"]) == ("**** 2222", "proposed")
    call(scene, "firmuser", "GET", "/firms/999999/bank-accounts", status=404)
    assert call(scene, "finance", "POST", f"/bank-accounts/{row['id']}", {"confirm": True})["state"] == "confirmed"
    body = {"title": "第一批", "claim_ids": [claim.pk]}
    made = call(scene, "finance", "POST", "/payment-batches", body, 201)["row"]
    dropped = call(scene, "finance", "POST", f"/payment-batches/{made['id']}/drop", {"version": 1, "reason": "重编"})
    assert dropped["row"]["state"] == "dropped"
    place = f"/payment-batches/{made['id']}/release"
    assert send(scene, "finance", place, {"version": 1}, 400)["title"] == "call_malformed"  # a form where JSON is meant
    place = f"/payment-batches/{call(scene, 'finance', 'POST', '/payment-batches', body, 201)['row']['id']}"
    call(scene, "finance2", "POST", f"{place}/release", {"version": 1})
    call(scene, "finance", "POST", f"{place}/send", {"version": 2})
    (order,) = call(scene, "finance", "POST", f"{place}/bank-file")["rows"]
    assert (order["account"], order["amount_fen"]) == ("6222000011112222", 1_000_00)
    call(scene, "bureau", "POST", f"{place}/bank-file", status=403)
    lines = f"指令号,金额,结果,日期,说明\r\n{order['number']},1000.00,成功,{timezone.localdate()},\r\nLD9,1,成功,,\r\n"
    back = lambda: {"file": SimpleUploadedFile("回单.csv", lines.encode())}  # noqa: E731
    read = send(scene, "finance", f"{place}/returns", back())
    assert (read["paid"], [each["code"] for each in read["findings"]]) == (1, ["line_unknown"])
    assert send(scene, "finance", f"{place}/returns", back(), 409)["title"] == "bank_return_read_before"
    assert call(scene, "finance", "GET", f"/claims/{claim.pk}")["row"]["stage"] == "paid"


def test_applications_are_decided_by_calls(scene):
    operations.apply(
        applicant=operations.Applicant(CODE, "示例申请公司", "测试申请人", "13900001111", "legal", True),
        papers={"licence": ("执照.pdf", PDF)}, by=stranger(), at=timezone.now(),
    )  # fmt: skip
    (row,) = call(scene, "bureau", "GET", "/applications?state=asked")["rows"]
    assert (row["credit_code"], row["company_id"], row["same_name"]) == (CODE, None, False)
    place = f"/applications/{row['id']}"
    assert (
        call(scene, "bureau", "POST", f"{place}/admit", {"sign_in_name": "x"}, 422)["title"]
        == "application_firm_unknown"
    )
    call(scene, "planning", "POST", f"{place}/refuse", {"reason": "不明"}, 404)
    assert call(scene, "bureau", "POST", f"{place}/refuse", {"reason": "库里没有"})["state"] == "refused"
