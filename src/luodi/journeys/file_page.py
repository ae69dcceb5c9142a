"""From confirmed facts to records: one press files a page's meetings, batches, trips, campaigns, demands and tasks.

What follows from which fact is decided in `page_records`; the operations of each idea keep their own rules. Here they
are only put in order, in one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from luodi.campaigns import operations as campaigns
from luodi.campaigns import queries as campaign_queries
from luodi.documents import operations as documents
from luodi.documents import queries as document_queries
from luodi.documents.queries import FactRow
from luodi.journeys.page_facts import Left, PageArticle, PageFact
from luodi.journeys.page_records import CampaignRecord, PageRecords, TaskRecord, records_of
from luodi.meetings import operations as meetings
from luodi.meetings import queries as meeting_queries
from luodi.meetings.reported import ReportedMeeting
from luodi.people.queries.unit_names import unit_finder
from luodi.tasks import operations as tasks
from luodi.tasks import queries as task_queries
from luodi.values.actor import Actor


@dataclass(frozen=True, slots=True)
class Filed:
    """What filing a page added. `left` names the confirmed facts from which no record of their own follows, and why."""

    document_id: int
    meetings: tuple[meetings.FiledMeeting, ...]
    campaigns: tuple[campaigns.CampaignSetUp, ...]
    demands: int
    follow_ups: int
    left: tuple[Left, ...]

    @property
    def batches(self) -> int:
        """Count the batches that are new."""
        return sum(len(meeting.batches) for meeting in self.meetings)

    @property
    def calls(self) -> int:
        """Count the lists that were called for."""
        return sum(meeting.calls for meeting in self.meetings)


@dataclass(frozen=True, slots=True)
class MeetingPreview:
    """A meeting that filing would make or add to; `new` says whether it is not there yet."""

    meeting: ReportedMeeting
    headline: str
    new: bool
    new_batches: frozenset[int]
    persons: int
    organisations: int


@dataclass(frozen=True, slots=True)
class LeftPreview:
    """A confirmed fact from which nothing follows, with its quote and the reason's code."""

    fact_id: int
    quote: str
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What filing a page now would give; nothing is written. `tasks` and `campaigns` not yet filed stand in `new_facts`."""

    document_id: int
    facts: int
    meetings: tuple[MeetingPreview, ...]
    campaigns: tuple[CampaignRecord, ...]
    tasks: tuple[TaskRecord, ...]
    left: tuple[LeftPreview, ...]
    new_facts: frozenset[int]

    @property
    def anything_new(self) -> bool:
        """Tell whether filing would add a record."""
        return bool(self.new_facts)


@transaction.atomic
def file_page(*, document_id: int, by: Actor, at: datetime) -> Filed:
    """Make the records that follow from a page's confirmed facts. Filing again after more was confirmed adds what is new
    and changes nothing that stands; of two filings at once, one waits for the other.

    :raises NotFound, NotAllowed: if the document is not this person's to see, or to file
    :raises NothingToFile: if no fact was confirmed since it was last filed
    """
    document = documents.mark_filed(document_id=document_id, by=by, at=at)
    records, outside = _records(document_queries.confirmed_facts(document_id, by))
    origin = meetings.Origin(document.pk, document.unit_id, document.data_class)
    filed = meetings.file_meetings(meetings=records.meetings, origin=origin, by=by, at=at)
    set_up = [each for each in (_campaign(record, origin, by, at) for record in records.campaigns) if each]
    meeting_of = {each.article_id: each for each in filed}
    opened = tasks.open_tasks(tasks=[_task(record, meeting_of, origin) for record in records.tasks], by=by, at=at)
    return Filed(
        document_id=document.pk,
        meetings=tuple(filed),
        campaigns=tuple(set_up),
        demands=sum(task.kind == "demand" for task in opened),
        follow_ups=sum(task.kind == "follow_up" for task in opened),
        left=(*records.left, *outside),
    )


def preview(document_id: int, viewer: Actor) -> Preview:
    """Say what `file_page` would make of the facts confirmed by now, and what of it is there already.

    :raises NotFound: if the document is not the viewer's to see
    """
    facts = document_queries.confirmed_facts(document_id, viewer)
    records, outside = _records(facts)
    quotes = {fact.id: fact.quote for fact in facts}
    headlines = {fact.article_id: fact.article_headline for fact in facts}
    ids = list(quotes)
    known = meeting_queries.filed_facts(ids) | campaign_queries.filed_facts(ids) | task_queries.filed_tasks(ids)
    left = (*records.left, *outside)
    there = meeting_queries.filed_articles([meeting.article_id for meeting in records.meetings])
    return Preview(
        document_id=document_id,
        facts=len(facts),
        meetings=tuple(_meeting_preview(each, headlines, there, known) for each in records.meetings),
        campaigns=records.campaigns,
        tasks=records.tasks,
        left=tuple(LeftPreview(each.fact_id, quotes[each.fact_id], each.reason) for each in left),
        new_facts=frozenset(_used(records) - known),
    )


def _records(facts: Sequence[FactRow]) -> tuple[PageRecords, list[Left]]:
    by_article: dict[int, list[FactRow]] = {}
    for fact in facts:
        if fact.article_id is not None:
            by_article.setdefault(fact.article_id, []).append(fact)
    articles = [
        PageArticle(number, rows[0].article_headline, rows[0].event, tuple(map(_fact, rows)))
        for number, rows in sorted(by_article.items(), key=lambda item: item[1][0].article_ordinal or 0)
    ]
    return records_of(articles, unit_finder()), [
        Left(fact.id, "outside_articles") for fact in facts if fact.article_id is None
    ]


def _fact(row: FactRow) -> PageFact:
    by_hand = row.marked_by_person or row.state == "corrected"
    return PageFact(row.id, row.type, row.quote, tuple(map(tuple, row.spans)), row.value, by_hand)


def _campaign(
    record: CampaignRecord, origin: meetings.Origin, by: Actor, at: datetime
) -> campaigns.CampaignSetUp | None:
    source = campaigns.Origin(origin.document_id, record.article_id, origin.unit_id, origin.data_class)
    if record.mentioned:
        campaigns.mention_campaign(name=record.name, fact_id=record.fact_id, origin=source, by=by, at=at)
        return None
    papers = [campaigns.NewPaper(each.kind, each.name, each.fact_id) for each in record.papers]
    parts = [campaigns.NewPart(each.role, each.unit_text, each.unit_id, each.fact_id) for each in record.parts]
    return campaigns.set_up_campaign(
        name=record.name,
        year=record.year,
        fact_id=record.fact_id,
        origin=source,
        papers=papers,
        parts=parts,
        by=by,
        at=at,
    )


def _task(record: TaskRecord, meeting_of: dict[int, meetings.FiledMeeting], origin: meetings.Origin) -> tasks.NewTask:
    meeting = meeting_of.get(record.article_id)
    return tasks.NewTask(
        kind=record.kind, title=record.title, detail=record.detail, demanded_by=record.demanded_by,
        assignee_text=record.assignee_text, about=record.about, unit_id=record.unit_id, due_date=record.due_date,
        fact_id=record.fact_id, origin_kind="meetings.meeting" if meeting else "documents.document",
        origin_id=meeting.meeting_id if meeting else origin.document_id, origin_label=meeting.name if meeting else "",
        origin_unit_id=origin.unit_id, data_class=origin.data_class,
    )  # fmt: skip


def _meeting_preview(
    meeting: ReportedMeeting, headlines: dict[int | None, str], there: set[int], known: set[int]
) -> MeetingPreview:
    return MeetingPreview(
        meeting=meeting,
        headline=headlines.get(meeting.article_id, ""),
        new=meeting.article_id not in there,
        new_batches=frozenset(batch.fact_id for batch in meeting.batches) - known,
        persons=sum(each.kind == "person" for each in meeting.attendances),
        organisations=sum(each.kind == "org" for each in meeting.attendances),
    )


def _used(records: PageRecords) -> set[int]:
    """List the facts that a record of their own follows from."""
    used = {task.fact_id for task in records.tasks}
    for meeting in records.meetings:
        used |= {each.fact_id for each in (*meeting.attendances, *meeting.sites, *meeting.batches)}
        used |= {fact for fact in (meeting.date_fact_id, *(each.total_fact_id for each in meeting.batches)) if fact}
    for campaign in records.campaigns:
        if not campaign.mentioned:
            used |= {campaign.fact_id, *(each.fact_id for each in (*campaign.papers, *campaign.parts))}
    return used
