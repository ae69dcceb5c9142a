"""The books of envelopes: appropriated, committed, paid, left; each the sum of lines."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BigIntegerField, Case, Count, F, Q, Sum, When

from luodi.claims.models import Claim, Envelope, EnvelopeLine
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

SIGNED = Case(When(kind="release", then=-F("amount_fen")), default=F("amount_fen"), output_field=BigIntegerField())
WAITING = ["submitted", "checked", "crossed", "published", "approved"]


@dataclass(frozen=True, slots=True)
class Books:
    """What stands in an envelope's books, in 分. `open` is committed and not paid yet."""

    appropriated: int = 0
    committed: int = 0
    paid: int = 0

    @property
    def left(self) -> int:
        """Give what may still be committed."""
        return self.appropriated - self.committed

    @property
    def open(self) -> int:
        """Give what is committed and not paid yet."""
        return self.committed - self.paid


@dataclass(frozen=True, slots=True)
class EnvelopeRow:
    """An envelope with its books. `forecast`: committed and what the claims under way ask for; `waiting` counts those."""

    id: int
    code: str
    year: int
    title: str
    over: str
    budget_line: str
    unit_id: int
    unit_name: str
    books: Books
    waiting: int
    forecast: int


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of an envelope's books."""

    id: int
    kind: str
    amount_fen: int
    day: date
    reason: str
    claim_id: int | None
    company: str
    person: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class EnvelopePage:
    """One envelope with its newest lines, and how many lines there are."""

    row: EnvelopeRow
    lines: list[LineRow]
    total: int


def left_of(envelope_id: int) -> int:
    """Give what an envelope has left; read after its lock was taken it is what everybody before left; one statement."""
    return books_of([envelope_id])[envelope_id].left


def books_of(envelope_ids: Collection[int]) -> dict[int, Books]:
    """Sum the books of some envelopes; one SQL statement."""
    rows = EnvelopeLine.objects.filter(envelope_id__in=list(envelope_ids)).order_by()
    sums = rows.values("envelope_id").annotate(
        appropriated=Sum("amount_fen", filter=Q(kind="appropriation")),
        committed=Sum(SIGNED, filter=Q(kind__in=["commitment", "release"])),
        paid=Sum("amount_fen", filter=Q(kind="payment")),
    )
    found = {
        row["envelope_id"]: Books(row["appropriated"] or 0, row["committed"] or 0, row["paid"] or 0) for row in sums
    }
    return {each: found.get(each, Books()) for each in envelope_ids}


def envelopes(viewer: Actor, *, year: int | None = None) -> list[EnvelopeRow]:
    """List the envelopes that the viewer may see with their books, newest year first; three SQL statements."""
    seen = Envelope.objects.visible_to(viewer).select_related("unit").order_by("-year", "code")
    return _rows(list(seen.filter(year=year) if year else seen))


def envelope_page(viewer: Actor, envelope_id: int, *, page: int = 1, size: int = 50) -> EnvelopePage:
    """Give one envelope with its lines; six SQL statements.

    :raises NotFound: if there is none that the viewer may see
    """
    found = Envelope.objects.visible_to(viewer).select_related("unit").filter(pk=envelope_id).first()
    if found is None:
        raise NotFound()
    lines = EnvelopeLine.objects.filter(envelope=found).select_related("claim__company", "made_by").order_by("-pk")
    first = (max(page, 1) - 1) * size
    seen = set(Claim.objects.visible_to(viewer).filter(envelope=found).values_list("pk", flat=True))
    rows = [
        LineRow(
            id=each.pk, kind=each.kind, amount_fen=each.amount_fen, day=each.day, reason=each.reason,
            claim_id=each.claim_id if each.claim_id in seen else None,
            company=each.claim.company.name if each.claim and each.claim_id in seen else "",
            person=each.made_by.name if each.made_by else "", made_at=each.made_at,
        )
        for each in lines[first : first + size]
    ]  # fmt: skip
    return EnvelopePage(_rows([found])[0], rows, lines.count())


def envelopes_by_code(pairs: Collection[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """Give the ids of envelopes by (code, year); one SQL statement."""
    rows = Envelope.objects.filter(code__in={code for code, _ in pairs}).values_list("code", "year", "pk")
    return {(code, year): pk for code, year, pk in rows if (code, year) in set(pairs)}


def _rows(found: list[Envelope]) -> list[EnvelopeRow]:
    ids = [each.pk for each in found]
    books = books_of(ids)
    claims = Claim.objects.filter(envelope_id__in=ids, stage__in=WAITING).order_by().values("envelope_id")
    waiting = {
        row["envelope_id"]: (row["n"], row["fen"])
        for row in claims.annotate(n=Count("pk"), fen=Sum(Case(
            When(granted_fen__isnull=False, then=F("granted_fen")), default=F("asked_fen"))))
    }  # fmt: skip
    return [
        EnvelopeRow(
            id=each.pk, code=each.code, year=each.year, title=each.title, over=each.over, budget_line=each.budget_line,
            unit_id=each.unit_id, unit_name=each.unit.name, books=books[each.pk],
            waiting=waiting.get(each.pk, (0, 0))[0],
            forecast=books[each.pk].committed + waiting.get(each.pk, (0, 0))[1],
        )
        for each in found
    ]  # fmt: skip
