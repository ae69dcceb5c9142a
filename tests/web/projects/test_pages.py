"""The pages of projects: what they show to whom, what they refuse, and that one press has one effect."""

from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi.journal import queries as journal
from luodi.projects import operations
from luodi.projects.models import Change, Project
from luodi.values.money import Money
from tests.given import people, projects
from tests.given.browsing import signed_in
from tests.given.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    return people.district()


@pytest.fixture
def river(scene):
    return signed_in(scene.accounts["river"])


def text_of(response):
    return response.content.decode()


class TestList:
    def test_shows_own_projects_with_their_amounts_and_standing(self, scene, river):
        projects.project(scene, amount=projects.yi("1.2"))
        projects.project(scene, "别街道的项目", unit="望山街道", by="hill")
        text = text_of(river.get("/projects/"))
        assert "澄川医药总部项目" in text
        assert "别街道的项目" not in text
        assert "12,000" in text
        assert "自报" in text

    def test_shows_no_amount_to_finance(self, scene):
        projects.project(scene, amount=projects.yi("1.2345"))
        text = text_of(signed_in(scene.accounts["finance"]).get("/projects/"))
        assert "澄川医药总部项目" in text
        assert "12,345" not in text

    def test_teaches_the_next_step_when_empty_and_when_nothing_matches(self, scene, river):
        assert "台账里还没有项目" in text_of(river.get("/projects/"))
        projects.project(scene)
        assert "没有符合条件的项目" in text_of(river.get("/projects/?q=没有这个"))

    @pytest.mark.parametrize("who", ["sysadmin", "secadmin", "auditadmin"])
    def test_is_closed_to_administrators(self, scene, who):
        assert signed_in(scene.accounts[who]).get("/projects/").status_code == 403

    def test_sends_strangers_to_the_door(self, client):
        assert client.get("/projects/").status_code == 302

    @pytest.mark.parametrize(
        "query",
        ["?unit=x&stage=P99&page=-1&after=%00", "?page=999999", "?amount_from=1e400&amount_to=NaN", "?signed_from=2025-13-40",
         "?q=%25_%27%22&sort=;drop", "?q=" + "长" * 500, "?officer=9" + "9" * 30, "?before=x~1&exact=1", "?stage=building&side=lost&mine=1"],
    )  # fmt: skip
    def test_takes_any_address_calmly(self, scene, river, query):
        projects.project(scene)
        assert river.get("/projects/" + query).status_code in (200, 400)

    def test_has_as_many_statements_for_one_row_as_for_fifty(self, scene, river):
        projects.several(scene, 1)
        river.get("/projects/")
        with CaptureQueriesContext(connection) as one:
            river.get("/projects/")
        projects.several(scene, 60)
        with CaptureQueriesContext(connection) as fifty:
            river.get("/projects/")
        assert len(fifty) == len(one)

    def test_speaks_english(self, scene, river):
        projects.project(scene)
        river.cookies["luodi_language"] = "en"
        text = text_of(river.get("/projects/"))
        assert "New project" in text
        assert "Signed" in text


class TestBoard:
    def test_keeps_claimed_and_confirmed_apart_and_links_each_number(self, scene, river):
        first, _ = projects.several(scene, 2)
        operations.confirm_stage(project_id=first, evidence="协议", by=scene.actor("riverhead"), at=people.NOW)
        projects.several(scene, 3, unit="望山街道")
        text = text_of(river.get("/projects/board/"))
        assert "standing=confirmed" in text
        assert "standing=claimed" in text
        assert "全区台账共另有 3 个项目不在您的可见范围内" in text
        assert "望山街道" not in text

    def test_hides_sums_from_finance(self, scene):
        projects.several(scene, 2)
        text = text_of(signed_in(scene.accounts["finance"]).get("/projects/board/?measure=amount"))
        assert "0.03" not in text
        assert "金额</a>" not in text

    @pytest.mark.parametrize("query", ["", "?by=stage", "?by=stage&measure=amount", "?unit=x&side=y", "?track=没有"])
    def test_takes_any_address(self, scene, river, query):
        projects.several(scene, 2)
        assert river.get("/projects/board/" + query).status_code == 200


class TestDetail:
    def test_shows_facts_sources_what_comes_next_and_the_journal(self, scene, river):
        project = projects.project(scene, amount=projects.yi("1.2"), company_name="某示例公司")
        text = text_of(river.get(f"/projects/{project.pk}/"))
        for part in (project.code, "某示例公司", "测试river", "营业执照", "签署文本", "登记项目"):
            assert part in text

    @pytest.mark.parametrize("way", ["", "edit/", "claim/", "confirm/", "state/"])
    def test_does_not_exist_for_another_street(self, scene, way):
        project = projects.project(scene)
        hill = signed_in(scene.accounts["hillhead"])
        answer = (
            hill.get(f"/projects/{project.pk}/{way}")
            if way in ("", "edit/")
            else hill.post(f"/projects/{project.pk}/{way}")
        )
        assert answer.status_code == 404
        assert "澄川" not in text_of(answer)

    def test_hides_amounts_corrections_of_them_and_their_journal_lines(self, scene):
        project = projects.project(scene, amount=projects.yi("1.2345"))
        operations.edit_project(
            project_id=project.pk, changes={"amount": Money.parse("2.3456亿元")}, reason="补充协议", version=1,
            by=scene.actor("river"), at=people.NOW,
        )  # fmt: skip
        text = text_of(signed_in(scene.accounts["finance"]).get(f"/projects/{project.pk}/"))
        for part in ("1.23", "2.35", "123450000", "234560000", "修改项目“澄川医药总部项目”的金额"):
            assert part not in text
        assert "234560000" in text_of(signed_in(scene.accounts["leader"]).get(f"/projects/{project.pk}/"))

    def test_is_gone_once_withdrawn(self, scene, river):
        project = projects.project(scene)
        operations.withdraw_projects(ids=[project.pk], reason="误导入", by=scene.actor("river"), at=people.NOW)
        assert river.get(f"/projects/{project.pk}/").status_code == 404

    def test_has_a_fixed_number_of_statements(self, scene, river):
        one, many = projects.project(scene), projects.project(scene, "第二个")
        for number in range(5):
            operations.edit_project(project_id=many.pk, changes={"site": f"园区{number}"}, reason="x", version=number + 1,
                                    by=scene.actor("river"), at=people.NOW)  # fmt: skip
        river.get(f"/projects/{one.pk}/")
        with CaptureQueriesContext(connection) as few:
            river.get(f"/projects/{one.pk}/")
        with CaptureQueriesContext(connection) as more:
            river.get(f"/projects/{many.pk}/")
        assert len(few) == len(more)


class TestStageForms:
    def test_claim_confirm_and_hold(self, scene, river):
        project = projects.project(scene)
        head = signed_in(scene.accounts["riverhead"])
        assert river.post(f"/projects/{project.pk}/claim/", {"stage": "P8", "version": 1}).status_code == 302
        assert head.post(f"/projects/{project.pk}/confirm/", {"evidence": "执照 1 号", "version": 2}).status_code == 302
        assert (
            river.post(
                f"/projects/{project.pk}/state/", {"side_state": "hold", "reason": "x", "version": 3}
            ).status_code
            == 302
        )
        stored = Project.objects.get(pk=project.pk)
        assert (stored.stage_claimed, stored.stage_confirmed, stored.side_state) == ("P8", "P8", "hold")

    def test_says_what_is_wrong_on_the_page_and_changes_nothing(self, scene, river):
        project = projects.project(scene, by="riverhead")
        head = signed_in(scene.accounts["riverhead"])
        for answer, words in (
            (
                head.post(f"/projects/{project.pk}/confirm/", {"evidence": "协议", "version": 1}),
                "须由另一位有权限的人核定",
            ),
            (river.post(f"/projects/{project.pk}/claim/", {"stage": "P99", "version": 1}), "没有“P99”这个阶段"),
            (river.post(f"/projects/{project.pk}/claim/", {"stage": "P8"}), "刚被别人改过"),
            (river.post(f"/projects/{project.pk}/state/", {"side_state": "hold", "version": 1}), "请写明理由"),
        ):
            assert answer.status_code in (403, 409, 422)
            assert words in text_of(answer)
        assert Project.objects.get(pk=project.pk).version == 1

    def test_an_officer_has_no_way_to_confirm(self, scene, river):
        project = projects.project(scene, by="riverhead")
        assert river.post(f"/projects/{project.pk}/confirm/", {"evidence": "x", "version": 1}).status_code == 403


FORM = {"name": "新建示例项目", "track": "新能源", "amount": "1.2亿元", "binding": "framework", "stage_claimed": "P7",
        "signed_date": "2025-03-07"}  # fmt: skip


class TestNew:
    def post(self, client, scene, **changes):
        return client.post("/projects/new/", FORM | {"unit_id": scene.units["临河街道"].pk} | changes)

    def test_registers_once_for_one_key(self, scene, river):
        first = self.post(river, scene, idempotency_key="k1")
        second = self.post(river, scene, idempotency_key="k1")
        assert first.status_code == second.status_code == 302
        assert first["Location"] == second["Location"]
        assert Project.objects.get().amount == 120_000_000

    def test_ignores_fields_that_are_not_offered(self, scene, river):
        self.post(river, scene, stage_confirmed="P12", code="LD-1", version=99, registered_at="2000-01-01", source_kind="demo",
                  source_id=7, withdrawn_at="2000-01-01", side_state="lost", grams="x", id=5)  # fmt: skip
        project = Project.objects.get()
        assert (project.stage_confirmed, project.version, project.side_state, project.source_kind) == (
            None,
            1,
            "",
            "person",
        )
        assert project.code.startswith("LD-20")

    def test_offers_known_ones_first_and_registers_when_told(self, scene, river):
        projects.project(scene, "新建示例项目")
        answer = self.post(river, scene)
        assert answer.status_code == 422
        assert "台账里可能已有这个项目" in text_of(answer)
        assert self.post(river, scene, anyway="1").status_code == 302
        assert Project.objects.count() == 2

    def test_hints_at_another_units_project_by_a_masked_name_and_writes_that_down(self, scene, river):
        firm = projects.firm()
        projects.project(scene, "新建示例项目", unit="望山街道", by="hill", company_id=firm.pk)
        from luodi.projects.queries import Asked, project_matches

        asked = [Asked("新建示例项目", scene.units["临河街道"].pk, firm.pk)]
        match = project_matches(rows=asked, viewer=scene.actor("river"))[0][0]
        assert (match.visible, match.code, match.how) == (False, "", "same")
        assert match.name == "新某某某某某"
        operations.note_occupied(ids=[match.project_id], by=scene.actor("river"), at=people.NOW)
        assert journal.lines(event="project.occupied_shown")

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"name": ""}, "请填写项目名称"),
            ({"amount": "约2亿"}, "约数"),
            ({"amount": "abc"}, "不是一个可以识别的金额"),
            ({"amount": "-3"}, "投资额必须大于零"),
            ({"amount": "300万美元", "rate": "7"}, "汇率日期"),
            ({"rate": "x", "amount": "300万美元"}, "不是可以识别的数字"),
            ({"signed_date": "2025-02-30"}, "日历上没有"),
            ({"landed_date": "2024-01-01"}, "早于签约日期"),
            ({"unit_id": ""}, "请选择责任单位"),
            ({"unit_id": "987654"}, "权限"),
            ({"officer_id": "987654"}, "没有编号为 987654 的人员"),
            ({"stage_claimed": "hold"}, "没有“hold”这个阶段"),
            ({"note": "长" * 501}, "最多 500 个字"),
        ],
    )
    def test_refuses_in_words_and_keeps_what_was_typed(self, scene, river, changes, words):
        answer = self.post(river, scene, **changes)
        assert answer.status_code in (403, 422)
        assert words in text_of(answer)
        if answer.status_code == 422:
            assert "新能源" in text_of(answer)
        assert not Project.objects.exists()

    def test_refuses_another_streets_unit(self, scene, river):
        assert self.post(river, scene, unit_id=scene.units["望山街道"].pk).status_code == 403


class TestEdit:
    def test_changes_what_differs_with_the_reason(self, scene, river):
        project = projects.project(scene, amount=projects.yi("1.2"))
        page = text_of(river.get(f"/projects/{project.pk}/edit/"))
        assert 'value="12000"' in page
        form = {"name": project.name, "amount": "15000", "site": "示例园", "reason": "补充协议", "version": 1}
        assert river.post(f"/projects/{project.pk}/edit/", form).status_code == 302
        assert set(Change.objects.values_list("field", flat=True)) == {"amount", "site"}

    def test_refuses_a_stale_form_and_keeps_what_was_typed(self, scene, river):
        project = projects.project(scene)
        form = {"site": "示例园甲", "reason": "x", "version": 1}
        river.post(f"/projects/{project.pk}/edit/", form)
        answer = river.post(f"/projects/{project.pk}/edit/", form | {"site": "示例园乙"})
        assert answer.status_code == 409
        assert "示例园乙" in text_of(answer)
        assert Project.objects.get().site == "示例园甲"

    def test_wants_a_reason_and_a_change(self, scene, river):
        project = projects.project(scene)
        assert "请写明理由" in text_of(river.post(f"/projects/{project.pk}/edit/", {"site": "x", "version": 1}))
        assert "没有任何改动" in text_of(river.post(f"/projects/{project.pk}/edit/", {"reason": "x", "version": 1}))

    def test_ignores_fields_that_are_not_offered(self, scene, river):
        project = projects.project(scene)
        form = {
            "site": "园",
            "reason": "x",
            "version": 1,
            "stage_confirmed": "P7",
            "stage_claimed": "P12",
            "code": "X",
            "withdrawn_at": "2020-01-01",
        }
        river.post(f"/projects/{project.pk}/edit/", form)
        stored = Project.objects.get()
        assert (stored.stage_claimed, stored.stage_confirmed, stored.code, stored.withdrawn_at) == (
            "P7",
            None,
            project.code,
            None,
        )

    def test_is_closed_to_readers(self, scene):
        project = projects.project(scene)
        assert signed_in(scene.accounts["leader"]).get(f"/projects/{project.pk}/edit/").status_code == 403


class TestExport:
    def book(self, response):
        return openpyxl.load_workbook(BytesIO(response.content))

    def test_gives_the_filtered_rows_with_number_filter_and_a_journal_line(self, scene, river):
        projects.project(scene, amount=projects.yi("1.2"), company_name="=HYPERLINK(1)")
        projects.project(scene, "+危险名称", track="新能源")
        projects.project(scene, "别街道的", unit="望山街道", by="hill")
        answer = river.get("/projects/export/?track=新能源")
        sheet = self.book(answer).active
        line = journal.lines(event="list.exported")[0]
        assert str(line.id) in sheet["A1"].value
        assert "赛道=新能源" in sheet["A2"].value
        assert [row[1].value for row in sheet.iter_rows(min_row=4)] == ["+危险名称"]
        assert str(line.id) in answer["Content-Disposition"]
        assert line.sentence == "导出“projects”1 行"

    def test_writes_no_formula_anywhere(self, scene, river):
        for place, name in enumerate(["=1+1", "+1", "-1", "@x", "\t=1", "＝1", "=cmd|' /C calc'!A0"]):
            projects.project(scene, f"{name}项目{place}", company_name=name, site=name, note=name)
        sheet = self.book(river.get("/projects/export/")).active
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}

    def test_holds_only_what_the_reader_sees(self, scene):
        projects.project(scene, amount=projects.yi("1.2345"))
        sheet = self.book(signed_in(scene.accounts["finance"]).get("/projects/export/")).active
        values = [cell.value for row in sheet.iter_rows(min_row=4) for cell in row]
        assert "澄川医药总部项目" in values
        assert 12345 not in values

    def test_is_capped_and_says_what_to_do(self, scene, river, settings):
        settings.EXPORT_ROW_LIMIT = 2
        projects.several(scene, 3)
        answer = river.get("/projects/export/")
        assert answer.status_code == 422
        assert "缩小范围" in text_of(answer)
        assert not journal.lines(event="list.exported")

    def test_needs_the_permission(self, scene):
        assert signed_in(scene.accounts["planning"]).get("/projects/export/").status_code == 403
