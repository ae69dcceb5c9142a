"""The whole life of one project, as its people do it: a lead and its registration, a double that is refused, talks, a joint
review of eight departments with one condition, a red-line clause rewritten, the decision of a meeting, signing to the
letter, landing, start and output. Nothing is skipped, and every figure opens what it stands on.
"""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from luodi.projects.models import Project
from tests.browser.whole_life import DESKS, JOINT, Story, whole_district

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
INVESTOR, CODE = "示例澄湖精密科技有限公司", "91330105MA2ABCDE5T"
NAME = "澄湖精密研发总部"
RED_LINE = "甲方按乙方实际缴纳税收区级留成部分的50%给予奖励。"
LAWFUL = "甲方按乙方经专项审计的研发投入的5%给予补助,每年不超过100万元,依据公开发布的政策执行。"
TEXT = f"""第一条 甲方为临河街道办事处,乙方为{INVESTOR}。
第二条 乙方在本区投资建设{NAME},计划总投资12000万元。
第三条 {{money}}
第四条 双方争议由项目所在地人民法院管辖。
"""


@pytest.fixture
def story(open_page, live_server, tmp_path) -> Story:
    scene = whole_district()
    page = open_page("/sign-in/", width=1600, height=1000)
    page.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    return Story(page, scene, live_server.url, tmp_path)


def test_from_the_first_contact_to_the_first_product(story):
    first_contact(story)
    talks(story)
    joint_review(story)
    agreement_and_reviews(story)
    decision(story)
    signing(story)
    landing_start_output(story)
    every_figure_opens_its_source(story)


def first_contact(story: Story) -> None:
    story.as_("river").open("/leads/new")
    _register(story)
    story.page.wait_for_url(re.compile(r"/leads/\d+/"))
    registration = story.page.url
    story.as_("hill").open("/leads/new")
    _register(story, unit=str(story.scene.units["望山街道"].pk))
    story.sees("已占用")
    assert INVESTOR not in story.page.locator("#duplicates").inner_text()
    story.as_("bureau").open(registration).press("受理")
    project = Project.objects.get(name=NAME)
    story.project = f"{story.origin}/projects/{project.pk}/"
    story.claim("P1").pass_gate("P1")


def _register(story: Story, unit: str = "") -> None:
    evidence_at = (timezone.localtime() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    story.fill(
        "main form", investor_name=INVESTOR, credit_code=CODE, controller="示例澄湖控股集团", contact_name="周示例",
        contact_phone="13800001234", title=NAME, unit_id=unit or str(story.scene.units["临河街道"].pk), product="精密轴承",
        sector_code="C3451", amount="12000", need="厂房 8000 平方米", site="临河智造园", evidence_at=evidence_at,
        evidence_text="示例会谈纪要第1号",
    )  # fmt: skip
    story.press("提交报备")
    if "/leads/new" in story.page.url and story.page.get_by_role("button", name="提交报备").count() and not unit:
        story.press("提交报备")


def talks(story: Story) -> None:
    story.show("minutes", "洽谈纪要第2号").claim("P2").pass_gate("P2")
    story.show("letter_of_interest", "投资意向书第3号").show("due_diligence", "尽调报告第4号").claim("P3").pass_gate(
        "P3"
    )


def joint_review(story: Story) -> None:
    story.as_("river").open(story.project + "gates/").fill("#route", path="leased").press("保存路径", "#route")
    story.open(story.project + "gates/")
    story.page.locator("#ask summary").click()
    for unit in JOINT:
        story.page.locator("#ask").get_by_label(unit, exact=True).check()
    story.press("发起征求意见", "#ask")
    for unit in JOINT:
        story.as_(DESKS[unit]).open(story.project + "gates/")
        if unit == "生态环境局":
            story.fill(
                ".ld-row-own", verdict="conditional", text="环评须先批复", conditions="取得环评批复", before="P7"
            )
        else:
            story.fill(".ld-row-own", verdict="pass")
        story.press("提交意见", ".ld-row-own")
    story.sees("附条件")
    story.claim("P4").pass_gate("P4")
    story.as_("river").open(story.project + "gates/").page.locator("summary", has_text="报告已落实").click()
    story.fill("#opinions", evidence="环评批复第5号").press("报告已落实", "#opinions")
    story.as_("ecology").open(story.project + "gates/").press("认可已落实", "#opinions").sees("已落实")


def agreement_and_reviews(story: Story) -> None:
    project = Project.objects.get(name=NAME)
    story.as_("river").open(f"/agreements/new?project={project.pk}")
    story.fill("main form", number="临河协议〔2026〕1号", amount="12000万元", text=TEXT.format(money=RED_LINE)).press(
        "下一步"
    )
    story.page.wait_for_url(re.compile(r"/agreements/\d+/"))
    story.agreement = re.match(r".*/agreements/\d+/", story.page.url)[0]
    year = timezone.localdate().year + 1
    story.open(story.agreement + "terms").fill(
        "main form", term1_indicator="fixed_assets", term1_evidence="专项审计报告",
        term1_periods=f"{year}-01-01~{year + 1}-01-01 12000万元 {year + 1}-03-31",
    ).press("保存条款要素")  # fmt: skip
    story.open(story.agreement).fill("#next", issued_by="government").press("送审", "#next")
    review = story.as_("river").open(story.agreement).page.locator("#next a", has_text="打开审查").get_attribute("href")
    story.open(review).sees("C05", "禁止")
    _refused_conclusion(story, review)
    _rewritten(story)
    review = story.as_("river").open(story.agreement).page.locator("#next a", has_text="打开审查").get_attribute("href")
    story.open(review).fill("form[action$='first']", words="初审无异议").press("保存初审意见")
    story.fill("form[action$='hearing']", who="示例行业协会", summary="无不同意见").press("附上")
    story.as_("market").open(review).fill("#conclusion", words="未发现违反公平竞争的内容").press(
        "作出结论", "#conclusion"
    )
    story.show("policy_estimate", "测算表第6号")
    story.as_("river").open(story.project + "gates/").page.locator("#ask summary").click()
    story.fill("#ask", kind="legal")
    story.page.locator("#ask").get_by_label("司法局", exact=True).check()
    story.press("发起征求意见", "#ask")
    story.as_("justice").open(story.project + "gates/").fill(".ld-row-own", verdict="pass").press(
        "提交意见", ".ld-row-own"
    )
    story.claim("P5")
    story.as_("bureau").open(story.project + "gates/").sees("期限至")
    assert story.page.locator("#pass").get_by_role("button", name=re.compile("^通过关口")).count() == 0


def _refused_conclusion(story: Story, review: str) -> None:
    story.as_("market").open(review)
    if story.page.locator("#conclusion form").count():
        story.fill("#conclusion", words="通过").press("作出结论", "#conclusion").sees("C05")


def _rewritten(story: Story) -> None:
    story.as_("river").open(story.agreement).page.locator("summary", has_text="退回起草").click()
    story.fill("form[action$='send-back']", reason="改写红线条款").press("退回起草")
    story.open(story.agreement + "text").fill("main form", text=TEXT.format(money=LAWFUL))
    story.page.locator("main form button[type=submit]").first.click()
    story.page.wait_for_load_state()
    story.open(story.agreement).fill("#next", issued_by="government").press("送审", "#next")


def decision(story: Story) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=15), tick=True):
        story.pass_gate("P5")
    project = Project.objects.get(name=NAME)
    day = timezone.localdate().isoformat()
    story.as_("river").open(f"/meetings/items/new?project={project.pk}")
    story.fill("main form", title=f"审议{NAME}投资协议", body="executive", planned_date=day).press("提请上会")
    item = story.page.url
    story.fill("form[action$='decide']", outcome="pass", decided_date=day, number="区政府专题会议纪要〔2026〕7号",
               dissent_who_1="示例委员", dissent_what_1="建议分期供给厂房").press("登记")  # fmt: skip
    story.as_("bureau").open(item).press("核定").sees("示例委员", "决定生效")
    with time_machine.travel(timezone.now() + timedelta(days=16), tick=True):
        story.claim("P6").pass_gate("P6")


def signing(story: Story) -> None:
    story.as_("bureau").open(story.agreement).press("批准这一版文本", "#next")
    with story.page.expect_download() as waiting:
        story.page.locator("#text a", has_text="Word").click()
    signed = story.folder / "签署文本.docx"
    waiting.value.save_as(signed)
    story.as_("riverhead").open(story.agreement)
    story.page.set_input_files("#next input[name=file]", str(signed))
    story.fill("#next", signed_date=timezone.localdate().isoformat()).press("登记签署", "#next")
    with time_machine.travel(timezone.now() + timedelta(days=17), tick=True):
        story.claim("P7").pass_gate("P7")


LATER = (
    ("P8", (("credit_code", CODE), ("site_contract", "租赁合同第8号"))),
    ("P9", (("land_or_fitout", "进场许可第9号"),)),
    ("P10", (("paid_in", "验资报告第10号"), ("construction_permit", "施工许可证第11号"), ("statistics_entry", "入库确认第12号"))),
    ("P11", (("progress", "形象进度第13号"),)),
    ("P12", (("completion", "竣工备案第14号"), ("production", "首张发票第15号"))),
)  # fmt: skip


def landing_start_output(story: Story) -> None:
    for gate, shown in LATER:
        for item, reference in shown:
            story.show(item, reference)
        with time_machine.travel(timezone.now() + timedelta(days=18), tick=True):
            story.claim(gate).pass_gate(gate)
    project = Project.objects.get(name=NAME)
    assert (project.stage_claimed, project.stage_confirmed) == ("P12", "P12")


def every_figure_opens_its_source(story: Story) -> None:
    story.as_("bureau").open(story.project).sees(NAME, "投产运营")
    amount = story.page.locator("#facts .ld-dl-row", has_text="投资额")
    expect(amount).to_contain_text("1.2")
    assert amount.locator(".ld-quiet, .ld-source").count() >= 1
    links = {each.get_attribute("href") for each in story.page.locator("nav.ld-tabs a").all()}
    assert len(links) >= 5
    for href in links:
        story.open(href).sees(NAME)
