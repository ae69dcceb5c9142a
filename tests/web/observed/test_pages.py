"""Pages of indicators, observations, returns and the firm's own: from the form to the verified value, masks, strangers."""

import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from luodi.journal.models import Line
from luodi.observations import operations
from luodi.observations.models import FirmLink, Observation, Return
from luodi.values.period import Period
from tests.given import observed as given
from tests.given import projects as given_projects
from tests.given import transfers as given_transfers
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, district


@pytest.fixture
@kept
def scene(db):
    found = district()
    given_transfers.parameters()
    return found


@pytest.fixture
def firm(scene):
    return given.firm(scene, given_projects.firm("示例丹砂科技有限公司", credit_code=given_projects.CODES[0]))


def client(scene, who="river"):
    return signed_in(scene.accounts[who])


def text_of(response) -> str:
    return response.content.decode()


def form(**change) -> dict:
    return {
        "indicator": "fixed_assets", "period": "2024年第四季度", "value": "1,200", "unit": "万元", "source": "审计报告",
    } | change  # fmt: skip


def statements(of, address) -> int:
    of.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert of.get(address).status_code == 200
    return len(queries)


def test_the_page_of_indicators_says_what_may_be_paid_for(scene):
    page = text_of(client(scene).get("/indicators/"))
    assert "税收" in page and "只监测" in page and "PM2.5" in page and "公平竞争审查" in page
    english = client(scene)
    english.cookies["luodi_language"] = "en"
    assert "Fixed-asset investment" in page


def test_a_projects_value_goes_from_the_form_over_a_colleague_to_a_correction(scene):
    one = given_projects.project(scene)
    river, head = client(scene), client(scene, "riverhead")
    address = f"/projects/{one.pk}/observations/"
    assert "还没有实绩" in text_of(river.get(address))
    refused = river.post(address, form(value="-3"))
    assert refused.status_code == 422 and "不能是负数" in text_of(refused) and "审计报告" in text_of(refused)
    assert river.post(address, form()).headers["Location"] == address
    row = Observation.objects.get()
    page = f"/observations/{row.series_id}/"
    assert "核实无误" not in text_of(river.get(page)) and "核实无误" in text_of(head.get(page))
    head.post(f"{page}verify", {"seen": row.pk})
    now = Observation.objects.get(replaced_by=None)
    wish = {"seen": now.pk, "kind": "audit", "value": "1100", "unit": "万元", "reason": "核减", "evidence": "审计报告"}
    river.post(f"{page}correct", wish)
    wished = now.series.corrections.get()
    head.post(f"/observations/corrections/{wished.pk}/approve", {"reason": "同意"})
    shown = text_of(head.get(page))
    assert "1,100.00万元" in shown and "1,200.00万元" in shown and "已被后来的取代" in shown
    asked = text_of(
        river.post(address, form(indicator="fixed_assets", period="2024年第三季度", value="1100", unit="元"))
    )
    assert "数值异常说明" in asked and "万元当成了元" in asked


def test_strangers_find_nothing_and_nonsense_falls_softly(scene, firm):
    row = given.reported(scene, firm)
    hill = client(scene, "hill")
    for address in (f"/observations/{row.series_id}/", f"/subjects/{firm.pk}/"):
        assert hill.get(address).status_code == 404
    assert firm.name not in text_of(hill.get("/observations/")) + text_of(hill.get("/observations/?q=丹砂"))
    river = client(scene)
    for change in ({"value": "x"}, {"period": "某天"}, {"indicator": "幸福感"}, {"unit": "斤"}, {"statistics": "1"}):
        assert river.post(f"/subjects/{firm.pk}/", form(**change)).status_code == 422, change
    assert river.get("/observations/?page=x&unit=y&at=昨天&sort=z&state=q&indicator=w").status_code == 200
    assert river.get("/observations/totals/?indicator=pm25&period=某天&at=2024-01-01").status_code == 200


def test_lists_take_the_same_number_of_statements_for_one_row_and_twenty(scene, firm):
    bureau, addresses = client(scene, "bureau"), ("/observations/", f"/subjects/{firm.pk}/", "/observations/totals/")
    first = given.reported(scene, firm, period=Period.of_month(2024, 1))
    addresses = (*addresses, f"/observations/{first.series_id}/")
    before = [statements(bureau, address) for address in addresses]
    for n in range(2, 12):
        given.verified(scene, firm, period=Period.of_month(2024, n))
    given.corrected(scene, first, "1300")
    assert [statements(bureau, address) for address in addresses] == before
    assert bureau.get("/observations/export?indicator=fixed_assets").headers["Content-Type"].endswith("sheet")


def test_one_firms_tax_is_masked_everywhere_until_a_reason_is_given(scene, firm):
    given.consented(scene, firm)
    row = given.reported(scene, firm, "731.55", indicator="tax")
    head = client(scene, "riverhead")
    for address in (
        "/observations/",
        f"/observations/{row.series_id}/",
        f"/subjects/{firm.pk}/",
        "/observations/totals/?claimed=1&period=2024年&indicator=tax",
    ):
        page = text_of(head.get(address))
        assert "＊＊" in page and "731" not in page and "7,315" not in page, address
    assert head.post(f"/observations/{row.series_id}/look", {"reason": ""}).status_code == 422
    assert "731.55万元" in text_of(head.post(f"/observations/{row.series_id}/look", {"reason": "核对承诺"}))
    assert Line.objects.filter(event="observation.looked_at").count() == 1
    assert client(scene, "river").post(f"/observations/{row.series_id}/look", {"reason": "看看"}).status_code == 403


def test_the_return_desk_takes_a_file_names_its_faults_and_freezes(scene, firm):
    river, head = client(scene), client(scene, "riverhead")
    assert river.get("/returns/template").status_code == 200
    rows = [
        [firm.pk, firm.name, "固投", 1200, "万元", "审计报告", ""],
        [firm.pk, "", "税收", 5, "万元", "完税证明", ""],
    ]

    def send(rows):
        file = SimpleUploadedFile("报表.xlsx", given.filled(rows))
        return river.post("/returns/upload", {"period": "2024年第四季度", "file": file}, follow=True)

    page = text_of(send(rows))
    assert "没有有效的数据授权" in page and "1,200.00万元" in page
    assert "等另一位有权限的人核准" in text_of(send(rows[:1]))
    sent = Return.objects.get(state="checked")
    answer = text_of(head.post(f"/returns/{sent.pk}/approve", {"version": 1}, follow=True))
    assert "已核准·期间冻结" in answer
    assert "文件指纹" in text_of(send([[firm.pk, "", "固投", 1201, "万元", "审计报告", ""]]))
    assert client(scene, "hill").get(f"/returns/{sent.pk}/").status_code == 404


def test_the_firm_answers_by_its_link_alone_and_once(scene, firm):
    given.reported(scene, firm)
    row = Observation.objects.get()
    head = client(scene, "riverhead")
    page = text_of(head.post(f"/observations/{row.series_id}/link", {"seen": row.pk}))
    address = re.search(r"http://testserver(/firm/[^<]+)<", page)[1]
    FirmLink.objects.update(expires_at=timezone.now() + timezone.timedelta(hours=1))
    outside = Client()
    asked = text_of(outside.get(address))
    assert "1,200.00万元" in asked and firm.name in asked and "审计报告" not in asked
    assert outside.post(address, {"agrees": "yes", "signer": " "}).status_code == 422
    assert head.post(address, {"agrees": "yes", "signer": "甲某"}).status_code == 403
    assert "已收到" in text_of(outside.post(address, {"agrees": "yes", "signer": "甲某", "post": "财务总监"}))
    assert outside.get(address).status_code == 404
    assert "甲某 财务总监" in text_of(head.get(f"/observations/{row.series_id}/"))
    assert outside.get("/firm/luodi_guess/").status_code == 404


def test_the_api_reports_verifies_and_answers_as_it_was_known(scene, firm):
    river, head = client(scene), client(scene, "riverhead")
    body = {
        "subject_id": firm.pk, "indicator": "fixed_assets", "from_date": "2024-10-01", "to_date": "2025-01-01",
        "value": "1200", "unit": "万元", "source": "审计报告",
    }  # fmt: skip
    made = river.post("/api/v1/observations", body, content_type="application/json")
    assert made.status_code == 201 and Decimal(made.json()["now"]["value"]) == 12_000_000
    seen = {"seen": made.json()["now"]["id"]}
    address = f"/api/v1/observations/{made.json()['now']['series_id']}"
    assert river.post(f"{address}/verify", seen, content_type="application/json").status_code == 403
    assert head.post(f"{address}/verify", seen, content_type="application/json").json()["now"]["state"] == "verified"
    assert river.get(f"/api/v1/observations?subject={firm.pk}&at=2020-01-01T00:00:00Z").json()["rows"] == []
    asked = "/api/v1/observation-totals?indicator=fixed_assets&from_date=2024-01-01&to_date=2025-01-01"
    assert Decimal(river.get(asked).json()["district"]) == 12_000_000
    assert len(river.get("/api/v1/indicators").json()) == 20
    assert operations.Source and NOW
