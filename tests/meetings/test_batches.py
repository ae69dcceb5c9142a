"""Correcting meetings and batches, answering what does not add up."""

from datetime import date
from decimal import Decimal

import pytest

from luodi.journal.models import Line
from luodi.meetings import operations
from luodi.meetings.adding_up import tolerance
from luodi.meetings.models import Meeting
from luodi.meetings.refusals import (
    BatchHasRows,
    BatchKindUnknown,
    CountBelowNamed,
    CountNotPositive,
    FindingIsSettled,
    FindingNeedsAnAnswer,
    MeetingKindUnknown,
    ReasonMissing,
    TotalNotInYuan,
    TotalNotPositive,
)
from luodi.tasks.models import Task
from luodi.values.money import Money
from luodi.values.refusal import NotAllowed, Stale
from tests.given import meetings as given
from tests.given.kept import kept
from tests.given.people import NOW, district
from tests.given.projects import project


@pytest.fixture
@kept
def scene(db):
    scene = district()
    given.congress(scene)
    return scene


def correct(scene, of="payout", who="bureau", **change):
    batch = given.batch_of(of)
    row = {"kind": of, "label": batch.label, "count": batch.stated_count, "total": None, "binding": "unknown",
           "reason": "核对名单", "version": batch.version} | change  # fmt: skip
    return operations.correct_batch(batch_id=batch.pk, by=scene.actor(who), at=NOW, **row)


class TestCorrectBatch:
    def test_sets_the_kind_and_answers_the_question_about_it(self, scene):
        batch = correct(scene, "other", kind="headquarters")
        assert batch.kind == "headquarters"
        assert batch.findings.filter(settled_at=None).count() == 0

    def test_adds_and_takes_away_nameless_places(self, scene):
        assert correct(scene, count=6).slots.count() == 6
        assert correct(scene, count=2).slots.count() == 2

    def test_keeps_a_place_that_is_named(self, scene):
        with pytest.raises(CountBelowNamed):
            correct(scene, count=1)

    def test_gives_a_total_the_passage_of_the_batch(self, scene):
        batch = correct(scene, total=Money.parse("3000万元"))
        assert (batch.stated_total, batch.total_fact_id) == (Decimal(30_000_000), batch.fact_id)

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"reason": " "}, ReasonMissing),
            ({"kind": "parade"}, BatchKindUnknown),
            ({"count": 0}, CountNotPositive),
            ({"count": 10**7}, CountNotPositive),
            ({"total": Money(Decimal(0))}, TotalNotPositive),
            ({"total": Money.parse("3万美元")}, TotalNotInYuan),
            ({"version": 9}, Stale),
        ],
    )
    def test_refuses(self, scene, change, refusal):
        with pytest.raises(refusal):
            correct(scene, **change)

    @pytest.mark.parametrize("who", ["river", "planning", "leader", "finance", "auditor"])
    def test_is_for_the_unit_of_the_document_and_the_bureau(self, scene, who):
        with pytest.raises(NotAllowed):
            correct(scene, who=who, count=5)

    def test_says_before_and_after_in_the_journal(self, scene):
        correct(scene, count=5)
        line = Line.objects.filter(event="batch.corrected").get()
        assert (line.facts["before"]["stated_count"], line.facts["after"]["stated_count"]) == (4, 5)


class TestDropBatch:
    def test_closes_its_call_and_its_questions(self, scene):
        batch = given.batch_of("other")
        operations.drop_batch(batch_id=batch.pk, version=1, reason="不是批次", by=scene.actor("bureau"), at=NOW)
        assert batch.findings.filter(settled_at=None).count() == 0
        assert Task.objects.get(kind="list_call", fact=batch.fact).state == "done"

    def test_refuses_a_batch_that_holds_ledger_projects(self, scene):
        batch = given.batch_of("signing")
        operations.fill_slot(
            batch_id=batch.pk, ordinal=1, project_id=project(scene).pk, source_kind="row", source_id=1,
            by=scene.actor("river"), at=NOW,
        )  # fmt: skip
        with pytest.raises(BatchHasRows):
            operations.drop_batch(batch_id=batch.pk, version=1, reason="错", by=scene.actor("bureau"), at=NOW)


class TestSettleFinding:
    def settle(self, scene, answer="已与主办方核对", who="bureau"):
        finding = given.batch_of("other").findings.get()
        return operations.settle_finding(finding_id=finding.pk, answer=answer, by=scene.actor(who), at=NOW)

    def test_keeps_the_answer_and_who_gave_it(self, scene):
        finding = self.settle(scene)
        assert (finding.answer, finding.settled_by_id) == ("已与主办方核对", scene.actor("bureau").person_id)

    def test_needs_an_answer(self, scene):
        with pytest.raises(FindingNeedsAnAnswer):
            self.settle(scene, answer=" ")

    def test_is_done_once(self, scene):
        self.settle(scene)
        with pytest.raises(FindingIsSettled):
            self.settle(scene)

    def test_comes_back_when_its_figures_change_and_stays_away_while_they_do_not(self, scene):
        river, bureau = scene.actor("river"), scene.actor("bureau")
        batch = given.batch_of("signing")

        def beyond(ordinal):
            operations.fill_slot(
                batch_id=batch.pk, ordinal=ordinal, project_id=project(scene, f"示例项目{ordinal}号").pk, source_kind="row",
                source_id=ordinal, by=river, at=NOW,
            )  # fmt: skip

        beyond(4)
        operations.settle_finding(
            finding_id=batch.findings.get(code="surplus").pk, answer="另行处理", by=bureau, at=NOW
        )
        beyond(1)
        assert batch.findings.filter(code="surplus", settled_at=None).count() == 0
        beyond(5)
        assert batch.findings.get(code="surplus", settled_at=None).params["rows"] == 2


class TestCorrectMeeting:
    def correct(self, scene, **change):
        row = {
            "version": 1,
            "reason": "核对",
            "kind": "signing",
            "name": "签约大会",
            "held_date": date(2026, 3, 8),
        } | change
        return operations.correct_meeting(meeting_id=Meeting.objects.get().pk, by=scene.actor("bureau"), at=NOW, **row)

    def test_keeps_the_day_that_a_person_set(self, scene):
        assert self.correct(scene).held_date == date(2026, 3, 8)

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [({"reason": ""}, ReasonMissing), ({"kind": "party"}, MeetingKindUnknown), ({"version": 5}, Stale)],
    )
    def test_refuses(self, scene, change, refusal):
        with pytest.raises(refusal):
            self.correct(scene, **change)


@pytest.mark.parametrize(
    ("total", "within"), [("19000000000", "50000000"), ("360000", "5000"), ("12345", "0.5"), ("12345.67", "0")]
)
def test_a_total_is_as_exact_as_it_was_stated(total, within):
    assert tolerance(Decimal(total)) == Decimal(within)
