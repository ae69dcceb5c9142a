"""Pages of gates: what lacks and who holds it, opinions given, gates passed, rules set, the board, the waiting list."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi.engines.gates.definition import shipped_text
from luodi.projects import operations
from luodi.projects.models import Condition, Evidence, FailureReview, GateDefinition, Opinion, Round
from tests.given import gates
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, SET_UP

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    return gates.district()


@pytest.fixture
def project(scene):
    return gates.project(scene)


def text_of(response) -> str:
    return response.content.decode()


def client(scene, who="bureau"):
    return signed_in(scene.accounts[who])


def statements(browser, address) -> int:
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert browser.get(address).status_code == 200
    return len(seen)


def address(project, *parts):
    return f"/projects/{project.pk}/gates/" + "".join(f"{part}/" for part in parts)


class TestProjectsGates:
    def test_says_what_is_missing_who_holds_it_and_on_what_ground(self, scene, project):
        gates.walk(scene, project, "P4")
        operations.claim_stage(project_id=project.pk, stage="P5", by=scene.actor("river"), at=NOW)
        page = text_of(client(scene).get(address(project)))
        for word in (
            "公平竞争审查结论",
            "公平竞争审查机构",
            "合法性审查意见",
            "司法局",
            "公平竞争审查条例",
            "还缺 3 项",
        ):
            assert word in page
        assert "gates/pass/" not in page

    def test_a_ready_gate_is_passed_by_the_bureau_once(self, scene, project):
        gates.prepare(scene, project, "P0")
        browser = client(scene)
        assert "gates/pass/" in text_of(browser.get(address(project)))
        assert "gates/pass/" not in text_of(client(scene, "river").get(address(project)))
        form = {"gate": "P0", "version": project.version}
        assert browser.post(address(project, "pass"), form).status_code == 302
        again = browser.post(address(project, "pass"), form)
        assert again.status_code == 409
        assert "已通过的关口" in text_of(again)

    def test_the_whole_joint_review_goes_through_the_page(self, scene, project):
        river, nature = client(scene, "river"), client(scene, "nature")
        units = [scene.units[name].pk for name in ("生态环境分局", "规划资源局")]
        assert river.post(address(project, "opinions"), {"kind": "joint", "units": units}).status_code == 302
        asked = Round.objects.get()
        page = text_of(nature.get(address(project)))
        assert "出具意见" in page and "可否决" in page
        form = {
            "unit": units[0],
            "verdict": "conditional",
            "text": "原则同意",
            "conditions": "补充环评\n雨污分流",
            "before": "P7",
            "seen": "",
        }
        assert nature.post(address(project, "opinions", asked.pk), form).status_code == 302
        assert nature.post(address(project, "opinions", asked.pk), form).status_code == 409
        assert Condition.objects.count() == 2
        condition = Condition.objects.first()
        assert (
            river.post(address(project, "conditions", condition.pk, "report"), {"evidence": "已批"}).status_code == 302
        )
        assert "认可已落实" in text_of(nature.get(address(project)))
        answered = nature.post(address(project, "conditions", condition.pk, "answer"), {"answer_kind": "accept"})
        assert answered.status_code == 302
        veto = client(scene, "planning").post(
            address(project, "opinions", asked.pk), {"unit": units[1], "verdict": "veto", "text": " ", "seen": ""}
        )
        assert veto.status_code == 422
        assert "都要写明理由" in text_of(veto)
        assert river.post(address(project, "opinions", asked.pk, "cancel"), {"reason": "方案调整"}).status_code == 302
        assert Opinion.objects.count() == 1

    def test_evidence_and_route_are_entered_and_withdrawn(self, scene, project):
        river = client(scene, "river")
        form = {"item": "minutes", "reference": "纪要〔2025〕1号", "effective_date": "2025-03-01"}
        assert river.post(address(project, "evidence"), form).status_code == 302
        assert "纪要〔2025〕1号" in text_of(river.get(address(project)))
        line = Evidence.objects.get()
        assert river.post(address(project, "evidence", line.pk), {"reason": ""}).status_code == 422
        assert river.post(address(project, "evidence", line.pk), {"reason": "作废"}).status_code == 302
        bad = river.post(address(project, "evidence"), form | {"effective_date": "三月一日"})
        assert bad.status_code == 422 and "纪要〔2025〕1号" in text_of(bad)
        assert river.post(address(project, "evidence"), form | {"document_id": "9" * 9}).status_code == 404
        route = {"path": "land", "marks": ["energy", "sensitive"], "support": "600"}
        assert river.post(address(project, "route"), route).status_code == 302
        page = text_of(river.get(address(project)))
        assert "高耗能" in page and "600" in page
        assert river.post(address(project, "route"), route | {"support": "很多"}).status_code == 422

    def test_opinions_are_for_those_who_see_them(self, scene, project):
        asked = gates.ask(scene, project)
        gates.answer(scene, asked, "nature", "veto", text="保护区内不得建设")
        for who, seen in (("river", True), ("planning", True), ("finance", False)):
            assert ("保护区内不得建设" in text_of(client(scene, who).get(address(project)))) is seen
        for who in ("hill", "tax"):
            assert client(scene, who).get(address(project)).status_code == 404

    def test_who_is_asked_answers_without_seeing_the_others(self, scene, project):
        asked = gates.ask(scene, project, "生态环境分局", "财政局")
        gates.answer(scene, asked, "nature", "veto", text="保护区内不得建设")
        finance = client(scene, "finance")
        page = text_of(finance.get(address(project)))
        assert "提交意见" in page and "保护区内不得建设" not in page and "生态环境分局" not in page
        form = {"unit": scene.units["财政局"].pk, "verdict": "pass", "text": "资金可以承受", "seen": ""}
        assert finance.post(address(project, "opinions", asked.pk), form).status_code == 302
        assert "资金可以承受" in text_of(finance.get(address(project)))

    def test_a_lost_project_has_its_review_written_approved_and_found(self, scene, project):
        river, bureau = client(scene, "river"), client(scene)
        state = {
            "side_state": "lost",
            "reason": "去了外区",
            "reason_code": "site",
            "competitor": "邻江区",
            "version": project.version,
        }
        assert river.post(f"/projects/{project.pk}/state/", state).status_code == 302
        form = {
            "reason_code": "site",
            "competitor": "邻江区",
            "tried": "比选三处厂房",
            "learnt": "提前储备标准厂房",
            "version": "",
        }
        assert river.post(address(project, "failure"), form).status_code == 302
        review = FailureReview.objects.get()
        answer = {"answer_kind": "accept", "version": review.version}
        assert bureau.post(address(project, "failure", review.pk), answer).status_code == 302
        found = text_of(bureau.get("/gates/failures/?q=标准厂房&reason=site"))
        assert project.name in found
        assert "没有符合条件" in text_of(bureau.get("/gates/failures/?q=不存在的词"))
        assert "还没有复盘" in text_of(client(scene, "hill").get("/gates/failures/"))
        assert bureau.get("/gates/failures/export/?q=标准厂房").status_code == 200

    def test_takes_the_same_statements_for_a_little_and_for_much(self, scene, project):
        browser = client(scene)
        little = statements(browser, address(project))
        asked = gates.ask(scene, project, "生态环境分局", "规划资源局", "税务局", "财政局")
        gates.answer(
            scene,
            asked,
            "nature",
            "conditional",
            text="同意",
            conditions=[operations.Wish(f"条件{n}") for n in range(9)],
        )
        gates.walk(scene, project, "P6")
        assert statements(browser, address(project)) == little
        assert little <= 26


class TestRules:
    def test_shows_every_requirement_with_its_ground(self, scene):
        page = text_of(client(scene, "nature").get("/gates/"))
        for word in ("会谈纪要", "重大行政决策程序暂行条例", "满 7 个工作日", "高耗能", "区委常委会", "可否决"):
            assert word in page
        assert "修改规则" not in page

    def test_a_new_version_is_looked_at_then_saved(self, scene):
        operations.load_shipped_gates(by=SET_UP, at=NOW)
        browser = client(scene)
        assert "规则文本" in text_of(browser.get("/gates/define/"))
        text = shipped_text().replace('item = "minutes"', 'item = "letter_of_interest"', 1)
        seen = GateDefinition.objects.get().pk
        form = {"text": text.replace("\n", "\r\n"), "seen": seen, "source": "局务会", "valid_from": "2099-01-01"}
        looked = text_of(browser.post("/gates/define/", form | {"look": "1"}))
        assert "修改" in looked and GateDefinition.objects.count() == 1
        wrong = browser.post("/gates/define/", form | {"text": "[[ask]]\ncode = 1", "look": "1"})
        assert wrong.status_code == 422
        assert browser.post("/gates/define/", form | {"save": "1"}).status_code == 302
        assert browser.post("/gates/define/", form | {"save": "1"}).status_code == 409
        newest = GateDefinition.objects.latest("pk")
        assert "与前一版本的差别" in text_of(browser.get(f"/gates/versions/{newest.pk}/"))
        assert browser.get("/gates/versions/999999/").status_code == 404
        assert client(scene, "river").get("/gates/define/").status_code == 403


class TestBoard:
    def test_a_ready_card_moves_and_another_says_why_not(self, scene, project):
        gates.prepare(scene, project, "P0")
        other = gates.project(scene, "望江智造项目")
        gates.walk(scene, other, "P1")
        page = text_of(client(scene).get("/gates/board/"))
        assert re.search(rf'id="card-{project.pk}" draggable="true" data-gate="P0"', page)
        assert re.search(rf'id="card-{other.pk}" data-why="[^"]+"', page)
        form = {"gate": "P0", "version": project.version}
        assert client(scene).post(f"/gates/board/{project.pk}/pass/", form).status_code == 302
        stale = client(scene).post(f"/gates/board/{project.pk}/pass/", form)
        assert stale.status_code == 409 and "没有移动" in text_of(stale)
        other.refresh_from_db()
        claim = {"gate": "P2", "version": other.version}
        assert client(scene, "river").post(f"/gates/board/{other.pk}/claim/", claim).status_code == 302
        assert client(scene, "hill").post(f"/gates/board/{other.pk}/claim/", claim).status_code == 404

    def test_takes_the_same_statements_for_one_card_and_thirty(self, scene, project):
        browser = client(scene)
        few = [statements(browser, page) for page in ("/gates/board/", "/waiting/")]
        for number in range(29):
            gates.project(scene, f"示例项目{number}号")
        assert [statements(browser, page) for page in ("/gates/board/", "/waiting/")] == few


class TestWaiting:
    def test_shows_each_what_waits_for_them(self, scene, project):
        asked = gates.ask(scene, project, "生态环境分局", "规划资源局")
        gates.answer(scene, asked, "planning", "conditional", text="可", conditions=[operations.Wish("补充交评")])
        assert project.name in text_of(client(scene, "nature").get("/waiting/"))
        bureau = text_of(client(scene).get("/waiting/"))
        assert "可以通过 P0 线索" in bureau
        assert "补充交评" in text_of(client(scene, "river").get("/waiting/"))
        operations.report_condition(
            condition_id=Condition.objects.get().pk, evidence="已批", by=scene.actor("river"), at=NOW
        )
        assert "报告已落实" in text_of(client(scene, "planning").get("/waiting/"))
        assert "没有等您处理的事" in text_of(client(scene, "tax").get("/waiting/"))
