"""A policy in a real browser, from the draft to the money and back: red line, correction, simulation, publication, screening,
invitation, confirmation, checks, public notice, approval, payment, bank return, receipt; and one recovery."""

import re
from datetime import timedelta

import pytest
import time_machine

from luodi.claims.models import Batch, Claim, Envelope, Payment
from luodi.journal.models import Line
from luodi.policies import operations as policies
from luodi.policies.models import ClauseVersion, Screening, Simulation
from tests.browser.test_pages import faults_of
from tests.browser.test_scoreboard import kept
from tests.given import claimed
from tests.given import policies as given
from tests.given.people import NOW, SET_UP, district

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
TAXED = "小巨人公布日期 >= 2025-01-01 and 纳税额 >= 100万元"
LAWFUL = "小巨人公布日期 >= 2025-01-01"
FORM = {
    "id": "giant", "title": "国家级小巨人奖励", "title_en": "Award for national little giants", "from": "2025-01-01", "to": "2027-12-31",
    "quote": "当年列入国家级小巨人名单且在本区纳税满一百万元的企业，一次性奖励五十万元。", "article": "9", "page": "4", "when": TAXED,
    "amount": "50万元", "envelope": "science-2025", "department": "规划资源局", "notice_days": "5",
    "evidence": "工信部公布名单：小巨人公布日期", "case1_name": "入选且纳税", "case1_amount": "50万元",
    "case1_given": "小巨人公布日期=2025-06-01，纳税额=200万元",
}  # fmt: skip


def laid_out():
    """Lay out a district with a policy without clauses, a firm on the national list, its user, people for each step, and money."""
    scene = district()
    given.people(scene)
    for name, unit, role in (("planning2", "规划资源局", "department"), ("finance2", "财政局", "finance")):
        claimed.second_of(scene, name, unit, role)
    scene.policy = given.policy(scene)
    scene.firm = given.firm(scene)
    fact = given.fact(scene, scene.firm, "小巨人公布日期", "2025-02-01", year=2025)
    policies.verify_fact(fact_id=fact.pk, by=scene.actor("bureau2"), at=NOW)
    claimed.envelope(scene, 1_000_000_00)
    scene.user = claimed.represented(scene, scene.firm.pk)
    claimed.account(scene, scene.firm.pk)
    return scene


class Desk:
    """Pages of several people on one server."""

    def __init__(self, page_of, home: str) -> None:
        self.page_of, self.home, self.pages = page_of, home, {}

    def at(self, who: str, address: str):
        """Open an address as somebody."""
        page = self.pages.setdefault(who, self.page_of(who))
        page.goto(self.home + address)
        return page

    def press(self, who: str, address: str, button: str, **entered: str):
        """Open a page, fill fields by their name, press a button."""
        page = self.at(who, address)
        for name, value in entered.items():
            page.locator(f"#step [name={name}]").fill(value)
        page.get_by_role("button", name=button, exact=True).first.click()
        page.wait_for_load_state()
        return page


def drafted(desk, policy_id: int) -> ClauseVersion:
    """Draft the clause by the form, with a condition that fairness forbids, and an example."""
    page = desk.at("bureau", f"/policies/{policy_id}/clauses/new")
    for name, value in FORM.items():
        page.locator(f"form [name={name}]").fill(value)
    page.locator("[name=mode]").select_option("confirm")
    page.locator("[name=case1_status]").select_option("eligible")
    kept(page, "policy-form")
    page.get_by_role("button", name="写成文本").click()
    page.wait_for_load_state()
    return ClauseVersion.objects.get()


def corrected(desk, row: ClauseVersion) -> None:
    """Take the tax out of the text; the live check names a misspelt field at its column first."""
    page = desk.at("bureau", f"/clauses/{row.pk}/edit")
    text = page.locator("[name=text]").input_value()
    page.locator("[name=text]").fill(text.replace("小巨人公布日期 >=", "小巨人公布日 >="))
    page.get_by_text("小巨人公布日期").first.wait_for()
    plain = text.replace(TAXED, LAWFUL).replace("且在本区纳税满一百万元", "").replace(', "纳税额" = "200万元"', "")
    page.locator("[name=text]").fill(re.sub(r', ?"?纳税额"? = "200万元"', "", plain))
    page.get_by_role("button", name="保存草稿").click()
    page.wait_for_load_state()
    row.refresh_from_db()
    assert "纳税额" not in row.text


def test_from_a_draft_with_a_red_line_to_money_received_and_one_recovery(page_of, live_server, violations, tmp_path):
    with time_machine.travel(NOW, tick=True) as clock:
        scene = laid_out()
        desk = Desk(page_of, live_server.url)
        row = drafted(desk, scene.policy.pk)
        clause = f"/clauses/{row.pk}/"

        desk.press("bureau", clause, "提交审查")
        page = desk.at("bureau2", clause)
        page.locator("#fairness").get_by_text("禁止", exact=True).first.wait_for()
        kept(page, "policy-red-line")
        assert page.get_by_role("button", name="发布", exact=True).count() == 0
        page.get_by_text("退回修改").click()
        page.locator("#id_back").fill("奖励与纳税挂钩，属禁止事项")
        page.get_by_role("button", name="退回", exact=True).click()
        page.wait_for_load_state()
        corrected(desk, row)

        page = desk.at("bureau", "/simulations/")
        page.locator(f"input[name=clause][value='{row.pk}']").check()
        page.locator("[name=year]").fill("2025")
        page.get_by_role("button", name="开始测算").click()
        page.wait_for_load_state()
        simulation = Simulation.objects.get()
        policies.run_simulation(simulation_id=simulation.pk, by=SET_UP, at=NOW)  # the worker's turn
        assert faults_of(desk.pages["bureau"], f"{live_server.url}/simulations/{simulation.pk}/", violations) == []
        assert "500,000" in page.locator("body").inner_text() or "50" in page.locator("body").inner_text()
        kept(page, "policy-simulated")

        desk.press("bureau", clause, "提交审查")
        given.reviewed(scene, row)
        desk.press("bureau2", clause, "发布")
        row.refresh_from_db()
        assert row.state == "published"

        page = desk.at("bureau", "/screenings/")
        page.locator("[name=year]").fill("2025")
        page.get_by_role("button", name="开始匹配").click()
        page.wait_for_load_state()
        screening = Screening.objects.get()
        policies.screen_all(screening_id=screening.pk, by=SET_UP, at=NOW)
        page = desk.at("bureau", f"/screenings/{screening.pk}/results")
        assert "示例甲公司" in page.locator("body").inner_text()
        kept(page, "policy-screened")

        page = desk.at("bureau", "/claims/invite")
        page.locator("[name=clause]").select_option("giant")
        page.locator("[name=year]").fill("2025")
        page.locator("[name=firms]").fill("示例甲公司")
        page.get_by_role("button", name="测算并邀请").click()
        page.get_by_text("已邀请 1 家").wait_for()
        claim = Claim.objects.get()

        assert (
            faults_of(desk.at("firmuser", "/mine/?year=2025"), f"{live_server.url}/mine/{claim.pk}/", violations) == []
        )
        desk.press("firmuser", f"/mine/{claim.pk}/", "确认享受")
        kept(desk.pages["firmuser"], "claim-confirmed")
        paid_out(desk, claim, clock, tmp_path)
        recovered(desk, claim)


def paid_out(desk, claim: Claim, clock, folder) -> None:
    """Lead a confirmed claim through checks, public notice, approval, the bank, and to the firm's receipt."""
    address = f"/claims/{claim.pk}/"
    claim.refresh_from_db()
    if claim.stage == "submitted":
        desk.press("planning", address, "核查通过")
    desk.press("finance", address, "没有重复支持")
    desk.press("planning", address, "公示 5 个工作日", contact="0571-00000000")
    stranger = desk.page_of(None)
    stranger.goto(f"{desk.home}/published/")
    stranger.get_by_role("link", name=re.compile("拟兑现")).first.click()
    stranger.get_by_text("示例甲公司").first.wait_for()
    kept(stranger, "claim-published")
    clock.move_to(NOW + timedelta(days=12))
    desk.pages.clear()  # sessions have ended
    desk.press("bureau2", address, "批准")  # who invited may not approve
    claim.refresh_from_db()
    assert claim.stage == "committed", claim.stage
    page = desk.at("finance", "/payments/")
    page.locator(f"input[name=claim][value='{claim.pk}']").check()
    page.locator("[name=title]").fill("第一批")
    page.get_by_role("button", name="编制批次").click()
    page.wait_for_load_state()
    batch = Batch.objects.get()
    of_batch = f"/payments/{batch.pk}/"
    desk.press("finance2", of_batch, "复核放行")
    page = desk.press("finance", of_batch, "标记为已送银行")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    orders = folder / "orders.csv"
    download.value.save_as(orders)
    number = Payment.objects.get().number
    assert f"{number},示例户名" in orders.read_text(encoding="utf-8-sig")
    back = folder / "回单.csv"
    back.write_text(f"指令号,金额,结果,日期,说明\n{number},500000.00,成功,2025-03-20,\n", encoding="utf-8")
    page.locator("input[type=file]").set_input_files(back)
    page.get_by_role("button", name="读入", exact=True).click()
    page.wait_for_load_state()
    kept(page, "claim-batch")
    claim.refresh_from_db()
    assert claim.stage == "paid" and Envelope.objects.get().pk
    firm = desk.at("firmuser", f"/mine/{claim.pk}/")
    with firm.expect_download() as download:
        firm.get_by_role("link", name="兑现凭证").first.click()
    assert download.value.path().read_bytes()[:4] in (b"%PDF", b"PK\x03\x04")
    kept(firm, "claim-paid")


def recovered(desk, claim: Claim) -> None:
    """Take a paid claim back: proposed by one, demanded by another, repaid."""
    page = desk.at("finance", f"/claims/{claim.pk}/")
    page.locator("#recover summary").click()
    page.locator("#recover [name=ground]").select_option("fraud")
    page.locator("#recover [name=reason]").fill("名单被撤销")
    page.locator("#recover button").click()
    page.wait_for_load_state()
    page = desk.at("finance2", f"/claims/{claim.pk}/")
    page.get_by_role("button", name="决定追回").first.click()
    page.wait_for_load_state()
    page = desk.at("finance", f"/claims/{claim.pk}/")
    page.locator("form[action$='/repaid'] [name=amount]").fill("500000")
    page.locator("form[action$='/repaid'] [name=day]").fill("2025-03-20")
    page.locator("form[action$='/repaid'] [name=reference]").fill("缴01")
    page.get_by_role("button", name="登记缴回").first.click()
    page.wait_for_load_state()
    kept(page, "claim-recovered")
    assert Line.objects.filter(event="recovery.repaid").exists()
