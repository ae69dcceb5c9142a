"""Writing what documents say of campaigns: setting up what a document reports, adding what later ones say, linking units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from luodi.campaigns.models import Campaign, Mention, Paper, Part
from luodi.campaigns.permissions import require_edit, require_file
from luodi.journal.operations import record
from luodi.people.models import Unit
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Refusal


class LinkingNeedsAReason(Refusal):
    """A part is linked to a unit without a reason."""

    code = "linking_needs_a_reason"


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A plan, an incentive scheme or a policy of the campaign, with its passage."""

    kind: str
    name: str
    fact_id: int


@dataclass(frozen=True, slots=True)
class NewPart:
    """A unit's part as a document words it; `unit_id` where the district has such a unit."""

    role: str
    unit_text: str
    unit_id: int | None
    fact_id: int


@dataclass(frozen=True, slots=True)
class Origin:
    """The document that names a campaign: its unit and data class become the campaign's."""

    document_id: int
    article_id: int
    unit_id: int | None
    data_class: str


@dataclass(frozen=True, slots=True)
class CampaignSetUp:
    """What setting a campaign up changed; `created` says whether it is new."""

    campaign_id: int
    created: bool
    papers: int
    parts: int


@transaction.atomic
def set_up_campaign(
    *,
    name: str,
    year: int | None,
    fact_id: int,
    origin: Origin,
    papers: Sequence[NewPaper],
    parts: Sequence[NewPart],
    by: Actor,
    at: datetime,
) -> CampaignSetUp:
    """Set a campaign up, or add to the one of this name what it does not have yet. Nothing that stands is changed.

    :raises NotAllowed: if `by` may not make records of this unit's documents
    """  # fmt: skip
    require_file(by, origin.unit_id)
    campaign, created = _found_or_new(name, year, fact_id, origin, at)
    Mention.objects.bulk_create([_mention(campaign, fact_id, origin)], ignore_conflicts=True)
    known_papers = set(campaign.papers.values_list("name", flat=True))
    new_papers = [each for each in papers if each.name not in known_papers]
    known_parts = set(campaign.parts.values_list("unit_text", "role"))
    new_parts = [each for each in parts if (each.unit_text, each.role) not in known_parts]
    Paper.objects.bulk_create(
        [Paper(campaign=campaign, kind=each.kind, name=each.name, fact_id=each.fact_id) for each in new_papers],
        ignore_conflicts=True,
    )
    rows = [
        Part(campaign=campaign, unit_id=each.unit_id, unit_text=each.unit_text, role=each.role, fact_id=each.fact_id)
        for each in new_parts
    ]
    Part.objects.bulk_create(rows, ignore_conflicts=True)
    if created or new_papers or new_parts:
        event = "campaign.set_up" if created else "campaign.added_to"
        facts = {"papers": len(new_papers), "parts": len(new_parts), "document": origin.document_id}
        record(event, campaign, by=by, at=at, label=name, data_class=campaign.data_class, facts=facts)
    return CampaignSetUp(campaign.pk, created, len(new_papers), len(new_parts))


@transaction.atomic
def mention_campaign(*, name: str, fact_id: int, origin: Origin, by: Actor, at: datetime) -> bool:
    """Keep a passage that names a known campaign, and tell whether there is such a campaign. Never opens one."""
    require_file(by, origin.unit_id)
    campaign = _known(name, origin).first()
    if campaign is None:
        return False
    Mention.objects.bulk_create([_mention(campaign, fact_id, origin)], ignore_conflicts=True)
    return True


@transaction.atomic
def link_part(*, part_id: int, unit_id: int, reason: str, by: Actor, at: datetime) -> Part:
    """Say which unit of the district a part's wording means; the wording stays.

    :raises LinkingNeedsAReason: without a reason
    :raises NotFound: if there is no such part or unit for the actor
    """
    part = Part.objects.select_for_update(of=("self",)).select_related("campaign").filter(pk=part_id).first()
    if part is None or not Campaign.objects.visible_to(by).filter(pk=part.campaign_id).exists():
        raise NotFound()
    require_edit(by, part.campaign)
    if not reason.strip():
        raise LinkingNeedsAReason(unit_text=part.unit_text)
    if not Unit.objects.filter(pk=unit_id, active=True).exists():
        raise NotFound()
    before, part.unit_id = part.unit_id, unit_id
    part.save(update_fields=["unit"])
    campaign = part.campaign
    facts = {"unit_text": part.unit_text, "reason": reason.strip()[:300]}
    record(
        "campaign.part_linked", campaign, by=by, at=at, label=campaign.name, data_class=campaign.data_class,
        before=before, after=unit_id, facts=facts,
    )  # fmt: skip
    return part


def _known(name: str, origin: Origin):
    scope = {"data_class": "public"} if origin.data_class == "public" else {
        "data_class": origin.data_class, "unit_id": origin.unit_id}  # fmt: skip
    return Campaign.objects.select_for_update().filter(name=name, **scope)


def _found_or_new(name: str, year: int | None, fact_id: int, origin: Origin, at: datetime) -> tuple[Campaign, bool]:
    found = _known(name, origin).first()
    if found is not None:
        return found, False
    try:
        with transaction.atomic():
            return Campaign.objects.create(
                name=name, year=year, fact_id=fact_id, document_id=origin.document_id, unit_id=origin.unit_id,
                data_class=origin.data_class, recorded_at=at,
            ), True  # fmt: skip
    except IntegrityError:
        return _known(name, origin).get(), False


def _mention(campaign: Campaign, fact_id: int, origin: Origin) -> Mention:
    return Mention(campaign=campaign, fact_id=fact_id, article_id=origin.article_id)
