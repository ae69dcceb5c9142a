"""Reading the ledger of legacy clean-up: what was found, how it is dealt with, by whom, until when."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q

from luodi.agreements.models import Agreement, CleanUp
from luodi.agreements.permissions import cleans_up, edits
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class CleanUpRow:
    """A finding in a legacy agreement and what is done about it."""

    id: int
    agreement_id: int
    agreement_title: str
    agreement_number: str
    firms: str
    valid_to: date | None
    code: str
    article: str
    severity: str
    quote: str
    reason: str
    rewrite: str
    way: str
    procedure: str
    unit_name: str
    unit_id: int | None
    due_date: date | None
    lamp: str
    state: str
    version: int


@dataclass(frozen=True, slots=True)
class CleanUpFilter:
    """What the ledger is narrowed to; empty fields narrow nothing. `due` is late or soon."""

    way: str = ""
    state: str = ""
    severity: str = ""
    due: str = ""
    words: str = ""
    agreement_id: int | None = None


@dataclass(frozen=True, slots=True)
class CleanUpPage:
    """One page of the ledger, the number of its rows, and how many stand in each state."""

    rows: list[CleanUpRow]
    total: int
    counts: dict[str, int] = field(default_factory=dict)
    unscanned: int = 0


@dataclass(frozen=True, slots=True)
class CleanUpDetail:
    """One finding with its steps, and what the viewer may do."""

    row: CleanUpRow
    steps: list[tuple[datetime, str, str]]
    before: str
    after: str
    may_decide: bool
    may_note: bool


def clean_ups(viewer: Actor, filters: CleanUpFilter, *, today: date, page: int = 1, size: int = 50) -> CleanUpPage:
    """List the findings of legacy agreements that the viewer reads, open ones first; four SQL statements."""
    seen = _seen(viewer)
    found = seen.filter(_narrowed(filters, today))
    first = (max(page, 1) - 1) * size
    order = (F("state").desc(), F("due_date").asc(nulls_last=True), "pk")
    rows = found.select_related("agreement", "unit").order_by(*order)[first : first + size]
    counts = dict(seen.order_by().values_list("state").annotate(n=Count("pk")))
    legacy = _readable(viewer).filter(kind="legacy", state="in_force", clean_ups=None).count()
    return CleanUpPage([_row(each, today) for each in rows], found.count(), counts, legacy)


def clean_up(viewer: Actor, clean_up_id: int, *, today: date) -> CleanUpDetail:
    """Give one finding with the words around it and its steps; two SQL statements.

    :raises NotFound: if there is none that the viewer may read
    """
    found = _seen(viewer).select_related("agreement__current", "unit").filter(pk=clean_up_id).first()
    if found is None:
        raise NotFound()
    text, start, end = found.agreement.current.text, found.span_start, found.span_end
    steps = found.steps.select_related("person").order_by("-pk")
    return CleanUpDetail(
        row=_row(found, today),
        steps=[(each.at, each.what, each.person.name if each.person else "") for each in steps],
        before=text[max(0, start - 80) : start] if start is not None else "",
        after=text[end : end + 80] if end is not None else "",
        may_decide=cleans_up(viewer, found.agreement.unit_id) and found.state != "done",
        may_note=edits(viewer, found.agreement.unit_id) and found.state != "done" and found.way != "undecided",
    )


def legacy_agreements(viewer: Actor, *, unscanned_first: bool = True) -> list[tuple[int, str, str, int]]:
    """List legacy agreements that the viewer reads as (id, number, title, findings); one SQL statement."""
    found = _readable(viewer).filter(kind="legacy").annotate(found=Count("clean_ups"))
    order = ("found", "pk") if unscanned_first else ("pk",)
    return list(found.order_by(*order).values_list("pk", "number", "title", "found")[:500])


def _readable(viewer: Actor):
    rows, condition = Agreement.objects.visible_to(viewer), Agreement.objects.all().open_to(viewer)
    return rows if condition is True else rows.filter(condition)


def _seen(viewer: Actor):
    return CleanUp.objects.filter(agreement__in=_readable(viewer).values("pk"))


def _narrowed(filters: CleanUpFilter, today: date) -> Q:
    plain = {
        "way": filters.way, "state": filters.state, "severity": filters.severity, "agreement_id": filters.agreement_id,
    }  # fmt: skip
    condition = Q(**{name: value for name, value in plain.items() if value})
    if filters.due == "late":
        condition &= Q(due_date__lt=today) & ~Q(state="done")
    if filters.due == "soon":
        condition &= Q(due_date__gte=today, due_date__lte=today + SOON) & ~Q(state="done")
    if filters.words:
        words = filters.words
        condition &= (
            Q(agreement__title__icontains=words) | Q(agreement__number__icontains=words) | Q(quote__icontains=words)
        )
    return condition


def _row(found: CleanUp, today: date) -> CleanUpRow:
    agreement = found.agreement
    return CleanUpRow(
        id=found.pk,
        agreement_id=agreement.pk,
        agreement_title=agreement.title,
        agreement_number=agreement.number,
        firms="、".join(each["name"] for each in agreement.parties if each["side"] == "firm"),
        valid_to=agreement.valid_to,
        code=found.code,
        article=found.article,
        severity=found.severity,
        quote=found.quote,
        reason=found.reason,
        rewrite=found.rewrite,
        way=found.way,
        procedure=found.procedure,
        unit_name=found.unit.name if found.unit else "",
        unit_id=found.unit_id,
        due_date=found.due_date,
        lamp=_lamp(found, today),
        state=found.state,
        version=found.version,
    )


def _lamp(found: CleanUp, today: date) -> str:
    if found.state == "done":
        return "grey"
    if found.due_date is None:
        return "blue"
    return "red" if found.due_date < today else "amber" if found.due_date <= today + SOON else "green"
