"""The red and the black list (红黑榜) of a month: proposed from the ranking, heard, published by another person."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from luodi.campaigns.models import Listing, Plan, Statement
from luodi.campaigns.operations.pools import require_months_over, require_text, require_undecided
from luodi.campaigns.permissions import require_plan, seen_plan
from luodi.campaigns.queries.standings import period_standing
from luodi.campaigns.rewards import refusals
from luodi.campaigns.rewards.splitting import Standing
from luodi.engines.clocks import working_days_after
from luodi.journal.operations import Entry, record, record_many
from luodi.people.models import Unit
from luodi.people.permissions import require
from luodi.people.queries.settings import parameters_in_force
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound

COLOUR_WORDS = {"red": ("红榜", "red list"), "black": ("黑榜", "black list")}


@transaction.atomic
def propose_listings(
    *, plan_id: int, month: date, colours: Mapping[int, str], reason: str, by: Actor, at: datetime
) -> list[Listing]:
    """Propose streets (unit id → red, black) for the lists of a month that is over; each is heard first.

    The hearing takes the working days of the parameter `campaigns.hearing_days`.

    :raises ListingAgainstRanking: for a street without a place, or praised and ranked below a blamed one
    :raises ListingThereAlready: if it stands on a list of this month
    :raises RewardMonthsWrong, RewardWordsMissing: each for its fault
    """
    plan = seen_plan(by, plan_id)
    require_plan(by, plan.office_id)
    month, _ = require_months_over(plan, month, month, at)
    require_text(reason, "理由", "reason")
    if not colours:
        raise refusals.RewardWordsMissing(field="列榜街道", field_en="streets to list")
    stands = {each.unit_id: each for each in period_standing(plan, [month], known=at).standings}
    names = dict(Unit.objects.filter(pk__in=colours).values_list("pk", "name"))
    _refuse_listed(plan, month, names)
    standing = Listing.objects.filter(plan=plan, month=month).exclude(state="withdrawn")
    _follow_the_ranking(stands, dict(standing.values_list("unit_id", "colour")) | dict(colours), names)
    in_force = parameters_in_force("campaigns.hearing_days", on=localdate(at))
    until = working_days_after(localdate(at), int(str(in_force["campaigns.hearing_days"]))).day
    rows = [
        fitting(Listing(
            plan=plan, month=month, colour=colour, unit_id=unit_id, rank=stands[unit_id].rank, points=stands[unit_id].points,
            reason=reason.strip(), hearing_until=until, proposed_by_id=by.person_id, proposed_at=at,
        ))
        for unit_id, colour in colours.items()
    ]  # fmt: skip
    try:
        with transaction.atomic():
            Listing.objects.bulk_create(rows)
    except IntegrityError:
        raise refusals.ListingThereAlready(unit="、".join(names.values())) from None
    record_many([_line("campaign.listing_proposed", each, names[each.unit_id]) for each in rows], by=by, at=at)
    return rows


@transaction.atomic
def answer_listing(*, listing_id: int, words: str, by: Actor, at: datetime) -> Statement:
    """Make a statement for the listed unit while its hearing goes on.

    :raises NotAllowed: for who is not of that unit
    :raises HearingOver, RewardDecided: when it is too late
    """
    row = _locked(listing_id, by)
    require(by, "campaigns.report")
    if row.unit_id not in by.unit_ids:
        raise NotAllowed(permission="campaigns.report")
    if row.state != "proposed":
        raise refusals.RewardDecided()
    if localdate(at) > row.hearing_until:
        raise refusals.HearingOver(day=row.hearing_until)
    require_text(words, "陈述申辩", "statement")
    said = fitting(Statement(listing=row, words=words.strip(), by_id=by.person_id, at=at))
    said.save(force_insert=True)
    record("campaign.listing_answered", row, by=by, at=at, label=row.unit.name, owner_unit_id=row.unit_id)
    return said


@transaction.atomic
def decide_listing(
    *, listing_id: int, version: int, publish: bool, words: str = "", by: Actor, at: datetime
) -> Listing:
    """Publish a street on its list once the hearing is over, or take it off saying why, as another than who proposed it.

    A street that made a statement is answered: then words are needed to publish as well.

    :raises RewardByTheSame, RewardDecided: for who proposed it, and for what is decided
    :raises HearingNotOver: before the day after the hearing
    :raises RewardWordsMissing: without words where they are needed
    """
    row = _locked(listing_id, by)
    require(by, "campaigns.approve", unit_id=row.plan.office_id)
    require_undecided(row.state, row.version, version, row.proposed_by_id, by)
    if publish and localdate(at) <= row.hearing_until:
        raise refusals.HearingNotOver(day=row.hearing_until)
    if not publish or row.statements.exists():
        require_text(words, "答复或理由", "answer or reason")
    row.state, row.decided_by_id, row.decided_at = "published" if publish else "withdrawn", by.person_id, at
    row.decision_note, row.version = words.strip(), row.version + 1
    fitting(row).save(update_fields=["state", "decided_by", "decided_at", "decision_note", "version"])
    event = "campaign.listing_published" if publish else "campaign.listing_withdrawn"
    record_many([_line(event, row, row.unit.name)], by=by, at=at)
    return row


def _locked(listing_id: int, by: Actor) -> Listing:
    if not Listing.objects.visible_to(by).filter(pk=listing_id).exists():
        raise NotFound()
    return Listing.objects.select_related("plan", "unit").select_for_update(of=("self",)).get(pk=listing_id)


def _refuse_listed(plan: Plan, month: date, names: Mapping[int, str]) -> None:
    listed = Listing.objects.filter(plan=plan, month=month, unit__in=names).exclude(state="withdrawn").first()
    if listed is not None:
        raise refusals.ListingThereAlready(unit=names[listed.unit_id])


def _follow_the_ranking(stands: Mapping[int, Standing], colours: Mapping[int, str], names: Mapping[int, str]) -> None:
    for unit_id, colour in colours.items():
        if unit_id not in stands or stands[unit_id].rank is None or colour not in COLOUR_WORDS:
            raise refusals.ListingAgainstRanking(unit=names.get(unit_id, unit_id))
    black = [stands[unit_id].rank or 0 for unit_id, colour in colours.items() if colour == "black"]
    for unit_id, colour in colours.items():
        if colour == "red" and black and (stands[unit_id].rank or 0) >= min(black):
            raise refusals.ListingAgainstRanking(unit=names.get(unit_id, unit_id))


def _line(event: str, row: Listing, unit: str) -> Entry:
    zh, en = COLOUR_WORDS[row.colour]
    facts = {
        "month": f"{row.month:%Y-%m}", "colour": zh, "colour_en": en, "until": row.hearing_until.isoformat(),
        "words": row.decision_note,
    }  # fmt: skip
    return Entry(event=event, object=row, label=unit, owner_unit_id=row.unit_id, facts=facts)
