"""Reading transfers: the list, one with what it does to the shares, and what waits for a unit or the bureau."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from luodi.observations.models import OPEN_STATES, Transfer
from luodi.observations.permissions import accepts, decides, proposes
from luodi.observations.queries.shares import ShareRow, StretchRow, stretches_of, stretches_of_transfer
from luodi.observations.splitting import Parties, Stretch, UnitShare, next_month
from luodi.people.models import Unit
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

JOINED = ("from_unit", "to_unit", "originator", "helper", "proposed_by", "accepted_by", "decided_by")
SORTS = {"proposed": ("proposed_at", "pk"), "-proposed": ("-proposed_at", "-pk"), "label": ("label", "pk")}


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A transfer as lists show it; `waits_for` is the unit whose turn it is, empty when settled."""

    id: int
    subject_id: int
    label: str
    from_unit_id: int
    from_unit: str
    to_unit_id: int
    to_unit: str
    originator: str
    helper: str
    trigger: str
    reason: str
    note: str
    state: str
    waits_for: str
    proposed_by: str
    proposed_at: datetime
    accepted_by: str
    accepted_at: datetime | None
    decided_by: str
    decided_at: datetime | None
    decision_note: str
    valid_from: date | None
    undoes_id: int | None
    version: int


@dataclass(frozen=True, slots=True)
class TransferDetail:
    """A transfer with the shares that it brings (once approved: brought), and what the viewer may do with it."""

    row: TransferRow
    stretches: tuple[StretchRow, ...]
    agreed: bool
    may_accept: bool
    may_decide: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class TransferFilter:
    """What a list of transfers is narrowed to; empty fields narrow nothing. `state` may be "open"."""

    state: str = ""
    unit_id: int | None = None
    reason: str = ""
    words: str = ""
    subject_id: int | None = None


@dataclass(frozen=True, slots=True)
class TransferPage:
    """One page of the list and the number of all its rows."""

    rows: list[TransferRow]
    total: int


def transfers(
    viewer: Actor, filters: TransferFilter, *, sort: str = "-proposed", page: int = 1, size: int = 50
) -> TransferPage:
    """List the transfers that the viewer may see, newest first; two SQL statements whatever their number."""
    found = Transfer.objects.visible_to(viewer).filter(_narrowed(filters))
    first = (max(page, 1) - 1) * size
    rows = found.select_related(*JOINED).order_by(*SORTS.get(sort, SORTS["-proposed"]))[first : first + size]
    return TransferPage([_row(each) for each in rows], found.count())


def transfer(viewer: Actor, transfer_id: int, *, today: date) -> TransferDetail:
    """Give one transfer; what it would bring is reckoned with next month's split table while it is open.

    :raises NotFound: if there is none that the viewer may see
    """
    found = Transfer.objects.visible_to(viewer).select_related(*JOINED).filter(pk=transfer_id).first()
    if found is None:
        raise NotFound()
    open_still = found.state in OPEN_STATES
    first = found.valid_from or next_month(today)
    return TransferDetail(
        row=_row(found),
        stretches=_named(stretches_of_transfer(found, first=first)),
        agreed=bool(found.own_shares),
        may_accept=found.state == "proposed" and accepts(viewer, found),
        may_decide=open_still and decides(viewer, found) and (found.state == "accepted" or found.trigger == "order"),
        may_withdraw=open_still and proposes(viewer, found.from_unit_id),
    )


def preview(*, parties: Parties, own_shares: Sequence[UnitShare] = (), today: date) -> tuple[StretchRow, ...]:
    """Give what a transfer between these units would bring if it were approved today."""
    return _named(stretches_of(parties, own_shares=own_shares, first=next_month(today)))


def waiting_transfers(viewer: Actor, *, limit: int = 50) -> list[TransferRow]:
    """List the open transfers that wait for the viewer: to accept for their unit, or to decide; one SQL statement."""
    condition = Q(pk__in=[])
    if viewer.may("credit.transfer"):
        condition |= Q(state="proposed", to_unit_id__in=viewer.unit_ids)
    if viewer.may("credit.order"):
        own = [person for person in (viewer.person_id, *viewer.standing_in_for) if person is not None]
        ready = Q(state="accepted") | Q(state="proposed", trigger="order")
        condition |= ready & ~Q(proposed_by_id__in=own) & (Q(accepted_by=None) | ~Q(accepted_by_id__in=own))
    found = Transfer.objects.visible_to(viewer).filter(condition).select_related(*JOINED)
    return [_row(each) for each in found.order_by("proposed_at", "pk")[:limit]]


def units_of_transfers(viewer: Actor) -> list[tuple[int, str]]:
    """List the units between which the viewer's transfers go, for a filter; one SQL statement."""
    seen = Transfer.objects.visible_to(viewer)
    found = Unit.objects.filter(Q(pk__in=seen.values("from_unit_id")) | Q(pk__in=seen.values("to_unit_id")))
    return list(found.order_by("name").values_list("pk", "name"))


def receiving_units() -> list[tuple[int, str]]:
    """List all units that work still, which may receive, help or share; one SQL statement."""
    return list(Unit.objects.filter(active=True).exclude(kind="district").order_by("name").values_list("pk", "name"))


def _narrowed(filters: TransferFilter) -> Q:
    condition = Q()
    if filters.state == "open":
        condition &= Q(state__in=OPEN_STATES)
    elif filters.state:
        condition &= Q(state=filters.state)
    if filters.unit_id:
        condition &= Q(from_unit_id=filters.unit_id) | Q(to_unit_id=filters.unit_id) | Q(helper_id=filters.unit_id)
    if filters.reason:
        condition &= Q(reason=filters.reason)
    if filters.words:
        condition &= Q(label__icontains=filters.words)
    if filters.subject_id:
        condition &= Q(subject_id=filters.subject_id)
    return condition


def _named(stretches: dict[str, tuple[Stretch, ...]]) -> tuple[StretchRow, ...]:
    ids = {share.unit_id for several in stretches.values() for each in several for share in each.shares}
    names = dict(Unit.objects.filter(pk__in=ids).values_list("pk", "name"))
    return tuple(
        StretchRow(
            indicators=group, valid_from=each.valid_from, valid_to=each.valid_to,
            shares=tuple(ShareRow(s.unit_id, names.get(s.unit_id, ""), s.role, s.ppm) for s in each.shares),
            transfer_id=None, reason="", set_at=None,
        )
        for group, several in stretches.items()
        for each in several
    )  # fmt: skip


def _row(found: Transfer) -> TransferRow:
    waits = ""
    if found.state in OPEN_STATES:
        bureau = found.state == "accepted" or found.trigger == "order"
        waits = "bureau" if bureau else found.to_unit.name
    return TransferRow(
        id=found.pk, subject_id=found.subject_id, label=found.label, from_unit_id=found.from_unit_id,
        from_unit=found.from_unit.name, to_unit_id=found.to_unit_id, to_unit=found.to_unit.name,
        originator=found.originator.name, helper=found.helper.name if found.helper else "", trigger=found.trigger,
        reason=found.reason, note=found.note, state=found.state, waits_for=waits,
        proposed_by=_name(found.proposed_by), proposed_at=found.proposed_at, accepted_by=_name(found.accepted_by),
        accepted_at=found.accepted_at, decided_by=_name(found.decided_by), decided_at=found.decided_at,
        decision_note=found.decision_note, valid_from=found.valid_from, undoes_id=found.undoes_id, version=found.version,
    )  # fmt: skip


def _name(person) -> str:
    return person.name if person else ""
