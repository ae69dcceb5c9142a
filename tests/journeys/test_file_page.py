"""From confirmed facts to records: the real page, a page of our own, filing again, races and rights."""

import json
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connections

from luodi.campaigns.models import Campaign
from luodi.documents import operations as documents
from luodi.documents.models import Fact
from luodi.documents.operations.filing import NothingToFile
from luodi.engines import reading as reader
from luodi.journal.models import Line
from luodi.journeys.file_page import file_page, preview
from luodi.meetings.models import Batch, Meeting, Site, Slot
from luodi.tasks.models import Task
from luodi.values.refusal import NotAllowed, NotFound
from tests.given import meetings as given
from tests.given.kept import kept
from tests.given.people import NOW, district

SAMPLE = Path(__file__).parents[2] / "src" / "luodi" / "demo" / "sample-page.txt"
ISSUE = date(2025, 3, 8)
EIGHT = {
    "signing": 37, "target_plan": 25, "headquarters": 64, "ambassador": 14, "award": 6, "adviser": 37, "partner": 20,
    "payout": 24,
}  # fmt: skip


@pytest.fixture
@kept
def scene(db):
    return district()


class TestTheRealPage:
    @pytest.fixture
    def filed(self, scene, shared):
        text = (shared / "seed" / "gongshu-page.txt").read_text(encoding="utf-8")
        answer = json.loads((shared / "reading" / "seed-gold.json").read_text(encoding="utf-8"))
        reading = given.loaded_reading(text, answer)
        document = given.read_document(scene, text=text, reading=reading)
        given.confirm(scene, document)
        return file_page(document_id=document.pk, by=scene.actor("bureau"), at=NOW)

    def test_gives_the_congress_with_its_eight_batches(self, filed):
        congress = Meeting.objects.get(kind="congress")
        assert (congress.held_date, congress.name) == (date(2025, 3, 7), "拱墅区2025年招商大会")
        assert {batch.kind: batch.stated_count for batch in Batch.objects.all()} == EIGHT
        assert {batch.meeting_id for batch in Batch.objects.all()} == {congress.pk}

    def test_gives_the_signing_thirty_seven_nameless_slots_and_the_stated_total(self, filed):
        signing = given.batch_of("signing")
        assert signing.stated_total == Decimal(19_000_000_000)
        assert signing.binding == "unknown"
        assert signing.slots.count() == 37
        assert signing.slots.exclude(filled_at=None).count() == 0

    def test_names_the_members_that_the_text_names_with_their_passages(self, filed):
        named = {
            kind: list(
                given.batch_of(kind)
                .slots.exclude(filled_at=None)
                .order_by("ordinal")
                .values_list("name", "fact__quote")
            )
            for kind in ("payout", "target_plan")
        }
        assert named == {
            "payout": [("杭州中美华东制药", "杭州中美华东制药"), ("阿斯利康医药", "阿斯利康医药")],
            "target_plan": [("大运河数智城", "大运河数智城")],
        }

    def test_calls_for_the_list_of_each_batch(self, filed):
        calls = Task.objects.filter(kind="list_call")
        assert filed.calls == calls.count() == 8
        payout = calls.get(fact=given.batch_of("payout").fact)
        assert payout.title.endswith("(2 / 24)")

    def test_gives_both_trips_with_their_sites(self, filed):
        trips = {trip.host: trip.sites.count() for trip in Meeting.objects.filter(kind="trip")}
        assert trips == {"西湖区": 7, "绍兴市越城区": 4}
        assert list(Meeting.objects.filter(kind="trip").order_by("held_date").values_list("held_date", flat=True)) == [
            date(2025, 3, 3), date(2025, 3, 6),
        ]  # fmt: skip

    def test_gives_the_campaign_with_its_leading_units(self, filed):
        campaign = Campaign.objects.get()
        assert (campaign.name, campaign.year) == ("美丽拱墅", 2025)
        leads = campaign.parts.filter(role="lead").order_by("pk").values_list("unit_text", flat=True)
        assert list(leads) == ["区综合行政执法局", "生态环境分局"]

    def test_keeps_demands_as_demands(self, filed):
        assert (filed.demands, filed.follow_ups) == (13, 2)
        assert Task.objects.filter(kind="demand", unit=None).count() == 13

    def test_keeps_the_undated_meeting_undated(self, filed):
        promotion = Meeting.objects.get(kind="promotion")
        assert (promotion.held_date, promotion.date_text) == (None, "日前")

    def test_leaves_a_journal_line_for_each_meeting_and_batch(self, filed):
        assert Line.objects.filter(event="meeting.filed").count() == 5
        assert Line.objects.filter(event="batch.opened").count() == 8


class TestPagesReadByTheReader:
    """The whole way: read by the machine, every fact confirmed, filed."""

    def filed(self, scene, text):
        document = given.read_document(scene, text=text, reading=reader.read(text, issue_date=ISSUE))
        given.confirm(scene, document)
        return file_page(document_id=document.pk, by=scene.actor("bureau"), at=NOW)

    def batches(self):
        return {batch.kind: batch.stated_count for batch in Batch.objects.all()}

    def test_our_own_sample_page_gives_its_records(self, scene):
        filed = self.filed(scene, SAMPLE.read_text(encoding="utf-8"))
        assert self.batches() == EIGHT
        assert sorted(Meeting.objects.values_list("kind", flat=True)) == [
            "committee",
            "congress",
            "promotion",
            "trip",
            "trip",
        ]
        assert Campaign.objects.get().name == "清爽临潮"
        assert given.batch_of("signing").stated_total == Decimal(19_000_000_000)
        assert not preview(filed.document_id, scene.actor("bureau")).anything_new

    def test_the_real_page_gives_its_records(self, scene, shared):
        self.filed(scene, (shared / "seed" / "gongshu-page.txt").read_text(encoding="utf-8"))
        assert self.batches() == EIGHT
        assert {trip.host: trip.sites.count() for trip in Meeting.objects.filter(kind="trip")} == {
            "西湖区": 7,
            "绍兴市越城区": 4,
        }


class TestFilePage:
    def test_takes_only_what_was_confirmed(self, scene):
        document = given.read_document(scene)
        given.confirm(scene, document, types=("date", "person"))
        filed = file_page(document_id=document.pk, by=scene.actor("bureau"), at=NOW)
        assert (len(filed.meetings), Batch.objects.count(), Task.objects.count()) == (1, 0, 0)

    def test_links_an_organisation_to_the_unit_of_its_name(self, scene):
        given.congress(scene)
        meeting = Meeting.objects.get()
        assert meeting.attendances.get(name="临河街道").unit == scene.units["临河街道"]
        assert meeting.attendances.get(name="望山精工").unit is None

    def test_gives_the_follow_up_to_the_unit_that_is_named(self, scene):
        given.congress(scene)
        task = given.task_of("follow_up")
        assert (task.unit, task.due_date) == (scene.units["望山街道"], date(2026, 6, 30))

    def test_asks_what_a_batch_is_instead_of_guessing(self, scene):
        given.congress(scene)
        plates = given.batch_of("other")
        assert plates.findings.get().code == "kind_unclear"

    def test_adds_what_was_confirmed_later_and_changes_nothing_that_stands(self, scene):
        document = given.read_document(scene)
        given.confirm(scene, document, types=("date", "count"))
        first = file_page(document_id=document.pk, by=scene.actor("bureau"), at=NOW)
        signing = given.batch_of("signing")
        assert signing.stated_total is None
        given.confirm(scene, document, at=given.LATER)
        second = file_page(document_id=document.pk, by=scene.actor("bureau"), at=given.LATER)
        signing.refresh_from_db()
        assert signing.stated_total == Decimal(600_000_000)
        assert (first.batches, second.batches) == (3, 0)
        assert (Meeting.objects.count(), Batch.objects.count(), Slot.objects.count()) == (1, 3, 15)

    def test_asks_where_a_corrected_fact_says_another_count(self, scene):
        document = given.read_document(scene)
        given.confirm(scene, document, types=("date", "count"))
        file_page(document_id=document.pk, by=scene.actor("bureau"), at=NOW)
        signing = given.batch_of("signing")
        Fact.objects.filter(pk=signing.fact_id).update(
            state="corrected", decided_value={**signing.fact.value, "value": 2}
        )
        given.confirm(scene, document, at=given.LATER)
        file_page(document_id=document.pk, by=scene.actor("bureau"), at=given.LATER)
        signing.refresh_from_db()
        assert signing.stated_count == 3
        assert signing.findings.get().params == {"batch": 3, "fact": 2}

    def test_refuses_a_page_with_nothing_new(self, scene):
        filed = given.congress(scene)
        with pytest.raises(NothingToFile):
            file_page(document_id=filed.document_id, by=scene.actor("bureau"), at=given.LATER)

    def test_refuses_an_officer_of_another_unit(self, scene):
        document = given.read_document(scene, by="river")
        given.confirm(scene, document, by="river")
        with pytest.raises(NotAllowed):
            file_page(document_id=document.pk, by=scene.actor("hill"), at=NOW)
        assert Meeting.objects.count() == 0

    @pytest.mark.parametrize("who", ["sysadmin", "secadmin", "auditadmin"])
    def test_shows_administrators_no_page_at_all(self, scene, who):
        document = given.read_document(scene)
        given.confirm(scene, document)
        with pytest.raises(NotFound):
            file_page(document_id=document.pk, by=scene.actor(who), at=NOW)

    def test_an_internal_page_gives_internal_records_of_its_unit(self, scene):
        given.congress(scene, by="river", data_class="internal")
        river, hill = scene.actor("river"), scene.actor("hill")
        assert Meeting.objects.visible_to(river).count() == 1
        assert Meeting.objects.visible_to(hill).count() == 0
        assert Batch.objects.visible_to(hill).count() == 0
        hills_own = Task.objects.visible_to(hill)
        assert [task.kind for task in hills_own] == ["follow_up"]


class TestPreview:
    def test_says_what_filing_would_make_and_writes_nothing(self, scene):
        document = given.read_document(scene)
        given.confirm(scene, document)
        seen = preview(document.pk, scene.actor("bureau"))
        (meeting,) = seen.meetings
        assert meeting.new
        assert [batch.count for batch in meeting.meeting.batches] == [3, 4, 8]
        assert (len(seen.tasks), seen.anything_new, Meeting.objects.count()) == (2, True, 0)

    def test_says_that_nothing_is_new_after_filing(self, scene):
        filed = given.congress(scene)
        seen = preview(filed.document_id, scene.actor("bureau"))
        assert (seen.anything_new, seen.meetings[0].new, seen.meetings[0].new_batches) == (False, False, frozenset())

    def test_is_not_for_those_who_do_not_see_the_page(self, scene):
        document = given.read_document(scene, by="river", data_class="internal")
        with pytest.raises(NotFound):
            preview(document.pk, scene.actor("hill"))


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
class TestRaces:
    def test_filing_twice_at_once_makes_each_record_once(self):
        scene = district()
        document = given.read_document(scene)
        given.confirm(scene, document)
        outcomes, gate = [], threading.Barrier(2)

        def press():
            actor = scene.actor("bureau")
            gate.wait(10)
            try:
                outcomes.append(file_page(document_id=document.pk, by=actor, at=NOW).batches)
            except NothingToFile:
                outcomes.append("refused")
            finally:
                connections.close_all()

        threads = [threading.Thread(target=press) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert sorted(map(str, outcomes)) == ["3", "refused"]
        assert (Meeting.objects.count(), Batch.objects.count(), Slot.objects.count(), Site.objects.count()) == (
            1,
            3,
            15,
            0,
        )


def test_a_fact_that_a_person_marked_joins_the_next_filing(scene):
    document = given.read_document(scene)
    given.confirm(scene, document)
    file_page(document_id=document.pk, by=scene.actor("bureau"), at=NOW)
    article = document.articles.get()
    start = document.text.index("示例区召开")
    documents.mark_fact(
        document_id=document.pk, article_id=article.pk, type="site", spans=[(start, start + 3)], value={"name": "示例区"},
        by=scene.actor("bureau"), at=given.LATER,
    )  # fmt: skip
    file_page(document_id=document.pk, by=scene.actor("bureau"), at=given.LATER)
    assert Site.objects.get().name == "示例区"
