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

from luodi.leads.models import Registration
from luodi.projects.models import Project
from tests.browser.whole_life import BEGIN, DESKS, Story, whole_district
from tests.given.projects import CODES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
INVESTOR, CODE = "示例澄湖精密科技有限公司", CODES[1]
NAME = "澄湖精密研发总部"
RED_LINE = "甲方按乙方实际缴纳税收区级留成部分的50%给予奖励。"
LAWFUL = "甲方按乙方经专项审计的研发投入的5%给予补助，每年不超过100万元，依据公开发布的政策执行。"
TEXT = f"""第一条　甲方为临河街道办事处，乙方为{INVESTOR}。
第二条　乙方在本区投资建设{NAME}，计划总投资12000万元。
第三条　{{money}}
第四条　双方争议由项目所在地人民法院管辖。
"""


@pytest.fixture
def story(chromium, live_server, tmp_path):
    scene, faults = whole_district(), []
    with time_machine.travel(BEGIN, tick=True) as clock:
        context = chromium.new_context(locale="zh-CN", viewport={"width": 1600, "height": 1000})
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        yield Story(page, scene, live_server.url, tmp_path, clock)
        context.close()
    assert faults == []


def test_from_the_first_contact_to_the_first_product(story):
    first_contact(story)
    a_double_is_refused(story)
    the_registration_is_accepted(story)
    talks(story)
    joint_review(story)
    agreement(story)
    fairness_review(story)
    legal_review(story)
    decision(story)
    signing(story)
    landing_start_output(story)
    every_figure_opens_its_source(story)


def first_contact(story: Story) -> None:
    story.as_("river").open("/leads/new")
    _register(story, "临河街道")
    expect(story.page).to_have_url(re.compile(r"/leads/\d+/"))
    story.sees("待受理")
    story.lead = story.page.url


def _register(story: Story, unit: str) -> None:
    evidence_at = (timezone.localtime() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    story.fill(
        "main form", investor_name=INVESTOR, credit_code=CODE, controller="示例澄湖控股集团", contact_name="周示例",
        contact_phone="13800001234", title=NAME, unit_id=str(story.scene.units[unit].pk), product="精密轴承",
        sector_code="C3451", amount="12000", need="工业用地 30 亩", site="临河智造园", evidence_at=evidence_at,
        evidence_text="示例会谈纪要第1号",
    )  # fmt: skip
    story.press("提交报备")


def a_double_is_refused(story: Story) -> None:
    """Another unit learns while it types that the investor is taken, and not by whom; it can only stand behind."""
    story.later(1)
    story.as_("hill").open("/leads/new").fill("main form", investor_name=INVESTOR)
    story.sees("已占用", within="#candidates")
    assert INVESTOR not in story.page.locator("#candidates").inner_text()
    assert "临河街道" not in story.page.locator("#candidates").inner_text()
    _register(story, "望山街道")
    story.sees("协作")
    assert list(Registration.objects.order_by("pk").values_list("state", flat=True)) == ["waiting", "shadow"]


def the_registration_is_accepted(story: Story) -> None:
    story.as_("bureau").open(story.lead).press("受理", "#accept")
    project = Project.objects.get(name=NAME, unit=story.scene.units["临河街道"])
    story.project = f"{story.origin}/projects/{project.pk}/"
    story.pass_gates("P0", "P1")


def talks(story: Story) -> None:
    story.may_not_pass("会谈纪要")
    story.show(minutes="洽谈纪要第2号", letter_of_interest="投资意向书第3号", due_diligence="尽调报告第4号")
    story.pass_gates("P2", "P3")


def joint_review(story: Story) -> None:
    """Eight departments are asked; one makes a condition, which is met and accepted before the signing."""
    story.as_("river").open(story.project + "gates/").fill("#route", path="land").press("保存路径", "#route")
    story.unfold("选择单位并发起", "#ask")
    for unit in DESKS.values():
        story.page.locator("#ask").get_by_label(unit, exact=True).check()
    story.press("发起征求意见", "#ask")
    for desk in DESKS:
        story.as_(desk).open(story.project + "gates/")
        if desk == "ecology":
            condition = {"text": "废水须零直排", "conditions": "建成零直排管网", "before": "P7"}
            story.fill(".ld-row-own", verdict="conditional", **condition)
        else:
            story.fill(".ld-row-own", verdict="pass")
        story.press("提交意见", ".ld-row-own")
    story.sees("附条件通过", "未落实", within="#opinions")
    story.pass_gates("P4")


def agreement(story: Story) -> None:
    """An agreement is drafted and sent into review; a clause in it pays for taxes."""
    project = Project.objects.get(pk=int(story.project.split("/")[-2]))
    story.as_("river").open(f"/agreements/new?project={project.pk}")
    story.fill("main form", number="临河协议〔2026〕1号", amount="12000万元", text=TEXT.format(money=RED_LINE))
    story.press("下一步")
    story.agreement = re.match(r".*/agreements/\d+/", story.page.url)[0]
    story.open(story.agreement + "terms").fill(
        "main form", term1_indicator="fixed_assets", term1_evidence="专项审计报告",
        term1_periods="2027-01-01~2028-01-01 12000万元 2028-03-31",
    ).press("保存条款要素")  # fmt: skip
    _submit(story)


def _submit(story: Story) -> None:
    story.as_("river").open(story.agreement).fill("#next", issued_by="government").press("送审", "#next")
    story.review = story.page.locator("#next a", has_text="打开审查").get_attribute("href")


def fairness_review(story: Story) -> None:
    """The review names the red line and cannot be concluded over it; reworded, it can."""
    story.open(story.review).sees("C05", "禁止 1")
    story.as_("regulator").open(story.review).fill("#conclusion", words="通过").press("作出结论", "#conclusion")
    story.sees("还没有结论")
    story.as_("river").open(story.agreement).unfold("退回起草")
    story.fill("form[action$='send-back']", reason="改写红线条款").press("退回起草")
    story.open(story.agreement + "text").fill("main form", text=TEXT.format(money=LAWFUL), reason="红线条款改写")
    story.press("保存为新版本")
    _submit(story)
    story.open(story.review).sees("没有未处理的发现")
    story.fill("form[action$='first']", words="初审无异议").press("保存初审意见")
    story.fill("form[action$='hearing']", who="示例行业协会", summary="无不同意见").press("附上")
    story.as_("regulator").open(story.review).fill("#conclusion", words="未发现违反公平竞争的内容")
    story.press("作出结论", "#conclusion").sees("未发现违反公平竞争的内容")


def legal_review(story: Story) -> None:
    """The legal opinion is there at once, but its clock of seven working days has to run."""
    story.show(policy_estimate="测算表第6号").unfold("选择单位并发起", "#ask")
    story.fill("#ask", kind="legal").page.locator("#ask").get_by_label("司法局", exact=True).check()
    story.press("发起征求意见", "#ask")
    story.as_("justice").open(story.project + "gates/").fill(".ld-row-own", verdict="pass")
    story.press("提交意见", ".ld-row-own")
    story.may_not_pass("期限至")
    story.later(10)
    story.pass_gates("P5")


def decision(story: Story) -> None:
    """Land is decided by the executive meeting and then by the standing committee; one alone does not open the gate."""
    _decided(story, "executive", "区政府常务会纪要〔2026〕7号")
    story.claim("P6").may_not_pass("区委常委会")
    _decided(story, "committee", "区委常委会纪要〔2026〕3号")
    story.pass_gates("P6", claimed=True)


def _decided(story: Story, body: str, number: str) -> None:
    """One records the decision with its dissent, another approves it."""
    day = timezone.localdate().isoformat()
    story.as_("river").open(f"/meetings/items/new?project={story.project.split('/')[-2]}")
    story.fill("main form", title=f"审议{NAME}投资协议", body=body, planned_date=day, legal_opinion="given",
               legal_reference="示例司法〔2026〕3号").press("提请上会")  # fmt: skip
    item = story.page.url
    story.fill("form[action$='decide']", outcome="pass", decided_date=day, number=number,
               dissent_who_1="示例委员", dissent_what_1="建议分期供地").press("登记", "form[action$='decide']")  # fmt: skip
    story.as_("bureau").open(item).press("核定").sees("示例委员", "建议分期供地")


def signing(story: Story) -> None:
    """The approved text is signed to the letter; the department's condition has to be met before."""
    story.as_("bureau").open(story.agreement).press("批准这一版文本", "#next")
    story.as_("riverhead").open(story.agreement)
    with story.page.expect_download() as waiting:
        story.page.locator("#text").get_by_role("link", name="Word").click()
    signed = story.folder / "签署文本.docx"
    waiting.value.save_as(signed)
    story.page.set_input_files("#next input[name=file]", str(signed))
    story.fill("#next", signed_date=timezone.localdate().isoformat()).press("登记签署", "#next").sees("履行中")
    story.claim("P7").may_not_pass("建成零直排管网")
    story.as_("river").open(story.project + "gates/").unfold("报告已落实", "#opinions")
    story.fill("#opinions", evidence="管网验收单第5号").press("报告已落实", "#opinions")
    story.as_("ecology").open(story.project + "gates/").press("认可已落实", "#opinions").sees("已落实")
    story.pass_gates("P7", claimed=True)


def landing_start_output(story: Story) -> None:
    """A start needs its permit; what was shown before a gate stays shown."""
    story.later(30)
    story.show(credit_code=CODE, land_or_fitout="出让合同第9号").pass_gates("P8", "P9")
    story.later(60)
    story.show(eia_approval="环评批复第10号", paid_in="验资报告第11号", statistics_entry="入库确认第12号")
    story.may_not_pass("施工许可证")
    story.show(construction_permit="施工许可证第13号").pass_gates("P10")
    story.later(60)
    story.show(progress="形象进度第14号", completion="竣工备案第15号", production="首张发票第16号").pass_gates(
        "P11", "P12"
    )
    project = Project.objects.get(pk=int(story.project.split("/")[-2]))
    assert (project.stage_claimed, project.stage_confirmed) == ("P12", "P12")


def every_figure_opens_its_source(story: Story) -> None:
    """Each figure of the project opens where it came from; each line of evidence that an act made opens this act."""
    story.as_("bureau").open(story.project).sees(NAME, "投产运营")
    expect(story.page.locator("#facts .ld-dl-row", has_text="投资额")).to_contain_text("1.2")
    figures = story.page.locator("#facts .ld-dl-row", has_text=re.compile(r"\d"))
    sources = {row.locator("a.ld-source").first.get_attribute("href") for row in figures.all()}
    assert figures.count() >= 3 and sources == {"#journal", "#changes"}
    for place in sources:
        expect(story.page.locator(place)).to_be_visible()
    tabs = [each.get_attribute("href") for each in story.page.locator("nav.ld-tabs a").all()]
    story.open(story.project + "gates/")
    acts = {each.get_attribute("href") for each in story.page.locator("#evidence a", has_text="形成").all()}
    assert {href.strip("/").split("/")[0] for href in acts} == {
        "#opinions",
        "leads",
        "reviews",
        "agreements",
        "meetings",
    }
    for href in [*tabs, *(each for each in sorted(acts) if each != "#opinions")]:
        story.open(href).sees(NAME)
