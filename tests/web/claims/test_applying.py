"""The public form of a firm's person and the bureau's queue: no oracle, a limit, one receipt, no script needed."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from luodi.claims.models import Application, ApplicationPaper
from luodi.people import operations as people
from tests.claims.test_applying import CODE, OTHER, PDF, scene_of
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW

RECEIPT = re.compile(r"<code>([A-Z2-9]{5}(?:-[A-Z2-9]{5}){3})</code>")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture
@kept
def scene(db):
    return scene_of()


def form(**change):
    given = {
        "credit_code": CODE, "firm_name": "示例申请科技有限公司", "name": "测试申请人", "phone": "13900001111", "role": "agent",
        "consent": "1", "licence": SimpleUploadedFile("执照.pdf", PDF + b"1"),
        "power": SimpleUploadedFile("委托书.pdf", PDF + b"2"),
    }  # fmt: skip
    return {name: value for name, value in (given | change).items() if value is not None}


def test_a_stranger_applies_follows_the_receipt_and_is_let_in_by_the_bureau(scene):
    assert "/apply/" in Client().get("/sign-in/").content.decode()
    shown = Client().get("/apply/").content.decode()
    assert "30 天后清除" in shown and "<script>" not in shown and 'enctype="multipart/form-data"' in shown
    answer = Client().post("/apply/", form())
    (receipt,) = RECEIPT.findall(answer.content.decode())
    assert answer.status_code == 201 and "示例申请科技" not in answer.content.decode()
    state = Client().post("/apply/state", {"receipt": receipt}).content.decode()
    assert "待审核" in state and "测试申请人" not in state and CODE not in state
    assert Client().post("/apply/state", {"receipt": "AAAAA-AAAAA"}).status_code == 404
    row = Application.objects.get()
    bureau = signed_in(scene.accounts["bureau"])
    with CaptureQueriesContext(connection, ) as one:  # fmt: skip
        queue = bureau.get("/representatives/applications/").content.decode()
    assert "名称一致" in queue and "13900001111" not in queue and receipt not in queue
    paper = bureau.get(f"/representatives/papers/{ApplicationPaper.objects.order_by('kind').first().pk}")
    assert paper.content == PDF + b"1" and paper["Content-Disposition"].startswith("attachment")
    Client(REMOTE_ADDR="10.1.1.1").post("/apply/", form(credit_code=OTHER, name="测试第二人"))
    with CaptureQueriesContext(connection) as two:
        assert "库里没有" in bureau.get("/representatives/applications/?state=asked&q=测试").content.decode()
    assert len(one) == len(two) <= 14
    refused = bureau.post(
        f"/representatives/applications/{row.pk}", {"approve": "1", "sign_in_name": "river"}, follow=True
    )
    assert "登录名" in refused.content.decode() and Application.objects.get(pk=row.pk).state == "asked"
    let_in = bureau.post(f"/representatives/applications/{row.pk}", {"approve": "1", "sign_in_name": "applied"})
    assert "账号 applied 已开通，一次性代码：" in let_in.content.decode()
    bureau.post(f"/representatives/applications/{row.pk + 1}", {"approve": "0", "note": "查无此企业"})
    assert "查无此企业" in bureau.get("/representatives/applications/?state=refused").content.decode()
    assert signed_in(scene.accounts["auditor"]).get("/representatives/applications/").status_code == 403
    hidden = signed_in(scene.accounts["planning"]).get("/representatives/applications/?state=all").content.decode()
    assert "测试申请人" not in hidden


def test_known_and_unknown_firms_get_the_same_answer_by_the_same_statements(scene):
    def answered(code):
        with CaptureQueriesContext(connection) as seen:
            answer = Client().post("/apply/", form(credit_code=code))
        text = TOKEN.sub("", RECEIPT.sub("", answer.content.decode()))
        return (
            answer.status_code,
            text,
            [re.sub(r"\d+|'[^']*'", "", each["sql"])[:60] for each in seen.captured_queries],
        )

    answered(CODE)  # fills what is read once of a process
    Application.objects.update(name="另一人")
    assert answered(CODE) == answered(OTHER)
    again = Client().post("/apply/", form())
    assert (
        again.status_code == 409 and "不用再次提交" in again.content.decode() and "测试申请人" in again.content.decode()
    )


def test_bad_input_is_named_on_the_form_which_keeps_what_was_typed(scene):
    for change, word in (
        ({"credit_code": "91"}, "18"), ({"consent": None}, "同意"), ({"licence": None}, "营业执照"),
        ({"role": "boss"}, "身份"), ({"power": SimpleUploadedFile("委托书.exe", b"MZ" + b"\0" * 99)}, "委托书.exe"),
        ({"licence": SimpleUploadedFile("大.pdf", PDF + b"x" * (8 * 1024 * 1024))}, "8"),
    ):  # fmt: skip
        answer = Client().post("/apply/", form(**change))
        assert answer.status_code in (400, 413, 415, 422), (change, answer.status_code)
        assert word in answer.content.decode() and "13900001111" in answer.content.decode()
    assert not Application.objects.exists()


def test_an_address_that_storms_the_form_is_told_to_wait_whatever_it_sends(scene):
    people.set_parameter(code="claims.application_tries", value=2, unit="次", source="制度", valid_from=NOW.date(),
                         by=scene.actor("bureau"), at=NOW)  # fmt: skip
    tries = [Client().post("/apply/state", {"receipt": "AAAAA"}).status_code for _ in range(2)]
    assert tries == [404, 404]
    assert Client().post("/apply/state", {"receipt": "AAAAA"}).status_code == 429
    assert Client().post("/apply/", form()).status_code == 429
    assert Client(REMOTE_ADDR="10.2.2.2").post("/apply/", form()).status_code == 201
