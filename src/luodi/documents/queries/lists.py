"""The list of documents: searched, filtered, paged, with the state of their facts."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q

from luodi.documents.models import Document, Fact
from luodi.values.actor import Actor
from luodi.values.names import normalised, query_bigrams

PAGE = 50
COUNT_CAP = 1000
STATES = ("to_decide", "decided", "filed", "unread")


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in a list. `proposed` facts wait for a decision, `doubtful` of them deserve a look, `usable` are decided."""

    id: int
    title: str
    outlet: str
    issue_date: date | None
    kind: str
    data_class: str
    unit_id: int
    unit: str
    added_by: str
    added_at: datetime
    file_name: str
    file_kind: str
    size: int
    articles: int
    facts: int
    proposed: int
    usable: int
    filed_at: datetime | None

    @property
    def state(self) -> str:
        """Name where the document stands: unread, to_decide, decided or filed."""
        if self.kind != "page":
            return "kept"
        if self.filed_at:
            return "filed"
        if not self.facts:
            return "unread"
        return "to_decide" if self.proposed else "decided"


@dataclass(frozen=True, slots=True)
class DocumentList:
    """A page of documents: rows, how many there are (capped), and the ids that lead on and back."""

    rows: tuple[DocumentRow, ...]
    total: int
    after: str
    before: str


def documents(
    *,
    viewer: Actor,
    text: str = "",
    state: str = "",
    unit_id: int | None = None,
    kind: str = "",
    issue_from: date | None = None,
    issue_to: date | None = None,
    after: int | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> DocumentList:
    """List the documents that the viewer may see, newest first, in three SQL statements.

    `text` needs two characters; it is looked for in title, outlet and text. `state` is one of STATES;
    "to_decide" are those with proposed facts, filed or not.
    `after` and `before` are ids of a page's last and first row.
    """  # fmt: skip
    found = _found(viewer, text)
    exact = {"unit_id": unit_id, "kind": kind or None, "issue_date__gte": issue_from, "issue_date__lte": issue_to}
    found = _in_state(found.filter(**{name: value for name, value in exact.items() if value is not None}), state)
    total = len(found.order_by()[: COUNT_CAP + 1].values_list("pk", flat=True))
    back = before is not None
    page = found.filter(pk__gt=before).order_by("pk") if back else found.order_by("-pk")
    page = page.filter(pk__lt=after) if after is not None and not back else page
    rows = list(page.defer("text", "grams", "notes").select_related("unit", "added_by", "file")[: limit + 1])
    more, rows = len(rows) > limit, rows[:limit]
    rows = rows[::-1] if back else rows
    tallies = _tallies([row.pk for row in rows])
    older = more if not back else True
    newer = more if back else after is not None
    return DocumentList(
        tuple(_row(row, tallies.get(row.pk, {})) for row in rows), total,
        str(rows[-1].pk) if rows and older else "", str(rows[0].pk) if rows and newer else "",
    )  # fmt: skip


def _found(viewer: Actor, text: str):
    found = Document.objects.visible_to(viewer)
    if len(normalised(text)) < 2:
        return found
    found = found.filter(grams__contains=[gram[:20] for gram in query_bigrams(text)])
    for word in text.split():
        if len(word) > 2:  # longer words: pairs that stand apart would pass too
            found = found.filter(Q(title__icontains=word) | Q(outlet__icontains=word) | Q(text__icontains=word))
    return found


def _in_state(found, state: str):
    facts = Fact.objects.filter(document=OuterRef("pk"))
    waiting = Exists(facts.filter(state="proposed", still_read=True))
    if state == "filed":
        return found.filter(filed_at__isnull=False)
    if state == "to_decide":
        return found.filter(waiting, kind="page")
    if state == "decided":
        return found.filter(~waiting, Exists(facts), kind="page", filed_at=None)
    if state == "unread":
        return found.filter(~Exists(facts), kind="page")
    return found


def _tallies(ids: list[int]) -> dict[int, dict[str, int]]:
    counted = Fact.objects.filter(document_id__in=ids, still_read=True).values("document_id").annotate(
        articles=Count("article_id", distinct=True),
        facts=Count("pk"),
        proposed=Count("pk", filter=Q(state="proposed")),
        usable=Count("pk", filter=Q(state__in=["confirmed", "corrected"])),
    )  # fmt: skip
    return {row["document_id"]: row for row in counted}


def _row(row: Document, tally: dict[str, int]) -> DocumentRow:
    return DocumentRow(
        id=row.pk, title=row.title, outlet=row.outlet, issue_date=row.issue_date, kind=row.kind,
        data_class=row.data_class, unit_id=row.unit_id, unit=row.unit.short_name or row.unit.name,
        added_by=row.added_by.name if row.added_by else "", added_at=row.added_at, file_name=row.file_name,
        file_kind=row.file.kind, size=row.file.size, articles=tally.get("articles", 0), facts=tally.get("facts", 0),
        proposed=tally.get("proposed", 0), usable=tally.get("usable", 0), filed_at=row.filed_at,
    )  # fmt: skip


def units_of_documents(viewer: Actor) -> list[tuple[int, str]]:
    """List the units whose documents the viewer sees, for the filter of the list."""
    found = Document.objects.visible_to(viewer).order_by("unit__sort", "unit_id")
    return [
        (pk, short or name)
        for pk, short, name in found.values_list("unit_id", "unit__short_name", "unit__name").distinct()
    ]
