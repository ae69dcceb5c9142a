"""Which records follow from the confirmed facts of a page: a pure decision, no Django, no clock.

The wordings stand in `page_words.toml`. Where they fit several kinds, the record is of the kind "other" and says so.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from luodi.journeys.page_batches import batches_of
from luodi.journeys.page_facts import Left, PageArticle, PageFact, bare, mentions, words
from luodi.meetings.reported import ReportedAttendance, ReportedMeeting, ReportedSite

UnitOf = Callable[[str], int | None]
SEPARATORS = re.compile(r"[、,，;；]|以及")
CORE = re.compile(r"“([^“”]+)”")
YEAR = re.compile(r"(20\d\d)年")


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """A plan, an incentive scheme or a policy of a campaign."""

    kind: str
    name: str
    fact_id: int


@dataclass(frozen=True, slots=True)
class PartRecord:
    """A unit's part in a campaign: lead, support, explain or speak."""

    role: str
    unit_text: str
    unit_id: int | None
    fact_id: int


@dataclass(frozen=True, slots=True)
class CampaignRecord:
    """A campaign that an article sets up, or only mentions (`mentioned`): then nothing new is opened for it."""

    name: str
    year: int | None
    fact_id: int
    article_id: int
    papers: tuple[PaperRecord, ...] = ()
    parts: tuple[PartRecord, ...] = ()
    mentioned: bool = False


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """A demand, or a follow-up where somebody, something or some day is named."""

    kind: str
    title: str
    detail: str
    fact_id: int
    article_id: int
    demanded_by: str = ""
    assignee_text: str = ""
    about: str = ""
    unit_id: int | None = None
    due_date: date | None = None


@dataclass(frozen=True, slots=True)
class PageRecords:
    """Everything that follows from a page, and the facts from which nothing follows."""

    meetings: tuple[ReportedMeeting, ...]
    campaigns: tuple[CampaignRecord, ...]
    tasks: tuple[TaskRecord, ...]
    left: tuple[Left, ...]


def records_of(articles: Sequence[PageArticle], unit_of: UnitOf) -> PageRecords:
    """Decide the records of a page. `unit_of` finds the district's unit of a name, or None.

    Articles without confirmed facts give nothing. Every fact either becomes a record or stands in `left` with a reason.
    """
    meetings, campaigns, tasks = [], [], []
    left: list[Left] = []
    for article in articles:
        meeting, beside = meeting_of(article, unit_of)
        meetings += [meeting] if meeting else []
        of_article, unused = campaigns_of(article, unit_of)
        campaigns += of_article
        tasks += [task_of(fact, article, unit_of) for fact in article.of_type("task")]
        left += beside + unused + [Left(fact.id, "figure_for_reading") for fact in article.of_type("quantity")]
    return PageRecords(tuple(meetings), tuple(campaigns), tuple(tasks), tuple(left))


def meeting_of(article: PageArticle, unit_of: UnitOf) -> tuple[ReportedMeeting | None, list[Left]]:
    """Decide the meeting that an article reports; None for a list, or where nothing was confirmed."""
    kind = words()["meetings"].get(str(article.event.get("kind") or ""), "")
    if not kind or not article.facts:
        return None, [
            Left(fact.id, "no_meeting") for fact in article.facts if fact.type not in ("task", "named", "quantity")
        ]
    day, others = date_of(article)
    batches, left = batches_of(article, kind)
    meeting = ReportedMeeting(
        article_id=article.id,
        kind=kind,
        name=str(article.event.get("name") or article.headline)[:200],
        held_date=full_day(day.text("value")) if day else None,
        date_text=day.quote[:40] if day else "",
        date_fact_id=day.id if day else None,
        host=str(article.event.get("host") or "")[:120],
        attendances=tuple(_attendances(article, unit_of)),
        sites=tuple(
            ReportedSite(fact.text("name")[:120], fact.id) for fact in article.of_type("site") if fact.text("name")
        ),
        batches=tuple(batches),
    )
    return meeting, left + [Left(fact.id, "another_day") for fact in others]


def date_of(article: PageArticle) -> tuple[PageFact | None, list[PageFact]]:
    """Choose the confirmed date that is the meeting's: the one read as the event's, or one that a person set.

    Only a confirmed fact gives the day. A date with a role of its own (founded, due) never does.
    """
    dates = article.of_type("date")
    free = [fact for fact in dates if not fact.text("role") or fact.text("role") == "event"]
    read = article.event.get("date") or None
    same = [fact for fact in free if (fact.value.get("value") or None) == read and (read or fact.value.get("vague"))]
    by_hand = [fact for fact in free if fact.by_hand and fact.value.get("value")]
    chosen = next(iter(same or by_hand), None)
    return chosen, [fact for fact in dates if fact is not chosen]


def full_day(text: str) -> date | None:
    """Read YYYY-MM-DD; anything less (a year, a day without its year) is no day."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _attendances(article: PageArticle, unit_of: UnitOf) -> list[ReportedAttendance]:
    rows = []
    for fact in article.facts:
        name = fact.text("name")[:120]
        if fact.type == "person" and name:
            rows.append(ReportedAttendance("person", name, fact.text("post")[:120], fact.id))
        if fact.type == "org" and name:
            rows.append(ReportedAttendance("org", name, fact.text("role")[:120], fact.id, unit_of(name)))
    return rows


def campaigns_of(article: PageArticle, unit_of: UnitOf) -> tuple[list[CampaignRecord], list[Left]]:
    """Decide the campaigns of an article: one that has a plan, a scheme or a leading unit here is set up by it.

    Papers and parts go to the campaign whose name they or the headline bear; with one campaign, to that.
    """
    named = article.of_type("named")
    found: dict[str, PageFact] = {}
    for fact in named:
        if fact.text("kind") == "campaign":
            found.setdefault(campaign_name(fact.text("name")), fact)
    papers = [fact for fact in named if fact.text("kind") in words()["campaigns"]["papers"]]
    parts = _parts(article, unit_of)
    records, taken = [], set()
    main = _main(list(found), article) if any(part.role == "lead" for part in parts) or papers else None
    for name, fact in found.items():
        own = [
            paper for paper in papers if _core(name) in bare(paper.text("name")) or (name == main and len(found) == 1)
        ]
        set_up = name == main and (any(part.role == "lead" for part in parts) or own)
        taken |= {fact.id, *(paper.id for paper in own if set_up)}
        records.append(_campaign(name, fact, article, own if set_up else [], parts if set_up else [], not set_up))
    repeats = {fact.id for fact in named if campaign_name(fact.text("name")) in found}
    return records, [Left(fact.id, "named_only") for fact in named if fact.id not in taken | repeats]


def _campaign(name, fact, article, papers, parts, mentioned) -> CampaignRecord:
    said = [paper.text("name") for paper in papers] + [str(article.event.get("name") or ""), article.headline]
    years = [int(found[1]) for text in said if (found := YEAR.search(text))]
    return CampaignRecord(
        name=name,
        year=years[0] if years and not mentioned else None,
        fact_id=fact.id,
        article_id=article.id,
        papers=tuple(PaperRecord(each.text("kind"), each.text("name").strip("《》")[:200], each.id) for each in papers),
        parts=tuple(parts),
        mentioned=mentioned,
    )


def campaign_name(text: str) -> str:
    """Give the name of a campaign: “美丽拱墅”建设 is 美丽拱墅; “6+1”专项行动 keeps its quotation marks."""
    core = CORE.search(text)
    rest = text.replace(core[0], "") if core else ""
    return (core[1] if core and rest in words()["campaigns"]["bare_endings"] else text)[:120]


def _core(name: str) -> str:
    found = CORE.search(name)
    return bare(found[1] if found else name)


def _main(names: list[str], article: PageArticle) -> str | None:
    if len(names) == 1:
        return names[0]
    headed = bare(article.headline + str(article.event.get("name") or ""))
    return next((name for name in names if _core(name) in headed), None)


def _parts(article: PageArticle, unit_of: UnitOf) -> list[PartRecord]:
    parts = []
    for fact in article.of_type("org"):
        name = fact.text("name")[:80]
        role = next((kind for kind, listed in words()["parts"].items() if mentions(fact.text("role"), listed)), "")
        if role and name:
            parts.append(PartRecord(role, name, unit_of(name), fact.id))
    return parts


def task_of(fact: PageFact, article: PageArticle, unit_of: UnitOf) -> TaskRecord:
    """Decide whether a task fact is a demand or, with somebody, something or some day named, a follow-up."""
    somebody = assignees(fact.text("assignee"))
    about = _about(fact, article)
    due = full_day(fact.text("due_date") or fact.text("due") or fact.text("deadline"))
    units = [unit for unit in map(unit_of, somebody) if unit]
    return TaskRecord(
        kind="follow_up" if somebody or about or due else "demand",
        title=(fact.text("action") or fact.quote)[:300],
        detail=fact.quote,
        fact_id=fact.id,
        article_id=article.id,
        demanded_by=fact.text("demanded_by")[:80],
        assignee_text=fact.text("assignee")[:200],
        about=about[:200],
        unit_id=units[0] if len(somebody) == len(units) == 1 else None,
        due_date=due,
    )


def assignees(text: str) -> list[str]:
    """List those whom a demand names, without those who are nobody in particular ("全区")."""
    named = [part.strip() for part in SEPARATORS.split(text) if part.strip()]
    return [part for part in named if part not in words()["assignees"]["nobody"]]


def _about(fact: PageFact, article: PageArticle) -> str:
    """Name the indicators of a task, or the plan whose name stands in its passage."""
    indicators = fact.value.get("indicators") or ()
    instruments = words()["campaigns"]["instruments"]
    plans = [
        each.text("name") for each in article.of_type("named") if each.text("kind") in instruments and each.within(fact)
    ]
    return "、".join(map(str, indicators)) or "、".join(plans)
