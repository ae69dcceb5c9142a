"""Proposing that a subject passes to another unit (流转, handbook §3.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate, localtime

from luodi.journal.operations import record
from luodi.observations import refusals
from luodi.observations.models import OPEN_STATES, REASONS, TRIGGERS, Subject, Transfer
from luodi.observations.permissions import require_order, require_propose
from luodi.observations.queries.shares import originator_of
from luodi.observations.splitting import UnitShare, next_month, offered
from luodi.people.models import Unit
from luodi.people.queries import parameter
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound
from luodi.values.share import WHOLE, Share


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed: to which unit, why, who else gets credit.

    `originator_id` None means whoever is the originator already, else the unit that passes it on. `own_shares` are
    agreed shares for all indicators without end; empty means the split table. `since_without_site` is the day since
    which the owner has been without a site (None: it has one), asked for by the trigger "no_site".
    """

    to_unit_id: int
    trigger: str
    reason: str
    note: str
    originator_id: int | None = None
    helper_id: int | None = None
    own_shares: tuple[UnitShare, ...] = ()
    since_without_site: date | None = None
    undoes_id: int | None = None


@transaction.atomic
def propose_transfer(*, subject_id: int, proposal: Proposal, by: Actor, at: datetime) -> Transfer:
    """Propose that a subject passes to another unit: by the unit that holds it, or as an order of the bureau.

    :raises TransferUnderWay: if another transfer of it is open
    :raises CreditNotWhole: if agreed shares don't make up one, with those that would
    :raises TransferTooEarly: for want of a site before the days are over
    """
    subject = _locked_subject(subject_id, by)
    require_propose(by, subject.unit_id)
    if proposal.trigger == "order":
        require_order(by)
    _refuse_second(subject)
    units = _units(proposal, subject)
    _refuse_wrong_words(proposal)
    _refuse_early(proposal, at)
    if proposal.undoes_id:
        _refuse_wrong_undo(proposal, subject)
    originator_id = proposal.originator_id or originator_of(subject.pk, on=next_month(localdate(at))) or subject.unit_id
    if proposal.helper_id in (proposal.to_unit_id, originator_id):
        raise refusals.TransferHelperIsParty()
    if proposal.own_shares:
        refuse_unwhole(proposal.own_shares, proposal.to_unit_id, units)
    transfer = Transfer.objects.create(
        subject=subject, label=subject.name, from_unit_id=subject.unit_id, to_unit_id=proposal.to_unit_id,
        originator_id=originator_id, helper_id=proposal.helper_id, trigger=proposal.trigger, reason=proposal.reason,
        note=proposal.note.strip()[:300], own_shares=_stored(proposal.own_shares), proposed_by_id=by.person_id,
        proposed_at=at, undoes_id=proposal.undoes_id,
    )  # fmt: skip
    note(
        "transfer.proposed", transfer, by, at, from_unit=units[subject.unit_id], to_unit=units[proposal.to_unit_id],
        note=transfer.note,
    )  # fmt: skip
    return transfer


def note(event: str, transfer: Transfer, by: Actor, at: datetime, **facts) -> None:
    """Write a transfer's journal line, which belongs to the unit that passes on."""
    facts |= {"subject": transfer.subject_id}
    record(event, transfer, by=by, at=at, label=transfer.label, owner_unit_id=transfer.from_unit_id, facts=facts)


def refuse_unwhole(shares: Sequence[UnitShare], lander_id: int, names: dict[int, str]) -> None:
    """Let pass only agreed shares of different units, with one lander, that make up exactly one.

    :raises CreditUnitTwice, CreditNeedsOneLander, CreditNotWhole: with what would be right
    """
    ids = [share.unit_id for share in shares]
    if twice := next((each for each in ids if ids.count(each) > 1), None):
        raise refusals.CreditUnitTwice(unit=names[twice])
    landers = [share.unit_id for share in shares if share.role == "lander"]
    if landers != [lander_id]:
        raise refusals.CreditNeedsOneLander(unit=names[lander_id])
    total = sum(Share(share.ppm).ppm for share in shares)
    if total == WHOLE:
        return
    right = offered(shares) if total else ()
    missing = abs(WHOLE - total)
    raise refusals.CreditNotWhole(
        total=_percent(total),
        difference_word=f"{'缺' if total < WHOLE else '超出'} {_percent(missing)}",
        difference_word_en=f"{_percent(missing)} {'short' if total < WHOLE else 'too much'}",
        offered=[f"{names[share.unit_id]} {_percent(share.ppm)}" for share in right],
        offered_ppm={str(share.unit_id): share.ppm for share in right},
    )


def _percent(ppm: int) -> str:
    return f"{(Decimal(ppm) / 10_000).normalize():f}%"


def _locked_subject(subject_id: int, by: Actor) -> Subject:
    subject = Subject.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=subject_id).first()
    if subject is None:
        raise NotFound()
    return subject


def _refuse_second(subject: Subject) -> None:
    running = Transfer.objects.filter(subject=subject, state__in=OPEN_STATES).first()
    if running is not None:
        raise refusals.TransferUnderWay(label=running.label, at=f"{localtime(running.proposed_at):%Y-%m-%d %H:%M}")


def _units(proposal: Proposal, subject: Subject) -> dict[int, str]:
    wanted = {proposal.to_unit_id, proposal.originator_id, proposal.helper_id} - {None}
    wanted |= {share.unit_id for share in proposal.own_shares}
    found = dict(Unit.objects.filter(pk__in=wanted, active=True).values_list("pk", "name"))
    if missing := wanted - set(found):
        raise refusals.CreditUnitUnknown(unit_id=min(missing))
    found[subject.unit_id] = subject.unit.name
    if proposal.to_unit_id == subject.unit_id:
        raise refusals.TransferToItself(unit=subject.unit.name)
    return found


def _refuse_wrong_words(proposal: Proposal) -> None:
    for text, known in ((proposal.trigger, TRIGGERS), (proposal.reason, REASONS)):
        if text not in known:
            raise refusals.TransferReasonUnknown(text=text)
    if not proposal.note.strip():
        raise refusals.TransferNeedsWords()
    if (proposal.reason == "undo") != bool(proposal.undoes_id):
        raise refusals.TransferNotUndoable()


def _refuse_early(proposal: Proposal, at: datetime) -> None:
    if proposal.trigger != "no_site":
        return
    days = int(str(parameter("credit.no_site_days", on=localdate(at))))
    since = proposal.since_without_site
    if since is None:
        raise refusals.TransferTooEarly(days=days, state="已有选址", state_en="has a site")
    spent = (localdate(at) - since).days
    if spent < days:
        raise refusals.TransferTooEarly(days=days, state=f"才 {spent} 天", state_en=f"counts {spent} days")


def _refuse_wrong_undo(proposal: Proposal, subject: Subject) -> None:
    undone = Transfer.objects.filter(pk=proposal.undoes_id, subject=subject, state="approved").first()
    if undone is None or undone.from_unit_id != proposal.to_unit_id or undone.to_unit_id != subject.unit_id:
        raise refusals.TransferNotUndoable()


def _stored(shares: Sequence[UnitShare]) -> list[dict] | None:
    return [{"unit": each.unit_id, "role": each.role, "ppm": each.ppm} for each in shares] or None
