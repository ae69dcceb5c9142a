"""Scenes of meetings: pages of our own filed as a person would, with every fact confirmed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from luodi.documents import operations as documents
from luodi.documents.models import Document, Fact
from luodi.engines import reading as reader
from luodi.engines.reading.shape import Article, Reading
from luodi.engines.reading.shape import Fact as Read
from luodi.journeys.file_page import Filed, file_page
from luodi.meetings.models import Batch
from luodi.tasks.models import Task
from tests.given.people import NOW, District

LATER = datetime.fromisoformat("2025-03-08T10:00:00+08:00")

HEADLINE = "示例区2026年招商大会召开"
SENTENCES = [
    "3月7日下午,示例区召开2026年招商大会。",
    "区委书记江明远主持并讲话。",
    "大会集中签约了3个重点项目,总金额达6亿元。",
    "现场向澄川医药科技、望山精工等4家企业兑现产业政策资金。",
    "8家企业获授牌。",
    "临河街道作交流发言。",
    "江明远要求,各部门要优化服务。",
    "会议明确由望山街道在6月30日前完成地块征迁。",
]
TEXT = "\n".join([HEADLINE, "", *SENTENCES])
FACTS: list[tuple[str, str, dict[str, Any]]] = [
    ("date", "3月7日下午", {"value": "2026-03-07"}),
    ("person", "区委书记江明远", {"name": "江明远", "post": "区委书记"}),
    ("count", "3个重点项目", {"value": 3, "measure": "个", "object": "重点项目", "relation": "集中签约"}),
    ("money", "6亿元", {"value": 600_000_000, "currency": "CNY", "role": "总金额", "of": "3个重点项目"}),
    ("count", "4家企业", {"value": 4, "measure": "家", "object": "企业", "relation": "兑现产业政策资金",
                       "named": ["澄川医药科技", "望山精工"]}),
    ("org", "澄川医药科技", {"name": "澄川医药科技", "role": "兑现产业政策资金"}),
    ("org", "望山精工", {"name": "望山精工", "role": "兑现产业政策资金"}),
    ("count", "8家企业", {"value": 8, "measure": "家", "object": "企业", "relation": "授牌"}),
    ("org", "临河街道", {"name": "临河街道", "role": "交流发言"}),
    ("task", "各部门要优化服务", {"assignee": "各部门", "action": "优化服务", "demanded_by": "江明远"}),
    ("task", "由望山街道在6月30日前完成地块征迁",
     {"assignee": "望山街道", "action": "完成地块征迁", "due_date": "2026-06-30"}),
]  # fmt: skip


def reading_of(
    text: str, facts: Sequence[tuple[str, str, dict]], *, kind: str = "大会", event_date: str | None = "2026-03-07"
) -> Reading:
    """Give a reading made by hand: one article, each fact at the first place where its quote stands."""
    read = []
    for number, (type_, quote, fields) in enumerate(facts, start=1):
        start = text.index(quote)
        read.append(Read(f"F{number}", type_, quote, ((start, start + len(quote)),), fields, doubt=0.0))
    article = Article(
        id="A1", headline=text.splitlines()[0], kicker=None, decks=(), byline=(), jump=None, complete=True, gaps=(),
        event={"kind": kind, "name": text.splitlines()[0], "date": event_date}, span=(0, len(text)), facts=tuple(read),
    )  # fmt: skip
    return Reading(doc="page.txt", chars=len(text), version="hand", issue_date="2026-03-08", articles=(article,))


def read_document(
    scene: District,
    *,
    by: str = "bureau",
    data_class: str = "public",
    text: str = TEXT,
    reading: Reading | None = None,
    facts: Sequence[tuple[str, str, dict]] = FACTS,
    at: datetime = NOW,
    **event,
) -> Document:
    """Put a page in as somebody and record its reading; nothing is decided yet."""  # fmt: skip
    actor = scene.actor(by)
    document = documents.add_document(
        data=text.encode(), file_name="page.txt", title=text.splitlines()[0], outlet="示例日报",
        issue_date=date(2025, 3, 8), data_class=data_class, by=actor, at=at,
    )  # fmt: skip
    loaded = reading or reading_of(document.text, facts, **event)
    documents.record_reading(document_id=document.pk, reading=loaded, by=actor, at=at)
    return document


def confirm(
    scene: District, document: Document, *, by: str = "bureau", types: Sequence[str] = (), at: datetime = NOW
) -> int:
    """Confirm the facts of a document that nobody decided yet, all or those of some types; how many there were."""
    waiting = Fact.objects.filter(document=document, state="proposed").order_by("start", "pk")
    waiting = waiting.filter(type__in=types) if types else waiting
    for fact in waiting:
        documents.decide_fact(fact_id=fact.pk, state="confirmed", version=fact.version, by=scene.actor(by), at=at)
    return len(waiting)


def congress(scene: District, *, by: str = "bureau", data_class: str = "public", at: datetime = NOW, **page) -> Filed:
    """File the small congress of our own: three signings of 6亿元, four payouts, eight plates, a demand, a follow-up."""
    document = read_document(scene, by=by, data_class=data_class, at=at, **page)
    confirm(scene, document, by=by, at=at)
    return file_page(document_id=document.pk, by=scene.actor(by), at=at)


def batch_of(kind: str) -> Batch:
    """Give the only batch of a kind."""
    return Batch.objects.get(kind=kind)


def task_of(kind: str) -> Task:
    """Give the first task of a kind."""
    return Task.objects.filter(kind=kind).order_by("pk").first()


def loaded_reading(text: str, answer: dict) -> Reading:
    """Give a reading with the articles and facts of a hand-made answer (the shape of `luodi read`)."""
    body = {"id", "type", "quote", "spans"}
    articles = [
        Article(
            id=raw["id"], headline=raw["headline"], kicker=raw.get("kicker"), decks=tuple(raw["decks"]),
            byline=tuple(raw["byline"]), event=raw["event"], jump=raw.get("jump"), complete=raw["complete"],
            gaps=tuple(raw["gaps"]), span=tuple(raw["span"]),
            facts=tuple(
                Read(each["id"], each["type"], each["quote"], tuple(map(tuple, each["spans"])),
                     {key: value for key, value in each.items() if key not in body}, doubt=0.0)
                for each in raw["facts"]
            ),
        )
        for raw in answer["articles"]
    ]  # fmt: skip
    return reader.Reading(
        doc="page.txt", chars=len(text), version="hand", issue_date="2025-03-08", articles=tuple(articles)
    )
