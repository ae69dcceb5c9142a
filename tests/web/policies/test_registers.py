"""The page of complete lists: declared with a sheet, shown on a firm's page, taken back."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from luodi.policies.models import Register, RegisterEnd
from tests.given import policies as given
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, district

CODE = "91110000MA0000001U"
FORM = {
    "field": "giant_listed", "complete_on": f"{NOW:%Y-%m-%d}", "source_kind": "register", "source": "工信部公布名单",
    "reason": "逐户核对", "complete": "1",
}  # fmt: skip


@pytest.fixture
@kept
def scene(db):
    found = district()
    given.people(found)
    found.firm, found.other = given.firm(found), given.firm(found, "示例乙公司")
    type(found.firm).objects.filter(pk=found.firm.pk).update(credit_code=CODE)
    given.fact(found, found.other, "研发费用", "200万元", by="river")
    return found


def sheet(*rows) -> SimpleUploadedFile:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    page = book.add_worksheet()
    for place, row in enumerate([("统一社会信用代码", "企业名称", "值"), *rows]):
        page.write_row(place, 0, row)
    book.close()
    return SimpleUploadedFile("名单.xlsx", target.getvalue())


def test_a_list_is_declared_with_its_sheet_shown_and_taken_back(scene):
    client = signed_in(scene.accounts["bureau"])
    wrong = client.post("/facts/registers/", FORM | {"file": sheet(("91110000MA0000099X", "没有的公司", "2024-07-01"))})
    assert wrong.status_code == 422 and "没有信用代码" in wrong.content.decode() and not Register.objects.exists()
    assert client.post("/facts/registers/", {**FORM, "complete": ""}).status_code == 422
    done = client.post("/facts/registers/", FORM | {"file": sheet((CODE, "示例甲公司", "2024-07-01"))})
    assert done.status_code == 302, done.content.decode()[:3000]
    row = Register.objects.get()
    page = client.get("/facts/registers/").content.decode()
    assert "工信部公布名单" in page and f'id="register-{row.pk}"' in page
    firm = client.get(f"/facts/{scene.other.pk}/").content.decode()
    assert "未发生" in firm and f"/facts/registers/#register-{row.pk}" in firm
    assert "不在完整名单上" not in client.get(f"/facts/{scene.firm.pk}/").content.decode()
    assert client.post(f"/facts/registers/{row.pk}/take-back", {"reason": ""}).status_code == 422
    assert client.post(f"/facts/registers/{row.pk}/take-back", {"reason": "漏了一批"}).status_code == 302
    assert RegisterEnd.objects.get().reason == "漏了一批"


def test_officers_see_the_lists_and_only_who_verifies_declares(scene):
    client = signed_in(scene.accounts["river"])
    page = client.get("/facts/registers/")
    assert page.status_code == 200 and "登记一份完整名单" not in page.content.decode()
    assert client.post("/facts/registers/", FORM).status_code == 403
