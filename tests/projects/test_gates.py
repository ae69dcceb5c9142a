"""Gates: in order, once, by a second person, with everything there; the law's gate stays shut without its evidence."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, connections, transaction

from luodi.engines.gates.definition import shipped_text
from luodi.engines.gates.stages import MAIN_CODES
from luodi.journal import queries as journal
from luodi.people import operations as people_operations
from luodi.projects import operations, refusals
from luodi.projects.gate_refusals import DecisionOfWrongBody
from luodi.projects.models import Evidence, GatePass, KeyChange, Project, StageStep
from luodi.projects.queries.dossiers import judged
from luodi.values.refusal import NotAllowed, Refusal, Stale
from tests.given import gates, people
from tests.given.kept import kept
from tests.given.people import NOW, SET_UP

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    return gates.district()


def refused(scene, project, gate, kind, **details):
    with pytest.raises(kind) as said:
        gates.pass_gate(scene, project, gate, **details)
    return said.value


class TestPassGate:
    """BL3: no gate skipped, none twice, a stale page refused."""

    def test_takes_a_project_through_its_whole_line_and_confirms_each_stage(self, scene):
        project = gates.walk(scene, gates.project(scene), "P14", path="land")
        assert (project.stage_confirmed, project.stage_claimed) == ("P14", "P14")
        assert list(GatePass.objects.order_by("pk").values_list("gate", flat=True)) == MAIN_CODES
        assert GatePass.objects.get(gate="P6").bodies == ["executive", "committee"]
        assert StageStep.objects.filter(kind="confirmed", confirmed_by=scene.actor("bureau").person_id).count() == 15
        events = [line.event for line in journal.lines(object_of=("projects.project", project.pk), limit=200)]
        assert events.count("gate.passed") == 15

    def test_names_everything_that_is_missing_and_who_holds_it(self, scene):
        project = gates.walk(scene, gates.project(scene), "P4")
        operations.claim_stage(project_id=project.pk, stage="P5", by=scene.actor("river"), at=NOW)
        said = refused(scene, project, "P5", refusals.GateNotReady)
        for word in ("公平竞争审查结论（公平竞争审查机构）", "合法性审查意见（司法局）", "政策测算表（财政局）"):
            assert word in said.sentence("zh")
        gates.show(project, "policy_estimate")
        gates.show(project, "fairness_conclusion")
        gates.show(project, "legal_opinion", effective_date=date(2025, 3, 3))
        assert "期限至2025-03-12" in refused(scene, project, "P5", refusals.GateNotReady).sentence("zh")
        gates.pass_gate(scene, project, "P5", at=NOW + timedelta(days=4))

    def test_refuses_a_decision_of_another_body_than_the_matrix_names(self, scene):
        project = gates.walk(scene, gates.project(scene), "P5", path="land")
        operations.claim_stage(project_id=project.pk, stage="P6", by=scene.actor("river"), at=NOW)
        assert "须由区政府常务会、区委常委会作出" in refused(scene, project, "P6", refusals.GateNotReady).sentence("zh")
        gates.show(project, "meeting_decision", body="special", reference="专题会纪要〔2025〕1号")
        said = refused(scene, project, "P6", DecisionOfWrongBody).sentence("zh")
        assert "须由区政府常务会和区委常委会决定" in said.replace("、", "和") and "已有的是区政府专题会的决定" in said
        for body in ("executive", "committee"):
            gates.show(project, "meeting_decision", body=body, reference=f"{body}〔2025〕1号")
        gates.pass_gate(scene, project, "P6")

    def test_skips_none_and_passes_none_twice(self, scene):
        project = gates.walk(scene, gates.project(scene), "P1")
        refused(scene, project, "P3", refusals.GateSkipped)
        refused(scene, project, "P1", refusals.GatePassedAlready)
        refused(scene, project, "lost", refusals.ProjectStageUnknown)
        refused(scene, project, "P2", refusals.StageNotClaimed)
        refused(scene, project, "P2", Stale, version=project.version - 1)

    def test_needs_a_second_person(self, scene):
        project = gates.prepare(scene, gates.project(scene), "P0")
        refused(scene, project, "P0", NotAllowed, by="river")
        refused(scene, project, "P0", NotAllowed, by="riverhead")
        refused(scene, project, "P0", NotAllowed, by="nature")
        gates.pass_gate(scene, project, "P0")
        bureau = scene.actor("bureau")
        operations.claim_stage(project_id=project.pk, stage="P1", by=bureau, at=NOW)
        gates.prepare(scene, project, "P1")
        refused(scene, project, "P1", refusals.CheckerIsMaker)
        gates.pass_gate(scene, project, "P1", by="leader")

    def test_what_the_passer_entered_by_hand_counts_for_others_only(self, scene):
        project = gates.walk(scene, gates.project(scene), "P1")
        operations.claim_stage(project_id=project.pk, stage="P2", by=scene.actor("river"), at=NOW)
        operations.put_evidence(
            project_id=project.pk, item="minutes", reference="纪要1号", by=scene.actor("bureau"), at=NOW
        )
        refused(scene, project, "P2", refusals.CheckerIsMaker)
        gates.pass_gate(scene, project, "P2", by="leader")

    def test_evidence_withdrawn_later_shuts_the_next_gate(self, scene):
        project = gates.walk(scene, gates.project(scene), "P3")
        line = Evidence.objects.standing().get(item="minutes")
        operations.withdraw_evidence(evidence_id=line.pk, reason="伪造", by=SET_UP, at=NOW)
        gates.prepare(scene, project, "P4")
        assert not judged([project.pk], day=gates.TODAY)[project.pk].missing
        line = Evidence.objects.standing().get(item="minutes")
        operations.withdraw_evidence(evidence_id=line.pk, reason="伪造", by=SET_UP, at=NOW)
        assert "会谈纪要" in refused(scene, project, "P4", refusals.GateNotReady).sentence()

    def test_signing_needs_to_say_binding_or_framework(self, scene):
        project = gates.walk(scene, gates.project(scene), "P6")
        operations.claim_stage(project_id=project.pk, stage="P7", by=scene.actor("river"), at=NOW)
        gates.show(project, "signed_text")
        assert "协议性质" in refused(scene, project, "P7", refusals.GateNotReady).sentence("zh")

    def test_waits_while_a_project_is_on_hold(self, scene):
        project = gates.prepare(scene, gates.project(scene), "P0")
        operations.set_side_state(
            project_id=project.pk, side_state="hold", reason="业主要求", by=scene.actor("river"), at=NOW
        )
        refused(scene, project, "P0", refusals.GateHalted)

    def test_big_support_goes_to_the_committee_by_the_threshold_of_the_day(self, scene):
        project = gates.walk(scene, gates.project(scene), "P5")
        operations.set_route(
            project_id=project.pk,
            path="leased",
            support=Decimal(6_000_000),
            reason="测算后",
            by=scene.actor("river"),
            at=NOW,
        )
        assert judged([project.pk], day=gates.TODAY)[project.pk].bodies[0][0] == "special"
        people_operations.set_parameter(
            code="gates.t1",
            value=10_000_000,
            unit="元",
            source="区政府〔2025〕1号",
            valid_from=date(2025, 4, 1),
            by=SET_UP,
            at=NOW,
        )
        assert judged([project.pk], day=date(2025, 4, 2))[project.pk].bodies[0][0] == "unit_record"
        assert judged([project.pk], day=gates.TODAY)[project.pk].bodies[0][0] == "special"

    def test_the_database_itself_keeps_order_and_the_second_person(self, scene):
        project = gates.walk(scene, gates.project(scene), "P1")
        person = scene.actor("bureau").person_id
        for wrong in ({"gate": "P3", "before": "P1"}, {"gate": "P2", "before": "P0"},
                      {"gate": "P2", "before": "P1", "claimed_by_id": person}):  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic():
                GatePass.objects.create(project=project, person_id=person, at=NOW, **wrong)


class TestConfirmingWithoutGates:
    def test_ends_where_a_gate_was_passed(self, scene):
        project = gates.walk(scene, gates.project(scene), "P0")
        operations.claim_stage(project_id=project.pk, stage="P7", by=scene.actor("river"), at=NOW)
        with pytest.raises(refusals.StageByGateOnly):
            operations.confirm_stage(project_id=project.pk, evidence="协议", by=scene.actor("riverhead"), at=NOW)

    def test_is_for_what_was_registered_before_the_districts_day(self, scene):
        later = NOW.replace(year=2026)
        project = gates.project(scene, at=later, stage_claimed="P7")
        confirm = {"evidence": "协议", "by": scene.actor("riverhead"), "at": later}
        with pytest.raises(refusals.StageByGateOnly):
            operations.confirm_stage(project_id=project.pk, **confirm)
        taken = gates.project(scene, "望江二期", at=later, stage_claimed="P7", source_kind="row", source_id=1)
        operations.confirm_stage(project_id=taken.pk, **confirm)
        verdict = judged([taken.pk], day=date(2026, 3, 9))[taken.pk]
        assert (verdict.gate, {each.ask.code for each in verdict.missing}) == ("P8", {"credit_code"})


class TestDefinition:
    def test_a_new_version_holds_from_its_day_and_leaves_what_was_judged(self, scene):
        bureau = scene.actor("bureau")
        assert operations.load_shipped_gates(by=SET_UP, at=NOW) and not operations.load_shipped_gates(by=SET_UP, at=NOW)
        project = gates.walk(scene, gates.project(scene), "P1")
        first = GatePass.objects.get(gate="P1").definition_id
        text = shipped_text().replace('item = "minutes"', 'item = "letter_of_interest"', 1)
        new = operations.define_gates(
            text=text, source="局务会", valid_from=date(2025, 3, 20), by=bureau, at=NOW, seen=first
        )
        gates.prepare(scene, project, "P2")
        gates.pass_gate(scene, project, "P2")
        assert GatePass.objects.get(gate="P2").definition_id == first
        assert "letter_of_interest" in {
            each.ask.item for each in judged([project.pk], day=date(2025, 3, 20))[project.pk].missing
        }
        with pytest.raises(Stale):
            operations.define_gates(text=text, source="x", valid_from=date(2025, 4, 1), by=bureau, at=NOW, seen=first)
        with pytest.raises(refusals.GateDefinitionUnchanged):
            operations.define_gates(text=text, source="x", valid_from=date(2025, 4, 1), by=bureau, at=NOW, seen=new.pk)

    @pytest.mark.parametrize(
        ("details", "refusal"),
        [
            ({"text": "[[ask]]\ncode = 1"}, refusals.GateDefinitionWrong),
            ({"source": " "}, refusals.GateDefinitionNeedsSource),
            ({"valid_from": date(2025, 3, 7)}, refusals.GateDefinitionTooEarly),
            ({"by": "riverhead"}, NotAllowed),
        ],
    )
    def test_refuses(self, scene, details, refusal):
        details = {
            "text": shipped_text().replace("veto = true", "veto = false", 1), "source": "局务会", "valid_from": gates.TODAY,
            "by": "bureau",
        } | details  # fmt: skip
        with pytest.raises(refusal) as said:
            operations.define_gates(**details | {"by": scene.actor(details["by"])}, at=NOW)
        assert said.value.sentence("zh") and said.value.sentence("en")


class TestKeyChanges:
    def test_every_change_of_key_columns_is_seen_by_the_database(self, scene):
        """LO3: an operation's change is told; one by `update()` or plain SQL is seen and stands out."""
        project = gates.project(scene)
        operations.claim_stage(project_id=project.pk, stage="P2", by=scene.actor("river"), at=NOW)
        Project.objects.filter(pk=project.pk).update(amount=Decimal(1))
        Project.objects.filter(pk=project.pk).update(note="不是关键字段")
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE projects_project SET stage_claimed = 'P9', unit_id = unit_id WHERE id = %s", [project.pk]
            )
        seen = list(KeyChange.objects.order_by("pk").values_list("before", "after", "told"))
        assert seen == [
            ({"stage_claimed": "P0"}, {"stage_claimed": "P2"}, True),
            ({"amount": 260000000.00}, {"amount": 1.00}, False),
            ({"stage_claimed": "P2"}, {"stage_claimed": "P9"}, False),
        ]

    def test_what_it_saw_cannot_be_changed_or_invented(self, scene):
        project = gates.project(scene)
        Project.objects.filter(pk=project.pk).update(side_state="hold")
        for act in (
            lambda: KeyChange.objects.all().delete(),
            lambda: KeyChange.objects.update(told=True),
            lambda: KeyChange.objects.create(
                project_id=1, before={}, after={}, told=True, role="x", transaction_id=1, at=NOW
            ),
        ):
            with pytest.raises(Exception, match="permission denied|append-only"), transaction.atomic():
                act()

    def test_withdrawing_and_handing_over_are_told(self, scene):
        project = gates.project(scene)
        operations.withdraw_projects(ids=[project.pk], reason="误录", by=scene.actor("river"), at=NOW)
        assert KeyChange.objects.get().told


def at_once(*acts):
    """Run acts at the same moment, each in a thread of its own; give what they said: "" or a refusal's code."""
    together, said = threading.Barrier(len(acts)), []

    def run(act):
        try:
            together.wait()
            act()
            said.append("")
        except Refusal as refusal:
            said.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
class TestRaces:
    def test_one_passes_a_gate_one_gives_an_opinion_and_a_veto_shuts_or_comes_after(self):
        scene = gates.district()
        project = gates.prepare(scene, gates.project(scene), "P0")
        version = project.version
        passing = [
            lambda by=by: gates.pass_gate(scene, project, "P0", by=by, version=version) for by in ("bureau", "leader")
        ]
        assert at_once(*passing) == ["", "stale"]
        gates.walk(scene, project, "P3")
        asked = gates.ask(scene, project)
        answering = [
            lambda verdict=verdict: gates.answer(scene, asked, "planning", verdict) for verdict in ("pass", "pass")
        ]
        assert at_once(*answering) == ["", "stale"]
        gates.answer(scene, asked, "nature")
        gates.prepare(scene, project, "P4")
        seen = asked.asked.get(unit=scene.units["生态环境分局"]).opinions.get().pk
        said = at_once(
            lambda: gates.pass_gate(scene, project, "P4"),
            lambda: gates.answer(scene, asked, "nature", "veto", text="超出总量", seen=seen),
        )
        assert said in (["", ""], ["", "gate_vetoed"])
        project.refresh_from_db()
        assert (project.stage_confirmed == "P4") == (said == ["", ""])
        verdict = judged([project.pk], day=gates.TODAY)[project.pk]
        assert [veto.late for veto in verdict.vetoes] == [said == ["", ""]]
        assert connection.ensure_connection() is None and people.NOW
