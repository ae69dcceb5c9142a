"""Taking a ledger in: matching with what the ledger knows, batches, all or nothing, undo, two at once."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from luodi.companies.models import Company
from luodi.companies.operations import register_company
from luodi.documents.models import Intake, Row
from luodi.documents.operations.intakes import IntakeNotOpen
from luodi.documents.queries.intakes import intake as intake_page
from luodi.engines.sheets import Finding
from luodi.journal.models import Line
from luodi.journeys import import_ledger
from luodi.people.operations import add_person, give_post
from luodi.projects.models import Project
from luodi.projects.operations import claim_stage, edit_project
from luodi.values.refusal import NotAllowed, Stale
from tests.given import sheets
from tests.given.people import NOW, SET_UP, district


def brought(by, rows, *, mode: str = "good_rows", at=NOW) -> Intake:
    number = import_ledger.take_in_ledger(data=sheets.ledger(rows), file_name="台账.xlsx", mode=mode, by=by, at=at)
    return Intake.objects.get(pk=number)


def imported(by, rows, *, at=NOW) -> Intake:
    intake = brought(by, rows, at=at)
    import_ledger.start_run(intake_id=intake.pk, version=intake.version, by=by, at=at)
    intake.refresh_from_db()
    return intake


def said(row: Row) -> str:
    return "".join(Finding.of_json(each).sentence() for each in row.findings)


@pytest.mark.django_db
class TestFirms:
    def test_one_firm_of_many_rows_is_registered_once(self):
        by = district().actor("river")
        imported(by, [sheets.row(n, investor="示例同一家有限公司", code=sheets.code(9)) for n in range(5)])
        assert Company.objects.count() == 1
        assert Project.objects.values("company").distinct().count() == 1

    def test_a_known_code_under_another_name_is_offered_for_merging(self):
        by = district().actor("river")
        known = register_company(name="示例旧名科技有限公司", credit_code=sheets.code(3), by=by, at=NOW)
        intake = brought(by, [sheets.row(1, investor="示例新名智造有限公司", code=sheets.code(3))])
        row = intake.rows.get()
        assert row.verdict == "doubtful" and "示例旧名科技有限公司" in said(row)
        answers = {row.pk: f"import firm:{known.pk}"}
        import_ledger.answer_rows(
            intake_id=intake.pk, version=intake.version, answers=answers, reason="", by=by, at=NOW
        )
        import_ledger.start_run(intake_id=intake.pk, version=intake.version, by=by, at=NOW)
        assert Project.objects.get().company_id == known.pk

    def test_one_name_with_another_code_may_be_another_firm(self):
        by = district().actor("river")
        known = register_company(name="示例同名有限公司", credit_code=sheets.code(3), by=by, at=NOW)
        intake = brought(by, [sheets.row(1, investor="示例同名有限公司", code=sheets.code(4))])
        row = intake.rows.get()
        import_ledger.answer_rows(
            intake_id=intake.pk, version=intake.version, answers={row.pk: "import firm:new"}, reason="", by=by, at=NOW
        )
        import_ledger.start_run(intake_id=intake.pk, version=intake.version, by=by, at=NOW)
        assert Company.objects.count() == 2
        assert Project.objects.get().company_id != known.pk

    def test_several_investors_follow_the_leading_one(self):
        by = district().actor("river")
        imported(by, [sheets.row(1, investor="示例甲有限公司、示例乙有限公司；示例丙有限公司")])
        project = Project.objects.get()
        assert project.company.name == "示例甲有限公司"
        assert [each.company.name for each in project.investors.order_by("id")] == ["示例乙有限公司", "示例丙有限公司"]

    def test_an_alike_firm_is_offered(self):
        by = district().actor("river")
        register_company(name="杭州澄川生物医药科技有限公司", by=by, at=NOW)
        intake = brought(by, [sheets.row(1, investor="澄川生物医药科技股份有限公司", code="")])
        assert "firms" in intake.rows.get().values["known"]


@pytest.mark.django_db
class TestPeopleAndStages:
    def test_the_officer_of_the_unit_is_found(self):
        scene = district()
        person = add_person(name="江河清", by=SET_UP, at=NOW)
        give_post(
            person_id=person.pk,
            unit_id=scene.units["临河街道"].pk,
            role="officer",
            from_date=NOW.date(),
            by=SET_UP,
            at=NOW,
        )
        imported(scene.actor("river"), [sheets.row(1, officer="江河清")])
        assert Project.objects.get().officer_id == person.pk

    def test_an_unknown_officer_is_asked_about_and_left_empty(self):
        by = district().actor("river")
        assert brought(by, [sheets.row(1, officer="查无此人")]).rows.get().verdict == "doubtful"

    def test_a_late_stage_is_claimed_only(self):
        imported(district().actor("river"), [sheets.row(1, stage="已投产")])
        project = Project.objects.get()
        assert (project.stage_claimed, project.stage_confirmed) == ("P12", None)

    def test_a_side_state_is_kept_beside_the_line(self):
        by = district().actor("river")
        intake = brought(by, [sheets.row(1, stage="暂缓")])
        import_ledger.accept_hints(intake_id=intake.pk, version=intake.version, by=by, at=NOW)
        import_ledger.start_run(intake_id=intake.pk, version=intake.version, by=by, at=NOW)
        assert Project.objects.get().side_state == "hold"

    def test_a_foreign_amount_is_converted_by_its_rate(self):
        imported(
            district().actor("river"), [sheets.row(1, amount=100, currency="美元", rate=7.1842, rate_date=NOW.date())]
        )
        project = Project.objects.get()
        assert (str(project.amount), project.original_currency) == ("7184200.00", "USD")


@pytest.mark.django_db
class TestAllOrNothing:
    def test_bad_rows_stay_out_and_good_ones_go_in(self):
        intake = imported(district().actor("river"), [sheets.row(1), sheets.row(2, amount=-1), sheets.row(3)])
        assert (intake.state, intake.done, Project.objects.count()) == ("done", 2, 2)

    def test_a_fault_in_the_middle_leaves_nothing(self, monkeypatch):
        by = district().actor("river")
        intake = brought(by, [sheets.row(1), sheets.row(2)])
        before = Line.objects.count()

        def break_down(**_):
            raise RuntimeError("the power went")

        monkeypatch.setattr("luodi.journeys.import_ledger.run.finish_run", break_down)
        with pytest.raises(RuntimeError):
            import_ledger.start_run(intake_id=intake.pk, version=intake.version, by=by, at=NOW)
        intake.refresh_from_db()
        assert (intake.state, Project.objects.count(), Company.objects.count()) == ("checked", 0, 0)
        assert Line.objects.count() == before

    def test_rows_that_the_ledger_got_meanwhile_are_asked_about_again(self):
        by = district().actor("river")
        waiting = brought(by, [sheets.row(1), sheets.row(2)])
        imported(by, [sheets.row(1, note="抢先一步")])
        import_ledger.start_run(intake_id=waiting.pk, version=waiting.version, by=by, at=NOW)
        waiting.refresh_from_db()
        assert (waiting.state, waiting.doubtful, Project.objects.count()) == ("checked", 1, 1)
        assert "检查之后台账有了变化" in Finding.of_json(waiting.findings[0]).sentence()

    def test_an_old_page_is_stale(self):
        by = district().actor("river")
        intake = brought(by, [sheets.row(1)])
        with pytest.raises(Stale):
            import_ledger.start_run(intake_id=intake.pk, version=intake.version - 1, by=by, at=NOW)

    def test_nothing_to_import_says_so(self):
        by = district().actor("river")
        intake = brought(by, [sheets.row(1, amount=0)])
        with pytest.raises(import_ledger.NothingToImport):
            import_ledger.start_run(intake_id=intake.pk, version=intake.version, by=by, at=NOW)

    def test_the_same_file_may_be_tried_again(self):
        by = district().actor("river")
        first, second = brought(by, [sheets.row(1)]), brought(by, [sheets.row(1)])
        assert first.document_id == second.document_id and first.pk != second.pk

    def test_each_act_leaves_its_line(self):
        by = district().actor("river")
        imported(by, [sheets.row(1), sheets.row(2)])
        events = list(Line.objects.filter(event__startswith="import.").order_by("pk").values_list("event", flat=True))
        assert events == ["import.uploaded", "import.checked", "import.done"]
        assert Line.objects.filter(event="project.registered").count() == 2


@pytest.mark.django_db
class TestUndo:
    def test_projects_and_their_own_firms_are_withdrawn(self):
        scene = district()
        older = register_company(name="示例老企业有限公司", by=scene.actor("river"), at=NOW)
        intake = imported(scene.actor("river"), [sheets.row(1), sheets.row(2, investor="示例老企业有限公司", code="")])
        assert import_ledger.undo_import(intake_id=intake.pk, reason="传错", by=scene.actor("riverhead"), at=NOW) == 2
        assert not Project.objects.filter(withdrawn_at=None).exists()
        assert list(Company.objects.filter(withdrawn_at=None)) == [older]
        assert Row.objects.filter(intake=intake, object_id__isnull=False).count() == 2

    def test_and_can_be_imported_again(self):
        scene = district()
        intake = imported(scene.actor("river"), [sheets.row(1)])
        import_ledger.undo_import(intake_id=intake.pk, reason="传错", by=scene.actor("riverhead"), at=NOW)
        imported(scene.actor("river"), [sheets.row(1)])
        assert Project.objects.filter(withdrawn_at=None).count() == 1

    def test_it_is_refused_with_the_rows_on_which_later_work_hangs(self):
        scene = district()
        by, later = scene.actor("river"), NOW + timedelta(days=1)
        intake = imported(by, [sheets.row(1), sheets.row(2), sheets.row(3)])
        first, second, _ = Project.objects.order_by("source_id")
        edit_project(
            project_id=first.pk, changes={"site": "三号楼"}, reason="补", version=first.version, by=by, at=later
        )
        claim_stage(project_id=second.pk, stage="P8", by=by, at=later)
        with pytest.raises(import_ledger.LaterWorkHangs) as refused:
            import_ledger.undo_import(intake_id=intake.pk, reason="传错", by=scene.actor("riverhead"), at=later)
        sentence = refused.value.sentence()
        assert "第 2 行" in sentence and "第 3 行" in sentence and "第 4 行" not in sentence
        assert Project.objects.filter(withdrawn_at=None).count() == 3

    def test_a_linked_project_stays(self):
        scene = district()
        by = scene.actor("river")
        imported(by, [sheets.row(1)])
        known = Project.objects.get()
        intake = brought(by, [sheets.row(1, note="另表"), sheets.row(2)])
        row = intake.rows.get(verdict="doubtful")
        import_ledger.answer_rows(
            intake_id=intake.pk, version=intake.version, answers={row.pk: f"link:{known.pk}"}, reason="", by=by, at=NOW
        )
        import_ledger.start_run(intake_id=intake.pk, version=intake.version, by=by, at=NOW)
        import_ledger.undo_import(intake_id=intake.pk, reason="传错", by=scene.actor("riverhead"), at=NOW)
        assert list(Project.objects.filter(withdrawn_at=None)) == [known]

    def test_twice_is_refused(self):
        scene = district()
        intake = imported(scene.actor("river"), [sheets.row(1)])
        head = scene.actor("riverhead")
        import_ledger.undo_import(intake_id=intake.pk, reason="传错", by=head, at=NOW)
        with pytest.raises(IntakeNotOpen):
            import_ledger.undo_import(intake_id=intake.pk, reason="传错", by=head, at=NOW)

    def test_an_officer_may_not(self):
        scene = district()
        intake = imported(scene.actor("river"), [sheets.row(1)])
        with pytest.raises(NotAllowed):
            import_ledger.undo_import(intake_id=intake.pk, reason="传错", by=scene.actor("river"), at=NOW)


@pytest.mark.django_db
class TestAnswers:
    def test_an_answer_that_is_not_offered_is_refused(self):
        by = district().actor("river")
        intake = brought(by, [sheets.row(1, amount="1.2亿")])
        row = intake.rows.get()
        with pytest.raises(import_ledger.AnswerUnknown):
            import_ledger.answer_rows(
                intake_id=intake.pk, version=intake.version, answers={row.pk: "link:1"}, reason="", by=by, at=NOW
            )

    def test_rows_of_another_import_are_left_alone(self):
        by = district().actor("river")
        one, other = brought(by, [sheets.row(1, amount="1亿")]), brought(by, [sheets.row(2, amount="2亿")])
        row = other.rows.get()
        changed = import_ledger.answer_rows(
            intake_id=one.pk, version=one.version, answers={row.pk: "import"}, reason="", by=by, at=NOW
        )
        row.refresh_from_db()
        assert (changed, row.choice) == (0, "")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_presses_at_once_import_once():
    by = district().actor("river")
    intake = brought(by, [sheets.row(n) for n in range(5)])
    start, outcomes = threading.Barrier(2), []

    def press():
        try:
            start.wait()
            import_ledger.start_run(intake_id=intake.pk, version=intake.version, by=by, at=NOW)
            outcomes.append("done")
        except (IntakeNotOpen, Stale) as refused:
            outcomes.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(outcomes) == ["done", "intake_not_open"]
    assert Project.objects.count() == 5
    assert intake_page(intake_id=intake.pk, viewer=by).line.done == 5


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_ledgers_with_one_project_at_once_register_it_once():
    by = district().actor("river")
    waiting = [brought(by, [sheets.row(1, note=f"第{n}份")]) for n in range(2)]
    start = threading.Barrier(2)

    def press(intake):
        try:
            start.wait()
            import_ledger.start_run(intake_id=intake.pk, version=intake.version, by=by, at=NOW)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(intake,)) for intake in waiting]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert Project.objects.count() == 1
    assert sorted(Intake.objects.values_list("state", flat=True)) == ["checked", "done"]
