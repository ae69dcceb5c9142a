"""Reading who is credited with what: in a month, as it changes, and how a measure divides among units."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Q

from luodi.observations.groups import GROUP_CODES
from luodi.observations.models import CreditShare, Split, Subject, Transfer
from luodi.observations.splitting import Parties, Rate, Stretch, UnitShare, standard_stretches
from luodi.people.queries import parameter, parameter_or_none
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound
from luodi.values.share import Share

ORIGINATOR = """
SELECT unit_id FROM observations_creditshare WHERE role = 'originator' AND split_id IN (
    SELECT DISTINCT ON (indicators) id FROM observations_split
    WHERE subject_id = %s AND valid_from <= %s AND (valid_to IS NULL OR valid_to > %s) ORDER BY indicators, id DESC
) ORDER BY id LIMIT 1
"""
TOTALS = """
WITH given AS (
    SELECT ordinal, subject_id, indicators, month, value
    FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::numeric[])
        WITH ORDINALITY AS u(subject_id, indicators, month, value, ordinal)
), placed AS (
    SELECT given.*, (
        SELECT s.id FROM observations_split s
        WHERE s.subject_id = given.subject_id AND s.indicators = given.indicators AND s.valid_from <= given.month
          AND (s.valid_to IS NULL OR s.valid_to > given.month) AND (%s::timestamptz IS NULL OR s.set_at <= %s)
        ORDER BY s.id DESC LIMIT 1
    ) AS split_id FROM given
), parts AS (
    SELECT placed.ordinal, placed.subject_id, c.unit_id, c.role, placed.value, trunc(placed.value * c.ppm * %s / 1000000, %s) AS part
    FROM placed JOIN observations_creditshare c ON c.split_id = placed.split_id AND (c.role = 'lander' OR %s = 1)
), whole AS (
    SELECT unit_id, subject_id,
           part + CASE WHEN role = 'lander' THEN value - SUM(part) OVER (PARTITION BY ordinal) ELSE 0 END AS part
    FROM parts
)
SELECT unit_id, SUM(part), COUNT(DISTINCT subject_id) FROM whole GROUP BY unit_id ORDER BY unit_id
"""


@dataclass(frozen=True, slots=True)
class Measure:
    """One value of a subject in a month, of a group of indicators: what is to be divided."""

    subject_id: int
    indicators: str
    month: date
    value: Decimal


def units_totals(
    measures: Iterable[Measure], *, places: int = 2, known_at: datetime | None = None
) -> dict[int, Decimal]:
    """Divide values among units by the shares of their month, and add them up by unit; one SQL statement.

    Each value is divided exactly: parts are cut to so many decimal places, and what remains goes to the lander, so that
    the units' totals add up to the district's. `known_at` asks with the shares as they were set until then.
    """
    return {unit_id: total for unit_id, (total, _) in units_cells(measures, places=places, known_at=known_at).items()}


def units_cells(
    measures: Iterable[Measure], *, places: int = 2, known_at: datetime | None = None, shared: bool = True
) -> dict[int, tuple[Decimal, int]]:
    """Divide values among units as `units_totals` does, and say of how many subjects each total is made.

    What is not `shared` goes to the lander of its month as a whole.
    """
    rows = list(measures)
    columns = [
        [row.subject_id for row in rows], [row.indicators for row in rows],
        [row.month.replace(day=1) for row in rows], [row.value for row in rows],
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, [*columns, known_at, known_at, int(shared), places, int(shared)])
        return {unit_id: (total, subjects) for unit_id, total, subjects in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A unit's share in a stretch of months."""

    unit_id: int
    unit_name: str
    role: str
    ppm: int

    @property
    def percent(self) -> Decimal:
        """Give the share as a percentage, exactly."""
        return (Decimal(self.ppm) / 10_000).normalize()


@dataclass(frozen=True, slots=True)
class StretchRow:
    """The shares of one group in a stretch of months, cut where a later writing begins, and what set them."""

    indicators: str
    valid_from: date
    valid_to: date | None
    shares: tuple[ShareRow, ...]
    transfer_id: int | None
    reason: str
    set_at: datetime | None


@dataclass(frozen=True, slots=True)
class Credit:
    """Who is credited with a subject: as it is in a month, what is to come, and what was; by group of indicators."""

    subject_id: int
    name: str
    unit_id: int
    now: dict[str, StretchRow]
    ahead: tuple[StretchRow, ...]
    past: tuple[StretchRow, ...]


def credit(*, subject_id: int, viewer: Actor, on: date) -> Credit:
    """Give who is credited with a subject as of a day's month, before and after; three SQL statements.

    :raises NotFound: if there is none that the viewer may see
    """
    subject = Subject.objects.visible_to(viewer).filter(pk=subject_id).first()
    if subject is None:
        raise NotFound()
    rows = timeline(subject_id)
    month = on.replace(day=1)
    now = {row.indicators: row for row in rows if _covers(row, month)}
    return Credit(
        subject_id=subject.pk, name=subject.name, unit_id=subject.unit_id, now=now,
        ahead=tuple(row for row in rows if row.valid_from > month),
        past=tuple(row for row in rows if row.valid_to is not None and row.valid_to <= month),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CreditedRow:
    """A subject that a unit is credited with, in what role and how much, by group of indicators."""

    subject_id: int
    name: str
    kind: str
    indicators: str
    role: str
    ppm: int


def credited_to(viewer: Actor, unit_id: int, *, on: date) -> list[CreditedRow]:
    """List what a unit is credited with in a day's month, of subjects that the viewer may see; one SQL statement."""
    month = on.replace(day=1)
    standing = Split.objects.filter(Q(valid_to=None) | Q(valid_to__gt=month), valid_from__lte=month)
    newest = standing.order_by("subject_id", "indicators", "-pk").distinct("subject_id", "indicators")
    rows = CreditShare.objects.filter(
        unit_id=unit_id, split_id__in=newest.values("pk"), split__subject__in=Subject.objects.visible_to(viewer)
    ).order_by("split__subject__name", "split__indicators", "pk")  # fmt: skip
    names = ("split__subject_id", "split__subject__name", "split__subject__kind", "split__indicators", "role", "ppm")
    return [CreditedRow(*row) for row in rows.values_list(*names)]


def _covers(row: StretchRow, month: date) -> bool:
    return row.valid_from <= month and (row.valid_to is None or row.valid_to > month)


def timeline(subject_id: int) -> list[StretchRow]:
    """Give what really counts of a subject's splits, month after month, each cut where a later written one begins."""
    splits = list(Split.objects.filter(subject_id=subject_id).prefetch_related("shares__unit").order_by("-pk"))
    found: list[StretchRow] = []
    for group in GROUP_CODES:
        until: date | None = None
        of_group: list[StretchRow] = []
        for several in _writings([split for split in splits if split.indicators == group]):
            for split in reversed(several):
                end = split.valid_to if until is None else min(filter(None, (split.valid_to, until)))
                if end is None or split.valid_from < end:
                    of_group.append(_stretch(split, end))
            first = min(split.valid_from for split in several)
            until = first if until is None else min(first, until)
        found += sorted(of_group, key=lambda row: row.valid_from)
    return found


def _writings(splits: Sequence[Split]) -> list[list[Split]]:
    """Put splits of one group that were written together side by side, the newest writing first."""
    found: dict[tuple[datetime, int | None], list[Split]] = {}
    for split in splits:
        found.setdefault((split.set_at, split.transfer_id), []).append(split)
    return [sorted(several, key=lambda split: split.valid_from) for several in found.values()]


def _stretch(split: Split, end: date | None) -> StretchRow:
    order = {"originator": 0, "lander": 1, "assist": 2}
    shares = sorted(split.shares.all(), key=lambda share: (order[share.role], share.pk))
    return StretchRow(
        indicators=split.indicators, valid_from=split.valid_from, valid_to=end,
        shares=tuple(ShareRow(share.unit_id, share.unit.name, share.role, share.ppm) for share in shares),
        transfer_id=split.transfer_id, reason=split.reason, set_at=split.set_at,
    )  # fmt: skip


def stretches_from(subject_id: int, *, first: date) -> dict[str, list[Stretch]]:
    """Give what counts from a month on, by group: for operations that write it anew with one change."""
    found: dict[str, list[Stretch]] = {}
    for row in timeline(subject_id):
        if row.valid_to is not None and row.valid_to <= first:
            continue
        shares = tuple(UnitShare(share.unit_id, share.role, share.ppm) for share in row.shares)
        found.setdefault(row.indicators, []).append(Stretch(max(row.valid_from, first), row.valid_to, shares))
    return found


def originator_of(subject_id: int, *, on: date) -> int | None:
    """Give the unit that is the originator of a subject already, None where nobody is; one SQL statement."""
    month = on.replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute(ORIGINATOR, [subject_id, month, month])
        row = cursor.fetchone()
    return row[0] if row else None


def rates(*, on: date) -> dict[str, Rate]:
    """Read the split table of each group as it holds on a day."""
    found = {}
    for group in GROUP_CODES:
        years = parameter_or_none(f"credit.{group}.years", on=on)
        originator = Share.percent(str(parameter(f"credit.{group}.originator", on=on)))
        found[group] = Rate(originator, int(str(years)) if years is not None else None)
    return found


def stretches_of(
    parties: Parties, *, own_shares: Sequence[UnitShare] = (), first: date
) -> dict[str, tuple[Stretch, ...]]:
    """Give how every group would divide from a month on: by agreed shares, else by the split table in force then."""
    if own_shares:
        return dict.fromkeys(GROUP_CODES, (Stretch(first, None, tuple(own_shares)),))
    assist = Share.percent(str(parameter("credit.assist", on=first)))
    return {
        group: standard_stretches(parties, rate=rate, assist=assist, first=first)
        for group, rate in rates(on=first).items()
    }


def stretches_of_transfer(transfer: Transfer, *, first: date) -> dict[str, tuple[Stretch, ...]]:
    """Give how every group divides from a month on once this transfer is approved."""
    own = [UnitShare(each["unit"], each["role"], each["ppm"]) for each in transfer.own_shares or ()]
    parties = Parties(transfer.originator_id, transfer.to_unit_id, transfer.helper_id)
    return stretches_of(parties, own_shares=own, first=first)
